// Wait queues, as the real headers use them: the waiter puts itself on the list, sets its state,
// tests the condition and sleeps; a waker takes it off and makes it runnable, all under the head's
// lock.
//
// A waiter that the waker has taken off does not need the lock to leave:
//
//     waiter                         waker
//     prepare_to_wait_event()
//                                    condition = true
//                                    wake_up(): takes it off the list
//     condition holds
//     finish_wait(): list is empty
//     frees the head
//                                    wake_up(): unlocks the head
//
// So a wake-up is two steps, with the lock held between them.
//
// Source: kernel/sched/wait.c, include/linux/wait.h, 6.12.

enum WaitQueues {
  private static let area = "wait queues"
  private static let file = "kernel/sched/wait.c"

  private struct Layout {
    let list, lock, flags, entry, task, function: UInt64
    init(_ m: Machine) {
      list = m.fields.offset("wait_queue_head", "head") ?? 8
      lock = (m.fields.offset("wait_queue_head", "lock") ?? 0) &+ m.fields.spinLock
      flags = m.fields.offset("wait_queue_entry", "flags") ?? 0
      entry = m.fields.offset("wait_queue_entry", "entry") ?? 24
      function = m.fields.offset("wait_queue_entry", "func") ?? 16
      task = m.fields.offset("wait_queue_entry", "private") ?? 8
    }
  }

  // MARK: The list

  private static func initList(_ m: Machine, _ p: Pointer) {
    m.store(p, p)
    m.store(p &+ 8, p)
  }

  private static func removeInit(_ m: Machine, _ p: Pointer) {
    let next = m.load(p)
    let previous = m.load(p &+ 8)
    guard m.isRunning else { return }
    m.store(previous, next)
    m.store(next &+ 8, previous)
    initList(m, p)
  }

  /// WQ_FLAG_EXCLUSIVE.
  private static let exclusive: UInt64 = 1

  /// Puts the entry at `entry` on the list of the head at `head`: at its end if it is exclusive.
  private static func add(_ m: Machine, _ head: Pointer, _ entry: Pointer, isLast: Bool = false) {
    let list = head &+ Layout(m).list
    guard checkInitialised(m, list) else { return }
    let previous = isLast ? m.load(list &+ 8) : list
    let next = isLast ? list : m.load(list)
    m.store(entry, next)
    m.store(entry &+ 8, previous)
    m.store(next &+ 8, entry)
    m.store(previous, entry)
  }

  private static func setExclusive(_ m: Machine, _ waiter: Pointer, _ isExclusive: Bool) {
    let at = waiter &+ Layout(m).flags
    m.store(at, m.load(at, 4) & ~exclusive | (isExclusive ? exclusive : 0), 4)
  }

  /// A head that was only zeroed: the kernel would follow a NULL list.
  private static func checkInitialised(_ m: Machine, _ list: Pointer) -> Bool {
    let first = m.load(list)
    if m.isRunning, first == 0 {
      m.report(
        .uninitialisedObject, kind: "wait queue head used before init", subject: list,
        message: "A wait queue is used before init_waitqueue_head() has been called on its head.")
      if m.isRunning { initList(m, list) }
    }
    return m.isRunning
  }

  /// A wait for the lock of the head at `head`.
  private static func lockWait(_ m: Machine, _ head: Pointer) -> Wait {
    let p = head &+ Layout(m).lock
    guard let b = m.bytes(p, 4) else {
      m.reportAccess(p, 4, .write)
      return .none
    }
    let byte = b - UnsafeMutableRawPointer(m.state)
    return Wait(.clear, index: byte / 8, value: 0xffff_ffff << (UInt64(byte % 8) * 8))
  }

  // MARK: poll

  /// A poller's entry on a head: NULL after a finding. It stays until `removePoll`.
  static func addPoll(_ m: Machine, _ head: Pointer) -> Pointer {
    let layout = Layout(m)
    let size = m.fields.size("wait_queue_entry", or: 40)
    let e = m.makeObject(.kernel, size: size, type: .other)
    guard e != 0 else { return 0 }
    m.store(e &+ layout.task, Tasks.task(m, of: m.current))
    add(m, head, e &+ layout.entry)
    return m.isRunning ? e : 0
  }

