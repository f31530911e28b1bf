import Testing

@testable import Sim

/// Finds programs that show each mistake: for choosing the seeds of `FaultCase`.
struct FindFaults {
  @Test("programs that show each mistake", .enabled(if: environment("SIMCTL_FIND_FAULTS") != nil))
  func find() {
    let seeds = UInt64(environment("SIMCTL_FIND_FAULTS") ?? "") ?? 100
    var found: [String: [UInt64]] = [:]
    for seed in 0..<seeds {
      let made = RandomPrograms.make(seed: seed)
      let naive = Searched(made, reduces: false)
      guard naive.isComplete else { continue }
      for fault in ReductionFault.allCases where found["\(fault)", default: []].count < 2 {
        let faulty = Searched(made, reduces: true, fault: fault)
        if !faulty.agrees(with: naive) {
          found["\(fault)", default: []].append(seed)
          print("FAULT", fault, seed)
        }
      }
    }
  }
}
