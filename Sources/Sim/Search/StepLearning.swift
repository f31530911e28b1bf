// Learning what a step comes to: the live state is copied before it and compared after it.

/// What is known while a step is learnt.
struct StepLearning {
  /// The state before the step; made when it is first needed.
  var before: UnsafeMutablePointer<UInt64>?
  /// The indices of the words that it changes.
  let indices: UnsafeMutablePointer<UInt32> = .allocate(capacity: changesMax)
  var count = 0
  var hash = StateHash()
  var footprints = Footprints()

  /// Steps that change more words are not remembered.
  static let changesMax = 1 << 12
  /// Nor those that ask questions with more answers.
  static let answersMax = 1 << 10

  func deallocate() {
    before?.deallocate()
    indices.deallocate()
  }

  mutating func note(_ i: Int) {
    if count < Self.changesMax { indices[count] = UInt32(truncatingIfNeeded: i) }
    count &+= 1
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

extension Machine {
  /// Takes the step and writes down what it comes to.
  @inline(never)
  func learn(_ t: Int, _ slot: Int) -> Int {
    guard prepareLearning() else { return step(t) }
    answers = .noted
    let n = step(t)
    answers = .random
    keep(slot, operations: n)
    return n
  }

  /// Copies what is live; false if nothing is to be learnt, for the rest of the run.
  func prepareLearning() -> Bool {
    let h = memo.head
    catchUp()
    h.pointee.last = 0
    guard h.pointee.steps.count < StepMemo.learntFirst + h.pointee.recalled,
      h.pointee.steps.hasRoom(1), h.pointee.words.hasRoom(4 * StepLearning.changesMax),
      h.pointee.slots.hasRoom(8 * StepLearning.answersMax)
    else {
      h.pointee.state = 0
      return false
    }
    let before = h.pointee.learning.before ?? .allocate(capacity: stateWords)
    h.pointee.learning.before = before
    drawn.removeAll(keepingCapacity: true)
    forEachLivePart { at, count in (before + at).update(from: state + at, count: count) }
    return true
  }

  /// The step has been taken: what it has changed belongs into `slot` of the state before.
  func keep(_ slot: Int, operations n: Int) {
    let h = memo.head
    let hash = h.pointee.words.base + Int(h.pointee.slots.base[h.pointee.state])
    h.pointee.learning.hash = StateHash(a: hash[0], b: hash[1])
    h.pointee.state = 0
    // The limit of steps is no part of the state.
    guard steps < limits.stepsMax, n <= UInt8.max, state[Word.nextSequence] <= UInt32.max,
      drawn.reduce(0, { $0 + $1.count + 1 }) <= StepLearning.answersMax, findChanges(),
      let before = h.pointee.learning.before
    else { return }
    var slot = slot
    for question in drawn {
      if h.pointee.slots.base[slot] == 0 {
        let place = h.pointee.slots.takeZeros(1 + question.count)
        h.pointee.slots.base[place] = UInt32(question.count)
        h.pointee.slots.base[slot] = UInt32(place) | StepMemo.questionBit
      }
      let place = Int(h.pointee.slots.base[slot] & ~StepMemo.questionBit)
      slot = place + 1 + question.answer
    }
    let sequence = before[Word.nextSequence]
    var new: UInt64 = 0
    if state[Word.nextSequence] != sequence {
      forEachThread { t in if self.sequence(t) > sequence { new |= 1 << UInt64(t) } }
    }
    let number = writeStep(operations: n, new: new)
    h.pointee.slots.base[slot] = UInt32(number)
    if isRunning { h.pointee.state = Int(h.pointee.steps.base[number].next) }
  }

  /// The step that has led to the present state, with the changes that were found.
  private func writeStep(operations: Int, new: UInt64) -> Int {
    let h = memo.head
    let count = h.pointee.learning.count
    let threads = new.nonzeroBitCount
    let place = h.pointee.words.take(StepChanges.size(new: threads, count: count))
    let changes = StepChanges(
      in: h.pointee.words.base + place, new: threads, count: count)
    h.pointee.learning.footprints.begin(self)
    var mask = new
    for k in 0..<threads {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      let header = header(t)
      changes.new(k).pointee = NewThread(
        slot: t, sequence: header[ThreadWord.sequence], context: header[ThreadWord.context],
        function: header[ThreadWord.function], cookie: header[ThreadWord.cookie],
        print: footprint(t))
    }
    let (indices, values) = (changes.indices, changes.values)
    for k in 0..<count {
      indices[k] = h.pointee.learning.indices[k]
      values[k] = state[Int(indices[k])]
    }
    let isAlive = state[Word.alive] & (1 << UInt64(current)) != 0
    var step = RecalledStep(
      thread: UInt8(current), operations: UInt8(operations), hasNew: new != 0, next: 0,
      changes: UInt32(place), nextSequence: UInt32(state[Word.nextSequence]),
      enabled: state[Word.enabled], alive: state[Word.alive],
      print: isAlive ? footprint(current) : CompactFootprint(Footprint()))
    if isRunning {
      step.next = UInt32(placeOfState())
    } else {
      step.isEnd = true
      step.next = UInt32(h.pointee.endings.count)
      h.pointee.endings.append((ending, finding))
    }
    let number = h.pointee.steps.take(1)
    (h.pointee.steps.base + number).initialize(to: step)
    return number
  }

  private func footprint(_ t: Int) -> CompactFootprint {
    memo.head.pointee.learning.footprints.update(t, self)
    return CompactFootprint(memo.head.pointee.learning.footprints[t])
  }

  /// The start state, as that of a step that changes nothing and makes all threads.
  func learnStart() {
    let h = memo.head
    reset()
    h.pointee.learning.hash = StateHash()
    h.pointee.learning.count = 0
    forEachLivePart { at, count in
      for i in at..<at + count { h.pointee.learning.hash.add(i, state[i]) }
    }
    _ = writeStep(operations: 0, new: state[Word.alive])
  }

  /// The place of the present state, a new one if it is not known.
  private func placeOfState() -> Int {
    let h = memo.head
    let hash = h.pointee.learning.hash
    if 4 * h.pointee.states >= 3 * h.pointee.table.count { growTable() }
    var i = slotInTable(hash.a)
    while h.pointee.table.base[i] != 0 {
      let place = Int(h.pointee.table.base[i])
      let words = h.pointee.words.base + Int(h.pointee.slots.base[place])
      if words[0] == hash.a, words[1] == hash.b { return place }
      i = (i + 1) & (h.pointee.table.count - 1)
    }
    let words = h.pointee.words.take(2)
    h.pointee.words.base[words] = hash.a
    h.pointee.words.base[words + 1] = hash.b
    let place = h.pointee.slots.takeZeros(1 + max(1, state[Word.enabled].nonzeroBitCount))
    h.pointee.slots.base[place] = UInt32(words)
    h.pointee.table.base[i] = UInt32(place)
    h.pointee.states += 1
    return place
  }

  private func slotInTable(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash) & (memo.head.pointee.table.count - 1)
  }

  private func growTable() {
    let h = memo.head
    let old = h.pointee.table.count
    var places: [UInt32] = []
    for i in 0..<old where h.pointee.table.base[i] != 0 { places.append(h.pointee.table.base[i]) }
    h.pointee.table.empty()
    h.pointee.table.takeZeros(2 * old)
    for place in places {
      var i = slotInTable(h.pointee.words.base[Int(h.pointee.slots.base[Int(place)])])
      while h.pointee.table.base[i] != 0 { i = (i + 1) & (h.pointee.table.count - 1) }
      h.pointee.table.base[i] = place
    }
  }

  // MARK: What has changed

  /// Compares what is live with the copy of what was live before: the indices of words that differ
  /// or are new, and the hash of the whole. False if they are too many.
  private func findChanges() -> Bool {
    guard let before = memo.head.pointee.learning.before else { return false }
    var learning = memo.head.pointee.learning
    learning.count = 0
    compare(0, Word.count, Word.count, before, &learning)
    compare(
      Word.count, 2 * Int(before[Word.objectCount]), 2 * Int(state[Word.objectCount]), before,
      &learning)
    compare(
      heapAt, (Int(before[Word.heapTop]) + 7) / 8, (Int(state[Word.heapTop]) + 7) / 8, before,
      &learning)
    var mask = state[Word.alive] | before[Word.alive]
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      let bit: UInt64 = 1 << UInt64(t)
      let at = header(t) - state
      let old = before[Word.alive] & bit == 0 ? 0 : Int(before[at + ThreadWord.registers] >> 48)
      let isAlive = state[Word.alive] & bit != 0
      compare(at, old, isAlive ? sp(t) : 0, before, &learning)
      // Of a thread that has ended others may still wait for its number to go.
      if !isAlive {
        for i in at..<at + ThreadWord.headerCount where state[i] != before[i] { learning.note(i) }
      }
    }
    memo.head.pointee.learning = learning
    return learning.count <= StepLearning.changesMax
  }

