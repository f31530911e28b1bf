// Attributes. Few of them matter; the rest is skipped by its shape, so that attributes of future
// versions need no change here.

extension IRParser {
  /// Consumes the attributes of a parameter, an argument or a result.
  mutating func parseParameterAttributes() throws(IRError) -> IRParameterAttributes {
    var attributes = IRParameterAttributes()
    while try parseParameterAttribute(&attributes) {}
    return attributes
  }

  /// Consumes one such attribute; false if there is none.
  mutating func parseParameterAttribute(
    _ attributes: inout IRParameterAttributes
  ) throws(IRError) -> Bool {
    switch token.kind {
    case .word: break
    case .string:
      try skipStringAttribute()
      return true
    case .hash:
      try advance()
      return true
    default: return false
    }
    let keyword = token.keyword
    switch keyword {
    case .none: try skipWordAttribute()
    case .signext: attributes.isSignExtended = true
    case .zeroext: attributes.isZeroExtended = true
    case .noundef: attributes.isNoUndef = true
    case .nonnull: attributes.isNonNull = true
    case .align:
      attributes.alignment = try parseAlignment()
      return true
    case .byval, .sret, .elementtype, .byref, .inalloca, .preallocated:
      try advance()
      let type = try parseParenthesisedType()
      if keyword == .byval { attributes.byValue = type }
      if keyword == .sret { attributes.structReturn = type }
      if keyword == .elementtype { attributes.elementType = type }
      return true
    default: return false
    }
    if keyword != .none { try advance() }
    return true
  }

  private mutating func parseParenthesisedType() throws(IRError) -> IRType? {
    guard try accept(.leftParen) else { return nil }
    let type = try parseType()
    try expect(.rightParen, "')' after the type of an attribute")
    return type
  }

  /// Consumes `align n` or `align(n)`, whose first word is the current token.
  mutating func parseAlignment() throws(IRError) -> UInt64 {
    let start = token.position
    try advance()
    // `align=8` in attribute groups.
    _ = try accept(.equal)
    let isParenthesised = try accept(.leftParen)
    let alignment = try parseNumber("an alignment")
    guard alignment.nonzeroBitCount == 1, alignment <= 1 << 32 else {
      throw fault("an alignment is a power of two up to 4294967296", at: start)
    }
    if isParenthesised { try expect(.rightParen, "')' after an alignment") }
    return alignment
  }

  /// Consumes a word and, if it has any, its operands: `(...)`, or `=` and a number.
  mutating func skipWordAttribute() throws(IRError) {
    try advance()
    if token.kind == .leftParen {
      try skipBalanced("an attribute")
    } else if try accept(.equal) {
      try advance()
    }
  }

  private mutating func skipStringAttribute() throws(IRError) {
    try advance()
    if try accept(.equal) { _ = try parseString("the value of an attribute") }
  }

  /// Consumes the attributes after the parameters of a function or the arguments of a call: words,
  /// strings and groups. Stops at any keyword but `align`.
  mutating func parseFunctionAttributes() throws(IRError) -> IRFunctionAttributes {
    var attributes = IRFunctionAttributes()
    while try parseFunctionAttribute(&attributes) {}
    return attributes
  }

  /// Consumes one such attribute; false if there is none.
  mutating func parseFunctionAttribute(
    _ attributes: inout IRFunctionAttributes
  ) throws(IRError) -> Bool {
    switch token.kind {
    case .string: try skipStringAttribute()
    case .hash:
      guard let number = lexer.decimal(token.range), number < 1 << 32 else { return false }
      attributes.groups.append(UInt32(number))
      try advance()
    case .word:
      switch token.keyword {
      case .none:
        attributes.words.append(text)
        try skipWordAttribute()
      case .align: _ = try parseAlignment()
      default: return false
      }
    default: return false
    }
    return true
  }

  /// Consumes `attributes #n = { ... }`, whose first word is the current token.
  mutating func parseAttributeGroup() throws(IRError) {
    try advance()
    guard token.kind == .hash, let number = lexer.decimal(token.range), number < 1 << 32 else {
      throw expected("'#' and a number after 'attributes'")
    }
    try advance()
    try expect(.equal, "'=' after the number of an attribute group")
    try expect(.leftBrace, "'{' of an attribute group")
    var group = IRAttributeGroup()
    while token.kind != .rightBrace {
      switch token.kind {
      case .string:
        let key = try parseString("an attribute")
        group.strings[key] = try accept(.equal) ? try parseString("the value of an attribute") : ""
      case .word where token.keyword == .align: _ = try parseAlignment()
      case .word:
        group.words.append(text)
        try skipWordAttribute()
      case .comma: try advance()
      default: throw expected("an attribute or '}'")
      }
    }
    try advance()
    module.attributeGroups[UInt32(number)] = group
  }
}
