import ArgumentParser
import Scenarios
import Sim

/// What each call of the teardown is needed for.
struct Mutate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: """
      Leaves out, weakens and swaps the calls of a correct driver's teardown, one at a time: which \
      checks notice?
      """,
    discussion: """
      The calls are those that remove(), devres actions and module exit reach. A change that no \
      check notices is listed as not needed, or not exercised by the scenario. Exit status: 0 when \
      the driver itself is clean, 1 when it has findings, 2 when it has no verdict.
      """)

  @Argument(help: "A scenario, or a driver's C file; - reads a scenario from standard input.")
  var file: String

  @Option(help: "States after which a mutant is explored by seeds instead.")
  var maxStates = 20_000

  @Option(help: "Seeds for what is not verified, and for what leak and free-active-object hide.")
  var seeds: UInt64 = 20_000

  @Option(help: "Runs of the driver itself that show what its calls have to do.")
  var runs = 300

  @OptionGroup var jobs: JobsOption

  @Option(help: ArgumentHelp("Tell the findings of this mutant alone.", valueName: "number"))
  var mutant: Int?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if maxStates < 1 { throw ValidationError("--max-states must be at least 1") }
    if seeds > 1_000_000_000 { throw ValidationError("--seeds must be at most 1000000000") }
    if runs < 1 || runs > 100_000 { throw ValidationError("--runs must be 1 to 100000") }
    if mutant == nil, common.format != .text, common.format != .json {
      throw ValidationError("--format must be text or json")
    }
  }

  func run() throws {
    let inputs = Inputs(common)
    let subject = try inputs.prepare(try inputs.readSelected(file))
    inputs.noteMissing(subject)
    let machine = subject.makeMachine()
    machine.prepare()
    let teardown = machine.teardown(runs: runs)
    let mutants = subject.program.mutants(of: teardown)
    if let mutant { return try tell(mutant, subject, mutants) }
    var line = ProgressLine(quiet: common.quiet)
    let judged = judgeAll(subject, mutants) { done in
      line.show("mutating \(subject.label): \(done) of \(mutants.count + 1)")
    }
    line.clear()
    let result = MutationResult(
      scenario: subject.scenario, program: subject.program, teardown: teardown, mutants: mutants,
      original: judged[0], judged: Array(judged.dropFirst()), seeds: seeds)
    for item in common.output {
      let (format, path) = try CommonOptions.outputTarget(item)
      try writeFile(path, try rendered(result, format))
    }
    try writeFile("-", try rendered(result, common.format))
    switch result.original.judgement.verdict {
    case .clean: return
    case .finding: throw ExitCode(ExitStatus.unexpected.rawValue)
    case .inconclusive: throw ExitCode(ExitStatus.noVerdict.rawValue)
    }
  }

  private func rendered(_ result: MutationResult, _ format: Format) throws -> String {
    switch format {
    case .text: return mutationText(result, Palette(isOn: common.color.isOn(1)))
    case .json: return mutationJSON(result).text
    default: throw ValidationError("mutate writes text and json")
    }
  }

  /// Number 0 is the driver itself.
  private func judgeAll(
    _ subject: Subject, _ mutants: [Mutant], progress: (Int) -> Void
  ) -> [JudgedMutant] {
    let world = subject.scenario.world
    let limits = JudgementLimits(states: maxStates, seeds: seeds)
    return inParallel(mutants.count + 1, jobs: jobs.count, progress: progress) { n in
      JudgedMutant(n == 0 ? subject.program : mutants[n - 1].program, world, limits)
    }
  }

  /// The findings of one mutant, told as those of a driver.
  private func tell(_ number: Int, _ subject: Subject, _ mutants: [Mutant]) throws {
    guard mutants.indices.contains(number - 1) else {
      throw ValidationError("there are mutants 1 to \(mutants.count)")
    }
    var changed = subject
    changed.program = mutants[number - 1].program
    var outcome = explored(
      changed,
      ExploreRequest(seeds: seeds, start: 0, jobs: jobs.count, options: ExploreOptions()))
    if outcome.bugs.isEmpty {
      var request = VerifyRequest()
      request.maxStates = maxStates
      outcome = try verified(changed, request)
    }
    let variant = subject.scenario.variant.map { " --variant \(quoted($0))" } ?? ""
    for n in outcome.bugs.indices {
      outcome.bugs[n].replay =
        "simctl mutate \(quoted(subject.scenario.path))\(variant) --mutant \(number)"
    }
    // A finding is what a mutant is for.
    outcome.asExpected = outcome.verdict != .inconclusive
    outcome.reasons = []
    try emit(outcome, common)
  }
}

/// What came of one mutant, or of the driver itself.
struct JudgedMutant {
  var judgement: Judgement
  /// What is used wrongly if `leak` and `free-active-object` do not end the run before, beyond what
  /// the judgement has.
  var later: [CheckName] = []
  /// Whether the strict contract is kept.
  var isFenced: Bool

  private static let lifecycle: [CheckName] = [
    .useAfterRemove, .executeAfterFree, .useAfterFree,
  ]

  init(_ program: Program, _ world: WorldSpec, _ limits: JudgementLimits) {
    judgement = judge(program, world, limits)
    // A leak is noticed at the end of unbind, as the strict contract is, and a callback that may
    // still run when its object is freed: each would end the run before what comes of it.
    let early: [CheckName] = [.leak, .freeActiveObject]
    isFenced =
      !firing(program, world, seeds: limits.seeds, off: early, on: [.fence]).contains(.fence)
    guard judgement.verdict == .finding else { return }
    let others = firing(program, world, seeds: limits.seeds, off: early + [.fence])
    let seen = judgement.checks
    later = Self.lifecycle.filter { others.contains($0) && !seen.contains($0) }
  }
}

/// All that `mutate` has found out.
struct MutationResult {
  var scenario: Scenario
  var program: Program
  var teardown: Teardown
  var mutants: [Mutant]
  var original: JudgedMutant
  var judged: [JudgedMutant]
  var seeds: UInt64

  func count(_ verdict: Outcome.Verdict) -> Int {
    judged.count { $0.judgement.verdict == verdict }
  }

  func place(_ site: TeardownSite) -> (file: String, line: Int) {
    let l = program.driverLocation(ofCodeAt: site.pc)
    return (program.files[l.file], l.line)
  }
}