  /// Of the words from `at` on, `old` were live before and `new` are now.
  private func compare(
    _ at: Int, _ old: Int, _ new: Int, _ before: UnsafeMutablePointer<UInt64>,
    _ learning: inout StepLearning
  ) {
    let now = state
    let both = at &+ min(old, new)
    var i = at
    while i < both {
      // Eight at a time: nearly all are the same.
      let end = i &+ 8
      if end <= both, Self.areEqual(now + i, before + i) {
        i = end
        continue
      }
      while i < min(end, both) {
        if now[i] != before[i] {
          learning.hash.remove(i, before[i])
          learning.hash.add(i, now[i])
          learning.note(i)
        }
        i &+= 1
      }
    }
    while i < at &+ old {
      learning.hash.remove(i, before[i])
      i &+= 1
    }
    while i < at &+ new {
      learning.hash.add(i, now[i])
      learning.note(i)
      i &+= 1
    }
  }

  @inline(__always)
  private static func areEqual(
    _ a: UnsafeMutablePointer<UInt64>, _ b: UnsafeMutablePointer<UInt64>
  ) -> Bool {
    (a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3]) | (a[4] ^ b[4]) | (a[5] ^ b[5])
      | (a[6] ^ b[6]) | (a[7] ^ b[7]) == 0
  }

  // MARK: What is live

  /// Where the heap lies in the state block.
  private var heapAt: Int { (heap - UnsafeMutableRawPointer(state)) / 8 }

  private func forEachLivePart(_ body: (_ at: Int, _ count: Int) -> Void) {
    body(0, Word.count + 2 * Int(state[Word.objectCount]))
    body(heapAt, (Int(state[Word.heapTop]) + 7) / 8)
    forEachThread { t in body(header(t) - state, sp(t)) }
  }
}
