// Instruction by instruction: what each becomes, and how blocks are left.

import Sim

extension ModuleLowering {
  /// Lowers one instruction of IR block `block`.
  mutating func lower(
    _ i: IRInstruction, in block: Int, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    switch i.operation {
    case .binary(let op, let type, let a, let b, _): try lowerBinary(op, type, a, b, i.result, &f)
    case .cast(let cast, let value, let to, _): try lowerCast(cast, value, to, i.result, &f)
    case .compare(let predicate, let type, let a, let b):
      try lowerCompare(predicate, type, a, b, i.result, &f)
    case .select(let c, let a, let b): try lowerSelect(c, a, b, i.result, &f)
    case .freeze(let v):
      if let result = i.result {
        let parts = try parts(v, &f)
        f.values[result.index] = scalarWidth(v.type) != nil ? .scalar(parts[0]) : .parts(parts)
      }
    case .phi: break  // Written where its block is come from.
    case .alloca(let a): try lowerAlloca(a, i.result, in: block, &f)
    case .load(let l): try lowerLoad(l, i.result, &f)
    case .store(let s): try lowerStore(s, &f)
    case .getElementPtr(let g): try lowerElementPointer(g, i.result, &f)
    case .atomicRMW(let a): try lowerAtomic(a, i.result, &f)
    case .compareExchange(let c): try lowerCompareExchange(c, i.result, &f)
    // The machine is sequentially consistent: a barrier is for the check of data races.
    case .fence(let ordering, _):
      f.add(
        VirtualInstruction(op: .fence, imm: Int64(MemoryOrder(ordering).rawValue)))
    case .extractValue(let v, let indices): try lowerExtract(v, indices, i.result, &f)
    case .insertValue(let v, let e, let indices): try lowerInsert(v, e, indices, i.result, &f)
    case .call(let c): try lowerCall(c, i.result, &f)
    case .ret, .br, .condBr, .switch, .unreachable: try lowerExit(i.operation, from: block, &f)
    case .negate: throw unsupported(unsupportedType(.float(.double)), &f, useIntegers)
    case .vector: throw unsupported(unsupportedType(.vector(count: 1, .i1, isScalable: false)), &f)
    case .vaArg: throw unsupported("va_arg of this type", &f)
    case .indirectBr:
      throw unsupported("a computed goto", &f, "use switch")
    case .callBr: throw unsupported("asm goto", &f, "write it in C")
    case .invoke, .landingPad, .resume:
      throw unsupported("exception handling", &f, "compile with panics that abort")
    }
  }

  /// The way out where floating-point numbers are used.
  var useIntegers: String { "use integers, as kernel code does" }

  private mutating func lowerSelect(
    _ c: IRTypedValue, _ a: IRTypedValue, _ b: IRTypedValue, _ result: IRValueID?,
    _ f: inout FunctionLowering
  ) throws(LoweringError) {
    let condition = try register(c, &f)
    let w = try width(a.type, &f)
    let ra = try register(a, &f)
    let rb = try register(b, &f)
    f.define(result, f.add(.select, width: w, a: condition, b: ra, c: rb))
  }

  // MARK: Structures as values

  /// The numbers of the parts of `type` that `indices` mean.
  private func partRange(
    _ type: IRType, _ indices: [UInt32], _ f: inout FunctionLowering
  ) throws(LoweringError) -> Range<Int> {
    guard let all = leaves(of: type), let place = ir.layout.element(of: type, indices: indices),
      let inner = leaves(of: place.type)
    else { throw unsupported(unsupportedType(type), &f) }
    // Parts of no size may share an offset; the first is at or after the place.
    let first = all.firstIndex { $0.offset >= Int(place.offset) } ?? all.count
    guard first + inner.count <= all.count else { throw unsupported(unsupportedType(type), &f) }
    return first..<(first + inner.count)
  }

  private mutating func lowerExtract(
    _ v: IRTypedValue, _ indices: [UInt32], _ result: IRValueID?, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    let all = try parts(v, &f)
    let range = try partRange(v.type, indices, &f)
    guard let result, range.upperBound <= all.count else { return }
    let isScalar = scalarWidth(f.function.values[result.index].type) != nil && range.count == 1
    f.values[result.index] =
      isScalar ? .scalar(all[range.lowerBound]) : .parts(Array(all[range]))
  }

