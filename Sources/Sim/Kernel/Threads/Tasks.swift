// Tasks as drivers see them: task_struct, task states, schedule(), wake-ups, signals.
//
// A task's state is a word of its thread; a waker sets it to TASK_RUNNING, and schedule() waits for
// that. So a wake-up between setting the state and sleeping is not lost.
//
// Signals come only where nothing else can happen any more: a user who waits for what never comes
// presses ^C, and what the driver does then is run. So sleeping interruptibly for ever is no
// deadlock, and a close() that such a sleep was in the way of is not missed.
//
// Source: kernel/sched/core.c, kernel/time/sleep_timeout.c, kernel/signal.c, 6.12.

enum Tasks {
  private static let area = "tasks"

  /// The bits of a task state.
  private enum TaskState {
    static let interruptible: UInt64 = 1
    static let uninterruptible: UInt64 = 2
    /// TASK_WAKEKILL, of TASK_KILLABLE.
    static let wakeKill: UInt64 = 0x100
    /// TASK_NOLOAD, of TASK_IDLE.
    static let noLoad: UInt64 = 0x400
  }
  /// TASK_NORMAL: both kinds of sleep.
  static let normal: UInt64 = 3
  static let uninterruptible = TaskState.uninterruptible
  /// `-ERESTARTSYS`.
  static let restart = UInt64(bitPattern: -512)

  // MARK: task_struct

  /// The kernel's own words, behind the `task_struct` that drivers see.
  struct Task {
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
    var parkedAddress: Pointer { base &+ 32 }
    /// 1 while it is in kthread_parkme().
    var parked: UInt64 {
      get { get(4) }
      nonmutating set { set(4, newValue) }
    }
    /// Whether the thread is still there; false after a finding as well.
    var isAlive: Bool {
      let s = sequence
      return m.isRunning && s != 0 && m.sequence(slot) == s
    }
  }

