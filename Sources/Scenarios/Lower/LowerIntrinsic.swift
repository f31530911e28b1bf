// The compiler's own functions, `llvm.*`.

import Sim

extension ModuleLowering {
  mutating func lowerIntrinsic(
    _ name: String, _ c: IRCall, _ result: IRValueID?, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    let words = name.split(separator: ".").dropFirst().map(String.init)
    let kind = words.first ?? ""
    // What the signature of an intrinsic is, is not checked by anyone before.
    func argument(_ n: Int) throws(LoweringError) -> IRTypedValue {
      guard n < c.arguments.count else {
        throw error("'\(name)' with \(c.arguments.count) arguments", at: f.location)
      }
      return IRTypedValue(type: c.arguments[n].type, value: c.arguments[n].value)
    }
    switch kind {
    case "memcpy", "memmove", "memset":
      guard try lowerBlockOperation(kind, c, result, &f) else {
        throw error("'\(name)' with \(c.arguments.count) arguments", at: f.location)
      }
    // Nothing to do at run time.
    case "lifetime", "assume", "dbg", "donothing", "experimental", "stackrestore", "prefetch",
      "sideeffect", "var", "va_end", "pseudoprobe":
      break
    case "invariant":
      if let result { f.define(result, f.constant(0)) }
    case "expect", "launder", "strip", "ssa", "ptr", "annotation":
      f.define(result, try register(try argument(0), &f))
    case "stacksave", "frameaddress", "returnaddress", "addressofreturnaddress":
      f.define(result, f.constant(0))
    case "is":
      guard words.dropFirst().first == "constant" else { throw unsupported("'\(name)'", &f) }
      f.define(result, f.constant(0, width: 1))
    case "objectsize":
      // Unknown: the largest, or 0 where the smallest is asked for.
      let isMinimum = try argument(1).value.constant == .int(1)
      let width = try result.map { (id) throws(LoweringError) in
        try self.width(f.function.values[id.index].type, &f)
      }
      f.define(result, f.constant(isMinimum ? 0 : .max, width: width ?? 64))
    case "trap", "debugtrap", "ubsantrap":
      f.add(
        VirtualInstruction(op: .trap, imm: Int64(intern(trap: "__builtin_trap() was reached"))))
      f.define(result, f.constant(0))
    case "va_start": try lowerVariableArguments(try argument(0), &f)
    case "va_copy":
      let to = try register(try argument(0), &f)
      let from = try register(try argument(1), &f)
      let count = f.constant(24)
      f.add(
        VirtualInstruction(op: .memcpy, a: to, b: from, c: count, text: intern(name: "va_copy")))
    case "ctlz", "cttz", "ctpop", "bswap", "bitreverse", "abs":
      let a = try argument(0)
      let w = try width(a.type, &f)
      f.define(result, try f.unaryIntrinsic(kind, w, try register(a, &f)))
    case "fshl", "fshr":
      let a = try argument(0)
      let w = try width(a.type, &f)
      guard w.nonzeroBitCount == 1, w > 1 else { throw unsupported("'\(name)'", &f) }
      let high = try register(a, &f)
      let low = try register(try argument(1), &f)
      let by = try register(try argument(2), &f)
      f.define(result, f.funnelShift(kind, w, high, low, by))
    case "smin", "smax", "umin", "umax", "ucmp", "scmp", "ptrmask", "uadd", "usub", "umul", "sadd",
      "ssub", "smul":
      let a = try argument(0)
      let w = try width(a.type, &f)
      let x = try register(a, &f)
      let y = try register(try argument(1), &f)
      if words.contains("overflow") {
        let (value, flag) = f.overflowing(kind, w, x, y)
        if let result { f.values[result.index] = .parts([value, flag]) }
      } else {
        let type = result.map { f.function.values[$0.index].type } ?? a.type
        guard let value = f.binaryIntrinsic(kind, w, x, y, try width(type, &f)) else {
          throw unsupported("'\(name)'", &f)
        }
        f.define(result, value)
      }
    default:
      throw unsupported("the compiler's '\(name)'", &f, "write it in C without the builtin")
    }
  }

