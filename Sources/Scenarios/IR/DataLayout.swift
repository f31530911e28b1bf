// Sizes, alignments and offsets of types, as `target datalayout` gives them.

/// The layout of memory that a module was compiled for.
struct DataLayout: Sendable {
  /// The string it was read from.
  var text = ""
  /// Whether the lowest byte comes first. `E` in the string makes it false.
  var isLittleEndian = true

  /// The size of `type` in memory, with padding at its end, in bytes: the distance of two elements
  /// of an array. Nil for a type without a size (void, opaque, function), and for one larger than
  /// `sizeMax`.
  func size(of type: IRType) -> UInt64? { nil }

  /// The bytes that a load or store of `type` touches; at most `size(of:)`.
  func storeSize(of type: IRType) -> UInt64? { nil }

  /// The alignment of `type`, in bytes; nil where `size(of:)` is.
  func alignment(of type: IRType) -> UInt64? { nil }

  /// The offsets, size and alignment of a struct type, named or literal; nil for any other type.
  func structure(_ type: IRType) -> StructLayout? { nil }

  /// The byte offset of a constant address from its base; nil if an index is no integer or a type
  /// has no size. It wraps around at 64 bits.
  func offset(of gep: IRConstantGEP) -> Int64? { nil }

  /// What `gep` adds to its base; nil where a type has no size.
  func steps(of gep: IRGetElementPtr) -> AddressSteps? { nil }

  /// The byte offset of `indices` (as of `extractvalue`) in `type` and the type there; nil if
  /// there is no such element.
  func element(of type: IRType, indices: [UInt32]) -> (offset: UInt64, type: IRType)? { nil }
}

/// How a struct lies in memory; bytes.
struct StructLayout: Hashable, Sendable {
  /// The types of the members.
  var members: [IRType]
  /// The offset of each member.
  var offsets: [UInt64]
  /// The size, with padding at the end.
  var size: UInt64
  /// The alignment.
  var alignment: UInt64
}

/// What a `getelementptr` adds to its base: `constant` bytes, plus, for each term, its value
/// (sign-extended to 64 bits) times `scale`. All of it wraps around at 64 bits.
struct AddressSteps: Hashable {
  /// The sum of what is constant, in bytes.
  var constant: Int64
  /// The variable indices.
  var terms: [Term]
  /// The type of what the result points to.
  var elementType: IRType

  /// One variable index.
  struct Term: Hashable {
    /// The index, an integer.
    var index: IRTypedValue
    /// Bytes for each.
    var scale: Int64
  }
}
