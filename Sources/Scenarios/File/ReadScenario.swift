// From YAML nodes to a scenario, strictly: every key and word is known, or the file is refused.
// Independent mistakes are told together.

import Sim

#if canImport(Glibc)
  import Glibc
#endif

/// Reads a scenario file, a driver's C file (the scenario with only that driver), or standard input
/// (`-`).
public func readScenario(path: String) -> Result<Scenario, InputError> {
  let file = path == "-" ? "<stdin>" : path
  guard let bytes = bytesOfFile(path) else {
    let why = String(cString: strerror(errno))
    return .failure(
      InputError([Diagnostic(file: file, message: "the scenario cannot be read: \(why)")]))
  }
  if path.hasSuffix(".c") {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    var scenario = Scenario(path: path, name: name, drivers: [.file(name)])
    scenario.source.file = file
    return .success(scenario)
  }
  return readScenario(bytes: bytes, path: path)
}

/// Reads the bytes of a scenario; `path` is for names and messages.
public func readScenario(bytes: [UInt8], path: String) -> Result<Scenario, InputError> {
  let file = path == "-" ? "<stdin>" : path
  do throws(Diagnostic) {
    let text = try decodeText(bytes, file: file)
    let lines = linesOfYAML(text)
    guard let root = try readYAML(text, lines: lines, file: file) else {
      throw Diagnostic(
        file: file, message: "the scenario is empty", help: "it needs at least `driver: FILE.c`")
    }
    var reader = ScenarioReader(file: file, lines: lines)
    let scenario = reader.read(root, path: path)
    return reader.problems.isEmpty
      ? .success(scenario) : .failure(InputError(Array(reader.problems.prefix(problemsMax))))
  } catch {
    return .failure(InputError([error]))
  }
}

/// How many mistakes of one file are told.
private let problemsMax = 20

/// The bytes of a file, or nil with `errno` set. A little more than is allowed, so that too much is
/// seen to be too much.
private func bytesOfFile(_ path: String) -> [UInt8]? {
  let fd = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
  guard fd >= 0 else { return nil }
  defer { if fd != 0 { close(fd) } }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count <= scenarioBytesMax {
    let n = read(fd, &buffer, buffer.count)
    if n < 0, errno == EINTR { continue }
    if n < 0 { return nil }
    if n == 0 { break }
    bytes += buffer[0..<n]
  }
  return bytes
}

/// The state of reading one file.
struct ScenarioReader {
  let file: String
  let lines: [String]
  var problems: [Diagnostic] = []

  init(file: String, lines: [String]) {
    self.file = file
    self.lines = lines
  }

  static let keys = [
    "scenario", "driver", "define", "device", "setup", "threads", "faults", "assume", "time",
    "checks", "expect", "variants", "interleaving", "check", "kernel",
  ]

  // MARK: Saying what is wrong

  mutating func problem(
    _ message: String, at position: SourcePosition, length: Int = 1, help: String? = nil
  ) {
    let line = lines.indices.contains(position.line - 1) ? lines[position.line - 1] : nil
    problems.append(
      Diagnostic(
        file: file, position: position, message: message, sourceLine: line, length: length,
        help: help))
  }

  mutating func problem(_ message: String, at node: YAMLNode, help: String? = nil) {
    var length = 1
    if case .text(let text, .plain) = node.kind { length = max(1, text.shortened.count) }
    problem(message, at: node.position, length: length, help: help)
  }

  // MARK: Shapes

  /// The text of a scalar; nil after a problem.
  mutating func text(_ node: YAMLNode, _ what: String) -> String? {
    if case .text(let text, _) = node.kind, !node.isEmpty { return text }
    problem("\(what) is expected here, not \(node.what)", at: node)
    return nil
  }

  /// A list, or a single item as a list of one.
  mutating func items(_ node: YAMLNode) -> [YAMLNode] {
    if case .list(let list) = node.kind { return list }
    return [node]
  }

  /// The entries of a map, each key among `known`; nil after a problem.
  mutating func entries(
    _ node: YAMLNode, _ what: String, known: [String]? = nil
  ) -> [(key: YAMLNode.Key, value: YAMLNode)]? {
    guard case .map(let map) = node.kind else {
      problem("\(what) is a map, not \(node.what)", at: node)
      return nil
    }
    guard let known else { return map }
    return map.filter { entry in
      if known.contains(entry.key.text) { return true }
      problem(
        "unknown key '\(entry.key.text.shortened)'\(didYouMean(entry.key.text, in: known))",
        at: entry.key.position, length: max(1, entry.key.text.shortened.count),
        help: "known here: \(known.joined(separator: ", "))")
      return false
    }
  }

