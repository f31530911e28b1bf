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
  judgement.verified = v.isVerified && Verifier.undecided(world).isEmpty
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

/// Whether a check fires in some of the seeds if all others are off, so that no other one can end
/// the run before.
func fires(_ check: CheckName, alone program: Program, _ world: WorldSpec, seeds: UInt64) -> Bool {
  var world = world
  world.checks = CheckName.allCases.map { CheckOverride($0, isOn: $0 == check) }
  let machine = Machine(program: program, world: world)
  machine.prepare()
  var options = ExploreOptions()
  options.stopsAtFirst = true
  return !machine.explore(0..<seeds, options, machine.pilot()).bugs.isEmpty
}
