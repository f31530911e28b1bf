// Structures as values. clang splits a small one into the integers that the ABI passes in
// registers, some of them of odd widths; hands a large one over by a copy in memory (`byval`); and
// returns one of 9 to 16 bytes as a pair. The machine returns one value: a pair is returned through
// a hidden last parameter that points to two words of the caller.

extension ModuleLowering {
  /// The scalars of a pair that a function returns by value; nil if `type` is something else.
  func pairElements(_ type: IRType) -> [IRType]? {
    guard case .structure(let elements, isPacked: false) = type, elements.count == 2,
      elements.allSatisfy({ scalarWidth($0) != nil }), ir.layout.size(of: type) == 16
    else { return nil }
    return elements
  }

  /// The parameters of a function, the hidden one included.
  func parameterCount(_ function: IRFunction) -> Int {
    function.parameters.count + (pairElements(function.result) != nil ? 1 : 0)
  }

  /// A new object on the stack, whose end is up to the caller.
  func emitStackObject(_ size: UInt64, _ f: inout FunctionLowering) -> Int32 {
    let dst = f.newRegister()
    f.emit(VirtualInstruction(op: .stackObject, dst: dst, imm: Int64(size)))
    return dst
  }

  /// The callee's own copy of a `byval` argument.
  func emitCopy(of source: Int32, _ type: IRType, _ f: inout FunctionLowering) -> Int32 {
    let size = ir.layout.size(of: type) ?? 8
    let copy = emitStackObject(size, &f)
    let n = f.newRegister()
    f.emit(constant(.value(size), to: n))
    f.emit(VirtualInstruction(op: .memcpy, a: copy, b: source, c: n))
    return copy
  }

  /// Whether an access of `bits` takes several steps: the rest of a small structure.
  func isOdd(_ bits: UInt8) -> Bool { [24, 40, 48, 56].contains(bits) }

  /// Offset and size of each part of an odd access.
  private func parts(_ bits: UInt8) -> [(offset: Int64, size: UInt8)] {
    var parts: [(offset: Int64, size: UInt8)] = []
    var offset: Int64 = 0
    for size: UInt8 in [4, 2, 1] where bits / 8 & size != 0 {
      parts.append((offset, size))
      offset += Int64(size)
    }
    return parts
  }

  /// A load of an integer of an odd width, part by part.
  func emitOddLoad(
    _ bits: UInt8, _ base: Int32, _ offset: Int64, _ f: inout FunctionLowering
  ) -> Int32 {
    var value: Int32 = -1
    for part in parts(bits) {
      let piece = f.newRegister()
      f.emit(
        VirtualInstruction(
          op: .load, size: part.size, dst: piece, a: base, imm: offset &+ part.offset))
      guard value >= 0 else {
        value = piece
        continue
      }
      let shifted = f.newRegister()
      f.emit(
        VirtualInstruction(op: .shlI, size: 64, dst: shifted, a: piece, imm: 8 * part.offset))
      let both = f.newRegister()
      f.emit(VirtualInstruction(op: .or, size: 64, dst: both, a: value, b: shifted))
      value = both
    }
    return value
  }

  /// A store of an integer of an odd width, part by part.
  func emitOddStore(
    _ bits: UInt8, _ value: Int32, _ base: Int32, _ offset: Int64, _ f: inout FunctionLowering
  ) {
    for part in parts(bits) {
      var piece = value
      if part.offset > 0 {
        piece = f.newRegister()
        f.emit(
          VirtualInstruction(op: .lshrI, size: 64, dst: piece, a: value, imm: 8 * part.offset))
      }
      f.emit(
        VirtualInstruction(
          op: .store, size: part.size, a: base, b: piece, imm: offset &+ part.offset))
    }
  }

  /// A load of a pair: each element lies in its own 8 bytes.
  func emitPairLoad(
    _ elements: [IRType], _ base: Int32, _ offset: Int64, _ f: inout FunctionLowering
  ) throws(LoweringError) -> Representation {
    var values: [Int32] = []
    for (k, element) in elements.enumerated() {
      let w = try width(element, &f)
      let at = offset &+ Int64(8 * k)
      if isOdd(w) {
        values.append(emitOddLoad(w, base, at, &f))
      } else {
        let dst = f.newRegister()
        f.emit(
          VirtualInstruction(op: .load, size: try accessSize(w, &f), dst: dst, a: base, imm: at))
        values.append(dst)
      }
    }
    for value in values { f.aliasCount[value, default: 0] += 1 }
    return .pair(values[0], values[1])
  }

  /// Returns a pair through the hidden parameter.
  mutating func emitPairReturn(
    _ value: IRTypedValue, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard case .pair(let first, let second) = try representation(value.value, value.type, &f)
    else { throw unsupported("returning this structure by value", &f) }
    let hidden = Int32(f.function.parameters.count)
    f.emit(VirtualInstruction(op: .store, size: 8, a: hidden, b: first))
    f.emit(VirtualInstruction(op: .store, size: 8, a: hidden, b: second, imm: 8))
  }

  /// The pair that a call has left in the two words at `words`.
  func takePair(_ words: Int32, _ result: IRValueID, _ f: inout FunctionLowering) {
    var values: [Int32] = []
    for k in 0..<2 {
      let dst = f.newRegister()
      f.emit(VirtualInstruction(op: .load, size: 8, dst: dst, a: words, imm: Int64(8 * k)))
      f.aliasCount[dst, default: 0] += 1
      values.append(dst)
    }
    f.values[result.index] = .pair(values[0], values[1])
  }
}
