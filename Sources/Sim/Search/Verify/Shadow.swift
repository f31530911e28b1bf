// Going back. After each step the state is compared with a copy of what it was before; what differs
// is written down and can be put back. That costs nothing in the step loop, works for whatever a
// kernel routine does, and gives the exact words that a step has changed.
//
// Going elsewhere. A state is kept as the words in which it differs from one base state that all
// machines of a search share.

/// A copy of the state as it was after the last step, and the list of what the steps since changed.
final class Shadow {
  private let m: Machine
  private let copy: UnsafeMutablePointer<UInt64>
  private let base: UnsafeMutablePointer<UInt64>
  private let words: Int
  private var log: UnsafeMutablePointer<Change>
  private var logCapacity = 1 << 12
  /// Where the list of changes ends now.
  private(set) var mark = 0
  /// By thread: how much of its stack was ever in use between steps. A step may use and leave more
  /// of the stack than it began and ended with, and overwrite what an earlier state has there.
  private let stackUsed: UnsafeMutablePointer<Int>
  /// Where the state that was loaded last differs from the base.
  private var different: [UInt32] = []

  /// By heap word: the object that it belongs to, for the objects that every run has from its start.
  private let owners: UnsafeMutablePointer<Int32>
  private var ownedWords = 0
  private var ownedObjects = 0
  /// A bit for each of these objects that changed since somebody has looked.
  let touched: UnsafeMutablePointer<UInt64>
  let touchedWords: Int
  /// The same for threads.
  let touchedThreads: UnsafeMutablePointer<UInt64>
  private let threadOf: UnsafeMutablePointer<UInt8>
  /// The same for the words that are neither's, but for those that are hashed anew for every state.
  let touchedGlobals: UnsafeMutablePointer<Bool>

  /// A word of the state and what it was.
  struct Change {
    var index: Int
    var old: UInt64
  }

  init(_ machine: Machine) {
    m = machine
    words = machine.stateWords
    stackUsed = .allocate(capacity: machine.limits.threadsMax)
    stackUsed.initialize(repeating: ThreadWord.headerCount, count: machine.limits.threadsMax)
    copy = .allocate(capacity: words)
    copy.initialize(from: machine.state, count: words)
    base = .allocate(capacity: words)
    base.initialize(from: machine.state, count: words)
    log = .allocate(capacity: logCapacity)
    differenceIndices = .allocate(capacity: words)
    differenceValues = .allocate(capacity: words)
    owners = .allocate(capacity: machine.limits.heapBytes / 8)
    owners.initialize(repeating: 0, count: machine.limits.heapBytes / 8)
    touchedWords = machine.limits.objectsMax / 64 + 1
    touched = .allocate(capacity: touchedWords)
    touched.initialize(repeating: 0, count: touchedWords)
    touchedThreads = .allocate(capacity: 1)
    touchedThreads.initialize(to: .max)
    touchedGlobals = .allocate(capacity: 1)
    touchedGlobals.initialize(to: true)
    let threadsWords = machine.limits.threadsMax * machine.threadWords
    threadOf = .allocate(capacity: threadsWords)
    for k in 0..<threadsWords {
      (threadOf + k).initialize(to: UInt8(truncatingIfNeeded: k / machine.threadWords))
    }
    threadsAt = machine.threads - machine.state
    objectsAt = machine.objects - machine.state
    heapAt = UnsafeMutableRawPointer(machine.heap).assumingMemoryBound(to: UInt64.self)
      - machine.state
  }

  deinit {
    copy.deallocate()
    base.deallocate()
    log.deallocate()
    differenceIndices.deallocate()
    differenceValues.deallocate()
    stackUsed.deallocate()
    owners.deallocate()
    touched.deallocate()
    touchedThreads.deallocate()
    touchedGlobals.deallocate()
    threadOf.deallocate()
  }

  let threadsAt: Int
  let objectsAt: Int
  let heapAt: Int

  /// Takes the present state as the one to go back to; nothing can be put back beyond it.
  func reset() {
    copy.update(from: m.state, count: words)
    different.removeAll(keepingCapacity: true)
    mark = 0
    touchAll()
  }

  // MARK: States that are kept

  /// Makes the present state the base. Objects below `fixed` exist in every state.
  func setBase(fixed: Int) {
    base.update(from: m.state, count: words)
    ownedObjects = fixed
    ownedWords = 0
    for id in 1..<max(1, fixed) {
      let at = Int(m.objects[2 * id] >> 32)
      for k in at / 8..<(at + m.size(id) + 7) / 8 { owners[k] = Int32(id) }
      ownedWords = max(ownedWords, (at + m.size(id) + 7) / 8)
    }
    reset()
  }

