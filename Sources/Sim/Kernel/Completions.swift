// Completions: a counter and waiters. Unlike mutexes and wait queues they may be freed as soon as the
// waiter has returned.
//
// Source: kernel/sched/completion.c, 6.12.

enum Completions {
  private static let area = "completions"
  private static let file = "kernel/sched/completion.c"
  /// `complete_all()` has been called.
  private static let all: UInt64 = 0xffff_ffff

  /// A wait until `done` is not 0.
  private static func wait(_ m: Machine, deadline: UInt64 = 0) -> Wait {
    let p = m.argument(0) &+ m.fields.completionDone
    guard let b = m.bytes(p, 4) else {
      m.reportAccess(p, 4, .read)
      return .none
    }
    let byte = b - UnsafeMutableRawPointer(m.state)
    return Wait(
      deadline == 0 ? .set : .setOrDeadline, index: byte / 8,
      value: 0xffff_ffff << (UInt64(byte % 8) * 8), deadline: deadline)
  }

  /// Takes one; false if there is none (a timeout).
  private static func take(_ m: Machine) -> Bool {
    m.header(m.current)[ThreadWord.flags] &= ~ThreadFlag.interruptible
    let p = m.argument(0) &+ m.fields.completionDone
    let done = m.load(p, 4)
    guard m.isRunning, done != 0 else { return false }
    if done != all { m.store(p, done - 1, 4) }
    return true
  }

  private static func deadline(_ m: Machine) -> UInt64 {
    let jiffies = min(m.argument(1), 1 << 40)
    return m.state[Word.clock] &+ max(1, jiffies) &* Time.nanosecondsPerJiffy
  }

  private static func waiting(_ name: String, isInterruptible: Bool, hasTimeout: Bool) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: "\(file):\(name), 6.12",
      approximation: isInterruptible ? "no signal ever arrives" : "",
      .blocking(
        { m in
          if isInterruptible { m.header(m.current)[ThreadWord.flags] |= ThreadFlag.interruptible }
          return wait(m, deadline: hasTimeout ? deadline(m) : 0)
        },
        { m in
          let taken = take(m)
          return hasTimeout ? (taken ? 1 : 0) : 0
        }))
  }

  static let symbols: [Symbol] = [
    Symbol(
      "complete", in: area, source: "\(file):complete, 6.12",
      .value { m in
        let p = m.argument(0) &+ m.fields.completionDone
        let done = m.load(p, 4)
        if m.isRunning, done != all { m.store(p, done + 1, 4) }
        return 0
      }),
    Symbol(
      "complete_all", in: area, source: "\(file):complete_all, 6.12",
      fences: "lasts until reinit_completion",
      .value { m in
        m.store(m.argument(0) &+ m.fields.completionDone, all, 4)
        return 0
      }),
    waiting("wait_for_completion", isInterruptible: false, hasTimeout: false),
    waiting("wait_for_completion_killable", isInterruptible: false, hasTimeout: false),
    waiting("wait_for_completion_interruptible", isInterruptible: true, hasTimeout: false),
    waiting("wait_for_completion_timeout", isInterruptible: false, hasTimeout: true),
    waiting("wait_for_completion_interruptible_timeout", isInterruptible: true, hasTimeout: true),
    Symbol(
      "try_wait_for_completion", in: area, source: "\(file):try_wait_for_completion, 6.12",
      .value { m in take(m) ? 1 : 0 }),
    Symbol(
      "completion_done", in: area, source: "\(file):completion_done, 6.12",
      .value { m in m.load(m.argument(0) &+ m.fields.completionDone, 4) != 0 ? 1 : 0 }),
    Symbol(
      "__init_swait_queue_head", as: "init_completion", in: area,
      source: "kernel/sched/swait.c:__init_swait_queue_head, 6.12", .value { _ in 0 }),
  ]
}
