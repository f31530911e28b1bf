// One function: IR to virtual code. Locals whose address does not escape are registers. A loaded
// local, a constant offset, a zero-extension cost nothing: they stay what they are until somebody
// needs them as a value.

import Sim

/// What an IR value is at this place of the code.
enum Representation {
  /// A register that is written once.
  case register(Int32)
  /// The present value of a promoted local: good until the local is written.
  case local(Int32)
  case constant(Operand)
  /// A register plus a constant: an address.
  indirect case address(base: Representation, offset: Int64)
  /// Two values: of `cmpxchg` and the overflow intrinsics.
  case pair(Int32, Int32)
}

/// The state of lowering one function.
struct FunctionLowering {
  let function: IRFunction
  var blocks: [VirtualBlock]
  var current = 0
  var registerCount: Int32
  /// With the hidden one of a function that returns a pair.
  var parameterCount: Int
  /// By IR value.
  var values: [Representation?]
  /// Promoted allocas: IR value to register.
  var promoted: [Int: Int32] = [:]
  /// IR values that must be in a register because another block uses them.
  var crossesBlocks: Set<Int> = []
  var useCount: [Int]
  /// Escaped locals, whose lives end at every return.
  var stackObjects: [Int32] = []
  /// What pointers point to, in the words of the source.
  var origins: [Int: Origin] = [:]
  /// Values that are the present value of a promoted local, by its register.
  var views: [Int32: [Int]] = [:]
  /// How many values share a register.
  var aliasCount: [Int32: Int] = [:]
  var location = 0

  init(_ function: IRFunction) {
    self.function = function
    blocks = Array(repeating: VirtualBlock(), count: function.blocks.count)
    parameterCount = function.parameters.count
    registerCount = Int32(parameterCount)
    values = Array(repeating: nil, count: function.values.count)
    useCount = Array(repeating: 0, count: function.values.count)
    for p in function.parameters.indices { values[p] = .register(Int32(p)) }
  }

  mutating func newRegister() -> Int32 {
    registerCount += 1
    return registerCount - 1
  }

  mutating func emit(_ i: VirtualInstruction) {
    var i = i
    i.location = location
    blocks[current].code.append(i)
  }
}

extension ModuleLowering {
  /// Lowers a defined function and appends its code to the program.
  mutating func lowerFunction(_ ir: IRFunction) throws(LoweringError) {
    var f = FunctionLowering(ir)
    f.location = functionOf[ir.symbol.index].map { program.functions[$0].location } ?? 0
    f.parameterCount = parameterCount(ir)
    f.registerCount = Int32(f.parameterCount)
    if ir.isVariadic, usesVariableArguments(ir) {
      throw error("a function with variable arguments (...) is not supported", at: firstDebug(ir))
    }
    analyse(&f)
    try nameLocals(&f)
    for (n, block) in ir.blocks.enumerated() {
      f.current = n
      f.views = [:]
      for (k, instruction) in block.instructions.enumerated() {
        if let id = instruction.debug { f.location = location(id) }
        try lower(instruction, k, n, &f)
      }
    }
    try emitCode(&f)
  }

  private func firstDebug(_ ir: IRFunction) -> MetadataID? {
    for block in ir.blocks {
      for i in block.instructions { if let d = i.debug { return d } }
    }
    return nil
  }

  private func usesVariableArguments(_ ir: IRFunction) -> Bool {
    ir.blocks.contains { block in
      block.instructions.contains { i in
        if case .call(let call) = i.operation, case .constant(.symbol(let s)) = call.callee {
          return self.ir.symbols[s.index].name.hasPrefix("llvm.va_")
        }
        return false
      }
    }
  }

  // MARK: Which locals are registers, which values cross blocks

