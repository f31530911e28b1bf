// The `config:` part of a scenario: debug options of the kernel.

import Sim

extension ScenarioReader {
  /// Reads a list of options, with or without `CONFIG_` before them.
  mutating func config(_ node: YAMLNode, _ places: inout KeyPlaces) -> KernelConfig {
    guard let items = list(node, "config") else { return [] }
    let names = KernelConfig.named.map(\.name)
    var config: KernelConfig = []
    for (n, item) in items.enumerated() {
      places["config.\(n)"] = item.position
      guard let text = text(item, "an option of the kernel") else { continue }
      let name = text.hasPrefix("CONFIG_") ? String(text.dropFirst(7)) : text
      guard let option = KernelConfig.named.first(where: { $0.name == name })?.option else {
        error(
          item, "unknown option '\(text.shortened)'\(didYouMean(name, in: names))",
          help: "options are \(names.joined(separator: ", "))")
        continue
      }
      if !config.insert(option).inserted { error(item, "'\(name)' is given twice") }
    }
    return config
  }
}
