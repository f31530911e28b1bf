// Types.

extension IRParser {
  /// Whether the current token starts a type.
  var startsType: Bool {
    switch token.kind {
    case .local, .leftBracket, .leftBrace, .less: return true
    case .word:
      switch token.keyword {
      case .void, .ptr, .label, .metadata, .token, .x86AMX, .x86MMX, .floatType: return true
      case .target: return true
      default: return token.keyword == .none && isIntegerType
      }
    default: return false
    }
  }

  /// Whether the current word is `i` and digits.
  private var isIntegerType: Bool {
    token.range.count > 1 && lexer.bytes[token.range.lowerBound] == UInt8(ascii: "i")
      && lexer.decimal(token.range.dropFirst()) != nil
  }

  /// Consumes a type; a list of parameter types after it makes it the type of a function.
  mutating func parseType(_ what: String = "a type") throws(IRError) -> IRType {
    var type = try parseTypeHead(what)
    while true {
      switch token.kind {
      case .leftParen: type = try parseFunctionType(result: type)
      case .star: throw typedPointer
      case .word where token.keyword == .addrspace: throw typedPointer
      default: return type
      }
    }
  }

  private var typedPointer: IRError {
    fault(
      "typed pointers are not read (clang 14 and older print them); "
        + "compile with clang 15 or later")
  }

  /// Consumes a type that is no function type.
  private mutating func parseTypeHead(_ what: String) throws(IRError) -> IRType {
    switch token.kind {
    case .word: return try parseTypeWord(what)
    case .local:
      let id = IRNamedTypeID(index: mentionType())
      try advance()
      // A name of what is no struct is only another word for it.
      if case .some(let body) = module.types[id.index].body, !body.isStructure { return body }
      return .named(id)
    case .leftBracket:
      try advance()
      let (count, element, _) = try parseCounted(closing: .rightBracket, "']' after an array type")
      return .array(count: count, element)
    case .less:
      try advance()
      if token.kind == .leftBrace {
        let members = try parseMembers()
        try expect(.greater, "'>' after a packed struct type")
        return .structure(members, isPacked: true)
      }
      let (count, element, isScalable) = try parseCounted(
        closing: .greater, "'>' after a vector type")
      return .vector(count: count, element, isScalable: isScalable)
    case .leftBrace: return .structure(try parseMembers(), isPacked: false)
    default: throw expected(what)
    }
  }

  private mutating func parseTypeWord(_ what: String) throws(IRError) -> IRType {
    let type: IRType
    switch token.keyword {
    case .void: type = .void
    case .label: type = .label
    case .metadata: type = .metadata
    case .token: type = .token
    case .floatType(let kind): type = .float(kind)
    case .x86AMX, .x86MMX: type = .other(text)
    case .ptr:
      try advance()
      return .pointer(addressSpace: try parseAddressSpace())
    case .target:
      try advance()
      guard token.kind == .leftParen else { throw fault("expected '(' after 'target'") }
      let start = token.start
      try skipBalanced("a target type")
      let end = min(token.start, lexer.count)
      return .other("target" + String(decoding: lexer.bytes[start..<end], as: UTF8.self))
    case .none where isIntegerType:
      guard let width = lexer.decimal(token.range.dropFirst()), (1...(1 << 23)).contains(width)
      else { throw fault("an integer type has 1 to 8388608 bits") }
      type = .int(UInt32(width))
    default: throw expected(what)
    }
    try advance()
    return type
  }

  /// Consumes `addrspace(n)`, if it is there.
  mutating func parseAddressSpace() throws(IRError) -> UInt32 {
    guard try accept(.addrspace) else { return 0 }
    try expect(.leftParen, "'(' after 'addrspace'")
    if token.kind == .string {
      // LLVM 21: by name; which number that is depends on the target.
      try advance()
      try expect(.rightParen, "')' after an address space")
      return 0
    }
    let space = try parseNumber32("the number of an address space")
    try expect(.rightParen, "')' after an address space")
    return space
  }

  /// Consumes `[vscale x] n x type` and what closes it.
  private mutating func parseCounted(
    closing: IRToken.Kind, _ what: String
  ) throws(IRError) -> (UInt64, IRType, Bool) {
    let isScalable = try accept(.vscale)
    if isScalable { try expect(.x, "'x' after 'vscale'") }
    let count = try parseNumber("the number of elements")
    try expect(.x, "'x' after the number of elements")
    try descend()
    defer { depth -= 1 }
    let element = try parseType()
    switch element {
    case .void, .label, .metadata, .token, .function:
      throw fault("no element can have this type")
    default: break
    }
    try expect(closing, what)
    return (count, element, isScalable)
  }

  /// Consumes `{ types }`.
  private mutating func parseMembers() throws(IRError) -> [IRType] {
    try descend()
    defer { depth -= 1 }
    try advance()
    var members: [IRType] = []
    if try accept(.rightBrace) { return members }
    repeat {
      let member = try parseType()
      switch member {
      case .void, .label, .metadata, .token, .function:
        throw fault("no member can have this type")
      default: members.append(member)
      }
    } while try accept(.comma)
    try expect(.rightBrace, "',' or '}' in a struct type")
    return members
  }

  private mutating func parseFunctionType(result: IRType) throws(IRError) -> IRType {
    switch result {
    case .function, .label, .metadata: throw fault("no function can give this type")
    default: break
    }
    try descend()
    defer { depth -= 1 }
    try advance()
    var type = IRFunctionType(result: result, parameters: [], isVariadic: false)
    if try accept(.rightParen) { return .function(type) }
    repeat {
      if try accept(.ellipsis) {
        type.isVariadic = true
        break
      }
      type.parameters.append(try parseType())
    } while try accept(.comma)
    try expect(.rightParen, "',' or ')' in a function type")
    return .function(type)
  }

  /// The number of the type that the current token names, which is noted as mentioned.
  mutating func mentionType() -> Int {
    let index = Self.number(token, lexer.bytes, in: &typeNames)
    if index == typeMentions.count {
      typeMentions.append(Mention(position: token.position, isDefined: false))
      module.types.append(
        IRNamedType(name: typeNames.name(index), body: nil, position: token.position))
    }
    return index
  }
}

extension IRType {
  /// Whether it is a struct type, named or literal.
  var isStructure: Bool {
    switch self {
    case .structure, .named: true
    default: false
    }
  }
}
