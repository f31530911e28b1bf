// Terminators, and exceptions.

extension IRParser {
  /// Consumes `ret`.
  mutating func parseRet() throws(IRError) -> Parsed {
    try advance()
    let start = token.position
    let result = module.functions[function.index].result
    let type = try parseType()
    try require(type, result, at: start)
    if type == .void { return Parsed(operation: .ret(nil)) }
    return Parsed(operation: .ret(IRTypedValue(type: type, value: try parseValue(type))))
  }

  /// Consumes `br`.
  mutating func parseBr() throws(IRError) -> Parsed {
    try advance()
    if token.kind == .word, token.keyword == .label {
      return Parsed(operation: .br(try parseLabel()))
    }
    let start = token.position
    let condition = try parseTypedValue("'label' or i1")
    try require(condition.type, .i1, at: start)
    try expect(.comma, "',' in 'br'")
    let then = try parseLabel()
    try expect(.comma, "',' in 'br'")
    return Parsed(operation: .condBr(condition.value, then: then, else: try parseLabel()))
  }

  /// Consumes `switch`.
  mutating func parseSwitch() throws(IRError) -> Parsed {
    try advance()
    let start = token.position
    let value = try parseTypedValue()
    guard value.type.intWidth != nil else { throw fault("'switch' needs an integer", at: start) }
    try expect(.comma, "',' in 'switch'")
    let other = try parseLabel()
    try expect(.leftBracket, "'[' in 'switch'")
    var cases: [IRSwitchCase] = []
    while token.kind != .rightBracket {
      let place = token.position
      let constant = try parseTypedConstant()
      try require(constant.type, value.type, at: place)
      guard constant.constant.isInteger else {
        throw fault("a case is an integer constant", at: place)
      }
      try expect(.comma, "',' after a case")
      cases.append(IRSwitchCase(value: constant.constant, block: try parseLabel()))
    }
    try advance()
    return Parsed(operation: .switch(value, default: other, cases))
  }

  /// Consumes `indirectbr`.
  mutating func parseIndirectBr() throws(IRError) -> Parsed {
    try advance()
    let start = token.position
    let address = try parseTypedValue()
    guard address.type.isPointer else { throw fault("'indirectbr' needs a pointer", at: start) }
    try expect(.comma, "',' in 'indirectbr'")
    return Parsed(operation: .indirectBr(address, try parseLabels()))
  }

  /// Consumes `[label %a, label %b]`.
  private mutating func parseLabels() throws(IRError) -> [IRBlockID] {
    try expect(.leftBracket, "'[' before labels")
    var labels: [IRBlockID] = []
    while token.kind != .rightBracket {
      labels.append(try parseLabel())
      guard try accept(.comma) else { break }
    }
    try expect(.rightBracket, "']' after labels")
    return labels
  }

  /// Consumes `callbr`.
  mutating func parseCallBr() throws(IRError) -> Parsed {
    let call = try parseCallParts()
    try expect(.to, "'to' in 'callbr'")
    let next = try parseLabel()
    return Parsed(
      operation: .callBr(call, fallthrough: next, indirect: try parseLabels()),
      type: call.type.result)
  }

  /// Consumes `invoke`.
  mutating func parseInvoke() throws(IRError) -> Parsed {
    let call = try parseCallParts()
    try expect(.to, "'to' in 'invoke'")
    let normal = try parseLabel()
    try expect(.unwind, "'unwind' in 'invoke'")
    return Parsed(
      operation: .invoke(call, normal: normal, unwind: try parseLabel()),
      type: call.type.result)
  }

  /// Consumes `landingpad`.
  mutating func parseLandingPad() throws(IRError) -> Parsed {
    try advance()
    let type = try parseType()
    let isCleanup = try accept(.cleanup)
    var clauses: [IRLandingPadClause] = []
    while token.kind == .word, token.keyword == .catchWord || token.keyword == .filter {
      let isFilter = token.keyword == .filter
      try advance()
      clauses.append(IRLandingPadClause(isFilter: isFilter, value: try parseTypedValue()))
    }
    return Parsed(
      operation: .landingPad(type: type, isCleanup: isCleanup, clauses), type: type)
  }
}

extension IRConstant {
  /// Whether it is an integer.
  var isInteger: Bool {
    switch self {
    case .int, .wideInt: true
    default: false
    }
  }
}
