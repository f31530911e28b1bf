// From bytes back to the words of the source: which member an access touches.

extension DebugInfo {
  /// What an access of `size` bytes at `byteOffset` in an object of type `id` touches, in the
  /// words of the source, to be put after its name: `.regs[1].x`, `[3]`; empty where it is the
  /// whole of it or several members. Bit-fields that share what is accessed are given together,
  /// `.f1|f2`. Nil where there is nothing (padding, outside).
  func memberPath(of id: MetadataID, byteOffset: Int, size: Int) -> String? {
    memberPath(of: id, byteOffset: byteOffset, size: size, indices: [])
  }

  /// The same where parts of the address are indices that vary: each adds a multiple of `scale`
  /// bytes, and is written as `text`, if there is an array with elements of that size on the way.
  func memberPath(
    of id: MetadataID, byteOffset: Int, size: Int, indices: [(scale: Int, text: String)]
  ) -> String? {
    member(of: id, byteOffset: byteOffset, size: size, indices: indices)?.path
  }

  /// The same with the type of what is touched; nil where that is several members.
  func member(
    of id: MetadataID, byteOffset: Int, size: Int, indices: [(scale: Int, text: String)]
  ) -> (path: String, type: MetadataID?)? {
    var search = PathSearch(info: self, size: size)
    return search.find(id, byteOffset, indices[...], depth: 0).map { ($0.text, $0.type) }
  }
}

/// One search; it is given up where the text has more ways than any compiler makes.
private struct PathSearch {
  let info: DebugInfo
  let size: Int
  var stepsLeft = 1000

  /// A path, and how well it fits: 2 a scalar of just that size, 1 part of one, 0 several.
  struct Path {
    var text: String
    var fit: Int
    var type: MetadataID?
  }

  typealias Indices = ArraySlice<(scale: Int, text: String)>

  mutating func find(
    _ id: MetadataID, _ offset: Int, _ indices: Indices, depth: Int
  ) -> Path? {
    stepsLeft -= 1
    guard stepsLeft > 0, depth < 32, offset >= 0, size >= 0 else { return nil }
    let id = info.unqualified(id)
    guard let type = info.type(id) else { return nil }
    switch type.kind {
    case .array(let element, let counts):
      return findElement(element, counts[...], type.size, offset, indices, depth: depth)
    case .record(_, isDeclaration: false):
      return findMember(id, type.size, offset, indices, depth: depth)
    default:
      guard indices.isEmpty, type.size == 0 || contains(type.size, offset) else { return nil }
      return Path(text: "", fit: offset == 0 && size == type.size ? 2 : 1, type: id)
    }
  }

  /// Whether the access lies in `length` bytes.
  private func contains(_ length: Int, _ offset: Int) -> Bool {
    size <= length && offset <= length - size
  }

  private mutating func findMember(
    _ record: MetadataID, _ recordSize: Int, _ offset: Int, _ indices: Indices, depth: Int
  ) -> Path? {
    let members = info.directMembers(of: record)
    if indices.isEmpty, let bits = bitFields(members, offset) { return bits }
    var best: Path?
    var overlaps = false
    for member in members where member.bits == nil {
      guard let type = member.type, member.offset <= offset &+ max(size, 1) &- 1 else { continue }
      let isOpen = isFlexible(type)
      overlaps = overlaps || isOpen || offset < member.offset &+ member.size
      guard offset >= member.offset,
        isOpen || !indices.isEmpty || contains(member.size, offset - member.offset),
        var path = find(type, offset - member.offset, indices, depth: depth + 1)
      else { continue }
      if let name = member.name { path.text = ".\(name)\(path.text)" }
      if path.fit > best?.fit ?? -1 { best = path }
    }
    if let best { return best }
    guard overlaps, indices.isEmpty, contains(recordSize, offset) else { return nil }
    return Path(text: "", fit: 0)
  }

  /// The bit-fields among `members` that share the bytes, if only they do.
  private func bitFields(_ members: [DebugMember], _ offset: Int) -> Path? {
    let (start, overflows) = offset.multipliedReportingOverflow(by: 8)
    guard !overflows, size > 0, size <= 16 else { return nil }
    let end = start &+ size * 8
    let touched = members.filter { member in
      let from = member.bits?.offset ?? member.offset &* 8
      return from < end && from &+ (member.bits?.width ?? member.size &* 8) > start
    }
    guard !touched.isEmpty, touched.allSatisfy({ $0.bits != nil }) else { return nil }
    let names = touched.compactMap(\.name)
    let shown = names.prefix(4).joined(separator: "|") + (names.count > 4 ? "|..." : "")
    return Path(text: ".\(shown)", fit: 2)
  }

  /// Whether it is an array without a bound: it goes on behind the struct.
  private func isFlexible(_ type: MetadataID) -> Bool {
    guard case .array(_, let counts) = info.type(info.unqualified(type))?.kind else { return false }
    return counts.isEmpty || counts.first == .some(nil) || counts.first == .some(0)
  }

  private mutating func findElement(
    _ element: MetadataID?, _ counts: ArraySlice<Int?>, _ arraySize: Int, _ offset: Int,
    _ indices: Indices, depth: Int
  ) -> Path? {
    guard counts.count <= 16, let element, let elementSize = info.type(element)?.size else {
      return nil
    }
    // The bytes of one step of the outermost dimension.
    var stride = elementSize
    for count in counts.dropFirst() {
      let (product, overflows) = stride.multipliedReportingOverflow(by: count ?? 0)
      guard !overflows else { return nil }
      stride = product
    }
    guard stride > 0 else { return nil }
    let isOpen = counts.isEmpty || counts.first == .some(nil) || counts.first == .some(0)
    guard isOpen || !indices.isEmpty || contains(arraySize, offset) else { return nil }
    var indices = indices
    let index = offset / stride
    let rest = offset % stride
    var text = "[\(index)]"
    if let variable = indices.first, variable.scale == stride {
      text = index == 0 ? "[\(variable.text)]" : "[\(variable.text) + \(index)]"
      indices = indices.dropFirst()
    } else if indices.isEmpty, size > stride - rest {
      if offset == 0, size >= arraySize { return Path(text: "", fit: 0) }
      return Path(text: "[\(index)..\((offset &+ size &- 1) / stride)]", fit: 0)
    }
    let path =
      counts.count > 1
      ? findElement(element, counts.dropFirst(), stride, rest, indices, depth: depth)
      : find(element, rest, indices, depth: depth + 1)
    return path.map { Path(text: text + $0.text, fit: $0.fit, type: $0.type) }
  }
}
