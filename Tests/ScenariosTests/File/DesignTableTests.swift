import Foundation
import Testing

@testable import Scenarios
@testable import Sim

/// One design: its scenario, and what the comments at the head of the file say of its variants.
private struct Design {
  var file: String
  var scenario: Scenario
  /// Its id in the catalogue, and its name.
  var id = ""
  var title = ""
  /// By variant: the verdict that the catalogue has (with `[P]` if it was predicted), and a remark.
  var expected: [String: String] = [:]
  var remarks: [String: String] = [:]
  var unknownLines: [String] = []

  init(_ url: URL) throws {
    file = url.lastPathComponent
    scenario = try readScenario(path: url.path).get()
    for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
      guard line.hasPrefix("# ") else { break }
      if let m = line.wholeMatch(of: /# design: ([A-Z]\d+b?) (.+)/) {
        (id, title) = (String(m.1), String(m.2))
      } else if let m = line.wholeMatch(of: /# expected ([a-z0-9-]+): (.+)/) {
        expected[String(m.1)] = String(m.2)
      } else if let m = line.wholeMatch(of: /# remark ([a-z0-9-]+): (.+)/) {
        remarks[String(m.1)] = String(m.2)
      } else {
        unknownLines.append(String(line))
      }
    }
  }

  /// Families in order, then by number.
  var order: (Character, Int, String) {
    (id.first ?? "?", Int(id.dropFirst().prefix(while: \.isNumber)) ?? 0, id)
  }

  private func found(_ variant: Scenario) -> (text: String, how: String) {
    switch variant.expectation {
    case .unstated, .clean:
      return ("clean", variant.method == .verify ? "verified" : "seeds")
    case .findings(let list):
      let found = list.map { f in f.check.rawValue + (f.function.map { " in `\($0)`" } ?? "") }
      return (found.joined(separator: ", "), "found")
    }
  }

  var rows: String {
    scenario.variants.map { variant in
      let name = variant.variant ?? ""
      let result = found(variant)
      let cells = [
        "[\(id) \(title)](../scenarios/designs/\(file))", name, expected[name] ?? "-", result.text,
        result.how, remarks[name] ?? "",
      ]
      return "| " + cells.joined(separator: " | ") + " |\n"
    }.joined()
  }
}

@Suite("the lifecycle designs", .serialized)
struct DesignTableTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let page = root.appendingPathComponent("docs/lifecycle-designs.md")

  /// The designs of the catalogue, by family.
  private static let catalogue: [Character: [String]] = [
    "A": (1...8).map { "A\($0)" }, "B": (1...8).map { "B\($0)" }, "C": (1...11).map { "C\($0)" },
    "D": ["D1", "D2", "D3", "D3b", "D4", "D5", "D6", "D7", "D8"], "E": (1...7).map { "E\($0)" },
    "F": (1...9).map { "F\($0)" }, "G": (1...13).map { "G\($0)" }, "H": (1...8).map { "H\($0)" },
  ]

  private func designs() throws -> [Design] {
    let folder = Self.root.appendingPathComponent("scenarios/designs")
    return try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "yaml" }.map { try Design($0) }.sorted { $0.order < $1.order }
  }

  @Test("every design of the catalogue has a scenario")
  func complete() throws {
    let designs = try designs()
    let known = Self.catalogue.sorted { $0.key < $1.key }.flatMap(\.value)
    #expect(designs.map(\.id) == known)
    for design in designs {
      #expect(design.file.hasPrefix(design.id.lowercased() + "-"), "\(design.file)")
    }
  }

  @Test("the head of a design speaks of variants that it has, and each variant has a verdict")
  func heads() throws {
    for design in try designs() {
      let variants = Set(design.scenario.variants.compactMap(\.variant))
      #expect(design.unknownLines == [], "\(design.file)")
      #expect(!variants.isEmpty, "\(design.file)")
      #expect(variants.isSuperset(of: design.expected.keys), "\(design.file)")
      #expect(variants.isSuperset(of: design.remarks.keys), "\(design.file)")
      for variant in design.scenario.variants {
        #expect(variant.expectation != .unstated, "\(design.file) \(variant.variant ?? "")")
      }
    }
  }

  @Test("docs/lifecycle-designs.md has the table that the scenarios make")
  func table() throws {
    let heading = """
      | design | scenario | expected | found | how | remark |
      | --- | --- | --- | --- | --- | --- |

      """
    try compare("table", heading + (try designs()).map(\.rows).joined())
  }

  /// Mutants by layer of protection, and what each layer costs.
  @Test("docs/lifecycle-designs.md has the matrix that the mutants make")
  func matrix() throws {
    let folder = Self.root.appendingPathComponent("scenarios/mutants")
    let layers = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
      .map { try readScenario(path: $0.path).get() }
    #expect(layers.count == 4)
    var text = """
      | mutant | fences only | and a Devres | and counted data | and pinned text |
      | --- | --- | --- | --- | --- |

      """
    func row(_ head: String, _ cells: [String]) {
      text += "| \(head) | \(cells.joined(separator: " | ")) |\n"
    }
    let mutants = try #require(layers.first).variants.compactMap(\.variant)
    for mutant in mutants {
      row("`\(mutant)`", try layers.map { try Self.verdict(mutant, $0) })
    }
    let clean = layers.map { layer in
      mutants.filter { layer.variant(named: $0)?.expectation == .clean }.count
    }
    row("**clean**", clean.map { "**\($0)**" })
    let loader = try ProgramLoader()
    let costs = try layers.map { layer in
      let scenario = try #require(layer.variant(named: "none"))
      let machine = Machine(program: try loader.load(scenario), world: scenario.world)
      machine.prepare()
      return machine.costs(runs: 200)
    }
    row("normal path: checks", costs.map { "\($0.normalPath.checks)" })
    row("atomic operations", costs.map { "\($0.normalPath.atomics)" })
    row("locks", costs.map { "\($0.normalPath.locks)" })
    row("RCU sections", costs.map { "\($0.normalPath.rcu)" })
    row("teardown: waits", costs.map { "\($0.teardown.most.waits)" })
    row("grace periods", costs.map { "\($0.teardown.most.gracePeriods)" })
    try compare("matrix", text)
  }

  private static func verdict(_ mutant: String, _ layer: Scenario) throws -> String {
    guard case .findings(let list) = try #require(layer.variant(named: mutant)).expectation else {
      return layer.variant(named: mutant + "-kept") == nil ? "clean" : "clean, stays loaded"
    }
    let short = ["use-after-remove": "UAR", "use-after-free": "UAF", "execute-after-free": "EAF"]
    return list.map { short[$0.check.rawValue] ?? $0.check.rawValue }.joined(separator: " ")
  }

  /// What is between the marks of this name. `SIMCTL_WRITE_DOCS=1 swift test --filter
  /// DesignTableTests` writes it.
  private func compare(_ name: String, _ generated: String) throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    let begin = "<!-- The \(name) is generated from the scenarios. -->\n"
    let from = try #require(text.range(of: begin)?.upperBound)
    let to = try #require(text.range(of: "<!-- End of the \(name). -->\n")?.lowerBound)
    if ProcessInfo.processInfo.environment["SIMCTL_WRITE_DOCS"] != nil {
      try text.replacingCharacters(in: from..<to, with: generated)
        .write(to: Self.page, atomically: true, encoding: .utf8)
    } else {
      #expect(text[from..<to] == generated, "write it: see compare()")
    }
  }
}
