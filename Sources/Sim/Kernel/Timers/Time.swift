// The clock: jiffies, ktime, sleeping and spinning delays. HZ is 1000, so a jiffy is a millisecond.

enum Time {
  static let nanosecondsPerJiffy: UInt64 = 1_000_000
  /// `jiffies` at boot; not 0, so that a driver that takes 0 for "never" is seen to be wrong.
  private static let jiffiesAtBoot: UInt64 = 300_000

  static func jiffies(_ m: Machine) -> UInt64 {
    jiffiesAtBoot &+ m.state[Word.clock] / nanosecondsPerJiffy
  }

  /// Keeps the variable `jiffies` up with the clock.
  static func clockMoved(_ m: Machine) {
    if m.jiffiesVariable != 0 { m.store(m.jiffiesVariable, jiffies(m)) }
  }

  private static let area = "time"

  /// A sleep of argument 0 times `unit` nanoseconds.
  private static func sleep(_ unit: UInt64) -> Body {
    .routine { m, f in
      if f.phase > 0 { return .done(0) }
      let time = max(1, f.argument(0) & 0xffff_ffff) &* unit
      return .wait(Wait(.deadline, deadline: m.state[Word.clock] &+ time), 1)
    }
  }

  static let symbols: [Symbol] = [
    Symbol(
      "msleep", in: area, from: .process, sleeps: true, source: "kernel/time/sleep_timeout.c:msleep, 6.13",
      fences: "one step: whatever is due before it may run", sleep(1_000_000)),
    Symbol(
      "msleep_interruptible", in: area, from: .process, sleeps: true,
      source: "kernel/time/sleep_timeout.c:msleep_interruptible, 6.13",
      fences: "nothing: what has not run meanwhile may still run",
      approximation: "no signal ever arrives", sleep(1_000_000)),
    Symbol(
      "usleep_range_state", as: "usleep_range", in: area, from: .process, sleeps: true,
      source: "kernel/time/sleep_timeout.c:usleep_range_state, 6.13",
      fences: "nothing: what has not run meanwhile may still run",
      sleep(1_000)),
    Symbol(
      "__udelay", as: "udelay", in: area, source: "include/asm-generic/delay.h:udelay, 6.12",
      fences: "nothing: what has not run meanwhile may still run",
      approximation: "no time passes", .value { _ in 0 }),
    Symbol(
      "__const_udelay", as: "udelay", in: area, source: "arch/x86/lib/delay.c:__const_udelay, 6.12",
      approximation: "no time passes", .value { _ in 0 }),
    Symbol(
      "ktime_get", in: area, source: "kernel/time/timekeeping.c:ktime_get, 6.12",
      .value { m in m.state[Word.clock] }),
  ]
}
