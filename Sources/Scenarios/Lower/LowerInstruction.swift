// Instruction by instruction.

import Sim

extension ModuleLowering {
  mutating func lower(
    _ i: IRInstruction, _ index: Int, _ block: Int, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    // Views are kept only as long as a later instruction of the block uses them.
    forEachOperand(of: i.operation) { value in
      if let id = value.local { f.useCount[id.index] -= 1 }
    }
    switch i.operation {
    case .binary(let op, let type, let a, let b, _): try binary(op, type, a, b, i, &f)
    case .cast(let cast, let value, let to, _): try lowerCast(cast, value, to, i, &f)
    case .compare(let predicate, let type, let a, let b):
      try compare(predicate, type, a, b, i, &f)
    case .select(let c, let a, let b):
      guard let result = i.result else { return }
      let rc = try register(c.value, c.type, &f)
      let ra = try register(a.value, a.type, &f)
      let rb = try register(b.value, b.type, &f)
      let dst = f.newRegister()
      f.emit(VirtualInstruction(op: .select, dst: dst, a: rc, b: ra, c: rb))
      define(result, .register(dst), &f)
    case .freeze(let v):
      if let result = i.result { define(result, try representation(v.value, v.type, &f), &f) }
    case .phi:
      // Written by the predecessors.
      if let result = i.result, f.values[result.index] == nil {
        f.values[result.index] = .register(f.newRegister())
      }
    case .alloca(let a): try alloca(a, i, &f)
    case .load(let l): try load(l, i, &f)
    case .store(let s): try store(s, &f)
    case .getElementPtr(let g): try elementPointer(g, i, &f)
    case .atomicRMW(let a): try atomic(a, i, &f)
    case .compareExchange(let c): try compareExchange(c, i, &f)
    case .fence: break
    case .extractValue(let v, let indices): try extract(v, indices, i, &f)
    case .call(let c): try call(c, i, &f)
    case .ret(let v):
      let r: Int32 = try v.map { (v) throws(LoweringError) in
        guard scalarWidth(v.type) != nil else {
          throw unsupported("returning a structure by value", &f)
        }
        return try register(v.value, v.type, &f)
      } ?? -1
      for object in f.stackObjects { f.emit(VirtualInstruction(op: .endLife, a: object)) }
      f.emit(VirtualInstruction(op: .ret, a: r))
    case .br(let target):
      try phiMoves(from: block, to: target.index, &f)
      f.emit(VirtualInstruction(op: .jump, targets: [target.index]))
    case .condBr(let c, let then, let otherwise):
      let r = try representation(c, .i1, &f)
      if case .constant(.value(let v)) = r {
        let target = v & 1 != 0 ? then.index : otherwise.index
        try phiMoves(from: block, to: target, &f)
        f.emit(VirtualInstruction(op: .jump, targets: [target]))
        return
      }
      let a = materialise(r, &f)
      let t1 = try edge(from: block, to: then.index, &f)
      let t2 = try edge(from: block, to: otherwise.index, &f)
      f.emit(VirtualInstruction(op: .branch, a: a, targets: [t1, t2]))
    case .switch(let v, let fallback, let cases):
      let a = try register(v.value, v.type, &f)
      var entries: [(value: UInt64, target: Int)] = []
      var targets = [try edge(from: block, to: fallback.index, &f)]
      for c in cases {
        guard case .value(let value)? = operand(c.value) else { continue }
        entries.append((value, targets.count))
        targets.append(try edge(from: block, to: c.block.index, &f))
      }
      entries.sort { $0.value < $1.value }
      program.jumpTables.append(JumpTable(cases: entries, fallback: 0))
      f.emit(
        VirtualInstruction(
          op: .jumpTable, a: a, imm: Int64(program.jumpTables.count - 1), targets: targets))
    case .unreachable, .resume: trap("unreachable code was reached", &f)
    case .negate: throw unsupported("floating-point arithmetic", &f)
    case .vector: throw unsupported("a vector operation", &f)
    case .vaArg: throw unsupported("va_arg", &f)
    case .indirectBr: throw unsupported("a computed goto", &f)
    case .callBr: throw unsupported("asm goto", &f)
    case .invoke, .landingPad: throw unsupported("exception handling", &f)
    case .insertValue: throw unsupported("a structure as a value", &f)
    }
  }

