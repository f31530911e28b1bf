// Which thread stands for which when states are compared: see `EqualThreads`.

/// An order of the threads of each group: the place of a thread is the slot that it would have if they
/// had changed places so that they are in that order. All that names a thread is told by places.
final class ThreadPlaces {
  private let m: Machine
  private let shadow: Shadow
  private(set) var groups: [EqualThreads.Group] = []
  /// By slot: its place, and the other way round.
  private let placeOf: UnsafeMutablePointer<UInt8>
  private let threadAt: UnsafeMutablePointer<UInt8>
  /// By slot: the instance that was in it at the start, 0 for slots of no group; the first slot of its
  /// group.
  private let instance: UnsafeMutablePointer<UInt64>
  private let firstSlot: UnsafeMutablePointer<UInt8>
  private var slots: UInt64 = 0
  /// The slots that may change places in this state.
  private var movable: UInt64 = 0
  /// Which threads may move.
  enum Freedom {
    case none, equal
    /// Those that are told apart, too: at the end of a run, where nobody steps any more.
    case all
  }
  var freedom = Freedom.equal
  /// Whether a thread is at another place than its slot's.
  private var moves = false

  /// A word of the heap with the owner of a lock in it, whom the owner's list of held locks names.
  private struct Owned: Equatable {
    var word = 0
    var mask: UInt64 = 0
    var value: UInt64 = 0
  }
  private let owned: UnsafeMutablePointer<Owned>
  private(set) var ownedCount = 0
  private let ownedBefore: UnsafeMutablePointer<Owned>
  private var ownedBeforeCount = 0
  private static let ownedMax = 64 * ThreadWord.heldMax
  /// By slot: which of its held locks name it as their owner.
  private let ownedBitsOf: UnsafeMutablePointer<UInt64>

  init(_ machine: Machine, _ shadow: Shadow) {
    m = machine
    self.shadow = shadow
    placeOf = .allocate(capacity: 64)
    threadAt = .allocate(capacity: 64)
    for t in 0..<64 {
      (placeOf + t).initialize(to: UInt8(t))
      (threadAt + t).initialize(to: UInt8(t))
    }
    instance = .allocate(capacity: 64)
    instance.initialize(repeating: 0, count: 64)
    firstSlot = .allocate(capacity: 64)
    firstSlot.initialize(repeating: 0, count: 64)
    owned = .allocate(capacity: Self.ownedMax)
    owned.initialize(repeating: Owned(), count: Self.ownedMax)
    ownedBefore = .allocate(capacity: Self.ownedMax)
    ownedBefore.initialize(repeating: Owned(), count: Self.ownedMax)
    ownedBitsOf = .allocate(capacity: 64)
    ownedBitsOf.initialize(repeating: 0, count: 64)
  }

  deinit {
    placeOf.deallocate()
    threadAt.deallocate()
    instance.deallocate()
    firstSlot.deallocate()
    owned.deallocate()
    ownedBefore.deallocate()
    ownedBitsOf.deallocate()
  }

  /// Takes these for one another from here on.
  func take(_ equal: EqualThreads) {
    m.hot.pointee.equalThreads = equal.mask
    groups = equal.groups
    slots = equal.mask
    instance.update(repeating: 0, count: 64)
    for g in groups {
      for (k, t) in g.slots.enumerated() {
        instance[t] = g.sequences[k]
        firstSlot[t] = UInt8(g.slots[0])
      }
    }
    ownedBitsOf.update(repeating: 0, count: 64)
    ownedCount = 0
    begin()
    shadow.touchedThreads.pointee = .max
  }

  // MARK: Asking

  /// Whether `t` is one of a group, and still the one that was started with it.
  @inline(__always)
  func isEqual(_ t: Int) -> Bool {
    slots & (1 << UInt64(t)) != 0 && m.sequence(t) == instance[t]
  }

  /// Whether slot `t` is that of one of a group, whoever has it now.
  func isGrouped(_ t: Int) -> Bool { slots & (1 << UInt64(t)) != 0 }

  @inline(__always)
  func mayMove(_ t: Int) -> Bool { movable & (1 << UInt64(t)) != 0 }

  @inline(__always)
  func place(of t: Int) -> Int { Int(placeOf[t]) }

  @inline(__always)
  func thread(at place: Int) -> Int { Int(threadAt[place]) }

  /// A mask of threads as one of places.
  @inline(__always)
  func placed(_ mask: UInt64) -> UInt64 { moves ? moved(mask) : mask }

  private func moved(_ mask: UInt64) -> UInt64 {
    var left = mask & movable
    var out = mask & ~movable
    while left != 0 {
      out |= 1 << UInt64(placeOf[left.trailingZeroBitCount])
      left &= left &- 1
    }
    return out
  }

  /// The same for a number of a thread: its slot + 1.
  func placed(number n: UInt64) -> UInt64 {
    n >= 1 && n <= 64 ? UInt64(placeOf[Int(n) - 1]) + 1 : n
  }

  /// The instance number that `t` would have at its place.
  @inline(__always)
  func sequence(_ t: Int) -> UInt64 {
    moves && isEqual(t) ? instance[Int(placeOf[t])] : m.sequence(t)
  }

  /// The number of the list of actions that stands for that of `t`; nil where it has its own.
  func list(_ t: Int) -> UInt64? {
    guard isEqual(t) else { return nil }
    for g in groups where g.slots[0] == Int(firstSlot[t]) { return g.list }
    return nil
  }

  /// Whether an instance number is that of one of a group, but the last: later ones compare alike
  /// with all of the group.
  func isAmongEqual(_ w: UInt64) -> Bool {
    for g in groups where w >= g.sequences[0] && w < g.sequences[g.sequences.count - 1] {
      return true
    }
    return false
  }

