// The one generator of random numbers: wyrand (Wang Yi, 2019), started by SplitMix64 (Steele, Lea,
// Flood 2014). What a seed means must never change silently, so neither may this file.

/// A 64-bit generator.
public struct Random: Sendable {
  private var state: UInt64

  /// The generator of a seed; neighbouring seeds give unrelated sequences.
  public init(seed: UInt64) {
    var z = seed &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    state = z ^ (z >> 31)
  }

  /// The next 64 bits.
  @inline(__always)
  public mutating func next() -> UInt64 {
    state = state &+ 0xa076_1d64_78bd_642f
    let product = state.multipliedFullWidth(by: state ^ 0xe703_7ed1_a0b4_28db)
    return product.high ^ product.low
  }

  /// A number below `bound`, each equally likely; 0 if `bound` is 0 (Lemire, "Fast random integer
  /// generation in an interval", 2019).
  @inline(__always)
  public mutating func next(below bound: UInt64) -> UInt64 {
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      // Taken about once in 2^64 / bound numbers.
      let tooLow = (0 &- bound) % bound
      while product.low < tooLow { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// One of the bits that are set in `mask` (not 0), by its number.
  @inline(__always)
  public mutating func pick(from mask: UInt64) -> Int {
    var left = next(below: UInt64(truncatingIfNeeded: mask.nonzeroBitCount))
    var m = mask
    while left != 0 {
      m &= m &- 1
      left &-= 1
    }
    return m.trailingZeroBitCount
  }
}
