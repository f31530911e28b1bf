// Kernel threads, task states, schedule().
//
// Source: kernel/kthread.c, kernel/sched/core.c, 6.12.

enum Kthreads {
  private static let area = "kthreads"
  private static let file = "kernel/kthread.c"

  /// The kernel's own words, behind the `task_struct` that drivers see.
  private struct Task {
    let m: Machine
    let pointer: Pointer

    private var base: Pointer { pointer &+ UInt64((m.fields.size("task_struct", or: 40) + 7) & ~7) }
    static let words = 5
    private func get(_ i: Int) -> UInt64 { m.load(base &+ UInt64(8 * i)) }
    private func set(_ i: Int, _ v: UInt64) { m.store(base &+ UInt64(8 * i), v) }
    var slot: Int {
      get { Int(get(0)) & 63 }
      nonmutating set { set(0, UInt64(newValue)) }
    }
    var sequence: UInt64 {
      get { get(1) }
      nonmutating set { set(1, newValue) }
    }
    var references: UInt64 {
      get { get(2) }
      nonmutating set { set(2, newValue) }
    }
    var exitCode: UInt64 {
      get { get(3) }
      nonmutating set { set(3, newValue) }
    }
    var isAlive: Bool { sequence != 0 && m.sequence(slot) == sequence }
  }

  private static func makeTask(_ m: Machine, _ t: Int) -> Pointer {
    let size = (m.fields.size("task_struct", or: 40) + 7) & ~7
    let p = m.makeObject(.kernel, size: size + 8 * Task.words, type: .task)
    guard p != 0 else { return 0 }
    let task = Task(m: m, pointer: p)
    task.slot = t
    task.sequence = m.sequence(t)
    task.references = 1
    m.header(t)[ThreadWord.task] = p
    return p
  }

  /// The task_struct of a thread.
  static func task(_ m: Machine, of t: Int) -> Pointer {
    let p = m.header(t)[ThreadWord.task]
    return p != 0 ? p : makeTask(m, t)
  }

  private static func put(_ m: Machine, _ p: Pointer) {
    let task = Task(m: m, pointer: p)
    let n = task.references
    guard m.isRunning, n > 0 else { return }
    task.references = n - 1
    if n == 1 { m.retire(p, ObjectFlag.freed) }
  }

  /// Makes a sleeping task runnable: whether it slept.
  @discardableResult
  static func wake(_ m: Machine, _ p: Pointer) -> Bool {
    let task = Task(m: m, pointer: p)
    guard task.isAlive, m.isRunning else { return false }
    let h = m.header(task.slot)
    let slept = h[ThreadWord.taskState] != 0
    h[ThreadWord.taskState] = 0
    let kind = WaitKind(rawValue: UInt8(truncatingIfNeeded: h[ThreadWord.wait] >> 32))
    if kind == .parked { m.setWait(task.slot, .none) }
    return slept
  }

  static let routines: [InternalRoutine] = [
    // Arguments: function, data. It is parked until somebody wakes it.
    InternalRoutine("kthread") { m, f in
      let h = m.header(m.current)
      switch f.phase {
      case 1:
        h[ThreadWord.phase] = ThreadPhase.running.rawValue
        if h[ThreadWord.flags] & ThreadFlag.shouldStop != 0 {
          // Stopped before it ever ran: its function is not called.
          finish(m, code: Machine.int(-4))
          return m.isRunning ? .done(0) : .stop
        }
        m.setOutgoing(f.argument(1))
        return .call(f.argument(0), arguments: 1, 2)
      default:
        m.checkLeftContext("The kthread function")
        finish(m, code: f.result)
        return m.isRunning ? .done(0) : .stop
      }
    }
  ]

  private static func finish(_ m: Machine, code: UInt64) {
    let p = m.header(m.current)[ThreadWord.task]
    Task(m: m, pointer: p).exitCode = code
    put(m, p)
  }

  /// The wait of a task that calls schedule(): none if its state is TASK_RUNNING.
  private static func sleeping(_ m: Machine, deadline: UInt64 = 0) -> Wait {
    let h = m.header(m.current)
    let taskState = h[ThreadWord.taskState]
    if taskState == 0 { return .none }
    if taskState & 1 != 0 || taskState & 0x400 != 0 {
      h[ThreadWord.flags] |= ThreadFlag.interruptible
    }
    let index = (h + ThreadWord.taskState) - m.state
    return Wait(deadline == 0 ? .zero : .zeroOrDeadline, index: index, deadline: deadline)
  }

