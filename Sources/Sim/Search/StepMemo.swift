// Steps are remembered. The seeds of an exploration come through the same states again and again,
// and a step is a function of the state, the thread and the answers to open questions. So what a
// step comes to is kept, and a run that takes the same step from the same state is told of it:
// which threads can step then, and what they will touch, which is all that a strategy asks. The
// words of the state that it changes are kept too, but are written only once a run takes a step
// that no run has taken before. Most runs never do, and work out nothing.
//
// Nothing else of a run is different: which thread steps is asked of the strategy as ever, answers
// are drawn as ever, and what a seed means is what it means without any of this.
//
// What an exploration keeps outside of the state has to grow with the steps that are taken for the
// first time, and only with them: that is so for the prefilter of lock orders, a set. It is not so
// for a run's graph of locks or for the check of data races; with these nothing is remembered.
//
// `StepAgain` tells how steps are recalled, `StepLearning` how they are learnt.

/// What is remembered of the steps of one machine, from its start state on.
struct StepMemo {
  /// What a run looks at, at every step, is kept apart from what it seldom needs.
  struct Head {
    /// Whether an exploration is under way.
    var isOn = false
    /// Whether there is something to go on from, and the prefilter knows of all of it.
    var isKept = false
    /// The state that the run is in; 0 if it is not known.
    var state = 0
    /// The step that has just been recalled, 0 if it was carried out.
    var last = 0
    /// The steps that the state block is behind by.
    var isBehind = false
    var pathCount = 0
    let path: UnsafeMutablePointer<UInt32>

    /// Number 0 is none, number 1 leads to the state that every run starts from.
    var steps = Pool<RecalledStep>(max: 1 << 18)
    /// States and questions. A state is the place of its hash, then a slot for each thread that can
    /// step (one if none can); a question the number of its answers, then a slot for each. A slot
    /// holds the number of a step, the place of a question and `questionBit`, or 0 for what is not
    /// known.
    var slots = Pool<UInt32>(max: 1 << 20)
    /// Hashes of states, and what steps change: see `StepChanges`.
    var words = Pool<UInt64>(max: 1 << 22)
    var table = StateTable()

    var recalled = 0
    var endings: [(ending: Ending, finding: Finding?)] = []
    var learning: StepLearning
  }

  static let questionBit: UInt32 = 1 << 31
  static let pathMax = 1 << 10
  /// Steps that are learnt in any case. Beyond, each has to be paid for by one that was recalled,
  /// so that runs that never meet cost little more than without.
  static let learntFirst = 1 << 13

  let head: UnsafeMutablePointer<Head>

  init() {
    head = .allocate(capacity: 1)
    head.initialize(
      to: Head(path: .allocate(capacity: Self.pathMax), learning: StepLearning()))
  }

  func deallocate() {
    head.pointee.path.deallocate()
    head.pointee.steps.deallocate()
    head.pointee.slots.deallocate()
    head.pointee.words.deallocate()
    head.pointee.table.deallocate()
    head.pointee.learning.deallocate()
    head.deinitialize(count: 1)
    head.deallocate()
  }

  /// What comes now has nothing to do with it.
  func leave() {
    head.pointee.state = 0
    head.pointee.last = 0
    head.pointee.isBehind = false
  }

  /// Everything is forgotten.
  func forget() {
    leave()
    let h = head
    h.pointee.isKept = false
    if h.pointee.steps.count == 0 { return }
    h.pointee.steps.empty()
    h.pointee.slots.empty()
    h.pointee.words.empty()
    h.pointee.table.empty()
    h.pointee.recalled = 0
    h.pointee.endings.removeAll()
  }

  /// The footprint of what `t`, which has just come to rest, will do; nil if it has to be worked
  /// out.
  @inline(__always)
  func footprint(_ t: Int) -> Footprint? {
    let last = head.pointee.last
    if last == 0 { return nil }
    let step = head.pointee.steps.base + last
    return Int(step.pointee.thread) == t ? step.pointee.footprint : footprintOfNew(t, step.pointee)
  }

  @inline(never)
  private func footprintOfNew(_ t: Int, _ step: RecalledStep) -> Footprint? {
    guard step.hasNew else { return nil }
    let changes = changes(step)
    for k in 0..<changes.newCount where changes.new(k).pointee.slot == t {
      return changes.new(k).pointee.footprint
    }
    return nil
  }

  @inline(__always)
  func changes(_ step: RecalledStep) -> StepChanges {
    StepChanges(words: head.pointee.words.base + Int(step.changes))
  }
}