  /// Goes to the base.
  func goToBase() {
    m.state.update(from: base, count: words)
    reset()
  }

  private func touchAll() {
    touched.update(repeating: .max, count: touchedWords)
    touchedThreads.pointee = .max
    touchedGlobals.pointee = true
  }

  // Where the state differs from the base: see `findDifferences`.
  let differenceIndices: UnsafeMutablePointer<UInt32>
  let differenceValues: UnsafeMutablePointer<UInt64>
  private(set) var differences = 0

  /// Writes down each word in which the present state differs from the base: the parts of the state
  /// that are in use, and that the other threads' slots are free.
  func findDifferences() {
    differences = 0
    compareWithBase(0, Word.count)
    compareWithBase(objectsAt, 2 * Int(max(m.state[Word.objectCount], base[Word.objectCount])))
    let alive = m.state[Word.alive]
    for t in 0..<m.limits.threadsMax where (alive | base[Word.alive]) & (1 << UInt64(t)) != 0 {
      let at = threadsAt + t &* m.threadWords
      if alive & (1 << UInt64(t)) != 0 {
        compareWithBase(at, Int(m.state[at + ThreadWord.registers] >> 48))
      } else {
        compareWithBase(at + ThreadWord.sequence, 1)
        compareWithBase(at + ThreadWord.phase, 1)
      }
    }
    compareWithBase(heapAt, (Int(m.state[Word.heapTop]) + 7) / 8)
  }

  private func compareWithBase(_ start: Int, _ count: Int) {
    let a = m.state + start
    let b = base + start
    var k = 0
    while k &+ 8 <= count {
      if Self.differ(a + k, b + k) { addDifferences(start &+ k, 8) }
      k &+= 8
    }
    if k < count { addDifferences(start &+ k, count &- k) }
  }

  @inline(never)
  private func addDifferences(_ start: Int, _ count: Int) {
    for index in start..<start &+ count where m.state[index] != base[index] {
      differenceIndices[differences] = UInt32(truncatingIfNeeded: index)
      differenceValues[differences] = m.state[index]
      differences &+= 1
    }
  }

  /// Whether eight words differ. Written so that it needs no more than the oldest vectors.
  @inline(__always)
  private static func differ(
    _ a: UnsafeMutablePointer<UInt64>, _ b: UnsafeMutablePointer<UInt64>
  ) -> Bool {
    let x = UnsafeRawPointer(a).loadUnaligned(as: SIMD8<UInt64>.self)
    let y = UnsafeRawPointer(b).loadUnaligned(as: SIMD8<UInt64>.self)
    let d = x ^ y
    let four = d.lowHalf | d.highHalf
    let two = four.lowHalf | four.highHalf
    return two[0] | two[1] != 0
  }

  /// Goes to the state that differs from the base in these words.
  func load(_ indices: UnsafePointer<UInt32>, _ values: UnsafePointer<UInt64>, _ count: Int) {
    for index in different { set(Int(index), base[Int(index)]) }
    different.removeAll(keepingCapacity: true)
    different.append(contentsOf: UnsafeBufferPointer(start: indices, count: count))
    apply(indices, values, count)
    // Stack that no state had in use here may hold anything.
    var grew = false
    m.forEachThread { t in
      let at = threadsAt + t &* m.threadWords
      let used = Int(m.state[at + ThreadWord.registers] >> 48)
      if used > stackUsed[t] {
        for k in stackUsed[t]..<used {
          m.state[at + k] = base[at + k]
          copy[at + k] = base[at + k]
        }
        stackUsed[t] = used
        grew = true
      }
    }
    if grew { apply(indices, values, count) }
    mark = 0
  }

  private func apply(_ indices: UnsafePointer<UInt32>, _ values: UnsafePointer<UInt64>, _ count: Int) {
    for k in 0..<count { set(Int(indices[k]), values[k]) }
  }

  @inline(__always)
  private func set(_ index: Int, _ value: UInt64) {
    m.state[index] = value
    copy[index] = value
    touch(index)
  }

  @inline(__always)
  private func touch(_ index: Int) {
    if index >= heapAt {
      if index &- heapAt < ownedWords {
        let id = Int(owners[index &- heapAt])
        touched[id &>> 6] |= 1 << UInt64(id & 63)
      }
    } else if index >= threadsAt {
      touchedThreads.pointee |= 1 << UInt64(threadOf[index &- threadsAt])
    } else if index >= objectsAt {
      let id = (index &- objectsAt) &>> 1
      if id < ownedObjects { touched[id &>> 6] |= 1 << UInt64(id & 63) }
    } else if !Self.isAlwaysHashed(index) {
      touchedGlobals.pointee = true
    }
  }

