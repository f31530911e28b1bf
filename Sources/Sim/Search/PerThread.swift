/// One value for each thread slot, in memory of its own: a strategy's tables change at every step,
/// and an `InlineArray` in it would be copied as a whole.
final class PerThread<Value: BitwiseCopyable> {
  static var count: Int { 64 }
  private let base: UnsafeMutablePointer<Value>

  init(_ value: Value) {
    base = .allocate(capacity: Self.count)
    base.initialize(repeating: value, count: Self.count)
  }

  deinit { base.deallocate() }

  /// The value of slot `t`, 0 to 63.
  @inline(__always)
  subscript(t: Int) -> Value {
    get { base[t & 63] }
    set { base[t & 63] = newValue }
  }

  func fill(_ value: Value) { base.update(repeating: value, count: Self.count) }
}

extension PerThread where Value: Comparable {
  /// The slot with the highest value among those of a mask that is not empty; the first of equals.
  @inline(__always)
  func highest(of mask: UInt64) -> Int {
    var best = mask.trailingZeroBitCount
    var left = mask & (mask &- 1)
    while left != 0 {
      let t = left.trailingZeroBitCount
      left &= left &- 1
      if self[t] > self[best] { best = t }
    }
    return best
  }
}
