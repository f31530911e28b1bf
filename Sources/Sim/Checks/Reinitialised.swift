// reinit-active-object, for what has holders or waiters. Works, timers and RCU heads are checked
// where they are set up, as CONFIG_DEBUG_OBJECTS does; for these a real kernel says nothing, and
// the holder, or whoever waits, is lost.

extension Machine {
  /// Called before `size` bytes of a lock or completion at `p` are set up by `call`.
  func checkReinit(_ p: Pointer, _ size: Int, call: String) {
    let end = p &+ UInt64(size)
    var mask = state[Word.alive]
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      let h = header(t)
      for i in 0..<Int(h[ThreadWord.heldCount]) {
        let lock = h[ThreadWord.held + i]
        guard lock >= p, lock < end else { continue }
        report(
          .reinitActiveObject, kind: "init of a held lock", subject: p,
          message: "\(call)() is applied to a lock that \(name(of: t)) holds.")
        return
      }
      if isWaitingInside(t, p, size) {
        report(
          .reinitActiveObject, kind: "init of an object with waiters", subject: p,
          message: "\(call)() is applied to an object for which \(name(of: t)) waits in"
            + " \(waitingCall(t))().")
        return
      }
    }
  }

  /// Called before a wait queue whose list is at `list` is set up. The list is live if its first
  /// entry points back: memory that was only zeroed, or copied from another head, is not.
  func checkReinit(waitQueue list: Pointer) {
    guard let b = bytes(list, 8) else { return }
    let first = Self.read(b, 8)
    guard first != 0, first != list, let e = bytes(first, 16), Self.read(e + 8, 8) == list
    else { return }
    report(
      .reinitActiveObject, kind: "init of a wait queue with waiters", subject: list,
      message: "init_waitqueue_head() is applied to a wait queue that somebody is on.")
  }
}