  /// `va_start`: fills a `va_list` of x86-64 so that all arguments are taken from the overflow
  /// area, which is an array of 8-byte slots.
  private mutating func lowerVariableArguments(
    _ list: IRTypedValue, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard f.function.isVariadic else {
      throw unsupported("va_start in a function without variable arguments", &f)
    }
    let base = try register(list, &f)
    // gp_offset and fp_offset: past the last register.
    let fields: [(value: Int32, type: IRType, offset: Int64)] = [
      (f.constant(48), .int(32), 0), (f.constant(176), .int(32), 4), (f.variableArguments, .ptr, 8),
      (f.constant(0), .ptr, 16),
    ]
    for field in fields {
      try store(field.value, field.type, at: base, field.offset, "va_start", &f)
    }
  }
}

extension FunctionLowering {
  /// `ctlz`, `cttz`, `ctpop`, `bswap`, `bitreverse`, `abs` of `w` bits.
  fileprivate mutating func unaryIntrinsic(
    _ kind: String, _ w: UInt8, _ a: Int32
  ) throws(LoweringError) -> Int32 {
    switch kind {
    case "ctlz": return add(.countLeadingZeros, size: w, width: w, a: a)
    case "cttz": return add(.countTrailingZeros, size: w, width: w, a: a)
    case "ctpop": return add(.popCount, size: w, width: w, a: a)
    case "bswap": return add(.byteSwap, size: w, width: w, a: a)
    case "abs":
      let negative = add(.sltI, size: w, width: 1, a: a, imm: 0)
      let opposite = add(.sub, size: w, width: w, a: constant(0), b: a)
      return add(.select, width: w, a: negative, b: opposite, c: a)
    default:
      // The bits of 64, in ever larger groups; then the bytes; what was low is high now.
      var x = a
      for (by, mask): (Int64, UInt64) in [
        (1, 0x5555_5555_5555_5555), (2, 0x3333_3333_3333_3333), (4, 0x0f0f_0f0f_0f0f_0f0f),
      ] {
        let imm = Int64(bitPattern: mask)
        let high = add(.lshrI, width: 64, a: x, imm: by)
        let low = add(.andI, width: 64, a: x, imm: imm)
        let lowered = add(.andI, width: 64, a: high, imm: imm)
        let raised = add(.shlI, width: 64, a: low, imm: by)
        x = add(.or, width: 64, a: lowered, b: raised)
      }
      x = add(.byteSwap, width: 64, a: x)
      return w < 64 ? add(.lshrI, width: w, a: x, imm: Int64(64 - w)) : x
    }
  }

  /// `fshl`, `fshr`: the bits of `high` and `low` together, shifted. No shift is as far as the
  /// width.
  fileprivate mutating func funnelShift(
    _ kind: String, _ w: UInt8, _ high: Int32, _ low: Int32, _ by: Int32
  ) -> Int32 {
    let last = Int64(w - 1)
    let n = add(.andI, size: w, width: w, a: by, imm: last)
    let rest = add(.xorI, size: w, width: w, a: n, imm: last)
    if kind == "fshl" {
      let left = add(.shl, size: w, width: w, a: high, b: n)
      let one = add(.lshrI, size: w, width: w, a: low, imm: 1)
      let right = add(.lshr, size: w, width: w, a: one, b: rest)
      return add(.or, size: w, width: w, a: left, b: right)
    }
    let one = add(.shlI, size: w, width: w, a: high, imm: 1)
    let left = add(.shl, size: w, width: w, a: one, b: rest)
    let right = add(.lshr, size: w, width: w, a: low, b: n)
    return add(.or, size: w, width: w, a: left, b: right)
  }

