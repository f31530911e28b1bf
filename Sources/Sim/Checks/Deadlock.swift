// Nothing can happen any more, or a thread waits for itself.

extension Machine {
  /// Called when no thread can step: is that an end, or a deadlock?
  func endOrDeadlock() {
    guard isRunning else { return }
    if let stuck = firstStuckThread() {
      reportDeadlock(stuck, isCycle: false)
      if !isRunning { return }
    }
    checkOrphans()
    if isRunning { ending = .finished }
  }

  /// A thread that must finish and cannot: one of the scenario's, or a callback under way.
  func firstStuckThread() -> Int? {
    var best: Int?
    forEachThread { t in
      guard best == nil else { return }
      let h = header(t)
      let isEssential = state[Word.essential] & (1 << UInt64(t)) != 0
      let isUnderWay =
        h[ThreadWord.phase] == ThreadPhase.running.rawValue
        && h[ThreadWord.flags] & (ThreadFlag.idle | ThreadFlag.interruptible) == 0
      if isEssential || isUnderWay { best = t }
    }
    return best
  }

  /// `t` can never go on.
  func reportDeadlock(_ t: Int, isCycle: Bool) {
    var parts: [String] = []
    var seen: UInt64 = 0
    var u = t
    while seen & (1 << UInt64(u)) == 0 {
      seen |= 1 << UInt64(u)
      let call = waitingCall(u)
      guard let next = threadWaitedFor(by: u), state[Word.alive] & (1 << UInt64(next)) != 0 else {
        parts.append("\(name(of: u)) waits in \(call)() for something that cannot happen any more")
        break
      }
      parts.append(
        next == u
          ? "\(name(of: u)) waits in \(call)() for itself"
          : "\(name(of: u)) waits in \(call)() for \(name(of: next))")
      u = next
    }
    let place = driverPlace(t)
    report(
      .deadlock, kind: "task hung", subject: header(t)[ThreadWord.subject],
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