  mutating func trap(_ text: String, _ f: inout FunctionLowering) {
    let n: Int
    if let known = program.traps.firstIndex(of: text) {
      n = known
    } else {
      program.traps.append(text)
      n = program.traps.count - 1
    }
    f.emit(VirtualInstruction(op: .trap, imm: Int64(n)))
  }

  /// Bits of a scalar; nil for anything else.
  func scalarWidth(_ type: IRType) -> UInt8? {
    if type.isPointer { return 64 }
    if let w = type.intWidth, w <= 64 { return UInt8(w) }
    return nil
  }

  func width(_ type: IRType, _ f: inout FunctionLowering) throws(LoweringError) -> UInt8 {
    if let w = scalarWidth(type) { return w }
    if case .float = type { throw unsupported("floating-point arithmetic", &f) }
    if case .vector = type { throw unsupported("a vector", &f) }
    if type.intWidth != nil { throw unsupported("an integer of more than 64 bits", &f) }
    throw unsupported("a structure as a value", &f)
  }

  // MARK: Phi nodes

  /// A block to jump to from `block` in order to get to `target`: a new one where moves are needed.
  private mutating func edge(
    from block: Int, to target: Int, _ f: inout FunctionLowering
  ) throws(LoweringError) -> Int {
    guard let first = f.function.blocks[target].instructions.first,
      case .phi = first.operation
    else { return target }
    let saved = f.current
    f.blocks.append(VirtualBlock())
    f.current = f.blocks.count - 1
    try phiMoves(from: block, to: target, &f)
    f.emit(VirtualInstruction(op: .jump, targets: [target]))
    let made = f.current
    f.current = saved
    return made
  }

  private mutating func phiMoves(
    from block: Int, to target: Int, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    var moves: [(dst: Int32, source: Int32)] = []
    for i in f.function.blocks[target].instructions {
      guard case .phi(let type, let incoming) = i.operation, let result = i.result else { break }
      guard let edge = incoming.first(where: { $0.block.index == block }) else { continue }
      _ = try width(type, &f)
      if f.values[result.index] == nil { f.values[result.index] = .register(f.newRegister()) }
      guard case .register(let dst)? = f.values[result.index] else { continue }
      moves.append((dst, try register(edge.value, type, &f)))
    }
    if moves.count == 1 {
      f.emit(VirtualInstruction(op: .move, dst: moves[0].dst, a: moves[0].source))
      return
    }
    // All are read before any is written.
    let temporaries = moves.map { move in
      let t = f.newRegister()
      f.emit(VirtualInstruction(op: .move, dst: t, a: move.source))
      return t
    }
    for (move, t) in zip(moves, temporaries) {
      f.emit(VirtualInstruction(op: .move, dst: move.dst, a: t))
    }
  }

  // MARK: Arithmetic

  private static let immediate: [Op: Op] = [
    .add: .addI, .sub: .subI, .mul: .mulI, .udiv: .udivI, .sdiv: .sdivI, .urem: .uremI,
    .srem: .sremI, .shl: .shlI, .lshr: .lshrI, .ashr: .ashrI, .and: .andI, .or: .orI, .xor: .xorI,
  ]
  private static let binaryOps: [IRBinary: Op] = [
    .add: .add, .sub: .sub, .mul: .mul, .udiv: .udiv, .sdiv: .sdiv, .urem: .urem, .srem: .srem,
    .shl: .shl, .lshr: .lshr, .ashr: .ashr, .and: .and, .or: .or, .xor: .xor,
  ]

