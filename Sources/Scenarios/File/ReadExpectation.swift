// What is expected, and which checks look for it.

import Sim

extension ScenarioReader {
  static let checkNames = CheckName.allCases.map(\.rawValue)

  /// What checks are called elsewhere.
  private static let checkSynonyms: [String: String] = [
    "uaf": "use-after-free", "eaf": "execute-after-free", "race": "data-race",
    "double-fetch": "data-race", "uninitialized-object": "uninitialised-object",
    "slab-use-after-free": "use-after-free", "null-ptr-deref": "null-dereference",
    "oob": "out-of-bounds", "memory-leak": "leak", "hang": "hung-teardown",
    "possible-deadlock": "lock-order", "lockdep": "lock-order",
  ]

  private func meant(_ name: String) -> String {
    if let known = Self.checkSynonyms[name.lowercased()] { return "; did you mean '\(known)'?" }
    return didYouMean(name, in: Self.checkNames + ["clean"])
  }

  /// Reads `expect:`.
  mutating func expectation(
    _ node: YAMLNode, _ places: inout KeyPlaces, _ uses: inout [Use]
  ) -> Expectation {
    if case .text("clean", _) = node.kind { return .clean }
    guard let items = list(node, "expect") else { return .unstated }
    var findings: [ExpectedFinding] = []
    for (n, item) in items.enumerated() {
      places["expect.\(n)"] = item.position
      guard let finding = expectedFinding(item) else { continue }
      if findings.contains(finding) { error(item, "this is expected twice") }
      findings.append(finding)
      uses.append(Use(.check(finding.check), item))
    }
    if items.isEmpty {
      error(node, "expect is an empty list", help: "write 'clean' where nothing may be found")
    }
    return findings.isEmpty ? .unstated : .findings(findings)
  }

  private mutating func expectedFinding(_ node: YAMLNode) -> ExpectedFinding? {
    guard let text = text(node, "what is expected") else { return nil }
    let words = words(of: text)
    guard let name = words.first else { return nil }
    if name.text == "clean" {
      error(node, "'clean' stands alone: it cannot be expected beside a finding")
      return nil
    }
    guard let check = CheckName(rawValue: name.text) else {
      error(
        node,
        LocatedRefusal(
          "unknown check '\(name.text.shortened)'\(meant(name.text))", at: name,
          help: "'simctl explain' lists the checks"))
      return nil
    }
    if words.count == 1 { return ExpectedFinding(check) }
    let form = "write 'NAME in FUNCTION'; several go in a list"
    guard words[1].text == "in" else {
      error(
        node,
        LocatedRefusal("'\(words[1].text.shortened)' is too much here", at: words[1], help: form))
      return nil
    }
    guard words.count > 2 else {
      error(node, LocatedRefusal("the function is missing", at: words[1], help: form))
      return nil
    }
    var function = words[2].text
    if function.hasSuffix("()") { function = String(function.dropLast(2)) }
    guard function.isIdentifier else {
      error(
        node,
        LocatedRefusal(
          "'\(words[2].text.shortened)' is not the name of a function", at: words[2], help: form))
      return nil
    }
    guard words.count == 3 else {
      error(
        node,
        LocatedRefusal("'\(words[3].text.shortened)' is too much here", at: words[3], help: form))
      return nil
    }
    return ExpectedFinding(check, in: function)
  }

  /// Reads `checks:`.
  mutating func checks(_ node: YAMLNode, _ places: inout KeyPlaces) -> [CheckOverride] {
    guard let pairs = map(node, "checks", help: "such as 'data-race: on'") else { return [] }
    var overrides: [CheckOverride] = []
    for (key, value) in pairs {
      places["checks.\(key.text)"] = value.position
      guard let check = CheckName(rawValue: key.text) else {
        error(
          key, "unknown check '\(key.text.shortened)'\(meant(key.text))",
          help: "'simctl explain' lists the checks")
        continue
      }
      guard let text = text(value, "'on' or 'off' for \(key.text)") else { continue }
      switch text {
      case "on": overrides.append(CheckOverride(check, isOn: true))
      case "off": overrides.append(CheckOverride(check, isOn: false))
      default:
        error(value, "a check is switched 'on' or 'off', not '\(text.shortened)'")
      }
    }
    return overrides
  }

  /// The machine counts this many in its state.
  private static let faultsMax = 8

  /// Reads `faults:`.
  mutating func faults(_ node: YAMLNode, _ places: inout KeyPlaces) -> [FaultSpec] {
    guard let items = list(node, "faults") else { return [] }
    if items.count > Self.faultsMax {
      error(items[Self.faultsMax], "a scenario has at most \(Self.faultsMax) faults")
    }
    var faults: [FaultSpec] = []
    for (n, item) in items.enumerated() {
      places["faults.\(n)"] = item.position
      guard let text = text(item, "the call that may fail") else { continue }
      do {
        let fault = try readFault(text)
        if faults.contains(where: { $0.name == fault.name }) {
          error(item, "'\(fault.name)' is given twice")
        }
        faults.append(fault)
      } catch {
        self.error(item, error)
      }
    }
    return faults
  }

  /// Reads `assume:`.
  mutating func assumptions(_ node: YAMLNode, _ places: inout KeyPlaces) -> [AssumptionSpec] {
    guard let pairs = map(node, "assume", help: "such as 'vendor_read: any [0, -5]'") else {
      return []
    }
    var assumptions: [AssumptionSpec] = []
    for (key, value) in pairs {
      places["assume.\(key.text)"] = value.position
      guard key.text.isIdentifier else {
        error(key, "'\(key.text.shortened)' is not the name of a function")
        continue
      }
      guard let text = text(value, "what \(key.text) answers") else { continue }
      do {
        assumptions.append(AssumptionSpec(symbol: key.text, answer: try readAnswer(text)))
      } catch {
        self.error(value, error)
      }
    }
    return assumptions
  }
}

private func readFault(_ text: String) throws(LocatedRefusal) -> FaultSpec {
  let words = words(of: text)
  guard let name = words.first else {
    throw LocatedRefusal("a call is missing", at: TextWord(text: "", offset: 0))
  }
  guard name.text.isIdentifier else {
    throw LocatedRefusal("'\(name.text.shortened)' is not the name of a function", at: name)
  }
  guard words.count > 1 else { return FaultSpec(name: name.text) }
  guard words.count == 2, isRepetition(words[1].text) else {
    let extra = isRepetition(words[1].text) ? words[2] : words[1]
    throw LocatedRefusal(
      "'\(extra.text.shortened)' is too much here", at: extra,
      help: "write 'NAME' or 'NAME x2'; commas part several")
  }
  switch try readRepetition(words[1]) {
  case .times(let n): return FaultSpec(name: name.text, limit: n)
  case .anyNumber: return FaultSpec(name: name.text)
  }
}
