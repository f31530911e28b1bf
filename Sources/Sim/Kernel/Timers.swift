// timer_list timers.
//
// An armed timer is a pending thread that serves it; `entry.pprev` is not NULL meanwhile, as
// `timer_pending()` reads it. Its callback is the same thread, running. The core does not touch the
// timer after the callback: it may free it.
//
// Source: kernel/time/timer.c, 6.12.

enum Timers {
  private static let area = "timers"
  private static let file = "kernel/time/timer.c"

  /// Arms the timer for `expires` (jiffies). The caller has disarmed it.
  static func arm(_ m: Machine, _ timer: Pointer, expires: UInt64) {
    let function = m.load(timer &+ m.fields.timerFunction)
    if !m.isRunning { return }
    m.store(timer &+ m.fields.timerExpires, expires)
    m.store(timer &+ m.fields.timerPending, 1)
    let now = Time.jiffies(m)
    let delta = Int64(bitPattern: expires &- now)
    let deadline = m.state[Word.clock] &+ UInt64(max(1, delta)) &* Time.nanosecondsPerJiffy
    _ = m.spawn(
      .timer, expiry, (timer, 0), subject: timer, function: function,
      wait: Wait(.timerStart, deadline: deadline))
  }

  /// Disarms it: whether it was armed.
  @discardableResult
  static func disarm(_ m: Machine, _ timer: Pointer) -> Bool {
    guard let t = m.findThread(.timer, serving: timer, .pending) else { return false }
    m.store(timer &+ m.fields.timerPending, 0)
    m.exit(t)
    return true
  }

  /// Whether the previous run of the timer that thread `t` stands for has ended: a running timer
  /// that is armed again stays on its CPU.
  static func mayStart(_ m: Machine, _ t: Int) -> Bool {
    m.findThread(m.threadKind(t), serving: m.header(t)[ThreadWord.subject], .running) == nil
  }

  private static let expiry = KernelTable.routine("call_timer_fn")

  static let routines: [InternalRoutine] = [
    InternalRoutine("call_timer_fn") { m, f in
      switch f.phase {
      case 1:
        let timer = f.argument(0)
        let h = m.header(m.current)
        h[ThreadWord.phase] = ThreadPhase.running.rawValue
        m.startCallback()
        m.store(timer &+ m.fields.timerPending, 0)
        let function = m.load(timer &+ m.fields.timerFunction)
        if !m.isRunning { return .stop }
        h[ThreadWord.function] = function
        m.setOutgoing(timer)
        return .call(function, arguments: 1, 2)
      default:
        m.checkLeftContext("The timer function")
        return m.isRunning ? .done(0) : .stop
      }
    }
  ]

  private static func warnNoFunction(_ m: Machine, _ timer: Pointer) -> Bool {
    m.load(timer &+ m.fields.timerFunction) == 0
  }

  private static func modify(_ m: Machine, onlyPending: Bool) -> UInt64 {
    let timer = m.argument(0)
    // Shut down: silently nothing.
    if warnNoFunction(m, timer) || !m.isRunning { return 0 }
    let was = disarm(m, timer)
    if was || !onlyPending { arm(m, timer, expires: m.argument(1)) }
    return was ? 1 : 0
  }

  private static func remove(_ m: Machine, shutdown: Bool) -> UInt64 {
    let timer = m.argument(0)
    _ = m.load(timer &+ m.fields.timerPending)
    if !m.isRunning { return 0 }
    let was = disarm(m, timer)
    if shutdown { m.store(timer &+ m.fields.timerFunction, 0) }
    return was ? 1 : 0
  }

  private static func whenIdle(_ m: Machine) -> Wait { .noneRunning(.timer, m.argument(0)) }

  static let symbols: [Symbol] = [
    Symbol(
      "init_timer_key", as: "timer_setup", in: area, source: "\(file):init_timer_key, 6.12",
      .value { m in
        let timer = m.argument(0)
        if m.findThread(.timer, serving: timer, .pending) != nil {
          m.report(
            .reinitActiveObject, kind: "init active timer_list", subject: timer,
            message: "timer_setup() is applied to a timer that is armed.")
          if !m.isRunning { return 0 }
        }
        m.store(timer &+ m.fields.timerPending, 0)
        m.store(timer &+ m.fields.timerFunction, m.argument(1))
        m.store(timer &+ m.fields.timerFlags, m.argument(2), 4)
        return 0
      }),
    Symbol(
      "add_timer", in: area, source: "\(file):add_timer, 6.12",
      .value { m in
        let timer = m.argument(0)
        if m.findThread(.timer, serving: timer, .pending) != nil {
          m.report(
            .apiMisuse, kind: "add_timer of an armed timer", subject: timer,
            message: "add_timer() is called on a timer that is armed already.")
          return 0
        }
        if warnNoFunction(m, timer) { return 0 }
        arm(m, timer, expires: m.load(timer &+ m.fields.timerExpires))
        return 0
      }),
    Symbol(
      "mod_timer", in: area, source: "\(file):mod_timer, 6.12",
      fences: "nothing; silently ignored after timer_shutdown; 1 if it was armed",
      .value { m in modify(m, onlyPending: false) }),
    Symbol(
      "mod_timer_pending", in: area, source: "\(file):mod_timer_pending, 6.12",
      .value { m in modify(m, onlyPending: true) }),
    Symbol(
      "timer_delete", as: "timer_delete", in: area, source: "\(file):timer_delete, 6.12",
      fences: "disarms; does not wait for a running callback",
      .value { m in remove(m, shutdown: false) }),
    Symbol(
      "timer_shutdown", in: area, source: "\(file):timer_shutdown, 6.12",
      fences: "disarms and makes later arming do nothing; does not wait for a running callback",
      .value { m in remove(m, shutdown: true) }),
    Symbol(
      "timer_delete_sync_try", in: area, source: "\(file):timer_delete_sync_try, 6.16",
      fences: "as timer_delete_sync, but returns -1 instead of waiting",
      .value { m in
        let timer = m.argument(0)
        if m.findThread(.timer, serving: timer, .running) != nil { return Machine.int(-1) }
        return remove(m, shutdown: false)
      }),
    Symbol(
      "timer_delete_sync", in: area, source: "\(file):timer_delete_sync, 6.12",
      fences: "disarms and waits for a running callback; others may arm it again afterwards",
      .blocking(whenIdle, { m in remove(m, shutdown: false) })),
    Symbol(
      "timer_shutdown_sync", in: area, source: "\(file):timer_shutdown_sync, 6.12",
      fences: "a full fence: waits for a running callback and makes later arming do nothing",
      .blocking(whenIdle, { m in remove(m, shutdown: true) })),
  ]
}
