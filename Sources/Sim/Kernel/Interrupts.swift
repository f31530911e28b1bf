// Interrupt lines, their actions, threaded handlers.
//
// Delivery is a thread of its own: raised by the device, it starts on some CPU, marks the line as in
// progress, and walks the list of actions. An action that is unlinked before the walk reaches it is
// not called; one that is being called completes.
//
// Source: kernel/irq/manage.c, handle.c, chip.c, devres.c, 6.12.

enum Interrupts {
  /// The number of the legacy interrupt; MSI vectors are numbered from `msi`.
  static let intx = 16
  static let msi = 32

  private static let area = "interrupts"
  private static let file = "kernel/irq/manage.c"
  private static let shared: UInt64 = 0x80
  private static let oneshot: UInt64 = 0x2000
  private static let noAutoEnable: UInt64 = 0x80000

  /// The words of a line's record.
  private enum Line {
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
    static let count = 7
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

  private static func line(_ m: Machine, _ irq: UInt64) -> Pointer {
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

  private static func isMasked(_ m: Machine, _ line: Pointer) -> Bool {
    if m.word(line, Line.depth) != 0 { return true }
    guard m.word(line, Line.threadsActive) != 0 else { return false }
    var a = m.word(line, Line.actions)
    while a != 0 {
      if m.word(a, Action.flags) & oneshot != 0 { return true }
      a = m.word(a, 0)
    }
    return false
  }

  /// Starts a delivery, or latches it where the line is masked or busy.
  private static func deliver(_ m: Machine, _ line: Pointer) {
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

  private static func replay(_ m: Machine, _ line: Pointer) {
    guard m.word(line, Line.latched) != 0, !isMasked(m, line) else { return }
    m.setWord(line, Line.latched, 0)
    deliver(m, line)
  }

  /// Wakes the threaded handler of an action.
  private static func wake(_ m: Machine, _ line: Pointer, _ action: Pointer) {
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
    // The action `irq N`: the device raises vector N (argument 0).
    InternalRoutine("raise_irq") { m, f in
      switch f.phase {
      case 0: return .next(1)
      default:
        let vector = f.argument(0)
        let hasVectors = m.word(m.device, DeviceWord.vectors) != 0
        if m.state[Word.deviceGone] != 0 { return .done(0) }
        if hasVectors, m.word(m.device, DeviceWord.masterCleared) != 0 { return .done(0) }
        let irq = hasVectors ? UInt64(msi) + vector : vector == 0 ? UInt64(intx) : .max
        let l = line(m, irq)
        if l != 0 { deliver(m, l) }
        return m.isRunning ? .done(0) : .stop
      }
    },
  ]

  // MARK: Requesting and freeing

  /// Inserts an action: 0 or -errno.
  static func request(
    _ m: Machine, irq: UInt64, handler: Pointer, threadFunction: Pointer, flags: UInt64,
    name: Pointer, deviceID: Pointer
  ) -> Int {
    if handler == 0, threadFunction == 0 { return -22 }
    if flags & shared != 0, deviceID == 0 || flags & noAutoEnable != 0 { return -22 }
    if handler == 0, flags & oneshot == 0, irq < UInt64(msi) { return -22 }
    var l = line(m, irq)
    if l == 0 {
      l = m.makeRecord(Line.count)
      m.setWord(l, Line.irq, irq)
      m.push(l, on: Word.lineList)
    }
    let old = m.word(l, Line.actions)
    if old != 0, m.word(old, Action.flags) & flags & shared == 0 { return -16 }
    if old != 0, (m.word(old, Action.flags) ^ flags) & oneshot != 0 { return -16 }
    let action = m.makeRecord(Action.count)
    m.setWord(action, Action.handler, handler)
    m.setWord(action, Action.threadFunction, threadFunction)
    m.setWord(action, Action.deviceID, deviceID)
    m.setWord(action, Action.flags, flags)
    m.setWord(action, Action.line, l)
    m.setWord(action, Action.binding, m.currentBinding)
    m.setWord(action, Action.name, name)
    if old == 0 {
      m.setWord(l, Line.depth, flags & noAutoEnable != 0 ? 1 : 0)
      m.setWord(l, Line.latched, 0)
      m.setWord(l, Line.actions, action)
    } else {
      var last = old
      while m.word(last, 0) != 0 { last = m.word(last, 0) }
      m.setWord(last, 0, action)
    }
    return 0
  }

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

  private static func notInProgress(_ m: Machine, _ line: Pointer) -> Wait {
    Wait(.equal, index: m.wordIndex(line &+ UInt64(8 * Line.inProgress)), value: 0)
  }
  private static func threadsDone(_ m: Machine, _ line: Pointer) -> Wait {
    Wait(.zero, index: m.wordIndex(line &+ UInt64(8 * Line.threadsActive)))
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
          Devres.add(m, .irq, f.argument(1) & 0xffff_ffff, f.argument(6))
        }
        return m.isRunning ? .done(0) : .stop
      }
    }
  }

