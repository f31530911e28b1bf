// The parser's state and the small steps that all of it is made of.
//
// Two passes. The first reads everything but function bodies, which it only skips: so that when a
// body is read, every type, symbol and metadata node is known, and a mistake is found where it is.

/// Parses one module. Its methods are spread over the files of this folder, by construct.
struct IRParser {
  var lexer: IRLexer
  /// The current token: not yet consumed.
  var token = IRToken()
  var module: IRModule
  /// The function whose body is being read.
  var function = IRFunctionState()
  /// How deep types, constants and the like are nested at this point.
  var depth = 0

  /// Names of types; the number is the `IRNamedTypeID`.
  var typeNames = IRNameTable()
  /// Where each type was first mentioned, and whether it is defined.
  var typeMentions: [Mention] = []
  /// Names of symbols; the number is the `IRSymbolID`.
  var symbolNames = IRNameTable()
  /// Where each symbol was first mentioned, and whether it is defined.
  var symbolMentions: [Mention] = []
  /// Whether all of the top level has been read: then nothing more can be defined.
  var isTopLevelRead = false
  /// Bodies to be read in the second pass.
  var bodies: [(function: Int, mark: IRLexer.Mark)] = []

  /// Aggregates of initialisers, to be checked once all types are known.
  var pendingAggregates: [PendingAggregate] = []

  /// Constant addresses of initialisers, to be checked once all types are known.
  var pendingAddresses: [(gep: IRConstantGEP, position: IRPosition)] = []
  /// Block addresses, to be checked once all bodies are read.
  var blockAddresses: [(function: IRSymbolID, block: String, position: IRPosition)] = []

  /// An aggregate whose shape has not been compared with its type.
  struct PendingAggregate {
    /// The types of its elements.
    var elements: [IRType]
    /// The type that it is given.
    var type: IRType
    /// Written with `<{`.
    var isPacked: Bool
    /// Where it starts.
    var position: IRPosition
  }

  /// The first mention of a name.
  struct Mention {
    /// Where.
    var position: IRPosition
    /// Whether it has been defined.
    var isDefined: Bool
  }

  /// How deep types and constants may nest: more than any compiler prints (a driver needs about 15),
  /// and little enough for a stack of 512 kB.
  static let depthMax = 50
  /// The largest text that is read, in bytes.
  static let textMax = 1 << 30

  init(_ text: [UInt8], fileName: String) {
    lexer = IRLexer(text)
    module = IRModule(fileName: fileName)
    module.metadata = MetadataTable(text: lexer.bytes)
  }

  // MARK: Errors

  /// An error at `position`. Not inlined, to keep the frames of what is recursive small.
  @inline(never)
  func fault(_ message: String, at position: IRPosition) -> IRError {
    IRError(
      message, at: position, file: module.fileName, text: lexer.bytes.prefix(lexer.count))
  }

  /// An error at the current token.
  @inline(never)
  func fault(_ message: String) -> IRError { fault(message, at: token.position) }

  /// An error at the current token: `what` is expected there.
  @inline(never)
  func expected(_ what: String) -> IRError { fault("expected \(what), found \(found)") }

  /// The current token, for a message.
  var found: String { describeToken() }

  @inline(never)
  private func describeToken() -> String {
    switch token.kind {
    case .end: return "the end of the file"
    case .string: return "a string"
    default:
      let end = max(token.range.upperBound, token.start + 1)
      let bytes = lexer.bytes[token.start..<min(end, token.start + 40, lexer.count)]
      return "'\(String(decoding: bytes, as: UTF8.self))'"
    }
  }

  // MARK: Tokens

  /// Reads the next token.
  @inline(never)
  mutating func advance() throws(IRError) {
    do {
      token = try lexer.next()
    } catch {
      throw fault(error.message, at: lexer.position)
    }
  }

  /// Consumes the current token if it is of `kind`.
  mutating func accept(_ kind: IRToken.Kind) throws(IRError) -> Bool {
    guard token.kind == kind else { return false }
    try advance()
    return true
  }

  /// Consumes the current token if it is `keyword`.
  mutating func accept(_ keyword: IRKeyword) throws(IRError) -> Bool {
    guard token.kind == .word, token.keyword == keyword else { return false }
    try advance()
    return true
  }

  /// Consumes the current token, which must be of `kind`; `what` names it and where it belongs.
  @inline(never)
  mutating func expect(_ kind: IRToken.Kind, _ what: String) throws(IRError) {
    guard try accept(kind) else { throw expected(what) }
  }

