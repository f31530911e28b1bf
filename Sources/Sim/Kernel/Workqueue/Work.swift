// A work item: what its word says, who serves it, how it is run.
//
// Its state is where the kernel keeps it, in `work->data`: PENDING, the disable depth, and the
// number of the workqueue on which it was queued last. A queued or running instance is a thread
// that serves the work: pending until a worker starts it. So what cancel and flush wait for is the
// end of a thread's instance.
//
// The kernel finds a running instance in the pool of that last queue, by address and function. So
// it finds none after INIT_WORK has wiped the word, nor one that runs on another queue. A queue
// stands for its pool here.
//
// Source: kernel/workqueue.c, include/linux/workqueue.h, 6.12.

enum Work {
  /// `work->data`.
  enum Bit {
    /// WORK_STRUCT_PENDING_BIT: it is queued, or somebody is about to queue it.
    static let pending: UInt64 = 1
    /// WORK_OFFQ_CANCELING, before 6.10: a cancel keeps PENDING while it waits.
    static let canceling: UInt64 = 2
    /// WORK_OFFQ_BH: it was queued last on a BH workqueue.
    static let bh: UInt64 = 4
    /// WORK_OFFQ_DISABLE (6.10+): how often it is disabled.
    static let disableShift: UInt64 = 16
    static let disable: UInt64 = 0xffff << 16
    /// The object number of its last workqueue.
    static let queueShift: UInt64 = 32
  }

  static func dataAddress(_ m: Machine, _ work: Pointer) -> Pointer { work &+ m.fields.workData }
  static func timer(_ m: Machine, of work: Pointer) -> Pointer {
    work &- m.fields.delayedWork &+ m.fields.delayedTimer
  }

  // MARK: Instances

  /// The thread of its queued instance.
  static func queued(_ m: Machine, _ work: Pointer) -> Int? {
    m.findThread(.work, serving: work, .pending)
  }