  /// An unsigned number, decimal or 0x; nil after a problem.
  mutating func number(
    _ text: String, _ what: String, at node: YAMLNode, max most: UInt64 = .max
  ) -> UInt64? {
    let value: UInt64?
    if text.hasPrefix("0x") || text.hasPrefix("0X") {
      value = UInt64(text.dropFirst(2), radix: 16)
    } else {
      value = UInt64(text)
    }
    guard let value, !text.hasPrefix("+") else {
      problem("\(what) must be a number (decimal or 0x...), not '\(text.shortened)'", at: node)
      return nil
    }
    guard value <= most else {
      problem("\(what) must be at most \(most), not \(text)", at: node)
      return nil
    }
    return value
  }

  mutating func isOn(_ node: YAMLNode, _ what: String) -> Bool? {
    switch text(node, what) {
    case "on": return true
    case "off": return false
    case nil: return nil
    case let other?:
      problem("\(what) is 'on' or 'off', not '\(other.shortened)'", at: node)
      return nil
    }
  }

  // MARK: The whole

  mutating func read(_ root: YAMLNode, path: String) -> Scenario {
    let stem = ProgramLoader.stem(path == "-" ? "stdin" : path)
    var scenario = Scenario(path: path, name: stem, drivers: [])
    scenario.source.file = file
    scenario.source.lines = lines
    guard let map = entries(root, "a scenario", known: Self.keys) else { return scenario }
    apply(map, to: &scenario, prefix: "")
    if scenario.drivers.isEmpty, problems.isEmpty {
      problem(
        "there is no 'driver'", at: SourcePosition(line: 1, column: 1),
        help: "name the C file: `driver: foo.c`")
    }
    if let variants = map.first(where: { $0.key.text == "variants" }) {
      readVariants(variants.value, of: &scenario)
    }
    return scenario
  }

  private mutating func readVariants(_ node: YAMLNode, of scenario: inout Scenario) {
    guard let map = entries(node, "variants") else { return }
    if map.isEmpty { problem("there is no variant", at: node) }
    for entry in map {
      guard isName(entry.key.text) else {
        problem(
          "'\(entry.key.text.shortened)' is no name for a variant: use letters, digits, - and _",
          at: entry.key.position, length: max(1, entry.key.text.shortened.count))
        continue
      }
      var variant = scenario
      variant.variants = []
      variant.variant = entry.key.text
      let known = Self.keys.filter { $0 != "variants" }
      if !entry.value.isEmpty,
        let overrides = entries(entry.value, "a variant", known: known)
      {
        apply(overrides, to: &variant, prefix: "variants.\(entry.key.text).")
      }
      scenario.variants.append(variant)
    }
  }

  private func isName(_ s: String) -> Bool {
    !s.isEmpty && s.count <= 80
      && s.unicodeScalars.allSatisfy {
        ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
          || "-_.".unicodeScalars.contains($0)
      }
  }

