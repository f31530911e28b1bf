// Mutexes, spinlocks, and the state of the calling CPU.
//
// A mutex keeps its owner in its `owner` word, a spinlock in its lock word: thread slot + 1, 0 when
// free. A spinning thread is one that waits.

enum Locks {
  static let symbols: [Symbol] = mutexes + spinlocks + cpu

  // MARK: Mutexes

  private static func mutexWait(_ m: Machine) -> Wait {
    let p = m.argument(0) &+ m.fields.mutexOwner
    let index = m.wordIndex(p)
    let owner = Int(m.state[index])
    return Wait(.equal, index: index, value: 0, thread: owner <= 64 ? owner : 0)
  }

  /// A wait for a mutex that the kernel itself takes (`device_lock`).
  static func wait(_ m: Machine, forMutex lock: Pointer) -> Wait {
    Wait(.equal, index: m.wordIndex(lock &+ m.fields.mutexOwner), value: 0)
  }

  /// The kernel itself unlocks a mutex, in one step.
  static func release(_ m: Machine, _ lock: Pointer) {
    m.removeHeld(m.current, lock)
    m.store(lock &+ m.fields.mutexOwner, 0)
  }

  static func takeMutex(_ m: Machine, _ lock: Pointer) {
    m.store(lock &+ m.fields.mutexOwner, UInt64(m.current + 1))
    m.addHeld(m.current, lock)
  }

  private static let mutexes: [Symbol] = [
    Symbol(
      "__mutex_init", as: "mutex_init", in: "locks", source: "kernel/locking/mutex.c:__mutex_init, 6.12",
      .value { m in
        m.checkReinit(m.argument(0), m.fields.size("mutex", or: 8), call: "mutex_init")
        m.store(m.argument(0) &+ m.fields.mutexOwner, 0)
        return 0
      }),
    Symbol(
      "mutex_lock", in: "locks", from: .process, sleeps: true,
      source: "kernel/locking/mutex.c:mutex_lock, 6.12",
      fences: "waits until the owner has unlocked",
      .blocking(
        mutexWait,
        { m in
          takeMutex(m, m.argument(0))
          return 0
        })),
    Symbol(
      "mutex_lock_interruptible", in: "locks", from: .process, sleeps: true,
      source: "kernel/locking/mutex.c:mutex_lock_interruptible, 6.12",
      approximation: "a user's signal comes only where nothing else can happen",
      .blocking(
        { m in
          let wait = mutexWait(m)
          if m.state[wait.index] == 0 { return wait }
          if Tasks.isInterrupted(m, 1) { return .none }
          Tasks.willSleep(m, 1)
          return wait
        },
        { m in
          let lock = m.argument(0)
          Tasks.wokeUp(m)
          if m.load(lock &+ m.fields.mutexOwner) != 0 { return Machine.int(-4) }
          takeMutex(m, lock)
          return 0
        })),
    Symbol(
      "mutex_trylock", in: "locks", from: .process,
      source: "kernel/locking/mutex.c:mutex_trylock, 6.12",
      .value { m in
        let lock = m.argument(0)
        guard m.load(lock &+ m.fields.mutexOwner) == 0 else { return 0 }
        takeMutex(m, lock)
        return 1
      }),
    Symbol(
      "mutex_is_locked", in: "locks", source: "include/linux/mutex.h:mutex_is_locked, 6.12",
      .value { m in m.load(m.argument(0) &+ m.fields.mutexOwner) != 0 ? 1 : 0 }),
    Symbol(
      "mutex_destroy", in: "locks", source: "kernel/locking/mutex-debug.c:mutex_destroy, 6.12",
      .value { m in
        if m.load(m.argument(0) &+ m.fields.mutexOwner) != 0 {
          m.report(
            .lockMisuse, kind: "destroying a locked mutex", subject: m.argument(0),
            message: "mutex_destroy() is called on a mutex that is locked.")
        }
        return 0
      }),
    // Unlocking is two steps: the owner word is released first, and the wait list is looked at
    // after that, when another task may already have taken the mutex, and freed what holds it.
    Symbol(
      "mutex_unlock", in: "locks", from: .process,
      source: "kernel/locking/mutex.c:__mutex_unlock_slowpath, 6.12;"
        + " Documentation/locking/mutex-design.rst",
      fences: "touches the mutex after another task may have taken it",
      .routine { m, f in
        let lock = f.argument(0)
        switch f.phase {
        case 0: return .next(1)
        case 1:
          if !m.removeHeld(m.current, lock) {
            m.report(
              .lockMisuse, kind: "bad unlock balance", subject: lock,
              message: "mutex_unlock() is called by a thread that does not hold the mutex.")
            if !m.isRunning { return .stop }
          }
          m.store(lock &+ m.fields.mutexOwner, 0)
          return m.kind(Machine.id(lock)) == .data ? .done(0) : .next(2)
        default:
          _ = m.load(lock &+ m.fields.mutexOwner)
          return .done(0)
        }
      }),
  ]

