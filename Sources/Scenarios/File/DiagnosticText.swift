// Diagnostics as text: the form of every C compiler, so that editors and people find the place.
//
//     foo.yaml:3:10: error: unknown action 'unbnd'; did you mean 'unbind'?
//        3 |   admin: unbnd
//          |          ^~~~~

extension Diagnostic: CustomStringConvertible {
  /// The first line: place and message.
  public var headline: String {
    "\(place(position)): error: \(Self.printable(message))"
  }

  public var description: String { text() }

  /// All of it, without a line break at the end.
  public func text(color: Bool = false) -> String {
    let bold = color ? "\u{1b}[1m" : ""
    let red = color ? "\u{1b}[1;31m" : ""
    let green = color ? "\u{1b}[1;32m" : ""
    let plain = color ? "\u{1b}[0m" : ""
    var text = "\(bold)\(place(position)): \(red)error:\(plain)\(bold) "
    text += Self.printable(message) + plain
    if let position, let sourceLine {
      let (line, start, length) = Self.excerpt(
        sourceLine, column: position.column, length: length)
      let number = String(position.line)
      let margin = String(repeating: " ", count: max(0, 5 - number.count))
      let under = String(repeating: " ", count: max(5, number.count))
      text += "\n\(margin)\(number) | \(line)"
      text += "\n\(under) | " + String(repeating: " ", count: start)
      text += green + "^" + String(repeating: "~", count: length - 1) + plain
    }
    for note in notes {
      text += "\n\(bold)\(place(note.position)): note:\(plain) \(Self.printable(note.message))"
    }
    if let help { text += "\n\(bold)help:\(plain) \(Self.printable(help))" }
    return text
  }

  private func place(_ position: SourcePosition?) -> String {
    let file = Self.printable(self.file)
    return position.map { "\(file):\($0.line):\($0.column)" } ?? file
  }

  /// Text that can do a terminal no harm, and stays in its line.
  static func printable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
        .privateUse:
        let hex = String(scalar.value, radix: 16)
        result.append(contentsOf: "\\u{\(hex)}".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// The longest source line that is shown whole.
  private static let shownMax = 120

  /// The part of a source line to show, with tabs and controls made visible columns, and where in it
  /// the marked characters are.
  private static func excerpt(
    _ line: String, column: Int, length: Int
  ) -> (line: String, start: Int, length: Int) {
    let scalars = Array(line.unicodeScalars.prefix(1 << 16))
    let column = min(max(0, column - 1), scalars.count)
    var from = 0
    var to = scalars.count
    if scalars.count > shownMax {
      from = max(0, min(column - 40, scalars.count - shownMax))
      to = min(scalars.count, from + shownMax)
    }
    var shown = from > 0 ? "..." : ""
    var start = shown.count
    var end = start
    for (i, scalar) in scalars[from..<to].enumerated() {
      if from + i == column { start = shown.unicodeScalars.count }
      shown += scalar == "\t" ? " " : printable(String(scalar))
      if from + i < column + max(1, length) { end = shown.unicodeScalars.count }
    }
    if column >= to { start = shown.unicodeScalars.count }
    if to < scalars.count { shown += "..." }
    return (shown, start, max(1, end - start))
  }
}

extension InputError: CustomStringConvertible {
  public var description: String { text() }

  /// All diagnostics, without a line break at the end.
  public func text(color: Bool = false) -> String {
    diagnostics.map { $0.text(color: color) }.joined(separator: "\n")
  }
}
