// Operands: local values, constants, and the rest that may stand where a value may.

/// A local value of one function: its parameters are 0 ..< parameter count, in order; then the
/// results of instructions, dense, in the order in which the text first mentions them.
struct IRValueID: Hashable, Sendable {
  /// The index into `IRFunction.values`.
  var index: Int
}

/// An operand without its type.
enum IRValue: Hashable {
  /// `%x`.
  case local(IRValueID)
  /// A constant, including the address of a symbol.
  case constant(IRConstant)
  /// An operand of type `metadata`.
  case metadata(IRMetadataOperand)
  /// `asm ...`, as a callee.
  case inlineAsm(IRInlineAsm)

  /// The local value that it is, if it is one.
  var local: IRValueID? {
    if case .local(let id) = self { id } else { nil }
  }

  /// The constant that it is, if it is one.
  var constant: IRConstant? {
    if case .constant(let constant) = self { constant } else { nil }
  }
}

/// An operand with its type.
struct IRTypedValue: Hashable {
  /// Its type.
  var type: IRType
  /// What it is.
  var value: IRValue
}

/// A constant with its type.
struct IRTypedConstant: Hashable {
  /// Its type.
  var type: IRType
  /// What it is.
  var constant: IRConstant
}

/// A constant. Its type is given where it stands.
enum IRConstant: Hashable {
  /// An integer of at most 64 bits, modulo two to its width, zero-extended; `true` is 1.
  case int(UInt64)
  /// An integer type wider than 64 bits: all its words, low first, zero-extended.
  case wideInt([UInt64])
  /// A floating-point literal, as written.
  case float(String)
  case null, undef, poison
  /// `none`, of type token.
  case none
  case zeroInitializer
  /// `c"..."`: an array of i8.
  case bytes([UInt8])
  /// The elements of an array, a struct or a vector.
  case aggregate([IRTypedConstant])
  /// `splat (...)`: a vector of one value.
  indirect case splat(IRTypedConstant)
  /// `@name`; also `dso_local_equivalent @name` and `no_cfi @name`.
  case symbol(IRSymbolID)
  /// `getelementptr (...)`.
  indirect case getElementPtr(IRConstantGEP)
  /// `ptrtoint (... to ...)` and the like. The type of the result is the type of the constant.
  indirect case cast(IRCast, IRTypedConstant)
  /// `add (..., ...)` and the like.
  indirect case binary(IRBinary, IRTypedConstant, IRTypedConstant)
  /// `icmp` or `fcmp` of constants (clang 15 to 18).
  indirect case compare(IRPredicate, IRTypedConstant, IRTypedConstant)
  /// `select` of constants (clang 15, 16).
  indirect case select(IRTypedConstant, IRTypedConstant, IRTypedConstant)
  /// `blockaddress(@f, %bb)`; the block by name, see `IRFunction.block(named:)`.
  case blockAddress(function: IRSymbolID, block: String)
  /// A constant that is parsed and never executed (`ptrauth`, vector expressions), by its keyword.
  case unsupported(String)
}

/// A constant address: `getelementptr (sourceType, base, indices...)`. See
/// `DataLayout.offset(of:)`.
struct IRConstantGEP: Hashable {
  /// The type that the first index steps over.
  var sourceType: IRType
  /// What is indexed.
  var base: IRTypedConstant
  /// The indices, in order.
  var indices: [IRTypedConstant]
}

/// `asm "template", "constraints"`.
struct IRInlineAsm: Hashable {
  /// The instructions; empty for `barrier()`.
  var template: String
  /// The constraints, as written.
  var constraints: String
  /// `sideeffect`.
  var hasSideEffect: Bool
}

/// An operand of type `metadata`.
enum IRMetadataOperand: Hashable {
  /// `!5`, `!{...}`, `!DIExpression(...)`.
  case node(MetadataID)
  /// `!"..."`.
  case string(String)
  /// `ptr %x` and the like.
  indirect case value(IRTypedValue)
}
