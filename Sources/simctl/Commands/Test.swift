import ArgumentParser
import Scenarios
import Sim

#if canImport(Glibc)
  import Glibc
#endif

/// Every scenario and variant against what it expects.
struct Test: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Every scenario and variant below the given paths against its 'expect'.")

  @Argument(help: "Scenario files, or folders of them.")
  var paths: [String]

  @Option(help: "Seeds for each variant that is expected to be clean.")
  var seeds: UInt64 = 100_000

  @Option(help: "Seeds for each variant that is expected to fail.")
  var buggySeeds: UInt64 = 20_000

  @Option(help: "States after which a variant that asks for neither is explored by seeds instead.")
  var maxStates = 100_000

  @OptionGroup var jobs: JobsOption

  @Option(help: ArgumentHelp("Only this part of the variants.", valueName: "i/n"))
  var shard = Shard()

  @Flag(help: "Stop at the first one that is not as expected.")
  var failFast = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if paths.isEmpty { throw ValidationError("name at least one scenario or folder") }
  }

  func run() throws {
    let inputs = Inputs(common)
    var files: [String] = []
    for path in paths { files += try scenarioFiles(path) }
    var selected: [Selected] = []
    for file in files {
      do throws(UnusableInput) {
        let scenario = try inputs.scenario(at: file)
        if scenario.variants.isEmpty || scenario.expectation != .unstated {
          selected.append(Selected(scenario))
        }
        selected += scenario.variants.map { Selected($0) }
      } catch {
        selected.append(Selected(Scenario(path: file, name: file, drivers: []), error))
      }
    }
    selected = selected.enumerated()
      .filter { $0.offset % shard.count == shard.index }.map(\.element)
    if let name = common.variant {
      selected = selected.filter { $0.problem != nil || $0.scenario.variant == name }
    }
    guard !selected.isEmpty else {
      write("simctl test: nothing was selected\n", to: 2)
      throw ExitCode(ExitStatus.noVerdict.rawValue)
    }
    var line = ProgressLine(quiet: common.quiet)
    var outcomes: [Outcome] = []
    let started = now()
    let isText = common.format == .text
    let palette = Palette(isOn: common.color.isOn(1))
    for (n, item) in selected.enumerated() {
      let scenario = item.scenario
      line.show("\(n + 1) of \(selected.count): \(scenario.path) \(scenario.variant ?? "")")
      var o: Outcome
      do {
        if let problem = item.problem { throw problem }
        o = try tested(try inputs.subject(of: scenario))
        o.command = "test"
      } catch let problem as UnusableInput {
        o = .unusable(scenario, problem)
      }
      outcomes.append(o)
      line.clear()
      if let problem = o.unusable { write(problem.text, to: 2) }
      if isText { write(testLine(o, palette), to: 1) }
      if failFast, !o.asExpected { break }
    }
    try finish(outcomes, seconds: now() - started)
  }

  /// One that was asked for, and why its file cannot be read.
  private struct Selected {
    var scenario: Scenario
    var problem: UnusableInput?

    init(_ scenario: Scenario, _ problem: UnusableInput? = nil) {
      self.scenario = scenario
      self.problem = problem
    }
  }

  /// Verifies a variant where that ends within the limit, and explores it by seeds beyond.
  private func tested(_ subject: Subject) throws -> Outcome {
    let scenario = subject.scenario
    var expectsBug = false
    if case .findings = scenario.expectation { expectsBug = true }
    var count = expectsBug ? buggySeeds : seeds
    if case .explore(let n)? = scenario.method {
      count = UInt64(n)
    } else {
      var bounds = VerifyRequest()
      bounds.jobs = jobs.count
      if scenario.method != .verify { bounds.maxStates = maxStates }
      let o = try verified(subject, bounds)
      if scenario.method == .verify || o.verified || o.verdict == .finding && o.asExpected
        || Interrupt.flag != 0
      {
        return o
      }
      // A finding where none was expected is one, however much else was not seen.
      if o.verdict == .finding, !expectsBug { return o }
    }
    return explored(
      subject,
      ExploreRequest(
        seeds: count, start: 0, jobs: jobs.count, options: ExploreOptions()))
  }

  private func finish(_ outcomes: [Outcome], seconds: Double) throws {
    let failed = outcomes.count { $0.status == .unexpected }
    let inconclusive = outcomes.count { $0.status == .noVerdict }
    let errors = outcomes.count { $0.status == .badInput }
    let passed = outcomes.count - failed - inconclusive - errors
    for item in common.output {
      let (format, path) = try CommonOptions.outputTarget(item)
      try writeFile(path, all(outcomes, format))
    }
    if common.format == .text {
      var text = "\n"
      for o in outcomes where !o.asExpected && o.unusable == nil {
        text += textReport(o, Palette(isOn: common.color.isOn(1))) + "\n"
      }
      text += "\(passed) passed, \(failed) failed"
      if inconclusive > 0 { text += ", \(inconclusive) without a verdict" }
      text += errors > 0 ? ", \(errors) that cannot be used\n" : "\n"
      text += "time: \(fixed(seconds, 1)) s\n"
      write(text, to: 1)
    } else {
      write(all(outcomes, common.format), to: 1)
    }
    if errors > 0 { throw ExitCode(ExitStatus.badInput.rawValue) }
    if failed > 0 { throw ExitCode(ExitStatus.unexpected.rawValue) }
    if inconclusive > 0 { throw ExitCode(ExitStatus.noVerdict.rawValue) }
  }

  private func testLine(_ o: Outcome, _ palette: Palette) -> String {
    if o.unusable != nil {
      return "\(palette.red("ERROR")) \(o.scenario.path) \(o.scenario.variant ?? "")"
        .padded(to: 52) + o.reasons.joined() + "\n"
    }
    let word =
      o.asExpected
      ? palette.green("ok  ")
      : o.status == .noVerdict ? palette.bold("?   ") : palette.red("FAIL")
    let what = o.bugs.isEmpty
      ? o.verdict.rawValue
      : o.bugs.map { "\($0.finding.check.rawValue) in \($0.finding.function)" }
        .joined(separator: ", ")
    return "\(word) \(o.scenario.path) \(o.scenario.variant ?? "")".padded(to: 52) + what + "\n"
  }

  private func all(_ outcomes: [Outcome], _ format: Format) -> String {
    var byFile: [(path: String, outcomes: [Outcome])] = []
    for o in outcomes {
      if byFile.last?.path == o.scenario.path {
        byFile[byFile.count - 1].outcomes.append(o)
      } else {
        byFile.append((o.scenario.path, [o]))
      }
    }
    switch format {
    case .json:
      return JSON.object([
        ("schema", .int(1)), ("command", .string("test")),
        ("results", .array(outcomes.map(jsonObject))),
        ("passed", .int(outcomes.count { $0.asExpected })),
        ("failed", .int(outcomes.count { $0.status == .unexpected })),
        ("inconclusive", .int(outcomes.count { $0.status == .noVerdict })),
        ("errors", .int(outcomes.count { $0.status == .badInput })),
      ]).text
    case .ktap: return ktap(byFile.map { suite($0.path, $0.outcomes) })
    case .junit: return junit(byFile.map { ($0.path, $0.outcomes.map(junitCase)) })
    case .github: return githubAnnotations(outcomes)
    default:
      return outcomes.map { render($0, format, Palette(isOn: false)) }.joined(separator: "\n")
    }
  }
}

/// The scenario files at a path, in order of name; exits with 65 if there is nothing there.
func scenarioFiles(_ path: String) throws -> [String] {
  var info = stat()
  guard stat(path, &info) == 0 else {
    write("\(path): error: there is no such file or folder\n", to: 2)
    throw ExitCode(ExitStatus.badInput.rawValue)
  }
  guard info.st_mode & S_IFMT == S_IFDIR else { return [path] }
  guard let directory = opendir(path) else {
    write("\(path): error: the folder cannot be read\n", to: 2)
    throw ExitCode(ExitStatus.badInput.rawValue)
  }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if !name.hasPrefix(".") { names.append(name) }
  }
  var files: [String] = []
  let base = path.hasSuffix("/") ? String(path.dropLast()) : path
  for name in names.sorted() {
    let full = "\(base)/\(name)"
    var inner = stat()
    guard stat(full, &inner) == 0 else { continue }
    if inner.st_mode & S_IFMT == S_IFDIR {
      files += try scenarioFiles(full)
    } else if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
      files.append(full)
    }
  }
  return files
}
