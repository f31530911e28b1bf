// What cannot be lowered, and where.

/// A construct that the machine cannot execute, with the place in the C source.
public struct LoweringError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file as the compiler was given it.
  public var file: String
  /// Line and column, from 1.
  public var line: Int
  public var column: Int
  /// What it is and what to do, in lower case.
  public var message: String
  /// The line of the source, for whoever has the source at hand; nil without.
  public var sourceLine: String?

  init(file: String, line: Int, column: Int, message: String) {
    self.file = file
    self.line = max(1, line)
    self.column = max(1, column)
    self.message = message
  }

  /// `FILE:LINE:COLUMN: error: MESSAGE`, and the source line with a caret if it is known.
  public var description: String {
    let head = "\(file):\(line):\(column): error: \(message)"
    guard let sourceLine else { return head }
    // What is before the caret keeps its tabs, so that the caret stands right in any terminal.
    let before = sourceLine.utf8.prefix(column - 1).map { $0 == 9 ? "\t" : " " }.joined()
    return "\(head)\n  \(sourceLine)\n  \(before)^"
  }

  /// The same error with the line taken from `source`, the text of its file.
  public func quoting(_ source: [UInt8]) -> LoweringError {
    var error = self
    let lines = source.split(
      separator: UInt8(ascii: "\n"), maxSplits: line, omittingEmptySubsequences: false)
    guard lines.indices.contains(line - 1), lines[line - 1].count < Self.sourceLineMax else {
      return error
    }
    error.sourceLine = String(decoding: lines[line - 1], as: UTF8.self)
    return error
  }

  /// Longer lines, in bytes, are not shown.
  private static let sourceLineMax = 400
}
