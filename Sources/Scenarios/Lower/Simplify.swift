// One instruction, simplified by what is known of its operands.

import Sim

extension Propagation {
  /// `i`, or something that costs less and does the same.
  mutating func simplify(_ i: VirtualInstruction) -> VirtualInstruction {
    var i = i
    i.a = resolved(i.a)
    i.b = resolved(i.b)
    i.c = resolved(i.c)
    for (n, argument) in i.arguments.enumerated() {
      guard case .register(let r) = argument else { continue }
      let to = resolved(r)
      i.arguments[n] = constant(to).map { .constant($0) } ?? .register(to)
    }
    switch i.op {
    case .load, .loadMarked, .loadConstant, .store, .storeMarked: return simplifyAccess(i)
    case .move: return constant(i.a).map { replaced(i, by: $0) } ?? i
    case .trunc: return simplifyTrunc(i)
    case .sext: return simplifySext(i)
    case .select: return simplifySelect(i)
    case .countLeadingZeros, .countTrailingZeros, .popCount, .byteSwap:
      guard let x = number(i.a) else { return i }
      return replaced(i, by: .value(evaluate(unary: i.op, i.size, x)))
    default: break
    }
    if i.op.withImmediate != nil {
      i = immediateForm(i)
    }
    if i.op.isImmediate { return simplifyImmediate(i) }
    i.a = shared(i.a)
    i.b = shared(i.b)
    i.c = shared(i.c)
    return i
  }

  private func replaced(_ i: VirtualInstruction, by constant: Operand) -> VirtualInstruction {
    VirtualInstruction(constant, to: i.dst, location: i.location)
  }

  private func copied(_ i: VirtualInstruction, from r: Int32) -> VirtualInstruction {
    var move = VirtualInstruction(op: .move, dst: i.dst, a: r)
    move.location = i.location
    return constant(r).map { replaced(i, by: $0) } ?? move
  }

  // MARK: Memory

  private mutating func simplifyAccess(_ i: VirtualInstruction) -> VirtualInstruction {
    var i = i
    if let d = definition(of: i.a), d.op == .addI, d.size == 64 {
      i.a = d.a
      i.imm &+= d.imm
    }
    if case .global(let g, let offset)? = constant(i.a) {
      i.a = register(.global(g, offset: 0), location: i.location)
      i.imm &+= Int64(offset)
    }
    guard i.b >= 0 else { return i }
    // A store takes only the low bytes anyway.
    let bits = i.size * 8
    if let d = definition(of: i.b) {
      if d.op == .trunc, d.size >= bits { i.b = d.a }
      if d.op == .andI, UInt64(bitPattern: d.imm) & lowMask(bits) == lowMask(bits) { i.b = d.a }
    }
    i.b = shared(i.b)
    return i
  }

  // MARK: Casts and selections

  private mutating func simplifyTrunc(_ i: VirtualInstruction) -> VirtualInstruction {
    if let x = number(i.a) { return replaced(i, by: .value(x & lowMask(i.size))) }
    return width(i.a) <= i.size ? copied(i, from: i.a) : i
  }

  private mutating func simplifySext(_ i: VirtualInstruction) -> VirtualInstruction {
    if let x = number(i.a) {
      let shift = UInt64(64 - i.size)
      let wide = UInt64(bitPattern: Int64(bitPattern: x << shift) >> Int64(shift))
      return replaced(i, by: .value(wide & lowMask(UInt8(truncatingIfNeeded: i.imm))))
    }
    // A number whose sign bit cannot be set.
    return width(i.a) < i.size ? copied(i, from: i.a) : i
  }

  private mutating func simplifySelect(_ i: VirtualInstruction) -> VirtualInstruction {
    if let c = constant(i.a) { return copied(i, from: c == .value(0) ? i.c : i.b) }
    if i.b == i.c { return copied(i, from: i.b) }
    if number(i.b) == 1, number(i.c) == 0, width(i.a) == 1 { return copied(i, from: i.a) }
    var i = i
    i.b = shared(i.b)
    i.c = shared(i.c)
    return i
  }

  // MARK: Arithmetic

  /// An operation on two registers as one with an immediate, where one of them is a number.
  private func immediateForm(_ i: VirtualInstruction) -> VirtualInstruction {
    var i = i
    if number(i.b) == nil, number(i.a) != nil, let swapped = i.op.swapped {
      swap(&i.a, &i.b)
      i.op = swapped
      // What is greater has only an immediate form.
      guard !swapped.isImmediate else {
        i.imm = Int64(bitPattern: number(i.b) ?? 0)
        i.b = -1
        return i
      }
    }
    guard let y = number(i.b), let op = i.op.withImmediate else { return i }
    i.op = op
    i.b = -1
    i.imm = Int64(bitPattern: y)
    if op == .subI {
      i.op = .addI
      i.imm = 0 &- i.imm
    }
    return i
  }

