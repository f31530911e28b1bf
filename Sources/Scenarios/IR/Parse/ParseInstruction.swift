// Instructions but for calls and terminators.

extension IRParser {
  /// An instruction as parsed: what it does, and the type of what it gives (`.void` for nothing).
  struct Parsed {
    /// What it does.
    var operation: IROperation
    /// The type of its result.
    var type: IRType = .void
  }

  /// Consumes an instruction with all that belongs to it; nil for a call that is only a debug
  /// record in the form of LLVM 18 and older.
  mutating func parseInstruction() throws(IRError) -> IRInstruction? {
    let position = token.position
    var name: IRToken?
    if token.kind == .local {
      name = token
      try advance()
      try expect(.equal, "'=' after the name of a value")
    }
    guard token.kind == .word else { throw expected("an instruction") }
    if try parseDebugCall() { return nil }
    let parsed = try parseOperation()
    var result: IRValueID?
    if parsed.type != .void {
      result = try defineLocal(name, parsed.type, at: position)
    } else if name != nil {
      throw fault("this instruction has no result to name", at: position)
    }
    return IRInstruction(
      operation: parsed.operation, result: result, position: position,
      debug: try parseAttachments())
  }

  private mutating func parseOperation() throws(IRError) -> Parsed {
    switch token.keyword {
    case .load: return try parseLoad()
    case .store: return try parseStore()
    case .br: return try parseBr()
    case .getelementptr: return try parseGEP()
    case .alloca: return try parseAlloca()
    case .call, .tail, .musttail, .notail: return try parseCall()
    case .icmp, .fcmp: return try parseCompare()
    case .cast(let operation): return try parseCast(operation)
    case .binary(let operation): return try parseBinary(operation)
    case .ret: return try parseRet()
    case .phi: return try parsePhi()
    case .select: return try parseSelect()
    case .switchWord: return try parseSwitch()
    case .atomicrmw: return try parseAtomicRMW()
    case .cmpxchg: return try parseCompareExchange()
    case .fence: return try parseFence()
    case .extractvalue: return try parseExtractValue()
    case .insertvalue: return try parseInsertValue()
    case .unreachable:
      try advance()
      return Parsed(operation: .unreachable)
    case .freeze, .fneg: return try parseUnary()
    case .indirectbr: return try parseIndirectBr()
    case .callbr: return try parseCallBr()
    case .invoke: return try parseInvoke()
    case .landingpad: return try parseLandingPad()
    case .resume:
      try advance()
      return Parsed(operation: .resume(try parseTypedValue()))
    case .vaArg: return try parseVaArg()
    case .extractelement, .insertelement, .shufflevector: return try parseVectorInstruction()
    case .cleanupret, .catchret, .catchswitch, .catchpad, .cleanuppad:
      throw fault("exception handling of Windows (\(found)) is not read")
    default: throw fault("\(found) is no instruction that is known")
    }
  }

  // MARK: Arithmetic

  /// Consumes flags of arithmetic, including those of fast math, which are dropped.
  private mutating func parseFlags() throws(IRError) -> IRFlags {
    var flags = IRFlags()
    while token.kind == .word {
      switch token.keyword {
      case .nuw: flags.insert(.nuw)
      case .nsw: flags.insert(.nsw)
      case .exact: flags.insert(.exact)
      case .disjoint: flags.insert(.disjoint)
      case .nneg: flags.insert(.nneg)
      case .samesign: break
      case .none where !startsType: break
      default: return flags
      }
      try advance()
    }
    return flags
  }

  private mutating func parseBinary(_ operation: IRBinary) throws(IRError) -> Parsed {
    try advance()
    let flags = try parseFlags()
    let start = token.position
    let type = try parseType()
    let element = type.elementOfVector
    guard operation.isFloat ? element.isFloat : element.intWidth != nil else {
      throw fault("'\(operation.rawValue)' is not for \(module.text(of: type))", at: start)
    }
    let first = try parseValue(type)
    try expect(.comma, "',' between operands")
    let second = try parseValue(type)
    return Parsed(
      operation: .binary(operation, type: type, first, second, flags), type: type)
  }

  private mutating func parseCast(_ operation: IRCast) throws(IRError) -> Parsed {
    let start = token.position
    try advance()
    let flags = try parseFlags()
    let value = try parseTypedValue()
    try expect(.to, "'to' in a cast")
    let target = try parseType()
    try check(operation, from: value.type, to: target, at: start)
    return Parsed(operation: .cast(operation, value, to: target, flags), type: target)
  }

  private mutating func parseUnary() throws(IRError) -> Parsed {
    let isFreeze = token.keyword == .freeze
    try advance()
    _ = try parseFlags()
    let value = try parseTypedValue()
    return Parsed(operation: isFreeze ? .freeze(value) : .negate(value), type: value.type)
  }

  private mutating func parseCompare() throws(IRError) -> Parsed {
    let isFloat = token.keyword == .fcmp
    try advance()
    // `samesign`, and flags of fast math before a predicate of floats.
    while try accept(.samesign) {}
    let predicate = try parsePredicate(isFloat: isFloat)
    let start = token.position
    let type = try parseType()
    let element = type.elementOfVector
    guard isFloat ? element.isFloat : element.intWidth != nil || element.isPointer else {
      throw fault(
        "'\(isFloat ? "fcmp" : "icmp")' is not for \(module.text(of: type))", at: start)
    }
    let first = try parseValue(type)
    try expect(.comma, "',' between operands")
    let second = try parseValue(type)
    var result = IRType.i1
    if case .vector(let count, _, let isScalable) = type {
      result = .vector(count: count, .i1, isScalable: isScalable)
    }
    return Parsed(operation: .compare(predicate, type: type, first, second), type: result)
  }

