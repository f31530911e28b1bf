// Requesting and freeing interrupts.
//
// Source: kernel/irq/manage.c, devres.c, 6.12.

enum IrqRequests {
  private typealias Line = Interrupts.Line
  private typealias Action = Interrupts.Action
  private typealias Flag = Interrupts.Flag

  // MARK: Requesting

  /// Whether there is such an interrupt: a message's number is one only while it is allocated.
  private static func exists(_ m: Machine, _ irq: UInt64) -> Bool {
    irq < UInt64(Interrupts.msi)
      || irq < UInt64(Interrupts.msi) + m.word(m.device, DeviceWord.vectors)
  }

  /// Inserts an action: 0 or -errno.
  private static func request(
    _ m: Machine, irq: UInt64, handler: Pointer, threadFunction: Pointer, flags wanted: UInt64,
    name: Pointer, deviceID: Pointer
  ) -> Int {
    var flags = wanted
    let isShared = flags & Flag.shared != 0
    if isShared, deviceID == 0 || flags & Flag.noAutoEnable != 0 { return -22 }
    if flags & Flag.condSuspend != 0, !isShared || flags & Flag.noSuspend != 0 { return -22 }
    guard exists(m, irq), handler != 0 || threadFunction != 0 else { return -22 }
    // PCI-MSI is safe without ONESHOT, so the kernel drops the flag: the handler may run again
    // while its thread does.
    if irq >= UInt64(Interrupts.msi) { flags &= ~Flag.oneshot }
    if handler == 0, flags & Flag.oneshot == 0, irq < UInt64(Interrupts.msi) { return -22 }
    var l = Interrupts.line(m, irq)
    if l == 0 {
      l = m.makeRecord(Line.count)
      m.setWord(l, Line.irq, irq)
      m.push(l, on: Word.lineList)
    }
    let old = m.word(l, Line.actions)
    let trigger = flags & Flag.trigger
    if old != 0 {
      let others = m.word(old, Action.flags)
      if others & flags & Flag.shared == 0 { return -16 }
      if others & Flag.oneshot != 0, flags & Flag.condOneshot != 0 { flags |= Flag.oneshot }
      if (others ^ flags) & Flag.oneshot != 0 { return -16 }
      let set = m.word(l, Line.trigger)
      if trigger != 0, set != 0, trigger != set { return -16 }
    }
    if trigger != 0 { m.setWord(l, Line.trigger, trigger) }
    let action = m.makeRecord(Action.count)
    m.setWord(action, Action.handler, handler)
    m.setWord(action, Action.threadFunction, threadFunction)
    m.setWord(action, Action.deviceID, deviceID)
    m.setWord(action, Action.flags, flags)
    m.setWord(action, Action.line, l)
    m.setWord(action, Action.binding, m.currentBinding)
    m.setWord(action, Action.name, name)
    if old == 0 {
      m.setWord(l, Line.depth, flags & Flag.noAutoEnable != 0 ? 1 : 0)
      m.setWord(l, Line.latched, 0)
      m.setWord(l, Line.actions, action)
    } else {
      var last = old
      while m.word(last, 0) != 0 { last = m.word(last, 0) }
      m.setWord(last, 0, action)
    }
    return 0
  }