  /// Takes a poller's entry off again: touches its neighbours on the list, and so the head.
  static func removePoll(_ m: Machine, _ e: Pointer) {
    removeInit(m, e &+ Layout(m).entry)
    if m.isRunning { m.retire(e, ObjectFlag.freed) }
  }

  // MARK: Symbols

  /// `__wake_up_common()`: wakes all that are not exclusive and `most` that are (0: all).
  private static func wake(_ m: Machine, _ head: Pointer, mode: UInt64, most: UInt64) {
    let layout = Layout(m)
    let list = head &+ layout.list
    guard checkInitialised(m, list) else { return }
    var left = most
    var p = m.load(list)
    while m.isRunning, p != list {
      let next = m.load(p)
      let waiter = p &- layout.entry
      let function = m.load(waiter &+ layout.function)
      let keeps = function != 0 && m.functionName(function) == "default_wake_function"
      if function != 0, !keeps, m.functionName(function) != "autoremove_wake_function" {
        m.endWithoutVerdict("a wait queue entry has a wake function of its own")
        return
      }
      // An entry whose task is not asleep stays where it is.
      if Tasks.wake(m, m.load(waiter &+ layout.task), mode) {
        if !keeps { removeInit(m, p) }
        if m.load(waiter &+ layout.flags, 4) & exclusive != 0 {
          left &-= 1
          if left == 0 { return }
        }
      }
      p = next
    }
  }

  private static let wakeUp = Symbol(
    "__wake_up", as: "wake_up", in: area, source: "\(file):__wake_up, 6.12",
    fences: "touches the head after a waiter may already have gone on",
    approximation: "wake functions of drivers are not called",
    .routine { m, f in
      let head = f.argument(0)
      let layout = Layout(m)
      switch f.phase {
      case 0: return .wait(lockWait(m, head), 1)
      case 1:
        wake(m, head, mode: f.argument(1), most: f.argument(2))
        if !m.isRunning { return .stop }
        // Static memory does not go while this call runs.
        if m.kind(Machine.id(head)) == .data { return .done(0) }
        m.store(head &+ layout.lock, UInt64(m.current + 1), 4)
        let h = m.header(m.current)
        f[0] = h[ThreadWord.context]
        h[ThreadWord.context] = (f[0] &+ ContextPart.preempt) | ContextPart.irqsOff
        return .next(2)
      default:
        m.header(m.current)[ThreadWord.context] = f[0]
        m.store(head &+ layout.lock, 0, 4)
        return m.isRunning ? .done(0) : .stop
      }
    })

  /// A call that puts an entry on a head or takes it off, under the head's lock.
  private static func locked(
    _ name: String, fences: String = "", _ body: @escaping @Sendable (Machine) -> UInt64
  ) -> Symbol {
    Symbol(
      name, in: area, source: "\(file):\(name), 6.12", fences: fences,
      .blocking(
        { m in lockWait(m, m.argument(0)) },
        { m in
          _ = lockWait(m, m.argument(0))
          return m.isRunning ? body(m) : 0
        }))
  }

  /// `prepare_to_wait()` and the exclusive form, which tells whether the list was empty.
  private static func prepare(_ m: Machine, isExclusive: Bool) -> UInt64 {
    let entry = m.argument(1) &+ Layout(m).entry
    let list = m.argument(0) &+ Layout(m).list
    setExclusive(m, m.argument(1), isExclusive)
    var wasEmpty = false
    if m.isRunning, m.load(entry) == entry {
      wasEmpty = m.load(list) == list
      add(m, m.argument(0), entry, isLast: isExclusive)
    }
    if m.isRunning { Tasks.setState(m, m.argument(2)) }
    return wasEmpty ? 1 : 0
  }

