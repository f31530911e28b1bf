// What is wrong with an IR text, and where.

/// An IR text that cannot be read. It names the construct, the place, and a way out if there is
/// one. It is about the `.ll` file, not about the C source it came from.
package struct IRError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name of the `.ll` file.
  package var file: String
  /// Line, from 1.
  package var line: Int
  /// Column in bytes, from 1.
  package var column: Int
  /// What is wrong, in lower case, without a full stop.
  package var message: String
  /// The line of the text, cut to what is worth showing; nil if there is none.
  package var sourceLine: String?
  /// Where the caret goes: columns of `sourceLine`, from 1.
  package var caretColumn: Int

  /// `FILE:LINE:COLUMN: error: what is wrong`, the line and a caret.
  package var description: String {
    let head = "\(file):\(line):\(column): error: \(message)"
    guard let sourceLine else { return head }
    let caret = String(repeating: " ", count: max(0, caretColumn - 1)) + "^"
    return "\(head)\n  \(sourceLine)\n  \(caret)"
  }
}
