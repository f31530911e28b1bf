import Foundation
import Testing

/// One statement about kernels: whether the model has it, and which test shows that.
private struct Behaviour {
  var section: String
  var statement: String
  var status: String
  /// The name of a test, or why there is none.
  var evidence: String
  /// File and line.
  var place: String

  /// `14.A3` is (14, "A", 3), `6.4` (6, "", 4), `12` (12, "", 0); nil if it is no section.
  var key: (Int, String, Int)? {
    guard let m = section.wholeMatch(of: /(\d+)(?:\.([A-D]?)(\d+))?/), let chapter = Int(m.1) else {
      return nil
    }
    return (chapter, m.2.map(String.init) ?? "", m.3.flatMap { Int($0) } ?? 0)
  }

  var isNamedAfterSection: Bool { evidence.contains(#/^\d+(\.[A-D]?\d+)? /#) }
}

@Suite("Docs: what of the kernel is modelled")
struct KernelModelPageTests {
  private static let chapters = [
    "Contexts, waiting, memory model", "Workqueues", "Timers and hrtimers", "Interrupts",
    "Tasklets, irq_work, NAPI", "Kthreads and waiting", "Locks, references, RCU", "Memory",
    "The driver core", "PCI", "Character devices and files", "Modules",
    "Other subsystems with callbacks", "Rust for Linux", "Checks", "Facts that people get wrong",
  ]
  private static let statuses = ["modelled", "approximated", "not modelled"]

  private static let rows: [Behaviour] = {
    let folder = Page.root.appendingPathComponent("Tests/Fixtures/Semantics")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    var rows: [Behaviour] = []
    for name in names.sorted() where name.hasSuffix(".tsv") {
      let text = (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      for (n, line) in lines.enumerated() where !line.isEmpty {
        var cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        let count = cells.count
        while cells.count < 4 { cells.append("") }
        rows.append(
          Behaviour(
            section: cells[0], statement: cells[1], status: cells[2],
            evidence: count == 4 ? cells[3] : "", place: "\(name):\(n + 1)"))
      }
    }
    return rows
  }()

  /// Everything between quotation marks or backticks in the sources of the tests: the names of tests
  /// and of cases are among it.
  private static let quoted: Set<Substring> = {
    var all: Set<Substring> = []
    let tests = Page.root.appendingPathComponent("Tests")
    let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
    while let url = files?.nextObject() as? URL {
      guard url.pathExtension == "swift", let text = try? String(contentsOf: url, encoding: .utf8)
      else { continue }
      for line in text.split(separator: "\n") {
        all.formUnion(line.split(separator: "\"", omittingEmptySubsequences: false).dropFirst())
        all.formUnion(line.split(separator: "`", omittingEmptySubsequences: false).dropFirst())
      }
    }
    return all
  }()

  @Test("each row has a section, a statement, a status, and a test or a reason")
  func form() {
    #expect(Self.rows.count > 500)
    for row in Self.rows {
      #expect(row.key != nil, "\(row.place): '\(row.section)' is no section")
      #expect(Self.statuses.contains(row.status), "\(row.place): '\(row.status)'")
      #expect(!row.statement.isEmpty && !row.evidence.isEmpty, "\(row.place)")
    }
    var seen: Set<String> = []
    for row in Self.rows {
      #expect(seen.insert(row.section + row.statement).inserted, "\(row.place): it is there twice")
    }
  }

  @Test("each test that a row names is there")
  func evidence() {
    for row in Self.rows where row.status == "modelled" || row.isNamedAfterSection {
      #expect(Self.quoted.contains(row.evidence[...]), "\(row.place): no test '\(row.evidence)'")
    }
  }

  @Test("each of the 25 facts, and each chapter, has a row")
  func facts() {
    for n in 1...25 {
      #expect(Self.rows.contains { $0.section == "15.\(n)" }, "15.\(n)")
    }
    for n in Self.chapters.indices {
      #expect(Self.rows.contains { $0.key?.0 == n }, "\(n) \(Self.chapters[n])")
    }
  }

  @Test("docs/kernel-model.md tells of every row")
  func page() throws {
    let sorted = Self.rows.enumerated().sorted {
      let a = $0.element.key ?? (99, "", 0)
      let b = $1.element.key ?? (99, "", 0)
      return (a.0, a.1, a.2, $0.offset) < (b.0, b.1, b.2, $1.offset)
    }.map(\.element)
    func count(_ rows: [Behaviour], _ status: String) -> Int { rows.count { $0.status == status } }
    var text = """
      # What of the kernel is modelled

      This page is generated from the lists in `Tests/Fixtures/Semantics`. Each row states one thing that
      kernels do, says whether the model does it too, and names the test that shows it, or the reason why
      there is none. `simctl api` tells the same symbol by symbol.

      | | modelled | approximated | not modelled |
      | --- | --- | --- | --- |

      """
    for (n, chapter) in Self.chapters.enumerated() {
      let rows = sorted.filter { $0.key?.0 == n }
      let counts = Self.statuses.map { String(count(rows, $0)) }.joined(separator: " | ")
      text += "| \(n) \(chapter) | \(counts) |\n"
    }
    let counts = Self.statuses.map { String(count(sorted, $0)) }.joined(separator: " | ")
    text += "| all | \(counts) |\n"
    for (n, chapter) in Self.chapters.enumerated() {
      text += "\n## \(n) \(chapter)\n\n| | statement | | test, or reason |\n| --- | --- | --- | --- |\n"
      for row in sorted where row.key?.0 == n {
        let cells = [row.section, Page.cell(row.statement), row.status, Page.cell(row.evidence)]
        text += "| " + cells.joined(separator: " | ") + " |\n"
      }
    }
    try Page.check("kernel-model.md", text)
  }
}
