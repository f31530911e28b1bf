// Mutexes. The `owner` word holds the owner: thread slot + 1, 0 when free.
//
// Unlocking is two steps: the owner word is released first, and the wait list is looked at after
// that, when another task may already have taken the mutex, and freed what holds it.
//
// Source: kernel/locking/mutex.c, 6.12.

enum Mutexes {
  private static let file = "kernel/locking/mutex.c"

  private static func wait(_ m: Machine, _ lock: Pointer) -> Wait {
    Wait(.equal, index: m.wordIndex(lock &+ m.fields.mutexOwner), value: 0)
  }

  private static func take(_ m: Machine, _ lock: Pointer, _ how: UInt64 = 0) {
    m.store(lock &+ m.fields.mutexOwner, UInt64(m.current + 1))
    if m.isRunning { Locks.took(m, lock, .mutex, how) }
  }

  /// `state` is that of the sleep, if a signal ends it.
  private static func lock(
    _ name: String, interruptedIn state: UInt64? = nil, nested: Bool = false
  ) -> Symbol {
    guard let state else {
      return Symbol(
        name, in: Locks.area, from: .process, sleeps: true, source: "\(file):\(name), 6.12",
        fences: "waits until the owner has unlocked",
        .blocking(
          { m in wait(m, m.argument(0)) },
          { m in
            take(m, m.argument(0), nested ? (m.argument(1) & 7) << Held.subclassShift : 0)
            return 0
          }))
    }
    return Symbol(
      name, in: Locks.area, from: .process, sleeps: true, source: "\(file):\(name), 6.12",
      approximation: "a user's signal comes only where nothing else can happen",
      .blocking(
        { m in
          let wait = wait(m, m.argument(0))
          if m.state[wait.index] == 0 { return wait }
          if Tasks.isInterrupted(m, state) { return .none }
          Tasks.willSleep(m, state)
          return wait
        },
        { m in
          let lock = m.argument(0)
          Tasks.wokeUp(m)
          if m.load(lock &+ m.fields.mutexOwner) != 0 { return Machine.int(-4) }
          take(m, lock)
          return 0
        }))
  }

  static let symbols: [Symbol] = [
    lock("mutex_lock"),
    lock("mutex_lock_nested", nested: true),
    lock("mutex_lock_interruptible", interruptedIn: 1),
    lock("mutex_lock_killable", interruptedIn: 0x102),
    Symbol(
      "__mutex_init", as: "mutex_init", in: Locks.area, source: "\(file):__mutex_init, 6.12",
      .value { m in
        let lock = m.argument(0)
        m.checkReinit(lock, m.fields.size("mutex", or: 8), call: "mutex_init")
        m.store(lock &+ m.fields.mutexOwner, 0)
        Lockdep.setMap(m, lock &+ m.fields.mutexMap, key: m.argument(2), name: m.argument(1))
        return 0
      }),
    Symbol(
      "mutex_trylock", in: Locks.area, from: .process, source: "\(file):mutex_trylock, 6.12",
      .value { m in
        let lock = m.argument(0)
        if !m.threadKind(m.current).isProcessContext {
          m.report(
            .lockMisuse, kind: "mutex in interrupt context", subject: lock,
            message: "mutex_trylock() is called in \(m.threadKind(m.current).contextName)"
              + " context: a mutex has a task as its owner.")
        }
        guard m.isRunning, m.load(lock &+ m.fields.mutexOwner) == 0 else { return 0 }
        take(m, lock, Held.tried)
        return 1
      }),
    Symbol(
      "mutex_is_locked", in: Locks.area, source: "include/linux/mutex.h:mutex_is_locked, 6.12",
      fences: "nothing: a hint, which may be wrong when it returns",
      .value { m in m.load(m.argument(0) &+ m.fields.mutexOwner) != 0 ? 1 : 0 }),
    Symbol(
      "mutex_destroy", in: Locks.area, source: "kernel/locking/mutex-debug.c:mutex_destroy, 6.12",
      fences: "nothing: it waits for no owner",
      .value { m in
        if m.load(m.argument(0) &+ m.fields.mutexOwner) != 0 {
          m.report(
            .lockMisuse, kind: "destroying a locked mutex", subject: m.argument(0),
            message: "mutex_destroy() is called on a mutex that is locked.")
        }
        return 0
      }),
    Symbol(
      "mutex_unlock", in: Locks.area, from: .process,
      source: "\(file):__mutex_unlock_slowpath, 6.12; Documentation/locking/mutex-design.rst",
      fences: "touches the mutex after another task may have taken it",
      .routine { m, f in
        let lock = f.argument(0)
        switch f.phase {
        case 0: return .next(1)
        case 1:
          Locks.letGo(m, lock, "mutex_unlock")
          if !m.isRunning { return .stop }
          m.store(lock &+ m.fields.mutexOwner, 0)
          return m.kind(Machine.id(lock)) == .data ? .done(0) : .next(2)
        default:
          _ = m.load(lock &+ m.fields.mutexOwner)
          return .done(0)
        }
      }),
  ]
}

extension Locks {
  /// A wait for a mutex that the kernel itself takes (`device_lock`).
  static func wait(_ m: Machine, forMutex lock: Pointer) -> Wait {
    Wait(.equal, index: m.wordIndex(lock &+ m.fields.mutexOwner), value: 0)
  }

  /// The kernel itself unlocks a mutex, in one step.
  static func release(_ m: Machine, _ lock: Pointer) {
    m.removeHeld(m.current, lock)
    m.store(lock &+ m.fields.mutexOwner, 0)
  }

  /// The kernel itself takes a mutex that is free.
  static func takeMutex(_ m: Machine, _ lock: Pointer) {
    m.store(lock &+ m.fields.mutexOwner, UInt64(m.current + 1))
    took(m, lock, .mutex, 0)
  }
}