  /// Consumes the predicate of `icmp`, or with its flags that of `fcmp`.
  mutating func parsePredicate(isFloat: Bool) throws(IRError) -> IRPredicate {
    guard token.kind == .word else { throw expected("a predicate") }
    guard isFloat else {
      guard case .predicate(let predicate) = token.keyword else {
        throw expected("a predicate of 'icmp'")
      }
      try advance()
      return predicate
    }
    while token.kind == .word {
      if let predicate = IRFloatPredicate(rawValue: text) {
        try advance()
        return .float(predicate)
      }
      guard token.keyword == .none else { break }
      try advance()
    }
    throw expected("a predicate of 'fcmp'")
  }

  private mutating func parseSelect() throws(IRError) -> Parsed {
    try advance()
    _ = try parseFlags()
    let start = token.position
    let condition = try parseTypedValue()
    guard condition.type.elementOfVector == .i1 else {
      throw fault("the condition of 'select' is an i1", at: start)
    }
    try expect(.comma, "',' in 'select'")
    let first = try parseTypedValue()
    try expect(.comma, "',' in 'select'")
    let place = token.position
    let second = try parseTypedValue()
    try require(second.type, first.type, at: place)
    return Parsed(
      operation: .select(condition: condition, first, second), type: first.type)
  }

  private mutating func parsePhi() throws(IRError) -> Parsed {
    try advance()
    _ = try parseFlags()
    let type = try parseType()
    var incoming: [IRIncoming] = []
    repeat {
      try expect(.leftBracket, "'[' in 'phi'")
      let value = try parseValue(type)
      try expect(.comma, "',' in 'phi'")
      incoming.append(IRIncoming(value: value, block: try parseLabelName()))
      try expect(.rightBracket, "']' in 'phi'")
    } while try acceptCommaBeforeOperand()
    return Parsed(operation: .phi(type: type, incoming), type: type)
  }

  /// Consumes a comma, unless metadata follows it.
  mutating func acceptCommaBeforeOperand() throws(IRError) -> Bool {
    guard token.kind == .comma, lexer.peek() != UInt8(ascii: "!") else { return false }
    try advance()
    return true
  }

  // MARK: Aggregates

  private mutating func parseIndices() throws(IRError) -> [UInt32] {
    var indices: [UInt32] = []
    while try acceptCommaBeforeOperand() { indices.append(try parseNumber32("an index")) }
    return indices
  }

  /// The type of the element of `type` at `indices`.
  private func elementType(
    _ type: IRType, _ indices: [UInt32], at position: IRPosition
  ) throws(IRError) -> IRType {
    guard !indices.isEmpty, let element = module.layout.element(of: type, indices: indices) else {
      throw fault("there is no such element in \(module.text(of: type))", at: position)
    }
    return element.type
  }

  private mutating func parseExtractValue() throws(IRError) -> Parsed {
    let start = token.position
    try advance()
    let aggregate = try parseTypedValue()
    let indices = try parseIndices()
    let type = try elementType(aggregate.type, indices, at: start)
    return Parsed(operation: .extractValue(aggregate, indices: indices), type: type)
  }

  private mutating func parseInsertValue() throws(IRError) -> Parsed {
    let start = token.position
    try advance()
    let aggregate = try parseTypedValue()
    try expect(.comma, "',' in 'insertvalue'")
    let place = token.position
    let value = try parseTypedValue()
    let indices = try parseIndices()
    try require(value.type, try elementType(aggregate.type, indices, at: start), at: place)
    return Parsed(
      operation: .insertValue(aggregate, value, indices: indices), type: aggregate.type)
  }

  private mutating func parseVaArg() throws(IRError) -> Parsed {
    try advance()
    let list = try parseTypedValue()
    try expect(.comma, "',' in 'va_arg'")
    let type = try parseType()
    return Parsed(operation: .vaArg(list: list, type: type), type: type)
  }

  private mutating func parseVectorInstruction() throws(IRError) -> Parsed {
    let start = token.position
    let word = text
    let keyword = token.keyword
    try advance()
    var operands = [try parseTypedValue()]
    while try acceptCommaBeforeOperand() { operands.append(try parseTypedValue()) }
    guard case .vector(_, let element, _) = operands[0].type,
      operands.count == (keyword == .extractelement ? 2 : 3)
    else { throw fault("'\(word)' needs a vector and its operands", at: start) }
    var type = operands[0].type
    if keyword == .extractelement { type = element }
    if keyword == .shufflevector, case .vector(let count, _, let scales) = operands[2].type {
      type = .vector(count: count, element, isScalable: scales)
    }
    return Parsed(operation: .vector(keyword: word, operands), type: type)
  }
}

extension IRBinary {
  /// Whether it is of floating-point numbers.
  var isFloat: Bool {
    switch self {
    case .fadd, .fsub, .fmul, .fdiv, .frem: true
    default: false
    }
  }
}
