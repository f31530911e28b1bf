// Layouts of the structures of the source: how a model of the kernel finds a field by its name.

/// How a struct of the source lies in memory.
struct DebugStruct: Hashable, Sendable {
  /// Its tag; nil if it has none.
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
  /// Its name; nil for one without a name that is no struct.
  var name: String?
  /// Bytes from the start of the struct; for a bit-field, of the unit that the compiler accesses.
  var offset: Int
  /// Bytes; for a bit-field, of its declared type.
  var size: Int
  /// Its type.
  var type: MetadataID?
  /// For a bit-field: its bits.
  var bits: Bits?

  /// The bits of a bit-field.
  struct Bits: Hashable, Sendable {
    /// The first bit, from the start of the struct.
    var offset: Int
    /// How many.
    var width: Int
  }
}

extension DebugInfo {
  /// The layout of `struct name` (or `union name`, or a typedef of one), anonymous members
  /// flattened; nil if the module does not define it. `name` is without `struct`; in Rust it may
  /// have the path in the crate.
  func structLayout(named name: String) -> DebugStruct? {
    if recordsByName == nil { recordsByName = findRecords() }
    return recordsByName?[name].flatMap { structLayout(of: $0) }
  }

  /// The record that is called `name`, for `memberPath` and the like.
  func record(named name: String) -> MetadataID? {
    if recordsByName == nil { recordsByName = findRecords() }
    return recordsByName?[name]
  }

  /// The layout of a struct, class or union type, qualifiers and typedefs taken off; nil for one
  /// that is only declared, and for any other type.
  func structLayout(of id: MetadataID) -> DebugStruct? {
    let id = unqualified(id)
    if let known = layoutsByID[id] { return known }
    var layout: DebugStruct?
    if let type = type(id), case .record(let keyword, isDeclaration: false) = type.kind {
      var members: [DebugMember] = []
      if flatten(id, at: 0, depth: 0, into: &members) {
        layout = DebugStruct(name: type.name, keyword: keyword, size: type.size, members: members)
      }
    }
    layoutsByID[id] = .some(layout)
    return layout
  }

  /// All records with a definition, by tag; then typedefs of records, where no tag is called so.
  private func findRecords() -> [String: MetadataID] {
    var found: [String: MetadataID] = [:]
    var typedefs: [(String, MetadataID)] = []
    func note(_ name: String, _ id: MetadataID) {
      if found[name] == nil { found[name] = id }
    }
    for id in metadata.numbered {
      if metadata.starts(id, with: "!DICompositeType(") {
        guard let node = metadata.node(id), let name = node.string("name"),
          case .record(_, isDeclaration: false) = type(id)?.kind
        else { continue }
        note(name, id)
        let path = path(of: node.reference("scope"))
        if !path.isEmpty { note(path + name, id) }
      } else if metadata.starts(id, with: "!DIDerivedType(tag: DW_TAG_typedef"),
        let node = metadata.node(id), let name = node.string("name")
      {
        typedefs.append((name, id))
      }
    }
    for (name, id) in typedefs {
      let target = unqualified(id)
      if case .record(_, isDeclaration: false) = type(target)?.kind { note(name, target) }
    }
    return found
  }

  /// Appends the members of record `id`, which is at byte `base`; false if there are far too many.
  private func flatten(
    _ id: MetadataID, at base: Int, depth: Int, into members: inout [DebugMember]
  ) -> Bool {
    guard depth < 32 else { return false }
    for member in directMembers(of: id) {
      guard members.count < memberMax else { return false }
      var member = member
      member.offset &+= base
      member.bits?.offset &+= base &* 8
      if member.name == nil, member.bits == nil, let type = member.type,
        case .record = self.type(unqualified(type))?.kind
      {
        guard flatten(unqualified(type), at: member.offset, depth: depth + 1, into: &members)
        else { return false }
      } else {
        members.append(member)
      }
    }
    return true
  }

  /// The members of record `id` as written: an anonymous one as a member without a name.
  func directMembers(of id: MetadataID) -> [DebugMember] {
    if let known = membersByID[id] { return known }
    let members = decodeMembers(of: id)
    membersByID[id] = members
    return members
  }

  private func decodeMembers(of id: MetadataID) -> [DebugMember] {
    guard let node = metadata.node(id) else { return [] }
    return references(in: node.reference("elements")).compactMap { element in
      guard let element, let node = metadata.node(element) else { return nil }
      switch node.words("tag").first {
      case "DW_TAG_member", "DW_TAG_inheritance": return member(node)
      // The variants of a Rust enum lie over each other like the members of a union.
      case "DW_TAG_variant_part":
        return DebugMember(name: nil, offset: 0, size: type(id)?.size ?? 0, type: element)
      default: return nil
      }
    }
  }

  private func member(_ node: MetadataNode) -> DebugMember? {
    let flags = node.words("flags")
    guard !flags.contains("DIFlagStaticMember") else { return nil }
    let offset = node.integer("offset") ?? 0
    let width = node.integer("size") ?? 0
    guard offset >= 0, width >= 0 else { return nil }
    let type = node.reference("baseType")
    guard flags.contains("DIFlagBitField") else {
      return DebugMember(
        name: node.string("name"), offset: offset / 8, size: width / 8, type: type)
    }
    let unit = node.integer("extraData") ?? offset / 8 * 8
    return DebugMember(
      name: node.string("name"), offset: max(0, unit) / 8,
      size: type.flatMap { self.type(unqualified($0))?.size } ?? 0, type: type,
      bits: DebugMember.Bits(offset: offset, width: width))
  }
}

/// More members than any struct has; a text with more is not from a compiler.
private let memberMax = 65536
