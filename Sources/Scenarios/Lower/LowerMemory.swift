// Memory: each access of the source is one visible instruction, at a register plus a constant.

import Sim

extension ModuleLowering {
  /// The largest local variable, in bytes; the kernel's stack is 16 kB.
  private static let localSizeMax: UInt64 = 1 << 16

  mutating func lowerAlloca(
    _ a: IRAlloca, _ result: IRValueID?, in block: Int, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard let result, f.promoted[result.index] < 0 else { return }
    // The compiler gives a place to the variable rather than to its memory.
    if let record = f.function.debugRecords.first(where: {
      $0.kind == "declare" && $0.value?.value == .local(result)
    }) {
      f.location = location(record.debug)
    }
    var count: UInt64 = 1
    if let n = a.count {
      guard case .constant(.int(let c)) = n.value else {
        throw unsupported(
          "an array of variable length on the stack", &f, "give it a constant length")
      }
      count = c
    }
    guard block == 0 else {
      throw unsupported("alloca() within a function", &f, "declare an array")
    }
    let (size, overflows) = (ir.layout.size(of: a.type) ?? .max).multipliedReportingOverflow(
      by: count)
    guard !overflows, size <= Self.localSizeMax else {
      throw unsupported(
        "a local variable of more than \(Self.localSizeMax) bytes", &f, "allocate it on the heap")
    }
    let object = f.add(.stackObject, width: 64, imm: Int64(max(1, size)))
    f.stackObjects.append(object)
    f.define(result, object)
  }

  /// Whether an address lies in memory that nothing changes: a constant of the module, or one of
  /// the kernel's pointers to its system workqueues.
  private func isConstant(_ pointer: IRValue, _ f: FunctionLowering) -> Bool {
    switch pointer {
    case .local(let id): return f.pointsToConstant[id.index]
    case .constant(let c):
      guard case .global(let g, _)? = operand(c) else { return false }
      let global = program.globals[g]
      return global.isConstant || (global.isExternal && global.name.hasPrefix("system_"))
    default: return false
    }
  }

  mutating func lowerLoad(
    _ l: IRLoad, _ result: IRValueID?, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    if let id = l.pointer.value.local, f.promoted[id.index] >= 0 {
      let slot = f.promoted[id.index]
      f.define(result, f.add(.move, width: f.code.widths[Int(slot)], a: slot))
      return
    }
    let isMarked = l.isVolatile || l.ordering != .notAtomic
    let base = try register(l.pointer, &f)
    let op: Op =
      isMarked ? .loadMarked : isConstant(l.pointer.value, f) ? .loadConstant : .load
    guard let leaves = leaves(of: l.type), !isMarked || leaves.count == 1 else {
      throw unsupported(unsupportedType(l.type), &f)
    }
    // What is reached through a pointer is read after the pointer, without any barrier.
    let isPointer = leaves.count == 1 && leaves[0].type.isPointer
    let order: MemoryOrder =
      !isMarked ? .relaxed : l.isVolatile && isPointer ? .acquire : MemoryOrder(l.ordering)
    var parts: [Int32] = []
    for leaf in leaves {
      parts.append(
        try load(leaf.type, at: base, Int64(leaf.offset), op, accessed(l.pointer, leaf), &f, order: order))
    }
    guard let result else { return }
    f.values[result.index] = scalarWidth(l.type) != nil ? .scalar(parts[0]) : .parts(parts)

    func accessed(_ pointer: IRTypedValue, _ leaf: (offset: Int, type: IRType)) -> String {
      let size = Int(ir.layout.storeSize(of: leaves.count == 1 ? leaf.type : l.type) ?? 8)
      return f.names.text(of: pointer.value, size: size) ?? ""
    }
  }

  mutating func lowerStore(_ s: IRStore, _ f: inout FunctionLowering) throws(LoweringError) {
    if let id = s.pointer.value.local, f.promoted[id.index] >= 0 {
      let value = try register(s.value, &f)
      f.add(VirtualInstruction(op: .move, dst: f.promoted[id.index], a: value))
      return
    }
    let isMarked = s.isVolatile || s.ordering != .notAtomic
    let parts = try parts(s.value, &f)
    let base = try register(s.pointer, &f)
    guard let leaves = leaves(of: s.value.type), leaves.count == parts.count,
      !isMarked || leaves.count == 1
    else { throw unsupported(unsupportedType(s.value.type), &f) }
    let size = Int(ir.layout.storeSize(of: s.value.type) ?? 8)
    let text = f.names.text(of: s.pointer.value, size: size) ?? ""
    for (part, leaf) in zip(parts, leaves) {
      try store(
        part, leaf.type, at: base, Int64(leaf.offset), text, isMarked: isMarked,
        &f, order: MemoryOrder(s.ordering))
    }
  }

  // MARK: Accesses of any width

  /// The accesses that make up one of `bytes` bytes. Only small structures that the compiler passes
  /// in a register have a width that is no power of two, and their memory is a private temporary.
  private func pieces(
    _ type: IRType, isMarked: Bool, _ f: inout FunctionLowering
  ) throws(LoweringError) -> [(offset: Int64, size: UInt8)] {
    let bytes = ir.layout.storeSize(of: type) ?? 0
    var pieces: [(offset: Int64, size: UInt8)] = []
    var at: UInt64 = 0
    for size: UInt64 in [8, 4, 2, 1] where at + size <= bytes {
      pieces.append((Int64(at), UInt8(size)))
      at += size
    }
    guard at == bytes, !isMarked || pieces.count == 1 else {
      throw unsupported("a volatile or atomic access of \(bytes) bytes", &f, "use 1, 2, 4 or 8")
    }
    return pieces
  }