  private func analyse(_ f: inout FunctionLowering) {
    var candidates: [Int: UInt64] = [:]
    var definedIn: [Int: Int] = [:]
    for (n, block) in f.function.blocks.enumerated() {
      for i in block.instructions {
        if let r = i.result { definedIn[r.index] = n }
        if case .alloca(let a) = i.operation, let r = i.result, isScalar(a.type),
          a.count.map({ $0.value.constant == .int(1) }) ?? true
        {
          candidates[r.index] = ir.layout.size(of: a.type) ?? 8
        }
      }
    }
    for (n, block) in f.function.blocks.enumerated() {
      for i in block.instructions {
        func use(_ value: IRValue) {
          guard let id = value.local else { return }
          f.useCount[id.index] += 1
          if let d = definedIn[id.index], d != n { f.crossesBlocks.insert(id.index) }
          if definedIn[id.index] == nil { /* a parameter */  }
        }
        func escape(_ value: IRValue) {
          if let id = value.local { candidates[id.index] = nil }
        }
        switch i.operation {
        case .load(let l):
          use(l.pointer.value)
          if l.isVolatile || l.ordering != .notAtomic
            || ir.layout.size(of: l.type) != l.pointer.value.local.flatMap({ candidates[$0.index] })
          {
            escape(l.pointer.value)
          }
        case .store(let s):
          use(s.pointer.value)
          use(s.value.value)
          escape(s.value.value)
          if s.isVolatile || s.ordering != .notAtomic
            || ir.layout.size(of: s.value.type)
              != s.pointer.value.local.flatMap({ candidates[$0.index] })
          {
            escape(s.pointer.value)
          }
        case .phi(_, let incoming):
          for edge in incoming {
            // Used at the end of the predecessor.
            if let id = edge.value.local {
              f.useCount[id.index] += 1
              if definedIn[id.index] != edge.block.index { f.crossesBlocks.insert(id.index) }
              candidates[id.index] = nil
            }
          }
          if let r = i.result { f.crossesBlocks.insert(r.index) }
        default:
          forEachOperand(of: i.operation) { value in
            use(value)
            escape(value)
          }
        }
      }
    }
    for id in candidates.keys.sorted() { f.promoted[id] = f.newRegister() }
  }

  private func isScalar(_ type: IRType) -> Bool {
    if type.isPointer { return true }
    if let w = type.intWidth { return w <= 64 }
    return false
  }

  func forEachOperand(of operation: IROperation, _ body: (IRValue) -> Void) {
    switch operation {
    case .binary(_, _, let a, let b, _), .compare(_, _, let a, let b):
      body(a)
      body(b)
    case .negate(let v), .freeze(let v), .cast(_, let v, _, _), .resume(let v): body(v.value)
    case .select(let c, let a, let b):
      body(c.value)
      body(a.value)
      body(b.value)
    case .phi(_, let incoming): for e in incoming { body(e.value) }
    case .alloca(let a): if let c = a.count { body(c.value) }
    case .load(let l): body(l.pointer.value)
    case .store(let s):
      body(s.value.value)
      body(s.pointer.value)
    case .getElementPtr(let g):
      body(g.base.value)
      for i in g.indices { body(i.value) }
    case .atomicRMW(let a):
      body(a.pointer.value)
      body(a.value.value)
    case .compareExchange(let c):
      body(c.pointer.value)
      body(c.expected.value)
      body(c.replacement.value)
    case .extractValue(let v, _): body(v.value)
    case .insertValue(let v, let e, _):
      body(v.value)
      body(e.value)
    case .vector(_, let vs): for v in vs { body(v.value) }
    case .vaArg(let v, _): body(v.value)
    case .call(let c), .callBr(let c, _, _), .invoke(let c, _, _):
      body(c.callee)
      for a in c.arguments { body(a.value) }
    case .ret(let v): if let v { body(v.value) }
    case .condBr(let v, _, _): body(v)
    case .switch(let v, _, _): body(v.value)
    case .indirectBr(let v, _): body(v.value)
    case .br, .fence, .unreachable, .landingPad: break
    }
  }

  // MARK: Values as operands

  /// The value's register, made now if it is none yet.
  mutating func register(
    _ value: IRValue, _ type: IRType, _ f: inout FunctionLowering
  ) throws(LoweringError) -> Int32 {
    try materialise(representation(value, type, &f), &f)
  }

