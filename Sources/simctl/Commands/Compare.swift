import ArgumentParser
import Scenarios
import Sim

/// Scenarios or variants side by side.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Scenarios or variants side by side: verdict by check, strict contract, costs.",
    discussion: """
      A scenario that is named alone, without --variants, stands for all its variants. Exit status: \
      0 when each is as its 'expect' says, 1 when one is not, 2 when one has no verdict.
      """)

  @Argument(
    help: ArgumentHelp(
      "Scenarios, or drivers' C files, each optionally with a variant.",
      valueName: "file[:variant]"))
  var files: [String]

  @Option(help: ArgumentHelp("These variants of each file.", valueName: "a,b,c"))
  var variants: String?

  @Option(help: "States after which one is explored by seeds instead.")
  var maxStates = 20_000

  @Option(help: "Seeds for what is not verified.")
  var seeds: UInt64 = 20_000

  @Option(help: "Runs in which costs are counted.")
  var runs = 200

  @OptionGroup var jobs: JobsOption

  @Option(help: ArgumentHelp("Also write a self-contained page.", valueName: "file"))
  var html: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if files.isEmpty { throw ValidationError("name at least one scenario") }
    if maxStates < 1 { throw ValidationError("--max-states must be at least 1") }
    if seeds < 1 || seeds > 1_000_000_000 {
      throw ValidationError("--seeds must be 1 to 1000000000")
    }
    if runs < 1 || runs > 100_000 { throw ValidationError("--runs must be 1 to 100000") }
    if common.variant != nil { throw ValidationError("write FILE:VARIANT, or --variants A,B") }
    if common.format != .text, common.format != .json {
      throw ValidationError("--format must be text or json")
    }
    for item in common.output {
      let format = try CommonOptions.outputTarget(item).0
      guard format == .text || format == .json else {
        throw ValidationError("compare writes text and json, and --html FILE")
      }
    }
  }

  func run() throws {
    let inputs = Inputs(common)
    // Everything is read and compiled before anything runs.
    var subjects: [Subject] = []
    for scenario in try selected(inputs) { subjects.append(try inputs.prepare(scenario)) }
    for subject in subjects { inputs.noteMissing(subject) }
    var line = ProgressLine(quiet: common.quiet)
    let compared = compareAll(subjects) { n in
      line.show("comparing \(subjects[n].label): \(n + 1) of \(subjects.count)")
    }
    line.clear()
    let result = Comparison(subjects: compared, runs: runs)
    for item in common.output {
      let (format, path) = try CommonOptions.outputTarget(item)
      try writeFile(path, rendered(result, format))
    }
    if let html { try writeFile(html, comparisonPage(result)) }
    try writeFile("-", rendered(result, common.format))
    if compared.contains(where: { $0.asExpected == false && $0.judgement.verdict != .inconclusive }) {
      throw ExitCode(ExitStatus.unexpected.rawValue)
    }
    if compared.contains(where: { $0.judgement.verdict == .inconclusive }) {
      throw ExitCode(ExitStatus.noVerdict.rawValue)
    }
  }

  private func rendered(_ result: Comparison, _ format: Format) -> String {
    format == .json ? comparisonJSON(result).text : comparisonText(result)
  }

  /// The scenarios and variants that the arguments name, in their order.
  private func selected(_ inputs: Inputs) throws -> [Scenario] {
    var all: [Scenario] = []
    let wanted = variants.map { $0.split(separator: ",").map(String.init) }
    for argument in files {
      let (path, name) = Self.parts(argument)
      let scenario = try inputs.read(path)
      let names = name.map { [$0] } ?? wanted
      if let names {
        for name in names { all.append(try inputs.variant(name, of: scenario)) }
      } else if files.count == 1, !scenario.variants.isEmpty {
        all += scenario.variants
      } else {
        all.append(scenario)
      }
    }
    return all
  }

  /// `FILE:VARIANT`, unless there is a file of the whole name.
  private static func parts(_ argument: String) -> (path: String, variant: String?) {
    guard let colon = argument.lastIndex(of: ":"), !fileExists(argument) else {
      return (argument, nil)
    }
    return (String(argument[..<colon]), String(argument[argument.index(after: colon)...]))
  }

  private func compareAll(
    _ subjects: [Subject], progress: (Int) -> Void
  ) -> [ComparedSubject] {
    let limits = JudgementLimits(states: maxStates, seeds: seeds)
    return inParallel(subjects.count, jobs: jobs.count, progress: progress) { n in
      ComparedSubject(subjects[n], limits, runs: runs)
    }
  }
}

/// What is known of one of the things that are compared.
struct ComparedSubject {
  var scenario: Scenario
  var judgement: Judgement
  /// Whether the strict contract is kept.
  var isFenced: Bool
  var costs: Costs

  init(_ subject: Subject, _ limits: JudgementLimits, runs: Int) {
    scenario = subject.scenario
    judgement = judge(subject.program, scenario.world, limits)
    // Other checks that notice at the end of unbind, or at a free, would come before it.
    isFenced = !firing(
      subject.program, scenario.world, seeds: limits.seeds, off: [.leak, .freeActiveObject],
      on: [.fence]
    ).contains(.fence)
    let machine = subject.makeMachine()
    machine.prepare()
    costs = machine.costs(runs: runs)
  }

  /// `FILE` or `FILE [VARIANT]`.
  var label: String { scenario.variant.map { "\(scenario.path) [\($0)]" } ?? scenario.path }

  /// Whether it is as the scenario expects; nil where it says nothing.
  var asExpected: Bool? {
    switch scenario.expectation {
    case .unstated: return nil
    case .clean: return judgement.verdict == .clean
    case .findings(let expected):
      return expected.allSatisfy { e in
        judgement.findings.contains { f in
          f.check == e.check && (e.function == nil || e.function == f.function)
        }
      }
    }
  }
}

/// What `compare` has found out.
struct Comparison {
  var subjects: [ComparedSubject]
  /// Runs in which costs were counted.
  var runs: Int

  /// The checks that fired for any of them.
  var checks: [CheckName] {
    CheckName.allCases.filter { check in
      subjects.contains { $0.judgement.checks.contains(check) }
    }
  }

  /// The operations of the normal path that any of them has, by name.
  var operations: [String] {
    Set(subjects.flatMap { $0.costs.operations.map(\.name) }).sorted()
  }
}
