// Steps are remembered. The seeds of an exploration come through the same states again and again,
// and a step is a function of the state, the thread and the answers to open questions. So what a step
// comes to is kept, and a run that takes the same step from the same state is told of it: which
// threads can step then, and what they will touch, which is all that a strategy asks. The words of
// the state that it changes are kept too, but are written only once a run takes a step that no run
// has taken before. Most runs never do, and work out nothing.
//
// Nothing else of a run is different: which thread steps is asked of the strategy as ever, answers
// are drawn as ever, and what a seed means is what it means without any of this.
//
// What an exploration keeps outside of the state has to grow with the steps that are taken for the
// first time, and only with them: that is so for the prefilter of lock orders, a set. It is not so
// for a run's graph of locks or for the check of data races; with these nothing is remembered.

/// What is remembered of the steps of one machine, from its start state on: a pool of words, in which
/// there are
///
///     states     [ hash ] [ hash ] [ a slot for each thread that can step; one if none can ]
///     steps      see `StepRecord`
///     questions  [ kind | answers ] [ a slot for each answer ]
///
/// A slot holds the place of a step or question, 0 if what the step comes to is not known.
struct StepMemo {
  struct Head {
    /// Whether an exploration is under way.
    var isOn = false
    /// Whether there is something to go on from, and the prefilter knows of all of it.
    var isKept = false
    var pool: UnsafeMutablePointer<UInt64>
    var capacity: Int
    /// 0 is no place in the pool.
    var used = 1
    /// The step that leads to the state that every run starts from.
    var start = 0
    /// The state that the run is in; 0 if it is not known.
    var state = 0
    /// The step that has just been recalled, 0 if it was carried out.
    var last = 0
    /// The steps that the state block is behind by.
    var path: UnsafeMutablePointer<Int>
    var pathCount = 0
    var isBehind = false
    /// States by their hashes: places in the pool.
    var table: UnsafeMutablePointer<UInt32>
    var tableCapacity: Int
    var states = 0
    var learnt = 0
    var recalled = 0
    var endings: [(ending: Ending, finding: Finding?)] = []
    /// The state before the step that is being learnt; made when it is first needed.
    var before: UnsafeMutablePointer<UInt64>?
    /// The words that it changes.
    var indices: UnsafeMutablePointer<UInt32>
    var changes = 0
    var hash = StateHash()
    var footprints = Footprints()
  }

  /// Words of the pool: 64 MiB.
  static let poolMax = 1 << 23
  static let pathMax = 1 << 10
  /// Steps that change more words are not remembered.
  static let changesMax = 1 << 12
  /// Steps that are learnt in any case. Beyond, each has to be paid for by one that was recalled, so
  /// that runs that never meet cost little more than without.
  static let learntFirst = 1 << 13

  let head: UnsafeMutablePointer<Head>

  init() {
    let (capacity, tableCapacity) = (1 << 12, 1 << 10)
    head = .allocate(capacity: 1)
    head.initialize(
      to: Head(
        pool: .allocate(capacity: capacity), capacity: capacity,
        path: .allocate(capacity: Self.pathMax), table: Self.emptyTable(tableCapacity),
        tableCapacity: tableCapacity, indices: .allocate(capacity: Self.changesMax)))
  }

  func deallocate() {
    head.pointee.pool.deallocate()
    head.pointee.path.deallocate()
    head.pointee.table.deallocate()
    head.pointee.before?.deallocate()
    head.pointee.indices.deallocate()
    head.deinitialize(count: 1)
    head.deallocate()
  }

  private static func emptyTable(_ capacity: Int) -> UnsafeMutablePointer<UInt32> {
    let table = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
    table.initialize(repeating: 0, count: capacity)
    return table
  }

  /// What comes now has nothing to do with it.
  func leave() {
    head.pointee.state = 0
    head.pointee.last = 0
    head.pointee.isBehind = false
  }

  /// Everything is forgotten.
  func forget() {
    let h = head
    h.pointee.isKept = false
    leave()
    guard h.pointee.start != 0 else { return }
    h.pointee.start = 0
    h.pointee.used = 1
    h.pointee.table.update(repeating: 0, count: h.pointee.tableCapacity)
    h.pointee.states = 0
    h.pointee.learnt = 0
    h.pointee.recalled = 0
    h.pointee.endings.removeAll()
  }

  // MARK: The pool

  /// Room for `count` words; 0 when the pool is full.
  func take(_ count: Int) -> Int {
    let h = head
    let at = h.pointee.used
    guard at + count <= Self.poolMax else { return 0 }
    if at + count > h.pointee.capacity {
      let capacity = min(Self.poolMax, max(2 * h.pointee.capacity, at + count))
      let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
      larger.update(from: h.pointee.pool, count: at)
      h.pointee.pool.deallocate()
      h.pointee.pool = larger
      h.pointee.capacity = capacity
    }
    h.pointee.used = at + count
    return at
  }