  private static func requestRoutine(managed: Bool) -> Body {
    .routine { m, f in
      let k = managed ? 1 : 0
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let name = managed ? "devm_request_threaded_irq" : "request_threaded_irq"
        if m.failsByFault(name) { return .done(Machine.int(-12)) }
        let result = request(
          m, irq: f.argument(k) & 0xffff_ffff, handler: f.argument(k + 1),
          threadFunction: f.argument(k + 2), flags: f.argument(k + 3), name: f.argument(k + 4),
          deviceID: f.argument(k + 5))
        if !m.isRunning { return .stop }
        if result != 0 { return .done(Machine.int(result)) }
        // The handler can run from here on.
        return .next(2)
      default:
        if managed {
          Devres.add(
            m, .irq, f.argument(1) & 0xffff_ffff, f.argument(6),
            on: Devres.owner(m, f.argument(0)))
        }
        return m.isRunning ? .done(0) : .stop
      }
    }
  }

  // MARK: Freeing

  /// Takes the action of `deviceID` off its line; it keeps its link, for a walk that is under way.
  private static func unlink(_ m: Machine, _ line: Pointer, _ deviceID: Pointer) -> Pointer {
    var previous: Pointer = 0
    var a = m.word(line, Line.actions)
    while a != 0 {
      if m.word(a, Action.deviceID) == deviceID {
        let next = m.word(a, 0)
        if previous == 0 {
          m.setWord(line, Line.actions, next)
        } else {
          m.setWord(previous, 0, next)
        }
        return a
      }
      previous = a
      a = m.word(a, 0)
    }
    return 0
  }

  /// The action was the last one: the line is shut down.
  private static func shutdown(_ m: Machine, _ line: Pointer) {
    m.setWord(line, Line.latched, 0)
    m.setWord(line, Line.depth, 1)
    m.setWord(line, Line.trigger, 0)
    guard m.word(line, Line.hint) != 0 else { return }
    m.setWord(line, Line.hint, 0)
    m.report(
      .apiMisuse, kind: "affinity hint left at free_irq", subject: line,
      message: "free_irq() frees an interrupt whose affinity hint is still set:"
        + " irq_set_affinity_hint(irq, NULL) comes before it.")
  }

  /// CONFIG_DEBUG_SHIRQ: may the action be called once more?
  private static func isCalledAgain(_ m: Machine, _ action: Pointer) -> Bool {
    m.world.config.contains(.debugShirq) && m.word(action, Action.flags) & Flag.shared != 0
      && m.word(action, Action.handler) != 0
  }

  /// Locals: line, action, whether interrupts were on.
  private static let free: Body = .routine { m, f in
    switch f.phase {
    case 0: return .next(1)
    case 1:
      let irq = f.argument(0) & 0xffff_ffff
      let l = Interrupts.line(m, irq)
      let action = l == 0 ? 0 : unlink(m, l, f.argument(1))
      guard action != 0 else {
        m.report(
          .apiMisuse, kind: "free of an irq that is not requested", subject: f.argument(1),
          message: "free_irq() finds no action for this dev_id on irq \(irq):"
            + " it warns and frees nothing.")
        return m.isRunning ? .done(0) : .stop
      }
      f[0] = l
      f[1] = action
      if m.word(l, Line.actions) == 0 { shutdown(m, l) }
      return m.isRunning ? .next(2) : .stop
    case 2:
      // For the whole line: other drivers' handlers and threads too.
      return IrqControl.synchronize(m, f[0], again: 2, then: 3)
    case 3:
      if isCalledAgain(m, f[1]) {
        f[2] = m.header(m.current)[ThreadWord.context] & ContextPart.irqsOff
        m.header(m.current)[ThreadWord.context] |= ContextPart.irqsOff
        m.setOutgoing(m.word(f[0], Line.irq), m.word(f[1], Action.deviceID))
        return .call(m.word(f[1], Action.handler), arguments: 2, 4)
      }
      return freed(m, f[1])
    default:
      if f[2] == 0 { m.header(m.current)[ThreadWord.context] &= ~ContextPart.irqsOff }
      return freed(m, f[1])
    }
  }

  /// The action goes, so that what it points to is not taken for reachable: its name is the value.
  private static func freed(_ m: Machine, _ action: Pointer) -> Phase {
    let name = m.word(action, Action.name)
    m.retire(action, ObjectFlag.freed)
    return .done(name)
  }

  // MARK: Symbols

  static let symbols: [Symbol] = [
    Symbol(
      "request_threaded_irq", as: "request_irq", in: Interrupts.area, from: .process, sleeps: true,
      source: "\(Interrupts.file):request_threaded_irq, __setup_irq, 6.12",
      fences: "nothing; the handler can run before it returns",
      approximation: "the interrupt's thread is there only while it has something to do",
      requestRoutine(managed: false)),
    Symbol(
      "devm_request_threaded_irq", as: "devm_request_irq", in: Interrupts.area, from: .process,
      sleeps: true, source: "kernel/irq/devres.c:devm_request_threaded_irq, 6.12",
      fences: "freed by devres, after remove() and in reverse order of registration",
      requestRoutine(managed: true)),
    Symbol(
      "free_irq", in: Interrupts.area, from: .process, sleeps: true,
      source: "\(Interrupts.file):free_irq, __free_irq, 6.12",
      fences: "a full fence for this handler and its thread; waits for the whole line; does not"
        + " stop what the handler scheduled",
      approximation: "CONFIG_DEBUG_SHIRQ's extra call is made if the scenario says so in config",
      free),
    Symbol(
      "devm_free_irq", in: Interrupts.area, from: .process, sleeps: true,
      source: "kernel/irq/devres.c:devm_free_irq, 6.12", fences: "as free_irq",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let device = Devres.owner(m, f.argument(0))
          if !Devres.remove(m, .irq, f.argument(1) & 0xffff_ffff, f.argument(2), from: device) {
            m.report(
              .apiMisuse, kind: "devm_free_irq of an irq that devres does not have",
              subject: f.argument(2),
              message: "devm_free_irq() finds no devres entry for this irq and dev_id.")
            if !m.isRunning { return .stop }
          }
          m.setOutgoing(f.argument(1), f.argument(2))
          return .enter(Routines.freeIrq, arguments: 2, 2)
        default: return .done(0)
        }
      }),
  ]
}
