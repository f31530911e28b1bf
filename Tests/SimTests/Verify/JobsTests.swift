import Dispatch
import Testing

@testable import Sim

/// Nothing of a result depends on how many threads search.
struct JobsTests {
  /// A few threads that count, look and lock: enough states for several threads to search in.
  static func wide() -> (Program, WorldSpec) {
    var a = Assembly()
    let words = (0..<4).map { a.global("word\($0)", size: 8) }
    for t in 0..<3 {
      var code: [Instruction] = []
      for k in 0..<3 {
        code += [
          Instruction(.global, dst: 0, imm: Int64(words[(t + k) % 4])),
          Instruction(.loadMarked, size: 8, dst: 1, a: 0),
          Instruction(.addI, dst: 1, a: 1, imm: 1), Instruction(.andI, dst: 1, a: 1, imm: 1),
          Instruction(.storeMarked, size: 8, a: 0, b: 1),
        ]
      }
      a.function("t\(t)", registers: 4, code + [Instruction(.ret)])
    }
    var world = WorldSpec()
    world.setup = [.insmod(nil)]
    world.threads = (0..<3).map {
      ThreadSpec(name: "t\($0)", actions: [.init(.call(function: "t\($0)", arguments: []))])
    }
    return (a.program, world)
  }

  private static func verify(
    _ made: (Program, WorldSpec), jobs: Int, _ options: VerifyOptions
  ) -> Verification {
    var limits = StateLimits()
    limits.objectsMax = 1024
    limits.heapBytes = 1 << 16
    let make = { Verifier.machine(made.0, made.1, limits) }
    return Verifier(make(), options, jobs: jobs, make: make) { n, body in
      DispatchQueue.concurrentPerform(iterations: n, execute: body)
    }.run()
  }

  private static func expectSame(
    _ made: (Program, WorldSpec), _ options: VerifyOptions, _ comment: Comment
  ) -> Verification {
    let one = verify(made, jobs: 1, options)
    #expect(verify(made, jobs: 3, options) == one, comment)
    return one
  }

  @Test("one result for any number of jobs: everything, with a bound, and cut by a limit")
  func same() {
    let program = Self.wide()
    let all = Self.expectSame(program, VerifyOptions(), "all")
    #expect(all.isComplete && all.states > 1000, "\(all.states)")
    var options = VerifyOptions()
    options.maxPreemptions = 3
    let bounded = Self.expectSame(program, options, "bounded")
    #expect(bounded.states > 500 && bounded.coveredPreemptions == 3, "\(bounded.states)")
    options = VerifyOptions()
    options.limits.states = 765
    let cut = Self.expectSame(program, options, "cut")
    #expect(cut.limit == .states && cut.states >= 765)
    options = VerifyOptions()
    options.limits.memory = 200_000
    let small = Self.expectSame(program, options, "small")
    #expect(small.limit == .memory)
  }

  @Test("one result for any number of jobs: random programs, most with findings")
  func random() {
    var findings = 0
    for seed in 0..<UInt64(ReductionTests.programs / 8) {
      var options = VerifyOptions()
      options.limits.states = 1500
      let one = Self.expectSame(RandomPrograms.make(seed: seed), options, "program \(seed)")
      findings += one.found.count
    }
    #expect(findings > 0)
  }
}

extension Verification: Equatable {
  public static func == (a: Verification, b: Verification) -> Bool {
    "\(a)" == "\(b)"
  }
}