  /// A task_struct for thread `t`, with the reference that the thread itself holds.
  static func makeTask(_ m: Machine, _ t: Int) -> Pointer {
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

  static func put(_ m: Machine, _ p: Pointer) {
    let task = Task(m: m, pointer: p)
    let n = task.references
    guard m.isRunning, n > 0 else { return }
    task.references = n - 1
    if n == 1 { m.retire(p, ObjectFlag.freed) }
  }

  // MARK: Sleeping and waking

  static func setState(_ m: Machine, _ state: UInt64) {
    m.header(m.current)[ThreadWord.taskState] = state & 0xffff
  }

  /// `try_to_wake_up()`: whether the task was in one of the states of `mode`.
  @discardableResult
  static func wake(_ m: Machine, _ p: Pointer, _ mode: UInt64 = normal) -> Bool {
    // An entry of epoll has no task.
    if p == 0 { return false }
    let task = Task(m: m, pointer: p)
    guard task.isAlive else { return false }
    let h = m.header(task.slot)
    guard h[ThreadWord.taskState] & mode != 0 else { return false }
    h[ThreadWord.taskState] = 0
    let kind = WaitKind(rawValue: UInt8(truncatingIfNeeded: h[ThreadWord.wait] >> 32))
    if kind == .parked { m.setWait(task.slot, .none) }
    return true
  }

  /// Notes how the current thread is about to sleep, until `wokeUp`.
  static func willSleep(_ m: Machine, _ state: UInt64) {
    let h = m.header(m.current)
    if state & TaskState.interruptible != 0 {
      h[ThreadWord.flags] |= ThreadFlag.interruptible
    } else if state & TaskState.wakeKill != 0 {
      h[ThreadWord.flags] |= ThreadFlag.killable
    } else if state & TaskState.noLoad != 0 {
      h[ThreadWord.flags] |= ThreadFlag.idle
    }
  }

  static func wokeUp(_ m: Machine) {
    m.header(m.current)[ThreadWord.flags] &=
      ~(ThreadFlag.interruptible | ThreadFlag.killable | ThreadFlag.idle)
  }

  /// `signal_pending_state()`: whether a sleep in `state` ends at once. kthread_stop() makes
  /// interruptible sleeps of its thread end (TIF_NOTIFY_SIGNAL), and no others.
  static func isInterrupted(_ m: Machine, _ state: UInt64) -> Bool {
    let flags = m.header(m.current)[ThreadWord.flags]
    if state & TaskState.interruptible != 0 {
      return flags & (ThreadFlag.signalled | ThreadFlag.shouldStop) != 0
    }
    return state & TaskState.wakeKill != 0 && flags & ThreadFlag.signalled != 0
  }

  /// Ends a sleep of thread `t` that signals interrupt, if it is in one.
  static func interrupt(_ m: Machine, _ t: Int, _ sleeps: UInt64 = ThreadFlag.interruptible) {
    let h = m.header(t)
    guard h[ThreadWord.flags] & sleeps != 0, m.state[Word.waiting] & (1 << UInt64(t)) != 0 else {
      return
    }
    h[ThreadWord.taskState] = 0
    m.setWait(t, .none)
  }

  /// Nothing can happen any more: users interrupt what they wait for. Not while somebody waits
  /// uninterruptibly: that is a hung task, whoever might end it.
  static func signalSleepers(_ m: Machine) {
    let sleeps = ThreadFlag.interruptible | ThreadFlag.killable
    var someoneHangs = false
    var sleepers: UInt64 = 0
    m.forEachThread { t in
      let h = m.header(t)
      guard h[ThreadWord.phase] == ThreadPhase.running.rawValue else { return }
      let flags = h[ThreadWord.flags]
      if flags & sleeps != 0, m.threadKind(t) == .task, flags & ThreadFlag.signalled == 0 {
        sleepers |= 1 << UInt64(t)
      } else if flags & (sleeps | ThreadFlag.idle) == 0 {
        someoneHangs = true
      }
    }
    if someoneHangs { return }
    while sleepers != 0 {
      let t = sleepers.trailingZeroBitCount
      sleepers &= sleepers &- 1
      m.header(t)[ThreadWord.flags] |= ThreadFlag.signalled
      interrupt(m, t, sleeps)
    }
  }

  /// A task goes back to user space: its signals are handled.
  static func returnedToUser(_ m: Machine) {
    m.header(m.current)[ThreadWord.flags] &= ~ThreadFlag.signalled
    m.checkReturnToUser()
  }

  /// The wait of a task that calls schedule(): none if its state is TASK_RUNNING, or if a signal is
  /// pending that its state lets through.
  private static func sleeping(_ m: Machine, deadline: UInt64 = 0) -> Wait {
    let h = m.header(m.current)
    let state = h[ThreadWord.taskState]
    if state == 0 || isInterrupted(m, state) { return .none }
    willSleep(m, state)
    let index = (h + ThreadWord.taskState) - m.state
    return Wait(deadline == 0 ? .zero : .zeroOrDeadline, index: index, deadline: deadline)
  }

  /// `schedule_timeout()` in `state`, or in the one that the task has set itself.
  private static func scheduleTimeout(_ name: String, state: UInt64?) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true,
      source: "kernel/time/sleep_timeout.c:\(name), 6.13",
      fences: "the time that is left; 0 when it is up",
      .routine { m, f in
        let jiffies = Int64(bitPattern: f.argument(0))
        switch f.phase {
        case 0:
          // Until the time of arrival counts: a deadline is a fact of the caller's own.
          f[0] = deadline(m, jiffies)
          if state != nil { return .next(1) }
          return jiffies < 0 ? .next(2) : .wait(sleeping(m, deadline: f[0]), 2)
        case 1:
          setState(m, state ?? 0)
          return jiffies < 0 ? .next(2) : .wait(sleeping(m, deadline: f[0]), 2)
        default:
          wokeUp(m)
          setState(m, 0)
          if jiffies < 0 { return .done(0) }
          if f[0] == 0 { return .done(UInt64(Int64.max)) }
          let left = remaining(m, f[0])
          // A thread that works in rounds must not keep a run from ending.
          if left == 0, m.threadKind(m.current) == .kthread { m.startCallback() }
          return m.isRunning ? .done(left) : .stop
        }
      })
  }

  /// When a wait of `jiffies` from now is over; 0 for MAX_SCHEDULE_TIMEOUT.
  static func deadline(_ m: Machine, _ jiffies: Int64) -> UInt64 {
    if jiffies == Int64.max { return 0 }
    let bounded = UInt64(min(max(1, jiffies), 1 << 40))
    return m.state[Word.clock] &+ bounded &* Time.nanosecondsPerJiffy
  }

  /// The jiffies that are left until a deadline.
  static func remaining(_ m: Machine, _ deadline: UInt64) -> UInt64 {
    let now = m.state[Word.clock]
    if now >= deadline { return 0 }
    return (deadline - now + Time.nanosecondsPerJiffy - 1) / Time.nanosecondsPerJiffy
  }

  private static let hrtimeout = Symbol(
    "__simctl_schedule_hrtimeout", as: "schedule_hrtimeout", in: area, from: .process, sleeps: true,
    source: "kernel/time/sleep_timeout.c:schedule_hrtimeout_range_clock, 6.13",
    fences: "0 when the time is up, else -EINTR",
    .routine { m, f in
      if f.phase == 0 {
        let time = f.argument(0)
        let isForEver = time == UInt64(Int64.max)
        f[0] = isForEver ? 0 : max(1, f.argument(1) != 0 ? m.state[Word.clock] &+ time : time)
        return .wait(sleeping(m, deadline: f[0]), 1)
      }
      wokeUp(m)
      setState(m, 0)
      let isUp = f[0] != 0 && m.state[Word.clock] >= f[0]
      if isUp, m.threadKind(m.current) == .kthread { m.startCallback() }
      return m.isRunning ? .done(isUp ? 0 : Machine.int(-4)) : .stop
    })

  // MARK: Symbols

  static let symbols: [Symbol] = [
    Symbol(
      "wake_up_process", in: area, source: "kernel/sched/core.c:wake_up_process, 6.12",
      fences: "nothing; the task must still be referenced",
      .value { m in wake(m, m.argument(0)) ? 1 : 0 }),
    Symbol(
      "get_task_struct", in: area, source: "include/linux/sched/task.h:get_task_struct, 6.12",
      .value { m in
        let task = Task(m: m, pointer: m.argument(0))
        task.references += 1
        return m.argument(0)
      }),
    Symbol(
      "put_task_struct", in: area, source: "include/linux/sched/task.h:put_task_struct, 6.12",
      .value { m in
        put(m, m.argument(0))
        return 0
      }),
    Symbol(
      "__simctl_current", as: "current", in: area, source: "arch/x86/include/asm/current.h, 6.12",
      .value { m in task(m, of: m.current) }),
    Symbol(
      "__simctl_set_current_state", as: "set_current_state", in: area,
      source: "include/linux/sched.h:set_current_state, 6.12",
      .value { m in
        setState(m, m.argument(0))
        return 0
      }),
    Symbol(
      "schedule", in: area, from: .process, sleeps: true,
      source: "kernel/sched/core.c:schedule, 6.12",
      fences: "sleeps unless the state has been set to TASK_RUNNING, as a wake-up does",
      .blocking(
        { m in sleeping(m) },
        { m in
          wokeUp(m)
          setState(m, 0)
          return 0
        })),
    Symbol(
      "cond_resched", in: area, from: .process, sleeps: true,
      source: "include/linux/sched.h:cond_resched, 6.12", .value { _ in 0 }),
    // Only of the current task: nobody asks for another's.
    Symbol(
      "signal_pending", in: area, source: "include/linux/sched/signal.h:signal_pending, 6.12",
      .value { m in isInterrupted(m, TaskState.interruptible) ? 1 : 0 }),
    Symbol(
      "fatal_signal_pending", in: area,
      source: "include/linux/sched/signal.h:fatal_signal_pending, 6.12",
      .value { m in isInterrupted(m, TaskState.wakeKill) ? 1 : 0 }),
    hrtimeout,
    scheduleTimeout("schedule_timeout", state: nil),
    scheduleTimeout("schedule_timeout_interruptible", state: TaskState.interruptible),
    scheduleTimeout("schedule_timeout_uninterruptible", state: TaskState.uninterruptible),
    scheduleTimeout(
      "schedule_timeout_killable", state: TaskState.uninterruptible | TaskState.wakeKill),
    scheduleTimeout("schedule_timeout_idle", state: TaskState.uninterruptible | TaskState.noLoad),
  ]
}
