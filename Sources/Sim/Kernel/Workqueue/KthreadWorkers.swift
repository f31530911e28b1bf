// kthread_worker: a kernel thread that runs the works on its list, one after the other.
//
// The list is where the kernel keeps it, in the driver's structures: `worker->work_list` links the
// `node`s of the works. A flush puts a node of the kernel's own on it and waits until the worker
// has come to that. A delayed work is off the list while its timer runs.
//
// Source: kernel/kthread.c, include/linux/kthread.h, 6.12.

enum KthreadWorkers {
  private static let area = "kthreads"
  private static let file = "kernel/kthread.c"

  private struct Layout {
    let list, delayedList, task, currentWork, node, function, worker, canceling, timer: UInt64
    let size: Int
    init(_ m: Machine) {
      func at(_ structure: StaticString, _ field: StaticString) -> UInt64 {
        m.fields.offset(structure, field) ?? 0
      }
      list = at("kthread_worker", "work_list")
      delayedList = at("kthread_worker", "delayed_work_list")
      task = at("kthread_worker", "task")
      currentWork = at("kthread_worker", "current_work")
      node = at("kthread_work", "node")
      function = at("kthread_work", "func")
      worker = at("kthread_work", "worker")
      canceling = at("kthread_work", "canceling")
      timer = at("kthread_delayed_work", "timer")
      size = m.fields.size("kthread_worker", or: 64)
    }
  }

  /// The words of a flush: its node, and whether the worker has come to it.
  private enum FlushWord {
    static let done = 2
    static let count = 3
  }

  // MARK: The list

  private static func initList(_ m: Machine, _ p: Pointer) {
    m.store(p, p)
    m.store(p &+ 8, p)
  }
  private static func isListed(_ m: Machine, _ node: Pointer) -> Bool { m.load(node) != node }
  /// Puts a node before another, or at the end of the list whose head that is.
  private static func insert(_ m: Machine, _ node: Pointer, before next: Pointer) {
    let previous = m.load(next &+ 8)
    m.store(node, next)
    m.store(node &+ 8, previous)
    m.store(previous, node)
    m.store(next &+ 8, node)
  }
  private static func remove(_ m: Machine, _ node: Pointer) {
    let next = m.load(node)
    let previous = m.load(node &+ 8)
    if !m.isRunning { return }
    m.store(previous, next)
    m.store(next &+ 8, previous)
    initList(m, node)
  }

  // MARK: The worker

  private static let loop = Symbol(
    "kthread_worker_fn", in: area, from: .process, sleeps: true,
    source: "\(file):kthread_worker_fn, 6.12", fences: "ends when the thread is stopped",
    .routine { m, f in
      if f.phase == 0 { return .next(1) }
      let worker = f.argument(0)
      let l = Layout(m)
      let h = m.header(m.current)
      Tasks.wokeUp(m)
      m.store(worker &+ l.currentWork, 0)
      let head = worker &+ l.list
      let node = m.load(head)
      if !m.isRunning { return .stop }
      if h[ThreadWord.flags] & ThreadFlag.shouldStop != 0 {
        // What is still on the list is not run.
        m.store(worker &+ l.task, 0)
        return m.isRunning ? .done(0) : .stop
      }
      if node == head {
        // It sleeps, and nobody misses it.
        Tasks.setState(m, 1)
        Tasks.willSleep(m, 0x400)
        return .wait(Wait(.zero, index: (h + ThreadWord.taskState) - m.state), 1)
      }
      remove(m, node)
      if m.kind(Machine.id(node)) == .record {
        m.setWord(node, FlushWord.done, 1)
        return m.isRunning ? .next(1) : .stop
      }
      let work = node &- l.node
      m.store(worker &+ l.currentWork, work)
      let function = m.load(work &+ l.function)
      if !m.isRunning { return .stop }
      m.startCallback()
      h[ThreadWord.function] = function
      m.setOutgoing(work)
      return .call(function, arguments: 1, 1)
    })
  private static let loopRoutine = KernelTable.routine("kthread_worker_fn")

  static let routines: [InternalRoutine] = [
    // The bottom of a thread that kthread_create_worker() has made.
    InternalRoutine("kthread_worker_thread") { m, f in
      if f.phase == 1 {
        let h = m.header(m.current)
        h[ThreadWord.phase] = ThreadPhase.running.rawValue
        h[ThreadWord.taskState] = 0
        if h[ThreadWord.flags] & ThreadFlag.shouldStop == 0 {
          m.setOutgoing(f.argument(0))
          return .enter(loopRoutine, arguments: 1, 2)
        }
      }
      Kthreads.finish(m, code: f.phase == 1 ? Machine.int(-4) : 0)
      return m.isRunning ? .done(0) : .stop
    }
  ]
  private static let thread = KernelTable.routine("kthread_worker_thread")

