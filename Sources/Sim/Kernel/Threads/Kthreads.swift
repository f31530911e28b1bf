// Kernel threads. A new one sleeps before its function until it is woken; kthread_stop() waits for
// its exit. Nothing pins the module for it.
//
// Source: kernel/kthread.c, 6.12.

enum Kthreads {
  private static let area = "kthreads"
  private static let file = "kernel/kthread.c"

  static let routines: [InternalRoutine] = [
    // Arguments: function, data. It is parked until somebody wakes it.
    InternalRoutine("kthread") { m, f in
      let h = m.header(m.current)
      switch f.phase {
      case 1:
        h[ThreadWord.phase] = ThreadPhase.running.rawValue
        h[ThreadWord.taskState] = 0
        if h[ThreadWord.flags] & ThreadFlag.shouldStop != 0 {
          // Stopped before it ever ran: its function is not called.
          finish(m, code: Machine.int(-4))
          return m.isRunning ? .done(0) : .stop
        }
        if h[ThreadWord.flags] & ThreadFlag.shouldPark != 0 { return park(m, then: 2) }
        fallthrough
      case 2:
        unparked(m)
        if !m.isRunning { return .stop }
        m.setOutgoing(f.argument(1))
        return .call(f.argument(0), arguments: 1, 3)
      default:
        finish(m, code: f.result)
        return m.isRunning ? .done(0) : .stop
      }
    }
  ]

  /// The current thread exits: its result is kept as long as its task_struct is.
  static func finish(_ m: Machine, code: UInt64) {
    m.checkLeftContext("The kthread function")
    if !m.isRunning { return }
    let p = m.header(m.current)[ThreadWord.task]
    Tasks.Task(m: m, pointer: p).exitCode = code
    Tasks.put(m, p)
  }

  // MARK: Parking

  /// The current thread parks: until it is unparked it sleeps, and nobody misses it.
  private static func park(_ m: Machine, then phase: Int) -> Phase {
    let h = m.header(m.current)
    Tasks.Task(m: m, pointer: h[ThreadWord.task]).parked = 1
    h[ThreadWord.flags] |= ThreadFlag.idle
    let index = (h + ThreadWord.flags) - m.state
    return m.isRunning
      ? .wait(Wait(.bitsClear, index: index, value: ThreadFlag.shouldPark), phase) : .stop
  }

  private static func unparked(_ m: Machine) {
    let h = m.header(m.current)
    guard h[ThreadWord.flags] & ThreadFlag.idle != 0 else { return }
    h[ThreadWord.flags] &= ~ThreadFlag.idle
    Tasks.Task(m: m, pointer: h[ThreadWord.task]).parked = 0
  }

  private static func unpark(_ m: Machine, _ t: Int) {
    m.header(t)[ThreadWord.flags] &= ~ThreadFlag.shouldPark
  }

