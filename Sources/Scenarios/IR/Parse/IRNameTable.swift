// Names to dense numbers, with no string made for a name that is only looked up.

/// A set of names, numbered in the order in which they were added.
struct IRNameTable {
  private var slots: [Int32] = Array(repeating: -1, count: 64)
  private var storage: [UInt8] = []
  private var ranges: [Range<Int>] = []

  /// How many names there are.
  var count: Int { ranges.count }

  /// Name number `index`; bytes that are no UTF-8 are replaced.
  func name(_ index: Int) -> String {
    String(decoding: storage[ranges[index]], as: UTF8.self)
  }

  /// The number of the name that `bytes` holds in `range`, or nil.
  func find(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    let index = slots[slot(bytes, range)]
    return index < 0 ? nil : Int(index)
  }

  /// The number of the name that `bytes` holds in `range`; it is added if it is new.
  mutating func add(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    let slot = slot(bytes, range)
    if slots[slot] >= 0 { return Int(slots[slot]) }
    let start = storage.count
    storage.append(contentsOf: bytes[range])
    ranges.append(start..<storage.count)
    slots[slot] = Int32(truncatingIfNeeded: ranges.count - 1)
    if ranges.count * 2 > slots.count { grow() }
    return ranges.count - 1
  }

  /// Forgets all names.
  mutating func removeAll() {
    storage.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
    for index in slots.indices { slots[index] = -1 }
  }

  /// The slot that holds the name, or the free one where it would go.
  private func slot(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    var hash = IRKeywordTable.seed
    for index in range { hash = IRKeywordTable.hash(hash, bytes[index]) }
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] >= 0, !equal(ranges[Int(slots[slot])], bytes, range) {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private func equal(_ stored: Range<Int>, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    guard stored.count == range.count else { return false }
    for offset in 0..<stored.count
    where storage[stored.lowerBound + offset] != bytes[range.lowerBound + offset] {
      return false
    }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    for (index, range) in ranges.enumerated() {
      slots[slot(storage, range)] = Int32(truncatingIfNeeded: index)
    }
  }
}
