// Steps of a run that other runs have taken before: see `StepMemo`.

extension Machine {
  /// Gets ready for a run from the start state, if its steps may be remembered; otherwise false, and
  /// nothing is done.
  func beginAgain() -> Bool {
    memo.leave()
    let h = memo.head
    guard h.pointee.isOn, h.pointee.isKept, setupIsShared, !isWatched, !hot.pointee.notesAccesses,
      prefilter.isOn || !lockGraph.head.pointee.isOn
    else { return false }
    if h.pointee.start == 0 { learnStart() }
    guard h.pointee.start != 0 else { return false }
    ending = .running
    finding = nil
    steps = 0
    h.pointee.isBehind = true
    h.pointee.pathCount = 0
    state[Word.nextSequence] = .max
    tell(StepRecord(words: h.pointee.pool + h.pointee.start))
    h.pointee.last = h.pointee.start
    h.pointee.state = StepRecord(words: h.pointee.pool + h.pointee.start).next
    return true
  }

  /// The same as `step(t)`, where `enabled` is the mask of the threads that can step.
  @inline(__always)
  func stepAgain(_ t: Int, _ enabled: UInt64) -> Int {
    let h = memo.head
    let here = h.pointee.state
    if here == 0 { return step(t) }
    let slot = here &+ 2 &+ (enabled & ((1 << UInt64(t)) &- 1)).nonzeroBitCount
    let place = Int(truncatingIfNeeded: h.pointee.pool[slot])
    if place == 0 { return learn(t, slot) }
    let record = StepRecord(words: h.pointee.pool + place)
    return record.kind == StepRecord.Kind.question
      ? ask(t, slot, place) : recall(t, place, record)
  }

  /// The same as `endOrDeadlock()`.
  func endAgain() {
    let h = memo.head
    let here = h.pointee.state
    if here == 0 { return endOrDeadlock() }
    let place = Int(h.pointee.pool[here + 2])
    if place != 0 {
      _ = recall(current, place, StepRecord(words: h.pointee.pool + place))
      return
    }
    let learns = prepareLearning()
    endOrDeadlock()
    // What a finding tells may have to do with the last step.
    if learns, ending == .finished { keep(here + 2, steps: 0) }
  }

  // MARK: Recalling

  @inline(__always)
  private func recall(_ t: Int, _ place: Int, _ record: StepRecord) -> Int {
    let h = memo.head
    current = t
    h.pointee.last = place
    if h.pointee.isBehind, h.pointee.pathCount < StepMemo.pathMax {
      h.pointee.path[h.pointee.pathCount] = place
      h.pointee.pathCount &+= 1
      tell(record)
    } else {
      catchUp()
      apply(record)
    }
    h.pointee.recalled &+= 1
    let n = record.operations
    steps &+= n
    if record.kind == StepRecord.Kind.end {
      finding = h.pointee.endings[record.next].finding
      ending = h.pointee.endings[record.next].ending
    } else {
      h.pointee.state = record.next
      if steps >= limits.stepsMax { ending = .bounded }
    }
    return n
  }

  /// The step asks open questions.
  @inline(never)
  private func ask(_ t: Int, _ slot: Int, _ first: Int) -> Int {
    let pool = memo.head.pointee.pool
    let random = self.random
    let hash = answerHash
    var place = first
    while pool[place] & StepRecord.Kind.mask == StepRecord.Kind.question {
      let answer = Int(self.random.next(below: pool[place] >> 2))
      hashAnswer(answer)
      place = Int(truncatingIfNeeded: pool[place + 1 + answer])
      if place == 0 {
        self.random = random
        answerHash = hash
        return learn(t, slot)
      }
    }
    return recall(t, place, StepRecord(words: pool + place))
  }

  /// Writes what a strategy asks of a state.
  @inline(__always)
  private func tell(_ record: StepRecord) {
    state[Word.enabled] = record.words[2]
    state[Word.alive] = record.words[3]
    if state[Word.nextSequence] == record.words[4] { return }
    state[Word.nextSequence] = record.words[4]
    for k in 0..<record.threads {
      let w = record.thread(k)
      let h = header(Int(w[0] >> 1))
      h[StepRecord.identity.0] = w[5]
      h[StepRecord.identity.1] = w[6]
      h[StepRecord.identity.2] = w[7]
      h[StepRecord.identity.3] = w[8]
    }
  }

