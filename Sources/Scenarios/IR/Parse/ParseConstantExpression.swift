// Constant expressions.

extension IRParser {
  /// Consumes a constant expression of `type`, whose keyword is the current token.
  mutating func parseConstantExpression(_ type: IRType) throws(IRError) -> IRConstant {
    // Each form has a function of its own, so that the frames here, of which there are as many as
    // expressions are nested, are small.
    switch token.keyword {
    case .getelementptr: return try parseConstantGEP(type)
    case .cast(let operation): return try parseConstantCast(operation, type)
    case .binary(let operation): return try parseConstantBinary(operation, type)
    case .icmp, .fcmp: return try parseConstantCompare(type)
    case .select: return try parseConstantSelect(type)
    case .splat: return try parseSplat(type)
    case .blockaddress: return try parseBlockAddress()
    case .ptrauth, .extractelement, .insertelement, .shufflevector:
      return try parseUnsupportedConstant()
    default: throw expected("a value")
    }
  }

  @inline(never)
  private mutating func parseConstantCast(
    _ operation: IRCast, _ type: IRType
  ) throws(IRError) -> IRConstant {
    let start = token.position
    try advance()
    try expect(.leftParen, "'(' of a constant cast")
    let operand = try parseTypedConstant()
    try expect(.to, "'to' in a constant cast")
    let target = try parseType()
    try expect(.rightParen, "')' of a constant cast")
    try require(target, type, at: start)
    try check(operation, from: operand.type, to: target, at: start)
    return .cast(operation, operand)
  }

  @inline(never)
  private mutating func parseConstantBinary(
    _ operation: IRBinary, _ type: IRType
  ) throws(IRError) -> IRConstant {
    let start = token.position
    try advance()
    try skipFlags()
    let operands = try parseOperands(count: 2)
    try require(operands[0].type, type, at: start)
    try require(operands[1].type, type, at: start)
    return .binary(operation, operands[0], operands[1])
  }

  @inline(never)
  private mutating func parseConstantCompare(_ type: IRType) throws(IRError) -> IRConstant {
    let start = token.position
    let isFloat = token.keyword == .fcmp
    try advance()
    let predicate = try parsePredicate(isFloat: isFloat)
    let operands = try parseOperands(count: 2)
    try require(operands[1].type, operands[0].type, at: start)
    guard type.elementOfVector == .i1 else { throw fault("a comparison gives i1", at: start) }
    return .compare(predicate, operands[0], operands[1])
  }

  @inline(never)
  private mutating func parseConstantSelect(_ type: IRType) throws(IRError) -> IRConstant {
    let start = token.position
    try advance()
    let operands = try parseOperands(count: 3)
    guard operands[0].type.elementOfVector == .i1 else {
      throw fault("the condition of 'select' is an i1", at: start)
    }
    try require(operands[1].type, type, at: start)
    try require(operands[2].type, type, at: start)
    return .select(operands[0], operands[1], operands[2])
  }

  @inline(never)
  private mutating func parseSplat(_ type: IRType) throws(IRError) -> IRConstant {
    let start = token.position
    try advance()
    let operand = try parseOperands(count: 1)
    guard case .vector(_, let element, _) = type else {
      throw fault("'splat' needs the type of a vector", at: start)
    }
    try require(operand[0].type, element, at: start)
    return .splat(operand[0])
  }

  @inline(never)
  private mutating func parseUnsupportedConstant() throws(IRError) -> IRConstant {
    let word = text
    try advance()
    guard token.kind == .leftParen else { throw fault("expected '(' after '\(word)'") }
    try skipBalanced("'\(word)'")
    return .unsupported(word)
  }

  /// Consumes `(` operands `)`.
  @inline(never)
  private mutating func parseOperands(count: Int) throws(IRError) -> [IRTypedConstant] {
    try expect(.leftParen, "'(' of a constant expression")
    var operands: [IRTypedConstant] = []
    for index in 0..<count {
      if index > 0 { try expect(.comma, "',' between operands") }
      operands.append(try parseTypedConstant())
    }
    try expect(.rightParen, "')' of a constant expression")
    return operands
  }

  @inline(never)
  private mutating func parseConstantGEP(_ type: IRType) throws(IRError) -> IRConstant {
    let start = token.position
    try advance()
    _ = try parseGEPFlags()
    try expect(.leftParen, "'(' of a constant address")
    let sourceType = try parseType()
    try expect(.comma, "',' after the type of a constant address")
    let base = try parseTypedConstant()
    var indices: [IRTypedConstant] = []
    while try accept(.comma) {
      _ = try parseInRange()
      indices.append(try parseTypedConstant())
    }
    try expect(.rightParen, "',' or ')' in a constant address")
    guard base.type.elementOfVector.isPointer, type.elementOfVector.isPointer else {
      throw fault("getelementptr needs a pointer", at: start)
    }
    let gep = IRConstantGEP(sourceType: sourceType, base: base, indices: indices)
    if isTopLevelRead {
      try check(gep, at: start)
    } else {
      pendingAddresses.append((gep, start))
    }
    return .getElementPtr(gep)
  }

  /// Refuses a constant address that steps into what is not there. Of vectors nothing is known.
  func check(_ gep: IRConstantGEP, at position: IRPosition) throws(IRError) {
    guard case .pointer = gep.base.type else { return }
    let isPlain = gep.indices.allSatisfy { module.layout.signed($0.constant, $0.type) != nil }
    guard !isPlain || module.layout.offset(of: gep) != nil else {
      throw fault(
        "the indices of getelementptr do not fit its type, or the type has no size", at: position)
    }
  }

  /// Consumes `inrange` or `inrange(-16, 8)`.
  private mutating func parseInRange() throws(IRError) -> Bool {
    guard try accept(.inrange) else { return false }
    if token.kind == .leftParen { try skipBalanced("'inrange'") }
    return true
  }

  /// Consumes the flags of `getelementptr`.
  mutating func parseGEPFlags() throws(IRError) -> IRFlags {
    var flags = IRFlags()
    while token.kind == .word {
      switch token.keyword {
      case .inbounds: flags.insert(.inbounds)
      case .nusw: flags.insert(.nusw)
      case .nuw: flags.insert(.nuw)
      case .inrange:
        _ = try parseInRange()
        continue
      default: return flags
      }
      try advance()
    }
    return flags
  }

  private mutating func skipFlags() throws(IRError) {
    while [.nuw, .nsw, .exact, .disjoint].contains(token.keyword) { try advance() }
  }

  @inline(never)
  private mutating func parseBlockAddress() throws(IRError) -> IRConstant {
    let start = token.position
    try advance()
    try expect(.leftParen, "'(' after 'blockaddress'")
    let symbol = try parseSymbol()
    try expect(.comma, "',' in a block address")
    guard token.kind == .local else { throw expected("'%' and a label") }
    let name = String(decoding: unescape(token.range), as: UTF8.self)
    try advance()
    try expect(.rightParen, "')' of a block address")
    blockAddresses.append((symbol, name, start))
    return .blockAddress(function: symbol, block: name)
  }
}
