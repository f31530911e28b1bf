// Workqueues: limits, flushing, draining, the end of one.
//
// Source: kernel/workqueue.c, include/linux/workqueue.h, 6.12.

enum Workqueues {
  private static let area = "workqueue"
  private static let file = "kernel/workqueue.c"

  /// The words of a workqueue.
  private enum QueueWord {
    /// Its WQ_ flags, and those of `Life`.
    static let flags = 0
    /// 0 is no limit.
    static let maxActive = 1
    /// How many drain it.
    static let drainers = 2
    static let count = 3
  }
  /// WQ_ flags that matter here.
  private enum Flag {
    static let bh: UInt64 = 1
    static let unbound: UInt64 = 1 << 1
    static let memReclaim: UInt64 = 1 << 3
    static let ordered: UInt64 = 1 << 17
    static let legacy: UInt64 = 1 << 18
  }
  private enum Life {
    static let destroying: UInt64 = 1 << 32
    static let destroyed: UInt64 = 1 << 33
  }

  /// The names of the system's queues, as variables that drivers link to.
  static let systemQueues = [
    "system_wq", "system_percpu_wq", "system_unbound_wq", "system_dfl_wq", "system_long_wq",
    "system_highpri_wq", "system_freezable_wq", "system_power_efficient_wq",
    "system_freezable_power_efficient_wq", "system_bh_wq", "system_bh_highpri_wq",
  ]

  /// One of the system's queues.
  static func makeSystemQueue(_ m: Machine, named name: String) -> Pointer {
    make(
      m, flags: name.contains("_bh_") ? Flag.bh : name.contains("dfl") ? Flag.unbound : 0,
      maxActive: 0, module: 0)
  }

  private static func make(_ m: Machine, flags: UInt64, maxActive: UInt64, module: Int) -> Pointer {
    let q = m.makeObject(
      .kernel, size: 8 * QueueWord.count, module: module, type: .workqueue)
    guard q != 0 else { return 0 }
    m.setWord(q, QueueWord.flags, flags)
    m.setWord(q, QueueWord.maxActive, maxActive)
    return q
  }

  // MARK: What works ask of their queue

  static func isBH(_ m: Machine, _ queue: Pointer) -> Bool {
    guard let b = m.bytes(queue, 8) else { return false }
    return Machine.read(b, 8) & Flag.bh != 0
  }

  static func maxActive(_ m: Machine, _ queue: Pointer) -> UInt64 {
    guard let b = m.bytes(queue &+ UInt64(8 * QueueWord.maxActive), 8) else { return 0 }
    return Machine.read(b, 8)
  }

  /// Whether the limit of one CPU of a per-CPU queue is reached, so that it matters on which CPU
  /// the next work is queued. (The limit of an unbound queue is one for all CPUs.)
  static func isCPUFull(_ m: Machine, _ queue: Pointer) -> Bool {
    let limit = maxActive(m, queue)
    if limit == 0 || m.word(queue, QueueWord.flags) & Flag.unbound != 0 { return false }
    m.asks(of: .work, cookie: Machine.id(queue))
    var active: UInt64 = 0
    m.forEachThread { t in
      if m.header(t)[ThreadWord.cookie] == queue, m.threadKind(t) == .work,
        Work.instance(m, t).argument(Work.Argument.flags) & Work.InstanceFlag.elsewhere == 0
      {
        active += 1
      }
    }
    return active >= limit
  }

  /// Why the queue does not take a work from the current thread, or nil.
  static func refusal(_ m: Machine, _ queue: Pointer) -> (kind: String, text: String)? {
    let flags = m.word(queue, QueueWord.flags)
    if flags & Life.destroyed != 0 {
      return (
        "work queued on a destroyed workqueue",
        "on a workqueue that destroy_workqueue() has freed."
      )
    }
    if flags & Life.destroying != 0 || m.word(queue, QueueWord.drainers) != 0,
      !Work.isWorker(m, m.current, of: queue)
    {
      return (
        "work queued on a draining workqueue",
        "from outside on a workqueue that is being drained: it is refused with a warning."
      )
    }
    return nil
  }

  /// `check_flush_dependency()`: memory reclaim must not wait for what has no rescuer.
  static func checkFlushDependency(_ m: Machine, _ queue: Pointer, _ call: String) {
    guard m.threadKind(m.current) == .work else { return }
    let mine = m.header(m.current)[ThreadWord.cookie]
    guard m.bytes(mine, 8) != nil, m.bytes(queue, 8) != nil, !isBH(m, mine) else { return }
    if m.word(mine, QueueWord.flags) & (Flag.memReclaim | Flag.legacy) == Flag.memReclaim,
      m.word(queue, QueueWord.flags) & Flag.memReclaim == 0
    {
      m.report(
        .apiMisuse, kind: "WQ_MEM_RECLAIM work flushes a workqueue without it", subject: queue,
        message: "\(call)(): a work of a WQ_MEM_RECLAIM workqueue waits for one of a workqueue"
          + " that is not.")
    }
  }

  // MARK: Flushing and draining