  private mutating func simplifyImmediate(_ i: VirtualInstruction) -> VirtualInstruction {
    var i = i
    if let x = number(i.a), let v = evaluate(i.op, i.size, x, UInt64(bitPattern: i.imm)) {
      return replaced(i, by: .value(v))
    }
    let y = UInt64(bitPattern: i.imm) & lowMask(i.size)
    switch i.op {
    case .addI:
      if y == 0 { return copied(i, from: i.a) }
      if i.size == 64, let base = constant(i.a), let sum = base.adding(i.imm) {
        return replaced(i, by: sum)
      }
      if let d = definition(of: i.a), d.op == .addI, d.size == i.size {
        i.a = d.a
        i.imm &+= d.imm
      }
    case .orI, .shlI, .lshrI, .ashrI:
      if y == 0 { return copied(i, from: i.a) }
      if i.op == .lshrI, y < 64 { narrow(i.dst, to: width(i.a) - min(width(i.a), UInt8(y))) }
    case .xorI:
      if y == 0 { return copied(i, from: i.a) }
      if y == 1, width(i.a) == 1 { return simplifyTruth(i, isTrue: false) }
    case .mulI, .udivI:
      if y == 1 { return copied(i, from: i.a) }
    case .andI:
      let all = lowMask(width(i.a))
      if y & all == all { return copied(i, from: i.a) }
      if y == 0 { return replaced(i, by: .value(0)) }
      // What was cut off before is masked anyway.
      if let d = definition(of: i.a), d.op == .trunc, y <= lowMask(d.size) {
        i.a = d.a
        i.imm = Int64(bitPattern: y)
      }
      narrow(i.dst, to: min(width(i.a), UInt8(64 - y.leadingZeroBitCount)))
    case .eqI, .neI:
      // The address of something is not null.
      if y == 0, let c = constant(i.a), number(i.a) == nil {
        return replaced(i, by: .value(i.op == .neI && c != .value(0) ? 1 : 0))
      }
      if y <= 1, width(i.a) == 1 { return simplifyTruth(i, isTrue: (i.op == .eqI) == (y == 1)) }
    default: break
    }
    return i
  }

  /// `i` as the truth value in its first operand, which has one bit, or as its opposite.
  private func simplifyTruth(_ i: VirtualInstruction, isTrue: Bool) -> VirtualInstruction {
    if isTrue { return copied(i, from: i.a) }
    if var d = definition(of: i.a), let inverse = d.op.inverse {
      d.dst = i.dst
      d.op = inverse
      d.location = i.location
      if d.op == .ult || d.op == .ule || d.op == .slt || d.op == .sle { swap(&d.a, &d.b) }
      return d
    }
    var flipped = VirtualInstruction(op: .eqI, size: i.size, dst: i.dst, a: i.a, imm: 0)
    flipped.location = i.location
    return flipped
  }
}

extension Op {
  /// The same operation with an immediate as its second operand.
  var withImmediate: Op? {
    switch self {
    case .add: .addI
    case .sub: .subI
    case .mul: .mulI
    case .udiv: .udivI
    case .sdiv: .sdivI
    case .urem: .uremI
    case .srem: .sremI
    case .shl: .shlI
    case .lshr: .lshrI
    case .ashr: .ashrI
    case .and: .andI
    case .or: .orI
    case .xor: .xorI
    case .eq: .eqI
    case .ne: .neI
    case .ult: .ultI
    case .ule: .uleI
    case .slt: .sltI
    case .sle: .sleI
    default: nil
    }
  }

  /// Whether it has a number as its second operand.
  var isImmediate: Bool {
    (Op.addI.rawValue...Op.xorI.rawValue).contains(rawValue)
      || (Op.eqI.rawValue...Op.sgeI.rawValue).contains(rawValue)
  }

  /// The operation that does the same with its operands exchanged; one with an immediate where
  /// there is only that.
  fileprivate var swapped: Op? {
    switch self {
    case .add, .mul, .and, .or, .xor, .eq, .ne: self
    case .ult: .ugtI
    case .ule: .ugeI
    case .slt: .sgtI
    case .sle: .sgeI
    default: nil
    }
  }

  /// The comparison that is true where this one is false; of `ult` and its like the operands must
  /// be exchanged as well.
  fileprivate var inverse: Op? {
    switch self {
    case .eq: .ne
    case .ne: .eq
    case .ult: .ule
    case .ule: .ult
    case .slt: .sle
    case .sle: .slt
    case .eqI: .neI
    case .neI: .eqI
    case .ultI: .ugeI
    case .uleI: .ugtI
    case .ugtI: .uleI
    case .ugeI: .ultI
    case .sltI: .sgeI
    case .sleI: .sgtI
    case .sgtI: .sleI
    case .sgeI: .sltI
    default: nil
    }
  }
}
