// What a program comes to: verified as far as that goes, explored by seeds beyond. One thread, no
// clock: the same program has the same judgement whatever else runs.

import Sim

/// How far a judgement may go.
struct JudgementLimits {
  /// States of the verification.
  var states: Int
  var seeds: UInt64
}

/// What was found in a program, and how much was looked at.
struct Judgement {
  var verified = false
  /// The findings of the verification, then those of the seeds, one a key.
  var findings: [Finding] = []
  /// States that the verification has seen.
  var states = 0
  /// Seeded runs; 0 where the verification has decided.
  var seeds: UInt64 = 0
  /// Why there is no verdict, if there is none.
  var reasons: [String] = []

  var verdict: Outcome.Verdict {
    !findings.isEmpty ? .finding : reasons.isEmpty ? .clean : .inconclusive
  }

  /// The checks that fired, in the order of their names' list.
  var checks: [CheckName] {
    CheckName.allCases.filter { check in findings.contains { $0.check == check } }
  }

  /// `verified`, or what stands for it.
  var method: String {
    verified ? "verified" : seeds > 0 ? "\(seeds) seeds" : "\(states) states"
  }
}

/// Verifies a program, and where that ends at its limit or with a finding explores it, too: the
/// verification ends at the first finding, and seeds show the others.
func judge(_ program: Program, _ world: WorldSpec, _ limits: JudgementLimits) -> Judgement {
  var options = VerifyOptions()
  options.limits.states = limits.states
  let v = Verifier(Verifier.machine(program, world), options).run()
  var judgement = Judgement()
  judgement.states = v.states
  judgement.verified = v.isVerified
  judgement.findings = v.found.map(\.finding)
  if judgement.verified { return judgement }
  let machine = Machine(program: program, world: world)
  machine.prepare()
  let tally = machine.explore(0..<limits.seeds, ExploreOptions(), machine.pilot())
  judgement.seeds = limits.seeds
  for bug in tally.found where !judgement.findings.contains(where: { $0.key == bug.finding.key }) {
    judgement.findings.append(bug.finding)
  }
  judgement.reasons = Set(tally.noVerdict.keys).union(v.noVerdict.keys).sorted()
  if limits.seeds == 0, judgement.reasons.isEmpty {
    judgement.reasons = ["--max-states \(limits.states) ended the search"]
  }
  return judgement
}

/// The checks that fire in seeded runs with some checks switched.
///
/// The checks of memory should stay on: with them off, kernel code would go on through freed memory.
func firing(
  _ program: Program, _ world: WorldSpec, seeds: UInt64, off: [CheckName] = [],
  on: [CheckName] = []
) -> Set<CheckName> {
  var world = world
  world.checks += off.map { CheckOverride($0, isOn: false) } + on.map { CheckOverride($0, isOn: true) }
  let machine = Machine(program: program, world: world)
  machine.prepare()
  let tally = machine.explore(0..<seeds, ExploreOptions(), machine.pilot())
  return Set(tally.found.map(\.finding.check))
}
