// Queueing work items: at once, after a delay, after a grace period.
//
// Source: kernel/workqueue.c, 6.12.

enum WorkQueueing {
  private typealias Bit = Work.Bit
  private static let area = "workqueue"
  private static let file = "kernel/workqueue.c"

  /// Takes PENDING if nobody has it and the work is not disabled: whether it did.
  private static func claim(_ m: Machine, _ work: Pointer) -> Bool {
    let address = Work.dataAddress(m, work)
    let data = m.load(address)
    guard m.isRunning, data & (Bit.pending | Bit.disable) == 0 else { return false }
    m.store(address, data | Bit.pending)
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
    let address = Work.dataAddress(m, work)
    let data = m.load(address)
    let function = m.load(work &+ m.fields.workFunc)
    if !m.isRunning { return }
    if let refusal = Workqueues.refusal(m, queue) {
      // Since 7.1 the refused work is no longer left PENDING.
      if m.world.kernel >= .v7_1 { m.store(address, data & ~Bit.pending) }
      let name = m.functionName(function) ?? "?"
      m.report(
        .apiMisuse, kind: refusal.kind, subject: queue,
        function: m.threadKind(m.current) == .timer ? name : nil,
        message: "The work \(name) is queued \(refusal.text)")
      return
    }
    guard function != 0 else {
      m.report(
        .uninitialisedObject, kind: "work used before init", subject: work,
        message: "A work item is queued before INIT_WORK() has been applied to it.")
      return
    }
    var flags: UInt64 = 0
    let last = (data & ~(Bit.bh | 0xffff_ffff << Bit.queueShift)) | (queue & ~0xffff_ffff)
    if data >> Bit.queueShift != queue >> 32, Work.executing(m, work, data: last) != nil {
      flags = Work.InstanceFlag.overlaps
    }
    if Workqueues.isCPUFull(m, queue), m.choose(2) == 1 { flags |= Work.InstanceFlag.elsewhere }
    m.store(address, last | (Workqueues.isBH(m, queue) ? Bit.bh : 0))
    let t = m.spawn(
      .work, worker, (work, queue), subject: work, function: function, cookie: queue,
      wait: Wait(.workStart))
    if let t, flags != 0 { Work.instance(m, t).setArgument(Work.Argument.flags, flags) }
  }

  private static let worker = KernelTable.routine("process_one_work")

  /// `__queue_delayed_work()`: the caller owns PENDING.
  private static func startDelayed(
    _ m: Machine, _ queue: Pointer, _ delayed: Pointer, _ delay: UInt64
  ) {
    guard queue != 0 else { return enqueue(m, 0, delayed &+ m.fields.delayedWork) }
    let timer = delayed &+ m.fields.delayedTimer
    let function = m.load(timer &+ m.fields.timerFunction)
    // It is a function of the kernel's, whatever the driver's program calls it.
    if m.isRunning, function >> 32 < Address.externalBase {
      m.report(
        .uninitialisedObject, kind: "delayed work without its timer function", subject: delayed,
        message: "A delayed work is queued whose timer INIT_DELAYED_WORK() has not set up.")
    }
    if !m.isRunning { return }
    if delay == 0 { return enqueue(m, queue, delayed &+ m.fields.delayedWork) }
    m.store(delayed &+ m.fields.delayedQueue, queue)
    Timers.arm(m, timer, expires: Time.jiffies(m) &+ delay)
  }

  static let symbols: [Symbol] = [
    Symbol(
      "queue_work_on", as: "queue_work", in: area, source: "\(file):queue_work_on, 6.12",
      fences: "nothing; false if it is pending already, or disabled",
      approximation: "on which CPU is open, whatever the call says",
      .value { m in
        guard claim(m, m.argument(2)) else { return 0 }
        enqueue(m, m.argument(1), m.argument(2))
        // Also if the queue refuses it.
        return 1
      }),
    Symbol(
      "queue_delayed_work_on", as: "queue_delayed_work", in: area,
      source: "\(file):queue_delayed_work_on, 6.12",
      fences: "nothing; a pending one keeps its delay",
      .value { m in
        guard claim(m, m.argument(2) &+ m.fields.delayedWork) else { return 0 }
        startDelayed(m, m.argument(1), m.argument(2), m.argument(3))
        return 1
      }),
    Symbol(
      "mod_delayed_work_on", as: "mod_delayed_work", in: area,
      source: "\(file):mod_delayed_work_on, 6.12",
      fences: "never waits for a running instance; true if it was pending; before 6.10 also true,"
        + " and not queued, while it is being cancelled",
      .blocking(
        { m in
          WorkCancelling.grab(
            m, m.argument(2) &+ m.fields.delayedWork, isDelayed: true, orCanceling: true)
        },
        { m in
          let work = m.argument(2) &+ m.fields.delayedWork
          if WorkCancelling.isCanceling(m, work) { return 1 }
          let was = WorkCancelling.steal(m, work, isDelayed: true)
          if m.isRunning, claim(m, work) {
            startDelayed(m, m.argument(1), m.argument(2), m.argument(3))
          }
          return was ? 1 : 0
        })),
    Symbol(
      "delayed_work_timer_fn", in: area, source: "\(file):delayed_work_timer_fn, 6.12",
      .value { m in
        let delayed = m.argument(0) &- m.fields.delayedTimer
        enqueue(m, m.load(delayed &+ m.fields.delayedQueue), delayed &+ m.fields.delayedWork)
        return 0
      }),
    // The parts of queue_rcu_work(), which our header puts together.
    Symbol(
      "__simctl_claim_work", as: "queue_rcu_work", in: area,
      source: "\(file):queue_rcu_work, 6.12",
      fences: "nothing; it is queued after a grace period",
      .value { m in claim(m, m.argument(0)) ? 1 : 0 }),
    Symbol(
      "rcu_work_rcufn", in: area, source: "\(file):rcu_work_rcufn, 6.12",
      .value { m in
        let work = m.argument(0) &- (m.fields.offset("rcu_work", "rcu") ?? 0)
        enqueue(m, m.load(work &+ (m.fields.offset("rcu_work", "wq") ?? 0)), work)
        return 0
      }),
  ]
}
