// Sizes, alignments and offsets of types, as `target datalayout` gives them.
//
// The rules are LLVM's ("Data Layout" in its language reference): a struct is laid out member
// after member at natural alignment, and padded at its end; an integer of a width that the string
// does not name has the alignment of the next wider one that it does, or of the widest.

/// The layout of memory that a module was compiled for.
struct DataLayout: Sendable {
  /// The string it was read from.
  var text = ""
  /// Whether the lowest byte comes first. `E` in the string makes it false.
  var isLittleEndian = true
  /// Layouts of the named types of the module, by `IRNamedTypeID`; nil for one without a size.
  var named: [StructLayout?] = []

  /// Alignment in bytes, by width in bits, in the order of width.
  private var integers: [(width: UInt64, alignment: UInt64)] = [
    (1, 1), (8, 1), (16, 2), (32, 4), (64, 4),
  ]
  private var floats: [(width: UInt64, alignment: UInt64)] = [
    (16, 2), (32, 4), (64, 8), (128, 16),
  ]
  private var vectors: [(width: UInt64, alignment: UInt64)] = [(64, 8), (128, 16)]
  /// By address space; 0 is always there.
  private var pointers: [UInt32: Pointer] = [0: Pointer(size: 8, alignment: 8)]
  private var aggregateAlignment: UInt64 = 1

  private struct Pointer {
    var size: UInt64
    var alignment: UInt64
  }

  /// The size that no type may exceed, in bytes: what fits the address space of x86-64.
  static let sizeMax: UInt64 = 1 << 47

  /// The layout that LLVM assumes where the string is empty.
  init() {}

  /// Reads a `target datalayout` string; nil if it is not one, with `fault` the part that is wrong.
  init?(_ text: String, fault: inout String) {
    self.text = text
    for part in text.split(separator: "-", omittingEmptySubsequences: false) {
      fault = String(part)
      guard read(part) else { return nil }
    }
  }

  /// The size of a pointer, in bytes.
  func pointerSize(addressSpace: UInt32 = 0) -> UInt64 { pointer(addressSpace).size }

  /// The size of `type` in memory, with padding at its end, in bytes: the distance of two elements
  /// of an array. Nil for a type without a size (void, opaque, function), and for one larger than
  /// `sizeMax`.
  func size(of type: IRType) -> UInt64? { extent(of: type)?.size }

  /// The bytes that a load or store of `type` touches; at most `size(of:)`.
  func storeSize(of type: IRType) -> UInt64? { extent(of: type)?.storeSize }

  /// The alignment of `type`, in bytes; nil where `size(of:)` is.
  func alignment(of type: IRType) -> UInt64? { extent(of: type)?.alignment }

  /// Size and alignment together: asking for one after the other at each level of a nested type
  /// would take time exponential in its depth.
  private struct Extent {
    var storeSize: UInt64
    var alignment: UInt64
    var size: UInt64 { roundUp(storeSize, alignment) }
  }

  private func extent(of type: IRType) -> Extent? {
    switch type {
    case .void, .label, .metadata, .token, .other, .function: return nil
    case .int(let width):
      return Extent(
        storeSize: (UInt64(width) + 7) / 8, alignment: integerAlignment(UInt64(width)))
    case .float(let kind):
      let width = kind.storeSize * 8
      let alignment = floats.first { $0.width == width }?.alignment
      return Extent(
        storeSize: kind.storeSize, alignment: alignment ?? powerOfTwo(atLeast: kind.storeSize))
    case .pointer(let space):
      let pointer = pointer(space)
      return Extent(storeSize: pointer.size, alignment: pointer.alignment)
    case .vector(let count, let element, isScalable: false):
      guard let size = bits(of: element).flatMap({ product($0, count) }).map({ ($0 + 7) / 8 })
      else { return nil }
      let alignment = vectors.first { $0.width == size * 8 }?.alignment
      return Extent(storeSize: size, alignment: alignment ?? powerOfTwo(atLeast: size))
    case .vector: return nil
    case .array(let count, let element):
      guard let element = extent(of: element), let size = product(element.size, count) else {
        return nil
      }
      return Extent(storeSize: size, alignment: element.alignment)
    case .structure, .named:
      return structure(type).map { Extent(storeSize: $0.size, alignment: $0.alignment) }
    }
  }

  /// The offsets, size and alignment of a struct type, named or literal; nil for any other type.
  func structure(_ type: IRType) -> StructLayout? {
    switch type {
    case .named(let id): return named.indices.contains(id.index) ? named[id.index] : nil
    case .structure(let members, let isPacked): return structure(members, isPacked: isPacked)
    default: return nil
    }
  }

