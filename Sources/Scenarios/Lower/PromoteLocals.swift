// Which locals are registers: those that nothing but whole, plain loads and stores ever touches. No
// other thread can see them, so they are no steps.

import Sim

extension ModuleLowering {
  /// Gives a register to every local whose address goes nowhere.
  func promoteLocals(_ f: inout FunctionLowering) {
    // By IR value: a local that may still be promoted.
    var candidates: [Candidate?] = Array(repeating: nil, count: f.function.values.count)
    for block in f.function.blocks {
      for i in block.instructions {
        if case .alloca(let a) = i.operation, let result = i.result,
          a.count.map({ $0.value.constant == .int(1) }) ?? true
        {
          candidates[result.index] = candidate(a.type)
        }
      }
    }
    func escape(_ value: IRValue) {
      if let id = value.local { candidates[id.index] = nil }
    }
    func access(_ pointer: IRValue, _ type: IRType, isPlain: Bool) {
      guard let id = pointer.local, let local = candidates[id.index] else { return }
      let width = scalarWidth(type)
      let isWhole = local.width.map { $0 == width } ?? (width.map(UInt64.init) == local.size * 8)
      candidates[id.index] = isPlain && isWhole ? Candidate(size: local.size, width: width) : nil
    }
    for block in f.function.blocks {
      for i in block.instructions {
        switch i.operation {
        case .load(let l):
          access(
            l.pointer.value, l.type, isPlain: !l.isVolatile && l.ordering == .notAtomic)
        case .store(let s):
          escape(s.value.value)
          access(
            s.pointer.value, s.value.type, isPlain: !s.isVolatile && s.ordering == .notAtomic)
        default: i.operation.forEachOperand(escape)
        }
      }
    }
    for (n, local) in candidates.enumerated() {
      if let width = local?.width { f.promoted[n] = f.code.newRegister(width) }
    }
  }

  private struct Candidate {
    /// Bytes.
    var size: UInt64
    /// Bits of the accesses; nil before the first one of a local that has no scalar type: Rust's
    /// have none.
    var width: UInt8?
  }

  private func candidate(_ type: IRType) -> Candidate? {
    guard let size = ir.layout.size(of: type), scalarWidth(type) != nil || size <= 8 else {
      return nil
    }
    return Candidate(size: size, width: scalarWidth(type))
  }
}

extension IROperation {
  /// Calls `body` with each operand.
  func forEachOperand(_ body: (IRValue) -> Void) {
    switch self {
    case .binary(_, _, let a, let b, _), .compare(_, _, let a, let b):
      body(a)
      body(b)
    case .negate(let v), .freeze(let v), .cast(_, let v, _, _), .resume(let v),
      .extractValue(let v, _), .vaArg(let v, _), .switch(let v, _, _), .indirectBr(let v, _):
      body(v.value)
    case .condBr(let v, _, _): body(v)
    case .select(let c, let a, let b): for v in [c, a, b] { body(v.value) }
    case .phi(_, let incoming): for edge in incoming { body(edge.value) }
    case .alloca(let a): if let count = a.count { body(count.value) }
    case .load(let l): body(l.pointer.value)
    case .store(let s):
      body(s.value.value)
      body(s.pointer.value)
    case .getElementPtr(let g):
      body(g.base.value)
      for index in g.indices { body(index.value) }
    case .atomicRMW(let a):
      body(a.pointer.value)
      body(a.value.value)
    case .compareExchange(let c):
      for v in [c.pointer, c.expected, c.replacement] { body(v.value) }
    case .insertValue(let v, let element, _):
      body(v.value)
      body(element.value)
    case .vector(_, let operands): for v in operands { body(v.value) }
    case .call(let c), .callBr(let c, _, _), .invoke(let c, _, _):
      body(c.callee)
      for argument in c.arguments { body(argument.value) }
    case .ret(let v): if let v { body(v.value) }
    case .br, .fence, .unreachable, .landingPad: break
    }
  }
}
