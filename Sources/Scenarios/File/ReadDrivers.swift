// The `driver:` and `define:` parts of a scenario.

import Sim

extension ScenarioReader {
  /// Modules that a scenario may have: as many as the machine has room for.
  private static let driversMax = 16

  /// Reads the drivers.
  mutating func drivers(
    _ node: YAMLNode, _ draft: inout Draft, _ isThere: (String) -> Bool
  ) -> [DriverSource] {
    var items = [node]
    if case .list(let list) = node.kind { items = list }
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
  mutating func defines(_ node: YAMLNode, _ places: inout KeyPlaces) -> [String] {
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
      } else if ["__KERNEL__", "MODULE", "KBUILD_MODNAME", "SIMCTL_KERNEL"].contains(name) {
        error(item, "'\(name)' is defined by simctl itself")
      } else if defines.contains(where: { $0.prefix { $0 != "=" } == name }) {
        error(item, "'\(name)' is defined twice")
      } else {
        defines.append(text)
      }
    }
    return defines
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
