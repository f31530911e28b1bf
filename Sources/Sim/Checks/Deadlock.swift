// Nothing can happen any more, or a thread waits for itself.

extension Machine {
  /// Called when no thread can step: is that an end, or a deadlock?
  func endOrDeadlock() {
    guard isRunning else { return }
    if let stuck = firstStuckThread() {
      reportDeadlock(stuck, isCycle: false)
      if !isRunning { return }
    }
    checkSleepersInFreedText()
    if isRunning { checkOrphans() }
    if isRunning { ending = .finished }
  }

  /// A thread that must finish and cannot: a callback or task that sleeps uninterruptibly, else one
  /// of the scenario's.
  func firstStuckThread() -> Int? {
    var best: Int?
    var second: Int?
    forEachThread { t in
      let h = header(t)
      if h[ThreadWord.flags] & ThreadFlag.frozen != 0 { return }
      let sleepsWell = ThreadFlag.idle | ThreadFlag.interruptible | ThreadFlag.killable
      if h[ThreadWord.phase] == ThreadPhase.running.rawValue,
        h[ThreadWord.flags] & sleepsWell == 0
      {
        best = best ?? t
      } else if state[Word.essential] & (1 << UInt64(t)) != 0 {
        second = second ?? t
      }
    }
    return best ?? second
  }

  /// A thread that sleeps for ever with text on its stack that was freed under it never gets to
  /// fault; it is in freed text all the same.
  private func checkSleepersInFreedText() {
    forEachThread { t in
      guard isRunning, header(t)[ThreadWord.savedPC] != 0 else { return }
      let place = driverPlace(t)
      report(
        .executeAfterFree, kind: "execute-after-free", access: .execute, function: place.function,
        thread: t,
        message: "\(name(of: t)) sleeps in \(place.function)(), in text that was freed when its"
          + " module was unloaded.")
    }
  }

  /// `t` can never go on.
  func reportDeadlock(_ t: Int, isCycle: Bool) {
    var parts: [String] = []
    var lockup = "task hung"
    var seen: UInt64 = 0
    var u = t
    while seen & (1 << UInt64(u)) == 0 {
      seen |= 1 << UInt64(u)
      let call = waitingCall(u)
      guard let next = threadWaitedFor(by: u), state[Word.alive] & (1 << UInt64(next)) != 0 else {
        parts.append("\(name(of: u)) waits in \(call)() for something that cannot happen any more")
        break
      }
      if state[Word.interrupted] & (1 << UInt64(u)) != 0 {
        lockup = threadKind(next).isHardirq ? "hard lockup" : "soft lockup"
        parts.append("\(name(of: u)) stands still while \(name(of: next)) runs on its CPU")
        u = next
        continue
      }
      parts.append(
        next == u
          ? "\(name(of: u)) waits in \(call)() for itself"
          : "\(name(of: u)) waits in \(call)() for \(name(of: next))")
      u = next
    }
    let place = driverPlace(t)
    report(
      .deadlock, kind: lockup, subject: header(t)[ThreadWord.subject],
      function: place.function, thread: t,
      message: parts.joined(separator: "; ") + ".")
  }

  /// The kernel call in which `t` waits, as the driver's source names it.
  func waitingCall(_ t: Int) -> String {
    let saved = current
    current = t
    defer { current = saved }
    let pc = self.pc(t)
    if pc != 0 {
      let i = program.code[pc]
      if i.op == .callExternal {
        return displayName(ofCall: program.externals[Int(UInt32(truncatingIfNeeded: i.imm))].name)
      }
      return driverPlace(t).function
    }
    return displayName(ofCall: KernelTable.routineName(topFrame(t).routine))
  }
}