  private mutating func binary(
    _ op: IRBinary, _ type: IRType, _ a: IRValue, _ b: IRValue, _ i: IRInstruction,
    _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard let result = i.result else { return }
    guard let code = Self.binaryOps[op] else {
      throw unsupported("floating-point arithmetic", &f)
    }
    let w = try width(type, &f)
    var ra = try representation(a, type, &f)
    var rb = try representation(b, type, &f)
    if case .constant(.value) = ra, [.add, .mul, .and, .or, .xor].contains(op) { swap(&ra, &rb) }
    let dst = f.newRegister()
    if case .constant(.value(let v)) = rb, let withImmediate = Self.immediate[code] {
      let x = materialise(ra, &f)
      f.emit(
        VirtualInstruction(op: withImmediate, size: w, dst: dst, a: x, imm: Int64(bitPattern: v)))
    } else {
      let x = materialise(ra, &f)
      let y = materialise(rb, &f)
      f.emit(VirtualInstruction(op: code, size: w, dst: dst, a: x, b: y))
    }
    define(result, .register(dst), &f)
  }

  private mutating func lowerCast(
    _ cast: IRCast, _ value: IRTypedValue, _ to: IRType, _ i: IRInstruction,
    _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard let result = i.result else { return }
    let from = try width(value.type, &f)
    let w = try width(to, &f)
    let r = try representation(value.value, value.type, &f)
    switch cast {
    case _ where cast == .zext || cast == .inttoptr || cast == .bitcast || cast == .ptrtoaddr
      || cast == .addrspacecast || (cast == .ptrtoint && w >= from):
      define(result, r, &f)
      if let id = value.value.local, let origin = f.origins[id.index] {
        f.origins[result.index] = origin
      }
    case .trunc, .ptrtoint:
      let dst = f.newRegister()
      let a = materialise(r, &f)
      f.emit(VirtualInstruction(op: .trunc, size: w, dst: dst, a: a))
      define(result, .register(dst), &f)
    case .sext:
      let dst = f.newRegister()
      let a = materialise(r, &f)
      // `b` is not a register here but the width of the result.
      f.emit(VirtualInstruction(op: .sext, size: from, dst: dst, a: a, b: Int32(w)))
      define(result, .register(dst), &f)
    default: throw unsupported("floating-point arithmetic", &f)
    }
  }

  private mutating func compare(
    _ predicate: IRPredicate, _ type: IRType, _ a: IRValue, _ b: IRValue, _ i: IRInstruction,
    _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard let result = i.result else { return }
    let w = try width(type, &f)
    var ra = try representation(a, type, &f)
    var rb = try representation(b, type, &f)
    var p = predicate
    if case .constant(.value) = ra {
      swap(&ra, &rb)
      switch p {
      case .ugt: p = .ult
      case .uge: p = .ule
      case .ult: p = .ugt
      case .ule: p = .uge
      case .sgt: p = .slt
      case .sge: p = .sle
      case .slt: p = .sgt
      case .sle: p = .sge
      default: break
      }
    }
    let dst = f.newRegister()
    if case .constant(.value(let v)) = rb {
      let x = materialise(ra, &f)
      let op: Op
      switch p {
      case .eq: op = .eqI
      case .ne: op = .neI
      case .ult: op = .ultI
      case .ule: op = .uleI
      case .ugt: op = .ugtI
      case .uge: op = .ugeI
      case .slt: op = .sltI
      case .sle: op = .sleI
      case .sgt: op = .sgtI
      case .sge: op = .sgeI
      case .float: throw unsupported("floating-point arithmetic", &f)
      }
      f.emit(VirtualInstruction(op: op, size: w, dst: dst, a: x, imm: Int64(bitPattern: v)))
    } else {
      var x = materialise(ra, &f)
      var y = materialise(rb, &f)
      let op: Op
      switch p {
      case .eq: op = .eq
      case .ne: op = .ne
      case .ult: op = .ult
      case .ule: op = .ule
      case .slt: op = .slt
      case .sle: op = .sle
      case .ugt:
        op = .ult
        swap(&x, &y)
      case .uge:
        op = .ule
        swap(&x, &y)
      case .sgt:
        op = .slt
        swap(&x, &y)
      case .sge:
        op = .sle
        swap(&x, &y)
      case .float: throw unsupported("floating-point arithmetic", &f)
      }
      f.emit(VirtualInstruction(op: op, size: w, dst: dst, a: x, b: y))
    }
    define(result, .register(dst), &f)
  }

  // MARK: Memory

