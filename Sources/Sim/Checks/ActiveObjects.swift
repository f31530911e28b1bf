// free-active-object: memory is given back while a kernel object inside it is in use. As ODEBUG
// sees it, a work is active while it is queued, not while it merely runs; the same for timers.

extension Machine {
  /// Called before `size` bytes at `p` are freed.
  func checkFreeOfActive(_ p: Pointer, _ size: Int) {
    let end = p &+ UInt64(size)
    if state[Word.cdevList] != 0, case let cdev = Cdevs.active(self, in: p, size), cdev != 0 {
      report(
        .freeActiveObject, kind: "free active cdev", subject: cdev,
        message: "Memory is freed while the cdev in it is registered: it can still be opened.")
      if !isRunning { return }
    }
    let added = Devices.registered(self, in: p, size)
    if added != 0 {
      report(
        .freeActiveObject, kind: "free of a registered device", subject: added,
        message: "Memory is freed while a struct device in it is added: device_del() was not"
          + " called.")
      return
    }
    let block = Notifiers.registered(self, in: p, size)
    if block != 0 {
      report(
        .freeActiveObject, kind: "free of a registered notifier_block", subject: block,
        message: "Memory is freed while a notifier block in it is on its chain.")
      return
    }
    func isInside(_ q: Pointer) -> Bool { q >= p && q < end }
    var mask = state[Word.alive]
    while mask != 0, isRunning {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      let h = header(t)
      if h[ThreadWord.phase] == ThreadPhase.pending.rawValue, isInside(h[ThreadWord.subject]) {
        let type: String
        let state: String
        switch threadKind(t) {
        case .work: (type, state) = ("work_struct", "queued")
        case .timer: (type, state) = ("timer_list", "armed")
        case .hrtimer, .softHrtimer: (type, state) = ("hrtimer", "queued")
        case .rcu: (type, state) = ("rcu_head", "queued")
        case .tasklet: (type, state) = ("tasklet_struct", "scheduled")
        default: continue
        }
        let owner =
          delayedFunction(ofTimer: h[ThreadWord.subject]).map { "the delayed work " + $0 }
          ?? functionName(h[ThreadWord.function]) ?? "kfree_rcu"
        report(
          .freeActiveObject, kind: "free active \(type)", subject: h[ThreadWord.subject],
          message: "Memory is freed while the \(type) of"
            + " \(owner)() in it is \(state).")
        return
      }
      for i in 0..<Int(h[ThreadWord.heldCount]) where isInside(h[ThreadWord.held + i]) {
        report(
          .freeActiveObject, kind: "held lock freed", subject: h[ThreadWord.held + i],
          message: "Memory is freed while \(name(of: t)) holds a lock in it.")
        return
      }
      if isWaitingInside(t, p, size) {
        report(
          .freeActiveObject, kind: "free of an object with waiters", subject: p,
          message: "Memory is freed while \(name(of: t)) waits in \(waitingCall(t))()"
            + " for an object in it.")
        return
      }
    }
  }

  /// The function of the delayed work whose armed timer lies at `timer`, or nil if it is none.
  func delayedFunction(ofTimer timer: Pointer) -> String? {
    var mask = state[Word.alive]
    while mask != 0 {
      let h = header(mask.trailingZeroBitCount)
      mask &= mask &- 1
      guard h[ThreadWord.subject] == timer,
        functionName(h[ThreadWord.function]) == "delayed_work_timer_fn"
      else { continue }
      let work = timer &- fields.delayedTimer &+ fields.delayedWork
      guard let function = bytes(work &+ fields.workFunc, 8) else { return nil }
      return functionName(function.loadUnaligned(as: UInt64.self))
    }
    return nil
  }

  /// Whether `t` waits for a state word that lies in these bytes, and really has to wait.
  func isWaitingInside(_ t: Int, _ p: Pointer, _ size: Int) -> Bool {
    let bit: UInt64 = 1 << UInt64(t)
    guard state[Word.waiting] & bit != 0, let base = bytes(p, UInt64(max(size, 1))) else {
      return false
    }
    let h = header(t)
    switch WaitKind(rawValue: UInt8(truncatingIfNeeded: h[ThreadWord.wait] >> 32)) ?? .none {
    case .equal, .clear, .set, .zero, .notEqualOrDeadline, .setOrDeadline, .zeroOrDeadline: break
    default: return false
    }
    let first = (base - UnsafeMutableRawPointer(state)) / 8
    let index = Int(h[ThreadWord.wait] & 0xffff_ffff)
    guard index >= first, index < first + (size + 7) / 8 else { return false }
    // A lock that is free is not waited for, only about to be taken.
    return threadWaitedFor(by: t) != nil || state[Word.enabled] & bit == 0
  }
}
