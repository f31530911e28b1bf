// High-resolution timers. By default their callback runs in a hard interrupt, of a _SOFT one in a
// softirq. There is no shutdown form: after hrtimer_cancel anybody may start one again.
//
// Source: kernel/time/hrtimer.c, 6.12.

enum Hrtimers {
  private static let area = "hrtimers"
  private static let file = "kernel/time/hrtimer.c"
  private static let enqueued: UInt64 = 1
  /// HRTIMER_MODE_SOFT.
  private static let softMode: UInt64 = 4

  /// The kind of the thread that runs its callback. What is no memory any more is hard.
  private static func kind(_ m: Machine, _ timer: Pointer) -> ThreadKind {
    guard let b = m.bytes(timer &+ m.fields.hrtimerIsSoft, 1) else { return .hrtimer }
    return Machine.read(b, 1) != 0 ? .softHrtimer : .hrtimer
  }
  private static func queued(_ m: Machine, _ timer: Pointer) -> Int? {
    m.findThread(kind(m, timer), serving: timer, .pending)
  }
  private static func running(_ m: Machine, _ timer: Pointer) -> Int? {
    m.findThread(kind(m, timer), serving: timer, .running)
  }

  /// Without a base the kernel follows a NULL pointer. Whether it has one.
  private static func checkInitialised(_ m: Machine, _ timer: Pointer) -> Bool {
    if m.load(timer &+ m.fields.hrtimerBase) == 0, m.isRunning {
      m.report(
        .uninitialisedObject, kind: "hrtimer used before init", subject: timer,
        message: "An hrtimer is used that hrtimer_setup() has not set up.")
      return false
    }
    return m.isRunning
  }

  private static func enqueue(_ m: Machine, _ timer: Pointer) {
    m.store(timer &+ m.fields.hrtimerState, enqueued, 1)
    let function = m.load(timer &+ m.fields.hrtimerFunction)
    if !m.isRunning { return }
    let expires = m.load(timer &+ m.fields.hrtimerExpires)
    _ = m.spawn(
      kind(m, timer), expiry, (timer, 0), subject: timer, function: function,
      wait: Wait(.timerStart, deadline: max(expires, m.state[Word.clock] &+ 1)))
  }

  private static func dequeue(_ m: Machine, _ timer: Pointer) -> Bool {
    guard let t = queued(m, timer) else { return false }
    m.store(timer &+ m.fields.hrtimerState, 0, 1)
    m.exit(t)
    return true
  }

  private static let expiry = KernelTable.routine("__run_hrtimer")

  static let routines: [InternalRoutine] = [
    InternalRoutine("__run_hrtimer") { m, f in
      let timer = f.argument(0)
      switch f.phase {
      case 1:
        let h = m.header(m.current)
        h[ThreadWord.phase] = ThreadPhase.running.rawValue
        m.startCallback()
        m.store(timer &+ m.fields.hrtimerState, 0, 1)
        let function = m.load(timer &+ m.fields.hrtimerFunction)
        if !m.isRunning { return .stop }
        h[ThreadWord.function] = function
        m.setOutgoing(timer)
        return .call(function, arguments: 1, 2)
      default:
        m.checkLeftContext("The hrtimer function")
        if !m.isRunning { return .stop }
        // HRTIMER_RESTART, unless somebody has started it meanwhile. Otherwise it is not touched.
        if f.result & 0xffff_ffff == 1,
          queued(m, timer) == nil
        {
          enqueue(m, timer)
          if !m.isRunning { return .stop }
        }
        return .done(0)
      }
    }
  ]

  private static func setUp(_ m: Machine, _ timer: Pointer, clock: UInt64, mode: UInt64) -> Bool {
    if queued(m, timer) != nil {
      m.report(
        .reinitActiveObject, kind: "init active hrtimer", subject: timer,
        message: "An hrtimer is set up again while it is queued.")
      if !m.isRunning { return false }
    }
    m.store(timer &+ m.fields.hrtimerState, 0, 1)
    m.store(timer &+ m.fields.hrtimerIsSoft, mode & softMode != 0 ? 1 : 0, 1)
    m.store(timer &+ m.fields.hrtimerBase, 0x100 | clock & 0xff)
    return m.isRunning
  }