  mutating func representation(
    _ value: IRValue, _ type: IRType, _ f: inout FunctionLowering
  ) throws(LoweringError) -> Representation {
    switch value {
    case .local(let id):
      if let slot = f.promoted[id.index] { return .local(slot) }
      guard let r = f.values[id.index] else {
        throw error(
          "a value of type that is not supported here (%\(f.function.values[id.index].name))",
          at: nil)
      }
      return r
    case .constant(let c):
      if case .wideInt = c { throw unsupported("an integer of more than 64 bits", &f) }
      guard let operand = operand(c) else { throw unsupported("this constant", &f) }
      if case .value(let v) = operand, let w = type.intWidth, w < 64 {
        return .constant(.value(v & ((1 << UInt64(w)) - 1)))
      }
      return .constant(operand)
    case .metadata, .inlineAsm: throw unsupported("this operand", &f)
    }
  }

  mutating func materialise(_ r: Representation, _ f: inout FunctionLowering) -> Int32 {
    switch r {
    case .register(let r), .local(let r): return r
    case .constant(let operand):
      let dst = f.newRegister()
      f.emit(constant(operand, to: dst))
      return dst
    case .address(let base, let offset):
      let a = materialise(base, &f)
      let dst = f.newRegister()
      f.emit(VirtualInstruction(op: .addI, dst: dst, a: a, imm: offset))
      return dst
    case .pair(let first, _): return first
    }
  }

  func constant(_ operand: Operand, to dst: Int32) -> VirtualInstruction {
    switch operand {
    case .value(let v): return VirtualInstruction(op: .const, dst: dst, imm: Int64(bitPattern: v))
    case .global(let g, let offset):
      return VirtualInstruction(op: .global, dst: dst, imm: Int64(g) | Int64(offset) << 32)
    case .function(let i): return VirtualInstruction(op: .function, dst: dst, imm: Int64(i))
    case .external(let e): return VirtualInstruction(op: .external, dst: dst, imm: Int64(e))
    }
  }

  func unsupported(_ what: String, _ f: inout FunctionLowering) -> LoweringError {
    let l = program.locations[f.location]
    return LoweringError(
      file: l.line > 0 ? program.files[l.file] : ir.sourceName, line: max(1, l.line),
      column: max(1, l.column), message: "\(what) is not supported")
  }

  /// Gives an instruction's result to its value.
  mutating func define(_ id: IRValueID, _ r: Representation, _ f: inout FunctionLowering) {
    var r = r
    if f.crossesBlocks.contains(id.index) {
      switch r {
      case .register: break
      case .pair: break
      case .local(let slot):
        let dst = f.newRegister()
        f.emit(VirtualInstruction(op: .move, dst: dst, a: slot))
        r = .register(dst)
      case .constant, .address: r = .register(materialise(r, &f))
      }
    }
    f.values[id.index] = r
    if case .register(let register) = r { f.aliasCount[register, default: 0] += 1 }
    if let slot = viewedSlot(r) { f.views[slot, default: []].append(id.index) }
  }

  private func viewedSlot(_ r: Representation) -> Int32? {
    switch r {
    case .local(let slot): return slot
    case .address(let base, _): return viewedSlot(base)
    default: return nil
    }
  }

  /// Before a promoted local is written: values that still are its old value get registers of
  /// their own.
  mutating func saveViews(of slot: Int32, _ f: inout FunctionLowering) {
    guard let ids = f.views[slot] else { return }
    f.views[slot] = nil
    for id in ids where f.useCount[id] > 0 {
      guard let r = f.values[id] else { continue }
      switch r {
      case .local(let s) where s == slot:
        let dst = f.newRegister()
        f.emit(VirtualInstruction(op: .move, dst: dst, a: s))
        f.values[id] = .register(dst)
      case .address: f.values[id] = .register(materialise(r, &f))
      default: break
      }
    }
  }
}
