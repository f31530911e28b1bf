// Types of LLVM IR. Structural: two literal types of one shape are equal; named types are equal
// only to themselves.

/// An index into `IRModule.types`.
struct IRNamedTypeID: Hashable, Sendable {
  /// The index.
  var index: Int
}

/// A type as IR writes it.
enum IRType: Hashable, Sendable {
  case void
  /// `iN`; N from 1 to 8388608 (LLVM's own limit).
  case int(UInt32)
  /// A floating-point type: parsed, never executed.
  case float(IRFloatKind)
  /// `ptr`, with its address space (0 unless given).
  case pointer(addressSpace: UInt32)
  case label, metadata, token
  /// `x86_amx` and `target("...")` types: parsed, never executed.
  case other(String)
  /// A named struct type.
  case named(IRNamedTypeID)
  /// `[count x element]`.
  indirect case array(count: UInt64, IRType)
  /// `<count x element>`, `<vscale x count x element>`.
  indirect case vector(count: UInt64, IRType, isScalable: Bool)
  /// `{ ... }`, or packed `<{ ... }>`.
  indirect case structure([IRType], isPacked: Bool)
  /// `result (params)`.
  indirect case function(IRFunctionType)

  /// `ptr` in address space 0.
  static let ptr = IRType.pointer(addressSpace: 0)
  /// `i1`.
  static let i1 = IRType.int(1)

  /// Whether it is `ptr` of any address space.
  var isPointer: Bool {
    if case .pointer = self { true } else { false }
  }

  /// The width of an integer type, in bits; nil for any other type.
  var intWidth: UInt32? {
    if case .int(let width) = self { width } else { nil }
  }
}

/// The floating-point types.
enum IRFloatKind: String, Hashable, Sendable, CaseIterable {
  case half, bfloat, float, double, fp128
  case x86FP80 = "x86_fp80"
  case ppcFP128 = "ppc_fp128"
}

/// What a function takes and gives.
struct IRFunctionType: Hashable, Sendable {
  /// What it gives; `.void` if nothing.
  var result: IRType
  /// The fixed parameters.
  var parameters: [IRType]
  /// Ends in `...`.
  var isVariadic: Bool
}