  // MARK: Spinlocks

  private static func spinWait(_ m: Machine) -> Wait {
    let p = m.argument(0) &+ m.fields.spinLock
    guard let b = m.bytes(p, 4) else {
      m.reportAccess(p, 4, .write)
      return .none
    }
    let byte = b - UnsafeMutableRawPointer(m.state)
    let shift = UInt64(byte % 8) * 8
    let owner = Int(Machine.read(b, 4))
    return Wait(
      .clear, index: byte / 8, value: 0xffff_ffff << shift, thread: owner <= 64 ? owner : 0)
  }

  private static func takeSpin(_ m: Machine, _ lock: Pointer, _ context: UInt64) {
    m.store(lock &+ m.fields.spinLock, UInt64(m.current + 1), 4)
    m.addHeld(m.current, lock)
    m.header(m.current)[ThreadWord.context] &+= context
  }

  private static func releaseSpin(_ m: Machine, _ lock: Pointer) {
    if !m.removeHeld(m.current, lock) {
      m.report(
        .lockMisuse, kind: "bad unlock balance", subject: lock,
        message: "A spinlock is unlocked by a thread that does not hold it.")
      return
    }
    m.store(lock &+ m.fields.spinLock, 0, 4)
    leave(m, ContextPart.preempt)
  }

  /// Takes one nesting off a part of the context word; nothing if there is none.
  private static func leave(_ m: Machine, _ part: UInt64) {
    let h = m.header(m.current)
    if h[ThreadWord.context] & (part &* 0xff) != 0 { h[ThreadWord.context] &-= part }
  }

  private static func irqsOff(_ m: Machine) -> UInt64 {
    let h = m.header(m.current)
    let was = (h[ThreadWord.context] / ContextPart.irqsOff) & 1
    h[ThreadWord.context] |= ContextPart.irqsOff
    return was
  }
  private static func irqsOn(_ m: Machine) {
    m.header(m.current)[ThreadWord.context] &= ~(0xff &* ContextPart.irqsOff)
  }

  private static let lockSource = "kernel/locking/spinlock.c, include/linux/spinlock_api_smp.h, 6.12"