  /// Minima, maxima, three-way comparisons (with a result of `width` bits), saturating arithmetic.
  fileprivate mutating func binaryIntrinsic(
    _ kind: String, _ w: UInt8, _ a: Int32, _ b: Int32, _ width: UInt8
  ) -> Int32? {
    switch kind {
    case "smin", "smax", "umin", "umax":
      let isLess = add(kind.hasPrefix("s") ? .slt : .ult, size: w, width: 1, a: a, b: b)
      let isMinimum = kind.hasSuffix("min")
      return add(.select, width: w, a: isLess, b: isMinimum ? a : b, c: isMinimum ? b : a)
    case "ucmp", "scmp":
      let op: Op = kind == "scmp" ? .slt : .ult
      let isLess = add(op, size: w, width: 1, a: a, b: b)
      let isMore = add(op, size: w, width: 1, a: b, b: a)
      return add(.sub, size: width, width: width, a: isMore, b: isLess)
    case "ptrmask": return add(.and, size: w, width: w, a: a, b: b)
    case "uadd", "usub":
      let (value, overflows) = overflowing(kind, w, a, b)
      let limit = constant(kind == "uadd" ? .max : 0, width: w)
      return add(.select, width: w, a: overflows, b: limit, c: value)
    case "sadd", "ssub":
      let (value, overflows) = overflowing(kind, w, a, b)
      let isNegative = add(.sltI, size: w, width: 1, a: a, imm: 0)
      let least = constant(1 << UInt64(w - 1), width: w)
      let most = constant(lowMask(w - 1), width: w)
      let limit = add(.select, width: w, a: isNegative, b: least, c: most)
      return add(.select, width: w, a: overflows, b: limit, c: value)
    default: return nil
    }
  }

  /// Arithmetic of `w` bits with a flag that tells whether the result is wrong.
  fileprivate mutating func overflowing(
    _ kind: String, _ w: UInt8, _ a: Int32, _ b: Int32
  ) -> (value: Int32, flag: Int32) {
    let op: Op = kind.hasSuffix("add") ? .add : kind.hasSuffix("sub") ? .sub : .mul
    let value = add(op, size: w, width: w, a: a, b: b)
    switch kind {
    case "uadd": return (value, add(.ult, size: w, width: 1, a: value, b: a))
    case "usub": return (value, add(.ult, size: w, width: 1, a: a, b: b))
    case "sadd", "ssub":
      // The result has the wrong sign.
      let x = add(.xor, size: w, width: w, a: a, b: kind == "sadd" ? value : b)
      let y = add(.xor, size: w, width: w, a: kind == "sadd" ? b : a, b: value)
      let both = add(.and, size: w, width: w, a: x, b: y)
      return (value, add(.sltI, size: w, width: 1, a: both, imm: 0))
    default: break
    }
    let isSigned = kind == "smul"
    if w <= 32 {
      let x = isSigned ? add(.sext, size: w, width: 64, a: a, imm: 64) : a
      let y = isSigned ? add(.sext, size: w, width: 64, a: b, imm: 64) : b
      let whole = add(.mul, width: 64, a: x, b: y)
      let back = isSigned ? add(.sext, size: w, width: 64, a: value, imm: 64) : value
      return (value, add(.ne, width: 1, a: whole, b: back))
    }
    // A product that divides back is right; but the least number times -1 does so too.
    let isZero = add(.eqI, size: w, width: 1, a: b, imm: 0)
    let divisor = add(.add, size: w, width: w, a: b, b: isZero)
    let quotient = add(isSigned ? .sdiv : .udiv, size: w, width: w, a: value, b: divisor)
    let differs = add(.ne, size: w, width: 1, a: quotient, b: a)
    let isNotZero = add(.xorI, size: 1, width: 1, a: isZero, imm: 1)
    var flag = add(.and, size: 1, width: 1, a: differs, b: isNotZero)
    if isSigned {
      let isLeast = add(.eqI, size: w, width: 1, a: a, imm: Int64(bitPattern: 1 << UInt64(w - 1)))
      let isMinusOne = add(.eqI, size: w, width: 1, a: b, imm: -1)
      let both = add(.and, size: 1, width: 1, a: isLeast, b: isMinusOne)
      flag = add(.or, size: 1, width: 1, a: flag, b: both)
    }
    return (value, flag)
  }
}
