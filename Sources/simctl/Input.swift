// From what the user names to something that can be run.

import ArgumentParser
import Scenarios
import Sim

/// A scenario, or one of its variants, compiled and ready.
struct Subject {
  var scenario: Scenario
  var program: Program
  /// Identifies program and world, for traces.
  var fingerprint: UInt64

  /// `FILE` or `FILE [VARIANT]`.
  var label: String { scenario.variant.map { "\(scenario.path) [\($0)]" } ?? scenario.path }

  func makeMachine() -> Machine { Machine(program: program, world: scenario.world) }
}

/// An input that cannot be used, in words for a person.
struct UnusableInput: Error {
  var text: String

  /// The line that says what is wrong.
  var headline: String {
    let lines = text.split(whereSeparator: \.isNewline)
    return String(lines.first { $0.contains("error:") } ?? lines.first ?? "error")
  }
}

/// Reads and compiles; one for a process.
final class Inputs {
  private var loader: ProgramLoader?
  let options: CommonOptions
  private var shownWarnings = 0

  init(_ options: CommonOptions) { self.options = options }

  /// The scenario in a file, its variants unresolved; exits with 65 if it cannot be understood.
  func read(_ path: String) throws -> Scenario { try orExit { try scenario(at: path) } }

  /// Compiles a scenario's drivers; exits with 65 if they cannot be.
  func prepare(_ scenario: Scenario) throws -> Subject { try orExit { try subject(of: scenario) } }

  private func orExit<T>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch let e as UnusableInput {
      write(e.text, to: 2)
      throw ExitCode(ExitStatus.badInput.rawValue)
    }
  }

  /// The scenario in a file, its variants unresolved.
  func scenario(at path: String) throws(UnusableInput) -> Scenario {
    switch readScenario(path: path) {
    case .success(let scenario): return scenario
    case .failure(let failure):
      throw UnusableInput(text: failure.text(color: options.color.isOn(2)) + "\n")
    }
  }

  /// The scenario in a file, or the variant that the options name.
  func readSelected(_ path: String) throws -> Scenario {
    let scenario = try read(path)
    guard let name = options.variant else { return scenario }
    return try variant(name, of: scenario)
  }

  /// The variant of that name; exits with 65 if there is none.
  func variant(_ name: String, of scenario: Scenario) throws -> Scenario {
    guard let variant = scenario.variant(named: name) else {
      let names = scenario.variants.compactMap(\.variant)
      write(
        "\(scenario.path): error: there is no variant '\(name)'"
          + (names.isEmpty
            ? "; the scenario has none" : "; it has \(names.joined(separator: ", "))") + "\n",
        to: 2)
      throw ExitCode(ExitStatus.badInput.rawValue)
    }
    return variant
  }

  /// Compiles a scenario's drivers; throws `UnusableInput` if they cannot be.
  func subject(of scenario: Scenario) throws -> Subject {
    var scenario = scenario
    for item in options.assume {
      scenario.world.assumptions.append(try CommonOptions.assumption(item))
    }
    do {
      if loader == nil { loader = try ProgramLoader() }
      guard let loader else { throw LoadError("error: no compiler") }
      let program = try loader.load(scenario, color: options.color.isOn(2))
      if !options.quiet {
        for w in loader.warnings.dropFirst(shownWarnings) { write(w, to: 2) }
      }
      shownWarnings = loader.warnings.count
      try checkNames(scenario, program)
      return Subject(
        scenario: scenario, program: program,
        fingerprint: fingerprint(program, scenario.world))
    } catch let e as LoadError {
      throw UnusableInput(text: e.message + (e.message.hasSuffix("\n") ? "" : "\n"))
    }
  }

  /// Names in the scenario that only the program can tell are wrong.
  private func checkNames(_ scenario: Scenario, _ program: Program) throws {
    var wrong: [Diagnostic] = []
    func nearest(_ name: String, _ names: [String]) -> String? {
      names.min { (distance($0, name), $0) < (distance($1, name), $1) }
        .flatMap { distance($0, name) <= max(2, name.count / 3) ? $0 : nil }
    }
    func check(_ action: ActionSpec, _ key: String) {
      switch action {
      case .call(let function, _):
        let names = program.functions.map(\.name)
        if !names.contains(function) {
          wrong.append(
            scenario.source.diagnostic(
              at: key, "the driver has no function '\(function)'",
              help: nearest(function, names).map { "did you mean '\($0)'?" }))
        }
      case .insmod(let name?), .rmmod(let name?):
        let names = program.modules.map(\.name)
        if !names.contains(name) {
          wrong.append(
            scenario.source.diagnostic(
              at: key, "there is no module '\(name)'",
              help: "the modules are named after their files: \(names.joined(separator: ", "))"))
        }
      default: break
      }
    }
    for action in scenario.world.setup { check(action, "setup") }
    for thread in scenario.world.threads ?? [] {
      for item in thread.actions { check(item.action, "threads.\(thread.name)") }
    }
    if !wrong.isEmpty {
      throw UnusableInput(text: InputError(wrong).text(color: options.color.isOn(2)) + "\n")
    }
  }

  /// Lists, all at once, what the drivers need and the kernel does not model.
  func noteMissing(_ subject: Subject) {
    guard !options.quiet else { return }
    let missing = missingSymbols(subject.program).filter { symbol in
      !subject.scenario.world.assumptions.contains { $0.symbol == symbol.name }
    }
    guard !missing.isEmpty else { return }
    var text = "note: not modelled; a run that reaches one ends without a verdict:\n"
    for symbol in missing { text += "  \(symbol.name) (needed at \(symbol.place))\n" }
    text += "  --assume NAME=VALUE says what a call answers.\n"
    write(text, to: 2)
  }
}

/// The symbols that a program needs and the kernel does not model, in order of name.
func missingSymbols(_ program: Program) -> [(name: String, place: String)] {
  var seen: Set<String> = []
  var missing: [(name: String, place: String)] = []
  for external in program.externals where !external.name.isEmpty {
    if KernelTable.symbol(named: external.name) != nil || external.location == 0 { continue }
    guard seen.insert(external.name).inserted else { continue }
    let l = program.locations[external.location]
    missing.append((external.name, "\(program.files[l.file]):\(l.line)"))
  }
  return missing.sorted { $0.name < $1.name }
}

/// FNV-1a over everything that a run depends on.
func fingerprint(_ program: Program, _ world: WorldSpec) -> UInt64 {
  var hash = FNV1a()
  func add(_ v: UInt64) { hash.add(v) }
  func add(_ s: String) { hash.add(s) }
  for i in program.code {
    add(UInt64(i.op.rawValue) | UInt64(i.size) << 8 | UInt64(i.dst) << 16)
    add(UInt64(i.a) | UInt64(i.b) << 16)
    add(UInt64(bitPattern: i.imm))
  }
  for list in program.argumentLists { for a in list { add(UInt64(UInt32(bitPattern: a))) } }
  for c in program.constants { add("\(c)") }
  for g in program.globals {
    add(g.name)
    for b in g.bytes { add(UInt64(b)) }
    for r in g.relocations { add("\(r.offset) \(r.target)") }
  }
  for e in program.externals { add(e.name) }
  add("\(world)")
  return hash.value
}