  static let symbols: [Symbol] = [
    Symbol(
      "hrtimer_setup", in: area, source: "\(file):hrtimer_setup, 6.13",
      .value { m in
        let timer = m.argument(0)
        if setUp(m, timer, clock: m.argument(2), mode: m.argument(3)) {
          m.store(timer &+ m.fields.hrtimerFunction, m.argument(1))
        }
        return 0
      }),
    Symbol(
      "hrtimer_init", in: area, source: "\(file):hrtimer_init, 6.12",
      .value { m in
        _ = setUp(m, m.argument(0), clock: m.argument(1), mode: m.argument(2))
        return 0
      }),
    Symbol(
      "destroy_hrtimer_on_stack", in: area, source: "\(file):destroy_hrtimer_on_stack, 6.12",
      .value { m in
        if queued(m, m.argument(0)) != nil {
          m.report(
            .freeActiveObject, kind: "free active hrtimer", subject: m.argument(0),
            message: "destroy_hrtimer_on_stack() is applied to an hrtimer that is queued.")
        }
        return 0
      }),
    Symbol(
      "hrtimer_start_range_ns", as: "hrtimer_start", in: area,
      source: "\(file):hrtimer_start_range_ns, 6.12",
      fences: "nothing; may start it while its callback runs",
      .value { m in
        let timer = m.argument(0)
        guard checkInitialised(m, timer) else { return 0 }
        guard m.load(timer &+ m.fields.hrtimerFunction) != 0 else {
          m.report(
            .apiMisuse, kind: "hrtimer_start without a function", subject: timer,
            message: "hrtimer_start() is called on an hrtimer that has no function.")
          return 0
        }
        if !m.isRunning { return 0 }
        if (m.argument(3) & softMode != 0) != (kind(m, timer) == .softHrtimer) {
          m.report(
            .apiMisuse, kind: "hrtimer_start in another mode", subject: timer,
            message: "hrtimer_start() is called with HRTIMER_MODE_SOFT on an hrtimer that was set"
              + " up without it, or the other way round.")
          if !m.isRunning { return 0 }
        }
        _ = dequeue(m, timer)
        // HRTIMER_MODE_REL is bit 0.
        let isRelative = m.argument(3) & 1 != 0
        let time = m.argument(1)
        m.store(
          timer &+ m.fields.hrtimerExpires, isRelative ? m.state[Word.clock] &+ time : time)
        enqueue(m, timer)
        return 0
      }),
    Symbol(
      "hrtimer_try_to_cancel", in: area, source: "\(file):hrtimer_try_to_cancel, 6.12",
      fences: "returns -1, and does nothing, while the callback runs",
      .value { m in
        let timer = m.argument(0)
        guard checkInitialised(m, timer) else { return 0 }
        if running(m, timer) != nil { return Machine.int(-1) }
        return dequeue(m, timer) ? 1 : 0
      }),
    Symbol(
      "hrtimer_cancel", in: area, contextNote: "spins: never in its callback, or what holds that up",
      source: "\(file):hrtimer_cancel, 6.12",
      fences: "dequeues and waits for a running callback; anybody may start it again afterwards;"
        + " lockdep does not see this wait",
      .blocking(
        { m in .noneRunning(kind(m, m.argument(0)), m.argument(0)) },
        { m in
          let timer = m.argument(0)
          guard checkInitialised(m, timer) else { return 0 }
          let function = m.load(timer &+ m.fields.hrtimerFunction)
          Lockdep.waited(m, for: kind(m, timer), timer, function)
          return m.isRunning && dequeue(m, timer) ? 1 : 0
        })),
    Symbol(
      "hrtimer_callback_running", in: area,
      source: "include/linux/hrtimer.h:hrtimer_callback_running, 6.12",
      fences: "nothing: a hint, which may be wrong when it returns",
      .value { m in
        guard checkInitialised(m, m.argument(0)) else { return 0 }
        return running(m, m.argument(0)) != nil ? 1 : 0
      }),
    Symbol(
      "hrtimer_active", in: area, source: "\(file):hrtimer_active, 6.12",
      fences: "nothing: a hint, which may be wrong when it returns",
      .value { m in
        let timer = m.argument(0)
        guard checkInitialised(m, timer) else { return 0 }
        return queued(m, timer) != nil || running(m, timer) != nil ? 1 : 0
      }),
    Symbol(
      "hrtimer_forward", in: area,
      contextNote: "in the callback, or while neither queued nor running",
      source: "\(file):hrtimer_forward, 6.12",
      .value { m in
        let timer = m.argument(0)
        let now = Int64(bitPattern: m.argument(1))
        let interval = Int64(bitPattern: m.argument(2))
        let address = timer &+ m.fields.hrtimerExpires
        let expires = Int64(bitPattern: m.load(address))
        if !m.isRunning { return 0 }
        guard queued(m, timer) == nil else {
          m.report(
            .apiMisuse, kind: "hrtimer_forward of a queued hrtimer", subject: timer,
            message: "hrtimer_forward() is called on an hrtimer that is queued.")
          return 0
        }
        let late = now &- expires
        guard late >= 0, interval > 0 else { return 0 }
        let overruns = late / interval &+ 1
        m.store(address, UInt64(bitPattern: expires &+ interval &* overruns))
        return UInt64(bitPattern: overruns)
      }),
  ]
}
