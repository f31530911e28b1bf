// A race diagram as text, read to a table. Diagrams come from commit messages and mails, so the
// layout is taken generously: columns by position or by `|`, CPU labels, comments, underlines. What
// a row says is not: every cell is one operation, or an error that names the row.

import Sim

/// Reads a diagram: a heading that names a thread a column, then rows of one cell; or the numbered
/// list that is printed where a diagram would be too wide.
///
/// - Throws: all that is wrong with it, up to a limit; positions count from the text's first line.
public func parseInterleaving(_ text: String) throws(InterleavingError) -> InterleavingText {
  var parser = InterleavingParser(text)
  return try parser.parse()
}

private struct InterleavingParser {
  /// Columns that a diagram may have; a person cannot read more.
  static let columnsMax = 16
  /// Rows that a script may have: more than the steps of any run that is written by hand.
  static let rowsMax = 20_000
  static let errorsMax = 20

  var lines: [DiagramLine]
  var columns: [InterleavingText.Column] = []
  /// Where each column's heading starts.
  var starts: [Int] = []
  /// Whether `|` parts the columns.
  var hasSeparators = false
  /// Whether a `|` opens the first column too.
  var hasOuter = false
  var rows: [InterleavingText.Row] = []
  var refusals: [InterleavingError.Refusal] = []

  init(_ text: String) {
    lines = linesOfYAML(text).map(DiagramLine.init)
    dropCommonPrefix()
  }

  /// Blanks what a mail, a shell or a C comment has put before every line.
  private mutating func dropCommonPrefix() {
    let written = lines.indices.filter { !lines[$0].isBlank }
    guard written.count > 1 else { return }
    for prefix in ["#", ">", "*", "//"] {
      let p = Array(prefix.unicodeScalars)
      let hasAll = written.allSatisfy { n in
        let body = lines[n].scalars.drop { $0 == " " }
        return body.starts(with: p)
          && (body.count == p.count || body.dropFirst(p.count).first == " ")
      }
      guard hasAll else { continue }
      for n in written {
        guard let at = lines[n].scalars.firstIndex(where: { $0 != " " }) else { continue }
        for i in at..<(at + p.count) { lines[n].scalars[i] = " " }
      }
      return
    }
  }

  mutating func refuse(
    _ line: Int, _ range: Range<Int>, _ message: String, help: String? = nil
  ) {
    guard refusals.count < Self.errorsMax else { return }
    let origins = lines[line].origins
    let column =
      origins.indices.contains(range.lowerBound) ? origins[range.lowerBound] : origins.count
    refusals.append(
      .init(
        position: SourcePosition(line: line + 1, column: column + 1), message: message,
        length: max(1, range.count), help: help))
  }

  mutating func parse() throws(InterleavingError) -> InterleavingText {
    blankComments()
    var isHeaded = false
    for n in lines.indices {
      let line = lines[n]
      if line.isDecoration { continue }
      if let first = line.scalars.first(where: { $0 != " " }), first == "#" { continue }
      if !isHeaded {
        isHeaded = true
        if listItem(line) != nil {
          readList(from: n)
          break
        }
        readHeading(n)
        if columns.isEmpty { break }
      } else {
        readRow(n)
      }
    }
    if refusals.isEmpty, columns.isEmpty {
      refuse(0, 0..<0, "the interleaving is empty", help: "its first line names a thread a column")
    }
    if refusals.isEmpty, rows.isEmpty, let first = columns.first {
      let line = first.position.line - 1
      refuse(line, 0..<0, "the interleaving has no rows", help: "each row below is one operation")
    }
    if !refusals.isEmpty { throw InterleavingError(refusals: refusals) }
    return InterleavingText(columns: columns, rows: rows)
  }