  /// Loads a scalar from `base + offset`.
  mutating func load(
    _ type: IRType, at base: Int32, _ offset: Int64, _ op: Op, _ text: String,
    _ f: inout FunctionLowering, order: MemoryOrder = .relaxed
  ) throws(LoweringError) -> Int32 {
    let w = try width(type, &f)
    var value: Int32 = -1
    for piece in try pieces(type, isMarked: op == .loadMarked, &f) {
      let part = f.code.newRegister(piece.size * 8)
      f.add(
        VirtualInstruction(
          op: op, size: piece.size, dst: part, a: base, imm: offset &+ piece.offset,
          text: intern(name: text), order: order))
      if value < 0 {
        value = part
      } else {
        let by = f.constant(UInt64(piece.offset) * 8)
        let high = f.add(.shl, width: 64, a: part, b: by)
        value = f.add(.or, width: 64, a: value, b: high)
      }
    }
    let isWhole = UInt64(w) == (ir.layout.storeSize(of: type) ?? 0) * 8
    return isWhole ? value : f.add(.trunc, size: w, width: w, a: value)
  }

  /// Stores a scalar at `base + offset`.
  mutating func store(
    _ value: Int32, _ type: IRType, at base: Int32, _ offset: Int64, _ text: String,
    isMarked: Bool = false, _ f: inout FunctionLowering, order: MemoryOrder = .relaxed
  ) throws(LoweringError) {
    for piece in try pieces(type, isMarked: isMarked, &f) {
      var part = value
      if piece.offset > 0 {
        let by = f.constant(UInt64(piece.offset) * 8)
        part = f.add(.lshr, width: 64, a: value, b: by)
      }
      f.add(
        VirtualInstruction(
          op: isMarked ? .storeMarked : .store, size: piece.size, a: base, b: part,
          imm: offset &+ piece.offset, text: intern(name: text), order: order))
    }
  }

  // MARK: Addresses

  mutating func lowerElementPointer(
    _ g: IRGetElementPtr, _ result: IRValueID?, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard let result else { return }
    guard let steps = ir.layout.steps(of: g) else {
      throw unsupported("an address inside a type without a size", &f)
    }
    f.pointsToConstant[result.index] = isConstant(g.base.value, f)
    var address = try register(g.base, &f)
    for term in steps.terms {
      let w = try width(term.index.type, &f)
      var index = try register(term.index, &f)
      if w < 64 { index = f.add(.sext, size: w, width: 64, a: index, imm: 64) }
      if term.scale != 1 {
        let scale = f.constant(UInt64(bitPattern: term.scale))
        index = f.add(.mul, width: 64, a: index, b: scale)
      }
      address = f.add(.add, width: 64, a: address, b: index)
    }
    if steps.constant != 0 {
      address = f.add(.addI, width: 64, a: address, imm: steps.constant)
    }
    f.define(result, address)
  }

  // MARK: Atomics

  private static let rmwOps: [String: RMWOperation] = [
    "xchg": .exchange, "add": .add, "sub": .sub, "and": .and, "or": .or, "xor": .xor,
    "nand": .nand, "max": .max, "min": .min, "umax": .umax, "umin": .umin,
  ]

  private func atomicSize(
    _ type: IRType, _ f: inout FunctionLowering
  ) throws(LoweringError) -> UInt8 {
    let w = try width(type, &f)
    let pieces = try pieces(type, isMarked: true, &f)
    guard pieces[0].size * 8 == w else {
      throw unsupported("an atomic operation on \(w) bits", &f, "use 8, 16, 32 or 64")
    }
    return pieces[0].size
  }

  mutating func lowerAtomic(
    _ a: IRAtomicRMW, _ result: IRValueID?, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard let op = Self.rmwOps[a.operation] else {
      throw unsupported("the atomic operation '\(a.operation)'", &f, "use a loop with cmpxchg")
    }
    let size = try atomicSize(a.value.type, &f)
    let value = try register(a.value, &f)
    let pointer = try register(a.pointer, &f)
    let dst = f.code.newRegister(size * 8)
    let text = f.names.text(of: a.pointer.value, size: Int(size)) ?? ""
    f.add(
      VirtualInstruction(
        op: .rmw, size: size, dst: dst, a: pointer, b: value, imm: op.rawValue,
        text: intern(name: text), order: MemoryOrder(a.ordering)))
    f.define(result, dst)
  }

  mutating func lowerCompareExchange(
    _ c: IRCompareExchange, _ result: IRValueID?, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    let size = try atomicSize(c.expected.type, &f)
    let expected = try register(c.expected, &f)
    let replacement = try register(c.replacement, &f)
    let pointer = try register(c.pointer, &f)
    let old = f.code.newRegister(size * 8)
    let text = f.names.text(of: c.pointer.value, size: Int(size)) ?? ""
    f.add(
      VirtualInstruction(
        op: .cmpxchg, size: size, dst: old, a: pointer, b: expected, c: replacement,
        text: intern(name: text), order: MemoryOrder(c.success)))
    let success = f.add(.eq, size: size * 8, width: 1, a: old, b: expected)
    if let result { f.values[result.index] = .parts([old, success]) }
  }
}

extension MemoryOrder {
  /// The order of an access or barrier of the IR.
  init(_ ordering: IROrdering) {
    switch ordering {
    case .notAtomic, .unordered, .monotonic: self = .relaxed
    case .acquire: self = .acquire
    case .release: self = .release
    case .acqRel: self = [.acquire, .release]
    case .seqCst: self = .full
    }
  }
}
