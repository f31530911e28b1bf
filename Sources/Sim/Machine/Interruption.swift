// Where an interrupt lands. As a rule it runs on another CPU than whatever it races with, and that
// is no choice. But a thread that holds a spinlock with interrupts on can be interrupted itself: it
// stands still until the handler ends, and a handler that spins for the lock never does. So where
// some thread holds what an interrupt may spin for, the CPU is an open question, asked in the step
// in which the handler starts: the first answer is another CPU, the others are the holders', in the
// order in which their threads were made.

extension Machine {
  /// Called when the current thread, a handler, starts.
  func landInterrupt() {
    let t = current
    let kind = threadKind(t)
    guard hasStarted, !kind.isProcessContext else { return }
    var holders: UInt64 = 0
    var mask = state[Word.alive] & ~state[Word.interrupted] & ~(1 << UInt64(t))
    while mask != 0 {
      let u = mask.trailingZeroBitCount
      mask &= mask &- 1
      if canInterrupt(u, kind) { holders |= 1 << UInt64(u) }
    }
    guard holders != 0 else { return }
    var answer = choose(holders.nonzeroBitCount + 1)
    guard answer > 0 else { return }
    while true {
      let u = oldest(of: holders)
      answer -= 1
      if answer == 0 {
        header(u)[ThreadWord.interruptedBy] = UInt64(t + 1)
        state[Word.interrupted] |= 1 << UInt64(u)
        state[Word.enabled] &= ~(1 << UInt64(u))
        return
      }
      holders &= ~(1 << UInt64(u))
    }
  }

  /// Whether a handler of this kind may land on the CPU of `u`, and `u` holds what it may spin for.
  /// Softirqs do not run where softirqs or interrupts are off, nor on top of another softirq.
  private func canInterrupt(_ u: Int, _ kind: ThreadKind) -> Bool {
    let h = header(u)
    let held = Int(h[ThreadWord.heldCount])
    guard held != 0, h[ThreadWord.phase] == ThreadPhase.running.rawValue else { return false }
    let off = 0xff &* (kind.isHardirq ? ContextPart.irqsOff : ContextPart.irqsOff | ContextPart.bhOff)
    guard h[ThreadWord.context] & off == 0 else { return false }
    let other = threadKind(u)
    guard kind.isHardirq ? !other.isHardirq : other.isProcessContext else { return false }
    for i in 0..<held where h[ThreadWord.heldInfo + i] & Held.spins != 0 { return true }
    return false
  }

  /// The handler `t` has ended: what it interrupted goes on.
  func resumeInterrupted(by t: Int) {
    var mask = state[Word.interrupted]
    while mask != 0 {
      let u = mask.trailingZeroBitCount
      mask &= mask &- 1
      guard header(u)[ThreadWord.interruptedBy] == UInt64(t + 1) else { continue }
      let bit: UInt64 = 1 << UInt64(u)
      header(u)[ThreadWord.interruptedBy] = 0
      state[Word.interrupted] &= ~bit
      if state[Word.waiting] & bit == 0 { state[Word.enabled] |= bit }
    }
  }
}