  /// The first slot of the group of `t`, whose instance number is `s`; its own slot if it has none.
  @inline(__always)
  func firstOfGroup(_ t: Int, _ s: UInt64) -> Int {
    slots & (1 << UInt64(t)) != 0 && s == instance[t] ? Int(firstSlot[t]) : t
  }

  /// What `t` names others by, told by places: the thread that it waits for, and which of its locks
  /// name it. 0 if there is nothing.
  @inline(__always)
  func names(_ t: Int) -> UInt64 {
    var n = ownedBitsOf[t] << 8
    if m.state[Word.waiting] & (1 << UInt64(t)) != 0 {
      n |= placed(number: m.header(t)[ThreadWord.wait] >> 40 & 0xff)
    }
    return n
  }

  @inline(__always)
  func ownedBits(_ t: Int) -> UInt64 { ownedBitsOf[t] }

  // MARK: Locks

  /// Finds the words that name an equal thread as the owner of a lock that it holds.
  func findOwnedWords() {
    if slots == 0 { return }
    swap()
    var mask = slots & m.state[Word.alive]
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      ownedBitsOf[t] = 0
      let h = m.header(t)
      let held = Int(h[ThreadWord.heldCount])
      if held == 0 || !isEqual(t) { continue }
      for k in 0..<held {
        let lock = h[ThreadWord.held + k]
        let at: Pointer
        let size: UInt8
        switch Held.Kind(rawValue: UInt8(truncatingIfNeeded: h[ThreadWord.heldInfo + k] >> Held.kindShift)) {
        case .spinlock: (at, size) = (lock &+ m.fields.spinLock, 4)
        case .mutex: (at, size) = (lock &+ m.fields.mutexOwner, 8)
        default: continue
        }
        guard let bytes = m.bytes(at, UInt64(size)), Machine.read(bytes, size) == UInt64(t + 1) else {
          continue
        }
        let byte = bytes - m.heap
        let shift = UInt64(byte % 8) * 8
        owned[ownedCount] = Owned(
          word: byte / 8, mask: (size == 8 ? .max : 0xffff_ffff) << shift,
          value: UInt64(t + 1) << shift)
        ownedCount += 1
        ownedBitsOf[t] |= 1 << UInt64(k)
      }
    }
    // The hash of an object is kept: where the owner no longer counts, or counts again, it is not.
    for k in 0..<ownedBeforeCount where !contains(owned, ownedCount, ownedBefore[k]) {
      shadow.touchHeapWord(ownedBefore[k].word)
    }
    for k in 0..<ownedCount where !contains(ownedBefore, ownedBeforeCount, owned[k]) {
      shadow.touchHeapWord(owned[k].word)
    }
  }

  private func swap() {
    ownedBefore.update(from: owned, count: ownedCount)
    ownedBeforeCount = ownedCount
    ownedCount = 0
  }

  private func contains(_ list: UnsafeMutablePointer<Owned>, _ count: Int, _ o: Owned) -> Bool {
    for k in 0..<count where list[k] == o { return true }
    return false
  }

  /// A word of the heap as it is with the owner of a lock in it left out.
  func withoutOwner(_ w: UInt64, _ index: Int) -> UInt64 {
    var w = w
    for k in 0..<ownedCount where owned[k].word == index && w & owned[k].mask == owned[k].value {
      w = w & ~owned[k].mask | 0x7f << UInt64(owned[k].mask.trailingZeroBitCount)
    }
    return w
  }

  // MARK: Arranging

  /// Everybody is at their own place.
  func begin() {
    if moves {
      for t in 0..<64 {
        placeOf[t] = UInt8(t)
        threadAt[t] = UInt8(t)
      }
      moves = false
    }
    movable = 0
    if slots == 0 || freedom == .none { return }
    let alive = m.state[Word.alive]
    movable = freedom == .all ? slots : slots & ~m.state[Word.distinct]
    var mask = movable & alive
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      // Its slot is another's by now, or its task_struct names it.
      if !isEqual(t) || m.header(t)[ThreadWord.task] != 0 { movable &= ~(1 << UInt64(t)) }
    }
    // Somebody waits on a word of the thread itself.
    mask = m.state[Word.waiting]
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      let index = Int(m.header(t)[ThreadWord.wait] & 0xffff_ffff)
      if index >= shadow.threadsAt, index < shadow.heapAt {
        movable &= ~(1 << UInt64((index - shadow.threadsAt) / m.threadWords))
      }
    }
  }

  /// Puts the threads of group `g` that may move in the order of their keys; the slots of those that
  /// have ended come last.
  func arrange(_ g: Int, by key: (Int) -> UInt64) {
    var mask: UInt64 = 0
    for t in groups[g].slots { mask |= 1 << UInt64(t) }
    mask &= movable
    var living = mask & m.state[Word.alive]
    if living == 0 || mask & (mask &- 1) == 0 { return }
    withUnsafeTemporaryAllocation(of: (key: UInt64, thread: Int).self, capacity: 64) { order in
      var n = 0
      while living != 0 {
        let t = living.trailingZeroBitCount
        living &= living &- 1
        let new = (key: key(t), thread: t)
        var k = n
        while k > 0, order[k - 1].key > new.key {
          order[k] = order[k - 1]
          k -= 1
        }
        order[k] = new
        n += 1
      }
      var ended = mask & ~m.state[Word.alive]
      var places = mask
      var k = 0
      while places != 0 {
        let place = places.trailingZeroBitCount
        places &= places &- 1
        let t: Int
        if k < n {
          t = order[k].thread
          k += 1
        } else {
          t = ended.trailingZeroBitCount
          ended &= ended &- 1
        }
        placeOf[t] = UInt8(place)
        threadAt[place] = UInt8(t)
        if t != place { moves = true }
      }
    }
  }
}