  private mutating func lowerInsert(
    _ v: IRTypedValue, _ e: IRTypedValue, _ indices: [UInt32], _ result: IRValueID?,
    _ f: inout FunctionLowering
  ) throws(LoweringError) {
    var all = try parts(v, &f)
    let range = try partRange(v.type, indices, &f)
    let element = try parts(e, &f)
    guard let result, range.upperBound <= all.count, element.count == range.count else { return }
    all.replaceSubrange(range, with: element)
    f.values[result.index] = .parts(all)
  }

  // MARK: Exits

  private mutating func lowerExit(
    _ operation: IROperation, from block: Int, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    switch operation {
    case .ret(let v): try lowerReturn(v, &f)
    case .br(let target):
      try phiMoves(from: block, to: target.index, &f)
      f.leave(.jump(target.index))
    case .condBr(let c, let then, let otherwise):
      let condition = try register(c, .i1, &f)
      let t = try edge(from: block, to: then.index, &f)
      let e = try edge(from: block, to: otherwise.index, &f)
      f.leave(t == e ? .jump(t) : .branch(condition, then: t, else: e))
    case .switch(let v, let fallback, let cases):
      let w = try width(v.type, &f)
      let a = try register(v, &f)
      let other = try edge(from: block, to: fallback.index, &f)
      var entries: [(value: UInt64, target: Int)] = []
      for c in cases {
        guard case .value(let value)? = operand(c.value) else {
          throw unsupported("a case that is no number", &f)
        }
        entries.append((value & lowMask(w), try edge(from: block, to: c.block.index, &f)))
      }
      entries.sort { $0.value < $1.value }
      for (one, next) in zip(entries, entries.dropFirst()) where one.value == next.value {
        throw unsupported("a switch with the case \(one.value) twice", &f)
      }
      f.leave(.table(a, entries, fallback: other))
    default: f.leave(.trap(intern(trap: unreachableText(f))))
    }
  }

  private func unreachableText(_ f: FunctionLowering) -> String {
    guard let last = f.code.blocks[f.current].code.last,
      [.call, .callExternal].contains(last.op), last.text != 0
    else { return "code that cannot be reached was reached" }
    return "\(program.names[last.text])() returned, which it never does"
  }

  private mutating func lowerReturn(
    _ v: IRTypedValue?, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    var result: Int32 = -1
    if let v {
      let all = try parts(v, &f)
      result = all.first ?? -1
      let places = leaves(of: v.type) ?? []
      for (part, place) in zip(all, places).dropFirst() {
        try store(part, place.type, at: f.resultPointer, Int64(place.offset), "result", &f)
      }
    }
    for object in f.stackObjects { f.add(VirtualInstruction(op: .endLife, a: object)) }
    f.leave(.ret(result))
  }

  // MARK: Phi nodes

  /// Gives each phi its register.
  mutating func preparePhis(_ f: inout FunctionLowering) throws(LoweringError) {
    for block in f.function.blocks {
      for i in block.instructions {
        guard case .phi(let type, _) = i.operation, let result = i.result else { continue }
        if let id = i.debug { f.location = location(id) }
        f.values[result.index] = .scalar(f.code.newRegister(try width(type, &f)))
      }
    }
    f.location = program.functions[f.index].location
  }

  /// A block to jump to from `block` in order to get to `target`: a new one where there are phis.
  private mutating func edge(
    from block: Int, to target: Int, _ f: inout FunctionLowering
  ) throws(LoweringError) -> Int {
    guard case .phi? = f.function.blocks[target].instructions.first?.operation else {
      return target
    }
    let saved = f.current
    f.code.blocks.append(VirtualBlock())
    f.current = f.code.blocks.count - 1
    try phiMoves(from: block, to: target, &f)
    f.leave(.jump(target))
    defer { f.current = saved }
    return f.current
  }

  private mutating func phiMoves(
    from block: Int, to target: Int, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    var moves: [(dst: Int32, source: Int32)] = []
    for i in f.function.blocks[target].instructions {
      guard case .phi(let type, let incoming) = i.operation, let result = i.result,
        case .scalar(let dst)? = f.values[result.index]
      else { break }
      guard let edge = incoming.first(where: { $0.block.index == block }) else {
        throw unsupported("a phi without a value for each way to it", &f)
      }
      moves.append((dst, try register(edge.value, type, &f)))
    }
    // All are read before any is written.
    let read = moves.map { move in
      f.add(.move, width: f.code.widths[Int(move.dst)], a: move.source)
    }
    for (move, source) in zip(moves, read) {
      f.add(VirtualInstruction(op: .move, dst: move.dst, a: source))
    }
  }
}
