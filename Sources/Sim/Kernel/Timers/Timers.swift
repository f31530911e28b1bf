// timer_list timers.
//
// An armed timer is a pending thread that serves it; `entry.pprev` is not NULL meanwhile, as
// `timer_pending()` reads it. Its callback is the same thread, running. The core does not touch the
// timer after the callback: it may free it.
//
// A timer that add_timer_on() moves to another CPU while its callback runs leaves that run behind:
// nobody finds it any more, and the timer may run beside itself.
//
// Source: kernel/time/timer.c, 6.12.

enum Timers {
  private static let area = "timers"
  private static let file = "kernel/time/timer.c"

  private enum Flag {
    /// TIMER_CPUMASK: here the CPU that add_timer_on() has given it, plus 1.
    static let cpu: UInt64 = 0x3ffff
    static let irqSafe: UInt64 = 0x20_0000
    /// It has been set up: our own, where the kernel has bits of its wheel.
    static let setUp: UInt64 = 0x4000_0000
  }

  private static func flags(_ m: Machine, _ timer: Pointer) -> UInt64 {
    m.load(timer &+ m.fields.timerFlags, 4)
  }

  /// `debug_assert_init()`: memory from an allocator, or the stack, in which no timer was set up.
  /// (Static ones are set up by their initialiser.)
  private static func checkInitialised(_ m: Machine, _ timer: Pointer, _ flags: UInt64) {
    guard flags & Flag.setUp == 0, m.isRunning else { return }
    let kind = m.kind(Machine.id(timer))
    guard kind == .heap || kind == .devm || kind == .stack else { return }
    m.report(
      .uninitialisedObject, kind: "assert_init not available timer_list", subject: timer,
      message: "A timer is used that timer_setup() has not set up.")
  }

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
    m.thread(m.threadKind(t), serving: m.header(t)[ThreadWord.subject], .running) == nil
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
        if flags(m, timer) & Flag.irqSafe != 0 {
          f[0] = ContextPart.irqsOff
          h[ThreadWord.context] += f[0]
        }
        m.setOutgoing(timer)
        return .call(function, arguments: 1, 2)
      default:
        m.header(m.current)[ThreadWord.context] -= f[0]
        m.checkLeftContext("The timer function")
        return m.isRunning ? .done(0) : .stop
      }
    }
  ]

  private static func isShutDown(_ m: Machine, _ timer: Pointer) -> Bool {
    m.load(timer &+ m.fields.timerFunction) == 0
  }

  private enum Change {
    case any, onlyPending, onlyEarlier
  }

  private static func modify(_ m: Machine, _ change: Change) -> UInt64 {
    let timer = m.argument(0)
    let flags = flags(m, timer)
    checkInitialised(m, timer, flags)
    // Shut down: silently nothing.
    if !m.isRunning || isShutDown(m, timer) { return 0 }
    let armed = m.findThread(.timer, serving: timer, .pending)
    if armed != nil, change == .onlyEarlier {
      let expires = m.load(timer &+ m.fields.timerExpires)
      if Int64(bitPattern: expires &- m.argument(1)) <= 0 { return 1 }
    }
    if armed != nil { disarm(m, timer) }
    if armed != nil || change != .onlyPending {
      // It goes to the CPU of whoever arms it, but a running one stays.
      if flags & Flag.cpu != 0, m.findThread(.timer, serving: timer, .running) == nil {
        m.store(timer &+ m.fields.timerFlags, flags & ~Flag.cpu, 4)
      }
      arm(m, timer, expires: m.argument(1))
    }
    return armed != nil ? 1 : 0
  }

  private static func add(_ m: Machine, cpu: UInt64?) {
    let timer = m.argument(0)
    let flags = flags(m, timer)
    checkInitialised(m, timer, flags)
    if !m.isRunning { return }
    guard m.findThread(.timer, serving: timer, .pending) == nil else {
      let call = cpu == nil ? "add_timer" : "add_timer_on"
      m.report(
        .apiMisuse, kind: "\(call) of an armed timer", subject: timer,
        message: "\(call)() is called on a timer that is armed already.")
      return
    }
    if isShutDown(m, timer) { return }
    if let cpu, flags & Flag.cpu != cpu & Flag.cpu {
      m.store(timer &+ m.fields.timerFlags, flags & ~Flag.cpu | cpu & Flag.cpu, 4)
      if let t = m.findThread(.timer, serving: timer, .running) {
        m.header(t)[ThreadWord.subject] = 0
      }
    }
    arm(m, timer, expires: m.load(timer &+ m.fields.timerExpires))
  }

  private static func remove(_ m: Machine, shutdown: Bool, waits: Bool = false) -> UInt64 {
    let timer = m.argument(0)
    let flags = flags(m, timer)
    checkInitialised(m, timer, flags)
    if waits, m.isRunning, flags & Flag.irqSafe == 0, m.threadKind(m.current).isHardirq {
      m.report(
        .apiMisuse, kind: "call-from-hardirq",
        message: "A hard interrupt waits for a timer function that it may have interrupted"
          + " (timer_delete_sync() of a timer that is not TIMER_IRQSAFE).")
    }
    if !m.isRunning { return 0 }
    let function = m.load(timer &+ m.fields.timerFunction)
    if waits { Lockdep.waited(m, for: .timer, timer, function) }
    if !m.isRunning { return 0 }
    let was = disarm(m, timer)
    if shutdown { m.store(timer &+ m.fields.timerFunction, 0) }
    return was ? 1 : 0
  }

  private static let waiting = "hard interrupts too, of a TIMER_IRQSAFE timer; never its callback"

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
        m.store(timer &+ m.fields.timerFlags, m.argument(2) & ~Flag.cpu | Flag.setUp, 4)
        return 0
      }),
    Symbol(
      "timer_destroy_on_stack", in: area, source: "\(file):timer_destroy_on_stack, 6.16",
      .value { m in
        let timer = m.argument(0)
        if m.findThread(.timer, serving: timer, .pending) != nil {
          m.report(
            .freeActiveObject, kind: "free active timer_list", subject: timer,
            message: "timer_destroy_on_stack() is applied to a timer that is armed.")
        }
        return 0
      }),
    Symbol(
      "add_timer", in: area, source: "\(file):add_timer, 6.12",
      fences: "nothing; warns and does nothing if it is armed",
      .value { m in
        add(m, cpu: nil)
        return 0
      }),
    Symbol(
      "add_timer_on", in: area, source: "\(file):add_timer_on, 6.12",
      fences: "nothing; a callback that runs on another CPU is lost to timer_delete_sync",
      approximation: "a timer that was not given this CPU last moves",
      .value { m in
        add(m, cpu: UInt64(m.intArgument(1) + 1))
        return 0
      }),
    Symbol(
      "mod_timer", in: area, source: "\(file):mod_timer, 6.12",
      fences: "nothing; silently ignored after timer_shutdown; 1 if it was armed",
      .value { m in modify(m, .any) }),
    Symbol(
      "mod_timer_pending", in: area, source: "\(file):mod_timer_pending, 6.12",
      fences: "nothing; does not arm one that is not armed",
      .value { m in modify(m, .onlyPending) }),
    Symbol(
      "timer_reduce", in: area, source: "\(file):timer_reduce, 6.12",
      fences: "nothing; never puts the expiry off",
      .value { m in modify(m, .onlyEarlier) }),
    Symbol(
      "timer_delete", in: area, source: "\(file):timer_delete, 6.12",
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
      "timer_delete_sync", in: area, from: .notHardirq, contextNote: waiting, checksContext: true,
      source: "\(file):timer_delete_sync, 6.12",
      fences: "disarms and waits for a running callback; others may arm it again afterwards",
      .blocking(whenIdle, { m in remove(m, shutdown: false, waits: true) })),
    Symbol(
      "timer_shutdown_sync", in: area, from: .notHardirq, contextNote: waiting,
      checksContext: true, source: "\(file):timer_shutdown_sync, 6.12",
      fences: "a full fence: waits for a running callback and makes later arming do nothing",
      .blocking(whenIdle, { m in remove(m, shutdown: true, waits: true) })),
  ]
}