  private mutating func alloca(
    _ a: IRAlloca, _ i: IRInstruction, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard let result = i.result, f.promoted[result.index] == nil else { return }
    var count: UInt64 = 1
    if let n = a.count {
      guard case .constant(.int(let c)) = n.value else {
        throw unsupported("an array of variable length", &f)
      }
      count = c
    }
    let size = (ir.layout.size(of: a.type) ?? 8) &* count
    guard size <= 1 << 20 else { throw unsupported("a local variable of this size", &f) }
    let dst = f.newRegister()
    f.emit(VirtualInstruction(op: .stackObject, dst: dst, imm: Int64(size)))
    f.stackObjects.append(dst)
    f.values[result.index] = .register(dst)
  }

  /// An address as a base register and a displacement.
  private mutating func address(
    _ pointer: IRTypedValue, _ f: inout FunctionLowering
  ) throws(LoweringError) -> (base: Int32, offset: Int64) {
    switch try representation(pointer.value, pointer.type, &f) {
    case .address(let base, let offset): return (materialise(base, &f), offset)
    case .constant(.global(let g, let offset)):
      let dst = f.newRegister()
      f.emit(constant(.global(g, offset: 0), to: dst))
      return (dst, Int64(offset))
    case let r: return (materialise(r, &f), 0)
    }
  }

  private mutating func load(
    _ l: IRLoad, _ i: IRInstruction, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard let result = i.result else { return }
    if let id = l.pointer.value.local, let slot = f.promoted[id.index] {
      define(result, .local(slot), &f)
      f.origins[result.index] = f.origins[id.index].map { $0.loaded }
      return
    }
    let w = try width(l.type, &f)
    let (base, offset) = try address(l.pointer, &f)
    let size = try accessSize(w, &f)
    let dst = f.newRegister()
    let marked = l.isVolatile || l.ordering != .notAtomic
    var v = VirtualInstruction(
      op: isConstant(l.pointer) ? .loadConstant : marked ? .loadMarked : .load, size: size,
      dst: dst, a: base, imm: offset)
    let (text, origin) = accessText(l.pointer, Int(size), &f)
    v.text = intern(name: text)
    f.emit(v)
    define(result, .register(dst), &f)
    f.origins[result.index] = origin
  }

  /// Whether an address lies in memory that nothing changes: a constant of the module, or one of the
  /// kernel's pointers to its system workqueues.
  private func isConstant(_ pointer: IRTypedValue) -> Bool {
    guard case .constant(let c) = pointer.value, case .global(let g, _)? = operand(c) else {
      return false
    }
    let global = program.globals[g]
    return global.isConstant || (global.isExternal && global.name.hasPrefix("system_"))
  }

  private func accessSize(
    _ bits: UInt8, _ f: inout FunctionLowering
  ) throws(LoweringError) -> UInt8 {
    switch bits {
    case 1...8: return 1
    case 9...16: return 2
    case 32: return 4
    case 64: return 8
    default:
      throw unsupported(
        "a memory access of \(bits) bits (a small structure passed by value?)", &f)
    }
  }

  private mutating func store(
    _ s: IRStore, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    let w = try width(s.value.type, &f)
    if let id = s.pointer.value.local, let slot = f.promoted[id.index] {
      saveViews(of: slot, &f)
      let r = try representation(s.value.value, s.value.type, &f)
      if case .constant(let c) = r {
        f.emit(constant(c, to: slot))
        return
      }
      let source = materialise(r, &f)
      if let value = s.value.value.local, f.useCount[value.index] == 0,
        !f.crossesBlocks.contains(value.index), source >= Int32(f.function.parameters.count),
        let last = f.blocks[f.current].code.indices.last,
        f.blocks[f.current].code[last].dst == source, f.aliasCount[source] == 1
      {
        f.blocks[f.current].code[last].dst = slot
        return
      }
      if source != slot { f.emit(VirtualInstruction(op: .move, dst: slot, a: source)) }
      return
    }
    let value = try register(s.value.value, s.value.type, &f)
    let (base, offset) = try address(s.pointer, &f)
    let size = try accessSize(w, &f)
    let marked = s.isVolatile || s.ordering != .notAtomic
    var v = VirtualInstruction(
      op: marked ? .storeMarked : .store, size: size, a: base, b: value, imm: offset)
    v.text = intern(name: accessText(s.pointer, Int(size), &f).text)
    f.emit(v)
  }

