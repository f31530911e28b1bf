// lock-misuse: where nothing may be held any more. What is wrong with a single call, the lock's
// model reports itself.

extension Machine {
  /// A callback ends: has it left a lock or an atomic section behind?
  func checkLeftContext(_ what: String) {
    let h = header(current)
    guard h[ThreadWord.heldCount] != 0 || h[ThreadWord.context] & 0xffff_ffff != 0 else { return }
    let name = functionName(h[ThreadWord.function])
    reportLeft(
      kind: "callback returned with lock held", function: name,
      "\(what) \(name ?? "?")() returned with")
  }

  /// A task goes back to user space.
  func checkReturnToUser() {
    let h = header(current)
    guard h[ThreadWord.heldCount] != 0 || h[ThreadWord.context] & 0xffff_ffff != 0 else { return }
    reportLeft(
      kind: "lock held when returning to user space", function: functionOfLastHeld(current),
      "\(name(of: current)) returns to user space with")
  }

  private func reportLeft(kind: String, function: String?, _ what: String) {
    let h = header(current)
    let held = Int(h[ThreadWord.heldCount])
    let place = functionOfLastHeld(current).map { " taken in \($0)()" } ?? ""
    report(
      .lockMisuse, kind: kind, subject: held == 0 ? 0 : h[ThreadWord.held + held - 1],
      function: function,
      message: what
        + (held != 0 ? " a lock held\(place)." : " preemption, softirqs or irqs off."))
    if isRunning {
      h[ThreadWord.context] &= ~0xffff_ffff
      h[ThreadWord.heldCount] = 0
    }
  }
}
