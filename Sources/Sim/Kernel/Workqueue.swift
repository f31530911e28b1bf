// Workqueues: work items, delayed work, queues.
//
// A work item's state is where the kernel keeps it, in `work->data`: the PENDING bit, and above it
// the disable depth. A queued or running instance is a thread that serves the work: pending until
// a worker starts it. So what cancel and flush wait for is the end of a thread's instance.
//
// Source: kernel/workqueue.c, include/linux/workqueue.h, 6.12.

enum Workqueue {
  /// `work->data`: WORK_STRUCT_PENDING_BIT, and the disable depth (6.10+).
  static let pending: UInt64 = 1
  private static let disableShift: UInt64 = 16
  private static let disableMask: UInt64 = 0xffff << 16

  /// The words of a workqueue.
  private enum QueueWord {
    static let flags = 1
    /// 0 is no limit.
    static let maxActive = 2
    static let name = 3
    static let drainers = 4
    static let count = 6
  }
  private enum QueueFlag {
    static let system: UInt64 = 1
    static let destroying: UInt64 = 2
    static let destroyed: UInt64 = 4
  }

  /// The names of the system's queues, as variables that drivers link to.
  static let systemQueues = [
    "system_wq", "system_percpu_wq", "system_unbound_wq", "system_dfl_wq", "system_long_wq",
    "system_highpri_wq", "system_freezable_wq", "system_power_efficient_wq", "system_bh_wq",
  ]

  /// A new queue.
  static func makeQueue(_ m: Machine, isSystem: Bool, maxActive: Int, module: Int) -> Pointer {
    let q = m.makeObject(
      .kernel, size: 8 * QueueWord.count, module: module, type: .workqueue)
    guard q != 0 else { return 0 }
    m.setWord(q, QueueWord.flags, isSystem ? QueueFlag.system : 0)
    m.setWord(q, QueueWord.maxActive, UInt64(maxActive))
    return q
  }

  // MARK: Queueing

  private static func isDisabled(_ data: UInt64) -> Bool { data & disableMask != 0 }

  /// `queue_work_on()` in one step: false if it is queued already or disabled.
  static func queue(_ m: Machine, _ queue: Pointer, _ work: Pointer) -> Bool {
    let address = work &+ m.fields.workData
    let data = m.load(address)
    guard m.isRunning, data & pending == 0, !isDisabled(data) else { return false }
    m.store(address, data | pending)
    enqueue(m, queue, work)
    return true
  }

  /// `__queue_work()`: the caller owns PENDING.
  static func enqueue(_ m: Machine, _ queue: Pointer, _ work: Pointer) {
    guard queue != 0 else {
      m.report(
        .apiMisuse, kind: "work queued on a NULL workqueue", subject: work,
        message: "A work item is queued on a workqueue that is NULL.")
      return
    }
    let flags = m.word(queue, QueueWord.flags)
    if !m.isRunning { return }
    let function = m.load(work &+ m.fields.workFunc)
    let name = m.functionName(function) ?? "?"
    if flags & QueueFlag.destroyed != 0 {
      m.report(
        .apiMisuse, kind: "work queued on a destroyed workqueue", subject: queue,
        function: m.threadKind(m.current) == .timer ? name : nil,
        message: "The work \(name) is queued on a workqueue that destroy_workqueue() has freed.")
      return
    }
    if flags & QueueFlag.destroying != 0 || m.word(queue, QueueWord.drainers) != 0,
      !isWorkOf(m, m.current, queue)
    {
      // Since 7.1 the rejected work is no longer left PENDING.
      m.store(work &+ m.fields.workData, m.load(work &+ m.fields.workData) & ~pending)
      m.report(
        .apiMisuse, kind: "work queued on a draining workqueue", subject: queue,
        function: m.threadKind(m.current) == .timer ? name : nil,
        message: "The work \(name) is queued from outside on a workqueue that is being drained:"
          + " it is refused with a warning.")
      return
    }
    _ = m.spawn(
      .work, worker, (work, queue), subject: work, function: function, cookie: queue,
      wait: Wait(.workStart))
  }

