// What two steps' independence means, held against tools that know nothing of this machine: Nidhugg
// (optimal) and GenMC count the same classes of the same races. Larger ones: `bench classes`.

import Foundation
import Testing

@testable import Scenarios
@testable import Sim

struct InterleavingClassesTests {
  private static func count(_ file: String, _ threads: [String], _ defines: [String] = [])
    throws -> InterleavingClasses
  {
    var world = WorldSpec()
    world.setup = [.insmod(nil)]
    world.threads = threads.map {
      ThreadSpec(name: $0, actions: [.init(.call(function: "bench_\($0)", arguments: []))])
    }
    let program = try ProgramLoader().load(
      [.file("\(file).c")], defines: defines,
      directory: Page.root.appendingPathComponent("scenarios/bench").path)
    return ClassCounter(Verifier.machine(program, world), checks: true).run()
  }

  private static let orders = [
    ["work", "ioctl", "remove"], ["remove", "ioctl", "work"],
  ]

  @Test(
    "small(1,3,2) has 90 classes of interleavings, in whatever order they are looked at",
    arguments: orders)
  func small(_ threads: [String]) throws {
    let r = try Self.count("small", threads, ["WR=3", "IR=2"])
    #expect(r.classes == 90)
    #expect(r.findings == 0)
    #expect(r.wrongPairs == 0 && r.independentPairs > 5_000)
  }

  @Test("lockless has 76, though any of its steps may be the next", arguments: orders)
  func lockless(_ threads: [String]) throws {
    let r = try Self.count("lockless", threads)
    #expect(r.classes == 76)
    #expect(r.wrongPairs == 0 && r.independentPairs > 3_000)
  }

  /// A finding ends its run, before or after what is independent of it: only the others are told.
  @Test("how many classes have no finding does not depend on the order, either")
  func buggy() throws {
    let counts = try Self.orders.map { threads in
      let r = try Self.count("small", threads, ["WR=1", "IR=1", "BUGGY"])
      #expect(r.findings > 0)
      #expect(r.wrongPairs == 0)
      return r.classes - r.findings
    }
    #expect(Set(counts) == [8])
  }
}
