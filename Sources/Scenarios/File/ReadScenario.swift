// The keys of a scenario, and its variants.

import Sim

/// Where keys are, by their path: `threads.admin.0`.
typealias KeyPlaces = [String: SourcePosition]

/// A scenario that is being read: what it says so far, and what has to be held against the rest.
struct Draft {
  var scenario: Scenario
  var places: KeyPlaces = [:]
  /// By the key that they are under, so that a variant that names the key replaces them.
  var uses: [String: [Use]] = [:]
}

extension ScenarioReader {
  static let keys = [
    "scenario", "driver", "define", "device", "setup", "threads", "faults", "assume", "time",
    "checks", "expect", "variants", "interleaving", "check", "kernel", "config",
  ]

  /// Reads a whole file. What it returns is good only if there are no errors.
  mutating func scenario(
    _ root: YAMLNode, path: String, isThere: (String) -> Bool
  ) -> Scenario? {
    guard case .map(let pairs) = root.kind else {
      error(
        root, "a scenario is a map of keys to values, not \(root.what)",
        help: "start with 'driver: FILE.c'")
      return nil
    }
    var draft = Draft(scenario: Scenario(path: path, name: defaultName(path), drivers: []))
    var variants: YAMLNode?
    for (key, value) in pairs {
      guard Self.keys.contains(key.text) else {
        let meant = didYouMean(key.text, in: Self.keys)
        error(
          key, "unknown key '\(key.text.shortened)'\(meant)",
          help: meant.isEmpty ? "keys are \(Self.keys.joined(separator: ", "))" : nil)
        continue
      }
      draft.places[key.text] = value.position
      if key.text == "variants" {
        variants = value
      } else {
        apply(key, value, &draft, isThere)
      }
    }
    // A misspelt 'driver' has been told already.
    if draft.places["driver"] == nil, errors.isEmpty {
      error(root.position, "the scenario names no driver", help: "add 'driver: FILE.c'")
    }
    checkTogether(draft)
    var result = draft.scenario
    if let variants { result.variants = self.variants(variants, of: draft, isThere) }
    result.source = source(draft.places)
    return result
  }

  private func source(_ places: KeyPlaces) -> ScenarioSource {
    var source = ScenarioSource()
    source.file = file
    source.lines = lines
    source.positions = places
    return source
  }

  private func defaultName(_ path: String) -> String {
    if path == "-" { return "scenario" }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }

  private mutating func variants(
    _ node: YAMLNode, of base: Draft, _ isThere: (String) -> Bool
  ) -> [Scenario] {
    guard let pairs = map(node, "variants", help: "such as 'before: {define: [BEFORE_FIX]}'") else {
      return []
    }
    if pairs.isEmpty { error(node, "variants names none") }
    if pairs.count > Self.variantsMax {
      error(pairs[Self.variantsMax].key, "a scenario has at most \(Self.variantsMax) variants")
    }
    var variants: [Scenario] = []
    for (key, value) in pairs.prefix(Self.variantsMax) {
      if !key.text.isPlainName {
        error(
          key, "'\(key.text.shortened)' cannot name a variant",
          help: "a name is one word of letters, digits, '_', '-', '+' and '.'")
      }
      var draft = base
      draft.scenario.variant = key.text
      draft.places["variants.\(key.text)"] = value.position
      // A diagram is for the threads that it was written with: a variant that has others only has
      // no use for it.
      draft.uses["interleaving"] = nil
      // `after:` with nothing behind it changes nothing.
      if !value.isEmpty {
        let overrides = map(
          value, "variant '\(key.text.shortened)'", help: "such as '{define: [BEFORE_FIX]}'")
        for (name, value) in overrides ?? [] {
          guard Self.keys.contains(name.text), name.text != "variants" else {
            let what =
              name.text == "variants"
              ? "a variant has no variants of its own"
              : "unknown key '\(name.text.shortened)' in variant '\(key.text.shortened)'"
                + didYouMean(name.text, in: Self.keys)
            error(name, what, help: "a variant overrides the keys of the scenario")
            continue
          }
          draft.places["variants.\(key.text).\(name.text)"] = value.position
          draft.places = draft.places.filter { !$0.key.hasPrefix(name.text + ".") }
          draft.places[name.text] = value.position
          draft.uses[name.text] = nil
          apply(name, value, &draft, isThere)
        }
      }
      checkTogether(draft)
      draft.scenario.source = source(draft.places)
      variants.append(draft.scenario)
    }
    return variants
  }

  /// Variants that a scenario may have.
  static let variantsMax = 100