  private static func isWorkOf(_ m: Machine, _ t: Int, _ queue: Pointer) -> Bool {
    m.threadKind(t) == .work && m.header(t)[ThreadWord.cookie] == queue
  }

  /// Whether the queued work of thread `t` may start: it does not run already with this function
  /// on this queue, and the queue's limit leaves room, in order of queueing.
  static func mayStart(_ m: Machine, _ t: Int) -> Bool {
    let h = m.header(t)
    let work = h[ThreadWord.subject]
    let queue = h[ThreadWord.cookie]
    let sequence = h[ThreadWord.sequence]
    let function = h[ThreadWord.function]
    let id = Machine.id(queue)
    let limit =
      m.kind(id) == .kernel && m.isLive(id) ? m.word(queue, QueueWord.maxActive) : 0
    var active: UInt64 = 0
    var mask = m.state[Word.alive] & ~(1 << UInt64(t))
    while mask != 0 {
      let u = mask.trailingZeroBitCount
      mask &= mask &- 1
      let o = m.header(u)
      guard o[ThreadWord.cookie] == queue, m.threadKind(u) == .work else { continue }
      let isRunning = o[ThreadWord.phase] == ThreadPhase.running.rawValue
      if isRunning, o[ThreadWord.subject] == work, o[ThreadWord.function] == function {
        return false
      }
      if isRunning || o[ThreadWord.sequence] < sequence { active += 1 }
    }
    return limit == 0 || active < limit
  }

  /// `process_one_work()`: PENDING is cleared before the function is called, and the work is not
  /// touched after it: the function may free its container.
  private static let worker = KernelTable.routine("process_one_work")

  static let routines: [InternalRoutine] = [
    InternalRoutine("process_one_work") { m, f in
      switch f.phase {
      case 1:
        let work = f.argument(0)
        let h = m.header(m.current)
        h[ThreadWord.phase] = ThreadPhase.running.rawValue
        m.startCallback()
        let address = work &+ m.fields.workData
        m.store(address, m.load(address) & ~pending)
        let function = m.load(work &+ m.fields.workFunc)
        if !m.isRunning { return .stop }
        h[ThreadWord.function] = function
        m.setOutgoing(work)
        return .call(function, arguments: 1, 2)
      default:
        m.checkLeftContext("The work function")
        return m.isRunning ? .done(0) : .stop
      }
    }
  ]

  // MARK: Cancelling

  private static func timer(_ m: Machine, of work: Pointer) -> Pointer {
    work &- m.fields.delayedWork &+ m.fields.delayedTimer
  }

  /// Takes the PENDING token from the queue (and from the timer, for a delayed work): true if it
  /// was pending.
  private static func steal(_ m: Machine, _ work: Pointer, isDelayed: Bool) -> Bool {
    let address = work &+ m.fields.workData
    let data = m.load(address)
    guard m.isRunning, data & pending != 0 else { return false }
    if let t = m.findThread(.work, serving: work, .pending) {
      m.exit(t)
    } else if isDelayed {
      Timers.disarm(m, timer(m, of: work))
    }
    m.store(address, data & ~pending)
    return true
  }

  private static func addDisable(_ m: Machine, _ work: Pointer, _ delta: Int) {
    let address = work &+ m.fields.workData
    let data = m.load(address)
    let depth = Int((data & disableMask) >> disableShift)
    guard depth + delta >= 0, depth + delta <= 0xffff else {
      m.report(
        .apiMisuse, kind: "work disable depth out of range", subject: work,
        message: delta < 0
          ? "enable_work() on a work that is not disabled."
          : "A work is disabled more than 65535 times.")
      return
    }
    m.store(address, (data & ~disableMask) | UInt64(depth + delta) << disableShift)
  }

  /// Whether a plain cancel of the work inside an armed delayed work has to wait for its timer.
  private static func armedTimer(_ m: Machine, _ work: Pointer) -> Int? {
    m.findThread(.timer, serving: timer(m, of: work), .pending)
  }

