// Constant expressions and integers.

extension IRParser {
  /// Consumes a constant expression of `type`, whose keyword is the current token.
  mutating func parseConstantExpression(_ type: IRType) throws(IRError) -> IRConstant {
    let keyword = token.keyword
    let start = token.position
    switch keyword {
    case .getelementptr: return try parseConstantGEP(type)
    case .cast(let operation):
      try advance()
      try expect(.leftParen, "'(' of a constant cast")
      let operand = try parseTypedConstant()
      try expect(.to, "'to' in a constant cast")
      let target = try parseType()
      try expect(.rightParen, "')' of a constant cast")
      try require(target, type, at: start)
      try check(operation, from: operand.type, to: target, at: start)
      return .cast(operation, operand)
    case .binary(let operation):
      try advance()
      try skipFlags()
      let operands = try parseOperands(count: 2)
      try require(operands[0].type, type, at: start)
      try require(operands[1].type, type, at: start)
      return .binary(operation, operands[0], operands[1])
    case .icmp, .fcmp:
      try advance()
      let predicate = try parsePredicate(isFloat: keyword == .fcmp)
      let operands = try parseOperands(count: 2)
      try require(operands[1].type, operands[0].type, at: start)
      return .compare(predicate, operands[0], operands[1])
    case .select:
      try advance()
      let operands = try parseOperands(count: 3)
      try require(operands[1].type, type, at: start)
      try require(operands[2].type, type, at: start)
      return .select(operands[0], operands[1], operands[2])
    case .splat:
      try advance()
      let operand = try parseOperands(count: 1)
      try require(operand[0].type, type.elementOfVector, at: start)
      return .splat(operand[0])
    case .blockaddress: return try parseBlockAddress()
    case .ptrauth, .extractelement, .insertelement, .shufflevector:
      let word = text
      try advance()
      guard token.kind == .leftParen else { throw fault("expected '(' after '\(word)'") }
      try skipBalanced("'\(word)'")
      return .unsupported(word)
    default: throw fault("expected a value, found \(found)")
    }
  }

  /// Consumes `(` operands `)`.
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

  private mutating func parseBlockAddress() throws(IRError) -> IRConstant {
    let start = token.position
    try advance()
    try expect(.leftParen, "'(' after 'blockaddress'")
    let symbol = try parseSymbol()
    try expect(.comma, "',' in a block address")
    guard token.kind == .local else { throw fault("expected '%' and a label, found \(found)") }
    let name = String(decoding: unescape(token.range), as: UTF8.self)
    try advance()
    try expect(.rightParen, "')' of a block address")
    blockAddresses.append((symbol, name, start))
    return .blockAddress(function: symbol, block: name)
  }

  /// Consumes a decimal integer of `type`.
  mutating func parseInteger(_ type: IRType) throws(IRError) -> IRConstant {
    guard let width = type.intWidth else {
      throw fault("\(found) is an integer, and the type is none")
    }
    let isNegative = lexer.bytes[token.range.lowerBound] == UInt8(ascii: "-")
    let hasSign = isNegative || lexer.bytes[token.range.lowerBound] == UInt8(ascii: "+")
    let digits = hasSign ? token.range.dropFirst() : token.range
    if width <= 64, let magnitude = lexer.decimal(digits) {
      guard let bits = truncated(magnitude, isNegative: isNegative, width: width) else {
        throw fault("\(found) does not fit i\(width)")
      }
      try advance()
      return .int(bits)
    }
    // No integer of any program has more digits; the limit keeps reading linear.
    guard digits.count <= 1000 else { throw fault("this number is too long") }
    var words: [UInt64] = [0]
    for index in digits { multiplyAdd(&words, 10, UInt64(lexer.bytes[index] - UInt8(ascii: "0"))) }
    return try finish(words, isNegative: isNegative, width: width)
  }

