// Race diagrams as people write them: from commit messages, from simctl, by hand.
//
//     CPU0 (admin)                    CPU1 (work foo_detect)
//     foo_remove()
//                                     foo_detect()
//       kfree()
//                                       dev->count
//                                       ^^^^^^^^^^
//
// or numbered, where columns would be too wide: `3. work foo_detect: foo_detect()`.

import Sim

/// Parses a diagram whose first line is line `firstLine` of the file.
func parseInterleaving(
  _ text: String, file: String, lines: [String], firstLine: Int
) throws(InputError) -> InterleavingText {
  var parser = InterleavingParser(file: file, lines: lines, firstLine: firstLine)
  let result = parser.parse(text)
  if !parser.problems.isEmpty { throw InputError(parser.problems) }
  return result
}

private struct InterleavingParser {
  let file: String
  let lines: [String]
  let firstLine: Int
  var problems: [Diagnostic] = []
  var columns: [InterleavingText.Column] = []
  /// Where each column's heading starts, in characters.
  var starts: [Int] = []
  var rows: [InterleavingText.Row] = []

  private static let rowsMax = 10_000

  init(file: String, lines: [String], firstLine: Int) {
    self.file = file
    self.lines = lines
    self.firstLine = firstLine
  }

  mutating func parse(_ text: String) -> InterleavingText {
    var isNumbered = false
    for (n, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = Self.withoutComments(Self.expandTabs(String(raw)))
      let position = SourcePosition(line: firstLine + n, column: 1)
      let cells = Self.cells(line)
      if cells.isEmpty || Self.isRuler(line) { continue }
      if columns.isEmpty || isNumbered, let item = Self.numbered(cells) {
        isNumbered = true
        addNumbered(item, position)
        continue
      }
      if columns.isEmpty {
        heading(cells, position)
        continue
      }
      if cells.count > 1 {
        problem("row \(rows.count + 1): a row has one cell, this line has \(cells.count)", position)
        continue
      }
      add(cells[0].text, column: nearestColumn(cells[0].start), position)
      if rows.count > Self.rowsMax {
        problem("the diagram has more than \(Self.rowsMax) rows", position)
        break
      }
    }
    if columns.isEmpty {
      problem(
        "the diagram has no heading: its first line names a thread for each column",
        SourcePosition(line: firstLine, column: 1))
    } else if rows.isEmpty, problems.isEmpty {
      problem("the diagram has no rows", SourcePosition(line: firstLine, column: 1))
    }
    return InterleavingText(columns: columns, rows: rows)
  }

  private mutating func problem(_ message: String, _ position: SourcePosition) {
    let line = lines.indices.contains(position.line - 1) ? lines[position.line - 1] : nil
    problems.append(
      Diagnostic(file: file, position: position, message: message, sourceLine: line))
  }

  // MARK: Lines

  /// A stretch of a line between wide gaps or bars.
  private struct Piece {
    var text: String
    var start: Int
  }

  private static func expandTabs(_ s: String) -> String {
    var out = ""
    for c in s {
      if c == "\t" {
        out += String(repeating: " ", count: 8 - out.count % 8)
      } else if c != "\r" {
        out.append(c)
      }
    }
    return out
  }

  private static func withoutComments(_ s: String) -> String {
    var out = s
    while let open = out.firstRange(of: "/*") {
      let close = out[open.upperBound...].firstRange(of: "*/")
      let end = close?.upperBound ?? out.endIndex
      let blanks = String(repeating: " ", count: out.distance(from: open.lowerBound, to: end))
      out.replaceSubrange(open.lowerBound..<end, with: blanks)
    }
    if let slashes = out.firstRange(of: "//") { out = String(out[..<slashes.lowerBound]) }
    return out
  }

  /// Lines of carets, dashes, equals signs, stars: they underline or separate.
  private static func isRuler(_ s: String) -> Bool {
    let marks = s.filter { $0 != " " && $0 != "|" && $0 != ":" }
    if marks.hasPrefix("***") { return true }
    return marks.allSatisfy { "^-=~*".contains($0) }
  }

  /// The cells of a line: parted by bars, or by two spaces or more.
  private static func cells(_ s: String) -> [Piece] {
    var pieces: [Piece] = []
    var current = ""
    var start = 0
    var gap = 0
    func trimmed(_ t: String) -> String {
      var t = t
      while t.hasSuffix(" ") { t.removeLast() }
      return t
    }
    func flush() {
      let t = trimmed(current)
      if !t.isEmpty { pieces.append(Piece(text: t, start: start)) }
      current = ""
      gap = 0
    }
    for (i, c) in s.enumerated() {
      if c == "|" {
        flush()
      } else if c == " " {
        if current.isEmpty { continue }
        gap += 1
        if gap >= 2 { flush() } else { current.append(c) }
      } else {
        if current.isEmpty { start = i }
        gap = 0
        current.append(c)
      }
    }
    flush()
    return pieces
  }

  /// `3. THREAD: CELL`.
  private static func numbered(_ cells: [Piece]) -> (thread: String, cell: String)? {
    let text = cells.map(\.text).joined(separator: "  ")
    guard let dot = text.firstIndex(of: "."), Int(text[..<dot]) != nil else { return nil }
    let rest = text[text.index(after: dot)...].drop { $0 == " " }
    guard let colon = rest.firstRange(of: ": ") else { return nil }
    return (String(rest[..<colon.lowerBound]), String(rest[colon.upperBound...]))
  }

  // MARK: Columns

