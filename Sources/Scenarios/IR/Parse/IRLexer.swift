// From bytes to tokens. Line breaks mean nothing; a token is a range of the text, and no string is
// made for it.

/// Cuts the text of a module into tokens.
struct IRLexer {
  /// The text, with `padding` after its end.
  let bytes: [UInt8]
  /// The number of bytes of the text.
  let count: Int
  /// The next byte to read.
  private(set) var at = 0
  private var line: UInt32 = 1
  private var lineStart = 0
  private let keywords = IRKeywordTable.all
  private let classes = Bytes.all

  private typealias Bytes = IRByteClass

  /// What follows a text so that looking ahead needs no check.
  static let padding: [UInt8] = [0, 0, 0, 0]

  /// Starts at the start of `text`.
  init(_ text: [UInt8]) {
    self.init(padded: text + Self.padding, at: 0)
  }

  /// Starts at byte `at` of a text with `padding` after it.
  init(padded bytes: [UInt8], at: Int) {
    self.bytes = bytes
    self.at = at
    count = bytes.count - Self.padding.count
  }

  /// The place of byte `at`, which must be on the current line.
  var position: IRPosition {
    IRPosition(line: line, column: UInt32(truncatingIfNeeded: at - lineStart + 1))
  }

  /// A place to come back to.
  struct Mark {
    fileprivate var at: Int
    fileprivate var line: UInt32
    fileprivate var lineStart: Int
  }

  /// Where the lexer stands; set it to go back.
  var mark: Mark {
    get { Mark(at: at, line: line, lineStart: lineStart) }
    set {
      at = newValue.at
      line = newValue.line
      lineStart = newValue.lineStart
    }
  }

  @inline(__always)
  private func has(_ byte: UInt8, _ mask: UInt8) -> Bool {
    classes[Int(byte)] & mask != 0
  }

  /// Reads the next token; throws only a message, for the parser to put a place to.
  mutating func next() throws(IRLexicalError) -> IRToken {
    try skipBlank()
    var token = IRToken()
    token.start = at
    token.position = position
    let byte = bytes[at]
    if has(byte, Bytes.letter) { return lexWord(token) }
    switch byte {
    case UInt8(ascii: "%"): return try lexName(token, .local)
    case UInt8(ascii: "@"): return try lexName(token, .global)
    case UInt8(ascii: ","): return punctuation(token, .comma)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"):
      return try lexNumber(token)
    case UInt8(ascii: "!"): return lexMetadata(token)
    case UInt8(ascii: "\""): return try lexString(token)
    case UInt8(ascii: "#"):
      at += 1
      return take(token, .hash, while: Bytes.name)
    case UInt8(ascii: "$"): return try lexName(token, .comdat)
    case UInt8(ascii: "."):
      if bytes[at + 1] == byte, bytes[at + 2] == byte {
        at += 2
        return punctuation(token, .ellipsis)
      }
      return lexWord(token)
    case 0 where at >= count: return token
    default: break
    }
    if let kind = punctuationKinds[byte] { return punctuation(token, kind) }
    throw IRLexicalError(message: "unexpected \(describeIR(byte))")
  }

  private mutating func punctuation(_ token: IRToken, _ kind: IRToken.Kind) -> IRToken {
    at += 1
    return finish(token, kind, token.start..<at)
  }

  private func finish(_ token: IRToken, _ kind: IRToken.Kind, _ range: Range<Int>) -> IRToken {
    var token = token
    token.kind = kind
    token.range = range
    return token
  }

  private mutating func take(_ token: IRToken, _ kind: IRToken.Kind, while mask: UInt8) -> IRToken {
    let start = at
    while has(bytes[at], mask) { at += 1 }
    return finish(token, kind, start..<at)
  }

