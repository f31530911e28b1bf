// The states that were seen: 128-bit fingerprints in one open-addressing table, 16 bytes a slot, and
// beside each, where it is asked for, one byte for a bound or two for how far from the start it is. It
// starts small and doubles.

/// A fingerprint of a state.
struct Fingerprint: Equatable, Hashable {
  var low: UInt64
  var high: UInt64

  @inline(__always)
  mutating func mix(_ w: UInt64) {
    let x = (low ^ w).multipliedFullWidth(by: 0x9fb2_1c65_1e98_df25)
    low = x.high ^ x.low
    let y = (high &+ w ^ 0xa076_1d64_78bd_642f).multipliedFullWidth(by: 0xe703_7ed1_a0b4_28db)
    high = (y.high ^ y.low) &+ (low &<< 1 | low &>> 63)
  }

  /// Adds another to it; a sum does not depend on the order.
  @inline(__always)
  mutating func add(_ other: Fingerprint) {
    low &+= other.low
    high &+= other.high
  }

  /// The last words are mixed once more, so that each bit depends on all.
  var finished: Fingerprint {
    var f = self
    f.mix(0x2545_f491_4f6c_dd1d)
    return f
  }
}

/// A set of fingerprints, each with the smallest number of preemptions it was reached with.
final class VisitedTable {
  private var slots: UnsafeMutablePointer<UInt64>
  private var costs: UnsafeMutablePointer<UInt8>?
  private var capacity: Int
  private(set) var count = 0

  /// An empty table; `withCosts` keeps a cost beside each fingerprint.
  init(withCosts: Bool) {
    capacity = 1 << 12
    slots = .allocate(capacity: 2 * capacity)
    slots.initialize(repeating: 0, count: 2 * capacity)
    if withCosts {
      costs = .allocate(capacity: capacity)
      costs?.initialize(repeating: 0, count: capacity)
    }
  }

  func write(to w: CheckpointWriter) {
    w.number(capacity)
    w.number(count)
    w.bool(costs != nil)
    w.bytes(slots, 16 * capacity)
    if let costs { w.bytes(costs, capacity) }
  }

  init(from r: CheckpointReader) throws(CheckpointError) {
    let capacity = try r.number(1 << 36)
    guard capacity >= 1 << 12, capacity & (capacity - 1) == 0 else {
      throw CheckpointReader.damaged()
    }
    self.capacity = capacity
    count = try r.number(capacity / 4 * 3)
    if try r.bool() { costs = .allocate(capacity: capacity) }
    slots = .allocate(capacity: 2 * capacity)
    try r.bytes(slots, 16 * capacity)
    if let costs { try r.bytes(costs, capacity) }
  }

  deinit {
    slots.deallocate()
    costs?.deallocate()
  }

  /// Bytes of the table, and of the two tables while it doubles next.
  var bytes: Int { capacity * (costs == nil ? 16 : 17) }
  var bytesWhenDoubled: Int { isFull ? 3 * bytes : bytes }
  private var isFull: Bool { (count + 1) * 4 > capacity * 3 }
  var load: Double { Double(count) / Double(capacity) }

  /// Whether the fingerprint is new, or was only reached at a higher cost; notes this one.
  @inline(__always)
  func insert(_ f: Fingerprint, cost: UInt8 = 0) -> (isNew: Bool, isCheaper: Bool) {
    // The empty slot is (0, 0): that one fingerprint is taken for its neighbour.
    let low = f.low | f.high == 0 ? 1 : f.low
    var at = Int(truncatingIfNeeded: low) & (capacity - 1)
    while true {
      let s = slots + 2 * at
      if s[0] == low, s[1] == f.high {
        guard let costs, costs[at] > cost else { return (false, false) }
        costs[at] = cost
        return (false, true)
      }
      if s[0] | s[1] == 0 { break }
      at = (at + 1) & (capacity - 1)
    }
    if isFull {
      double()
      at = Int(truncatingIfNeeded: low) & (capacity - 1)
      while slots[2 * at] | slots[2 * at + 1] != 0 { at = (at + 1) & (capacity - 1) }
    }
    slots[2 * at] = low
    slots[2 * at + 1] = f.high
    costs?[at] = cost
    count += 1
    return (true, false)
  }

  /// Whether the fingerprint was reached at this cost or a lower one. Many threads may ask at once
  /// while nobody inserts.
  @inline(__always)
  func contains(_ f: Fingerprint, cost: UInt8 = 0) -> Bool {
    guard let known = self.cost(f) else { return false }
    return known <= cost
  }

  /// The lowest cost that the fingerprint was reached with, nil if it was not.
  @inline(__always)
  func cost(_ f: Fingerprint) -> UInt8? {
    guard let at = slot(of: f) else { return nil }
    return costs?[at] ?? 0
  }

  @inline(__always)
  private func slot(of f: Fingerprint) -> Int? {
    let low = f.low | f.high == 0 ? 1 : f.low
    var at = Int(truncatingIfNeeded: low) & (capacity - 1)
    while true {
      let s = slots + 2 * at
      if s[0] == low, s[1] == f.high { return at }
      if s[0] | s[1] == 0 { return nil }
      at = (at + 1) & (capacity - 1)
    }
  }

  private func double() {
    let oldSlots = slots
    let oldCosts = costs
    let old = capacity
    capacity *= 2
    slots = .allocate(capacity: 2 * capacity)
    slots.initialize(repeating: 0, count: 2 * capacity)
    if costs != nil {
      costs = .allocate(capacity: capacity)
      costs?.initialize(repeating: 0, count: capacity)
    }
    for k in 0..<old where oldSlots[2 * k] | oldSlots[2 * k + 1] != 0 {
      var at = Int(truncatingIfNeeded: oldSlots[2 * k]) & (capacity - 1)
      while slots[2 * at] | slots[2 * at + 1] != 0 { at = (at + 1) & (capacity - 1) }
      slots[2 * at] = oldSlots[2 * k]
      slots[2 * at + 1] = oldSlots[2 * k + 1]
      if let oldCosts { costs?[at] = oldCosts[k] }
    }
    oldSlots.deallocate()
    oldCosts?.deallocate()
  }

  /// An upper bound for the probability that some two of `count` different states had the same
  /// fingerprint, so that one of them was not looked at.
  static func hiddenProbability(states: Int) -> Double {
    let n = Double(states)
    return min(1, n * (n - 1) / 2 / 340_282_366_920_938_463_463_374_607_431_768_211_456.0)
  }
}