  /// The running instance that the kernel can find: `find_worker_executing_work()` in the pool of
  /// the queue that `data` names.
  /// With `waits` the caller goes on only once that instance has ended.
  static func executing(
    _ m: Machine, _ work: Pointer, data: UInt64, waits: Bool = false
  ) -> Int? {
    let id = data >> Bit.queueShift
    guard id != 0 else { return nil }
    let function = m.load(work &+ m.fields.workFunc)
    m.asks(of: .work, work, function: function, cookie: Int(id), waits: waits)
    var mask = m.isRunning ? m.state[Word.alive] : 0
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      let h = m.header(t)
      if h[ThreadWord.subject] == work, h[ThreadWord.phase] == ThreadPhase.running.rawValue,
        h[ThreadWord.function] == function, h[ThreadWord.cookie] >> 32 == id,
        m.threadKind(t) == .work
      {
        return t
      }
    }
    return nil
  }

  /// What an instance keeps in its bottom frame beside the work and the queue.
  enum Argument {
    static let flags = 2
    /// A mask of the threads that wait for this instance's end: the kernel's barriers and flush
    /// colours.
    static let waiters = 3
  }
  enum InstanceFlag {
    /// It was queued when the kernel could not see that the work runs: nothing holds it back.
    static let overlaps: UInt64 = 1
    /// It was queued on another CPU than those that a per-CPU queue's limit holds back.
    static let elsewhere: UInt64 = 2
  }
  static func instance(_ m: Machine, _ t: Int) -> Frame {
    Frame(words: m.header(t) + ThreadWord.headerCount)
  }

  /// Notes that the current thread waits for the end of instance `t`.
  static func addWaiter(_ m: Machine, _ t: Int) {
    let frame = instance(m, t)
    frame.setArgument(
      Argument.waiters, frame.argument(Argument.waiters) | 1 << UInt64(m.current))
  }

  /// A wait for the end of one of the instances that the current thread waits for, or nil when
  /// all have ended.
  static func nextEnd(_ m: Machine) -> Wait? {
    var mask = m.state[Word.alive]
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      if m.threadKind(t) == .work,
        instance(m, t).argument(Argument.waiters) & 1 << UInt64(m.current) != 0
      {
        return m.endOf(t)
      }
    }
    return nil
  }

  // MARK: Running

  /// Whether the queued work of thread `t` may start: it does not run already with this function
  /// on this queue, and the queue's limit leaves room, in order of queueing.
  static func mayStart(_ m: Machine, _ t: Int) -> Bool {
    let h = m.header(t)
    let queue = h[ThreadWord.cookie]
    let limit = Workqueues.maxActive(m, queue)
    let flags = instance(m, t).argument(Argument.flags)
    let isElsewhere = flags & InstanceFlag.elsewhere != 0
    var active: UInt64 = 0
    var mask = m.state[Word.alive] & ~(1 << UInt64(t))
    while mask != 0 {
      let u = mask.trailingZeroBitCount
      mask &= mask &- 1
      let o = m.header(u)
      guard o[ThreadWord.cookie] == queue, m.threadKind(u) == .work else { continue }
      let isRunning = o[ThreadWord.phase] == ThreadPhase.running.rawValue
      if isRunning, o[ThreadWord.subject] == h[ThreadWord.subject],
        o[ThreadWord.function] == h[ThreadWord.function], flags & InstanceFlag.overlaps == 0
      {
        return false
      }
      if isRunning || o[ThreadWord.sequence] < h[ThreadWord.sequence], limit != 0, !isElsewhere,
        instance(m, u).argument(Argument.flags) & InstanceFlag.elsewhere == 0
      {
        active += 1
      }
    }
    return limit == 0 || isElsewhere || active < limit
  }

  static let routines: [InternalRoutine] = [
    // PENDING is cleared before the function is called, and the work is not touched after it: the
    // function may free its container.
    InternalRoutine("process_one_work") { m, f in
      let h = m.header(m.current)
      switch f.phase {
      case 1:
        let work = f.argument(0)
        h[ThreadWord.phase] = ThreadPhase.running.rawValue
        m.startCallback()
        let address = dataAddress(m, work)
        m.store(address, m.load(address) & ~Bit.pending)
        let function = m.load(work &+ m.fields.workFunc)
        if !m.isRunning { return .stop }
        h[ThreadWord.function] = function
        if Workqueues.isBH(m, f.argument(1)) { h[ThreadWord.context] += ContextPart.bhOff }
        m.setOutgoing(work)
        return .call(function, arguments: 1, 2)
      default:
        if Workqueues.isBH(m, f.argument(1)) { h[ThreadWord.context] -= ContextPart.bhOff }
        m.checkLeftContext("The work function")
        return m.isRunning ? .done(0) : .stop
      }
    }
  ]

  /// Whether thread `t` is a worker in process context that runs a work of `queue`. BH works have
  /// no worker task, so they are of no queue in this sense.
  static func isWorker(_ m: Machine, _ t: Int, of queue: Pointer) -> Bool {
    m.threadKind(t) == .work && m.header(t)[ThreadWord.cookie] == queue
      && !Workqueues.isBH(m, queue)
  }

  // MARK: Symbols

  private static let area = "workqueue"
  private static let file = "kernel/workqueue.c"

  static let symbols: [Symbol] = [
    Symbol(
      "__init_work", as: "INIT_WORK", in: area, source: "\(file):__init_work, 6.12",
      fences: "nothing; of a running work it makes the kernel forget the run",
      .value { m in
        let work = m.argument(0)
        if queued(m, work) != nil {
          m.report(
            .reinitActiveObject, kind: "init active work_struct", subject: work,
            message: "INIT_WORK() is applied to a work item that is queued.")
        }
        return 0
      }),
    Symbol(
      "destroy_work_on_stack", in: area, source: "\(file):destroy_work_on_stack, 6.12",
      .value { m in
        let work = m.argument(0)
        if queued(m, work) != nil {
          m.report(
            .freeActiveObject, kind: "free active work_struct", subject: work,
            message: "destroy_work_on_stack() is applied to a work item that is queued.")
        }
        return 0
      }),
    Symbol(
      "work_busy", in: area, source: "\(file):work_busy, 6.12",
      fences: "nothing: a hint, and no more",
      .value { m in
        let work = m.argument(0)
        let data = m.load(dataAddress(m, work))
        let isExecuting = m.isRunning && executing(m, work, data: data) != nil
        return data & Bit.pending | (isExecuting ? 2 : 0)
      }),
    Symbol(
      "current_work", in: area, source: "\(file):current_work, 6.12",
      .value { m in
        let h = m.header(m.current)
        return isWorker(m, m.current, of: h[ThreadWord.cookie]) ? h[ThreadWord.subject] : 0
      }),
    Symbol(
      "set_worker_desc", in: area, source: "\(file):set_worker_desc, 6.12", .value { _ in 0 }),
  ]
}
