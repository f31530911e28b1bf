import Testing

@testable import Sim

/// The reductions against a search without any, on small random programs.
struct ReductionTests {
  /// Set SIMCTL_PROGRAMS for more.
  static let programs = Int(environment("SIMCTL_PROGRAMS") ?? "") ?? 32

  @Test("accesses made early keep every finding and every end of a run")
  func keepsEverything() {
    var compared = 0
    var findings = 0
    var naiveStates = 0
    var reducedStates = 0
    for seed in 0..<UInt64(Self.programs) {
      let made = RandomPrograms.make(seed: seed)
      let naive = Searched(made, reduces: false)
      guard naive.isComplete else { continue }
      let reduced = Searched(made, reduces: true)
      #expect(reduced.isComplete)
      #expect(reduced.agrees(with: naive), "program \(seed): \(reduced.difference(from: naive))")
      compared += 1
      findings += naive.keys.count
      naiveStates += naive.states
      reducedStates += reduced.states
    }
    #expect(compared * 2 >= Self.programs)
    #expect(findings * 4 > compared)
    #expect(reducedStates < naiveStates, "\(reducedStates) of \(naiveStates) states")
  }

  @Test("threads that do the same, taken for one another, keep every finding and every end")
  func equalThreadsKeepEverything() {
    var compared = 0
    var findings = 0
    var naiveStates = 0
    var equalStates = 0
    for seed in 0..<UInt64(Self.programs) {
      let made = RandomPrograms.make(seed: seed &+ 4_000_000, equal: true)
      let naive = Searched(made, reduces: false, tellsEqual: true)
      guard naive.isComplete else { continue }
      let equal = Searched(made, reduces: false)
      #expect(equal.agrees(with: naive), "program \(seed): \(equal.difference(from: naive))")
      let reduced = Searched(made, reduces: true)
      #expect(reduced.agrees(with: naive), "program \(seed): \(reduced.difference(from: naive))")
      for bound in 0...1 where seed % 4 == 0 {
        let naive = Searched(made, reduces: false, bound: bound, tellsEqual: true)
        let equal = Searched(made, reduces: true, bound: bound)
        #expect(equal.keys == naive.keys, "program \(seed), \(bound) preemptions")
      }
      compared += 1
      findings += naive.keys.count
      naiveStates += naive.states
      equalStates += equal.states
    }
    #expect(compared * 3 >= Self.programs)
    #expect(findings * 4 > compared)
    #expect(equalStates < naiveStates, "\(equalStates) of \(naiveStates) states")
  }