  private mutating func elementPointer(
    _ g: IRGetElementPtr, _ i: IRInstruction, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard let result = i.result else { return }
    guard let steps = ir.layout.steps(of: g) else { throw unsupported("this address", &f) }
    var r = try representation(g.base.value, g.base.type, &f)
    var offset = steps.constant
    if case .address(let base, let more) = r {
      r = base
      offset &+= more
    }
    noteOrigin(g, steps, result, &f)
    if steps.terms.isEmpty {
      if case .constant(.global(let n, let o)) = r {
        define(
          result, .constant(.global(n, offset: o &+ Int32(truncatingIfNeeded: offset))), &f)
        return
      }
      define(result, offset == 0 ? r : .address(base: r, offset: offset), &f)
      return
    }
    var base = materialise(r, &f)
    for term in steps.terms {
      let w = try width(term.index.type, &f)
      var index = try register(term.index.value, term.index.type, &f)
      if w < 64 {
        let wide = f.newRegister()
        f.emit(VirtualInstruction(op: .sext, size: w, dst: wide, a: index, b: 64))
        index = wide
      }
      if term.scale != 1 {
        let scaled = f.newRegister()
        f.emit(VirtualInstruction(op: .mulI, dst: scaled, a: index, imm: term.scale))
        index = scaled
      }
      let sum = f.newRegister()
      f.emit(VirtualInstruction(op: .add, dst: sum, a: base, b: index))
      base = sum
    }
    define(
      result, offset == 0 ? .register(base) : .address(base: .register(base), offset: offset), &f)
  }

  private static let rmwOps: [String: RMWOperation] = [
    "xchg": .exchange, "add": .add, "sub": .sub, "and": .and, "or": .or, "xor": .xor,
    "nand": .nand, "max": .max, "min": .min, "umax": .umax, "umin": .umin,
  ]

  private mutating func atomic(
    _ a: IRAtomicRMW, _ i: IRInstruction, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard let op = Self.rmwOps[a.operation] else {
      throw unsupported("atomicrmw \(a.operation)", &f)
    }
    let size = try accessSize(try width(a.value.type, &f), &f)
    let value = try register(a.value.value, a.value.type, &f)
    let pointer = try register(a.pointer.value, a.pointer.type, &f)
    let dst = f.newRegister()
    var v = VirtualInstruction(
      op: .rmw, size: size, dst: dst, a: pointer, b: value, imm: op.rawValue)
    v.text = intern(name: accessText(a.pointer, Int(size), &f).text)
    f.emit(v)
    if let result = i.result { define(result, .register(dst), &f) }
  }

  private mutating func compareExchange(
    _ c: IRCompareExchange, _ i: IRInstruction, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    let w = try width(c.expected.type, &f)
    let size = try accessSize(w, &f)
    let expected = try register(c.expected.value, c.expected.type, &f)
    let replacement = try register(c.replacement.value, c.replacement.type, &f)
    let pointer = try register(c.pointer.value, c.pointer.type, &f)
    let old = f.newRegister()
    var v = VirtualInstruction(
      op: .cmpxchg, size: size, dst: old, a: pointer, b: expected, c: replacement)
    v.text = intern(name: accessText(c.pointer, Int(size), &f).text)
    f.emit(v)
    let success = f.newRegister()
    f.emit(VirtualInstruction(op: .eq, size: w, dst: success, a: old, b: expected))
    f.aliasCount[old, default: 0] += 1
    f.aliasCount[success, default: 0] += 1
    if let result = i.result { f.values[result.index] = .pair(old, success) }
  }

  private mutating func extract(
    _ v: IRTypedValue, _ indices: [UInt32], _ i: IRInstruction, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard let result = i.result, indices.count == 1,
      case .pair(let first, let second) = try representation(v.value, v.type, &f)
    else { throw unsupported("a structure as a value", &f) }
    define(result, .register(indices[0] == 0 ? first : second), &f)
  }

  // MARK: Calls