/// A step, in the 64 bytes of a cache line.
struct RecalledStep: BitwiseCopyable {
  /// Its thread.
  var thread: UInt8
  /// Visible operations in it.
  var operations: UInt8
  /// Whether the run ends in it.
  var isEnd = false
  /// Whether it has made threads.
  var hasNew: Bool
  /// The state that it leads to, or the number of the ending.
  var next: UInt32
  /// Where its changes are.
  var changes: UInt32
  /// State words after it.
  var nextSequence: UInt32
  var enabled: UInt64
  var alive: UInt64
  /// What its thread will touch next.
  var print: CompactFootprint

  var footprint: Footprint { @inline(__always) get { print.footprint } }
}

/// A footprint in 32 bytes.
struct CompactFootprint: BitwiseCopyable {
  private var words: UInt64
  private var objects: UInt64
  private var wholes: UInt64
  /// And, in a bit that no address has, whether it writes.
  private var thing: UInt64

  private static let writesBit: UInt64 = 1 << 62

  init(_ print: Footprint) {
    words = print.words
    objects = print.objects
    wholes = print.wholes
    thing = print.thing | (print.writes ? Self.writesBit : 0)
  }

  var footprint: Footprint {
    @inline(__always) get {
      Footprint(
        words: words, objects: objects, wholes: wholes, writes: thing & Self.writesBit != 0,
        thing: thing & ~Self.writesBit)
    }
  }
}

/// A thread that a step has made.
struct NewThread: BitwiseCopyable {
  var slot: Int
  /// What tells it from others: words of its header.
  var sequence: UInt64
  var context: UInt64
  var function: UInt64
  var cookie: UInt64
  var print: CompactFootprint

  var footprint: Footprint { print.footprint }
}

/// What a step changes: the number of new threads and of changes, the new threads, the indices of
/// state words, two in one, and their new values. With `zerosBit` an index is that of the first of
/// so many words which become zero.
struct StepChanges {
  let words: UnsafeMutablePointer<UInt64>

  static let zerosBit: UInt32 = 1 << 31
  private static let newWords = MemoryLayout<NewThread>.size / 8

  static func size(new: Int, count: Int) -> Int {
    1 + new * newWords + (count + 1) >> 1 + count
  }

  init(words: UnsafeMutablePointer<UInt64>) { self.words = words }

  /// In a place that is large enough.
  init(in words: UnsafeMutablePointer<UInt64>, new: Int, count: Int) {
    self.words = words
    words[0] = UInt64(new) << 32 | UInt64(count)
  }

  var newCount: Int { @inline(__always) get { Int(truncatingIfNeeded: words[0] >> 32) } }
  var count: Int { @inline(__always) get { Int(truncatingIfNeeded: words[0] & 0xffff_ffff) } }

  @inline(__always)
  func new(_ k: Int) -> UnsafeMutablePointer<NewThread> {
    UnsafeMutableRawPointer(words + 1).assumingMemoryBound(to: NewThread.self) + k
  }
  @inline(__always)
  var indices: UnsafeMutablePointer<UInt32> {
    UnsafeMutableRawPointer(words + 1 + newCount &* Self.newWords)
      .assumingMemoryBound(to: UInt32.self)
  }
  @inline(__always)
  var values: UnsafeMutablePointer<UInt64> {
    words + 1 + newCount &* Self.newWords + (count &+ 1) >> 1
  }
}

/// Memory for many small things: taken as a whole when the first one comes, of which the system
/// gives only what is touched.
struct Pool<Element: BitwiseCopyable> {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var isThere = false
  private let max: Int

  init(max: Int) {
    self.max = max
    base = Self.allocate(0)
  }

  func deallocate() { UnsafeMutableRawPointer(base).deallocate() }

  mutating func empty() { count = 0 }

  func hasRoom(_ more: Int) -> Bool { count + more <= max }

  /// The place of `more` elements, for which there must be room.
  mutating func take(_ more: Int) -> Int {
    if !isThere {
      deallocate()
      base = Self.allocate(max)
      isThere = true
    }
    count += more
    return count - more
  }

  /// Memory that begins with a cache line.
  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
    UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Element>.stride, alignment: 64
    ).bindMemory(to: Element.self, capacity: count)
  }
}

extension Pool where Element == UInt32 {
  @discardableResult
  mutating func takeZeros(_ more: Int) -> Int {
    let at = take(more)
    (base + at).update(repeating: 0, count: more)
    return at
  }
}