  private static func woken(_ m: Machine) {
    m.header(m.current)[ThreadWord.taskState] = 0
    m.header(m.current)[ThreadWord.flags] &= ~ThreadFlag.interruptible
  }

  private static func timeout(_ m: Machine) -> UInt64 {
    let jiffies = m.argument(0)
    // MAX_SCHEDULE_TIMEOUT: for ever.
    if jiffies >= UInt64(Int64.max) { return 0 }
    return m.state[Word.clock] &+ max(1, jiffies) &* Time.nanosecondsPerJiffy
  }

  private static func scheduleTimeout(_ name: String, state: UInt64?) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: "kernel/time/sleep_timeout.c:\(name), 6.13",
      .blocking(
        { m in
          if let state { m.header(m.current)[ThreadWord.taskState] = state }
          return sleeping(m, deadline: timeout(m))
        },
        { m in
          let isWoken = m.header(m.current)[ThreadWord.taskState] == 0
          woken(m)
          return isWoken ? max(1, m.argument(0) / 2) : 0
        }))
  }

  static let symbols: [Symbol] = [
    Symbol(
      "kthread_create_on_node", as: "kthread_create", in: area, from: .process, sleeps: true,
      source: "\(file):kthread_create_on_node, 6.12",
      fences: "nothing pins the module for it",
      .value { m in
        if m.failsByFault("kthread_create_on_node") { return Machine.errorPointer(12) }
        guard
          let t = m.spawn(
            .kthread, Routines.kthread, (m.argument(0), m.argument(1)),
            function: m.argument(0), wait: .parked)
        else { return 0 }
        let p = makeTask(m, t)
        m.header(t)[ThreadWord.subject] = p
        return p
      }),
    Symbol(
      "wake_up_process", in: area, source: "kernel/sched/core.c:wake_up_process, 6.12",
      .value { m in wake(m, m.argument(0)) ? 1 : 0 }),
    Symbol(
      "kthread_should_stop", in: area, source: "\(file):kthread_should_stop, 6.12",
      .value { m in
        m.header(m.current)[ThreadWord.flags] & ThreadFlag.shouldStop != 0 ? 1 : 0
      }),
    Symbol(
      "kthread_stop", in: area, from: .process, sleeps: true, source: "\(file):kthread_stop, 6.12",
      fences: "a full fence: waits until the thread has exited; it must still be referenced",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let task = Task(m: m, pointer: f.argument(0))
          task.references += 1
          if !m.isRunning { return .stop }
          guard task.isAlive else { return .next(2) }
          m.header(task.slot)[ThreadWord.flags] |= ThreadFlag.shouldStop
          wake(m, f.argument(0))
          return .wait(m.endOf(task.slot), 2)
        default:
          let code = Task(m: m, pointer: f.argument(0)).exitCode
          put(m, f.argument(0))
          return m.isRunning ? .done(code) : .stop
        }
      }),
    Symbol(
      "get_task_struct", in: area, source: "include/linux/sched/task.h:get_task_struct, 6.12",
      .value { m in
        Task(m: m, pointer: m.argument(0)).references += 1
        return m.argument(0)
      }),
    Symbol(
      "put_task_struct", in: area, source: "include/linux/sched/task.h:put_task_struct, 6.12",
      .value { m in
        put(m, m.argument(0))
        return 0
      }),
    Symbol(
      "__simctl_current", as: "current", in: area, source: "current, 6.12",
      .value { m in task(m, of: m.current) }),
    Symbol(
      "__simctl_set_current_state", as: "set_current_state", in: area,
      source: "include/linux/sched.h:set_current_state, 6.12",
      .value { m in
        m.header(m.current)[ThreadWord.taskState] = m.argument(0) & 0xffff
        return 0
      }),
    Symbol(
      "schedule", in: area, from: .process, source: "kernel/sched/core.c:schedule, 6.12",
      .blocking(
        { m in sleeping(m) },
        { m in
          woken(m)
          return 0
        })),
    Symbol(
      "cond_resched", in: area, from: .process, source: "include/linux/sched.h:cond_resched, 6.12",
      .value { _ in 0 }),
    scheduleTimeout("schedule_timeout", state: nil),
    scheduleTimeout("schedule_timeout_interruptible", state: 1),
    scheduleTimeout("schedule_timeout_uninterruptible", state: 2),
  ]
}