  private mutating func call(
    _ c: IRCall, _ i: IRInstruction, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    switch c.callee {
    case .inlineAsm(let asm):
      // barrier(), and hiding a value from the optimiser.
      guard asm.template.allSatisfy(\.isWhitespace) else {
        throw unsupported("inline assembly (\(asm.template))", &f)
      }
      if let result = i.result {
        guard let first = c.arguments.last else { throw unsupported("inline assembly", &f) }
        define(result, try representation(first.value, first.type, &f), &f)
      }
      return
    case .constant(.symbol(let id)):
      guard let target = ir.resolve(id) else { throw unsupported("a call of this alias", &f) }
      let name = ir.symbols[target.index].name
      if name.hasPrefix("llvm.") {
        try intrinsic(name, c, i, &f)
        return
      }
      if try blockOperation(name, c, i, &f) { return }
      if let function = functionOf[target.index] {
        try emitCall(.call, Int64(function), name, c, i, &f)
      } else if let external = externalOf[target.index] {
        if program.externals[external].location == 0 {
          program.externals[external].location = f.location
        }
        try emitCall(.callExternal, Int64(external), name, c, i, &f)
      } else {
        throw unsupported("a call of '\(name)'", &f)
      }
      if ir.has("noreturn", c.attributes)
        || (ir.function(of: target).map { ir.has("noreturn", $0.attributes) } ?? false)
      {
        // What follows is `unreachable`.
      }
    case .local:
      try emitCall(.callIndirect, -1, "", c, i, &f)
    default: throw unsupported("a call of a constant address", &f)
    }
  }

  private mutating func emitCall(
    _ op: Op, _ target: Int64, _ name: String, _ c: IRCall, _ i: IRInstruction,
    _ f: inout FunctionLowering
  ) throws(LoweringError) {
    var arguments: [Int32] = []
    guard c.arguments.count <= 16 else { throw unsupported("a call with so many arguments", &f) }
    for argument in c.arguments {
      if argument.attributes.byValue != nil {
        throw unsupported("passing a structure by value", &f)
      }
      _ = try width(argument.type, &f)
      let r = try representation(argument.value, argument.type, &f)
      if case .constant(let operand) = r {
        program.constants.append(operand)
        arguments.append(~Int32(program.constants.count - 1))
      } else {
        arguments.append(materialise(r, &f))
      }
    }
    var a: Int32 = -1
    if op == .callIndirect { a = try register(c.callee, .ptr, &f) }
    var dst: Int32 = -1
    if i.result != nil {
      guard scalarWidth(c.type.result) != nil else {
        throw unsupported("a function that returns a structure by value", &f)
      }
      dst = f.newRegister()
    }
    var v = VirtualInstruction(op: op, dst: dst, a: a, imm: target, arguments: arguments)
    v.text = intern(name: name)
    f.emit(v)
    if let result = i.result, dst >= 0 {
      // A callee of ours keeps narrow results zero-extended; a kernel symbol gives 64 bits.
      if op != .call, let w = scalarWidth(c.type.result), w < 64 {
        let cut = f.newRegister()
        f.emit(VirtualInstruction(op: .trunc, size: w, dst: cut, a: dst))
        define(result, .register(cut), &f)
      } else {
        define(result, .register(dst), &f)
      }
    }
  }

  /// memcpy and its like, by whatever name; false if it is none.
  private mutating func blockOperation(
    _ name: String, _ c: IRCall, _ i: IRInstruction, _ f: inout FunctionLowering
  ) throws(LoweringError) -> Bool {
    guard ["memcpy", "memmove", "memset"].contains(name), c.arguments.count >= 3 else {
      return false
    }
    let to = try register(c.arguments[0].value, c.arguments[0].type, &f)
    let b = try register(c.arguments[1].value, c.arguments[1].type, &f)
    let n = try register(c.arguments[2].value, c.arguments[2].type, &f)
    var v = VirtualInstruction(op: name == "memset" ? .memset : .memcpy, a: to, b: b, c: n)
    v.text = intern(name: name)
    f.emit(v)
    if let result = i.result { define(result, .register(to), &f) }
    return true
  }

