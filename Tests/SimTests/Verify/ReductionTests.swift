import Testing

@testable import Sim

/// The reductions against a search without any, on small random programs.
struct ReductionTests {
  /// Set SIMCTL_REDUCTION_PROGRAMS for more; the proof was made with 5,000.
  static let programs = Int(environment("SIMCTL_REDUCTION_PROGRAMS") ?? "") ?? 40

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
      #expect(reduced.agrees(with: naive), "program \(seed)")
      compared += 1
      findings += naive.keys.count
      naiveStates += naive.states
      reducedStates += reduced.states
    }
    #expect(compared * 10 >= Self.programs * 6)
    #expect(findings * 4 > compared)
    #expect(reducedStates < naiveStates, "\(reducedStates) of \(naiveStates) states")
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
}
