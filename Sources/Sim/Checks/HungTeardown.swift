// hung-teardown: what counts as teardown, and how it is told. Whether one can be kept from
// finishing for ever is seen on the state graph only: see Search/Verify/HungTeardownSearch.swift.

extension Machine {
  private static let release = KernelTable.routine("device_release_driver").number
  private static let unload = KernelTable.routine("delete_module").number

  /// Mask of the threads that unbind a device or run a module's exit.
  var tearingDown: UInt64 {
    var mask: UInt64 = 0
    forEachThread { t in if isTearingDown(t) { mask |= 1 << UInt64(t) } }
    return mask
  }

  func isTearingDown(_ t: Int) -> Bool {
    var isFound = false
    var isTop = true
    forEachFrame(of: t) { pc, base in
      if pc == 0 {
        let routine = Frame(words: base).routine
        // delete_module() itself may refuse at once: only what it calls is teardown.
        isFound = routine == Self.release || routine == Self.unload && !isTop
      }
      isTop = false
      return !isFound
    }
    return isFound
  }

  /// Reports that the teardown of thread `t` need never finish. In the round that can go on for
  /// ever the threads named by `others` step, `steps` steps in all.
  func reportHungTeardown(_ t: Int, others: [String], steps: Int) {
    let place = driverPlace(t)
    let what = pc(t) == 0 ? "wait in \(waitingCall(t))()" : "go round in \(place.function)()"
    let rest = others.isEmpty ? "" : ", as long as \(others.joined(separator: ", ")) keeps on"
    report(
      .hungTeardown, kind: "teardown hung", function: place.function, thread: t,
      message: "\(name(of: t)) can \(what) for ever\(rest): the last \(steps) steps lead back to"
        + " where they began.")
  }
}
