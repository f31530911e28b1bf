import Foundation
import Testing

@testable import Scenarios

/// One record of the corpus: its scenario, and what the comments at the head of the file say.
private struct CorpusRecord {
  var name: String
  var scenario: Scenario
  /// `commit`, `facts` and `left out`, by name.
  var head: [String: String] = [:]

  init(_ url: URL) throws {
    name = url.deletingPathExtension().lastPathComponent
    scenario = try readScenario(path: url.path).get()
    for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
      guard line.hasPrefix("# "), let colon = line.range(of: ": ") else { break }
      head[String(line[line.index(line.startIndex, offsetBy: 2)..<colon.lowerBound])] =
        String(line[colon.upperBound...])
    }
  }

  /// Family, difficulty, forced switches and contexts, or nil if the line is not as it should be.
  var facts: (family: String, numbers: [Int])? {
    guard
      let match = head["facts"]?.wholeMatch(
        of: /family ([A-L]), difficulty (\d), (\d) forced switch(?:es)?, (\d) contexts/)
    else { return nil }
    return (String(match.1), [match.2, match.3, match.4].compactMap { Int($0) })
  }

  var verdicts: String {
    scenario.variants.map { variant in
      switch variant.expectation {
      case .unstated, .clean: return "`\(variant.variant ?? "")`: clean"
      case .findings(let list):
        let found = list.map { f in f.check.rawValue + (f.function.map { " in `\($0)`" } ?? "") }
        return "`\(variant.variant ?? "")`: \(found.joined(separator: ", "))"
      }
    }.joined(separator: "<br>")
  }

  var row: String {
    let f = facts ?? ("?", [])
    let cells =
      ["[\(name)](../scenarios/corpus/\(name).yaml)", head["commit"] ?? "", f.family]
      + f.numbers.map(String.init) + [verdicts, head["left out"] ?? ""]
    return "| " + cells.joined(separator: " | ") + " |"
  }
}

@Suite("the corpus of upstream races")
struct CorpusTableTests {
  private static let begin = "<!-- The table is generated from the scenarios. -->\n"
  private static let end = "<!-- End of the table. -->\n"

  private func records() throws -> [CorpusRecord] {
    let folder = Page.root.appendingPathComponent("scenarios/corpus")
    return try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "yaml" }.map { try CorpusRecord($0) }
      .sorted { ($0.facts?.family ?? "", $0.name) < ($1.facts?.family ?? "", $1.name) }
  }

  @Test("each record names its commit, its facts and what it leaves out")
  func heads() throws {
    let records = try records()
    #expect(records.count >= 34)
    for r in records {
      #expect(Set(r.head.keys).isSuperset(of: ["commit", "facts", "left out"]), "\(r.name)")
      #expect(r.facts?.numbers.count == 3, "\(r.name): \(r.head["facts"] ?? "")")
      #expect(r.scenario.variant(named: "before") != nil, "\(r.name)")
      #expect(r.scenario.variant(named: "after")?.expectation == .clean, "\(r.name)")
    }
  }

  /// `SIMCTL_WRITE_DOCS=1 swift test --filter CorpusTableTests` writes it.
  @Test("docs/corpus.md has the table that the scenarios make")
  func table() throws {
    let url = Page.root.appendingPathComponent("docs/corpus.md")
    let text = try String(contentsOf: url, encoding: .utf8)
    let from = try #require(text.range(of: Self.begin)?.upperBound)
    let to = try #require(text.range(of: Self.end)?.lowerBound)
    let heading = """
      | record | commit | family | difficulty | switches | contexts | verdicts | left out |
      | --- | --- | --- | --- | --- | --- | --- | --- |

      """
    let table = heading + (try records()).map { $0.row + "\n" }.joined()
    if Page.isToBeWritten {
      try text.replacingCharacters(in: from..<to, with: table)
        .write(to: url, atomically: true, encoding: .utf8)
    } else {
      #expect(text[from..<to] == table, "write it: SIMCTL_WRITE_DOCS=1 swift test --filter Corpus")
    }
  }
}