  private func structure(_ members: [IRType], isPacked: Bool) -> StructLayout? {
    var layout = StructLayout(
      members: members, offsets: [], size: 0, alignment: isPacked ? 1 : aggregateAlignment)
    layout.offsets.reserveCapacity(members.count)
    for member in members {
      guard let extent = extent(of: member) else { return nil }
      let alignment = isPacked ? 1 : extent.alignment
      layout.alignment = max(layout.alignment, alignment)
      let offset = roundUp(layout.size, alignment)
      layout.offsets.append(offset)
      layout.size = offset + extent.size
      guard layout.size <= Self.sizeMax else { return nil }
    }
    layout.size = roundUp(layout.size, layout.alignment)
    return layout
  }

  private func bits(of type: IRType) -> UInt64? {
    switch type {
    case .int(let width): UInt64(width)
    default: storeSize(of: type).map { $0 * 8 }
    }
  }

  private func pointer(_ space: UInt32) -> Pointer {
    pointers[space] ?? pointers[0] ?? Pointer(size: 8, alignment: 8)
  }

  private func integerAlignment(_ width: UInt64) -> UInt64 {
    integers.first { $0.width >= width }?.alignment ?? integers.last?.alignment ?? 8
  }
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

extension IRFloatKind {
  /// The bytes of a value.
  fileprivate var storeSize: UInt64 {
    switch self {
    case .half, .bfloat: 2
    case .float: 4
    case .double: 8
    case .x86FP80: 10
    case .fp128, .ppcFP128: 16
    }
  }
}

private func product(_ size: UInt64, _ count: UInt64) -> UInt64? {
  let (result, overflows) = size.multipliedReportingOverflow(by: count)
  return overflows || result > DataLayout.sizeMax ? nil : result
}

private func roundUp(_ size: UInt64, _ alignment: UInt64) -> UInt64 {
  (size + alignment - 1) / alignment * alignment
}

private func powerOfTwo(atLeast size: UInt64) -> UInt64 {
  var power: UInt64 = 1
  while power < size { power *= 2 }
  return power
}

// Reading the string.
extension DataLayout {
  /// Reads one part between dashes; false if it is malformed.
  private mutating func read(_ part: Substring) -> Bool {
    guard let kind = part.first else { return text.isEmpty }
    let fields = part.split(separator: ":", omittingEmptySubsequences: false)
    let head = fields[0].dropFirst()
    switch kind {
    case "e": isLittleEndian = true
    case "E": isLittleEndian = false
    case "p": return readPointer(head, fields.dropFirst())
    case "i": return set(&integers, head, fields.dropFirst())
    case "f": return set(&floats, head, fields.dropFirst())
    case "v": return set(&vectors, head, fields.dropFirst())
    case "a":
      guard let alignment = bytes(fields.dropFirst().first, zeroIs: 1) else { return false }
      aggregateAlignment = alignment
    // Native widths, stack, mangling, address spaces, non-integral pointers, functions: of no
    // consequence to the layout of data.
    case "n", "S", "m", "P", "A", "G", "F": break
    default: return false
    }
    return true
  }

  private mutating func readPointer(_ head: Substring, _ fields: ArraySlice<Substring>) -> Bool {
    // Letters before the number of the address space mark pointers that are no plain integers.
    let number = head.drop { $0.isLetter }
    guard let space = number.isEmpty ? 0 : UInt32(number), let size = bytes(fields.first),
      let alignment = bytes(fields.dropFirst().first)
    else { return false }
    pointers[space] = Pointer(size: size, alignment: alignment)
    return true
  }

  private func set(
    _ list: inout [(width: UInt64, alignment: UInt64)], _ head: Substring,
    _ fields: ArraySlice<Substring>
  ) -> Bool {
    guard let width = UInt64(head), (1...(1 << 24)).contains(width),
      let alignment = bytes(fields.first)
    else { return false }
    list.removeAll { $0.width == width }
    let place = list.firstIndex { $0.width > width } ?? list.endIndex
    list.insert((width, alignment), at: place)
    return true
  }

  /// A number of bits, in bytes: a power of two up to 64 kB.
  private func bytes(_ field: Substring?, zeroIs zero: UInt64? = nil) -> UInt64? {
    guard let field, let bits = UInt64(field) else { return nil }
    if bits == 0 { return zero }
    let bytes = bits / 8
    return bits % 8 == 0 && bytes.nonzeroBitCount == 1 && bytes <= 65536 ? bytes : nil
  }
}