  /// cancel_work_sync and its kin: steal and disable in one step, wait for the running instance,
  /// then touch the work once more.
  private static func cancelSync(isDelayed: Bool, staysDisabled: Bool) -> Body {
    .routine { m, f in
      let work = f.argument(0) &+ (isDelayed ? m.fields.delayedWork : 0)
      switch f.phase {
      case 0: return .next(1)
      case 1:
        if !isDelayed, m.fields.delayedTimer != 0,
          m.findThread(.work, serving: work, .pending) == nil,
          m.load(work &+ m.fields.workData) & pending != 0, let t = armedTimer(m, work)
        {
          // Only the timer's expiry gives the token up.
          return .wait(m.endOf(t), 1)
        }
        f[0] = steal(m, work, isDelayed: isDelayed) ? 1 : 0
        if !m.isRunning { return .stop }
        addDisable(m, work, 1)
        if !m.isRunning { return .stop }
        if let t = m.findThread(.work, serving: work, .running) { return .wait(m.endOf(t), 2) }
        return .next(2)
      default:
        if staysDisabled {
          _ = m.load(work &+ m.fields.workData)
        } else {
          addDisable(m, work, -1)
        }
        return m.isRunning ? .done(f[0]) : .stop
      }
    }
  }

  private static func cancel(isDelayed: Bool, disables: Bool) -> Body {
    .value { m in
      let work = m.argument(0) &+ (isDelayed ? m.fields.delayedWork : 0)
      let was = steal(m, work, isDelayed: isDelayed)
      if disables, m.isRunning { addDisable(m, work, 1) }
      return was ? 1 : 0
    }
  }

  private static func enable(isDelayed: Bool) -> Body {
    .value { m in
      let work = m.argument(0) &+ (isDelayed ? m.fields.delayedWork : 0)
      addDisable(m, work, -1)
      return m.isRunning && !isDisabled(m.load(work &+ m.fields.workData)) ? 1 : 0
    }
  }

  /// Waits for the instance that is queued now, else for the one that runs now.
  private static func flush(_ m: Machine, _ f: Frame, _ work: Pointer) -> Phase {
    let t =
      m.findThread(.work, serving: work, .pending) ?? m.findThread(.work, serving: work, .running)
    guard let t else { return .done(0) }
    return .wait(m.endOf(t), 2)
  }

  // MARK: Whole queues

  /// The oldest work of the queue that was there at `sequence`, or nil.
  private static func oldest(_ m: Machine, _ queue: Pointer, upTo sequence: UInt64) -> Int? {
    var best: Int?
    m.forEachThread { t in
      let h = m.header(t)
      guard h[ThreadWord.cookie] == queue, h[ThreadWord.sequence] <= sequence,
        m.threadKind(t) == .work
      else { return }
      if let b = best, m.sequence(b) < h[ThreadWord.sequence] { return }
      best = t
    }
    return best
  }

  private static func checkQueue(_ m: Machine, _ queue: Pointer, _ call: String) {
    if queue == 0 || m.word(queue, QueueWord.flags) & QueueFlag.destroyed != 0 {
      m.report(
        .apiMisuse, kind: "\(call) of a destroyed workqueue", subject: queue,
        message: "\(call)() is called on a workqueue that is NULL or already destroyed.")
    }
  }

  private static func drain(destroys: Bool) -> Body {
    .routine { m, f in
      let queue = f.argument(0)
      switch f.phase {
      case 0: return .next(1)
      case 1:
        checkQueue(m, queue, destroys ? "destroy_workqueue" : "drain_workqueue")
        if !m.isRunning { return .stop }
        m.setWord(queue, QueueWord.drainers, m.word(queue, QueueWord.drainers) + 1)
        if destroys {
          m.setWord(
            queue, QueueWord.flags, m.word(queue, QueueWord.flags) | QueueFlag.destroying)
        }
        fallthrough
      default:
        if let t = oldest(m, queue, upTo: .max) { return .wait(m.endOf(t), 2) }
        if destroys {
          m.setWord(queue, QueueWord.flags, QueueFlag.destroyed)
          m.setFlags(Machine.id(queue), ObjectFlag.released)
        } else {
          m.setWord(queue, QueueWord.drainers, m.word(queue, QueueWord.drainers) - 1)
        }
        return m.isRunning ? .done(0) : .stop
      }
    }
  }

  // MARK: Symbols

