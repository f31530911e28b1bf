// Instructions on memory.

extension IRParser {
  /// Consumes `alloca`.
  mutating func parseAlloca() throws(IRError) -> Parsed {
    try advance()
    if try accept(.inalloca) {}
    if isWord("swifterror") { try advance() }
    let start = token.position
    let type = try parseType()
    try requireSize(of: type, at: start)
    var alloca = IRAlloca(type: type, count: nil, alignment: 0)
    var result = IRType.ptr
    while try acceptCommaBeforeOperand() {
      if token.kind == .word, token.keyword == .align {
        alloca.alignment = try parseAlignment()
      } else if token.kind == .word, token.keyword == .addrspace {
        result = .pointer(addressSpace: try parseAddressSpace())
      } else {
        let place = token.position
        let count = try parseTypedValue()
        guard count.type.intWidth != nil else {
          throw fault("the number of elements is an integer", at: place)
        }
        alloca.count = count
      }
    }
    return Parsed(operation: .alloca(alloca), type: result)
  }

  /// Consumes `load`.
  mutating func parseLoad() throws(IRError) -> Parsed {
    try advance()
    let isAtomic = try accept(.atomic)
    let isVolatile = try accept(.volatile)
    let start = token.position
    let type = try parseType()
    try requireSize(of: type, at: start)
    try expect(.comma, "',' after the type of a load")
    let pointer = try parsePointer()
    let ordering = isAtomic ? try parseOrdering() : .notAtomic
    return Parsed(
      operation: .load(
        IRLoad(
          type: type, pointer: pointer, isVolatile: isVolatile, ordering: ordering,
          alignment: try parseAccessAlignment())), type: type)
  }

  /// Consumes `store`.
  mutating func parseStore() throws(IRError) -> Parsed {
    try advance()
    let isAtomic = try accept(.atomic)
    let isVolatile = try accept(.volatile)
    let start = token.position
    let value = try parseTypedValue()
    try requireSize(of: value.type, at: start)
    try expect(.comma, "',' after the value of a store")
    let pointer = try parsePointer()
    let ordering = isAtomic ? try parseOrdering() : .notAtomic
    return Parsed(
      operation: .store(
        IRStore(
          value: value, pointer: pointer, isVolatile: isVolatile, ordering: ordering,
          alignment: try parseAccessAlignment())))
  }

  /// Consumes an operand that is a pointer.
  private mutating func parsePointer() throws(IRError) -> IRTypedValue {
    let start = token.position
    let pointer = try parseTypedValue()
    guard pointer.type.isPointer else {
      throw fault("a pointer is needed, not \(module.text(of: pointer.type))", at: start)
    }
    return pointer
  }

  /// Consumes `, align n`, if it is there.
  private mutating func parseAccessAlignment() throws(IRError) -> UInt64 {
    var alignment: UInt64 = 0
    while try acceptCommaBeforeOperand() {
      guard token.kind == .word, token.keyword == .align else {
        throw expected("'align' after ','")
      }
      alignment = try parseAlignment()
    }
    return alignment
  }

  /// Consumes `[syncscope("...")] ordering`.
  private mutating func parseOrdering() throws(IRError) -> IROrdering {
    _ = try parseSyncScope()
    guard token.kind == .word, case .ordering(let ordering) = token.keyword else {
      throw expected("a memory ordering such as 'seq_cst'")
    }
    try advance()
    return ordering
  }

  private mutating func parseSyncScope() throws(IRError) -> String? {
    guard try accept(.syncscope) else { return nil }
    try expect(.leftParen, "'(' after 'syncscope'")
    let scope = try parseString("the name of a scope")
    try expect(.rightParen, "')' after a scope")
    return scope
  }

  /// Consumes `getelementptr`.
  mutating func parseGEP() throws(IRError) -> Parsed {
    let start = token.position
    try advance()
    let flags = try parseGEPFlags()
    let sourceType = try parseType()
    try expect(.comma, "',' after the type of getelementptr")
    let base = try parseTypedValue()
    var gep = IRGetElementPtr(sourceType: sourceType, base: base, indices: [], flags: flags)
    var type = base.type
    while try acceptCommaBeforeOperand() {
      let place = token.position
      let index = try parseTypedValue()
      guard index.type.elementOfVector.intWidth != nil else {
        throw fault("an index is an integer, not \(module.text(of: index.type))", at: place)
      }
      // One index that is a vector makes a vector of addresses.
      if case .vector(let count, _, let isScalable) = index.type, type.isPointer {
        type = .vector(count: count, type, isScalable: isScalable)
      }
      gep.indices.append(index)
    }
    guard base.type.elementOfVector.isPointer else {
      throw fault("getelementptr needs a pointer", at: start)
    }
    if type.isPointer, module.layout.steps(of: gep) == nil {
      throw fault(
        "the indices of getelementptr do not fit its type, or the type has no size", at: start)
    }
    return Parsed(operation: .getElementPtr(gep), type: type)
  }

  // MARK: Atomics

  /// Consumes `atomicrmw`.
  mutating func parseAtomicRMW() throws(IRError) -> Parsed {
    try advance()
    let isVolatile = try accept(.volatile)
    guard token.kind == .word, atomicOperations.contains(text) else {
      throw expected("an operation of 'atomicrmw'")
    }
    let operation = text
    try advance()
    let pointer = try parsePointer()
    try expect(.comma, "',' in 'atomicrmw'")
    let start = token.position
    let value = try parseTypedValue()
    try requireSize(of: value.type, at: start)
    let ordering = try parseOrdering()
    _ = try parseAccessAlignment()
    return Parsed(
      operation: .atomicRMW(
        IRAtomicRMW(
          operation: operation, pointer: pointer, value: value, isVolatile: isVolatile,
          ordering: ordering)), type: value.type)
  }

  /// Consumes `cmpxchg`.
  mutating func parseCompareExchange() throws(IRError) -> Parsed {
    try advance()
    let isWeak = try accept(.linkage(.weak))
    let isVolatile = try accept(.volatile)
    let pointer = try parsePointer()
    try expect(.comma, "',' in 'cmpxchg'")
    let start = token.position
    let expected = try parseTypedValue()
    try requireSize(of: expected.type, at: start)
    try expect(.comma, "',' in 'cmpxchg'")
    let place = token.position
    let replacement = try parseTypedValue()
    try require(replacement.type, expected.type, at: place)
    let success = try parseOrdering()
    let failure = try parseOrdering()
    _ = try parseAccessAlignment()
    return Parsed(
      operation: .compareExchange(
        IRCompareExchange(
          pointer: pointer, expected: expected, replacement: replacement, isWeak: isWeak,
          isVolatile: isVolatile, success: success, failure: failure)),
      type: .structure([expected.type, .i1], isPacked: false))
  }

  /// Consumes `fence`.
  mutating func parseFence() throws(IRError) -> Parsed {
    try advance()
    let scope = try parseSyncScope()
    return Parsed(operation: .fence(try parseOrdering(), syncScope: scope))
  }
}

private let atomicOperations: Set<String> = [
  "xchg", "add", "sub", "and", "nand", "or", "xor", "max", "min", "umax", "umin", "fadd", "fsub",
  "fmax", "fmin", "fmaximum", "fminimum", "uinc_wrap", "udec_wrap", "usub_cond", "usub_sat",
]