  private mutating func intrinsic(
    _ name: String, _ c: IRCall, _ i: IRInstruction, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    let parts = name.split(separator: ".").map(String.init)
    let kind = parts.count > 1 ? parts[1] : ""
    func argument(_ k: Int) -> IRArgument { c.arguments[k] }
    func has(_ n: Int) -> Bool { c.arguments.count >= n }
    switch kind {
    case "memcpy", "memmove", "memset":
      _ = try blockOperation(kind, c, i, &f)
    case "expect", "ssa", "launder", "strip":
      if let result = i.result, has(1) {
        define(result, try representation(argument(0).value, argument(0).type, &f), &f)
      }
    case "lifetime", "assume", "dbg", "donothing", "experimental", "stackrestore", "prefetch",
      "invariant", "va_end":
      break
    case "stacksave", "frameaddress", "returnaddress":
      if let result = i.result { define(result, .constant(.value(0)), &f) }
    case "is":
      if let result = i.result { define(result, .constant(.value(0)), &f) }
    case "objectsize":
      if let result = i.result, has(2) {
        var isMin = false
        if case .constant(.int(let v)) = argument(1).value { isMin = v != 0 }
        define(result, .constant(.value(isMin ? 0 : .max)), &f)
      }
    case "trap", "debugtrap", "ubsantrap": trap("__builtin_trap() was reached", &f)
    case "ctlz", "cttz", "ctpop", "bswap":
      guard let result = i.result, has(1) else { return }
      let a = try register(argument(0).value, argument(0).type, &f)
      let dst = f.newRegister()
      let op: Op =
        kind == "ctlz"
        ? .countLeadingZeros
        : kind == "cttz" ? .countTrailingZeros : kind == "ctpop" ? .popCount : .byteSwap
      f.emit(
        VirtualInstruction(op: op, size: try width(argument(0).type, &f), dst: dst, a: a))
      define(result, .register(dst), &f)
    case "abs", "smin", "smax", "umin", "umax":
      guard let result = i.result, has(2) else { return }
      let type = argument(0).type
      let w = try width(type, &f)
      let a = try register(argument(0).value, type, &f)
      let b: Int32
      let condition = f.newRegister()
      let dst = f.newRegister()
      if kind == "abs" {
        let zero = f.newRegister()
        f.emit(VirtualInstruction(op: .const, dst: zero, imm: 0))
        b = f.newRegister()
        f.emit(VirtualInstruction(op: .sub, size: w, dst: b, a: zero, b: a))
        f.emit(VirtualInstruction(op: .sgeI, size: w, dst: condition, a: a, imm: 0))
      } else {
        b = try register(argument(1).value, type, &f)
        let op: Op = kind.hasPrefix("s") ? .slt : .ult
        let isMin = kind.hasSuffix("min")
        f.emit(
          VirtualInstruction(
            op: op, size: w, dst: condition, a: isMin ? a : b, b: isMin ? b : a))
      }
      f.emit(VirtualInstruction(op: .select, dst: dst, a: condition, b: a, c: b))
      define(result, .register(dst), &f)
    case "uadd", "usub", "umul", "sadd", "ssub", "smul":
      try overflow(kind, parts, c, i, &f)
    default:
      throw unsupported("the intrinsic \(name)", &f)
    }
  }

  /// A signed product of 64 bits that divides back did not overflow, except for the one quotient
  /// that overflows itself: the least number by -1.
  private mutating func emitSignedProductOverflows(
    _ flag: Int32, product: Int32, _ a: Int32, _ b: Int32, _ f: inout FunctionLowering
  ) {
    func to(_ op: Op, _ a: Int32, b: Int32 = -1, imm: Int64 = 0) -> Int32 {
      let dst = f.newRegister()
      f.emit(VirtualInstruction(op: op, size: 64, dst: dst, a: a, b: b, imm: imm))
      return dst
    }
    let isZero = to(.eqI, b, imm: 0)
    let isMinusOne = to(.eqI, b, imm: -1)
    let isLeast = to(.eqI, a, imm: .min)
    // Never 0 and never -1: those two are decided without the quotient.
    let divisor = to(.add, to(.add, b, b: isZero), b: to(.shlI, isMinusOne, imm: 1))
    let differs = to(.ne, to(.sdiv, product, b: divisor), b: a)
    let special = to(.or, isZero, b: isMinusOne)
    let ordinary = to(.and, differs, b: to(.eqI, special, imm: 0))
    f.emit(
      VirtualInstruction(
        op: .or, dst: flag, a: ordinary, b: to(.and, isMinusOne, b: isLeast)))
  }

