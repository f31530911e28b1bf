// Constants, and operands in general.

extension IRParser {
  /// Consumes a type and an operand of it.
  mutating func parseTypedValue(_ what: String = "a type") throws(IRError) -> IRTypedValue {
    let type = try parseType(what)
    return IRTypedValue(type: type, value: try parseValue(type))
  }

  /// Consumes a type and a constant of it.
  mutating func parseTypedConstant() throws(IRError) -> IRTypedConstant {
    let type = try parseType()
    return IRTypedConstant(type: type, constant: try parseConstant(type))
  }

  /// Consumes an operand of `type`.
  mutating func parseValue(_ type: IRType) throws(IRError) -> IRValue {
    if token.kind == .local { return .local(try parseLocal(type)) }
    if type == .metadata { return .metadata(try parseMetadataOperand()) }
    return .constant(try parseConstant(type))
  }

  /// Consumes a constant of `type`.
  mutating func parseConstant(_ type: IRType) throws(IRError) -> IRConstant {
    switch type {
    case .void, .label, .metadata, .function: throw fault("a constant cannot have this type")
    default: break
    }
    switch token.kind {
    case .integer: return try parseInteger(type)
    case .float: return try parseFloat(type)
    case .global:
      guard type.elementOfVector.isPointer else {
        throw fault("the address \(found) needs the type ptr")
      }
      return .symbol(try parseSymbol())
    case .bytes: return try parseBytes(type)
    case .leftBracket, .leftBrace, .less: return try parseAggregate(type)
    case .word: return try parseConstantWord(type)
    case .local: throw fault("the local value \(found) cannot be used in a constant")
    default: throw expected("a value")
    }
  }

  @inline(never)
  private mutating func parseFloat(_ type: IRType) throws(IRError) -> IRConstant {
    guard type.elementOfVector.isFloat else {
      throw fault("\(found) is a floating-point number, and the type is none")
    }
    return try simple(.float(text))
  }

  /// Consumes `@name`.
  mutating func parseSymbol() throws(IRError) -> IRSymbolID {
    guard token.kind == .global else { throw expected("'@' and a name") }
    let id = try mentionSymbol()
    try advance()
    return id
  }

  private mutating func parseConstantWord(_ type: IRType) throws(IRError) -> IRConstant {
    let keyword = token.keyword
    switch keyword {
    case .trueWord, .falseWord:
      guard type == .i1 else { throw fault("\(found) needs the type i1") }
      try advance()
      return .int(keyword == .trueWord ? 1 : 0)
    case .null:
      guard type.elementOfVector.isPointer || type.isOther else {
        throw fault("'null' needs the type ptr")
      }
      return try simple(.null)
    case .noneWord:
      guard type == .token else { throw fault("'none' needs the type token") }
      return try simple(.none)
    case .undef: return try simple(.undef)
    case .poison: return try simple(.poison)
    case .zeroinitializer: return try simple(.zeroInitializer)
    case .dsoLocalEquivalent, .noCFI:
      guard type.isPointer else { throw fault("\(found) needs the type ptr") }
      try advance()
      return .symbol(try parseSymbol())
    case .none: return try parseHexadecimal(type)
    default:
      try descend()
      defer { depth -= 1 }
      return try parseConstantExpression(type)
    }
  }

  private mutating func simple(_ constant: IRConstant) throws(IRError) -> IRConstant {
    try advance()
    return constant
  }

  /// Consumes `c"..."`.
  @inline(never)
  private mutating func parseBytes(_ type: IRType) throws(IRError) -> IRConstant {
    let bytes = unescape(token.range)
    guard case .array(let count, .int(8)) = type, count == UInt64(bytes.count) else {
      throw fault("a string of \(bytes.count) bytes needs the type [\(bytes.count) x i8]")
    }
    try advance()
    return .bytes(bytes)
  }

  /// Consumes the elements of an array, a struct or a vector.
  @inline(never)
  private mutating func parseAggregate(_ type: IRType) throws(IRError) -> IRConstant {
    let opening = token.position
    let isPacked = token.kind == .less && lexer.peek() == UInt8(ascii: "{")
    let elements = try parseElements()
    if isTopLevelRead {
      try check(elements, of: type, isPacked: isPacked, at: opening)
    } else {
      pendingAggregates.append(
        PendingAggregate(
          elements: elements.map(\.type), type: type, isPacked: isPacked, position: opening))
    }
    return .aggregate(elements)
  }

  @inline(never)
  private mutating func parseElements() throws(IRError) -> [IRTypedConstant] {
    try descend()
    defer { depth -= 1 }
    var closing: [IRToken.Kind]
    switch token.kind {
    case .leftBracket: closing = [.rightBracket]
    case .leftBrace: closing = [.rightBrace]
    default:
      closing = [.greater]
      if lexer.peek() == UInt8(ascii: "{") {
        try advance()
        closing = [.rightBrace, .greater]
      }
    }
    try advance()
    var elements: [IRTypedConstant] = []
    if token.kind != closing[0] {
      repeat { elements.append(try parseTypedConstant()) } while try accept(.comma)
    }
    for kind in closing { try expect(kind, "',' or the closing bracket of a constant") }
    return elements
  }

  /// Refuses elements that do not have the shape of `type`.
  func check(
    _ elements: [IRTypedConstant], of type: IRType, isPacked: Bool, at position: IRPosition
  ) throws(IRError) {
    let types = elements.map(\.type)
    try check(types, of: type, isPacked: isPacked, at: position)
  }

  /// Refuses elements, given by their types, that do not have the shape of `type`.
  func check(
    _ elements: [IRType], of type: IRType, isPacked: Bool, at position: IRPosition
  ) throws(IRError) {
    let fits: Bool
    switch type {
    case .array(let count, let element), .vector(let count, let element, _):
      fits = UInt64(elements.count) == count && elements.allSatisfy { $0 == element }
    case .structure(let members, let packed): fits = members == elements && packed == isPacked
    case .named(let id):
      guard case .structure(let members, let packed) = module.types[id.index].body else {
        throw fault(
          "the type %\(module.types[id.index].name) has no members to initialise", at: position)
      }
      fits = members == elements && packed == isPacked
    default: fits = false
    }
    guard fits else {
      throw fault("the constant does not have the shape of its type", at: position)
    }
  }
}

extension IRType {
  /// The element of a vector; any other type itself.
  var elementOfVector: IRType {
    if case .vector(_, let element, _) = self { element } else { self }
  }

  fileprivate var isOther: Bool {
    if case .other = self { true } else { false }
  }
}
