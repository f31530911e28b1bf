// Learning what a step comes to: the live state is copied before it and compared after it.

/// What is known while a step is learnt.
struct StepLearning {
  /// The state before the step; made when it is first needed.
  var before: UnsafeMutablePointer<UInt64>?
  /// Whether that is the present state, and `hash` its hash.
  var isCurrent = false
  var hash = StateHash()
  /// What the step changes: see `StepChanges`.
  let indices: UnsafeMutablePointer<UInt32> = .allocate(capacity: changesMax)
  let values: UnsafeMutablePointer<UInt64> = .allocate(capacity: changesMax)
  var count = 0
  var footprints = Footprints()

  /// Steps that change more words are not remembered.
  static let changesMax = 1 << 12
  /// Nor those that ask questions with more answers.
  static let answersMax = 1 << 10

  func deallocate() {
    before?.deallocate()
    indices.deallocate()
    values.deallocate()
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

  /// Has a copy of what is live; false if nothing is to be learnt, for the rest of the run.
  func prepareLearning() -> Bool {
    let h = memo.head
    catchUp()
    h.pointee.last = 0
    guard h.pointee.steps.count < StepMemo.learntFirst + h.pointee.recalled,
      h.pointee.steps.hasRoom(1), h.pointee.words.hasRoom(4 * StepLearning.changesMax),
      h.pointee.slots.hasRoom(2 * StepLearning.answersMax)
    else {
      h.pointee.state = 0
      return false
    }
    drawn.removeAll(keepingCapacity: true)
    if h.pointee.learning.isCurrent { return true }
    let before = h.pointee.learning.before ?? .allocate(capacity: stateWords)
    h.pointee.learning.before = before
    forEachLivePart { at, count in (before + at).update(from: state + at, count: count) }
    let hash = h.pointee.words.base + Int(h.pointee.slots.base[h.pointee.state])
    h.pointee.learning.hash = StateHash(a: hash[0], b: hash[1])
    return true
  }

  /// The step has been taken: what it has changed belongs into `slot` of the state before.
  func keep(_ slot: Int, operations n: Int) {
    let h = memo.head
    h.pointee.state = 0
    h.pointee.learning.isCurrent = false
    let sequence = h.pointee.learning.before![Word.nextSequence]
    // The limit of steps is no part of the state.
    guard steps < limits.stepsMax, n <= UInt8.max, state[Word.nextSequence] <= UInt32.max,
      drawn.reduce(0, { $0 + $1.count + 1 }) <= StepLearning.answersMax, findChanges()
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
    var new: UInt64 = 0
    if state[Word.nextSequence] != sequence {
      forEachThread { t in if self.sequence(t) > sequence { new |= 1 << UInt64(t) } }
    }
    let number = writeStep(operations: n, new: new)
    h.pointee.slots.base[slot] = UInt32(number)
    if isRunning {
      h.pointee.state = Int(h.pointee.steps.base[number].next)
      h.pointee.learning.isCurrent = true
    }
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
      values[k] = h.pointee.learning.values[k]
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
    // Number 0 is none.
    _ = h.pointee.steps.take(1)
    _ = h.pointee.slots.take(1)
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
    return h.pointee.table.place(hash) {
      let words = h.pointee.words.take(2)
      h.pointee.words.base[words] = hash.a
      h.pointee.words.base[words + 1] = hash.b
      let place = h.pointee.slots.takeZeros(1 + max(1, state[Word.enabled].nonzeroBitCount))
      h.pointee.slots.base[place] = UInt32(words)
      return place
    }
  }

  // MARK: What has changed

  /// Compares what is live with the copy of what was live before: the words that differ or are new,
  /// and the hash of the whole. The copy becomes one of the present state. False if there are too
  /// many changes.
  private func findChanges() -> Bool {
    let h = memo.head
    guard let before = h.pointee.learning.before else { return false }
    let (wasAlive, objects, heapWords) = (
      before[Word.alive], 2 * Int(before[Word.objectCount]), (Int(before[Word.heapTop]) + 7) / 8
    )
    var changes = StateComparison(
      now: state, before: before, hash: h.pointee.learning.hash,
      indices: h.pointee.learning.indices, values: h.pointee.learning.values)
    changes.compare(0, Word.count, Word.count)
    changes.compare(Word.count, objects, 2 * Int(state[Word.objectCount]))
    changes.compare(heapAt, heapWords, (Int(state[Word.heapTop]) + 7) / 8)
    var mask = state[Word.alive] | wasAlive
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      let bit: UInt64 = 1 << UInt64(t)
      let at = header(t) - state
      let old = wasAlive & bit == 0 ? 0 : Int(before[at + ThreadWord.registers] >> 48)
      if state[Word.alive] & bit != 0 {
        changes.compare(at, old, sp(t))
      } else {
        changes.compare(at, old, 0)
        // Others may still wait for the number of a thread that has ended to go.
        changes.noteEnded(at, ThreadWord.headerCount)
      }
    }
    h.pointee.learning.hash = changes.hash
    h.pointee.learning.count = changes.count
    return changes.count <= StepLearning.changesMax
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