  /// Skips white space and comments.
  private mutating func skipBlank() throws(IRLexicalError) {
    while true {
      switch bytes[at] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): at += 1
      case UInt8(ascii: "\n"):
        at += 1
        newLine()
      case UInt8(ascii: ";"):
        while at < count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
      case UInt8(ascii: "/") where bytes[at + 1] == UInt8(ascii: "*"):
        try skipBlockComment()
      default: return
      }
    }
  }

  private mutating func skipBlockComment() throws(IRLexicalError) {
    at += 2
    while at < count {
      if bytes[at] == UInt8(ascii: "*"), bytes[at + 1] == UInt8(ascii: "/") {
        at += 2
        return
      }
      at += 1
      if bytes[at - 1] == UInt8(ascii: "\n") { newLine() }
    }
    throw IRLexicalError(message: "the comment does not end")
  }

  @inline(__always)
  private mutating func newLine() {
    line &+= 1
    lineStart = at
  }

  /// A word, or a label if a colon follows at once.
  private mutating func lexWord(_ token: IRToken) -> IRToken {
    let start = at
    var hash = IRKeywordTable.seed
    while has(bytes[at], Bytes.word) {
      hash = IRKeywordTable.hash(hash, bytes[at])
      at += 1
    }
    var end = at
    while has(bytes[end], Bytes.name) { end += 1 }
    if bytes[end] == UInt8(ascii: ":") {
      at = end + 1
      return finish(token, .label, start..<end)
    }
    if end - start == 1, bytes[start] == UInt8(ascii: "c"), bytes[end] == UInt8(ascii: "\""),
      let range = try? scanString()
    {
      return finish(token, .bytes, range)
    }
    if at == start { at = end }
    var token = finish(token, .word, start..<at)
    token.keyword = keywords.find(bytes, token.range, hash: hash)
    return token
  }

  /// `%name`, `@"na\6De"`, `$5`.
  private mutating func lexName(_ token: IRToken, _ kind: IRToken.Kind) throws(IRLexicalError)
    -> IRToken
  {
    at += 1
    if bytes[at] == UInt8(ascii: "\"") {
      var token = finish(token, kind, try scanString())
      token.isQuoted = true
      return token
    }
    let token = take(token, kind, while: Bytes.name)
    if token.range.isEmpty { throw IRLexicalError(message: "a name is missing here") }
    if kind == .comdat, bytes[at] == UInt8(ascii: ":") {
      at += 1
      return finish(token, .label, token.start..<token.range.upperBound)
    }
    return token
  }

  /// `!name`, `!5` or `!`.
  private mutating func lexMetadata(_ token: IRToken) -> IRToken {
    at += 1
    if has(bytes[at], Bytes.digit) { return take(token, .metadataNumber, while: Bytes.digit) }
    if has(bytes[at], Bytes.name) || bytes[at] == UInt8(ascii: "\\") {
      return take(token, .metadataName, while: Bytes.name | Bytes.backslash)
    }
    return finish(token, .exclamation, token.start..<at)
  }

  /// A string, or a label if a colon follows at once.
  private mutating func lexString(_ token: IRToken) throws(IRLexicalError) -> IRToken {
    let range = try scanString()
    if bytes[at] == UInt8(ascii: ":") {
      at += 1
      var token = finish(token, .label, range)
      token.isQuoted = true
      return token
    }
    return finish(token, .string, range)
  }

  /// Reads from the opening to the closing quote and gives what is between them.
  private mutating func scanString() throws(IRLexicalError) -> Range<Int> {
    let start = at + 1
    var end = start
    while bytes[end] != UInt8(ascii: "\"") {
      if end >= count { throw IRLexicalError(message: "the string does not end") }
      end += 1
    }
    at = end + 1
    for index in start..<end where bytes[index] == UInt8(ascii: "\n") {
      line &+= 1
      lineStart = index + 1
    }
    return start..<end
  }

  /// An integer, a floating-point number, or a label of digits.
  private mutating func lexNumber(_ token: IRToken) throws(IRLexicalError) -> IRToken {
    var end = at
    while has(bytes[end], Bytes.name) { end += 1 }
    if bytes[end] == UInt8(ascii: ":") {
      defer { at = end + 1 }
      return finish(token, .label, at..<end)
    }
    let start = at
    if !has(bytes[at], Bytes.digit) { at += 1 }
    if !has(bytes[at], Bytes.digit) {
      throw IRLexicalError(message: "unexpected \(describeIR(bytes[start]))")
    }
    if bytes[at] == UInt8(ascii: "0"), bytes[at + 1] == UInt8(ascii: "x") {
      at += 2
      while has(bytes[at], Bytes.letter | Bytes.digit) { at += 1 }
      return finish(token, .float, start..<at)
    }
    while has(bytes[at], Bytes.digit) { at += 1 }
    if bytes[at] != UInt8(ascii: ".") { return finish(token, .integer, start..<at) }
    at += 1
    while has(bytes[at], Bytes.digit) { at += 1 }
    if bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
      while has(bytes[at], Bytes.digit) { at += 1 }
    }
    return finish(token, .float, start..<at)
  }

  /// Skips from inside an opened bracket to the end of what closes it, and counts brackets of all
  /// kinds but `<` alike; false at the end of the text. Far faster than reading tokens.
  mutating func skipBalanced(depth: Int) -> Bool {
    var depth = depth
    while depth > 0 {
      while !has(bytes[at], Bytes.structural) { at += 1 }
      let byte = bytes[at]
      if byte == 0, at >= count { return false }
      at += 1
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "\n"): newLine()
      case UInt8(ascii: ";"):
        while at < count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
      case UInt8(ascii: "\""):
        at -= 1
        if (try? scanString()) == nil { return false }
      default: break
      }
    }
    return true
  }

  /// Skips the rest of the line.
  mutating func skipLine() {
    while at < count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
  }

  /// The first byte of the next token, which is not read.
  func peek() -> UInt8 {
    var ahead = self
    return (try? ahead.skipBlank()) == nil ? 0 : bytes[ahead.at]
  }
}

private let punctuationKinds: [UInt8: IRToken.Kind] = [
  UInt8(ascii: "="): .equal, UInt8(ascii: "*"): .star, UInt8(ascii: "|"): .bar,
  UInt8(ascii: ":"): .colon, UInt8(ascii: "^"): .caret,
  UInt8(ascii: "("): .leftParen, UInt8(ascii: ")"): .rightParen,
  UInt8(ascii: "["): .leftBracket, UInt8(ascii: "]"): .rightBracket,
  UInt8(ascii: "{"): .leftBrace, UInt8(ascii: "}"): .rightBrace,
  UInt8(ascii: "<"): .less, UInt8(ascii: ">"): .greater,
]