  /// The place of the state with this hash, a new one if it is not known; 0 when there is no room.
  func place(_ hash: StateHash, slots: Int) -> Int {
    let h = head
    if 4 * h.pointee.states >= 3 * h.pointee.tableCapacity { growTable() }
    let mask = h.pointee.tableCapacity - 1
    var i = Int(truncatingIfNeeded: hash.a) & mask
    while h.pointee.table[i] != 0 {
      let place = Int(h.pointee.table[i])
      if h.pointee.pool[place] == hash.a, h.pointee.pool[place + 1] == hash.b { return place }
      i = (i + 1) & mask
    }
    let place = take(2 + slots)
    if place == 0 { return 0 }
    let p = h.pointee.pool + place
    p[0] = hash.a
    p[1] = hash.b
    (p + 2).update(repeating: 0, count: slots)
    h.pointee.table[i] = UInt32(place)
    h.pointee.states += 1
    return place
  }

  private func growTable() {
    let h = head
    let capacity = 2 * h.pointee.tableCapacity
    let table = Self.emptyTable(capacity)
    for k in 0..<h.pointee.tableCapacity where h.pointee.table[k] != 0 {
      let place = h.pointee.table[k]
      var i = Int(truncatingIfNeeded: h.pointee.pool[Int(place)]) & (capacity - 1)
      while table[i] != 0 { i = (i + 1) & (capacity - 1) }
      table[i] = place
    }
    h.pointee.table.deallocate()
    h.pointee.table = table
    h.pointee.tableCapacity = capacity
  }

  /// The footprint of what `t`, which has just come to rest, will do; nil if it has to be worked out.
  @inline(__always)
  func footprint(_ t: Int) -> Footprint? {
    let last = head.pointee.last
    return last == 0 ? nil : StepRecord(words: head.pointee.pool + last).footprint(of: t)
  }
}

/// What a step comes to, as words of the pool:
///
///     0     kind (2 bits), visible operations (6), changes (16), place of the state after it or
///           number of the ending (40)
///     1     threads that have come to rest in it (8)
///     2..4  which threads can step, which exist, the number of the last instance
///     5..   of each of these threads: slot and whether it will write, its footprint, and what tells
///           one thread from others
///     then the indices of the words that change, two a word, and their values
struct StepRecord {
  let words: UnsafeMutablePointer<UInt64>

  enum Kind {
    static let mask: UInt64 = 3
    static let step: UInt64 = 1
    static let end: UInt64 = 2
    static let question: UInt64 = 3
  }

  static let threadsAt = 5
  static let threadWords = 9
  /// What tells one thread from others: words of its header.
  static let identity = (
    ThreadWord.sequence, ThreadWord.context, ThreadWord.function, ThreadWord.cookie
  )

  static func count(threads: Int, changes: Int) -> Int {
    threadsAt + threads * threadWords + (changes + 1) >> 1 + changes
  }

  var kind: UInt64 { @inline(__always) get { words[0] & Kind.mask } }
  var operations: Int { @inline(__always) get { Int(truncatingIfNeeded: words[0] >> 2 & 0x3f) } }
  var changes: Int { @inline(__always) get { Int(truncatingIfNeeded: words[0] >> 8 & 0xffff) } }
  var next: Int { @inline(__always) get { Int(truncatingIfNeeded: words[0] >> 24) } }
  var threads: Int { @inline(__always) get { Int(truncatingIfNeeded: words[1]) } }

  @inline(__always)
  func thread(_ k: Int) -> UnsafeMutablePointer<UInt64> {
    words + Self.threadsAt + k &* Self.threadWords
  }
  @inline(__always)
  var indices: UnsafeMutablePointer<UInt32> {
    UnsafeMutableRawPointer(thread(threads)).assumingMemoryBound(to: UInt32.self)
  }
  @inline(__always)
  var values: UnsafeMutablePointer<UInt64> { thread(threads) + (changes &+ 1) >> 1 }

  @inline(__always)
  func footprint(of t: Int) -> Footprint? {
    var k = 0
    while k < threads {
      let w = thread(k)
      if Int(truncatingIfNeeded: w[0] >> 1) == t {
        return Footprint(
          words: w[1], objects: w[2], wholes: w[3], writes: w[0] & 1 != 0, thing: w[4])
      }
      k &+= 1
    }
    return nil
  }
}

/// A hash of all that is live in a state, of 128 bits: a sum over its words, so that a step has to
/// look only at those that it changes.
struct StateHash {
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
  mutating func add(_ i: Int, _ word: UInt64) {
    a &+= Self.mixed(word &+ UInt64(i &+ 1) &* 0x9e37_79b9_7f4a_7c15)
    b &+= Self.mixed((word ^ 0x2545_f491_4f6c_dd1d) &+ UInt64(i &+ 1) &* 0xc2b2_ae3d_27d4_eb4f)
  }
  @inline(__always)
  mutating func remove(_ i: Int, _ word: UInt64) {
    var h = StateHash()
    h.add(i, word)
    a &-= h.a
    b &-= h.b
  }
}