  /// Consumes `u0x...` or `s0x...`, an integer; `f0x...` of LLVM 22, a float.
  mutating func parseHexadecimal(_ type: IRType) throws(IRError) -> IRConstant {
    let digits = token.range.dropFirst(3)
    let head = lexer.bytes[token.range.prefix(3)]
    if head.elementsEqual("f0x".utf8), !digits.isEmpty {
      let literal = IRConstant.float(text)
      guard case .float = type.elementOfVector else { throw fault("\(found) needs a float type") }
      try advance()
      return literal
    }
    guard head.elementsEqual("u0x".utf8) || head.elementsEqual("s0x".utf8), !digits.isEmpty,
      digits.count <= 1000
    else { throw fault("expected a value, found \(found)") }
    guard let width = type.intWidth else {
      throw fault("\(found) is an integer, and the type is none")
    }
    var words: [UInt64] = [0]
    for index in digits {
      guard let digit = hexDigitIR(lexer.bytes[index]) else { throw fault("expected a number") }
      multiplyAdd(&words, 16, UInt64(digit))
    }
    // `s0x` is sign-extended from its highest digit.
    if head.first == UInt8(ascii: "s"), (hexDigitIR(lexer.bytes[digits.lowerBound]) ?? 0) >= 8 {
      let bits = digits.count * 4
      if bits % 64 != 0, bits / 64 < words.count { words[bits / 64] |= ~UInt64(0) << (bits % 64) }
      while words.count * 64 < min(Int(width), 8192) { words.append(.max) }
      return try finish(words, isNegative: false, width: width, isTruncated: true)
    }
    return try finish(words, isNegative: false, width: width)
  }

  /// Consumes the current token, an integer of which `words` are the words of the magnitude.
  private mutating func finish(
    _ magnitude: [UInt64], isNegative: Bool, width: UInt32, isTruncated: Bool = false
  ) throws(IRError) -> IRConstant {
    // A width of millions with a small number takes no millions of words: the number of words is
    // that of the type, and the type of a constant is bounded here.
    guard width <= 1 << 16 else { throw fault("constants wider than 65536 bits are not read") }
    var words = magnitude
    let count = (Int(width) + 63) / 64
    if !isTruncated, bitWidth(words) > Int(width) {
      throw fault("\(found) does not fit i\(width)")
    }
    while words.count < count { words.append(0) }
    words.removeLast(words.count - count)
    if isNegative { negate(&words) }
    if width % 64 != 0 { words[count - 1] &= ~UInt64(0) >> (64 - width % 64) }
    try advance()
    return width <= 64 ? .int(words[0]) : .wideInt(words)
  }
}

/// `magnitude`, or its negative, modulo two to `width`; nil if it fits neither signed nor unsigned.
private func truncated(_ magnitude: UInt64, isNegative: Bool, width: UInt32) -> UInt64? {
  let mask = ~UInt64(0) >> (64 - width)
  if isNegative {
    guard magnitude <= UInt64(1) << (width - 1) else { return nil }
    return (0 &- magnitude) & mask
  }
  return magnitude <= mask ? magnitude : nil
}

private func multiplyAdd(_ words: inout [UInt64], _ factor: UInt64, _ term: UInt64) {
  var carry = term
  for index in words.indices {
    let (high, low) = words[index].multipliedFullWidth(by: factor)
    let (sum, overflows) = low.addingReportingOverflow(carry)
    words[index] = sum
    carry = high &+ (overflows ? 1 : 0)
  }
  if carry != 0 { words.append(carry) }
}

private func negate(_ words: inout [UInt64]) {
  var carry = true
  for index in words.indices {
    let (sum, overflows) = (~words[index]).addingReportingOverflow(carry ? 1 : 0)
    words[index] = sum
    carry = carry && overflows
  }
}

private func bitWidth(_ words: [UInt64]) -> Int {
  guard let top = words.lastIndex(where: { $0 != 0 }) else { return 0 }
  return top * 64 + 64 - words[top].leadingZeroBitCount
}
