// Counting semaphores: nobody owns one, and anybody may raise it.
//
// Source: kernel/locking/semaphore.c, 6.12.

enum Semaphores {
  private static let file = "kernel/locking/semaphore.c"

  private static func count(_ m: Machine) -> Pointer {
    m.argument(0) &+ (m.fields.offset("semaphore", "count") ?? 0)
  }

  private static func wait(_ m: Machine) -> Wait {
    guard let b = m.bytes(count(m), 4) else {
      m.reportAccess(count(m), 4, .write)
      return .none
    }
    let byte = b - UnsafeMutableRawPointer(m.state)
    return Wait(.set, index: byte / 8, value: 0xffff_ffff << UInt64(byte % 8 * 8))
  }

  private static func down(_ name: String, interruptedIn state: UInt64? = nil) -> Symbol {
    Symbol(
      name, in: Locks.area, from: .process, sleeps: true, source: "\(file):\(name), 6.12",
      fences: "waits until somebody raises it; lockdep does not know semaphores",
      .blocking(
        { m in
          let wait = wait(m)
          guard let state, m.isRunning, m.state[wait.index] & wait.value == 0 else { return wait }
          if Tasks.isInterrupted(m, state) { return .none }
          Tasks.willSleep(m, state)
          return wait
        },
        { m in
          if state != nil { Tasks.wokeUp(m) }
          let n = m.load(count(m), 4)
          if n == 0 { return Machine.int(-4) }
          m.store(count(m), n &- 1, 4)
          return 0
        }))
  }

  static let symbols: [Symbol] = [
    down("down"),
    down("down_interruptible", interruptedIn: 1),
    down("down_killable", interruptedIn: 0x102),
    Symbol(
      "down_trylock", in: Locks.area, source: "\(file):down_trylock, 6.12",
      fences: "0 if it was taken, 1 if not: the other way round than mutex_trylock",
      .value { m in
        let n = m.load(count(m), 4)
        guard m.isRunning, n != 0 else { return 1 }
        m.store(count(m), n &- 1, 4)
        return 0
      }),
    Symbol(
      "up", in: Locks.area, source: "\(file):up, 6.12",
      .value { m in
        m.store(count(m), m.load(count(m), 4) &+ 1, 4)
        return 0
      }),
  ]
}
