// What came of a scenario or variant: the value from which every output is made.

import Scenarios
import Sim

/// The result of one scenario or variant.
struct Outcome {
  var command: String
  var scenario: Scenario
  var bugs: [Bug] = []
  var verdict = Verdict.clean
  var asExpected = false
  /// Whether every interleaving was seen and none breaks a check.
  var verified = false
  /// Why it is not as expected, or why there is no verdict.
  var reasons: [String] = []
  var stats = Stats()
  /// Why it could not be run: its file or a driver cannot be used.
  var unusable: UnusableInput?
  /// What calls were assumed to answer.
  var assumptions: [String] = []
  /// What the scenario asks for and does not get.
  var notes: [String] { limitNotes(scenario, isVerification: stats.states != nil) + undecided }
  /// What a verification does not decide.
  var undecided: [String] = []
  /// The steps of a single run.
  var trace: [String] = []
  /// What that run has cost, where it was asked for.
  var costs: Costs?

  enum Verdict: String {
    case clean, finding, inconclusive
  }

  struct Stats {
    var runs = 0
    var steps = 0
    var bounded = 0
    var distinctSchedules = 0
    /// False where so many schedules were seen that their number is an estimate.
    var distinctIsExact = true
    var seconds = 0.0
    var cutRuns = 0
    var strategy = ""
    /// Of a verification: states and steps between them, and what was covered, a line each.
    var states: Int?
    var transitions = 0
    var coverage: [String] = []
    var search: Search?
    var firstSeed: UInt64 = 0
  }

  /// What a verification has covered.
  struct Search {
    /// Whether everything was seen.
    var isComplete: Bool
    /// Everything with at most so many preemptions was seen; -1 if not even that without one.
    var coveredPreemptions: Int
    /// states, memory, time or interrupt.
    var limit: String?
    var depth: Int
    /// With at most 10 to the minus this a fingerprint hid a state.
    var hiddenExponent: Int
  }

  /// A finding with its story.
  struct Bug {
    var finding: Finding
    var story: Story?
    var seed: UInt64?
    var count: Int
    var preemptions: Int
    var schedule: String
    var place: (file: String, line: Int, column: Int)?
    /// The command that replays it.
    var replay: String
    /// Whether the printed diagram, followed as a script, led to the same finding.
    var diagramReplays: Bool
  }

  /// What comes of a scenario that cannot be used.
  static func unusable(_ scenario: Scenario, _ problem: UnusableInput) -> Outcome {
    var o = Outcome(command: "test", scenario: scenario)
    o.verdict = .inconclusive
    o.reasons = [withoutColour(problem.headline)]
    o.unusable = problem
    return o
  }

  /// Compares what was found with what the scenario expects.
  mutating func judge() {
    let isCut = stats.runs == 0 || stats.cutRuns == stats.runs
    verdict = !bugs.isEmpty ? .finding : isCut || stats.cutRuns > 0 ? .inconclusive : .clean
    switch scenario.expectation {
    case .unstated, .clean:
      asExpected = verdict == .clean
      if verdict == .finding, case .clean = scenario.expectation {
        reasons.append("clean is expected")
      }
    case .findings(let expected):
      let missing = expected.filter { e in !bugs.contains { Self.matches($0.finding, e) } }
      // One bug shows in many ways, by schedule: what is expected must be there, and what else was
      // found is said.
      asExpected = missing.isEmpty
      for e in missing { reasons.append("expected and not found: \(e.text)") }
      var also: [String] = []
      for b in bugs where !expected.contains(where: { Self.matches(b.finding, $0) }) {
        let text = "\(b.finding.check.rawValue) in \(b.finding.function)"
        if !also.contains(text) { also.append(text) }
      }
      if !also.isEmpty { reasons.append("also found: \(also.joined(separator: ", "))") }
    }
  }

  /// The same for a single run: one expected finding is enough.
  mutating func judgeSingleRun() {
    judge()
    if case .findings(let expected) = scenario.expectation, let bug = bugs.first {
      asExpected = expected.contains { Self.matches(bug.finding, $0) }
      if asExpected { reasons = [] }
    }
  }

  private static func matches(_ finding: Finding, _ e: ExpectedFinding) -> Bool {
    finding.check == e.check && (e.function == nil || e.function == finding.function)
  }

  var status: ExitStatus {
    if unusable != nil { return .badInput }
    if asExpected { return .asExpected }
    return verdict == .inconclusive ? .noVerdict : .unexpected
  }
}

/// What a scenario asks for that is not there yet: said with every result, never passed over.
func limitNotes(_ scenario: Scenario, isVerification: Bool) -> [String] {
  var notes: [String] = []
  for o in scenario.world.checks where o.isOn && !o.check.explanation.isImplemented {
    notes.append("the check \(o.check.rawValue) is not implemented yet: it never fires")
  }
  if scenario.method == .verify {
    if !isVerification { notes.append("the scenario asks for verify: seeds are no proof") }
  }
  return notes
}

extension ExpectedFinding {
  /// As a scenario writes it.
  var text: String { function.map { "\(check.rawValue) in \($0)" } ?? check.rawValue }
}