  /// Consumes the current token, which must be `keyword`; `what` names it and where it belongs.
  @inline(never)
  mutating func expect(_ keyword: IRKeyword, _ what: String) throws(IRError) {
    guard try accept(keyword) else { throw expected(what) }
  }

  /// Whether the current token is a word with this text.
  func isWord(_ text: StaticString) -> Bool {
    token.kind == .word && lexer.holds(text, token.range)
  }

  /// The text of the current token.
  var text: String { String(decoding: lexer.bytes[token.range], as: UTF8.self) }

  /// Consumes a string and gives what it says.
  mutating func parseString(_ what: String) throws(IRError) -> String {
    guard token.kind == .string else { throw expected(what) }
    let text = String(decoding: unescape(token.range), as: UTF8.self)
    try advance()
    return text
  }

  /// Consumes an integer that is not negative and less than `limit`.
  mutating func parseNumber(_ what: String, below limit: UInt64 = .max) throws(IRError) -> UInt64 {
    guard token.kind == .integer, let number = lexer.decimal(token.range), number < limit else {
      throw expected(what)
    }
    try advance()
    return number
  }

  /// Consumes an integer of 32 bits that is not negative.
  mutating func parseNumber32(_ what: String) throws(IRError) -> UInt32 {
    UInt32(truncatingIfNeeded: try parseNumber(what, below: 1 << 32))
  }

  /// Skips a bracketed group, whose opening bracket is the current token.
  mutating func skipBalanced(_ what: String) throws(IRError) {
    let opening = token.position
    guard lexer.skipBalanced(depth: 1) else {
      throw fault("the bracket of \(what) is never closed", at: opening)
    }
    try advance()
  }

  /// Goes one level deeper; refuses to go too deep. Whoever calls it takes one from `depth` at the
  /// end. It takes no closure, since that would double the frames of what is nested.
  @inline(never)
  mutating func descend() throws(IRError) {
    guard depth < Self.depthMax else {
      throw fault("nested deeper than \(Self.depthMax) levels, which no compiler prints")
    }
    depth += 1
  }

  // MARK: Names

  /// What a string or a quoted name says.
  func unescape(_ range: Range<Int>) -> [UInt8] {
    unescapeIR(lexer.bytes, range)
  }

  /// The number of the name that `token` holds in `names`; it is added if it is new.
  static func number(_ token: IRToken, _ bytes: [UInt8], in names: inout IRNameTable) -> Int {
    guard token.isQuoted else { return names.add(bytes, token.range) }
    var name = unescapeIR(bytes, token.range)
    // A quoted number is a name, and not the number.
    if !name.isEmpty, name.allSatisfy({ (0x30...0x39).contains($0) }) {
      name = [UInt8(ascii: "\"")] + name + [UInt8(ascii: "\"")]
    }
    return names.add(name, 0..<name.count)
  }
}

/// What a string or a quoted name says: `\22` stands for a byte, `\\` for a backslash.
func unescapeIR(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
  guard bytes[range].contains(UInt8(ascii: "\\")) else { return Array(bytes[range]) }
  var result: [UInt8] = []
  var at = range.lowerBound
  while at < range.upperBound {
    if bytes[at] == UInt8(ascii: "\\") {
      if at + 1 < range.upperBound, bytes[at + 1] == UInt8(ascii: "\\") {
        result.append(bytes[at])
        at += 2
        continue
      }
      if at + 2 < range.upperBound, let high = hexDigitIR(bytes[at + 1]),
        let low = hexDigitIR(bytes[at + 2])
      {
        result.append(high << 4 | low)
        at += 3
        continue
      }
    }
    result.append(bytes[at])
    at += 1
  }
  return result
}

/// The value of a hexadecimal digit; nil for another byte.
func hexDigitIR(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}

extension IRLexer {
  /// Whether the text has `word` at `range`.
  func holds(_ word: StaticString, _ range: Range<Int>) -> Bool {
    guard range.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { $0.elementsEqual(bytes[range]) }
  }

  /// The decimal number in `range`; nil if it is none, negative, or more than 64 bits.
  func decimal(_ range: Range<Int>) -> UInt64? {
    guard !range.isEmpty else { return nil }
    var number: UInt64 = 0
    for index in range {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      let (scaled, overflows) = number.multipliedReportingOverflow(by: 10)
      let (sum, carries) = scaled.addingReportingOverflow(UInt64(digit))
      if overflows || carries { return nil }
      number = sum
    }
    return number
  }
}
