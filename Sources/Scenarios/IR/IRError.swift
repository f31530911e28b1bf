// What is wrong with an IR text, and where.

/// An IR text that cannot be read. It names the construct, the place, and a way out if there is
/// one. It is about the `.ll` file, not about the C source it came from.
///
/// What it says is behind a reference: every call of the parser may throw one, and a large one would
/// make the frames of what is recursive large.
package struct IRError: Error, Hashable, Sendable, CustomStringConvertible {
  private final class Contents: Sendable {
    let text: Text
    init(_ text: Text) { self.text = text }
  }

  private struct Text: Hashable {
    var file: String
    var position: IRPosition
    var message: String
    var sourceLine: String?
    var caretColumn: Int
  }

  private let contents: Contents

  /// The name of the `.ll` file.
  package var file: String { contents.text.file }
  /// Line, from 1.
  package var line: Int { Int(contents.text.position.line) }
  /// Column in bytes, from 1.
  package var column: Int { Int(contents.text.position.column) }
  /// What is wrong, in lower case, without a full stop.
  package var message: String { contents.text.message }
  /// The line of the text, cut to what is worth showing; nil if there is none.
  package var sourceLine: String? { contents.text.sourceLine }
  /// Where the caret goes: a column of `sourceLine`, from 1.
  package var caretColumn: Int { contents.text.caretColumn }

  /// Whether both say the same.
  package static func == (a: IRError, b: IRError) -> Bool { a.contents.text == b.contents.text }

  /// Hashes what it says.
  package func hash(into hasher: inout Hasher) { hasher.combine(contents.text) }

  /// `FILE:LINE:COLUMN: error: what is wrong`, the line and a caret.
  package var description: String {
    let head = "\(file):\(line):\(column): error: \(message)"
    guard let sourceLine else { return head }
    let caret = String(repeating: " ", count: max(0, caretColumn - 1)) + "^"
    return "\(head)\n  \(sourceLine)\n  \(caret)"
  }

  /// An error at `position` of `text`, from which it takes the line.
  init(_ message: String, at position: IRPosition, file: String, text: ArraySlice<UInt8>) {
    let (line, caret) = excerpt(of: text, at: position)
    contents = Contents(
      Text(
        file: file, position: position, message: message, sourceLine: line, caretColumn: caret))
  }
}

/// The line at `position`, cut to `excerptMax` bytes around it, and the column of it there.
private func excerpt(of text: ArraySlice<UInt8>, at position: IRPosition) -> (String?, Int) {
  var start = text.startIndex
  for _ in 1..<max(1, position.line) {
    guard let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) else { return (nil, 1) }
    start = end + 1
  }
  let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.endIndex
  let column = min(Int(position.column) - 1, end - start)
  let from = start + max(0, column - excerptMax / 2)
  // What is not printable ASCII becomes a dot: a byte is a column, and no terminal is disturbed.
  let shown = text[from..<min(end, from + excerptMax)].map { byte in
    (0x20...0x7e).contains(byte) ? byte : byte == 9 ? 0x20 : UInt8(ascii: ".")
  }
  return (String(decoding: shown, as: UTF8.self), start + column - from + 1)
}

/// Bytes of a line shown with an error: what fits a terminal.
private let excerptMax = 96
