// Interrupt lines, their actions, threaded handlers.
//
// Delivery is a thread of its own: raised by the device, it starts on some CPU, marks the line as in
// progress, and walks the list of actions. An action that is unlinked before the walk reaches it is
// not called; one that is being called completes.
//
// Here is the delivery; IrqRequests and IrqControl have what drivers call.
//
// Source: kernel/irq/manage.c, handle.c, chip.c, 6.12.

enum Interrupts {
  /// The number of the legacy interrupt; MSI vectors are numbered from `msi`.
  static let intx = 16
  static let msi = 32

  static let area = "interrupts"
  static let file = "kernel/irq/manage.c"

  /// The IRQF_ flags that the model looks at.
  enum Flag {
    static let trigger: UInt64 = 0xf
    static let shared: UInt64 = 0x80
    static let oneshot: UInt64 = 0x2000
    static let condSuspend: UInt64 = 0x40000
    static let noSuspend: UInt64 = 0x4000
    static let noAutoEnable: UInt64 = 0x80000
    static let condOneshot: UInt64 = 0x200000
  }

  /// The words of a line's record.
  enum Line {
    static let irq = 1
    /// Disable depth.
    static let depth = 2
    /// Thread slot + 1 of the delivery in progress.
    static let inProgress = 3
    /// An interrupt came while it could not be delivered.
    static let latched = 4
    /// Requests to threaded handlers that are not finished.
    static let threadsActive = 5
    static let actions = 6
    /// Trigger type, once a request has named one.
    static let trigger = 7
    /// An affinity hint is set.
    static let hint = 8
    /// Switched off for a system suspend.
    static let isSuspended = 9
    static let count = 10
  }
  /// The words of an action's record.
  enum Action {
    static let handler = 1
    static let threadFunction = 2
    static let deviceID = 3
    static let flags = 4
    static let line = 5
    static let binding = 6
    static let name = 7
    static let count = 8
  }

  /// The number of the interrupt that thread `t` delivers or handles.
  static func number(_ m: Machine, _ t: Int) -> UInt64 {
    let h = m.header(t)
    let line = h[m.threadKind(t) == .irq ? ThreadWord.subject : ThreadWord.cookie]
    return m.kind(Machine.id(line)) == .record ? m.word(line, Line.irq) : 0
  }

  static func line(_ m: Machine, _ irq: UInt64) -> Pointer {
    m.first(on: Word.lineList) { m.word($0, Line.irq) == irq }
  }

  /// The vectors that a handler is requested for, as the action `irq N` counts them.
  static func requestedVectors(_ m: Machine) -> [Int] {
    var vectors: [Int] = []
    var l = m.state[Word.lineList]
    while l != 0 {
      if m.word(l, Line.actions) != 0 {
        let irq = Int(m.word(l, Line.irq))
        vectors.append(irq >= msi ? irq - msi : 0)
      }
      l = m.word(l, 0)
    }
    return vectors.sorted()
  }

  /// The first action of a binding that is still requested, or 0.
  static func leftAction(_ m: Machine, binding: UInt64) -> Pointer {
    var l = m.state[Word.lineList]
    while l != 0 {
      var a = m.word(l, Line.actions)
      while a != 0 {
        if m.word(a, Action.binding) == binding { return a }
        a = m.word(a, 0)
      }
      l = m.word(l, 0)
    }
    return 0
  }

  /// What of a binding's interrupts can still call a handler, for the check `fence`.
  static func enabled(_ m: Machine, binding: UInt64) -> [Reachable] {
    var all: [Reachable] = []
    var l = m.state[Word.lineList]
    while l != 0 {
      var a = m.word(l, Line.actions)
      while a != 0 {
        let handler = m.word(a, Action.handler)
        let called = handler != 0 ? handler : m.word(a, Action.threadFunction)
        if m.word(a, Action.binding) & 0xffff == binding, let name = m.functionName(called) {
          all.append(
            Reachable(
              phrase: "irq \(name), requested on line \(m.word(l, Line.irq))", function: name,
              subject: a))
        }
        a = m.word(a, 0)
      }
      l = m.word(l, 0)
    }
    return all
  }

  /// Whether any action is requested on an MSI vector.
  static func hasVectorAction(_ m: Machine) -> Bool {
    var l = m.state[Word.lineList]
    while l != 0 {
      if m.word(l, Line.irq) >= UInt64(msi), m.word(l, Line.actions) != 0 { return true }
      l = m.word(l, 0)
    }
    return false
  }

  // MARK: Delivery

  private static let handle = KernelTable.routine("handle_irq_event")
  private static let thread = KernelTable.routine("irq_thread")

  static func isMasked(_ m: Machine, _ line: Pointer) -> Bool {
    if m.word(line, Line.depth) != 0 { return true }
    guard m.word(line, Line.threadsActive) != 0 else { return false }
    var a = m.word(line, Line.actions)
    while a != 0 {
      if m.word(a, Action.flags) & Flag.oneshot != 0 { return true }
      a = m.word(a, 0)
    }
    return false
  }