  @inline(__always)
  private func apply(_ record: StepRecord) {
    let (indices, values) = (record.indices, record.values)
    for k in 0..<record.changes { state[Int(indices[k])] = values[k] }
    isDirty = false
  }

  /// Brings the state block to where the run is.
  @inline(never)
  private func catchUp() {
    let h = memo.head
    guard h.pointee.isBehind else { return }
    h.pointee.isBehind = false
    let (steps, current) = (self.steps, self.current)
    reset()
    (self.steps, self.current) = (steps, current)
    for k in 0..<h.pointee.pathCount {
      apply(StepRecord(words: h.pointee.pool + h.pointee.path[k]))
    }
  }

  // MARK: Learning

  /// Takes the step and writes down what it comes to.
  @inline(never)
  private func learn(_ t: Int, _ slot: Int) -> Int {
    guard prepareLearning() else { return step(t) }
    answers = .noted
    let n = step(t)
    answers = .random
    keep(slot, steps: n)
    return n
  }

  /// Copies what is live; false if nothing is to be learnt, for the rest of the run.
  private func prepareLearning() -> Bool {
    let h = memo.head
    catchUp()
    h.pointee.last = 0
    guard h.pointee.learnt < StepMemo.learntFirst + h.pointee.recalled,
      h.pointee.used < StepMemo.poolMax - 2 * StepMemo.changesMax
    else {
      h.pointee.state = 0
      return false
    }
    let before = h.pointee.before ?? .allocate(capacity: stateWords)
    h.pointee.before = before
    drawn.removeAll(keepingCapacity: true)
    forEachLivePart { at, count in (before + at).update(from: state + at, count: count) }
    return true
  }

  /// The step has been taken: what it has changed belongs into `slot`.
  private func keep(_ slot: Int, steps n: Int) {
    let h = memo.head
    let here = h.pointee.state
    h.pointee.state = 0
    // The limit of steps is no part of the state.
    guard steps < limits.stepsMax, n < 64 else { return }
    h.pointee.hash = StateHash(a: h.pointee.pool[here], b: h.pointee.pool[here + 1])
    guard findChanges() else { return }
    var slot = slot
    for question in drawn {
      if h.pointee.pool[slot] == 0 {
        let place = memo.take(1 + question.count)
        if place == 0 { return }
        let p = h.pointee.pool + place
        p[0] = StepRecord.Kind.question | UInt64(question.count) << 2
        (p + 1).update(repeating: 0, count: question.count)
        h.pointee.pool[slot] = UInt64(place)
      }
      slot = Int(h.pointee.pool[slot]) + 1 + question.answer
    }
    let before = h.pointee.before!
    let alive = state[Word.alive]
    // Who has stepped, and whoever is new.
    var rested = alive & ~before[Word.alive]
    if state[Word.nextSequence] != before[Word.nextSequence] {
      forEachThread { t in
        if sequence(t) > before[Word.nextSequence] { rested |= 1 << UInt64(t) }
      }
    }
    rested |= alive & (1 << UInt64(current))
    let place = writeRecord(steps: n, rested: rested, changes: h.pointee.changes)
    if place == 0 { return }
    h.pointee.pool[slot] = UInt64(place)
    h.pointee.learnt += 1
    h.pointee.state = isRunning ? StepRecord(words: h.pointee.pool + place).next : 0
  }