  /// Applies keys to a scenario; a variant's take the place of those before.
  private mutating func apply(
    _ map: [(key: YAMLNode.Key, value: YAMLNode)], to s: inout Scenario, prefix: String
  ) {
    for (key, node) in map {
      s.source.positions[prefix + key.text] = node.position
      if prefix != "" { s.source.positions[key.text] = node.position }
      if node.isEmpty, key.text != "variants" {
        problem("'\(key.text)' has no value", at: key.position, length: key.text.count)
        continue
      }
      switch key.text {
      case "scenario":
        if let name = text(node, "a line of text") {
          if name.contains("\n") {
            problem("the scenario's name is one line", at: node)
          } else {
            s.name = name
          }
        }
      case "driver": s.drivers = readDrivers(node)
      case "define": s.defines = readDefines(node)
      case "device": s.world.device = readDevice(node)
      case "setup": s.world.setup = readActions(node, inSetup: true).map(\.action)
      case "threads": s.world.threads = readThreads(node, &s.source)
      case "faults": s.world.faults = readFaults(node)
      case "assume": s.world.assumptions = readAssumptions(node)
      case "time":
        switch text(node, "'ordered' or 'free'") {
        case "ordered": s.world.timeOrdered = true
        case "free": s.world.timeOrdered = false
        case nil: break
        case let other?:
          problem(
            "time is 'ordered' or 'free', not '\(other.shortened)'"
              + didYouMean(other, in: ["ordered", "free"]), at: node)
        }
      case "checks": s.world.checks = readChecks(node)
      case "expect": s.expectation = readExpectation(node)
      case "interleaving":
        if let text = text(node, "a diagram") {
          var line = node.position.line
          if case .text(_, .block) = node.kind { line += 1 }
          do throws(InputError) {
            s.interleaving = try parseInterleaving(text, file: file, lines: lines, firstLine: line)
          } catch {
            problems += error.diagnostics
          }
        }
      case "check": s.method = readMethod(node)
      case "kernel":
        if let t = text(node, "a kernel version") {
          s.kernel = KernelVersion(rawValue: t)
          if s.kernel == nil {
            let all = KernelVersion.allCases.map(\.rawValue).joined(separator: ", ")
            problem("the kernel is one of \(all), not '\(t.shortened)'", at: node)
          }
        }
      default: break
      }
    }
  }

  // MARK: Drivers

  private mutating func readDrivers(_ node: YAMLNode) -> [DriverSource] {
    var drivers: [DriverSource] = []
    var stems: Set<String> = []
    for item in items(node) {
      guard let value = text(item, "a C file, or C text") else { continue }
      if value.contains("\n") {
        drivers.append(.inline(value, line: item.position.line + 1))
        continue
      }
      guard value.hasSuffix(".c") else {
        problem("a driver is a .c file, not '\(value.shortened)'", at: item)
        continue
      }
      if !stems.insert(ProgramLoader.stem(value)).inserted {
        problem("two drivers are called '\(ProgramLoader.stem(value))'", at: item)
      }
      drivers.append(.file(value))
    }
    if drivers.isEmpty, case .list(let l) = node.kind, l.isEmpty {
      problem("there is no driver in the list", at: node)
    }
    if drivers.count > 16 { problem("there are more than 16 drivers", at: node) }
    return drivers
  }

  private mutating func readDefines(_ node: YAMLNode) -> [String] {
    var defines: [String] = []
    if case .list(let l) = node.kind, l.isEmpty { return [] }
    for item in items(node) {
      guard let value = text(item, "NAME or NAME=VALUE") else { continue }
      let name = value.prefix { $0 != "=" }
      let first = name.unicodeScalars.first
      let isIdentifier =
        !name.isEmpty && !(first.map { ("0"..."9").contains($0) } ?? true)
        && name.unicodeScalars.allSatisfy {
          ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
            || $0 == "_"
        }
      guard isIdentifier else {
        problem("'\(value.shortened)' is no definition: write NAME or NAME=VALUE", at: item)
        continue
      }
      defines.append(value)
    }
    return defines
  }

  // MARK: Checks and expectations

  private mutating func check(named name: String, at node: YAMLNode) -> CheckName? {
    if let check = CheckName(rawValue: name) { return check }
    problem(
      "unknown check '\(name.shortened)'\(didYouMean(name, in: CheckName.allCases.map(\.rawValue)))",
      at: node, help: "`simctl explain` lists them")
    return nil
  }

  private mutating func readChecks(_ node: YAMLNode) -> [CheckOverride] {
    var overrides: [CheckOverride] = []
    for entry in entries(node, "checks") ?? [] {
      let key = YAMLNode(kind: .text(entry.key.text, style: .plain), position: entry.key.position)
      guard let name = check(named: entry.key.text, at: key),
        let on = isOn(entry.value, "a check")
      else { continue }
      overrides.append(CheckOverride(name, isOn: on))
    }
    return overrides
  }

