import ArgumentParser
import Sim

/// Many seeded runs.
struct Explore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Many seeded runs: what they find, how often, and the first seed of each finding.")

  @Argument(help: "A scenario, or a driver's C file; - reads a scenario from standard input.")
  var file: String

  @Option(help: "How many seeds.")
  var seeds: UInt64 = 10_000

  @Option(help: "The first seed.")
  var start: UInt64 = 0

  @Option(help: "random, pct, pos, urw, or mix of them.")
  var strategy: StrategyName = .mix

  @Option(help: "The depth of PCT.")
  var depth = 3

  @OptionGroup var jobs: JobsOption

  @Option(help: ArgumentHelp("Only this part of the seeds.", valueName: "i/n"))
  var shard = Shard()

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if seeds > 10_000_000_000 { throw ValidationError("--seeds must be at most 10000000000") }
    if depth < 1 || depth > 100 { throw ValidationError("--depth must be 1 to 100") }
  }

  func run() throws {
    let inputs = Inputs(common)
    let subject = try inputs.prepare(try inputs.readSelected(file))
    inputs.noteMissing(subject)
    var options = ExploreOptions()
    options.strategy = strategy
    options.depth = depth
    var line = ProgressLine(quiet: common.quiet)
    let outcome = explored(
      subject,
      ExploreRequest(
        seeds: seeds, start: start, shard: shard, jobs: jobs.count, options: options)
    ) { done, all in
      line.show("exploring \(subject.label): \(done) of \(all) runs")
    }
    line.clear()
    try emit(outcome, common)
  }
}

/// Explores a subject and tells what was found.
func explored(
  _ subject: Subject, _ request: ExploreRequest, progress: ((Int, Int) -> Void)? = nil
) -> Outcome {
  let started = now()
  let (tally, pilot) = explore(subject, request, progress: progress)
  var outcome = Outcome(command: "explore", scenario: subject.scenario)
  outcome.stats.runs = tally.runs
  outcome.stats.steps = tally.steps
  outcome.stats.bounded = tally.bounded
  outcome.stats.distinctSchedules = tally.distinctSchedules
  outcome.stats.distinctIsExact = tally.schedules.isExact
  outcome.stats.strategy = request.options.strategy.rawValue
  outcome.stats.firstSeed = request.start
  outcome.stats.cutRuns = tally.noVerdict.values.reduce(0, +)
  outcome.stats.seconds = now() - started
  for why in tally.noVerdict.keys.sorted() {
    outcome.reasons.append("\(tally.noVerdict[why] ?? 0) runs without a verdict: \(why)")
  }
  outcome.assumptions = assumptionTexts(subject.scenario.world)
  if !tally.bugs.isEmpty {
    let machine = subject.makeMachine()
    machine.prepare()
    for bug in tally.found {
      let schedule = machine.schedule(ofSeed: bug.firstSeed, request.options, pilot)
      outcome.bugs.append(
        tellBug(
          subject, machine, schedule, finding: bug.finding, seed: bug.firstSeed, count: bug.count))
    }
  }
  outcome.judge()
  return outcome
}
