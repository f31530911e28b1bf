// Wait queues, as the real headers use them: the waiter puts itself on the list, sets its state,
// tests the condition and sleeps; a waker takes it off and makes it runnable. The waker touches the
// head once more after that, when the waiter may have gone on and freed it.
//
// Source: kernel/sched/wait.c, 6.12.

enum WaitQueues {
  private static let area = "wait queues"
  private static let file = "kernel/sched/wait.c"

  private struct Layout {
    let head, entry, task: UInt64
    init(_ m: Machine) {
      head = m.fields.offset("wait_queue_head", "head") ?? 8
      entry = m.fields.offset("wait_queue_entry", "entry") ?? 24
      task = m.fields.offset("wait_queue_entry", "private") ?? 8
    }
  }

  private static func initList(_ m: Machine, _ p: Pointer) {
    m.store(p, p)
    m.store(p &+ 8, p)
  }

  private static func removeInit(_ m: Machine, _ p: Pointer) {
    let next = m.load(p)
    let previous = m.load(p &+ 8)
    guard m.isRunning, next != 0, previous != 0 else { return }
    m.store(previous, next)
    m.store(next &+ 8, previous)
    initList(m, p)
  }

  static let symbols: [Symbol] = [
    Symbol(
      "__init_waitqueue_head", as: "init_waitqueue_head", in: area,
      source: "\(file):__init_waitqueue_head, 6.12",
      .value { m in
        initList(m, m.argument(0) &+ Layout(m).head)
        return 0
      }),
    Symbol(
      "init_wait_entry", in: area, source: "\(file):init_wait_entry, 6.12",
      .value { m in
        let layout = Layout(m)
        m.store(m.argument(0) &+ layout.task, Kthreads.task(m, of: m.current))
        initList(m, m.argument(0) &+ layout.entry)
        return 0
      }),
    Symbol(
      "prepare_to_wait_event", in: area, source: "\(file):prepare_to_wait_event, 6.12",
      .value { m in
        let layout = Layout(m)
        let entry = m.argument(1) &+ layout.entry
        let head = m.argument(0) &+ layout.head
        let h = m.header(m.current)
        // A kthread that is told to stop does not sleep interruptibly any more.
        if m.argument(2) & 1 != 0, h[ThreadWord.flags] & ThreadFlag.shouldStop != 0 {
          if m.load(entry) != entry { removeInit(m, entry) }
          return UInt64(bitPattern: -512)
        }
        if m.load(entry) == entry {
          let first = m.load(head)
          if !m.isRunning { return 0 }
          m.store(entry, first)
          m.store(entry &+ 8, head)
          m.store(first &+ 8, entry)
          m.store(head, entry)
        }
        h[ThreadWord.taskState] = m.argument(2) & 0xffff
        return 0
      }),
    Symbol(
      "finish_wait", in: area, source: "\(file):finish_wait, 6.12",
      fences: "does not touch the head if the waker has taken the entry off",
      .value { m in
        m.header(m.current)[ThreadWord.taskState] = 0
        let entry = m.argument(1) &+ Layout(m).entry
        if m.load(entry) != entry { removeInit(m, entry) }
        return 0
      }),
    Symbol(
      "__wake_up", as: "wake_up", in: area, source: "\(file):__wake_up, 6.12",
      fences: "touches the head after the waiter may already have gone on",
      .routine { m, f in
        let head = f.argument(0) &+ Layout(m).head
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let layout = Layout(m)
          var p = m.load(head)
          while m.isRunning, p != head, p != 0 {
            let next = m.load(p)
            Kthreads.wake(m, m.load(p &- layout.entry &+ layout.task))
            removeInit(m, p)
            // Entries of wait_event are not exclusive: all of them are woken.
            p = next
          }
          return m.isRunning ? .next(2) : .stop
        default:
          _ = m.load(head)
          return m.isRunning ? .done(0) : .stop
        }
      }),
  ]
}
