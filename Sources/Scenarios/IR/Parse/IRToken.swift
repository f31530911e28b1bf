// What the lexer gives.

/// A token: its kind and the range of what matters of it.
struct IRToken {
  /// What it is.
  var kind: Kind = .end
  /// For `.word`: which keyword, or `.none`.
  var keyword: IRKeyword = .none
  /// Whether a name or label is written in quotes.
  var isQuoted = false
  /// The text without sigil and quotes.
  var range: Range<Int> = 0..<0
  /// Where the token starts in the text.
  var start = 0
  /// Where it starts, for errors.
  var position = IRPosition(line: 1, column: 1)

  /// The kinds of token.
  enum Kind: UInt8 {
    case end, word, integer, float, string, bytes, label, local, global, comdat
    /// `!name`.
    case metadataName
    /// `!5`.
    case metadataNumber
    /// `!` before a brace or a string.
    case exclamation
    /// `#5`, `#dbg_declare`.
    case hash
    case comma, equal, star, bar, colon, caret
    case leftParen, rightParen, leftBracket, rightBracket, leftBrace, rightBrace, less, greater
    case ellipsis
  }
}

/// What is wrong with a token; it starts where the lexer stands.
struct IRLexicalError: Error {
  /// What is wrong.
  var message: String
}

/// A byte, for a message: the character if it can be shown.
func describeIR(_ byte: UInt8) -> String {
  (0x21...0x7e).contains(byte)
    ? "'\(Character(UnicodeScalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
}