  /// Takes what a key says.
  private mutating func apply(
    _ key: YAMLNode.Key, _ node: YAMLNode, _ draft: inout Draft, _ isThere: (String) -> Bool
  ) {
    if node.isEmpty {
      error(key, "'\(key.text)' has no value")
      return
    }
    var uses: [Use] = []
    let place = { (d: inout Draft) in d.uses[key.text] = uses }
    defer { place(&draft) }
    switch key.text {
    case "scenario":
      if let name = text(node, "the scenario's name") { draft.scenario.name = name.trimmed }
    case "driver": draft.scenario.drivers = drivers(node, &draft, isThere)
    case "define": draft.scenario.defines = defines(node, &draft.places)
    case "device": draft.scenario.world.device = device(node, &draft.places)
    case "setup": draft.scenario.world.setup = setup(node, &draft.places, &uses)
    case "threads": draft.scenario.world.threads = threads(node, &draft.places, &uses)
    case "faults": draft.scenario.world.faults = faults(node, &draft.places)
    case "assume": draft.scenario.world.assumptions = assumptions(node, &draft.places)
    case "time":
      switch text(node, "'ordered' or 'free'") {
      case "ordered"?: draft.scenario.world.timeOrdered = true
      case "free"?: draft.scenario.world.timeOrdered = false
      case let other?:
        let meant = didYouMean(other, in: ["ordered", "free"])
        error(node, "time is 'ordered' or 'free', not '\(other.shortened)'\(meant)")
      case nil: break
      }
    case "checks": draft.scenario.world.checks = checks(node, &draft.places)
    case "expect": draft.scenario.expectation = expectation(node, &draft.places, &uses)
    case "interleaving":
      draft.scenario.interleaving = interleaving(node, &uses)
    case "check": draft.scenario.method = method(node)
    case "config": draft.scenario.world.config = config(node, &draft.places)
    case "kernel":
      guard let text = text(node, "the kernel's version") else { return }
      if let kernel = KernelVersion(rawValue: text) {
        draft.scenario.world.kernel = kernel
      } else {
        let known = KernelVersion.allCases.map(\.rawValue).joined(separator: ", ")
        error(node, "unknown kernel '\(text.shortened)'", help: "known are \(known)")
      }
    default: break
    }
  }

  private mutating func method(_ node: YAMLNode) -> Method? {
    guard let text = text(node, "'verify' or 'explore N'") else { return nil }
    let words = words(of: text)
    let help = "write 'verify' or 'explore N'"
    switch (words.first?.text, words.count) {
    case ("verify"?, 1): return .verify
    case ("explore"?, 2):
      do { return .explore(runs: try readNumber(words[1].text, 1...1_000_000_000, "runs")) } catch {
        self.error(node, LocatedRefusal(error.message, at: words[1], help: help))
      }
    default:
      let name = words.first?.text ?? ""
      let known = ["verify", "explore"]
      let isKnown = known.contains(name)
      // `check:` is one letter from `checks:`, whose names people write here.
      let isCheck = Self.checkNames.contains(name)
      error(
        node,
        isKnown
          ? "'\(text.shortened)' is not a way of checking"
          : "unknown way of checking '\(name.shortened)'\(didYouMean(name, in: known))",
        help: isCheck ? "to switch a check on: 'checks: {\(name): on}'" : help)
    }
    return nil
  }

  private mutating func interleaving(_ node: YAMLNode, _ uses: inout [Use]) -> InterleavingText? {
    guard case .text(let text, .literal) = node.kind else {
      error(
        node, "the interleaving has to be a block of lines",
        help: "write 'interleaving: |' and the diagram below it")
      return nil
    }
    let first = node.position.line
    // The block's indentation is not part of its text, but of the columns that a person sees.
    var indent = 0
    for (n, line) in linesOfYAML(text).enumerated() where !line.trimmed.isEmpty {
      guard lines.indices.contains(first + n) else { break }
      indent = max(0, lines[first + n].unicodeScalars.count - line.unicodeScalars.count)
      break
    }
    do {
      let table = try parseInterleaving(text)
      for column in table.columns {
        let place = SourcePosition(
          line: column.position.line + first, column: column.position.column + indent)
        uses.append(
          Use(
            .column(column.thread),
            YAMLNode(kind: .text(column.thread, style: .plain), position: place)))
      }
      return table.moved(down: first, right: indent)
    } catch {
      for refusal in error.refusals {
        self.error(
          SourcePosition(
            line: refusal.position.line + first, column: refusal.position.column + indent),
          refusal.message, length: refusal.length, help: refusal.help)
      }
      return nil
    }
  }
}
