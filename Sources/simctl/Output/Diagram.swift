// The kernel's race diagram, as commit messages have it: indented by 4, spaces only, at most 75
// columns, carets under the bad access. What does not fit beside each other is a numbered list.

import Sim

/// The lines of a story's diagram. They can be pasted back as `interleaving:`.
func diagramLines(_ story: Story) -> [String] {
  let names = story.columns.enumerated().map { n, column in
    "CPU\(n) (\(column.thread)\(column.ordinal > 1 ? "#\(column.ordinal)" : ""))"
  }
  let cells = story.rows.map { row in
    String(repeating: " ", count: 2 * row.depth) + row.cell
  }
  // Each column is as wide as its widest cell and two spaces; two columns keep the usual 32 or 24.
  var widths = names.map { $0.count + 2 }
  for (row, cell) in zip(story.rows, cells) {
    widths[row.column] = max(widths[row.column], cell.count + 2)
  }
  if widths.count > 1 {
    for n in widths.indices.dropLast() {
      for usual in (widths.count == 2 ? [24, 32] : [20, 24]) where widths[n] <= usual {
        widths[n] = usual
        break
      }
      if widths[n] > 32 { widths[n] = (widths[n] + 3) / 4 * 4 }
    }
  }
  let total = 4 + widths.dropLast().reduce(0, +) + (widths.last ?? 2) - 2
  guard total <= 75 else { return listLines(story) }
  func line(_ column: Int, _ text: String) -> String {
    String(repeating: " ", count: 4 + widths[..<column].reduce(0, +)) + text
  }
  var head = "    "
  for (n, name) in names.enumerated() {
    head += n + 1 < names.count ? name.padded(to: widths[n]) : name
  }
  var lines = [head]
  for (row, cell) in zip(story.rows, cells) {
    lines.append(line(row.column, cell))
    if row.isFault {
      let carets = String(repeating: " ", count: 2 * row.depth)
        + String(repeating: "^", count: max(1, cell.count - 2 * row.depth))
      lines.append(line(row.column, carets))
    }
  }
  return lines
}

/// The numbered form: `1. admin: free_irq()`.
private func listLines(_ story: Story) -> [String] {
  var lines: [String] = []
  for (n, row) in story.rows.enumerated() {
    let column = story.columns[row.column]
    let name = column.thread + (column.ordinal > 1 ? "#\(column.ordinal)" : "")
    let start = "    \(n + 1). \(name): "
    // The callback's name is the thread's: where it is too long to stand twice, `start` says it.
    let isStart = column.thread.hasSuffix(" " + row.text.dropLast(2)) && row.depth == 0
    let cell = start.count + row.cell.count > 75 && isStart ? "start" : row.cell
    lines.append(start + cell)
    if row.isFault {
      lines.append(
        String(repeating: " ", count: start.count)
          + String(repeating: "^", count: max(1, cell.count)))
    }
  }
  return lines
}

extension Story.Row {
  /// The text with the number of the occurrence where it is not the next one.
  var cell: String {
    let answers = script.answers.map { " -> #\($0)" }.joined()
    guard script.occurrence > 1 else { return text + answers }
    let ending = text.hasSuffix(" ...") ? " ..." : ""
    let base = ending.isEmpty ? text : String(text.dropLast(4))
    let call = base.hasSuffix("()") ? String(base.dropLast(2)) : base
    return "\(call)#\(script.occurrence)\(base.hasSuffix("()") ? "()" : "")\(ending)\(answers)"
  }
}