  /// Blanks comments; one of the `/*` kind may go on over lines.
  private mutating func blankComments() {
    var opened: (line: Int, at: Int)?
    let usesSeparators = lines.first { !$0.isDecoration }?.hasSeparator ?? false
    for n in lines.indices {
      var i = 0
      var inLine = false
      while i < lines[n].scalars.count {
        let c = lines[n].scalars[i]
        let next = i + 1 < lines[n].scalars.count ? lines[n].scalars[i + 1] : " "
        if opened != nil {
          lines[n].scalars[i] = " "
          if c == "*", next == "/" {
            lines[n].scalars[i + 1] = " "
            opened = nil
            i += 1
          }
        } else if inLine {
          if c == "|", usesSeparators { inLine = false } else { lines[n].scalars[i] = " " }
        } else if c == "/", next == "*" {
          opened = (n, i)
          lines[n].scalars[i] = " "
          lines[n].scalars[i + 1] = " "
          i += 1
        } else if c == "/", next == "/" {
          inLine = true
          lines[n].scalars[i] = " "
        }
        i += 1
      }
    }
    if let (line, at) = opened { refuse(line, at..<(at + 2), "this comment has no end") }
  }

  // MARK: The heading

  private mutating func readHeading(_ n: Int) {
    let line = lines[n]
    hasSeparators = line.hasSeparator
    hasOuter = line.startsWithSeparator
    let cells = hasSeparators ? line.cells(outer: hasOuter) : line.segments()
    guard cells.count <= Self.columnsMax else {
      refuse(n, cells[Self.columnsMax], "more than \(Self.columnsMax) columns")
      return
    }
    for cell in cells { addColumn(n, cell) }
  }

  /// Adds the column with that heading, or the error; nil if there is none.
  private mutating func addColumn(_ n: Int, _ cell: Range<Int>) {
    let heading = lines[n].text(cell)
    let origin =
      lines[n].origins.indices.contains(cell.lowerBound)
      ? lines[n].origins[cell.lowerBound] : 0
    var column = InterleavingText.Column(
      thread: "", position: SourcePosition(line: n + 1, column: origin + 1))
    do {
      (column.thread, column.ordinal, column.label) = try readHeadingText(heading)
    } catch {
      refuse(n, cell, error.message, help: error.help)
    }
    if !column.thread.isEmpty,
      columns.contains(where: { $0.thread == column.thread && $0.ordinal == column.ordinal })
    {
      refuse(
        n, cell, "two columns are '\(column.thread.shortened)'",
        help: "'\(column.thread.shortened)#2' is the second live thread of that name")
    }
    columns.append(column)
    starts.append(cell.lowerBound)
  }

  // MARK: Rows

  private mutating func readRow(_ n: Int) {
    let line = lines[n]
    var cell: Range<Int>
    let column: Int
    let number = rows.count + 1
    if hasSeparators, line.hasSeparator {
      let all = line.cells(outer: hasOuter)
      let filled = all.indices.filter { !all[$0].isEmpty }
      guard all.count <= columns.count else {
        refuse(
          n, all[columns.count],
          "row \(number): \(all.count) cells, but \(columns.count) columns",
          help: "a '|' that is no separator is written '\\|'")
        return
      }
      guard let first = filled.first else { return }
      if filled.count > 1 {
        refuseTwo(n, all[filled[1]], number)
        return
      }
      cell = all[first]
      column = first
    } else {
      guard let found = positionedCell(n, number) else { return }
      (cell, column) = found
    }
    if line.scalars[cell.lowerBound] == "^" || line.text(cell).hasPrefix("***") { return }
    cell = line.trimmed(cell)
    addRow(n, cell, column)
  }

  private mutating func refuseTwo(_ n: Int, _ second: Range<Int>, _ number: Int) {
    refuse(
      n, second, "row \(number): two operations in one row",
      help: "give each a row of its own: which comes first?")
  }