  /// Whether a word of the state, no object's and no thread's, changes too often for its hash to be
  /// kept, or does not count.
  @inline(__always)
  static func isAlwaysHashed(_ index: Int) -> Bool {
    index <= Word.nextSequence || index == Word.essential || index == Word.callbackBudget
      || index == Word.questions || index == Word.miscLock || index == Word.interrupted
      || index == Word.distinct
  }

  /// The object that this word of the heap belongs to is to be looked at again.
  func touchHeapWord(_ word: Int) { touch(heapAt + word) }

  // MARK: Steps

  /// What was changed since a mark.
  func changes(since start: Int) -> UnsafeBufferPointer<Change> {
    UnsafeBufferPointer(start: log + start, count: mark - start)
  }

  /// The same for a step that has made the driver's own access to these bytes of the heap and what is
  /// local to the thread. Nobody else can run after it who could not before.
  func note(_ stepped: Int, access accesses: [PendingAccess]) {
    let state = m.state
    guard m.isRunning, copy[Word.enabled] == state[Word.enabled],
      copy[Word.alive] == state[Word.alive]
    else {
      note(stepped)
      return
    }
    let objects = max(copy[Word.objectCount], state[Word.objectCount])
    let heapBefore = Int(copy[Word.heapTop])
    compare(0, Word.count)
    compare(objectsAt, 2 * Int(objects))
    let at = threadsAt + stepped &* m.threadWords
    let used = Int(
      max(copy[at + ThreadWord.registers] >> 48, state[at + ThreadWord.registers] >> 48))
    if used > stackUsed[stepped] { stackUsed[stepped] = used }
    compare(at, stackUsed[stepped])
    for a in accesses where a.kind == .write {
      compare(heapAt + a.low / 8, (a.high + 7) / 8 - a.low / 8)
    }
    let heap = Int(state[Word.heapTop])
    if heap > heapBefore { compare(heapAt + heapBefore / 8, (heap + 7) / 8 - heapBefore / 8) }
    if checksNotes {
      let end = mark
      note(stepped)
      precondition(mark == end, "[simctl bug] an access has changed more than it should")
    }
  }

  /// Whether each of these is held against all of the state, for tests.
  var checksNotes = false

  /// Writes down what the last step, of thread `stepped`, has changed.
  func note(_ stepped: Int) {
    let aliveBefore = copy[Word.alive]
    let state = m.state
    let objects = max(copy[Word.objectCount], state[Word.objectCount])
    let heap = max(copy[Word.heapTop], state[Word.heapTop])
    compare(0, Word.count)
    compare(objectsAt, 2 * Int(objects))
    var alive = aliveBefore | state[Word.alive]
    while alive != 0 {
      let t = alive.trailingZeroBitCount
      alive &= alive &- 1
      let at = threadsAt + t &* m.threadWords
      let used = Int(
        max(copy[at + ThreadWord.registers] >> 48, state[at + ThreadWord.registers] >> 48))
      if used > stackUsed[t] { stackUsed[t] = used }
      compare(at, t == stepped ? stackUsed[t] : max(ThreadWord.headerCount, used))
    }
    compare(heapAt, (Int(heap) + 7) / 8)
  }

  private func compare(_ start: Int, _ count: Int) {
    let a = m.state + start
    let b = copy + start
    var k = 0
    while k &+ 8 <= count {
      if Self.differ(a + k, b + k) { compareWords(start &+ k, 8) }
      k &+= 8
    }
    if k < count { compareWords(start &+ k, count &- k) }
  }

  @inline(never)
  private func compareWords(_ start: Int, _ count: Int) {
    for index in start..<start &+ count { compareOne(index) }
  }

  @inline(__always)
  private func compareOne(_ index: Int) {
    let now = m.state[index]
    if copy[index] != now {
      if mark == logCapacity { growLog() }
      log[mark] = Change(index: index, old: copy[index])
      mark &+= 1
      copy[index] = now
      touch(index)
    }
  }

  private func growLog() {
    let bigger = UnsafeMutablePointer<Change>.allocate(capacity: 2 * logCapacity)
    bigger.moveInitialize(from: log, count: mark)
    log.deallocate()
    log = bigger
    logCapacity *= 2
  }

  /// Puts everything back to how it was at a mark.
  func undo(to start: Int) {
    while mark > start {
      mark &-= 1
      set(log[mark].index, log[mark].old)
    }
  }
}
