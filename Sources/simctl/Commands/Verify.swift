import ArgumentParser
import Dispatch
import Scenarios
import Sim

#if canImport(Glibc)
  import Glibc
#endif

/// Every interleaving.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: """
      Every interleaving: a proof that none breaks a check, or one that does with the fewest \
      preemptions.
      """)

  @Argument(help: "A scenario, or a driver's C file; - reads a scenario from standard input.")
  var file: String

  @OptionGroup var bounds: VerifyBounds

  @OptionGroup var common: CommonOptions

  func run() throws {
    let inputs = Inputs(common)
    let subject = try inputs.prepare(try inputs.readSelected(file))
    inputs.noteMissing(subject)
    var line = ProgressLine(quiet: common.quiet)
    let outcome = try verified(subject, bounds.request) { line.show($0) }
    line.clear()
    try emit(outcome, common)
  }
}

/// How far a verification may go.
struct VerifyBounds: ParsableArguments {
  @Option(help: "Only interleavings with at most so many preemptions.")
  var maxPreemptions: Int?

  @Option(help: "Give up after so many states.")
  var maxStates: Int?

  @Option(help: "Give up when the search needs more memory: 500M, 8G.")
  var maxMemory: ByteCount?

  @Option(help: "Give up after so many seconds.")
  var timeLimit: Double?

  @OptionGroup var jobs: JobsOption

  @Option(
    help: ArgumentHelp("Write the search to a file now and then and when it is cut.",
      valueName: "file"))
  var checkpoint: String?

  @Option(help: ArgumentHelp("Go on from such a file.", valueName: "file"))
  var resume: String?

  @Option(help: "Seconds from one checkpoint to the next.")
  var checkpointEvery = 60.0

  @Flag(help: "No reduction: a scheduling point before every access to memory. Slow; for comparison.")
  var noReduction = false

  func validate() throws {
    if let p = maxPreemptions, p < 0 || p > 250 {
      throw ValidationError("--max-preemptions must be 0 to 250")
    }
    if let n = maxStates, n < 1 { throw ValidationError("--max-states must be at least 1") }
    if checkpointEvery <= 0 { throw ValidationError("--checkpoint-every must be more than 0") }
    if let t = timeLimit, t <= 0 { throw ValidationError("--time-limit must be more than 0") }
  }
}

/// What `verify` is asked to do.
struct VerifyRequest {
  var maxPreemptions: Int?
  var maxStates: Int?
  /// Bytes.
  var maxMemory: Int?
  /// Seconds.
  var timeLimit: Double?
  var jobs = 1
  var reduces = true
  /// Files to write the search to, and to go on from.
  var checkpoint: String?
  var resume: String?
  /// Seconds.
  var checkpointEvery = 60.0

  /// What a checkpoint must agree with.
  func text(wanted: [ExpectedFinding]) -> String {
    "preemptions \(maxPreemptions.map { "\($0)" } ?? "all"), reduction \(reduces ? "on" : "off")"
      + ", expected \(wanted.isEmpty ? "nothing" : wanted.map(\.text).joined(separator: ", "))"
  }
}

extension VerifyBounds {
  var request: VerifyRequest {
    VerifyRequest(
      maxPreemptions: maxPreemptions, maxStates: maxStates, maxMemory: maxMemory?.bytes,
      timeLimit: timeLimit, jobs: jobs.count, reduces: !noReduction,
      checkpoint: checkpoint, resume: resume, checkpointEvery: checkpointEvery)
  }
}

/// A number of bytes, such as `500M`.
struct ByteCount: ExpressibleByArgument {
  var bytes: Int

  init?(argument: String) {
    var digits = argument[...]
    var factor = 1
    if let last = argument.last, let shift = ["K": 10, "M": 20, "G": 30][last.uppercased()] {
      digits = argument.dropLast()
      factor = 1 << shift
    }
    guard let n = Int(digits), n > 0, case let (bytes, false) = n.multipliedReportingOverflow(by: factor)
    else { return nil }
    self.bytes = bytes
  }
}

/// Whether the user has asked to stop.
enum Interrupt {
  nonisolated(unsafe) static var flag: sig_atomic_t = 0

  /// From here on Ctrl-C or SIGTERM ends the search and not the process; a second one ends that, too.
  static func watch() {
    flag = 0
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interrupt.flag = 1
        signal(number, SIG_DFL)
      }
    }
  }
}

/// Verifies a subject and tells what came of it.
func verified(
  _ subject: Subject, _ bounds: VerifyRequest, progress: ((String) -> Void)? = nil
) throws -> Outcome {
  let started = now()
  var options = VerifyOptions()
  options.maxPreemptions = bounds.maxPreemptions
  options.limits.states = bounds.maxStates ?? .max
  options.limits.memory = bounds.maxMemory ?? .max
  options.reduces = bounds.reduces
  var wanted: [ExpectedFinding] = []
  if case .findings(let expected) = subject.scenario.expectation {
    wanted = expected
    options.wanted = expected.map { ($0.check, $0.function) }
  }
  let makeMachine = { Verifier.machine(subject.program, subject.scenario.world) }
  let verifier = Verifier(makeMachine(), options, jobs: bounds.jobs, make: makeMachine) { n, body in
    DispatchQueue.concurrentPerform(iterations: n, execute: body)
  }
  var shown = started
  Interrupt.watch()
  verifier.shouldStop = { p in
    let time = now()
    if let progress, time - shown > 0.2 {
      shown = time
      let rate = Int(Double(p.states) / max(time - started, 1e-3))
      progress(
        "\(p.states) states, \(rate)/s, \(p.waiting) wait, depth \(p.depth), table"
          + " \(Int(100 * p.load)) % of \(p.bytes >> 20) MB"
          + (p.bound.map { ", \($0) preemptions" } ?? "") + ": \(subject.label)")
    }
    return Interrupt.flag != 0 || time - started > bounds.timeLimit ?? .infinity
  }
  let text = bounds.text(wanted: wanted)
  if let path = bounds.resume {
    try CheckpointFile(path, program: subject.fingerprint, options: text).load {
      (fill) throws(CheckpointError) in try verifier.resume(fill)
    }
  }
  var failure: String?
  if let path = bounds.checkpoint {
    let file = CheckpointFile(path, program: subject.fingerprint, options: text)
    var saved = started
    verifier.saves = { isEnd, body in
      guard isEnd || now() - saved > bounds.checkpointEvery else { return }
      failure = file.save(body)
      saved = now()
    }
  }
  let v = verifier.run()
  if let failure {
    write(failure + "\n", to: 2)
    throw ExitCode(ExitStatus.cannotWrite.rawValue)
  }
  var outcome = Outcome(command: "verify", scenario: subject.scenario)
  outcome.stats.runs = 1
  outcome.stats.states = v.states
  outcome.stats.transitions = v.transitions
  outcome.stats.steps = v.transitions
  outcome.assumptions = assumptionTexts(subject.scenario.world)
  if !v.found.isEmpty {
    let machine = subject.makeMachine()
    machine.prepare()
    for f in v.found where f.schedule.roundStart != nil {
      outcome.bugs.append(tellRound(subject, f.schedule, f.finding))
    }
    for f in v.found where f.schedule.roundStart == nil {
      outcome.bugs.append(
        tellBug(subject, machine, f.schedule, finding: f.finding, seed: nil, count: 1))
    }
  }
  outcome.verified = v.isVerified
  if v.isComplete, v.found.isEmpty, !v.teardownIsDecided,
    subject.scenario.world.checks.last(where: { $0.check == .hungTeardown })?.isOn ?? true
  {
    outcome.undecided = ["hung-teardown was not decided: whether teardown always ends is not proved"]
  }
  // What is not proved is not clean.
  if !outcome.verified, v.found.isEmpty { outcome.stats.cutRuns = 1 }
  outcome.stats.coverage = coverage(v, bounds)
  outcome.stats.search = Outcome.Search(
    isComplete: v.isComplete, coveredPreemptions: v.coveredPreemptions,
    limit: limitName(v), depth: v.depth, hiddenExponent: exponent(v.hiddenProbability))
  outcome.judge()
  for why in v.noVerdict.keys.sorted() {
    outcome.reasons.append("some interleavings have no verdict: \(why)")
  }
  if outcome.verdict == .inconclusive { outcome.reasons += notCovered(v, bounds) }
  outcome.stats.seconds = now() - started
  return outcome
}

/// What was seen, one line each.
private func coverage(_ v: Verification, _ bounds: VerifyRequest) -> [String] {
  var lines = ["\(v.states) states, \(v.transitions) transitions, depth \(v.depth)"]
  if v.isVerified {
    lines.append(
      "every interleaving was seen; with probability below \(power(v.hiddenProbability))"
        + " a fingerprint hid a state")
  } else if v.found.isEmpty, v.coveredPreemptions >= 0 {
    lines.append(
      "every interleaving with at most \(v.coveredPreemptions)"
        + " preemption\(v.coveredPreemptions == 1 ? "" : "s") was seen; with probability below"
        + " \(power(v.hiddenProbability)) a fingerprint hid a state")
  }
  for f in v.found where !f.isFewest && f.schedule.roundStart == nil {
    lines.append("\(f.finding.title): whether fewer preemptions can show it is not known")
  }
  return lines
}

/// What has ended the search before its end, or nil.
private func limitName(_ v: Verification) -> String? {
  switch v.limit {
  case .states: return "states"
  case .memory: return "memory"
  case .stopped: return Interrupt.flag != 0 ? "interrupt" : "time"
  case nil: return nil
  }
}

private func notCovered(_ v: Verification, _ bounds: VerifyRequest) -> [String] {
  var reasons: [String] = []
  if v.isComplete, !v.teardownIsDecided, v.limit != nil {
    return [
      "every interleaving was seen and breaks no other check; whether teardown always ends was not"
        + " found out within " + (v.limit == .memory ? "the memory for it" : "the time")
    ]
  }
  switch v.limit {
  case .states: reasons.append("--max-states \(bounds.maxStates ?? 0) ended the search")
  case .memory: reasons.append("--max-memory ended the search")
  case .stopped:
    reasons.append(
      Interrupt.flag != 0 ? "the search was interrupted" : "--time-limit ended the search")
  case nil:
    if bounds.maxPreemptions != nil, v.noVerdict.isEmpty {
      reasons.append("--max-preemptions ended the search")
    }
  }
  if v.coveredPreemptions >= 0 {
    let n = v.coveredPreemptions
    reasons.append("interleavings with more than \(n) preemption\(n == 1 ? "" : "s") were not all seen")
  } else {
    reasons.append("not even all interleavings without a preemption were seen")
  }
  return reasons
}

/// The next power of ten at or above a probability: `10^-27`.
private func power(_ p: Double) -> String {
  let e = exponent(p)
  return e == 0 ? "1" : "10^-\(e)"
}

/// The largest n up to 40 for which a probability is at most 10^-n.
private func exponent(_ p: Double) -> Int {
  if p <= 0 { return 38 }
  var exponent = 0
  var bound = 1.0
  while bound / 10 >= p, exponent < 40 {
    bound /= 10
    exponent += 1
  }
  return exponent
}
