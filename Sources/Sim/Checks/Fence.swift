// fence: the strict remove contract. Once the teardown of a binding has finished (remove() and
// devres, or the cleanup after a failed probe), no callback that the binding set up may run or be
// able to run.
//
// What belongs to a binding is noted when it is made, in the thread's flags: only while the check
// is on, so that nobody else pays for it.

/// What a thread's flags say about who set it up: binding (16 bits from bit 16), place (32 bits).
private enum Origin {
  static let bindingShift: UInt64 = 16
  static let placeShift: UInt64 = 32
}

extension Machine {
  var checksFence: Bool { checksOn & CheckName.fence.bit != 0 }

  /// The binding for which the current thread acts: what it sets up now is set up by that binding.
  /// 0 for code of the module's own (init, exit, and callbacks that those set up).
  var actingBinding: UInt64 {
    let binding = currentBinding
    guard binding != 0 || state[Word.otherBindings] != 0 else { return 0 }
    switch threadKind(current) {
    case .task:
      var isOfModule = false
      var own: UInt64?
      forEachFrame(of: current) { pc, base in
        guard pc == 0 else { return true }
        let frame = Frame(words: base)
        switch frame.routine {
        case Routines.reallyProbe.number: own = bindingUnderWay(frame.argument(2))
        case Routines.deviceReleaseDriver.number: own = bindingUnderWay(frame.argument(0))
        case Self.initModule, Self.deleteModule: isOfModule = true
        default: break
        }
        return own == nil
      }
      if let own { return own }
      if isOfModule { return 0 }
      return OpenFiles.bindingOfNewestFile(self) ?? binding
    case .irq, .irqThread: return binding
    default: return originBinding(current)
    }
  }

  private static let initModule = KernelTable.routine("init_module").number
  private static let deleteModule = KernelTable.routine("delete_module").number

  private func bindingUnderWay(_ device: Pointer) -> UInt64 {
    word(device, Bound.isBinding) != 0 ? word(device, Bound.binding) : 0
  }

  private func originBinding(_ t: Int) -> UInt64 {
    (header(t)[ThreadWord.flags] >> Origin.bindingShift) & 0xffff
  }

  /// Notes who has set up the callback that thread `t` is; called when it is made.
  func noteOrigin(_ t: Int) {
    guard t != current, state[Word.alive] & (1 << UInt64(current)) != 0 else { return }
    header(t)[ThreadWord.flags] |=
      (actingBinding & 0xffff) << Origin.bindingShift
      | UInt64(UInt32(truncatingIfNeeded: driverPlace(current).location)) << Origin.placeShift
  }

  /// Called when teardown of a device's binding is done: what of it may still run?
  func checkFence(_ device: Pointer, afterProbe: Bool) {
    guard checksFence, isRunning else { return }
    asks(of: nil)
    let binding = word(device, Bound.binding) & 0xffff
    var left: [(phrase: String, function: String, subject: Pointer)] = []
    forEachThread { t in
      let h = header(t)
      guard t != current, originBinding(t) == binding, h[ThreadWord.function] != 0,
        let function = functionName(h[ThreadWord.function])
      else { return }
      // An interrupt that has not reached the line's actions calls those that it finds there.
      if threadKind(t) == .irq, threadPhase(t) == .pending { return }
      left.append((phrase(of: t, function), function, h[ThreadWord.subject]))
    }
    for source in Interrupts.enabled(self, binding: binding)
      + CharDevices.reachable(self, binding: binding) + Sysfs.reachable(self, binding: binding)
      + Debugfs.reachable(self, binding: binding) + Notifiers.reachable(self, binding: binding)
    {
      left.append((source.phrase, source.function, source.subject))
    }
    guard let first = left.first else { return }
    report(
      .fence, kind: "callback not fenced", subject: first.subject, function: first.function,
      message: (afterProbe ? "The probe has failed" : "The driver is unbound")
        + ", and can still run: " + left.map(\.phrase).joined(separator: "; ") + ".")
  }

  /// For example `work foo_work, queued by foo_irq() at foo.c:12`.
  private func phrase(of t: Int, _ function: String) -> String {
    let isRunning = threadPhase(t) == .running
    let how: String
    switch threadKind(t) {
    case .work: how = "queued by"
    case .timer, .hrtimer, .softHrtimer: how = "armed by"
    case .kthread: how = "started by"
    case .tasklet: how = "scheduled by"
    case .irqWork: how = "queued by"
    case .rcu: how = "given to call_rcu by"
    case .irq, .irqThread, .task: how = "raised in"
    }
    let text = "\(name(of: t))\(isRunning ? " (running)" : "")"
    let place = Int(header(t)[ThreadWord.flags] >> Origin.placeShift)
    guard place != 0, program.locations.indices.contains(place) else { return text }
    let l = program.locations[place]
    return "\(text), \(how) \(program.names[l.function])() at"
      + " \(program.files[l.file]):\(l.line)"
  }
}

/// Something of a binding that can call driver text, for the check `fence`.
struct Reachable {
  var phrase: String
  var function: String
  var subject: Pointer
}
