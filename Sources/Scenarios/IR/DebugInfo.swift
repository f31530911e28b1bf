// Debug information: where an instruction comes from, what a variable is called, and how the
// structures of the source lie in memory. Types are known by the number of their metadata node.

/// What the debug information of one module says. It decodes on demand and remembers, so it is a
/// class; use it from one thread.
final class DebugInfo {
  /// `isOptimized` of a compile unit: the C compiler may have removed accesses.
  var isOptimized: Bool { false }

  /// Reads the debug information of `module`.
  init(_ module: IRModule) {}

  /// Where a DILocation is: innermost function first, then where that was inlined, and so on.
  /// Empty if `id` is no location.
  func location(of id: MetadataID) -> [DebugFrame] { [] }

  /// The function that a DISubprogram describes.
  func subprogram(_ id: MetadataID) -> DebugSubprogram? { nil }

  /// The variable of a DILocalVariable, DIGlobalVariable or DIGlobalVariableExpression.
  func variable(_ id: MetadataID) -> DebugVariable? { nil }

  /// What a type node says, as written; see `DebugType.Kind.qualified` for typedefs and the like.
  func type(_ id: MetadataID) -> DebugType? { nil }

  /// The type with typedefs and `const`, `volatile`, `_Atomic`, `restrict` taken off.
  func unqualified(_ id: MetadataID) -> MetadataID { id }

  /// The name of a type as C writes it: `struct dev *`, `u32[4]`.
  func typeName(_ id: MetadataID?) -> String { "void" }

  /// The layout of `struct name` (or `union name`, or a typedef of one), anonymous members
  /// flattened; nil if the module does not define it. `name` is without `struct`.
  func structLayout(named name: String) -> DebugStruct? { nil }

  /// The layout of a struct, class or union type, qualifiers and typedefs taken off.
  func structLayout(of id: MetadataID) -> DebugStruct? { nil }

  /// What an access of `size` bytes at `byteOffset` in an object of type `id` touches, in the
  /// words of the source, to be put after its name: `.regs[1].x`, `[3]`, or empty for the whole of
  /// it. Nil where it is none (padding, outside).
  func memberPath(of id: MetadataID, byteOffset: Int, size: Int) -> String? { nil }
}

/// One function of a location.
struct DebugFrame: Hashable, Sendable {
  /// The name of the function in the source.
  var function: String
  /// The file, as the compiler was given it.
  var file: String
  /// Line, from 1; 0 where the compiler gives none.
  var line: Int
  /// Column, from 1; 0 where the compiler gives none.
  var column: Int
}

/// A function of the source.
struct DebugSubprogram: Hashable, Sendable {
  /// Its name; in Rust with its path, `kmod::Lock::new`.
  var name: String
  /// The symbol, if it differs from the name.
  var linkageName: String?
  /// Where it is defined.
  var file: String, line: Int
}

/// A variable of the source.
struct DebugVariable: Hashable, Sendable {
  /// Its name; nil for a string literal.
  var name: String?
  /// Its type.
  var type: MetadataID?
  /// The number of the parameter that it is, from 1; 0 if it is none.
  var argument: Int
  /// Where it is declared.
  var file: String, line: Int
}

/// A type of the source.
struct DebugType: Hashable, Sendable {
  /// What kind it is.
  var kind: Kind
  /// Its name; nil for a pointer, an array, an anonymous struct.
  var name: String?
  /// In bytes; 0 for a type without size or one that is only declared.
  var size: Int

  /// The kinds of type.
  enum Kind: Hashable, Sendable {
    /// An arithmetic type; `encoding` such as `DW_ATE_signed`.
    case base(encoding: String)
    /// A pointer or reference; nil is `void`.
    case pointer(to: MetadataID?)
    /// `typedef`, `const`, `volatile`, ... by the keyword of DWARF (`typedef`, `const_type`).
    case qualified(String, MetadataID?)
    /// `struct`, `union` or `class` by its keyword; see `structLayout(of:)`.
    case record(keyword: String, isDeclaration: Bool)
    case array(of: MetadataID?, counts: [Int?])
    case enumeration(base: MetadataID?)
    case function
    case unknown
  }
}

/// How a struct of the source lies in memory.
struct DebugStruct: Hashable, Sendable {
  /// Its tag, or the typedef's name; nil if it has none.
  var name: String?
  /// `struct`, `union`, `class`.
  var keyword: String
  /// In bytes.
  var size: Int
  /// The members in the order of the source, those of anonymous members in their place.
  var members: [DebugMember]

  /// The member called `name`.
  func member(named name: String) -> DebugMember? {
    members.first { $0.name == name }
  }
}

/// A member of a struct.
struct DebugMember: Hashable, Sendable {
  /// Its name; nil for padding bit-fields.
  var name: String?
  /// Bytes from the start of the struct; for a bit-field, of the unit that the compiler accesses.
  var offset: Int
  /// Bytes; for a bit-field, of its declared type.
  var size: Int
  /// Its type.
  var type: MetadataID?
  /// For a bit-field: its first bit, counted from the start of the struct, and its width.
  var bits: Bits?

  /// Bits of a bit-field.
  struct Bits: Hashable, Sendable {
    /// The first bit, from the start of the struct.
    var offset: Int
    /// How many.
    var width: Int
  }
}
