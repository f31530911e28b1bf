// Addresses inside objects: what `getelementptr`, `extractvalue` and `insertvalue` step over.

/// What a `getelementptr` adds to its base: `constant` bytes, plus, for each term, its value
/// (sign-extended to 64 bits) times `scale`. All of it wraps around at 64 bits.
struct AddressSteps: Hashable {
  /// The sum of what is constant, in bytes.
  var constant: Int64 = 0
  /// The variable indices.
  var terms: [Term] = []
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

extension DataLayout {
  /// What `gep` adds to its base; nil where a type has no size, or an index is of no member.
  func steps(of gep: IRGetElementPtr) -> AddressSteps? {
    var steps = AddressSteps(elementType: gep.sourceType)
    for (position, index) in gep.indices.enumerated() {
      let number = index.value.constant.flatMap { signed($0, index.type) }
      guard let scale = enter(&steps, isFirst: position == 0, member: number) else { return nil }
      if let number {
        steps.constant &+= number &* scale
      } else if scale != 0 {
        steps.terms.append(AddressSteps.Term(index: index, scale: scale))
      }
    }
    return steps
  }

  /// The byte offset of a constant address from its base; nil if an index is no plain integer or a
  /// type has no size. It wraps around at 64 bits.
  func offset(of gep: IRConstantGEP) -> Int64? {
    var steps = AddressSteps(elementType: gep.sourceType)
    for (position, index) in gep.indices.enumerated() {
      guard let number = signed(index.constant, index.type),
        let scale = enter(&steps, isFirst: position == 0, member: number)
      else { return nil }
      steps.constant &+= number &* scale
    }
    return steps.constant
  }

  /// Steps into the element type, and gives the bytes to add for each unit of the index. A member
  /// of a struct is added here, and the scale is 0.
  private func enter(_ steps: inout AddressSteps, isFirst: Bool, member: Int64?) -> Int64? {
    if !isFirst {
      switch steps.elementType {
      case .array(_, let element), .vector(_, let element, isScalable: false):
        steps.elementType = element
      default:
        guard let layout = structure(steps.elementType), let member, member >= 0,
          member < layout.members.count
        else { return nil }
        steps.elementType = layout.members[Int(member)]
        steps.constant &+= Int64(layout.offsets[Int(member)])
        return 0
      }
    }
    return size(of: steps.elementType).map { Int64($0) }
  }

  /// The byte offset of `indices` (as of `extractvalue`) in `type` and the type there; nil if
  /// there is no such element.
  func element(of type: IRType, indices: [UInt32]) -> (offset: UInt64, type: IRType)? {
    var offset: UInt64 = 0
    var type = type
    for index in indices {
      if case .array(let count, let element) = type {
        guard index < count, let size = size(of: element) else { return nil }
        offset &+= size &* UInt64(index)
        type = element
      } else {
        guard let layout = structure(type), index < layout.members.count else { return nil }
        offset &+= layout.offsets[Int(index)]
        type = layout.members[Int(index)]
      }
    }
    return (offset, type)
  }

  /// A constant integer of at most 64 bits, sign-extended; zero for `zeroinitializer`, `undef` and
  /// `poison` of an integer type.
  func signed(_ constant: IRConstant, _ type: IRType) -> Int64? {
    guard let width = type.intWidth else { return nil }
    switch constant {
    case .int(let bits):
      let shift = 64 - min(width, 64)
      return Int64(bitPattern: bits << shift) >> shift
    case .wideInt(let words):
      // Indices are taken modulo the width of a pointer.
      return words.first.map { Int64(bitPattern: $0) }
    case .zeroInitializer, .undef, .poison: return 0
    default: return nil
    }
  }
}