  private static let finishWait = Symbol(
    "finish_wait", in: area, source: "\(file):finish_wait, 6.12",
    fences: "does not touch the head if the waker has taken the entry off",
    .routine { m, f in
      let entry = f.argument(1) &+ Layout(m).entry
      switch f.phase {
      case 0: return .next(1)
      case 1:
        Tasks.setState(m, 0)
        m.lockGraph.synchronised()
        let next = m.load(entry)
        if !m.isRunning { return .stop }
        if next == entry { return .done(0) }
        let lock = lockWait(m, f.argument(0))
        if !m.isRunning { return .stop }
        if m.state[lock.index] & lock.value != 0 { return .wait(lock, 2) }
        fallthrough
      default:
        // Under the lock, so without it being held between steps.
        _ = lockWait(m, f.argument(0))
        if m.isRunning, m.load(entry) != entry { removeInit(m, entry) }
        return m.isRunning ? .done(0) : .stop
      }
    })

  static let symbols: [Symbol] = [
    Symbol(
      "__init_waitqueue_head", as: "init_waitqueue_head", in: area,
      source: "\(file):__init_waitqueue_head, 6.12",
      .value { m in
        let layout = Layout(m)
        m.checkReinit(waitQueue: m.argument(0) &+ layout.list)
        if !m.isRunning { return 0 }
        m.store(m.argument(0) &+ layout.lock, 0, 4)
        initList(m, m.argument(0) &+ layout.list)
        return 0
      }),
    Symbol(
      "init_wait_entry", in: area, source: "\(file):init_wait_entry, 6.12",
      .value { m in
        let layout = Layout(m)
        m.store(m.argument(0) &+ layout.flags, m.argument(1) & 0xffff_ffff, 4)
        m.store(m.argument(0) &+ layout.function, 0)
        m.store(m.argument(0) &+ layout.task, Tasks.task(m, of: m.current))
        initList(m, m.argument(0) &+ layout.entry)
        return 0
      }),
    locked("prepare_to_wait_event", fences: "a wake-up from here on is not lost") { m in
      let entry = m.argument(1) &+ Layout(m).entry
      let next = m.load(entry)
      if !m.isRunning { return 0 }
      if Tasks.isInterrupted(m, m.argument(2)) {
        if next != entry { removeInit(m, entry) }
        return Tasks.restart
      }
      if next == entry {
        let flags = m.load(m.argument(1) &+ Layout(m).flags, 4)
        add(m, m.argument(0), entry, isLast: flags & exclusive != 0)
      }
      Tasks.setState(m, m.argument(2))
      return 0
    },
    locked("prepare_to_wait", fences: "a wake-up from here on is not lost") { m in
      prepare(m, isExclusive: false)
    },
    locked("prepare_to_wait_exclusive", fences: "a wake-up from here on is not lost") { m in
      prepare(m, isExclusive: true)
    },
    locked("add_wait_queue") { m in
      setExclusive(m, m.argument(1), false)
      add(m, m.argument(0), m.argument(1) &+ Layout(m).entry)
      return 0
    },
    locked("add_wait_queue_exclusive") { m in
      setExclusive(m, m.argument(1), true)
      add(m, m.argument(0), m.argument(1) &+ Layout(m).entry, isLast: true)
      return 0
    },
    locked("remove_wait_queue", fences: "touches the head, unlike finish_wait") { m in
      removeInit(m, m.argument(1) &+ Layout(m).entry)
      return 0
    },
    Symbol(
      "__wake_up_locked", as: "wake_up_locked", in: area, source: "\(file):__wake_up_locked, 6.12",
      fences: "the caller holds the head's lock",
      .value { m in
        wake(m, m.argument(0), mode: m.argument(1), most: m.argument(2))
        return 0
      }),
    // As the address of a wake function only.
    Symbol(
      "default_wake_function", in: area, source: "kernel/sched/core.c:default_wake_function, 6.12",
      .value { _ in 0 }),
    Symbol(
      "autoremove_wake_function", in: area, source: "\(file):autoremove_wake_function, 6.12",
      .value { _ in 0 }),
    finishWait, wakeUp,
  ]
}