  private static let spinlocks: [Symbol] = [
    Symbol(
      "__raw_spin_lock_init", as: "spin_lock_init", in: "locks",
      source: "kernel/locking/spinlock_debug.c:__raw_spin_lock_init, 6.12",
      .value { m in
        m.checkReinit(m.argument(0), 4, call: "spin_lock_init")
        m.store(m.argument(0) &+ m.fields.spinLock, 0, 4)
        return 0
      }),
    Symbol(
      "_raw_spin_lock", as: "spin_lock", in: "locks", source: lockSource,
      .blocking(
        spinWait,
        { m in
          takeSpin(m, m.argument(0), ContextPart.preempt)
          return 0
        })),
    Symbol(
      "_raw_spin_lock_bh", as: "spin_lock_bh", in: "locks", from: .notHardirq, source: lockSource,
      .blocking(
        spinWait,
        { m in
          takeSpin(m, m.argument(0), ContextPart.preempt + ContextPart.bhOff)
          return 0
        })),
    Symbol(
      "_raw_spin_lock_irq", as: "spin_lock_irq", in: "locks", source: lockSource,
      .blocking(
        spinWait,
        { m in
          _ = irqsOff(m)
          takeSpin(m, m.argument(0), ContextPart.preempt)
          return 0
        })),
    Symbol(
      "_raw_spin_lock_irqsave", as: "spin_lock_irqsave", in: "locks", source: lockSource,
      .blocking(
        spinWait,
        { m in
          let flags = irqsOff(m)
          takeSpin(m, m.argument(0), ContextPart.preempt)
          return flags
        })),
    Symbol(
      "_raw_spin_trylock", as: "spin_trylock", in: "locks", source: lockSource,
      .value { m in
        let lock = m.argument(0)
        guard m.load(lock &+ m.fields.spinLock, 4) == 0 else { return 0 }
        takeSpin(m, lock, ContextPart.preempt)
        return 1
      }),
    Symbol(
      "_raw_spin_unlock", as: "spin_unlock", in: "locks", source: lockSource,
      .value { m in
        releaseSpin(m, m.argument(0))
        return 0
      }),
    Symbol(
      "_raw_spin_unlock_bh", as: "spin_unlock_bh", in: "locks", source: lockSource,
      .value { m in
        releaseSpin(m, m.argument(0))
        leave(m, ContextPart.bhOff)
        return 0
      }),
    Symbol(
      "_raw_spin_unlock_irq", as: "spin_unlock_irq", in: "locks", source: lockSource,
      fences: "switches interrupts on, whatever they were before the lock",
      .value { m in
        releaseSpin(m, m.argument(0))
        irqsOn(m)
        return 0
      }),
    Symbol(
      "_raw_spin_unlock_irqrestore", as: "spin_unlock_irqrestore", in: "locks", source: lockSource,
      .value { m in
        releaseSpin(m, m.argument(0))
        if m.argument(1) == 0 { irqsOn(m) }
        return 0
      }),
  ]

  // MARK: The calling CPU

  private static let cpu: [Symbol] = [
    Symbol(
      "__simctl_irq_save", as: "local_irq_save", in: "locks",
      source: "include/linux/irqflags.h:local_irq_save, 6.12",
      .value { m in irqsOff(m) }),
    Symbol(
      "__simctl_irq_restore", as: "local_irq_restore", in: "locks",
      source: "include/linux/irqflags.h:local_irq_restore, 6.12",
      .value { m in
        if m.argument(0) == 0 { irqsOn(m) }
        return 0
      }),
    Symbol(
      "__simctl_irq_disable", as: "local_irq_disable", in: "locks",
      source: "include/linux/irqflags.h:local_irq_disable, 6.12",
      .value { m in
        _ = irqsOff(m)
        return 0
      }),
    Symbol(
      "__simctl_irq_enable", as: "local_irq_enable", in: "locks",
      source: "include/linux/irqflags.h:local_irq_enable, 6.12",
      .value { m in
        irqsOn(m)
        return 0
      }),
    Symbol(
      "__simctl_preempt_disable", as: "preempt_disable", in: "locks",
      source: "include/linux/preempt.h:preempt_disable, 6.12",
      .value { m in
        m.header(m.current)[ThreadWord.context] &+= ContextPart.preempt
        return 0
      }),
    Symbol(
      "__simctl_preempt_enable", as: "preempt_enable", in: "locks",
      source: "include/linux/preempt.h:preempt_enable, 6.12",
      .value { m in
        leave(m, ContextPart.preempt)
        return 0
      }),
    Symbol(
      "__might_sleep", as: "might_sleep", in: "locks",
      source: "kernel/sched/core.c:__might_sleep, 6.12",
      .value { m in
        m.checkMaySleep("might_sleep")
        return 0
      }),
    Symbol(
      "__simctl_cpu_relax", as: "cpu_relax", in: "locks", source: "cpu_relax(), 6.12",
      .value { _ in 0 }),
  ]
}
