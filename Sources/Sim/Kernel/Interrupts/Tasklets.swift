// Tasklets: never concurrent with themselves; a kill lets a scheduled one run first.
//
// As in the kernel, bit 0 of `state` says that it is scheduled and bit 1 that it runs; while
// `count` is not 0 it is disabled. A scheduled tasklet is a thread, pending until the softirq runs it.
//
// Source: kernel/softirq.c, include/linux/interrupt.h, 6.12.

enum Tasklets {
  private static let area = "tasklets"
  private static let file = "kernel/softirq.c"
  private static let scheduled: UInt64 = 1
  private static let run: UInt64 = 2

  private static func callback(_ m: Machine, _ t: Pointer) -> Pointer {
    t &+ (m.fields.offset("tasklet_struct", "callback") ?? 24)
  }
  private static func usesCallback(_ m: Machine, _ t: Pointer) -> Pointer {
    t &+ (m.fields.offset("tasklet_struct", "use_callback") ?? 20)
  }
  private static func function(_ m: Machine, _ t: Pointer) -> Pointer {
    t &+ (m.fields.offset("tasklet_struct", "func") ?? 32)
  }
  private static func data(_ m: Machine, _ t: Pointer) -> Pointer {
    t &+ (m.fields.offset("tasklet_struct", "data") ?? 40)
  }
  /// What it calls: `callback` with itself or, of tasklet_init(), `func` with its data.
  private static func call(_ m: Machine, _ t: Pointer) -> (function: Pointer, argument: UInt64) {
    if m.load(usesCallback(m, t), 1) != 0 { return (m.load(callback(m, t)), t) }
    return (m.load(function(m, t)), m.load(data(m, t)))
  }
  private static func state(_ m: Machine, _ t: Pointer) -> Pointer {
    t &+ (m.fields.offset("tasklet_struct", "state") ?? 8)
  }
  private static func count(_ m: Machine, _ t: Pointer) -> Pointer {
    t &+ (m.fields.offset("tasklet_struct", "count") ?? 16)
  }

  private static func set(_ m: Machine, _ t: Pointer, _ bits: UInt64, clear: UInt64 = 0) {
    let p = state(m, t)
    m.store(p, m.load(p) & ~clear | bits)
  }

  /// Whether the scheduled tasklet of thread `t` may run; the softirq looks at it again and again
  /// while it is disabled or runs elsewhere. One whose memory is gone is run, and faults.
  static func mayStart(_ m: Machine, _ t: Int) -> Bool {
    let p = m.header(t)[ThreadWord.subject]
    guard let n = m.bytes(count(m, p), 4), let s = m.bytes(state(m, p), 8) else { return true }
    return Machine.read(n, 4) == 0 && Machine.read(s, 8) & run == 0
  }

  static let routines: [InternalRoutine] = [
    InternalRoutine("tasklet_action") { m, f in
      let p = f.argument(0)
      switch f.phase {
      case 1:
        let h = m.header(m.current)
        h[ThreadWord.phase] = ThreadPhase.running.rawValue
        m.startCallback()
        set(m, p, run, clear: scheduled)
        let (function, argument) = call(m, p)
        if !m.isRunning { return .stop }
        h[ThreadWord.function] = function
        m.setOutgoing(argument)
        return .call(function, arguments: 1, 2)
      default:
        m.checkLeftContext("The tasklet")
        // The softirq still touches it: a tasklet must not free itself.
        if m.isRunning { set(m, p, 0, clear: run) }
        return m.isRunning ? .done(0) : .stop
      }
    }
  ]

  private static func addCount(_ m: Machine, _ t: Pointer, _ delta: Int32) {
    let n = Int32(truncatingIfNeeded: m.load(count(m, t), 4)) &+ delta
    if m.isRunning, n < 0 {
      m.report(
        .apiMisuse, kind: "tasklet_enable without tasklet_disable", subject: t,
        message: "tasklet_enable() is called on a tasklet that is not disabled.")
    }
    m.store(count(m, t), UInt64(UInt32(bitPattern: n)), 4)
  }

  /// A wait until the tasklet does not run.
  private static func whileRunning(_ m: Machine, _ t: Pointer) -> Wait {
    let runner = m.findThread(.tasklet, serving: t, .running)
    return Wait(
      .bitsClear, index: m.wordIndex(state(m, t)), value: run, thread: (runner ?? -1) + 1)
  }

