// States told apart by what is live in them, and which words of two of them differ: see `StepMemo`.

/// A hash of all that is live in a state, of 128 bits: a sum over its words, so that a step has to
/// look only at those that it changes.
struct StateHash: BitwiseCopyable, Equatable {
  var a: UInt64 = 0
  var b: UInt64 = 0

  @inline(__always)
  private static func mixed(_ x: UInt64) -> UInt64 {
    var x = x
    x = (x ^ x >> 32) &* 0xd6e8_feb8_6659_fd93
    x = (x ^ x >> 29) &* 0x9fb2_1c65_1e98_df25
    return x ^ x >> 32
  }

  @inline(__always)
  private static func hash(_ i: Int, _ word: UInt64) -> (UInt64, UInt64) {
    let n = UInt64(i &+ 1)
    return (
      mixed(word &+ n &* 0x9e37_79b9_7f4a_7c15),
      mixed((word ^ 0x2545_f491_4f6c_dd1d) &+ n &* 0xc2b2_ae3d_27d4_eb4f)
    )
  }

  /// Word number `i` is live.
  @inline(__always)
  mutating func add(_ i: Int, _ word: UInt64) {
    let h = Self.hash(i, word)
    a &+= h.0
    b &+= h.1
  }

  /// Word number `i` is no longer live.
  @inline(__always)
  mutating func remove(_ i: Int, _ word: UInt64) {
    let h = Self.hash(i, word)
    a &-= h.0
    b &-= h.1
  }
}

/// The places of states by their hashes.
struct StateTable {
  private struct Entry {
    var hash = StateHash()
    /// 0 if there is none.
    var place: UInt32 = 0
  }
  private var entries: UnsafeMutablePointer<Entry>
  private var capacity = 1 << 10
  private var count = 0

  init() { entries = Self.allocate(1 << 10) }

  func deallocate() { entries.deallocate() }

  mutating func empty() {
    entries.update(repeating: Entry(), count: capacity)
    count = 0
  }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Entry> {
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
    entries.initialize(repeating: Entry(), count: capacity)
    return entries
  }

  /// The place of the state with this hash, where it is not known what `make` makes.
  mutating func place(_ hash: StateHash, or make: () -> Int) -> Int {
    if 4 * count >= 3 * capacity { grow() }
    let entry = find(hash)
    if entry.pointee.place == 0 {
      entry.pointee = Entry(hash: hash, place: UInt32(make()))
      count += 1
    }
    return Int(entry.pointee.place)
  }

  private func find(_ hash: StateHash) -> UnsafeMutablePointer<Entry> {
    var i = Int(truncatingIfNeeded: hash.a) & (capacity - 1)
    while entries[i].place != 0, entries[i].hash != hash { i = (i + 1) & (capacity - 1) }
    return entries + i
  }

  private mutating func grow() {
    let (old, oldCapacity) = (entries, capacity)
    capacity *= 2
    entries = Self.allocate(capacity)
    for i in 0..<oldCapacity where old[i].place != 0 { find(old[i].hash).pointee = old[i] }
    old.deallocate()
  }
}

/// Two states word by word.
struct StateComparison {
  let now: UnsafeMutablePointer<UInt64>
  let before: UnsafeMutablePointer<UInt64>
  var hash: StateHash
  let indices: UnsafeMutablePointer<UInt32>
  let values: UnsafeMutablePointer<UInt64>
  var count = 0

  @inline(__always)
  private mutating func note(_ i: UInt32, _ value: UInt64) {
    if count < StepLearning.changesMax {
      indices[count] = i
      values[count] = value
    }
    count &+= 1
  }

  /// Of the words from `at` on, `old` were live before and `new` are now.
  mutating func compare(_ at: Int, _ old: Int, _ new: Int) {
    let both = at &+ min(old, new)
    var i = at
    while i < both {
      // Eight at a time: nearly all are the same.
      let end = i &+ 8
      if end <= both, areEqual(i) {
        i = end
        continue
      }
      while i < min(end, both) {
        if now[i] != before[i] {
          hash.remove(i, before[i])
          hash.add(i, now[i])
          note(UInt32(truncatingIfNeeded: i), now[i])
          before[i] = now[i]
        }
        i &+= 1
      }
    }
    while i < at &+ old {
      hash.remove(i, before[i])
      i &+= 1
    }
    guard i < at &+ new else { return }
    note(UInt32(truncatingIfNeeded: i) | StepChanges.zerosBit, UInt64(at &+ new &- i))
    while i < at &+ new {
      hash.add(i, now[i])
      if now[i] != 0 { note(UInt32(truncatingIfNeeded: i), now[i]) }
      before[i] = now[i]
      i &+= 1
    }
  }

  /// What has changed in words that are no longer live.
  mutating func noteEnded(_ at: Int, _ length: Int) {
    for i in at..<at + length where now[i] != before[i] {
      note(UInt32(truncatingIfNeeded: i), now[i])
    }
  }

  @inline(__always)
  private func areEqual(_ i: Int) -> Bool {
    let a = UnsafeRawPointer(now + i)
    let b = UnsafeRawPointer(before + i)
    var difference = SIMD2<UInt64>()
    for k in 0..<4 {
      difference |=
        a.loadUnaligned(fromByteOffset: 16 &* k, as: SIMD2<UInt64>.self)
        ^ b.loadUnaligned(fromByteOffset: 16 &* k, as: SIMD2<UInt64>.self)
    }
    return difference[0] | difference[1] == 0
  }
}
