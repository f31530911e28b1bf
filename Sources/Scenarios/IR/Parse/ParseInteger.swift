// Integers, of any width.

extension IRParser {
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
    else { throw expected("a value") }
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
