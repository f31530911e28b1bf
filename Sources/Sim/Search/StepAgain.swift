// Steps of a run that other runs have taken before: see `StepMemo`.

extension Machine {
  /// Gets ready for a run from the start state, if its steps may be remembered; otherwise false,
  /// and nothing is done.
  func beginAgain() -> Bool {
    memo.leave()
    let h = memo.head
    guard h.pointee.isOn, h.pointee.isKept, setupIsShared, !isWatched, !hot.pointee.notesAccesses,
      prefilter.isOn || !lockGraph.head.pointee.isOn
    else { return false }
    if h.pointee.steps.count == 0 { learnStart() }
    ending = .running
    finding = nil
    steps = 0
    h.pointee.isBehind = true
    h.pointee.pathCount = 0
    let start = h.pointee.steps.base[1]
    tell(start)
    h.pointee.last = 1
    h.pointee.state = Int(start.next)
    return true
  }

  /// The same as `step(t)`, where `enabled` is the mask of the threads that can step.
  @inline(__always)
  func stepAgain(_ t: Int, _ enabled: UInt64) -> Int {
    let h = memo.head
    let here = h.pointee.state
    if here == 0 { return step(t) }
    let slot = here &+ 1 &+ (enabled & ((1 << UInt64(t)) &- 1)).nonzeroBitCount
    let number = h.pointee.slots.base[slot]
    if number == 0 { return learn(t, slot) }
    return number & StepMemo.questionBit == 0
      ? recall(t, Int(truncatingIfNeeded: number)) : ask(t, slot, number)
  }

  /// The same as `endOrDeadlock()`.
  func endAgain() {
    let h = memo.head
    let here = h.pointee.state
    if here == 0 { return endOrDeadlock() }
    let number = Int(h.pointee.slots.base[here + 1])
    if number != 0 {
      _ = recall(current, number)
      return
    }
    let learns = prepareLearning()
    endOrDeadlock()
    // What a finding tells may have to do with the last step.
    if learns, ending == .finished { keep(here + 1, operations: 0) }
  }

  @inline(__always)
  private func recall(_ t: Int, _ number: Int) -> Int {
    let h = memo.head
    let it = h.pointee.steps.base + number
    current = t
    h.pointee.last = number
    if h.pointee.isBehind, h.pointee.pathCount < StepMemo.pathMax {
      h.pointee.path[h.pointee.pathCount] = UInt32(truncatingIfNeeded: number)
      h.pointee.pathCount &+= 1
      state[Word.enabled] = it.pointee.enabled
      state[Word.alive] = it.pointee.alive
      if it.pointee.hasNew { tell(it.pointee) }
    } else {
      catchUp()
      apply(it.pointee)
      h.pointee.learning.isCurrent = false
    }
    h.pointee.recalled &+= 1
    let n = Int(it.pointee.operations)
    steps &+= n
    if it.pointee.isEnd {
      finding = h.pointee.endings[Int(it.pointee.next)].finding
      ending = h.pointee.endings[Int(it.pointee.next)].ending
    } else {
      h.pointee.state = Int(it.pointee.next)
      if steps >= limits.stepsMax { ending = .bounded }
    }
    return n
  }

  /// The step asks open questions, which are answered as `choose` would.
  @inline(never)
  private func ask(_ t: Int, _ slot: Int, _ first: UInt32) -> Int {
    let slots = memo.head.pointee.slots.base
    let random = self.random
    let hash = answerHash
    var number = first
    while number & StepMemo.questionBit != 0 {
      let question = Int(number & ~StepMemo.questionBit)
      let answer = Int(self.random.next(below: UInt64(slots[question])))
      hashAnswer(answer)
      number = slots[question + 1 + answer]
    }
    if number != 0 { return recall(t, Int(number)) }
    self.random = random
    answerHash = hash
    return learn(t, slot)
  }

  /// Writes what a strategy asks of a state with new threads.
  private func tell(_ it: RecalledStep) {
    state[Word.enabled] = it.enabled
    state[Word.alive] = it.alive
    state[Word.nextSequence] = UInt64(it.nextSequence)
    let changes = memo.changes(it)
    for k in 0..<changes.newCount {
      let new = changes.new(k).pointee
      let h = header(new.slot)
      h[ThreadWord.sequence] = new.sequence
      h[ThreadWord.context] = new.context
      h[ThreadWord.function] = new.function
      h[ThreadWord.cookie] = new.cookie
    }
  }

  /// Changes the state block as the step does.
  private func apply(_ it: RecalledStep) {
    let changes = memo.changes(it)
    let (indices, values) = (changes.indices, changes.values)
    var k = 0
    while k < changes.count {
      let i = indices[k]
      if i & StepChanges.zerosBit == 0 {
        state[Int(i)] = values[k]
      } else {
        (state + Int(i & ~StepChanges.zerosBit)).update(repeating: 0, count: Int(values[k]))
      }
      k &+= 1
    }
    isDirty = false
  }

  /// Brings the state block to where the run is.
  func catchUp() {
    let h = memo.head
    guard h.pointee.isBehind else { return }
    h.pointee.isBehind = false
    h.pointee.learning.isCurrent = false
    let (steps, current) = (self.steps, self.current)
    reset()
    (self.steps, self.current) = (steps, current)
    for k in 0..<h.pointee.pathCount { apply(h.pointee.steps.base[Int(h.pointee.path[k])]) }
  }
}
