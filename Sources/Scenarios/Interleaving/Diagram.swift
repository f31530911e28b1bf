// A table of operations as the diagram of a kernel commit message: four blanks, one column a
// thread, two blanks a level of calls, carets under the bad access, never past column 75, blanks
// only.
//
// The layout follows Documentation/process/maintainer-tip.rst and checkpatch's limit for commit
// logs. What is printed here, `parseInterleaving` reads back.

import Sim

/// What is drawn.
public struct Diagram: Sendable, Equatable {
  /// The threads, as headings name them: `admin`, `work foo_detect#2`.
  public var columns: [String]
  /// Whether each heading is a CPU with its thread, where that fits: `CPU0 (admin)`.
  public var hasLabels = false
  public var rows: [Row]

  /// One cell.
  public struct Row: Sendable, Equatable {
    public var column: Int
    public var text: String
    /// How deep it is called, from 0.
    public var depth: Int
    /// Whether carets go under it.
    public var isMarked: Bool

    public init(column: Int, text: String, depth: Int = 0, isMarked: Bool = false) {
      self.column = column
      self.text = text
      self.depth = depth
      self.isMarked = isMarked
    }
  }

  public init(columns: [String], rows: [Row], hasLabels: Bool = false) {
    self.columns = columns
    self.rows = rows
    self.hasLabels = hasLabels
  }

  /// The diagram of a finding: pasted as an `interleaving:`, it is the script that leads to it.
  public init(_ story: Story) {
    hasLabels = true
    columns = story.columns.map { $0.ordinal > 1 ? "\($0.thread)#\($0.ordinal)" : $0.thread }
    rows = story.rows.map {
      Row(
        column: $0.column,
        text: cellText(
          Cell(
            operation: $0.script.operation, occurrence: $0.script.occurrence,
            answers: $0.script.answers)), depth: $0.depth, isMarked: $0.isFault)
    }
  }

  /// The columns that checkpatch allows a line of a commit message.
  public static let widthMax = 75
  private static let indent = 4
  private static let gap = 2
  private static let perLevel = 2

  /// The lines of the diagram, each ended by a line break; of a numbered list where the columns do
  /// not fit side by side.
  public func text(width: Int = widthMax) -> String {
    let labelled = columns.enumerated().map { "CPU\($0) (\($1))" }
    for headings in hasLabels ? [labelled, columns] : [columns] {
      if let starts = layout(headings, width) { return text(headings, starts) }
    }
    return list(width)
  }

  private func text(_ headings: [String], _ starts: [Int]) -> String {
    var text = line(headings.enumerated().map { (starts[$0], $1) })
    for row in rows where starts.indices.contains(row.column) {
      let at = starts[row.column] + Self.perLevel * depth(row, starts)
      let cell = Self.squeezed(row.text)
      text += line([(at, cell)])
      if row.isMarked { text += line([(at, carets(cell))]) }
    }
    return text
  }

  private func carets(_ cell: String) -> String {
    String(repeating: "^", count: max(1, cell.unicodeScalars.count))
  }

  private func line(_ cells: [(at: Int, text: String)]) -> String {
    var line = ""
    var length = 0
    for (at, cell) in cells {
      line += String(repeating: " ", count: max(0, at - length)) + cell
      length = max(length, at) + cell.unicodeScalars.count
    }
    return line + "\n"
  }

  /// The level that a row is shown at: so deep that its cell is still nearest to its own heading.
  private func depth(_ row: Row, _ starts: [Int]) -> Int {
    let next = row.column + 1
    let distance = next < starts.count ? starts[next] - starts[row.column] : 32
    return min(max(0, row.depth), distance / (2 * Self.perLevel))
  }

  /// Where each column starts, or nil if there is no way to fit them.
  private func layout(_ headings: [String], _ width: Int) -> [Int]? {
    guard !columns.isEmpty else { return [] }
    let distances: [Int] = columns.count <= 2 ? [32, 24] : [24, 20]
    for distance in distances {
      let starts = columns.indices.map { Self.indent + $0 * distance }
      if fits(headings, starts, width) { return starts }
    }
    // The widest cell of each column, and the gap, rounded up to four.
    var starts = [Self.indent]
    for column in columns.indices.dropLast() {
      var distance = 8
      // Nesting is limited by the distance, so that it has to be found step by step.
      while distance <= width, !fits(headings, column, starts + [starts[column] + distance]) {
        distance += 4
      }
      starts.append(starts[column] + distance)
    }
    return fits(headings, starts, width) ? starts : nil
  }

  /// Whether each column's cells end before the next one starts, and the last ones before `width`.
  private func fits(_ headings: [String], _ starts: [Int], _ width: Int) -> Bool {
    for column in columns.indices.dropLast() where !fits(headings, column, starts) {
      return false
    }
    let last = columns.count - 1
    return starts[last] + widest(headings, last, starts) <= width
  }

  private func fits(_ headings: [String], _ column: Int, _ starts: [Int]) -> Bool {
    starts[column] + widest(headings, column, starts) + Self.gap <= starts[column + 1]
  }

  private func widest(_ headings: [String], _ column: Int, _ starts: [Int]) -> Int {
    var widest = headings[column].unicodeScalars.count
    for row in rows where row.column == column {
      let cell = Self.squeezed(row.text).unicodeScalars.count
      widest = max(widest, Self.perLevel * depth(row, starts) + cell)
    }
    return widest
  }

  private func list(_ width: Int) -> String {
    var text = ""
    let digits = String(rows.count).count
    for (n, row) in rows.enumerated() where columns.indices.contains(row.column) {
      // Not aligned to the right: in a YAML block no line may begin before the first.
      let number = "\(n + 1)." + String(repeating: " ", count: 1 + digits - String(n + 1).count)
      let lead =
        String(repeating: " ", count: Self.indent) + number + columns[row.column] + ": "
      var cell = Self.squeezed(row.text)
      let at = lead.unicodeScalars.count + Self.perLevel * min(max(0, row.depth), 16)
      // A thread that the kernel starts is named after its function: where the name is too long to
      // stand twice, a word says that it begins.
      if at + cell.unicodeScalars.count > width, cell.hasSuffix("()"),
        columns[row.column].prefix(while: { $0 != "#" }).hasSuffix(" \(cell.dropLast(2))")
      {
        cell = "start"
      }
      text += line([(0, lead), (at, cell)])
      if row.isMarked { text += line([(at, carets(cell))]) }
    }
    return text
  }

  /// One blank where there are several: two would part columns.
  private static func squeezed(_ text: String) -> String {
    words(of: text).map(\.text).joined(separator: " ")
  }
}