  static let symbols: [Symbol] = [
    Symbol(
      "request_threaded_irq", as: "request_irq", in: area, from: .process, sleeps: true,
      source: "\(file):request_threaded_irq, 6.12",
      fences: "nothing; the handler can run before it returns",
      requestRoutine(managed: false)),
    Symbol(
      "devm_request_threaded_irq", as: "devm_request_irq", in: area, from: .process, sleeps: true,
      source: "kernel/irq/devres.c:devm_request_threaded_irq, 6.12",
      fences: "freed by devres, after remove() and in reverse order of registration",
      requestRoutine(managed: true)),
    Symbol(
      "free_irq", in: area, from: .process, sleeps: true, source: "\(file):free_irq, 6.12",
      fences: "a full fence for this handler and its thread; waits for the whole line; does not stop"
        + " what the handler scheduled",
      approximation: "no extra call of CONFIG_DEBUG_SHIRQ",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let l = line(m, f.argument(0) & 0xffff_ffff)
          let action = l == 0 ? 0 : unlink(m, l, f.argument(1))
          guard action != 0 else {
            m.report(
              .apiMisuse, kind: "free of an irq that is not requested", subject: f.argument(1),
              message: "free_irq() finds no action for this dev_id on irq"
                + " \(f.argument(0) & 0xffff_ffff): it warns and frees nothing.")
            return m.isRunning ? .done(0) : .stop
          }
          f[0] = l
          f[1] = m.word(action, Action.name)
          if m.word(l, Line.actions) == 0 { m.setWord(l, Line.latched, 0) }
          return .wait(notInProgress(m, l), 2)
        case 2: return .wait(threadsDone(m, f[0]), 3)
        default: return .done(f[1])
        }
      }),
    Symbol(
      "devm_free_irq", in: area, from: .process, sleeps: true,
      source: "kernel/irq/devres.c:devm_free_irq, 6.12", fences: "as free_irq",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          if !Devres.remove(m, .irq, f.argument(1) & 0xffff_ffff, f.argument(2)) {
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
    Symbol(
      "disable_irq_nosync", in: area, source: "\(file):disable_irq_nosync, 6.12",
      fences: "prevents later deliveries until enable_irq; does not wait for a running handler",
      .value { m in
        let l = line(m, m.argument(0) & 0xffff_ffff)
        if l != 0 { m.setWord(l, Line.depth, m.word(l, Line.depth) + 1) }
        return 0
      }),
    Symbol(
      "disable_irq", in: area, from: .process, sleeps: true, source: "\(file):disable_irq, 6.12",
      fences: "a fence until enable_irq, for all users of the line",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let l = line(m, f.argument(0) & 0xffff_ffff)
          if l == 0 { return .done(0) }
          f[0] = l
          m.setWord(l, Line.depth, m.word(l, Line.depth) + 1)
          return .wait(notInProgress(m, l), 2)
        case 2: return .wait(threadsDone(m, f[0]), 3)
        default: return .done(0)
        }
      }),
    Symbol(
      "enable_irq", in: area, source: "\(file):enable_irq, 6.12",
      fences: "replays what came meanwhile",
      .value { m in
        let l = line(m, m.argument(0) & 0xffff_ffff)
        guard l != 0, m.word(l, Line.actions) != 0 else { return 0 }
        let depth = m.word(l, Line.depth)
        guard depth > 0 else {
          m.report(
            .apiMisuse, kind: "unbalanced enable_irq", subject: l,
            message: "enable_irq() is called on an interrupt that is not disabled.")
          return 0
        }
        m.setWord(l, Line.depth, depth - 1)
        replay(m, l)
        return 0
      }),
    Symbol(
      "synchronize_irq", in: area, from: .process, sleeps: true,
      source: "\(file):synchronize_irq, 6.12",
      fences: "waits for running handlers and threads; does not prevent the next interrupt",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let l = line(m, f.argument(0) & 0xffff_ffff)
          if l == 0 { return .done(0) }
          f[0] = l
          return .wait(notInProgress(m, l), 2)
        case 2: return .wait(threadsDone(m, f[0]), 3)
        default: return .done(0)
        }
      }),
  ]
}
