// Types of the source and their layouts.

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
    /// `typedef`, `const_type`, `volatile_type`, ... (DWARF's tag) of a type; nil is `void`.
    case qualified(String, MetadataID?)
    /// `struct`, `union` or `class`; see `structLayout(of:)`.
    case record(keyword: String, isDeclaration: Bool)
    /// An array; for each dimension the number of elements, nil for `[]`.
    case array(of: MetadataID?, counts: [Int?])
    /// `enum`; see `enumerators(of:)`.
    case enumeration(base: MetadataID?)
    /// A function; nil gives nothing.
    case function(result: MetadataID?)
    /// Something that C and Rust do not have.
    case unknown
  }
}

extension DebugInfo {
  /// What a type node says; nil if `id` is no type.
  func type(_ id: MetadataID) -> DebugType? {
    if let known = typesByID[id] { return known }
    let type = metadata.node(id).flatMap(decodeType)
    typesByID[id] = .some(type)
    return type
  }

  private func decodeType(_ node: MetadataNode) -> DebugType? {
    let tag = String(node.words("tag").first?.dropFirst(7) ?? "")  // without DW_TAG_
    let kind: DebugType.Kind
    switch node.name {
    case "DIBasicType": kind = .base(encoding: node.words("encoding").first ?? "")
    case "DIStringType": kind = .unknown
    case "DISubroutineType":
      kind = .function(result: references(in: node.reference("types")).first ?? nil)
    case "DIDerivedType":
      switch tag {
      case "pointer_type", "reference_type", "rvalue_reference_type", "ptr_to_member_type":
        kind = .pointer(to: node.reference("baseType"))
      case "typedef", "const_type", "volatile_type", "restrict_type", "atomic_type",
        "immutable_type", "LLVM_ptrauth_type", "template_alias":
        kind = .qualified(tag, node.reference("baseType"))
      default: return nil
      }
    case "DICompositeType":
      switch tag {
      case "structure_type", "union_type", "class_type", "variant_part", "variant":
        kind = .record(
          keyword: tag == "union_type" ? "union" : tag == "class_type" ? "class" : "struct",
          isDeclaration: node.words("flags").contains("DIFlagFwdDecl"))
      case "array_type":
        kind = .array(of: node.reference("baseType"), counts: counts(node))
      case "enumeration_type": kind = .enumeration(base: node.reference("baseType"))
      default: kind = .unknown
      }
    default: return nil
    }
    let bits = node.integer("size") ?? 0
    var type = DebugType(kind: kind, name: node.string("name"), size: bits > 0 ? bits / 8 : 0)
    // A qualified type has the size of what it qualifies, and the node does not say so.
    // Only the node is asked, and not `type(_:)`, for it may be in a circle with this one.
    if case .qualified = kind, type.size == 0, let base = node.reference("baseType"),
      let bits = metadata.node(unqualified(base))?.integer("size"), bits > 0
    {
      type.size = bits / 8
    }
    return type
  }

  /// The operands of a tuple node that are nodes; nil for `null`.
  func references(in id: MetadataID?) -> [MetadataID?] {
    guard let id, let node = metadata.node(id), node.name == nil else { return [] }
    return node.fields.map { field in
      if case .reference(let id) = field.value { id } else { nil }
    }
  }

  private func counts(_ array: MetadataNode) -> [Int?] {
    references(in: array.reference("elements")).map { id in
      guard let id, let range = metadata.node(id) else { return nil }
      if let count = range.integer("count") { return count >= 0 ? count : nil }
      guard let upper = range.integer("upperBound") else { return nil }
      let (span, overflows) = upper.subtractingReportingOverflow(range.integer("lowerBound") ?? 0)
      return overflows || span < -1 || span == .max ? nil : span + 1
    }
  }

  /// The type with typedefs and `const`, `volatile`, `_Atomic`, `restrict` taken off.
  func unqualified(_ id: MetadataID) -> MetadataID {
    if let known = unqualifiedByID[id] { return known }
    var target = id
    for _ in 0..<Self.chainMax {
      guard let node = metadata.node(target), node.name == "DIDerivedType",
        let tag = node.words("tag").first, qualifiers.contains(tag),
        let base = node.reference("baseType")
      else { break }
      target = base
    }
    unqualifiedByID[id] = target
    return target
  }

  /// What a pointer type points to, qualifiers taken off both; nil for `void *` and for a type that
  /// is no pointer.
  func pointee(of id: MetadataID) -> MetadataID? {
    guard case .pointer(let target) = type(unqualified(id))?.kind else { return nil }
    return target.map(unqualified)
  }

  /// The name of a type as C writes it: `struct dev *`, `u32[4]`; nil is `void`.
  func typeName(_ id: MetadataID?) -> String {
    typeName(id, depth: 0)
  }

  private func typeName(_ id: MetadataID?, depth: Int) -> String {
    guard let id else { return "void" }
    guard depth < 32, let type = type(id) else { return "..." }
    switch type.kind {
    case .base, .unknown: return type.name ?? "..."
    case .qualified(let tag, let base):
      if tag == "typedef" { return type.name ?? "..." }
      let inner = typeName(base, depth: depth + 1)
      guard let word = ["const_type": "const", "volatile_type": "volatile"][tag] else {
        return inner
      }
      return inner.hasSuffix("*") ? "\(inner) \(word)" : "\(word) \(inner)"
    case .pointer(let target):
      if let name = type.name { return name }
      let inner = typeName(target, depth: depth + 1)
      if inner.hasSuffix(" (...)") { return inner.dropLast(5) + "(*)(...)" }
      return inner.hasSuffix("*") ? inner + "*" : inner + " *"
    case .record(let keyword, _): return "\(keyword) \(type.name ?? "{...}")"
    case .enumeration: return "enum \(type.name ?? "{...}")"
    case .array(let element, let counts):
      return typeName(element, depth: depth + 1)
        + counts.map { "[\($0.map(String.init) ?? "")]" }.joined()
    case .function(let result): return typeName(result, depth: depth + 1) + " (...)"
    }
  }

  /// The names and values of an `enum`, in order; empty for any other type.
  func enumerators(of id: MetadataID) -> [(name: String, value: Int)] {
    guard let node = metadata.node(unqualified(id)),
      node.words("tag") == ["DW_TAG_enumeration_type"]
    else { return [] }
    return references(in: node.reference("elements")).compactMap { id in
      guard let id, let item = metadata.node(id), item.name == "DIEnumerator",
        let name = item.string("name"), let value = item.integer("value")
      else { return nil }
      return (name, value)
    }
  }
}

private let qualifiers: Set<String> = [
  "DW_TAG_typedef", "DW_TAG_const_type", "DW_TAG_volatile_type", "DW_TAG_restrict_type",
  "DW_TAG_atomic_type", "DW_TAG_immutable_type", "DW_TAG_LLVM_ptrauth_type",
  "DW_TAG_template_alias",
]