  private static func create(_ name: String, as display: String? = nil, wakes: Bool) -> Symbol {
    Symbol(
      name, as: display, in: area, from: .process, sleeps: true,
      source: "\(file):kthread_create_worker_on_node, 6.14",
      fences: "nothing pins the module for its works",
      .value { m in
        if m.failsByFault(name) { return Machine.errorPointer(12) }
        let l = Layout(m)
        let worker = m.makeObject(.kernel, size: l.size, type: .other)
        guard worker != 0,
          let t = m.spawn(.kthread, thread, (worker, 0), wait: .parked)
        else { return 0 }
        let task = Tasks.makeTask(m, t)
        m.header(t)[ThreadWord.subject] = task
        m.header(t)[ThreadWord.taskState] = Tasks.uninterruptible
        initList(m, worker &+ l.list)
        initList(m, worker &+ l.delayedList)
        m.store(worker &+ l.task, task)
        if wakes { Tasks.wake(m, task) }
        return worker
      })
  }

  // MARK: Queueing

  private static func wakeWorker(_ m: Machine, _ worker: Pointer, _ l: Layout) {
    let task = m.load(worker &+ l.task)
    if m.isRunning, task != 0, m.load(worker &+ l.currentWork) == 0 { Tasks.wake(m, task) }
  }

  private static func isBlocked(_ m: Machine, _ work: Pointer, _ l: Layout) -> Bool {
    isListed(m, work &+ l.node) || m.load(work &+ l.canceling, 4) != 0
  }

  private static func put(_ m: Machine, _ worker: Pointer, _ work: Pointer, _ l: Layout) {
    let bound = m.load(work &+ l.worker)
    if m.isRunning, bound != 0, bound != worker {
      m.report(
        .apiMisuse, kind: "kthread_work queued on another worker", subject: work,
        message: "A kthread_work is queued on a worker while it belongs to another.")
    }
    if !m.isRunning { return }
    insert(m, work &+ l.node, before: worker &+ l.list)
    m.store(work &+ l.worker, worker)
    wakeWorker(m, worker, l)
  }

  private static func queue(_ m: Machine, _ worker: Pointer, _ work: Pointer) -> UInt64 {
    let l = Layout(m)
    if isBlocked(m, work, l) || !m.isRunning { return 0 }
    put(m, worker, work, l)
    return 1
  }

  private static func queueDelayed(
    _ m: Machine, _ worker: Pointer, _ work: Pointer, _ delay: UInt64
  ) {
    let l = Layout(m)
    if delay == 0 { return put(m, worker, work, l) }
    insert(m, work &+ l.node, before: worker &+ l.delayedList)
    m.store(work &+ l.worker, worker)
    if m.isRunning { Timers.arm(m, work &+ l.timer, expires: Time.jiffies(m) &+ delay) }
  }

  /// Takes it off the list and, a delayed one, off its timer: whether it was pending.
  private static func take(_ m: Machine, _ work: Pointer, isDelayed: Bool) -> Bool {
    let l = Layout(m)
    if isDelayed { Timers.disarm(m, work &+ l.timer) }
    guard isListed(m, work &+ l.node), m.isRunning else { return false }
    remove(m, work &+ l.node)
    return true
  }

  // MARK: Flushing, cancelling

  /// Puts a flush before `next` and waits until the worker has come to it. Local 5 is its record.
  private static func flush(
    _ m: Machine, _ f: Frame, _ worker: Pointer, before next: Pointer, then phase: Int
  ) -> Phase {
    let l = Layout(m)
    let node = m.makeRecord(FlushWord.count)
    if node == 0 { return .stop }
    f[5] = node
    insert(m, node, before: next)
    let task = m.load(worker &+ l.task)
    if !m.isRunning { return .stop }
    var thread = 0
    if task != 0, Tasks.Task(m: m, pointer: task).isAlive {
      thread = Tasks.Task(m: m, pointer: task).slot + 1
    }
    wakeWorker(m, worker, l)
    let index = m.wordIndex(node &+ UInt64(8 * FlushWord.done))
    if !m.isRunning { return .stop }
    return .wait(Wait(.notEqual, index: index, value: 0, thread: thread), phase)
  }

  private static func flushed(_ m: Machine, _ f: Frame) { m.retire(f[5], ObjectFlag.freed) }