  private mutating func heading(_ cells: [Piece], _ position: SourcePosition) {
    for cell in cells {
      let place = SourcePosition(line: position.line, column: cell.start + 1)
      guard let column = Self.column(cell.text, place) else {
        problem(
          "the heading '\(cell.text.shortened)' names no thread", place)
        continue
      }
      columns.append(column)
      starts.append(cell.start)
    }
    if columns.count > 16 { problem("the diagram has more than 16 columns", position) }
  }

  /// `admin`, `work foo`, `work foo#2`, `CPU0 admin`, `CPU 1 (admin)`; a bare CPU names nobody.
  private static func column(
    _ text: String, _ position: SourcePosition
  ) -> InterleavingText.Column? {
    var rest = text[...]
    var label = ""
    if rest.uppercased().hasPrefix("CPU") {
      var k = rest.index(rest.startIndex, offsetBy: 3)
      while k < rest.endIndex, rest[k] == " " || rest[k].isNumber { k = rest.index(after: k) }
      label = String(rest[..<k])
      while label.hasSuffix(" ") { label.removeLast() }
      rest = rest[k...]
    }
    var name = rest.filter { $0 != "(" && $0 != ")" }
    while name.hasPrefix(" ") || name.hasPrefix(":") { name.removeFirst() }
    while name.hasSuffix(" ") { name.removeLast() }
    guard !name.isEmpty else { return nil }
    var ordinal = 1
    if let hash = name.lastIndex(of: "#"), let n = Int(name[name.index(after: hash)...]), n >= 1,
      n <= 64
    {
      ordinal = n
      name = String(name[..<hash])
    }
    return InterleavingText.Column(
      thread: name, ordinal: ordinal, label: label, position: position)
  }

  /// A cell belongs to the last column that starts at or before it, or to the nearest.
  private func nearestColumn(_ start: Int) -> Int {
    var best = 0
    for (i, s) in starts.enumerated() where s <= start + 1 { best = i }
    return best
  }

  private mutating func addNumbered(
    _ item: (thread: String, cell: String), _ position: SourcePosition
  ) {
    guard let column = Self.column(item.thread, position) else {
      problem("row \(rows.count + 1): no thread is named", position)
      return
    }
    let index =
      columns.firstIndex { $0.thread == column.thread && $0.ordinal == column.ordinal }
      ?? columns.count
    if index == columns.count { columns.append(column) }
    add(item.cell, column: index, position)
  }

  // MARK: Cells

  private mutating func add(_ cell: String, column: Int, _ position: SourcePosition) {
    guard columns.indices.contains(column) else { return }
    guard let parsed = parseCell(cell) else {
      problem("row \(rows.count + 1): '\(cell.shortened)' is no operation", position)
      return
    }
    rows.append(
      InterleavingText.Row(
        column: column, operation: parsed.operation, occurrence: parsed.occurrence,
        answers: parsed.answers, text: cell, position: position))
  }
}

/// What a cell names: `kfree(dev);`, `kfree#2`, `foo.c:120`, `dev->gone = true`, `free_irq() ...`,
/// `readl() -> #1`.
func parseCell(
  _ cell: String
) -> (operation: ScriptOperation, occurrence: Int, answers: [UInt16])? {
  var text = cell[...]
  func trim() {
    while text.hasSuffix(" ") || text.hasSuffix(";") { text.removeLast() }
    while text.hasPrefix(" ") { text.removeFirst() }
  }
  trim()
  var answers: [UInt16] = []
  while let arrow = text.ranges(of: "-> #").last {
    guard let n = UInt16(text[arrow.upperBound...]), n < 0x8000 else { break }
    answers.insert(n, at: 0)
    text = text[..<arrow.lowerBound]
    trim()
  }
  var isStep = false
  if text.hasSuffix("...") {
    isStep = true
    text = text.dropLast(3)
    trim()
  }
  if text.isEmpty { return nil }
  func isIdentifier(_ s: Substring) -> Bool {
    guard let first = s.unicodeScalars.first, !("0"..."9").contains(first) else { return false }
    return s.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "_"
    }
  }
  func occurrence(_ s: Substring) -> (Substring, Int)? {
    guard let hash = s.lastIndex(of: "#") else { return (s, 1) }
    guard let n = Int(s[s.index(after: hash)...]), n >= 1, n <= 1_000_000 else { return nil }
    return (s[..<hash], n)
  }
  // A call: everything from the parenthesis on is for people.
  var head = text
  if let paren = text.firstIndex(of: "(") {
    head = text[..<paren]
    // `NAME()#2` as well as `NAME#2()`.
    if let close = text.lastIndex(of: ")") {
      let tail = text[text.index(after: close)...]
      if tail.hasPrefix("#") { head += tail }
    }
  }
  guard let (name, number) = occurrence(head) else { return nil }
  if isIdentifier(name) {
    return (
      isStep ? .step(String(name)) : .call(String(name)), number, answers
    )
  }
  if let colon = name.lastIndex(of: ":"), let line = Int(name[name.index(after: colon)...]),
    line > 0, line < 10_000_000, !name[..<colon].isEmpty, !name[..<colon].contains(" ")
  {
    return (.line(file: String(name[..<colon]), line: line), number, answers)
  }
  guard let (access, n) = occurrence(text) else { return nil }
  var shown = access
  // What an assignment assigns does not matter: the access is its left side.
  if let equals = access.firstRange(of: " = ") { shown = access[..<equals.lowerBound] }
  while shown.hasSuffix(" ") { shown.removeLast() }
  return shown.isEmpty ? nil : (.access(String(shown)), n, answers)
}