  /// The overflow intrinsics: for widths up to 32 bits computed in 64.
  private mutating func overflow(
    _ kind: String, _ parts: [String], _ c: IRCall, _ i: IRInstruction, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard let result = i.result, c.arguments.count == 2, parts.contains("overflow") else {
      throw unsupported("saturating arithmetic", &f)
    }
    let type = c.arguments[0].type
    let w = try width(type, &f)
    var a = try register(c.arguments[0].value, type, &f)
    var b = try register(c.arguments[1].value, type, &f)
    let op: Op = kind.hasSuffix("add") ? .add : kind.hasSuffix("sub") ? .sub : .mul
    let narrow = f.newRegister()
    f.emit(VirtualInstruction(op: op, size: w, dst: narrow, a: a, b: b))
    let flag = f.newRegister()
    if w <= 32 {
      if kind.hasPrefix("s") {
        for k in 0..<2 {
          let wide = f.newRegister()
          f.emit(VirtualInstruction(op: .sext, size: w, dst: wide, a: k == 0 ? a : b, b: 64))
          if k == 0 { a = wide } else { b = wide }
        }
      }
      let wide = f.newRegister()
      f.emit(VirtualInstruction(op: op, size: 64, dst: wide, a: a, b: b))
      let back = f.newRegister()
      if kind.hasPrefix("s") {
        f.emit(VirtualInstruction(op: .sext, size: w, dst: back, a: narrow, b: 64))
      } else {
        f.emit(VirtualInstruction(op: .move, dst: back, a: narrow))
      }
      f.emit(VirtualInstruction(op: .ne, dst: flag, a: wide, b: back))
    } else if kind == "uadd" {
      f.emit(VirtualInstruction(op: .ult, size: w, dst: flag, a: narrow, b: a))
    } else if kind == "usub" {
      f.emit(VirtualInstruction(op: .ult, size: w, dst: flag, a: a, b: b))
    } else if kind == "umul" {
      // Sizes of allocations: a product that divides back did not overflow.
      let isZero = f.newRegister()
      f.emit(VirtualInstruction(op: .eqI, dst: isZero, a: b, imm: 0))
      let divisor = f.newRegister()
      f.emit(VirtualInstruction(op: .add, dst: divisor, a: b, b: isZero))
      let quotient = f.newRegister()
      f.emit(VirtualInstruction(op: .udiv, dst: quotient, a: narrow, b: divisor))
      let differs = f.newRegister()
      f.emit(VirtualInstruction(op: .ne, dst: differs, a: quotient, b: a))
      let notZero = f.newRegister()
      f.emit(VirtualInstruction(op: .neI, dst: notZero, a: b, imm: 0))
      f.emit(VirtualInstruction(op: .and, dst: flag, a: differs, b: notZero))
    } else if kind == "smul" {
      emitSignedProductOverflows(flag, product: narrow, a, b, &f)
    } else {
      // The sign differs from that of both terms; in a difference, the second term's is reversed.
      let x = f.newRegister()
      let y = f.newRegister()
      let both = f.newRegister()
      f.emit(VirtualInstruction(op: .xor, size: 64, dst: x, a: a, b: narrow))
      f.emit(VirtualInstruction(op: .xor, size: 64, dst: y, a: kind == "ssub" ? a : narrow, b: b))
      f.emit(VirtualInstruction(op: .and, size: 64, dst: both, a: x, b: y))
      f.emit(VirtualInstruction(op: .sltI, size: 64, dst: flag, a: both, imm: 0))
    }
    f.aliasCount[narrow, default: 0] += 1
    f.aliasCount[flag, default: 0] += 1
    f.values[result.index] = .pair(narrow, flag)
  }
}