  private static func cancel(_ name: String, isDelayed: Bool) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: "\(file):\(name), 6.12",
      fences: "takes it off and waits while it runs; nobody can queue it meanwhile, and anybody"
        + " afterwards",
      .routine { m, f in
        let work = f.argument(0)
        let l = Layout(m)
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let worker = m.load(work &+ l.worker)
          if !m.isRunning || worker == 0 { return m.isRunning ? .done(0) : .stop }
          f[0] = take(m, work, isDelayed: isDelayed) ? 1 : 0
          let current = m.load(worker &+ l.currentWork)
          if !m.isRunning || current != work { return m.isRunning ? .done(f[0]) : .stop }
          m.store(work &+ l.canceling, m.load(work &+ l.canceling, 4) + 1, 4)
          return flush(m, f, worker, before: m.load(worker &+ l.list), then: 2)
        default:
          flushed(m, f)
          m.store(work &+ l.canceling, m.load(work &+ l.canceling, 4) - 1, 4)
          return m.isRunning ? .done(f[0]) : .stop
        }
      })
  }

  static let symbols: [Symbol] = [
    loop,
    create("kthread_create_worker_on_node", wakes: false),
    create("__simctl_kthread_run_worker", as: "kthread_run_worker", wakes: true),
    Symbol(
      "kthread_queue_work", in: area, source: "\(file):kthread_queue_work, 6.12",
      fences: "nothing; false if it is queued already, or being cancelled",
      .value { m in queue(m, m.argument(0), m.argument(1)) }),
    Symbol(
      "kthread_queue_delayed_work", in: area, source: "\(file):kthread_queue_delayed_work, 6.12",
      fences: "nothing; false if it is queued already, or being cancelled",
      .value { m in
        if isBlocked(m, m.argument(1), Layout(m)) || !m.isRunning { return 0 }
        queueDelayed(m, m.argument(0), m.argument(1), m.argument(2))
        return 1
      }),
    Symbol(
      "kthread_mod_delayed_work", in: area, source: "\(file):kthread_mod_delayed_work, 6.12",
      fences: "never waits; not queued while it is being cancelled; true if it was pending",
      .value { m in
        let work = m.argument(1)
        let isCanceling = m.load(work &+ Layout(m).canceling, 4) != 0
        let was = take(m, work, isDelayed: true)
        if m.isRunning, !isCanceling { queueDelayed(m, m.argument(0), work, m.argument(2)) }
        return was ? 1 : 0
      }),
    Symbol(
      "kthread_delayed_work_timer_fn", in: area,
      source: "\(file):kthread_delayed_work_timer_fn, 6.12",
      .value { m in
        let l = Layout(m)
        let work = m.argument(0) &- l.timer
        let worker = m.load(work &+ l.worker)
        if !m.isRunning || worker == 0 { return 0 }
        if isListed(m, work &+ l.node) { remove(m, work &+ l.node) }
        if m.load(work &+ l.canceling, 4) == 0, m.isRunning { put(m, worker, work, l) }
        return 0
      }),
    Symbol(
      "kthread_flush_work", in: area, from: .process, sleeps: true,
      source: "\(file):kthread_flush_work, 6.12",
      fences: "waits for the instance queued or running now; not for a later one, and not for a"
        + " delayed one's timer",
      .routine { m, f in
        let work = f.argument(0)
        let l = Layout(m)
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let worker = m.load(work &+ l.worker)
          if !m.isRunning || worker == 0 { return m.isRunning ? .done(0) : .stop }
          if isListed(m, work &+ l.node) {
            return flush(m, f, worker, before: m.load(work &+ l.node), then: 2)
          }
          if m.load(worker &+ l.currentWork) != work { return m.isRunning ? .done(0) : .stop }
          return flush(m, f, worker, before: m.load(worker &+ l.list), then: 2)
        default:
          flushed(m, f)
          return .done(0)
        }
      }),
    Symbol(
      "kthread_flush_worker", in: area, from: .process, sleeps: true,
      source: "\(file):kthread_flush_worker, 6.12",
      fences: "waits for all works queued before it",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          return flush(m, f, f.argument(0), before: f.argument(0) &+ Layout(m).list, then: 2)
        default:
          flushed(m, f)
          return .done(0)
        }
      }),
    cancel("kthread_cancel_work_sync", isDelayed: false),
    cancel("kthread_cancel_delayed_work_sync", isDelayed: true),
    Symbol(
      "kthread_destroy_worker", in: area, from: .process, sleeps: true,
      source: "\(file):kthread_destroy_worker, 6.12",
      fences: "flushes, stops the thread and frees the worker; knows nothing of delayed works",
      .routine { m, f in
        let worker = f.argument(0)
        let l = Layout(m)
        switch f.phase {
        case 0: return .next(1)
        case 1: return flush(m, f, worker, before: worker &+ l.list, then: 2)
        case 2:
          flushed(m, f)
          m.setOutgoing(m.load(worker &+ l.task))
          return m.isRunning ? .enter(stopRoutine, arguments: 1, 3) : .stop
        default:
          let list = worker &+ l.list
          let delayed = worker &+ l.delayedList
          if m.load(list) != list || m.load(delayed) != delayed, m.isRunning {
            m.report(
              .apiMisuse, kind: "kthread_destroy_worker with works left", subject: worker,
              message: "kthread_destroy_worker() frees a worker on which works are still queued or"
                + " delayed.")
          }
          if m.isRunning { m.retire(worker, ObjectFlag.freed) }
          return m.isRunning ? .done(0) : .stop
        }
      }),
  ]
  private static let stopRoutine = KernelTable.routine("kthread_stop")
}