  private static let parking: [Symbol] = [
    Symbol(
      "kthread_park", in: area, from: .process, sleeps: true, source: "\(file):kthread_park, 6.12",
      fences: "waits until the thread has called kthread_parkme; the task must be referenced",
      .routine { m, f in
        let task = Tasks.Task(m: m, pointer: f.argument(0))
        switch f.phase {
        case 0: return .next(1)
        case 1:
          _ = task.references
          if !m.isRunning { return .stop }
          guard task.isAlive, m.header(task.slot)[ThreadWord.flags] & ThreadFlag.shouldPark == 0
          else {
            let isAlive = task.isAlive
            m.report(
              .apiMisuse, kind: "kthread_park of an exited or parked thread",
              subject: f.argument(0),
              message: "kthread_park() is called on a thread that has exited or is parked already.")
            return m.isRunning ? .done(Machine.int(isAlive ? -16 : -38)) : .stop
          }
          m.header(task.slot)[ThreadWord.flags] |= ThreadFlag.shouldPark
          if task.slot == m.current { return .done(0) }
          Tasks.wake(m, f.argument(0))
          return .wait(
            Wait(.set, index: m.wordIndex(task.parkedAddress), value: 1), 2)
        default:
          Lockdep.waited(m, for: .kthread, f.argument(0), 0)
          return m.isRunning ? .done(0) : .stop
        }
      }),
    Symbol(
      "kthread_unpark", in: area, source: "\(file):kthread_unpark, 6.12",
      .value { m in
        let task = Tasks.Task(m: m, pointer: m.argument(0))
        _ = task.references
        if m.isRunning, task.isAlive { unpark(m, task.slot) }
        return 0
      }),
    Symbol(
      "kthread_should_park", in: area, source: "\(file):kthread_should_park, 6.12",
      .value { m in
        m.header(m.current)[ThreadWord.flags] & ThreadFlag.shouldPark != 0 ? 1 : 0
      }),
    Symbol(
      "kthread_parkme", in: area, from: .process, sleeps: true,
      source: "\(file):kthread_parkme, 6.12",
      fences: "sleeps until kthread_unpark or kthread_stop, if it is asked to park",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          if m.header(m.current)[ThreadWord.flags] & ThreadFlag.shouldPark != 0 {
            return park(m, then: 2)
          }
          return .done(0)
        default:
          unparked(m)
          return m.isRunning ? .done(0) : .stop
        }
      }),
  ]

  private static func stop(_ name: String, puts: Bool) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: "\(file):\(name), 6.12",
      fences: "a full fence: waits until the thread has exited; its task_struct must still be"
        + " referenced",
      .routine { m, f in
        let p = f.argument(0)
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let task = Tasks.Task(m: m, pointer: p)
          let n = task.references
          if !m.isRunning { return .stop }
          task.references = n + 1
          guard task.isAlive else { return .next(2) }
          let t = task.slot
          unpark(m, t)
          m.header(t)[ThreadWord.flags] |= ThreadFlag.shouldStop
          Tasks.wake(m, p)
          Tasks.interrupt(m, t)
          return .wait(m.endOf(t), 2)
        default:
          Lockdep.waited(m, for: .kthread, p, 0)
          if !m.isRunning { return .stop }
          let code = Tasks.Task(m: m, pointer: p).exitCode
          Tasks.put(m, p)
          if puts { Tasks.put(m, p) }
          return m.isRunning ? .done(code) : .stop
        }
      })
  }

  static let symbols: [Symbol] =
    parking + [
    Symbol(
      "kthread_create_on_node", as: "kthread_create", in: area, from: .process, sleeps: true,
      source: "\(file):kthread_create_on_node, 6.12", fences: "nothing pins the module for it",
      .value { m in
        if m.failsByFault("kthread_create_on_node") { return Machine.errorPointer(12) }
        guard
          let t = m.spawn(
            .kthread, Routines.kthread, (m.argument(0), m.argument(1)),
            function: m.argument(0), wait: .parked)
        else { return 0 }
        let p = Tasks.makeTask(m, t)
        m.header(t)[ThreadWord.subject] = p
        m.header(t)[ThreadWord.taskState] = Tasks.uninterruptible
        return p
      }),
    Symbol(
      "kthread_should_stop", in: area, source: "\(file):kthread_should_stop, 6.12",
      .value { m in
        m.header(m.current)[ThreadWord.flags] & ThreadFlag.shouldStop != 0 ? 1 : 0
      }),
    stop("kthread_stop", puts: false),
    stop("kthread_stop_put", puts: true),
    // It signals and exits in the kernel's own text: whoever waits for the completion may free the
    // module at once.
    Symbol(
      "kthread_complete_and_exit", in: area, from: .process,
      source: "\(file):kthread_complete_and_exit, 6.12",
      fences: "after the completion no code of the module runs in this thread",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          if f.argument(0) != 0 { Completions.complete(m, f.argument(0)) }
          return m.isRunning ? .next(2) : .stop
        default:
          guard m.threadKind(m.current) == .kthread else {
            m.report(
              .apiMisuse, kind: "kthread_exit outside a kthread",
              message: "kthread_complete_and_exit() is called by a thread that is no kthread.")
            if m.isRunning { m.endWithoutVerdict("a task other than a kthread has exited itself") }
            return .stop
          }
          finish(m, code: f.argument(1))
          if !m.isRunning { return .stop }
          m.exit(m.current)
          return .next(3)
        }
      }),
  ]
}