  /// The step that has led to the present state; 0 if there is no room.
  private func writeRecord(steps n: Int, rested: UInt64, changes: Int) -> Int {
    let h = memo.head
    let threads = rested.nonzeroBitCount
    let next = isRunning ? placeOfState() : h.pointee.endings.count
    if isRunning, next == 0 { return 0 }
    let place = memo.take(StepRecord.count(threads: threads, changes: changes))
    if place == 0 { return 0 }
    if !isRunning { h.pointee.endings.append((ending, finding)) }
    let record = StepRecord(words: h.pointee.pool + place)
    record.words[0] =
      (isRunning ? StepRecord.Kind.step : StepRecord.Kind.end) | UInt64(n) << 2
      | UInt64(changes) << 8 | UInt64(next) << 24
    record.words[1] = UInt64(threads)
    record.words[2] = state[Word.enabled]
    record.words[3] = state[Word.alive]
    record.words[4] = state[Word.nextSequence]
    h.pointee.footprints.begin(self)
    var mask = rested
    for k in 0..<threads {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      h.pointee.footprints.update(t, self)
      let print = h.pointee.footprints[t]
      let w = record.thread(k)
      w[0] = UInt64(t) << 1 | (print.writes ? 1 : 0)
      w[1] = print.words
      w[2] = print.objects
      w[3] = print.wholes
      w[4] = print.thing
      w[5] = header(t)[StepRecord.identity.0]
      w[6] = header(t)[StepRecord.identity.1]
      w[7] = header(t)[StepRecord.identity.2]
      w[8] = header(t)[StepRecord.identity.3]
    }
    let (indices, values) = (record.indices, record.values)
    for k in 0..<changes {
      indices[k] = h.pointee.indices[k]
      values[k] = state[Int(h.pointee.indices[k])]
    }
    return place
  }

  /// The start state, as that of a step that changes nothing and makes all threads.
  private func learnStart() {
    reset()
    let h = memo.head
    h.pointee.hash = StateHash()
    forEachLivePart { at, count in
      for i in at..<at + count { h.pointee.hash.add(i, state[i]) }
    }
    h.pointee.start = writeRecord(steps: 0, rested: state[Word.alive], changes: 0)
  }

  private func placeOfState() -> Int {
    memo.place(memo.head.pointee.hash, slots: max(1, state[Word.enabled].nonzeroBitCount))
  }

  /// Compares what is live with the copy of what was live before: the indices of words that differ
  /// or are new, and the hash of the whole. False if they are too many.
  private func findChanges() -> Bool {
    let h = memo.head
    guard let before = h.pointee.before else { return false }
    let now = state
    let indices = h.pointee.indices
    var hash = h.pointee.hash
    var n = 0
    /// Of the words from `at` on, `old` were live before, `new` are now.
    func compare(_ at: Int, _ old: Int, _ new: Int) {
      let both = min(old, new)
      var i = at
      while i < at &+ both {
        // Eight at a time: nearly all are the same.
        if i &+ 8 <= at &+ both, Self.areEqual(now + i, before + i) {
          i &+= 8
          continue
        }
        let end = min(i &+ 8, at &+ both)
        while i < end {
          if now[i] != before[i] {
            hash.remove(i, before[i])
            hash.add(i, now[i])
            if n < StepMemo.changesMax { indices[n] = UInt32(truncatingIfNeeded: i) }
            n &+= 1
          }
          i &+= 1
        }
      }
      while i < at &+ old {
        hash.remove(i, before[i])
        i &+= 1
      }
      while i < at &+ new {
        hash.add(i, now[i])
        if n < StepMemo.changesMax { indices[n] = UInt32(truncatingIfNeeded: i) }
        n &+= 1
        i &+= 1
      }
    }
    compare(0, Word.count, Word.count)
    compare(Word.count, 2 * Int(before[Word.objectCount]), 2 * Int(now[Word.objectCount]))
    compare(
      heapAt, (Int(before[Word.heapTop]) + 7) / 8, (Int(now[Word.heapTop]) + 7) / 8)
    var mask = now[Word.alive] | before[Word.alive]
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      let at = header(t) - now
      let bit: UInt64 = 1 << UInt64(t)
      let old = before[Word.alive] & bit == 0 ? 0 : Int(before[at + ThreadWord.registers] >> 48)
      compare(at, old, now[Word.alive] & bit == 0 ? 0 : sp(t))
      // Of a thread that has ended others may still wait for its number to go.
      if now[Word.alive] & bit == 0 {
        for i in at..<at + ThreadWord.headerCount where now[i] != before[i] {
          if n < StepMemo.changesMax { indices[n] = UInt32(truncatingIfNeeded: i) }
          n &+= 1
        }
      }
    }
    h.pointee.hash = hash
    h.pointee.changes = n
    return n <= StepMemo.changesMax
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

  @inline(__always)
  private func forEachLivePart(_ body: (_ at: Int, _ count: Int) -> Void) {
    body(0, Word.count + 2 * Int(state[Word.objectCount]))
    body(heapAt, (Int(state[Word.heapTop]) + 7) / 8)
    forEachThread { t in body(header(t) - state, sp(t)) }
  }
}
