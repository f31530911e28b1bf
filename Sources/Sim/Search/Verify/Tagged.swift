// Numbers that are recognised by their value, wherever they are kept.

/// Times and instance numbers are recognised wherever they are kept, since a machine that is made
/// for verifying starts both at numbers that nothing else has.
enum Tagged {
  /// Nanoseconds at boot. The jiffies that follow from it are larger than 32 bits, too.
  static let clock: UInt64 = 0x2000_0000_0000_0000
  static let sequence: UInt64 = 0x1e51_0000_0000_0000
  /// How far from the first time a time may lie: 2^50 ns are 13 days.
  static let clockRange: UInt64 = 1 << 50
  static let jiffiesRange: UInt64 = 1 << 31

  @inline(__always) static func isSequence(_ w: UInt64) -> Bool { w >> 32 == sequence >> 32 }
  @inline(__always) static func isClock(_ w: UInt64) -> Bool {
    w &- (clock &- clockRange) < 2 * clockRange
  }
  @inline(__always) static func isJiffies(_ w: UInt64) -> Bool {
    let first = clock / Time.nanosecondsPerJiffy
    return w &- (first &- jiffiesRange) < 2 * jiffiesRange
  }

  /// Limits of a machine whose states are to be compared.
  static func limits(_ limits: StateLimits) -> StateLimits {
    var l = limits
    l.clockAtBoot = clock
    l.firstSequence = sequence
    // Where states repeat nothing has to be cut.
    l.callbacksAfterEnd = .max
    l.stepsMax = 1 << 30
    return l
  }
}