  private static let area = "workqueue"
  private static let file = "kernel/workqueue.c"

  static let symbols: [Symbol] = [
    Symbol(
      "__init_work", as: "INIT_WORK", in: area, source: "\(file):__init_work, 6.12",
      .value { m in
        let work = m.argument(0)
        if m.findThread(.work, serving: work, .pending) != nil {
          m.report(
            .reinitActiveObject, kind: "init active work_struct", subject: work,
            message: "INIT_WORK() is applied to a work item that is queued.")
        }
        return 0
      }),
    Symbol(
      "queue_work_on", as: "queue_work", in: area, source: "\(file):queue_work_on, 6.12",
      fences: "nothing; false if it is pending already, or disabled",
      .value { m in queue(m, m.argument(1), m.argument(2)) ? 1 : 0 }),
    Symbol(
      "queue_delayed_work_on", as: "queue_delayed_work", in: area,
      source: "\(file):queue_delayed_work_on, 6.12",
      fences: "nothing; a pending one keeps its delay",
      .value { m in
        let work = m.argument(2) &+ m.fields.delayedWork
        let address = work &+ m.fields.workData
        let data = m.load(address)
        guard m.isRunning, data & pending == 0, !isDisabled(data) else { return 0 }
        m.store(address, data | pending)
        startDelayed(m, m.argument(1), m.argument(2), m.argument(3))
        return 1
      }),
    Symbol(
      "mod_delayed_work_on", as: "mod_delayed_work", in: area,
      source: "\(file):mod_delayed_work_on, 6.12",
      fences: "never waits for a running instance; true if it was pending",
      .value { m in
        let work = m.argument(2) &+ m.fields.delayedWork
        let was = steal(m, work, isDelayed: true)
        let address = work &+ m.fields.workData
        let data = m.load(address)
        if m.isRunning, !isDisabled(data) {
          m.store(address, data | pending)
          startDelayed(m, m.argument(1), m.argument(2), m.argument(3))
        }
        return was ? 1 : 0
      }),
    Symbol(
      "delayed_work_timer_fn", in: area, source: "\(file):delayed_work_timer_fn, 6.12",
      .value { m in
        let delayed = m.argument(0) &- m.fields.delayedTimer
        enqueue(m, m.load(delayed &+ m.fields.delayedQueue), delayed &+ m.fields.delayedWork)
        return 0
      }),
    Symbol(
      "flush_work", in: area, from: .process, sleeps: true, source: "\(file):flush_work, 6.12",
      fences: "waits for the instance queued or running now; not for a later one, and not for a"
        + " delayed work's timer",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1: return flush(m, f, f.argument(0))
        default: return .done(1)
        }
      }),
    Symbol(
      "flush_delayed_work", in: area, from: .process, sleeps: true,
      source: "\(file):flush_delayed_work, 6.12",
      fences: "queues an armed one at once, then waits as flush_work does",
      .routine { m, f in
        let work = f.argument(0) &+ m.fields.delayedWork
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let t = timer(m, of: work)
          if Timers.disarm(m, t) {
            enqueue(m, m.load(f.argument(0) &+ m.fields.delayedQueue), work)
            if !m.isRunning { return .stop }
          }
          return flush(m, f, work)
        default: return .done(1)
        }
      }),
    Symbol(
      "cancel_work", in: area, source: "\(file):cancel_work, 6.12",
      fences: "takes it off the queue; does not wait for a running instance",
      cancel(isDelayed: false, disables: false)),
    Symbol(
      "cancel_delayed_work", in: area, source: "\(file):cancel_delayed_work, 6.12",
      fences: "takes it off timer and queue; does not wait for a running instance",
      cancel(isDelayed: true, disables: false)),
    Symbol(
      "cancel_work_sync", in: area, from: .process, sleeps: true,
      source: "\(file):cancel_work_sync, 6.12",
      fences: "takes it off the queue and waits for a running instance; queueing fails only while"
        + " it runs: afterwards anybody may queue it again",
      cancelSync(isDelayed: false, staysDisabled: false)),
    Symbol(
      "cancel_delayed_work_sync", in: area, from: .process, sleeps: true,
      source: "\(file):cancel_delayed_work_sync, 6.12",
      fences: "as cancel_work_sync, and stops the timer",
      cancelSync(isDelayed: true, staysDisabled: false)),
    Symbol(
      "disable_work", in: area, source: "\(file):disable_work, 6.12",
      fences: "takes it off the queue and refuses it until enable_work; does not wait",
      cancel(isDelayed: false, disables: true)),
    Symbol(
      "disable_delayed_work", in: area, source: "\(file):disable_delayed_work, 6.12",
      fences: "as disable_work, and stops the timer",
      cancel(isDelayed: true, disables: true)),
    Symbol(
      "disable_work_sync", in: area, from: .process, sleeps: true,
      source: "\(file):disable_work_sync, 6.12",
      fences: "a full fence: waits for a running instance and refuses it until enable_work",
      cancelSync(isDelayed: false, staysDisabled: true)),
    Symbol(
      "disable_delayed_work_sync", in: area, from: .process, sleeps: true,
      source: "\(file):disable_delayed_work_sync, 6.12",
      fences: "a full fence for timer and work, until enable_delayed_work",
      cancelSync(isDelayed: true, staysDisabled: true)),
    Symbol(
      "enable_work", in: area, source: "\(file):enable_work, 6.12",
      fences: "does not replay what was refused", enable(isDelayed: false)),
    Symbol(
      "enable_delayed_work", in: area, source: "\(file):enable_delayed_work, 6.12",
      fences: "does not replay what was refused", enable(isDelayed: true)),
    Symbol(
      "work_busy", in: area, source: "\(file):work_busy, 6.12",
      .value { m in
        let work = m.argument(0)
        var busy: UInt64 = m.load(work &+ m.fields.workData) & pending
        if m.findThread(.work, serving: work, .running) != nil { busy |= 2 }
        return busy
      }),
    Symbol(
      "__flush_workqueue", as: "flush_workqueue", in: area, from: .process, sleeps: true,
      source: "\(file):__flush_workqueue, 6.12",
      fences: "waits for all works queued before the call; not for later ones, nor for armed"
        + " delayed works",
      .routine { m, f in
        let queue = f.argument(0)
        switch f.phase {
        case 0: return .next(1)
        case 1:
          checkQueue(m, queue, "flush_workqueue")
          if !m.isRunning { return .stop }
          f[0] = m.state[Word.nextSequence]
          fallthrough
        default:
          if let t = oldest(m, queue, upTo: f[0]) { return .wait(m.endOf(t), 2) }
          return .done(0)
        }
      }),
    Symbol(
      "drain_workqueue", in: area, from: .process, sleeps: true,
      source: "\(file):drain_workqueue, 6.12",
      fences: "waits until the queue is empty; meanwhile only its own works may queue",
      drain(destroys: false)),
    Symbol(
      "destroy_workqueue", in: area, from: .process, sleeps: true,
      source: "\(file):destroy_workqueue, 6.12",
      fences: "drains and frees the queue; knows nothing of armed delayed works",
      drain(destroys: true)),
    Symbol(
      "alloc_workqueue", in: area, from: .process, sleeps: true,
      source: "\(file):alloc_workqueue, 6.12",
      approximation: "max_active is one limit for the whole queue; no rescuer",
      .value { m in
        if m.failsByFault("alloc_workqueue") { return 0 }
        // __WQ_ORDERED, or WQ_UNBOUND with one active at a time.
        let flags = m.argument(1)
        let most = m.intArgument(2)
        let ordered = flags & (1 << 19) != 0 || flags & (1 << 17) != 0
        return makeQueue(
          m, isSystem: false, maxActive: ordered ? 1 : most == 1 ? 1 : 0,
          module: m.callerModule() + 1)
      }),
  ]

  private static func startDelayed(
    _ m: Machine, _ queue: Pointer, _ delayed: Pointer, _ delay: UInt64
  ) {
    if delay == 0 {
      enqueue(m, queue, delayed &+ m.fields.delayedWork)
      return
    }
    m.store(delayed &+ m.fields.delayedQueue, queue)
    Timers.arm(m, delayed &+ m.fields.delayedTimer, expires: Time.jiffies(m) &+ delay)
  }
}