  /// A live work of the queue, or nil. With `waits` the caller goes on only once there is none.
  private static func first(_ m: Machine, on queue: Pointer, waits: Bool) -> Int? {
    m.asks(of: .work, cookie: Machine.id(queue), waits: waits)
    var found: Int?
    m.forEachThread { t in
      if m.header(t)[ThreadWord.cookie] == queue, m.threadKind(t) == .work { found = found ?? t }
    }
    return found
  }

  private static func check(_ m: Machine, _ queue: Pointer, _ call: String) {
    if queue == 0 || m.word(queue, QueueWord.flags) & Life.destroyed != 0 {
      m.report(
        .apiMisuse, kind: "\(call) of a destroyed workqueue", subject: queue,
        message: "\(call)() is called on a workqueue that is NULL or already destroyed.")
    }
    if m.isRunning { checkFlushDependency(m, queue, call) }
  }

  private static let flushWorkqueue = Symbol(
    "__flush_workqueue", as: "flush_workqueue", in: area, from: .process, sleeps: true,
    source: "\(file):__flush_workqueue, 6.12",
    fences: "waits for all works queued before the call; not for later ones, nor for armed"
      + " delayed works",
    approximation: "the warning about flushing a system workqueue is not given",
    .routine { m, f in
      let queue = f.argument(0)
      switch f.phase {
      case 0: return .next(1)
      case 1:
        check(m, queue, "flush_workqueue")
        if !m.isRunning { return .stop }
        m.asks(of: .work, cookie: Machine.id(queue), waits: true)
        m.forEachThread { t in
          if m.header(t)[ThreadWord.cookie] == queue, m.threadKind(t) == .work {
            Work.addWaiter(m, t)
          }
        }
        fallthrough
      default:
        if let wait = Work.nextEnd(m) { return .wait(wait, 2) }
        Lockdep.waited(m, forQueue: queue)
        return m.isRunning ? .done(0) : .stop
      }
    })

  private static func drain(_ name: String, destroys: Bool, fences: String) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: "\(file):\(name), 6.12",
      fences: fences,
      approximation: "the warnings about a drain that does not end are not given",
      .routine { m, f in
        let queue = f.argument(0)
        switch f.phase {
        case 0: return .next(1)
        case 1:
          check(m, queue, name)
          if !m.isRunning { return .stop }
          m.setWord(queue, QueueWord.drainers, m.word(queue, QueueWord.drainers) + 1)
          // Since 6.3 outsiders are refused to the end.
          if destroys, m.world.kernel >= .v6_12 {
            m.setWord(queue, QueueWord.flags, m.word(queue, QueueWord.flags) | Life.destroying)
          }
          fallthrough
        case 2:
          if let t = first(m, on: queue, waits: true) { return .wait(m.endOf(t), 2) }
          Lockdep.waited(m, forQueue: queue)
          if !m.isRunning { return .stop }
          m.setWord(queue, QueueWord.drainers, m.word(queue, QueueWord.drainers) - 1)
          return destroys ? .next(3) : .done(0)
        default:
          // The sanity check: a busy queue is not freed.
          guard first(m, on: queue, waits: false) == nil else {
            m.report(
              .apiMisuse, kind: "destroy_workqueue of a busy workqueue", subject: queue,
              message: "A work was queued while destroy_workqueue() had drained the workqueue: it"
                + " warns and does not free it.")
            return m.isRunning ? .done(0) : .stop
          }
          m.setWord(queue, QueueWord.flags, m.word(queue, QueueWord.flags) | Life.destroyed)
          m.setFlags(Machine.id(queue), ObjectFlag.released)
          return m.isRunning ? .done(0) : .stop
        }
      })
  }

  static let symbols: [Symbol] = [
    flushWorkqueue,
    drain(
      "drain_workqueue", destroys: false,
      fences: "waits until the queue is empty; meanwhile only its own works may queue"),
    drain(
      "destroy_workqueue", destroys: true,
      fences: "drains and frees the queue; knows nothing of armed delayed works"),
    Symbol(
      "alloc_workqueue", in: area, from: .process, sleeps: true,
      source: "\(file):alloc_workqueue, 6.12",
      approximation: "max_active counts a per-CPU queue's works of one CPU, an unbound queue's in"
        + " all; no rescuer, no freezing, no priorities; BH works run in no fixed order",
      .value { m in
        if m.failsByFault("alloc_workqueue") { return 0 }
        let flags = m.argument(1) & 0xffff_ffff
        let isUnlimited = flags & Flag.bh != 0
        return make(
          m, flags: flags,
          maxActive: flags & Flag.ordered != 0 ? 1 : isUnlimited ? 0 : UInt64(m.intArgument(2)),
          module: m.callerModule() + 1)
      }),
    Symbol(
      "workqueue_set_max_active", in: area, from: .process, sleeps: true,
      source: "\(file):workqueue_set_max_active, 6.12",
      .value { m in
        m.setWord(m.argument(0), QueueWord.maxActive, UInt64(max(0, m.intArgument(1))))
        return 0
      }),
  ]
}
