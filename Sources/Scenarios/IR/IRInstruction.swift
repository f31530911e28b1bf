// Instructions. One case a form of instruction, whatever the types: floating-point and vector
// instructions are parsed into the same cases, for the lowering to refuse.

/// One instruction and where it comes from.
struct IRInstruction {
  /// What it does.
  var operation: IROperation
  /// The value that it defines; nil if it has none (`store`, `call void`, ...). The type is in
  /// `IRFunction.values`.
  var result: IRValueID?
  /// Where it stands in the `.ll` text.
  var position: IRPosition
  /// `!dbg`, a DILocation; nil for prologue stores and the like.
  var debug: MetadataID?
}

/// What an instruction does.
enum IROperation {
  // Arithmetic.
  /// `add` ... `xor`, `fadd` ... `frem`; both operands and the result have type `type`.
  case binary(IRBinary, type: IRType, IRValue, IRValue, IRFlags)
  /// `fneg`.
  case negate(IRTypedValue)
  case cast(IRCast, IRTypedValue, to: IRType, IRFlags)
  /// `icmp`, `fcmp`.
  case compare(IRPredicate, type: IRType, IRValue, IRValue)
  case select(condition: IRTypedValue, IRTypedValue, IRTypedValue)
  case freeze(IRTypedValue)
  case phi(type: IRType, [IRIncoming])

  // Memory.
  case alloca(IRAlloca)
  case load(IRLoad)
  case store(IRStore)
  case getElementPtr(IRGetElementPtr)
  case atomicRMW(IRAtomicRMW)
  case compareExchange(IRCompareExchange)
  case fence(IROrdering, syncScope: String?)

  // Aggregates.
  case extractValue(IRTypedValue, indices: [UInt32])
  case insertValue(IRTypedValue, IRTypedValue, indices: [UInt32])
  /// `extractelement`, `insertelement`, `shufflevector`: parsed, never executed.
  case vector(keyword: String, [IRTypedValue])
  case vaArg(list: IRTypedValue, type: IRType)

  case call(IRCall)

  // Terminators.
  /// `ret`; nil for `ret void`.
  case ret(IRTypedValue?)
  case br(IRBlockID)
  case condBr(IRValue, then: IRBlockID, else: IRBlockID)
  case `switch`(IRTypedValue, default: IRBlockID, [IRSwitchCase])
  case indirectBr(IRTypedValue, [IRBlockID])
  case unreachable
  /// `callbr`: a call that goes on at `fallthrough` or at one of `indirect`.
  case callBr(IRCall, fallthrough: IRBlockID, indirect: [IRBlockID])
  /// `invoke`: a call that goes on at `normal`, or at `unwind` if it throws.
  case invoke(IRCall, normal: IRBlockID, unwind: IRBlockID)
  case resume(IRTypedValue)

  // Exceptions.
  case landingPad(type: IRType, isCleanup: Bool, [IRLandingPadClause])

  /// Whether it ends a block.
  var isTerminator: Bool {
    switch self {
    case .ret, .br, .condBr, .switch, .indirectBr, .unreachable, .callBr, .invoke, .resume: true
    default: false
    }
  }
}

/// The binary operators.
enum IRBinary: String, Hashable, Sendable, CaseIterable {
  case add, sub, mul, udiv, sdiv, urem, srem, shl, lshr, ashr, and, or, xor
  case fadd, fsub, fmul, fdiv, frem
}

/// The casts.
enum IRCast: String, Hashable, Sendable, CaseIterable {
  case trunc, zext, sext, ptrtoint, inttoptr, bitcast, addrspacecast
  /// LLVM 22: the address of a pointer, without its provenance.
  case ptrtoaddr
  case fptrunc, fpext, fptoui, fptosi, uitofp, sitofp
}

/// Predicates of `icmp`, and of `fcmp` (`.float`).
enum IRPredicate: Hashable, Sendable {
  case eq, ne, ugt, uge, ult, ule, sgt, sge, slt, sle
  /// One of `fcmp`.
  case float(IRFloatPredicate)
}

/// Predicates of `fcmp`: never, always, ordered and unordered comparisons.
enum IRFloatPredicate: String, Hashable, Sendable, CaseIterable {
  case `false`, oeq, ogt, oge, olt, ole, one, ord, ueq, ugt, uge, ult, ule, une, uno, `true`
}

/// Flags of arithmetic and of `getelementptr`. None changes a defined result.
struct IRFlags: OptionSet, Hashable, Sendable {
  /// The bits.
  let rawValue: UInt16

