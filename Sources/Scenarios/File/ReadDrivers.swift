// The `driver:` and `define:` parts of a scenario, and what only makes sense beside other parts.

import Sim

extension ScenarioReader {
  /// Modules that a scenario may have: as many as the machine has room for.
  private static let driversMax = 16

  /// Reads the drivers.
  mutating func drivers(
    _ node: YAMLNode, _ draft: inout Draft, _ isThere: (String) -> Bool
  ) -> [DriverSource] {
    guard let items = list(node, "driver") else { return [] }
    if items.isEmpty { error(node, "driver is an empty list") }
    if items.count > Self.driversMax {
      error(items[Self.driversMax], "a scenario has at most \(Self.driversMax) drivers")
    }
    var drivers: [DriverSource] = []
    for (n, item) in items.prefix(Self.driversMax).enumerated() {
      draft.places["driver.\(n)"] = item.position
      guard case .text(let text, let style) = item.kind, !item.isEmpty else {
        error(item, "a driver is a C file or C text, not \(item.what)")
        continue
      }
      if style == .folded {
        error(item, "C text needs its line breaks", help: "write 'driver: |'")
      } else if text.contains("\n") {
        // The text of a block starts in the line below its `|`.
        drivers.append(.inline(text, line: item.position.line + (style == .literal ? 1 : 0)))
      } else if text.hasSuffix(".c"), text != ".c", !text.hasSuffix("/.c") {
        if !isThere(text) { error(item, "no such file: '\(text)'") }
        drivers.append(.file(text))
      } else {
        error(
          item, "'\(text.shortened)' is not a C file",
          help: "its name has to end in '.c'; C text needs 'driver: |' and starts below")
      }
    }
    var seen: [String] = []
    for (n, driver) in drivers.enumerated() {
      let name = driver.moduleName(n)
      if seen.contains(name), items.count == drivers.count {
        error(items[n], "two drivers would be the module '\(name)'")
      }
      seen.append(name)
    }
    return drivers
  }

  /// Reads the definitions for clang.
  mutating func defines(_ node: YAMLNode, _ places: inout Places) -> [String] {
    guard let items = list(node, "define") else { return [] }
    var defines: [String] = []
    for (n, item) in items.enumerated() {
      places["define.\(n)"] = item.position
      guard let text = text(item, "a definition") else { continue }
      let name = text.prefix { $0 != "=" }
      if text.hasPrefix("-D") {
        error(item, "a definition is written without '-D'", help: "write '\(text.dropFirst(2))'")
      } else if !name.isIdentifier {
        error(
          item, "'\(text.shortened)' is not a definition", help: "write 'NAME' or 'NAME=VALUE'")
      } else if ["__KERNEL__", "MODULE", "KBUILD_MODNAME"].contains(name) {
        error(item, "'\(name)' is defined by simctl itself")
      } else if defines.contains(where: { $0.prefix { $0 != "=" } == name }) {
        error(item, "'\(name)' is defined twice")
      } else {
        defines.append(text)
      }
    }
    return defines
  }

  /// Checks what depends on several keys.
  mutating func checkTogether(_ draft: Draft) {
    let scenario = draft.scenario
    let modules = scenario.drivers.enumerated().map { $1.moduleName($0) }
    for key in Self.keys {
      for use in draft.uses[key] ?? [] {
        switch use.what {
        case .vector(let n):
          let count = scenario.world.device.vectors
          guard n >= max(count, 1) || count == 0 else { break }
          let has = count == 0 ? "none" : count == 1 ? "1" : "\(count)"
          error(
            use.node, "there is no interrupt vector \(n): the device has \(has)",
            help: count == 0
              ? "give it some with 'device: {vectors: N}'" : "vectors are counted from 0")
        case .module(let name):
          guard !modules.isEmpty, !modules.contains(name) else { break }
          error(
            use.node, "there is no module '\(name.shortened)'\(didYouMean(name, in: modules))",
            help: "the modules are \(modules.joined(separator: ", "))")
        case .check(let check): checkIsLookedFor(check, use.node, scenario)
        case .column(let thread): checkIsThread(thread, use.node, scenario)
        }
      }
    }
  }

  private mutating func checkIsLookedFor(
    _ check: CheckName, _ node: YAMLNode, _ scenario: Scenario
  ) {
    let isOn =
      scenario.world.checks.last { $0.check == check }?.isOn ?? check.isOnByDefault
    if !isOn {
      error(
        node, "'\(check.rawValue)' is expected, but it is off",
        help: "switch it on with 'checks: {\(check.rawValue): on}'")
    }
    if check == .hungTeardown, case .explore? = scenario.method {
      error(
        node, "'hung-teardown' is expected, but only 'check: verify' can find it")
    }
  }

  /// What the kernel calls the threads that it starts itself.
  private static let kinds = [
    "work", "timer", "hrtimer", "irq", "irqthread", "kthread", "tasklet", "rcu",
  ]

  private mutating func checkIsThread(_ name: String, _ node: YAMLNode, _ scenario: Scenario) {
    let words = name.split(separator: " ")
    if words.count == 2, Self.kinds.contains(String(words[0])) { return }
    // The threads of the default world are known only once the driver has run.
    guard let threads = scenario.world.threads?.map(\.name) else {
      if words.count == 1 { return }
      error(
        node.position, "there is no thread '\(name.shortened)'", length: name.unicodeScalars.count,
        help: "columns are parted by two spaces or more, or by '|'")
      return
    }
    if threads.contains(name) { return }
    error(
      node.position,
      "there is no thread '\(name.shortened)'\(didYouMean(name, in: threads))",
      length: name.unicodeScalars.count,
      help: words.count > 2
        ? "columns are parted by two spaces or more, or by '|'"
        : "a column is headed by one of \(threads.joined(separator: ", ")), or by kind and"
          + " function: 'work foo_detect'")
  }
}

extension DriverSource {
  /// The name of the module that driver number `n` is: its file's stem.
  public func moduleName(_ n: Int) -> String {
    switch self {
    case .file(let path):
      let file = path.split(separator: "/").last.map(String.init) ?? path
      return file.hasSuffix(".c") ? String(file.dropLast(2)) : file
    case .inline: return n == 0 ? "driver" : "driver\(n)"
    }
  }
}
