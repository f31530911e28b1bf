// One line of a diagram, as a grid: where its columns and cells are.

/// A line with its tabs expanded and its comments blanked.
struct DiagramLine {
  var scalars: [Unicode.Scalar] = []
  /// For each, the column that it was written in, from 0.
  var origins: [Int] = []
  /// For each, whether it stands for a tab: that always parts columns.
  var isTab: [Bool] = []

  static let tabWidth = 8

  init(_ line: String) {
    for (column, scalar) in line.unicodeScalars.enumerated() {
      if scalar == "\t" {
        repeat {
          scalars.append(" ")
          origins.append(column)
          isTab.append(true)
        } while scalars.count % Self.tabWidth != 0
      } else {
        scalars.append(scalar == "\u{a0}" ? " " : scalar)
        origins.append(column)
        isTab.append(false)
      }
    }
  }

  var isBlank: Bool { scalars.allSatisfy { $0 == " " } }

  /// Whether it only decorates: rulers, arrows, carets, dots, empty cells.
  var isDecoration: Bool {
    let marks: [Unicode.Scalar] = Array("-=_~^*.:|+<>#".unicodeScalars)
    return scalars.allSatisfy {
      $0 == " " || marks.contains($0) || (0x2190...0x21ff).contains($0.value)
        || (0x2500...0x25ff).contains($0.value) || $0 == "…"
    }
  }

  func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

  /// The range without the blanks at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var from = range.lowerBound
    var to = range.upperBound
    while from < to, scalars[from] == " " { from += 1 }
    while to > from, scalars[to - 1] == " " { to -= 1 }
    return from..<to
  }

  /// The stretches that two blanks or a tab part.
  func segments() -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start: Int?
    var i = 0
    while i < scalars.count {
      if scalars[i] == " " {
        let isBreak = isTab[i] || i + 1 == scalars.count || scalars[i + 1] == " "
        if isBreak, let s = start {
          result.append(s..<i)
          start = nil
        }
      } else if start == nil {
        start = i
      }
      i += 1
    }
    if let s = start { result.append(s..<scalars.count) }
    return result
  }

  /// The cells between `|`; `\|` is no separator. With `outer` the first `|` opens the first cell,
  /// as in a Markdown table; nothing behind the last one is no cell.
  func cells(outer: Bool) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var from = 0
    for i in scalars.indices where isSeparator(i) {
      result.append(trimmed(from..<i))
      from = i + 1
    }
    if from > 0, trimmed(from..<scalars.count).isEmpty {
      // Behind the last separator is nothing.
    } else {
      result.append(trimmed(from..<scalars.count))
    }
    if outer, let first = result.first, first.isEmpty { result.removeFirst() }
    return result
  }

  private func isSeparator(_ i: Int) -> Bool {
    scalars[i] == "|" && (i == 0 || scalars[i - 1] != "\\")
  }

  /// Whether there is a `|` that parts columns.
  var hasSeparator: Bool { scalars.indices.contains(where: isSeparator) }

  /// Whether the first that is written is such a `|`.
  var startsWithSeparator: Bool { scalars.first { $0 != " " } == "|" }
}
