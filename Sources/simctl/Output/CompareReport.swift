// Side by side: one table, as text, as JSON, and for the page.

import Scenarios
import Sim

/// A row of the comparison: a cell for each subject.
struct ComparisonRow {
  enum Kind {
    case heading, value
  }
  var kind = Kind.value
  var title: String
  var cells: [String] = []
  /// For each cell: true is good, false is bad.
  var marks: [Bool?] = []
  /// Whether it may be left out where it says nothing.
  var isOptional = false
}

/// All rows, in order.
func comparisonRows(_ c: Comparison) -> [ComparisonRow] {
  func row(_ title: String, _ cell: (ComparedSubject) -> (String, Bool?)) -> ComparisonRow {
    let cells = c.subjects.map(cell)
    return ComparisonRow(title: title, cells: cells.map(\.0), marks: cells.map(\.1))
  }
  func heading(_ title: String) -> ComparisonRow { ComparisonRow(kind: .heading, title: title) }
  func count(_ title: String, _ value: (ComparedSubject) -> Int) -> ComparisonRow {
    row(title) { (String(value($0)), nil) }
  }
  var rows = [
    row("verdict") { s in
      let v = s.judgement.verdict
      return (v.rawValue, v == .clean ? true : v == .finding ? false : nil)
    },
    row("searched by") { ($0.judgement.method, nil) },
  ]
  if c.subjects.contains(where: { $0.asExpected != nil }) {
    rows.append(row("as expected") { s in
      (s.asExpected.map { $0 ? "yes" : "no" } ?? "-", s.asExpected)
    })
  }
  for check in c.checks {
    rows.append(row(check.rawValue) { s in
      s.judgement.checks.contains(check) ? ("found", false) : ("-", nil)
    })
  }
  rows.append(row("strict contract") { s in s.isFenced ? ("kept", true) : ("broken", false) })
  rows.append(heading("normal path: the most that one operation has"))
  rows.append(count("checks") { $0.costs.normalPath.checks })
  rows.append(count("atomic operations") { $0.costs.normalPath.atomics })
  rows.append(count("full memory barriers") { $0.costs.normalPath.barriers })
  rows.append(count("allocations") { $0.costs.normalPath.allocations })
  rows.append(count("locks") { $0.costs.normalPath.locks })
  rows.append(count("RCU sections") { $0.costs.normalPath.rcu })
  rows.append(count("SRCU sections") { $0.costs.normalPath.srcu })
  rows.append(count("longest section, in steps") { $0.costs.normalPath.section })
  rows.append(heading("of these by operation: checks, atomics, locks, RCU, SRCU"))
  for name in c.operations {
    var cells = row(name) { s in
      guard let o = s.costs.operations.first(where: { $0.name == name }) else { return ("-", nil) }
      let m = o.most
      return ("\(m.checks) \(m.atomics) \(m.locks) \(m.rcu) \(m.srcu)", nil)
    }
    cells.isOptional = true
    rows.append(cells)
  }
  rows.append(heading("teardown: the most that one has"))
  rows.append(count("waits") { $0.costs.teardown.most.waits })
  rows.append(count("grace periods") { $0.costs.teardown.most.gracePeriods })
  rows.append(count("of these SRCU's") { $0.costs.teardown.most.srcuGracePeriods })
  rows.append(count("times it stood still") { $0.costs.teardown.stops })
  rows.append(count("longest chain of waits") { $0.costs.teardown.longestChain })
  return rows
}

/// The letter of a subject: A to Z, then numbers.
func comparisonLetter(_ n: Int) -> String {
  n < 26 ? String(UnicodeScalar(UInt8(65 + n))) : String(n + 1)
}

private let titleWidth = 30
private let cellWidth = 14
private let perBlock = 5

func comparisonText(_ c: Comparison) -> String {
  var out = ""
  for (n, s) in c.subjects.enumerated() { out += "\(comparisonLetter(n))  \(s.label)\n" }
  let rows = comparisonRows(c)
  var from = 0
  while from < c.subjects.count {
    let block = from..<min(c.subjects.count, from + perBlock)
    out += "\n" + line("", block.map(comparisonLetter)) + "\n"
    for r in rows {
      if r.isOptional, r.cells[block].allSatisfy({ $0 == "-" }) { continue }
      out += r.kind == .heading ? r.title + "\n" : line(r.title, Array(r.cells[block])) + "\n"
    }
    from += perBlock
  }
  out += "\ncosts are counted in \(c.runs) seeded runs of each\n"
  for (n, s) in c.subjects.enumerated() {
    for reason in s.judgement.reasons { out += "\(comparisonLetter(n)): \(reason)\n" }
  }
  return out
}

private func line(_ title: String, _ cells: [String]) -> String {
  var text = (title.isEmpty ? "" : "  " + title).padded(to: titleWidth)
  for cell in cells { text += cell.padded(to: cellWidth) }
  while text.last == " " { text.removeLast() }
  return text
}

func comparisonJSON(_ c: Comparison) -> JSON {
  .object([
    ("schema", .int(1)),
    ("command", .string("compare")),
    ("subjects", .array(c.subjects.map(subjectJSON))),
  ])
}

private func subjectJSON(_ s: ComparedSubject) -> JSON {
  let j = s.judgement
  return .object([
    ("scenario", .string(s.scenario.path)),
    ("variant", s.scenario.variant.map { .string($0) } ?? .null),
    ("verdict", .string(j.verdict.rawValue)),
    ("verified", .bool(j.verified)),
    ("as_expected", s.asExpected.map { .bool($0) } ?? .null),
    ("states", .int(j.states)),
    ("seeds", .int(Int(j.seeds))),
    ("checks", .array(j.checks.map { .string($0.rawValue) })),
    (
      "findings",
      .array(
        j.findings.map { f in
          .object([
            ("check", .string(f.check.rawValue)), ("function", .string(f.function)),
            ("title", .string(f.title)),
          ])
        })
    ),
    ("fenced", .bool(s.isFenced)),
    ("reasons", .array(j.reasons.map { .string($0) })),
    ("costs", costsJSON(s.costs)),
  ])
}
