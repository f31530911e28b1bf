// Decodes one metadata node from the text.

/// Reads a node; whatever is malformed gives nil.
struct MetadataDecoder {
  /// Stands at the `!` of the node.
  var lexer: IRLexer
  private var token = IRToken()
  private var depth = 0

  /// How deep nodes may be written in each other.
  private static let depthMax = 50

  /// Starts where `lexer` stands.
  init(lexer: IRLexer) { self.lexer = lexer }

  /// Reads the node that the lexer stands at.
  mutating func decode() -> MetadataNode? {
    advance()
    return decodeNode()
  }

  private mutating func advance() {
    token = (try? lexer.next()) ?? IRToken()
  }

  private mutating func accept(_ kind: IRToken.Kind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  private var text: String { String(decoding: lexer.bytes[token.range], as: UTF8.self) }

  private mutating func decodeNode() -> MetadataNode? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthMax else { return nil }
    switch token.kind {
    case .exclamation:
      advance()
      guard accept(.leftBrace) else { return nil }
      return decodeFields(name: nil, closing: .rightBrace)
    case .metadataName:
      let name = text
      advance()
      guard accept(.leftParen) else { return nil }
      return decodeFields(name: name, closing: .rightParen)
    default: return nil
    }
  }

  private mutating func decodeFields(name: String?, closing: IRToken.Kind) -> MetadataNode? {
    var node = MetadataNode(name: name, fields: [])
    if accept(closing) { return node }
    repeat {
      var key = ""
      if token.kind == .label {
        key = text
        advance()
      }
      guard let value = decodeValue(closing) else { return nil }
      node.fields.append(MetadataNode.Field(key: key, value: value))
    } while accept(.comma)
    return accept(closing) ? node : nil
  }

  private mutating func decodeValue(_ closing: IRToken.Kind) -> MetadataValue? {
    switch token.kind {
    case .metadataNumber:
      guard let number = lexer.decimal(token.range), number <= UInt64(Int32.max) else { return nil }
      advance()
      return .reference(MetadataID(number: Int32(number)))
    case .exclamation:
      if lexer.peek() == UInt8(ascii: "\"") {
        advance()
        return decodeString()
      }
      return decodeNode().map { .node($0) }
    case .metadataName: return decodeNode().map { .node($0) }
    case .string: return decodeString()
    case .integer: return decodeInteger()
    case .word: return decodeWord(closing)
    default: return skipValue(closing)
    }
  }

  private mutating func decodeString() -> MetadataValue? {
    guard token.kind == .string else { return nil }
    let string = String(decoding: unescapeIR(lexer.bytes, token.range), as: UTF8.self)
    advance()
    return .string(string)
  }

  private mutating func decodeInteger() -> MetadataValue? {
    let isNegative = lexer.bytes[token.range.lowerBound] == UInt8(ascii: "-")
    let digits = isNegative ? token.range.dropFirst() : token.range
    var number: UInt64 = 0
    for index in digits {
      number = number &* 10 &+ UInt64(lexer.bytes[index] &- UInt8(ascii: "0"))
    }
    advance()
    return .integer(Int64(bitPattern: isNegative ? 0 &- number : number))
  }

  private mutating func decodeWord(_ closing: IRToken.Kind) -> MetadataValue? {
    var words = [text]
    advance()
    switch token.kind {
    case .integer: return decodeInteger()
    case .global:
      let name = String(decoding: unescapeIR(lexer.bytes, token.range), as: UTF8.self)
      advance()
      return .symbol(name)
    case .bar:
      while accept(.bar) {
        guard token.kind == .word else { return nil }
        words.append(text)
        advance()
      }
    case .comma, closing: break
    // `i1 true`.
    case .word where token.keyword == .trueWord || token.keyword == .falseWord:
      let isTrue = token.keyword == .trueWord
      advance()
      return .integer(isTrue ? 1 : 0)
    default: return skipValue(closing)
    }
    return words == ["null"] ? .null : .words(words)
  }

  /// Skips to the comma or bracket that ends the operand.
  private mutating func skipValue(_ closing: IRToken.Kind) -> MetadataValue? {
    while token.kind != .comma, token.kind != closing {
      switch token.kind {
      case .leftParen, .leftBrace, .leftBracket:
        guard lexer.skipBalanced(depth: 1) else { return nil }
      case .end: return nil
      default: break
      }
      advance()
    }
    return .other
  }
}
