// Arithmetic on numbers that are known beforehand, with the meaning that the machine gives it.

import Sim

/// `x OP y` of `size` bits, for an operation with an immediate; nil where the machine would report
/// something, and for operations that are none.
func evaluate(_ op: Op, _ size: UInt8, _ x: UInt64, _ y: UInt64) -> UInt64? {
  let mask = lowMask(size)
  let y = y & mask
  func signed(_ v: UInt64) -> Int64 {
    Int64(bitPattern: v << UInt64(64 - size)) >> Int64(64 - size)
  }
  func truth(_ b: Bool) -> UInt64 { b ? 1 : 0 }
  let (sx, sy) = (signed(x), signed(y))
  switch op {
  case .addI: return (x &+ y) & mask
  case .subI: return (x &- y) & mask
  case .mulI: return (x &* y) & mask
  case .udivI: return y == 0 ? nil : x / y
  case .uremI: return y == 0 ? nil : x % y
  case .sdivI:
    return y == 0
      ? nil : UInt64(bitPattern: sx.dividedReportingOverflow(by: sy).partialValue) & mask
  case .sremI:
    return y == 0
      ? nil : UInt64(bitPattern: sx.remainderReportingOverflow(dividingBy: sy).partialValue) & mask
  case .shlI: return y < UInt64(size) ? (x << y) & mask : nil
  case .lshrI: return y < UInt64(size) ? x >> y : nil
  case .ashrI: return y < UInt64(size) ? UInt64(bitPattern: sx >> Int64(y)) & mask : nil
  case .andI: return x & y
  case .orI: return x | y
  case .xorI: return x ^ y
  case .eqI: return truth(x == y)
  case .neI: return truth(x != y)
  case .ultI: return truth(x < y)
  case .uleI: return truth(x <= y)
  case .ugtI: return truth(x > y)
  case .ugeI: return truth(x >= y)
  case .sltI: return truth(sx < sy)
  case .sleI: return truth(sx <= sy)
  case .sgtI: return truth(sx > sy)
  case .sgeI: return truth(sx >= sy)
  default: return nil
  }
}

/// `OP x` of `size` bits, for the operations that count and swap.
func evaluate(unary op: Op, _ size: UInt8, _ x: UInt64) -> UInt64 {
  switch op {
  case .countLeadingZeros: UInt64(max(0, x.leadingZeroBitCount - (64 - Int(size))))
  case .countTrailingZeros: min(UInt64(x.trailingZeroBitCount), UInt64(size))
  case .popCount: UInt64(x.nonzeroBitCount)
  default: x.byteSwapped >> UInt64(64 - size)
  }
}