  /// The cell of a row without separators, and the column whose heading starts nearest to it.
  private mutating func positionedCell(_ n: Int, _ number: Int) -> (Range<Int>, Int)? {
    // A lonely `|` at either end is a ruler between the columns.
    var line = lines[n]
    for i in [line.scalars.firstIndex { $0 != " " }, line.scalars.lastIndex { $0 != " " }] {
      if let i, line.scalars[i] == "|" { line.scalars[i] = " " }
    }
    let segments = line.segments()
    guard let first = segments.first, let last = segments.last else { return nil }
    let column = nearestColumn(first.lowerBound)
    for segment in segments.dropFirst() {
      let other = nearestColumn(segment.lowerBound)
      if other != column, abs(starts[other] - segment.lowerBound) <= 4 {
        refuseTwo(n, segment, number)
        return nil
      }
    }
    return (first.lowerBound..<last.upperBound, column)
  }

  private func nearestColumn(_ at: Int) -> Int {
    var best = 0
    for c in starts.indices where abs(starts[c] - at) < abs(starts[best] - at) { best = c }
    return best
  }

  private mutating func addRow(_ n: Int, _ cell: Range<Int>, _ column: Int) {
    let number = rows.count + 1
    guard number <= Self.rowsMax else {
      if number == Self.rowsMax + 1 { refuse(n, cell, "more than \(Self.rowsMax) rows") }
      return
    }
    let text = lines[n].text(cell).replacing("\\|", with: "|")
    let position = SourcePosition(line: n + 1, column: lines[n].origins[cell.lowerBound] + 1)
    var row = InterleavingText.Row(
      column: column, operation: .call(""), text: text, position: position)
    do {
      let parsed = try parseCell(text)
      row.operation = parsed.operation
      row.occurrence = parsed.occurrence
      row.answers = parsed.answers
    } catch {
      refuse(n, cell, "row \(number): \(error.message)", help: error.help)
    }
    rows.append(row)
  }

  // MARK: The list

  /// `3. THREAD: OPERATION`: where the thread is, and where the rest starts.
  private func listItem(_ line: DiagramLine) -> (thread: Range<Int>, rest: Range<Int>)? {
    var i = line.scalars.firstIndex { $0 != " " } ?? line.scalars.count
    let digits = i
    while i < line.scalars.count, ("0"..."9").contains(line.scalars[i]) { i += 1 }
    guard i > digits, i + 1 < line.scalars.count, line.scalars[i] == "." || line.scalars[i] == ")",
      line.scalars[i + 1] == " "
    else { return nil }
    let from = i + 1
    while i < line.scalars.count {
      if line.scalars[i] == ":", i + 1 == line.scalars.count || line.scalars[i + 1] == " " {
        return (line.trimmed(from..<i), line.trimmed((i + 1)..<line.scalars.count))
      }
      i += 1
    }
    let all = line.trimmed(from..<line.scalars.count)
    return (all, all.upperBound..<all.upperBound)
  }

  private mutating func readList(from first: Int) {
    for n in first..<lines.count {
      let line = lines[n]
      if line.isDecoration { continue }
      let start = line.trimmed(0..<line.scalars.count)
      if line.scalars[start.lowerBound] == "^" || line.scalars[start.lowerBound] == "#"
        || line.text(start).hasPrefix("***")
      {
        continue
      }
      let number = rows.count + 1
      guard let (thread, rest) = listItem(line), !thread.isEmpty, !rest.isEmpty else {
        refuse(n, start, "row \(number): this is not 'NUMBER. THREAD: OPERATION'")
        continue
      }
      guard let (name, ordinal, _) = try? readHeadingText(line.text(thread)) else {
        refuse(n, thread, "row \(number): '\(line.text(thread).shortened)' names no thread")
        continue
      }
      let known = columns.firstIndex { $0.thread == name && $0.ordinal == ordinal }
      if known == nil {
        guard columns.count < Self.columnsMax else {
          refuse(n, thread, "row \(number): more than \(Self.columnsMax) threads")
          return
        }
        addColumn(n, thread)
      }
      addRow(n, rest, known ?? columns.count - 1)
    }
  }
}