  private static let kill = Symbol(
    "tasklet_kill", in: area, from: .process, sleeps: true, source: "\(file):tasklet_kill, 6.12",
    fences: "lets a scheduled one run and waits for it; anybody may schedule it again afterwards",
    .routine { m, f in
      let p = f.argument(0)
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let waiting = Wait(.bitsClear, index: m.wordIndex(state(m, p)), value: scheduled)
        return m.isRunning ? .wait(waiting, 2) : .stop
      case 2:
        // Until it returns nobody can schedule it.
        set(m, p, scheduled)
        let wait = whileRunning(m, p)
        return m.isRunning ? .wait(wait, 3) : .stop
      default:
        set(m, p, 0, clear: scheduled)
        Lockdep.waited(m, for: .tasklet, p, 0)
        return m.isRunning ? .done(0) : .stop
      }
    })

  private static func disable(_ name: String, sleeps: Bool) -> Symbol {
    Symbol(
      name, in: area, from: sleeps ? .process : .any,
      contextNote: sleeps ? "" : "spins: never in what holds the tasklet up", sleeps: sleeps,
      source: "include/linux/interrupt.h:\(name), 6.12",
      fences: "waits for a running one; one that is scheduled runs once it is enabled",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          addCount(m, f.argument(0), 1)
          let wait = whileRunning(m, f.argument(0))
          return m.isRunning ? .wait(wait, 2) : .stop
        default:
          _ = m.load(state(m, f.argument(0)))
          Lockdep.waited(m, for: .tasklet, f.argument(0), 0)
          return m.isRunning ? .done(0) : .stop
        }
      })
  }

  private static func setUp(_ m: Machine, _ call: String) {
    let t = m.argument(0)
    if m.findThread(.tasklet, serving: t, .pending) != nil {
      m.report(
        .reinitActiveObject, kind: "init active tasklet", subject: t,
        message: "\(call)() is applied to a tasklet that is scheduled.")
    }
    m.store(state(m, t), 0)
    m.store(count(m, t), 0, 4)
  }

  private static func schedule(_ name: String, as display: String) -> Symbol {
    Symbol(
      name, as: display, in: area, source: "\(file):\(name), 6.12",
      fences: "nothing; does nothing if it is scheduled, or being killed",
      .value { m in
        let t = m.argument(0)
        let bits = m.load(state(m, t))
        guard m.isRunning, bits & scheduled == 0 else { return 0 }
        let function = call(m, t).function
        let kind = m.kind(Machine.id(t))
        if function == 0, kind == .heap || kind == .devm {
          m.report(
            .uninitialisedObject, kind: "tasklet used before init", subject: t,
            message: "A tasklet is scheduled that tasklet_setup() has not set up.")
          if !m.isRunning { return 0 }
        }
        set(m, t, scheduled)
        if !m.isRunning { return 0 }
        _ = m.spawn(
          .tasklet, Routines.taskletAction, (t, 0), subject: t, function: function,
          wait: Wait(.taskletStart))
        return 0
      })
  }

  static let symbols: [Symbol] = [
    Symbol(
      "tasklet_setup", in: area, source: "\(file):tasklet_setup, 6.12",
      .value { m in
        setUp(m, "tasklet_setup")
        m.store(callback(m, m.argument(0)), m.argument(1))
        m.store(usesCallback(m, m.argument(0)), 1, 1)
        return 0
      }),
    Symbol(
      "tasklet_init", in: area, source: "\(file):tasklet_init, 6.12",
      .value { m in
        setUp(m, "tasklet_init")
        m.store(function(m, m.argument(0)), m.argument(1))
        m.store(data(m, m.argument(0)), m.argument(2))
        m.store(usesCallback(m, m.argument(0)), 0, 1)
        return 0
      }),
    schedule("__tasklet_schedule", as: "tasklet_schedule"),
    schedule("__tasklet_hi_schedule", as: "tasklet_hi_schedule"),
    kill,
    Symbol(
      "tasklet_disable_nosync", in: area,
      source: "include/linux/interrupt.h:tasklet_disable_nosync, 6.12",
      fences: "prevents later runs until tasklet_enable; does not wait for a running one",
      .value { m in
        addCount(m, m.argument(0), 1)
        return 0
      }),
    disable("tasklet_disable", sleeps: true),
    disable("tasklet_disable_in_atomic", sleeps: false),
    Symbol(
      "tasklet_unlock_wait", in: area, from: .process, sleeps: true,
      source: "\(file):tasklet_unlock_wait, 6.12", fences: "waits for a running one",
      .blocking({ m in whileRunning(m, m.argument(0)) }, { m in
        _ = m.load(state(m, m.argument(0)))
        Lockdep.waited(m, for: .tasklet, m.argument(0), 0)
        return 0
      })),
    Symbol(
      "tasklet_enable", in: area, source: "include/linux/interrupt.h:tasklet_enable, 6.12",
      fences: "nothing: one that was scheduled meanwhile runs now",
      .value { m in
        addCount(m, m.argument(0), -1)
        return 0
      }),
  ]
}