  @Test("data races: the reduction keeps them all, and seeds find no other")
  func keepsRaces() {
    var compared = 0
    var races = 0
    for seed in 0..<UInt64(Self.programs) {
      var made = RandomPrograms.make(seed: seed &+ 5_000_000)
      made.1.checks.append(CheckOverride(.dataRace, isOn: true))
      let naive = Searched(made, reduces: false)
      guard naive.isComplete else { continue }
      let reduced = Searched(made, reduces: true)
      #expect(reduced.agrees(with: naive), "program \(seed): \(reduced.difference(from: naive))")
      let machine = Machine(program: made.0, world: made.1)
      machine.prepare()
      let tally = machine.explore(0..<400, ExploreOptions(), machine.pilot())
      for bug in tally.found { #expect(naive.keys.contains(bug.finding.key), "program \(seed)") }
      compared += 1
      races += naive.keys.count { $0.contains("data-race") }
    }
    #expect(compared * 3 >= Self.programs)
    #expect(races * 2 > compared)
  }

  @Test("what is left out of fingerprints hides no finding")
  func normalisationKeepsFindings() {
    var compared = 0
    for seed in 0..<UInt64(Self.programs) {
      let made = RandomPrograms.make(seed: seed &+ 1_000_000)
      let raw = Searched(made, reduces: false, raw: true)
      guard raw.isComplete else { continue }
      let naive = Searched(made, reduces: false)
      #expect(naive.isComplete)
      #expect(naive.keys == raw.keys, "program \(seed)")
      #expect(naive.states <= raw.states)
      compared += 1
    }
    #expect(compared * 3 >= Self.programs)
  }

  @Test("the fewest preemptions are the same with and without reduction")
  func keepsPreemptions() {
    for seed in 0..<UInt64(Self.programs / 4) {
      let made = RandomPrograms.make(seed: seed &+ 2_000_000)
      for bound in 0...2 {
        let naive = Searched(made, reduces: false, bound: bound)
        guard naive.isComplete else { break }
        let reduced = Searched(made, reduces: true, bound: bound)
        #expect(reduced.keys == naive.keys, "program \(seed), \(bound) preemptions")
      }
    }
  }

  @Test("what is taken for the same state has the same future")
  func sameFuture() {
    var compared = 0
    for seed in 0..<UInt64(Self.programs / 2) {
      let made = RandomPrograms.make(seed: seed &+ 3_000_000)
      var limits = StateLimits()
      limits.objectsMax = 1024
      limits.heapBytes = 1 << 16
      let s = SameFuture(
        Verifier.machine(made.0, made.1, limits), reduces: seed % 2 == 0, most: 600)
      #expect(s.different.isEmpty, "program \(seed): \(s.different.first ?? "")")
      compared += s.compared
    }
    #expect(compared > 10 * Self.programs)
  }

  @Test("steps that are said to change places lead to the same in both orders")
  func changePlaces() {
    var pairs = 0
    for seed in 0..<UInt64(Self.programs) {
      let made = RandomPrograms.make(seed: seed &+ 6_000_000)
      var limits = StateLimits()
      limits.objectsMax = 1024
      limits.heapBytes = 1 << 16
      let p = CheckedPairs(Verifier.machine(made.0, made.1, limits), most: 1000)
      #expect(p.wrong.isEmpty, "program \(seed): \(p.wrong.first ?? "")")
      pairs += p.count
    }
    #expect(pairs > 50 * Self.programs)
  }

  /// Each mistake that is made on purpose loses something.
  @Test("a mistake of the reduction is noticed", arguments: FaultCase.all)
  func noticesFaults(_ c: FaultCase) {
    var isNoticed = false
    for program in c.programs {
      let made = program()
      let naive = Searched(made, reduces: false, raw: true)
      #expect(naive.isComplete)
      let right = Searched(made, reduces: true)
      #expect(right.isComplete && right.keys == naive.keys)
      let faulty = Searched(made, reduces: true, fault: c.fault)
      if !faulty.agrees(with: right) { isNoticed = true }
    }
    #expect(isNoticed)
  }
}

/// A mistake, and programs of which at least one shows it.
struct FaultCase: CustomTestStringConvertible, Sendable {
  var fault: ReductionFault
  var programs: [@Sendable () -> (Program, WorldSpec)]
  var testDescription: String { "\(fault)" }

  static let all = [
    FaultCase(fault: .racySitesForgotten, programs: [{ SearchPrograms.checkThenUse() }]),
    FaultCase(
      fault: .conflictsNotReported,
      programs: [
        { FaultPrograms.twoLooks() }, { FaultPrograms.momentary() },
        { FaultPrograms.momentaryFunction() }, { FaultPrograms.shortLife() },
        { FaultPrograms.readCounter() }, { SearchPrograms.checkThenUse() },
      ]),
    FaultCase(fault: .readsNotPending, programs: [{ SearchPrograms.checkThenUse() }]),
    FaultCase(fault: .writesNotPending, programs: [{ FaultPrograms.momentary() }]),
    FaultCase(fault: .freesForgotten, programs: [{ SearchPrograms.checkThenUse() }]),
    FaultCase(fault: .kernelReadsForgotten, programs: [{ FaultPrograms.momentaryFunction() }]),
    FaultCase(fault: .kernelWritesForgotten, programs: [{ FaultPrograms.twoLooks() }]),
    FaultCase(fault: .deathsNotPending, programs: [{ FaultPrograms.shortLife() }]),
    FaultCase(fault: .sleepsForgotten, programs: [{ FaultPrograms.sleepAfterLoad() }]),
    FaultCase(fault: .counterReadsForgotten, programs: [{ FaultPrograms.readCounter() }]),
    FaultCase(
      fault: .dependenceForgotten,
      programs: [{ SearchPrograms.checkThenUse() }, { FaultPrograms.twoLooks() }, { FaultPrograms.momentary() }]),
    FaultCase(fault: .historyForgotten, programs: [{ FaultPrograms.lockedBefore() }]),
    FaultCase(fault: .endsForgotten, programs: [{ FaultPrograms.askWhetherItRuns() }]),
    FaultCase(fault: .questionsForgotten, programs: [{ FaultPrograms.askWhetherItRuns() }]),
  ]
}