  /// Starts a delivery, or latches it where the line is masked or busy.
  static func deliver(_ m: Machine, _ line: Pointer) {
    let first = m.word(line, Line.actions)
    guard first != 0 else { return }
    if isMasked(m, line) || m.word(line, Line.inProgress) != 0 {
      m.setWord(line, Line.latched, 1)
      return
    }
    if m.findThread(.irq, serving: line, .pending) != nil { return }
    let handler = m.word(first, Action.handler)
    _ = m.spawn(
      .irq, handle, (line, 0), subject: line,
      function: handler != 0 ? handler : m.word(first, Action.threadFunction))
  }

  static func replay(_ m: Machine, _ line: Pointer) {
    guard m.word(line, Line.latched) != 0, !isMasked(m, line) else { return }
    m.setWord(line, Line.latched, 0)
    deliver(m, line)
  }

  /// Wakes the threaded handler of an action.
  static func wake(_ m: Machine, _ line: Pointer, _ action: Pointer) {
    let function = m.word(action, Action.threadFunction)
    guard function != 0 else {
      m.report(
        .apiMisuse, kind: "IRQ_WAKE_THREAD without a thread function", subject: action,
        message: "The handler returned IRQ_WAKE_THREAD, but the interrupt was requested without"
          + " a thread function.")
      return
    }
    if m.findThread(.irqThread, serving: action, .pending) != nil { return }
    m.setWord(line, Line.threadsActive, m.word(line, Line.threadsActive) + 1)
    _ = m.spawn(
      .irqThread, thread, (action, line), subject: action, function: function, cookie: line,
      wait: .noneRunning(.irqThread, action))
  }

  /// Goes on along the list from action `next`: the call of its handler, or nil at the end.
  private static func walk(_ m: Machine, _ f: Frame, _ next: Pointer) -> Phase? {
    let line = f.argument(0)
    var action = next
    while action != 0, m.isRunning {
      f[0] = action
      let handler = m.word(action, Action.handler)
      if handler != 0 {
        m.setOutgoing(m.word(line, Line.irq), m.word(action, Action.deviceID))
        return .call(handler, arguments: 2, 2)
      }
      wake(m, line, action)
      action = m.word(action, 0)
    }
    return nil
  }

  static let routines: [InternalRoutine] = [
    // Argument 0 is the line.
    InternalRoutine("handle_irq_event") { m, f in
      let line = f.argument(0)
      switch f.phase {
      case 1:
        let h = m.header(m.current)
        h[ThreadWord.phase] = ThreadPhase.running.rawValue
        m.startCallback()
        if !m.isRunning { return .stop }
        if isMasked(m, line) || m.word(line, Line.inProgress) != 0 {
          m.setWord(line, Line.latched, 1)
          return .done(0)
        }
        m.setWord(line, Line.inProgress, UInt64(m.current + 1))
        if let call = walk(m, f, m.word(line, Line.actions)) { return call }
      default:
        m.checkLeftContext("The interrupt handler")
        if !m.isRunning { return .stop }
        let action = f[0]
        if f.result & 0xffff_ffff == 2 { wake(m, line, action) }
        if !m.isRunning { return .stop }
        if let call = walk(m, f, m.word(action, 0)) { return call }
      }
      if !m.isRunning { return .stop }
      m.setWord(line, Line.inProgress, 0)
      replay(m, line)
      return m.isRunning ? .done(0) : .stop
    },
    // Arguments: action, line.
    InternalRoutine("irq_thread") { m, f in
      let action = f.argument(0)
      let line = f.argument(1)
      switch f.phase {
      case 1:
        m.header(m.current)[ThreadWord.phase] = ThreadPhase.running.rawValue
        m.startCallback()
        if !m.isRunning { return .stop }
        m.setOutgoing(m.word(line, Line.irq), m.word(action, Action.deviceID))
        return .call(m.word(action, Action.threadFunction), arguments: 2, 2)
      default:
        m.checkLeftContext("The threaded interrupt handler")
        if !m.isRunning { return .stop }
        m.setWord(line, Line.threadsActive, m.word(line, Line.threadsActive) - 1)
        replay(m, line)
        return m.isRunning ? .done(0) : .stop
      }
    },
    // The action `irq N`: the device raises vector N (argument 0). On a shared line another device
    // may be the one that raises it, and nothing that happened to this one prevents that.
    InternalRoutine("raise_irq") { m, f in
      switch f.phase {
      case 0: return .next(1)
      default:
        let vector = f.argument(0)
        let hasVectors = m.word(m.device, DeviceWord.vectors) != 0
        let irq = hasVectors ? UInt64(msi) + vector : vector == 0 ? UInt64(intx) : .max
        let l = line(m, irq)
        if l == 0 { return .done(0) }
        let first = m.word(l, Line.actions)
        let isShared = first != 0 && m.word(first, Action.flags) & Flag.shared != 0
        if m.deviceMayInterrupt(isMessage: hasVectors) || isShared && !hasVectors {
          deliver(m, l)
        }
        return m.isRunning ? .done(0) : .stop
      }
    },
  ]
}