  private mutating func readExpectation(_ node: YAMLNode) -> Expectation {
    var findings: [ExpectedFinding] = []
    var isClean = false
    let list = items(node)
    for item in list {
      guard let value = text(item, "'clean' or a check's name") else { continue }
      if value == "clean" {
        isClean = true
        continue
      }
      let words = value.split(separator: " ").map(String.init)
      guard words.count == 1 || (words.count == 3 && words[1] == "in") else {
        problem(
          "'\(value.shortened)' is no expectation: write CHECK or CHECK in FUNCTION", at: item)
        continue
      }
      guard let name = check(named: words[0], at: item) else { continue }
      findings.append(ExpectedFinding(name, in: words.count == 3 ? words[2] : nil))
    }
    if list.isEmpty { problem("nothing is expected: write 'clean' or a check's name", at: node) }
    if isClean, !findings.isEmpty {
      problem("'clean' cannot be expected together with findings", at: node)
    }
    return findings.isEmpty ? (isClean ? .clean : .unstated) : .findings(findings)
  }

  private mutating func readMethod(_ node: YAMLNode) -> Method? {
    guard let value = text(node, "'verify' or 'explore N'") else { return nil }
    if value == "verify" { return .verify }
    let words = value.split(separator: " ").map(String.init)
    if words.count == 2, words[0] == "explore" {
      return number(words[1], "the number of runs", at: node, max: 1_000_000_000)
        .map { .explore(runs: Int($0)) }
    }
    problem("check is 'verify' or 'explore N', not '\(value.shortened)'", at: node)
    return nil
  }

  // MARK: Faults and assumptions

  private mutating func readFaults(_ node: YAMLNode) -> [FaultSpec] {
    var faults: [FaultSpec] = []
    for item in items(node) {
      guard let value = text(item, "a call's name") else { continue }
      let words = value.split(separator: " ").map(String.init)
      var limit: Int?
      if words.count == 2, words[1].hasPrefix("x"), let n = Int(words[1].dropFirst()), n >= 1,
        n <= 1_000_000
      {
        limit = n
      } else if words.count != 1 {
        problem("'\(value.shortened)' is no fault: write CALL or CALL xN", at: item)
        continue
      }
      guard isName(words[0]) else {
        problem("'\(words[0].shortened)' is no name of a call", at: item)
        continue
      }
      faults.append(FaultSpec(name: words[0], limit: limit))
    }
    if faults.count > 8 { problem("there are more than 8 faults", at: node) }
    return faults
  }

  private mutating func readAssumptions(_ node: YAMLNode) -> [AssumptionSpec] {
    var assumptions: [AssumptionSpec] = []
    for entry in entries(node, "assume") ?? [] {
      guard let values = signedValues(entry.value, "an answer") else { continue }
      switch values {
      case .nothing: assumptions.append(AssumptionSpec(symbol: entry.key.text, answer: .nothing))
      case .one(let v): assumptions.append(AssumptionSpec(symbol: entry.key.text, answer: .value(v)))
      case .any(let v): assumptions.append(AssumptionSpec(symbol: entry.key.text, answer: .any(v)))
      }
    }
    return assumptions
  }

  private enum Values {
    case nothing, one(Int64), any([Int64])
  }

  /// `nothing`, `-5`, `any [0, -5]`.
  private mutating func signedValues(_ node: YAMLNode, _ what: String) -> Values? {
    guard let value = text(node, "\(what): a number, 'nothing' or 'any [N, M]'") else { return nil }
    if value == "nothing" { return .nothing }
    if let list = bracketed(value, after: "any") {
      var numbers: [Int64] = []
      for word in list {
        guard let n = signed(word) else {
          problem("'\(word.shortened)' is no number", at: node)
          return nil
        }
        numbers.append(n)
      }
      if numbers.isEmpty { problem("'any' needs at least one number", at: node) }
      return numbers.isEmpty ? nil : .any(numbers)
    }
    if let n = signed(value) { return .one(n) }
    problem(
      "\(what) is a number, 'nothing' or 'any [N, M]', not '\(value.shortened)'", at: node)
    return nil
  }

  private func signed(_ s: String) -> Int64? {
    if s.hasPrefix("0x") { return UInt64(s.dropFirst(2), radix: 16).map { Int64(bitPattern: $0) } }
    return Int64(s)
  }

  /// The items of `WORD [a, b]`, or nil if the text does not begin with the word.
  func bracketed(_ value: String, after word: String) -> [String]? {
    guard value.hasPrefix(word + " ") || value.hasPrefix(word + "[") else { return nil }
    let rest = value.dropFirst(word.count).drop { $0 == " " }
    guard rest.hasPrefix("["), rest.hasSuffix("]") else { return nil }
    return rest.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
  }
}
