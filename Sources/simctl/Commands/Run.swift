import ArgumentParser
import Scenarios
import Sim

/// One run, told step by step.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "One run: the scenario's interleaving, else a seed; prints the trace and the verdict.")

  @Argument(help: "A scenario, or a driver's C file; - reads a scenario from standard input.")
  var file: String

  @Option(help: "The seed, where the scenario has no interleaving.")
  var seed: UInt64 = 0

  @Option(help: "The strategy of the seed: random, pct, pos, urw or mix.")
  var strategy: StrategyName = .mix

  @Option(help: "The depth of PCT.")
  var depth = 3

  @Flag(help: "Count what the driver's operations and its teardown cost in this run.")
  var costs = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let inputs = Inputs(common)
    let subject = try inputs.prepare(try inputs.readSelected(file))
    inputs.noteMissing(subject)
    let machine = subject.makeMachine()
    machine.prepare()
    let recorder = Recorder()
    let schedule: Schedule
    if let text = subject.scenario.interleaving {
      schedule = try followScript(text, subject, machine)
    } else {
      var options = ExploreOptions()
      options.strategy = strategy
      options.depth = depth
      schedule = machine.schedule(ofSeed: seed, options, machine.pilot())
    }
    machine.recorder = recorder
    try? machine.replay(schedule)
    machine.recorder = nil
    var outcome = Outcome(command: "run", scenario: subject.scenario)
    outcome.trace = traceLines(recorder, subject.program)
    if costs { outcome.costs = subject.program.costs(of: recorder) }
    finish(&outcome, subject, machine, schedule, seed: seed)
    try emit(outcome, common)
  }

  /// Follows the scenario's interleaving; a row that cannot happen is an error with its place.
  private func followScript(
    _ text: InterleavingText, _ subject: Subject, _ machine: Machine
  ) throws -> Schedule {
    machine.beginLogged()
    do {
      try machine.follow(text.script) { _ in }
    } catch {
      let diagnostic = subject.scenario.diagnostic(row: error.row, error.message)
      write(diagnostic.text(color: common.color.isOn(2)) + "\n", to: 2)
      throw ExitCode(ExitStatus.badInput.rawValue)
    }
    machine.runToEnd()
    return machine.endLog()
  }
}

/// Fills in what a single run has led to; the machine stands at its end.
func finish(
  _ outcome: inout Outcome, _ subject: Subject, _ machine: Machine, _ schedule: Schedule,
  seed: UInt64?
) {
  outcome.stats.runs = 1
  outcome.stats.steps = machine.steps
  outcome.stats.distinctSchedules = 1
  switch machine.ending {
  case .noVerdict(let why):
    outcome.stats.cutRuns = 1
    outcome.reasons.append(why)
  case .bounded: outcome.stats.bounded = 1
  default: break
  }
  outcome.assumptions = assumptionTexts(subject.scenario.world)
  if let finding = machine.finding {
    outcome.bugs = [
      tellBug(
        subject, machine, schedule, finding: finding, seed: seed, count: 1, minimise: false)
    ]
  }
  outcome.judgeSingleRun()
}

/// What a scenario assumes of symbols, one line each.
func assumptionTexts(_ world: WorldSpec) -> [String] {
  world.assumptions.map { a in
    switch a.answer {
    case .nothing: return "\(a.symbol)() does nothing"
    case .value(let v): return "\(a.symbol)() returns \(v)"
    case .any(let values):
      return "\(a.symbol)() returns any of \(values.map(String.init).joined(separator: ", "))"
    }
  }
}

/// The steps of a recorded run, one line each.
func traceLines(_ recorder: Recorder, _ program: Program) -> [String] {
  let width = min(28, (recorder.threads.values.map(\.name.count).max() ?? 8) + 2)
  return recorder.events.enumerated().map { n, event in
    let name = recorder.threads[event.sequence]?.name ?? "?"
    let text: String
    switch event.kind {
    case .access(let kind, _, _):
      text = (kind == .write ? "write " : "read ") + (event.text.isEmpty ? "memory" : event.text)
    case .call: text = event.text + "()"
    case .start: text = event.text + "() starts"
    case .returns: text = "return from \(event.text)()"
    }
    let number = String(n + 1)
    let answers = event.answers.map { " = answer \($0.chosen) of \($0.count)" }.joined()
    let place = driverLine(event.stack, program)
    let what = text + answers
    return String(repeating: " ", count: max(0, 4 - number.count)) + number + "  "
      + name.padded(to: width) + (place.isEmpty ? what : what.padded(to: 34) + place)
  }
}

/// The innermost line of the driver's own code.
private func driverLine(_ stack: [StackFrame], _ program: Program) -> String {
  for frame in stack where frame.function != nil {
    var location = frame.location
    while location != 0 {
      let l = program.locations[location]
      if !l.isHeader { return "\(program.files[l.file]):\(l.line)" }
      location = l.caller
    }
  }
  return ""
}
