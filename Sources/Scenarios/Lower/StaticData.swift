// What variables hold at load: bytes, and addresses that are filled in later.

import Sim

extension ModuleLowering {
  /// Gives the module's variables their initial contents.
  mutating func fillGlobals() throws(LoweringError) {
    for variable in ir.variables {
      guard let g = globalOf[variable.symbol.index], let initializer = variable.initializer else {
        continue
      }
      var image = Image(size: program.globals[g].size)
      guard write(initializer, variable.type, at: 0, to: &image) else {
        throw error(
          "the initial value of '\(variable.name)' is not a number, an address or a list of them;"
            + " assign it at run time", at: program.globals[g].location)
      }
      program.globals[g].bytes = image.trimmed
      program.globals[g].relocations = image.relocations
    }
  }

  private struct Image {
    let size: Int
    var bytes: [UInt8] = []
    var relocations: [(offset: Int, target: Operand)] = []

    init(size: Int) { self.size = size }

    /// The bytes up to the last one that is not zero.
    var trimmed: [UInt8] { Array(bytes[..<((bytes.lastIndex { $0 != 0 } ?? -1) + 1)]) }

    mutating func put(_ byte: UInt8, at offset: Int) {
      guard offset >= 0, offset < size, byte != 0 || offset < bytes.count else { return }
      if offset >= bytes.count {
        bytes += [UInt8](repeating: 0, count: offset + 1 - bytes.count)
      }
      bytes[offset] = byte
    }

    mutating func put(_ value: UInt64, _ count: Int, at offset: Int) {
      for k in 0..<min(count, 8) {
        put(UInt8(truncatingIfNeeded: value >> UInt64(8 * k)), at: offset + k)
      }
    }
  }

  /// Puts `constant` into the image; false where it has no such form.
  private func write(
    _ constant: IRConstant, _ type: IRType, at offset: Int, to image: inout Image
  ) -> Bool {
    switch constant {
    case .null, .undef, .poison, .zeroInitializer, .none: return true
    case .int(let v):
      image.put(v, Int(ir.layout.storeSize(of: type) ?? 8), at: offset)
      return true
    case .wideInt(let words):
      for (k, w) in words.enumerated() { image.put(w, 8, at: offset + 8 * k) }
      return true
    case .bytes(let bytes):
      for (k, b) in bytes.enumerated() { image.put(b, at: offset + k) }
      return true
    case .aggregate(let elements):
      for (k, element) in elements.enumerated() {
        guard let place = ir.layout.element(of: type, indices: [UInt32(truncatingIfNeeded: k)]),
          write(element.constant, element.type, at: offset + Int(place.offset), to: &image)
        else { return false }
      }
      return true
    default:
      guard let operand = operand(constant) else { return false }
      if case .value(let v) = operand {
        image.put(v, Int(ir.layout.storeSize(of: type) ?? 8), at: offset)
      } else {
        guard ir.layout.storeSize(of: type) == 8, offset + 8 <= image.size else { return false }
        image.relocations.append((offset, operand))
      }
      return true
    }
  }

  /// A scalar constant as an operand, not cut to its width; nil for what has no such form.
  func operand(_ constant: IRConstant) -> Operand? {
    switch constant {
    case .int(let v): return .value(v)
    case .null, .undef, .poison, .zeroInitializer, .none: return .value(0)
    case .symbol(let id): return operand(symbol: id)
    case .getElementPtr(let gep):
      guard let base = operand(gep.base.constant), let offset = ir.layout.offset(of: gep) else {
        return nil
      }
      return base.adding(offset)
    case .cast(let cast, let value): return self.operand(cast, value)
    case .binary(let op, let a, let b):
      guard let x = operand(a.constant), case .value(let y)? = operand(b.constant) else {
        return nil
      }
      switch (op, x) {
      case (.add, _): return x.adding(Int64(bitPattern: y))
      case (.sub, _): return x.adding(0 &- Int64(bitPattern: y))
      case (.and, .value(let x)): return .value(x & y)
      case (.or, .value(let x)): return .value(x | y)
      case (.xor, .value(let x)): return .value(x ^ y)
      default: return nil
      }
    // Only `_THIS_IP_` takes the address of a label, and only to print it.
    case .blockAddress: return .value(1)
    default: return nil
    }
  }

  private func operand(_ cast: IRCast, _ value: IRTypedConstant) -> Operand? {
    switch cast {
    case .ptrtoint, .inttoptr, .bitcast, .zext, .ptrtoaddr, .addrspacecast:
      return operand(value.constant)
    case .trunc:
      // The user of the constant cuts it to the width of its type.
      guard case .value(let v)? = operand(value.constant) else { return nil }
      return .value(v)
    case .sext:
      return ir.layout.signed(value.constant, value.type).map { .value(UInt64(bitPattern: $0)) }
    default: return nil
    }
  }

  private func operand(symbol id: IRSymbolID) -> Operand? {
    guard let target = ir.resolve(id) else {
      guard case .alias(let n) = ir.symbols[id.index].kind, !ir.aliases[n].isIFunc else {
        return nil
      }
      return aliasedOperand(ir.aliases[n].target)
    }
    if let f = functionOf[target.index] { return .function(f) }
    if let e = externalOf[target.index] { return .external(e) }
    if let g = globalOf[target.index] { return .global(g, offset: 0) }
    return nil
  }

  /// An alias of an address inside an object. An alias of an alias of such is not followed: it
  /// could lead in a circle, and no compiler makes one.
  private func aliasedOperand(_ target: IRConstant) -> Operand? {
    guard case .getElementPtr(let gep) = target, case .symbol(let id) = gep.base.constant,
      ir.resolve(id) != nil
    else { return nil }
    return operand(target)
  }
}

extension Operand {
  /// The address `bytes` further on; nil where there is no such operand: in a function, or further
  /// away than an operand can say.
  func adding(_ bytes: Int64) -> Operand? {
    switch self {
    case .value(let v): return .value(v &+ UInt64(bitPattern: bytes))
    case .global(let g, let offset):
      return Int32(exactly: Int64(offset) &+ bytes).map { .global(g, offset: $0) }
    case .function, .external: return bytes == 0 ? self : nil
    }
  }
}
