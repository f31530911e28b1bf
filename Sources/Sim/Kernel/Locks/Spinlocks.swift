// Spinlocks. The lock word holds the owner: thread slot + 1, 0 when free.
//
// Source: kernel/locking/spinlock.c, include/linux/spinlock_api_smp.h, 6.12.

enum Spinlocks {
  private static let source = "kernel/locking/spinlock.c, include/linux/spinlock_api_smp.h, 6.12"

  private static func wait(_ m: Machine) -> Wait {
    let p = m.argument(0) &+ m.fields.spinLock
    guard let b = m.bytes(p, 4) else {
      m.reportAccess(p, 4, .write)
      return .none
    }
    let byte = b - UnsafeMutableRawPointer(m.state)
    return Wait(.clear, index: byte / 8, value: 0xffff_ffff << (UInt64(byte % 8) * 8))
  }

  private static func take(_ m: Machine, _ lock: Pointer, _ how: UInt64 = 0) {
    m.store(lock &+ m.fields.spinLock, UInt64(m.current + 1), 4)
    if m.isRunning { Locks.took(m, lock, .spinlock, Held.spins | how) }
  }

  private static func lock(_ flavour: LockFlavour, nested: Bool = false) -> Symbol {
    let suffix = flavour.rawValue + (nested ? "_nested" : "")
    return Symbol(
      "_raw_spin_lock" + suffix, as: "spin_lock" + suffix, in: Locks.area,
      from: flavour.context, source: source,
      .blocking(
        { m in wait(m) },
        { m in
          let flags = flavour.enter(m)
          take(m, m.argument(0), nested ? (m.argument(1) & 7) << Held.subclassShift : 0)
          return flags
        }))
  }

  /// `spin_trylock` and its kin: on failure nothing stays switched off.
  private static func trylock(_ flavour: LockFlavour) -> Symbol {
    Symbol(
      "_raw_spin_trylock" + flavour.rawValue, as: "spin_trylock" + flavour.rawValue,
      in: Locks.area, from: flavour.context, source: source,
      .value { m in
        let lock = m.argument(0)
        guard m.load(lock &+ m.fields.spinLock, 4) == 0, m.isRunning else { return 0 }
        _ = flavour.enter(m)
        take(m, lock, Held.tried)
        return 1
      })
  }

  private static func unlock(_ flavour: LockFlavour) -> Symbol {
    let display = "spin_unlock" + flavour.undone
    return Symbol(
      "_raw_" + display, as: display, in: Locks.area, source: source,
      fences: flavour == .irq ? "switches interrupts on, whatever they were before the lock" : "",
      .value { m in
        let lock = m.argument(0)
        Locks.letGo(m, lock, display)
        if !m.isRunning { return 0 }
        m.store(lock &+ m.fields.spinLock, 0, 4)
        if m.isRunning { flavour.leave(m, flags: m.argument(1), display) }
        return 0
      })
  }

  static let symbols: [Symbol] =
    LockFlavour.allCases.map { lock($0) }
    + [lock(.plain, nested: true), lock(.irqsave, nested: true)]
    + LockFlavour.allCases.map(unlock)
    + [trylock(.plain), trylock(.bh)]
    + [
      Symbol(
        "__raw_spin_lock_init", as: "spin_lock_init", in: Locks.area,
        source: "kernel/locking/spinlock_debug.c:__raw_spin_lock_init, 6.12",
        .value { m in
          let lock = m.argument(0)
          m.checkReinit(lock, m.fields.size("raw_spinlock", or: 4), call: "spin_lock_init")
          m.store(lock &+ m.fields.spinLock, 0, 4)
          Lockdep.setMap(m, lock &+ m.fields.spinMap, key: m.argument(2), name: m.argument(1))
          return 0
        }),
      Symbol(
        "_raw_spin_is_locked", as: "spin_is_locked", in: Locks.area,
        source: "include/linux/spinlock.h:spin_is_locked, 6.12",
        fences: "nothing: a hint, which may be wrong when it returns",
        .value { m in m.load(m.argument(0) &+ m.fields.spinLock, 4) != 0 ? 1 : 0 }),
    ]
}
