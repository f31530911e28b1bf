// How many different schedules were seen: a set of 64-bit hashes. Beyond a size it keeps only the
// hashes that begin with some zero bits and counts the rest by them (Gibbons, "Distinct sampling",
// VLDB 2001): memory stays bounded, and the result depends neither on the order in which hashes
// came nor on how sets were merged.

/// A set of hashes, open addressing with linear probing; 0 marks an empty slot.
public struct ScheduleSet: Sendable, Equatable {
  private var slots: [UInt64] = []
  private var kept = 0
  /// Only hashes with this many leading zero bits are kept.
  private var level = 0
  private let keptMax: Int

  /// The most hashes that are counted one by one: 64 MiB of them, in a table of twice that.
  public static let exactMax = 1 << 23

  /// An empty set that keeps at most `keptMax` hashes.
  public init(keptMax: Int = ScheduleSet.exactMax) { self.keptMax = max(1, keptMax) }

  /// The number of different hashes: exact if `isExact`, otherwise an estimate (its standard error
  /// is about 1 / sqrt(`exactMax` / 2), 0.05 %).
  public var count: Int {
    let (product, overflow) = kept.multipliedReportingOverflow(by: 1 << level)
    return overflow ? .max : product
  }
  public var isExact: Bool { level == 0 }

  /// Adds a hash, which must be well mixed.
  @inline(__always)
  public mutating func insert(_ hash: UInt64) {
    // 0 is not kept apart from 1: one schedule in 2^64.
    let h = hash == 0 ? 1 : hash
    if level > 0, h.leadingZeroBitCount < level { return }
    if (kept + 1) * 4 > slots.count * 3 { grow() }
    let mask = slots.count - 1
    // The low bits place it, the high bits decide what is kept.
    var at = Int(truncatingIfNeeded: h) & mask
    while slots[at] != 0 {
      if slots[at] == h { return }
      at = (at + 1) & mask
    }
    slots[at] = h
    kept += 1
    if kept > keptMax { thin() }
  }

  /// Adds all of another set.
  public mutating func formUnion(_ other: ScheduleSet) {
    if other.level > level {
      level = other.level
      rebuild(capacity: slots.count)
    }
    for h in other.slots where h != 0 { insert(h) }
  }

  private mutating func grow() { rebuild(capacity: max(64, slots.count * 2)) }

  private mutating func thin() {
    while kept > keptMax, level < 63 {
      level += 1
      rebuild(capacity: slots.count)
    }
  }

  private mutating func rebuild(capacity: Int) {
    let old = slots
    slots = Array(repeating: 0, count: capacity)
    kept = 0
    for h in old where h != 0 && h.leadingZeroBitCount >= level {
      var at = Int(truncatingIfNeeded: h) & (capacity - 1)
      while slots[at] != 0 { at = (at + 1) & (capacity - 1) }
      slots[at] = h
      kept += 1
    }
  }

  /// Equal as sets, whatever the tables look like.
  public static func == (a: ScheduleSet, b: ScheduleSet) -> Bool {
    a.kept == b.kept && a.level == b.level
      && a.slots.filter { $0 != 0 }.sorted() == b.slots.filter { $0 != 0 }.sorted()
  }
}