  static let nuw = IRFlags(rawValue: 1)
  static let nsw = IRFlags(rawValue: 2)
  static let exact = IRFlags(rawValue: 4)
  static let disjoint = IRFlags(rawValue: 8)
  static let nneg = IRFlags(rawValue: 16)
  static let inbounds = IRFlags(rawValue: 32)
  static let nusw = IRFlags(rawValue: 64)
}

/// Memory orderings; `.notAtomic` for a plain access.
enum IROrdering: String, Hashable, Sendable, CaseIterable {
  case notAtomic, unordered, monotonic, acquire, release
  case acqRel = "acq_rel"
  case seqCst = "seq_cst"
}

/// `alloca`.
struct IRAlloca: Hashable {
  /// The type of one element.
  var type: IRType
  /// The number of elements; nil is one.
  var count: IRTypedValue?
  /// `align`, in bytes; 0 if not given.
  var alignment: UInt64
}

/// `load`.
struct IRLoad: Hashable {
  /// What is loaded.
  var type: IRType
  /// From where.
  var pointer: IRTypedValue
  /// `volatile`, as of `READ_ONCE()`.
  var isVolatile: Bool
  /// `.notAtomic` unless `load atomic`.
  var ordering: IROrdering
  /// `align`, in bytes; 0 if not given.
  var alignment: UInt64
}

/// `store`.
struct IRStore: Hashable {
  /// What is stored.
  var value: IRTypedValue
  /// Where.
  var pointer: IRTypedValue
  /// `volatile`, as of `WRITE_ONCE()`.
  var isVolatile: Bool
  /// `.notAtomic` unless `store atomic`.
  var ordering: IROrdering
  /// `align`, in bytes; 0 if not given.
  var alignment: UInt64
}

/// `getelementptr`. See `DataLayout.steps(of:)`.
struct IRGetElementPtr: Hashable {
  /// The type that the first index steps over.
  var sourceType: IRType
  /// What is indexed.
  var base: IRTypedValue
  /// The indices, in order.
  var indices: [IRTypedValue]
  /// `inbounds`, `nusw`, `nuw`.
  var flags: IRFlags
}

/// `atomicrmw`.
struct IRAtomicRMW: Hashable {
  /// `xchg`, `add`, `sub`, `and`, `nand`, `or`, `xor`, `max`, `min`, `umax`, `umin`, and those of
  /// floats, as written.
  var operation: String
  /// Where.
  var pointer: IRTypedValue
  /// The operand; the result has its type.
  var value: IRTypedValue
  /// `volatile`.
  var isVolatile: Bool
  /// Never `.notAtomic`.
  var ordering: IROrdering
}

/// `cmpxchg`: gives `{ T, i1 }`, what was there and whether the exchange was made.
struct IRCompareExchange: Hashable {
  /// Where.
  var pointer: IRTypedValue
  /// What must be there.
  var expected: IRTypedValue
  /// What is then put there.
  var replacement: IRTypedValue
  /// `weak`: it may fail for no reason.
  var isWeak: Bool
  /// `volatile`.
  var isVolatile: Bool
  /// The ordering if it is exchanged, and if not.
  var success: IROrdering, failure: IROrdering
}

/// `call`, and the call in `callbr` and `invoke`.
struct IRCall: Hashable {
  /// The type of the function as the call sees it. Where the text gives only the result, the
  /// parameters are the types of the arguments.
  var type: IRFunctionType
  /// Whom: `.constant(.symbol)` directly, `.local` through a pointer, or `.inlineAsm`.
  var callee: IRValue
  /// What is passed.
  var arguments: [IRArgument]
  /// Calling convention, as written (`fastcc`); nil for C.
  var convention: String?
  /// Attributes of this call, such as `noreturn`.
  var attributes: IRFunctionAttributes
  /// The tags of operand bundles; their operands are dropped.
  var bundles: [String]
}

/// An argument of a call.
struct IRArgument: Hashable {
  /// Its type.
  var type: IRType
  /// What it is.
  var value: IRValue
  /// How it is passed.
  var attributes: IRParameterAttributes
}

/// One edge into a `phi`.
struct IRIncoming: Hashable {
  /// The value when coming from `block`.
  var value: IRValue
  /// The predecessor.
  var block: IRBlockID
}

/// One case of a `switch`.
struct IRSwitchCase: Hashable {
  /// The integer, of the type of the switched value.
  var value: IRConstant
  /// Where to go.
  var block: IRBlockID
}

/// One clause of a `landingpad`.
struct IRLandingPadClause: Hashable {
  /// `filter` rather than `catch`.
  var isFilter: Bool
  /// Its operand.
  var value: IRTypedValue
}
