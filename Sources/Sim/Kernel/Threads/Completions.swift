// Completions: a counter and waiters. Unlike mutexes and wait queues they may be freed as soon as
// the waiter has returned: complete() holds the internal lock to its end, and a waiter needs that
// lock to return.
//
// Source: kernel/sched/completion.c, 6.12.

enum Completions {
  private static let area = "completions"
  private static let file = "kernel/sched/completion.c"
  /// `complete_all()` has been called.
  private static let all: UInt64 = 0xffff_ffff
  /// TASK_UNINTERRUPTIBLE, TASK_INTERRUPTIBLE, TASK_KILLABLE.
  private static let uninterruptible: UInt64 = 2
  private static let interruptible: UInt64 = 1
  private static let killable: UInt64 = 0x102

  /// Memory from an allocator in which the completion's list was never set up: the kernel walks a
  /// NULL list. (Static ones are set up by their initialiser.)
  private static func checkInitialised(_ m: Machine, _ p: Pointer) {
    let kind = m.kind(Machine.id(p))
    guard kind == .heap || kind == .devm, let wait = m.fields.offset("completion", "wait"),
      let list = m.fields.offset("swait_queue_head", "task_list")
    else { return }
    if m.load(p &+ wait &+ list) == 0, m.isRunning {
      m.report(
        .uninitialisedObject, kind: "completion used before init", subject: p,
        message: "A completion is used before init_completion() has been called on it.")
    }
  }

  /// `complete()` in one step.
  static func complete(_ m: Machine, _ p: Pointer) {
    checkInitialised(m, p)
    let at = p &+ m.fields.completionDone
    let done = m.load(at, 4)
    if m.isRunning, done != all { m.store(at, done + 1, 4) }
    Lockdep.completed(m, p)
  }

  /// A wait until `done` is not 0; none if a signal interrupts it.
  private static func wait(_ m: Machine, _ state: UInt64, deadline: UInt64) -> Wait {
    checkInitialised(m, m.argument(0))
    let p = m.argument(0) &+ m.fields.completionDone
    guard let b = m.bytes(p, 4) else {
      m.reportAccess(p, 4, .read)
      return .none
    }
    if Tasks.isInterrupted(m, state) { return .none }
    Tasks.willSleep(m, state)
    let byte = b - UnsafeMutableRawPointer(m.state)
    return Wait(
      deadline == 0 ? .set : .setOrDeadline, index: byte / 8,
      value: 0xffff_ffff << (UInt64(byte % 8) * 8), deadline: deadline)
  }

  /// Takes one; false if there is none.
  private static func take(_ m: Machine) -> Bool {
    let p = m.argument(0) &+ m.fields.completionDone
    let done = m.load(p, 4)
    guard m.isRunning, done != 0 else { return false }
    if done != all { m.store(p, done - 1, 4) }
    return true
  }

  private static func waiting(_ name: String, _ state: UInt64, hasTimeout: Bool) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: "\(file):\(name), 6.12",
      fences: hasTimeout
        ? "0 when the time is up: the completion is still to come" : "waits for one complete()",
      approximation: state == uninterruptible
        ? "" : "a user's signal comes only where nothing else can happen",
      .blocking(
        { m in
          wait(
            m, state,
            deadline: hasTimeout ? Tasks.deadline(m, Int64(bitPattern: m.argument(1))) : 0)
        },
        { m in
          // The deadline of the wait that is over; it is 0 if there was none.
          let deadline = m.header(m.current)[ThreadWord.deadline]
          let isInterrupted = Tasks.isInterrupted(m, state)
          Tasks.wokeUp(m)
          if take(m) {
            if hasTimeout {
              m.lockGraph.synchronised()
            } else {
              Lockdep.waited(m, forCompletion: m.argument(0))
            }
            return hasTimeout ? max(1, Tasks.remaining(m, deadline)) : 0
          }
          return isInterrupted ? Tasks.restart : 0
        }))
  }

  static let symbols: [Symbol] = [
    Symbol(
      "complete", in: area, source: "\(file):complete, 6.12",
      fences: "sticky: one later wait returns at once",
      .value { m in
        complete(m, m.argument(0))
        return 0
      }),
    Symbol(
      "complete_all", in: area, source: "\(file):complete_all, 6.12",
      fences: "sticky: all later waits return at once, until reinit_completion",
      .value { m in
        checkInitialised(m, m.argument(0))
        m.store(m.argument(0) &+ m.fields.completionDone, all, 4)
        Lockdep.completed(m, m.argument(0))
        return 0
      }),
    waiting("wait_for_completion", uninterruptible, hasTimeout: false),
    waiting("wait_for_completion_killable", killable, hasTimeout: false),
    waiting("wait_for_completion_interruptible", interruptible, hasTimeout: false),
    waiting("wait_for_completion_timeout", uninterruptible, hasTimeout: true),
    waiting("wait_for_completion_interruptible_timeout", interruptible, hasTimeout: true),
    waiting("wait_for_completion_killable_timeout", killable, hasTimeout: true),
    waiting("wait_for_completion_io", uninterruptible, hasTimeout: false),
    waiting("wait_for_completion_io_timeout", uninterruptible, hasTimeout: true),
    Symbol(
      "try_wait_for_completion", in: area, source: "\(file):try_wait_for_completion, 6.12",
      .value { m in take(m) ? 1 : 0 }),
    Symbol(
      "completion_done", in: area, source: "\(file):completion_done, 6.12",
      fences: "whoever called complete() has left the completion when it returns true",
      .value { m in m.load(m.argument(0) &+ m.fields.completionDone, 4) != 0 ? 1 : 0 }),
    Symbol(
      "__init_swait_queue_head", as: "init_completion", in: area,
      source: "kernel/sched/swait.c:__init_swait_queue_head, 6.12",
      .value { m in
        guard let list = m.fields.offset("swait_queue_head", "task_list") else { return 0 }
        let completion = m.argument(0) &- (m.fields.offset("completion", "wait") ?? 8)
        m.checkReinit(completion &+ m.fields.completionDone, 4, call: "init_completion")
        let p = m.argument(0) &+ list
        m.store(p, p)
        m.store(p &+ 8, p)
        return 0
      }),
  ]
}
