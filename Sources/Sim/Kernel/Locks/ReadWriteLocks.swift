// Locks with readers: rw_semaphore, which sleeps, and rwlock_t, which spins.
//
// Both are fair: a writer that waits keeps new readers out. So taking one twice for reading is a
// deadlock as soon as a writer comes in between. Only a reader in an interrupt passes a writer that
// waits for an rwlock.
//
// The count word: the writer's slot + 1 (8 bits), readers (24), writers that wait (16).
//
// Source: kernel/locking/rwsem.c, kernel/locking/qrwlock.c, 6.12.

enum ReadWriteLocks {
  private static let writer: UInt64 = 0xff
  private static let reader: UInt64 = 0x100
  private static let readers: UInt64 = 0xffff_ff00
  private static let waiter: UInt64 = 1 << 32
  private static let waiters: UInt64 = 0xffff << 32

  /// What is told apart: the two types of lock.
  private struct Kind: Sendable {
    var spins: Bool
    var source: String
    func word(_ m: Machine, _ lock: Pointer) -> Pointer {
      lock &+ (spins ? m.fields.rwlockCount : m.fields.rwsemCount)
    }
    func map(_ m: Machine, _ lock: Pointer) -> Pointer {
      lock &+ (spins ? m.fields.rwlockMap : m.fields.rwsemMap)
    }
    var held: Held.Kind { spins ? .rwlock : .rwsem }
  }
  private static let rwlock = Kind(spins: true, source: "kernel/locking/qrwlock.c")
  private static let rwsem = Kind(spins: false, source: "kernel/locking/rwsem.c")

  private static func wait(_ m: Machine, _ word: Pointer, _ mask: UInt64) -> Wait {
    Wait(.rwLock, index: m.wordIndex(word), value: mask)
  }

  /// Who has to act before thread `t` can go on that waits for bits `mask` of the count at state
  /// word `index`: itself if it holds the lock, the writer, a reader, a writer that waits for the
  /// readers.
  static func blocker(_ m: Machine, _ t: Int, _ index: Int, _ mask: UInt64) -> Int? {
    let count = m.state[index] & mask
    if count & writer != 0 { return Int(count & writer) - 1 }
    var found: Int?
    m.forEachThread { u in
      let h = m.header(u)
      let waits = m.state[Word.waiting] & (1 << UInt64(u)) != 0
      if count & readers != 0 {
        for i in 0..<Int(h[ThreadWord.heldCount])
        where h[ThreadWord.heldInfo + i] & Held.shared != 0
          && m.wordIndexIfLive(h[ThreadWord.held + i]) == index
        {
          // The caller itself, else one that waits, else any.
          if u == t { found = u } else if found == nil || (waits && found != t) { found = u }
        }
      } else if count & waiters != 0, waits, u != t, found == nil,
        h[ThreadWord.wait] & 0xffff_ffff == UInt64(index), h[ThreadWord.waitValue] & readers != 0
      {
        found = u
      }
    }
    return found
  }

  // MARK: Readers

  /// What keeps a reader out.
  private static func obstacles(_ m: Machine, _ kind: Kind) -> UInt64 {
    let h = m.header(m.current)
    let inInterrupt =
      !m.threadKind(m.current).isProcessContext
      || h[ThreadWord.context] & (0xff &* ContextPart.bhOff) != 0
    return kind.spins && inInterrupt ? writer : writer | waiters
  }

  private static func takeShared(
    _ m: Machine, _ lock: Pointer, _ kind: Kind, _ how: UInt64 = 0
  ) {
    let p = kind.word(m, lock)
    let recursive = kind.spins && obstacles(m, kind) == writer
    m.store(p, m.load(p) &+ reader)
    guard m.isRunning else { return }
    Locks.took(
      m, p, kind.held,
      Held.shared | how | (kind.spins ? Held.spins : 0) | (recursive ? Held.recursive : 0))
  }

  private static func releaseShared(_ m: Machine, _ lock: Pointer, _ kind: Kind, _ call: String) {
    let p = kind.word(m, lock)
    let count = m.load(p)
    if m.isRunning, count & readers == 0 {
      m.report(
        .lockMisuse, kind: "bad unlock balance", subject: lock,
        message: "\(call)() is called on a lock that nobody holds for reading.")
    }
    if m.isRunning { Locks.letGo(m, p, call) }
    if m.isRunning { m.store(p, count &- reader) }
  }

  // MARK: Writers

  /// Phases 1 and 2 of taking it for writing; nil once it is taken.
  private static func takeExclusive(
    _ m: Machine, _ f: Frame, _ lock: Pointer, _ kind: Kind, how: UInt64 = 0
  ) -> Phase? {
    let p = kind.word(m, lock)
    let count = m.load(p)
    if !m.isRunning { return .stop }
    if f.phase == 1, count & (writer | readers) != 0 {
      m.store(p, count &+ waiter)
      return .wait(wait(m, p, writer | readers), 2)
    }
    m.store(p, (f.phase == 2 ? count &- waiter : count) | UInt64(m.current + 1))
    Locks.took(m, p, kind.held, how | (kind.spins ? Held.spins : 0))
    return m.isRunning ? nil : .stop
  }

  private static func releaseExclusive(
    _ m: Machine, _ lock: Pointer, _ kind: Kind, _ call: String
  ) {
    let p = kind.word(m, lock)
    let count = m.load(p)
    if m.isRunning, count & writer != UInt64(m.current + 1) {
      m.report(
        .lockMisuse, kind: "bad unlock balance", subject: lock,
        message: "\(call)() is called by a thread that does not hold the lock for writing.")
    }
    if m.isRunning { Locks.letGo(m, p, call) }
    if m.isRunning { m.store(p, count & ~writer) }
  }

  private static func setUp(_ name: String, as display: String, _ kind: Kind) -> Symbol {
    Symbol(
      name, as: display, in: Locks.area, source: "\(kind.source):\(name), 6.12",
      .value { m in
        m.store(kind.word(m, m.argument(0)), 0)
        Lockdep.setMap(
          m, kind.map(m, m.argument(0)), key: m.argument(2), name: m.argument(1))
        return 0
      })
  }

  private static func tryShared(_ name: String, as display: String, _ kind: Kind) -> Symbol {
    Symbol(
      name, as: display, in: Locks.area, source: "\(kind.source):\(display), 6.12",
      .value { m in
        let lock = m.argument(0)
        let count = m.load(kind.word(m, lock))
        guard m.isRunning, count & (writer | (kind.spins ? 0 : waiters)) == 0 else { return 0 }
        if kind.spins { _ = LockFlavour.plain.enter(m) }
        takeShared(m, lock, kind, Held.tried)
        return 1
      })
  }

  private static func tryExclusive(_ name: String, as display: String, _ kind: Kind) -> Symbol {
    Symbol(
      name, as: display, in: Locks.area, source: "\(kind.source):\(display), 6.12",
      .value { m in
        let lock = m.argument(0)
        let p = kind.word(m, lock)
        guard m.load(p) == 0, m.isRunning else { return 0 }
        if kind.spins { _ = LockFlavour.plain.enter(m) }
        m.store(p, UInt64(m.current + 1))
        Locks.took(
          m, p, kind.held, Held.tried | (kind.spins ? Held.spins : 0))
        return 1
      })
  }

  // MARK: rw_semaphore

  private static func downRead(_ name: String, interruptedIn state: UInt64? = nil) -> Symbol {
    Symbol(
      name, in: Locks.area, from: .process, sleeps: true, source: "\(rwsem.source):\(name), 6.12",
      fences: "waits for a writer, and for writers that wait already",
      .blocking(
        { m in
          let wait = wait(m, rwsem.word(m, m.argument(0)), writer | waiters)
          if !m.isRunning { return .none }
          if let state, m.state[wait.index] & wait.value != 0 {
            if Tasks.isInterrupted(m, state) { return .none }
            Tasks.willSleep(m, state)
          }
          return wait
        },
        { m in
          let lock = m.argument(0)
          if state != nil {
            Tasks.wokeUp(m)
            if m.load(rwsem.word(m, lock)) & (writer | waiters) != 0 { return Machine.int(-4) }
          }
          takeShared(m, lock, rwsem)
          return 0
        }))
  }

  private static func downWrite(_ name: String, interruptedIn state: UInt64? = nil) -> Symbol {
    Symbol(
      name, in: Locks.area, from: .process, sleeps: true, source: "\(rwsem.source):\(name), 6.12",
      fences: "waits for the writer and all readers; new readers wait for it",
      .routine { m, f in
        let lock = f.argument(0)
        let p = rwsem.word(m, lock)
        if f.phase == 0 { return .next(1) }
        if let state {
          let count = m.load(p)
          if !m.isRunning { return .stop }
          let isFree = count & (writer | readers) == 0
          if f.phase == 1, !isFree {
            if Tasks.isInterrupted(m, state) { return .done(Machine.int(-4)) }
            Tasks.willSleep(m, state)
          } else if f.phase == 2 {
            Tasks.wokeUp(m)
            if !isFree {
              m.store(p, count &- waiter)
              return .done(Machine.int(-4))
            }
          }
        }
        return takeExclusive(m, f, lock, rwsem) ?? .done(0)
      })
  }

  private static let semaphores: [Symbol] = [
    setUp("__init_rwsem", as: "init_rwsem", rwsem),
    downRead("down_read"),
    downRead("down_read_interruptible", interruptedIn: 1),
    downRead("down_read_killable", interruptedIn: 0x102),
    downWrite("down_write"),
    downWrite("down_write_killable", interruptedIn: 0x102),
    tryShared("down_read_trylock", as: "down_read_trylock", rwsem),
    tryExclusive("down_write_trylock", as: "down_write_trylock", rwsem),
    Symbol(
      "up_read", in: Locks.area, source: "\(rwsem.source):up_read, 6.12",
      .value { m in
        releaseShared(m, m.argument(0), rwsem, "up_read")
        return 0
      }),
    Symbol(
      "up_write", in: Locks.area, source: "\(rwsem.source):up_write, 6.12",
      .value { m in
        releaseExclusive(m, m.argument(0), rwsem, "up_write")
        return 0
      }),
    Symbol(
      "downgrade_write", in: Locks.area, source: "\(rwsem.source):downgrade_write, 6.12",
      fences: "readers may join it; no writer gets in between",
      .value { m in
        let lock = m.argument(0)
        releaseExclusive(m, lock, rwsem, "downgrade_write")
        if m.isRunning { takeShared(m, lock, rwsem, Held.tried) }
        return 0
      }),
    Symbol(
      "rwsem_is_locked", in: Locks.area, source: "include/linux/rwsem.h:rwsem_is_locked, 6.12",
      fences: "nothing: a hint, which may be wrong when it returns",
      .value { m in m.load(rwsem.word(m, m.argument(0))) & (writer | readers) != 0 ? 1 : 0 }),
  ]

  // MARK: rwlock_t

  private static let spinning: [Symbol] = LockFlavour.allCases.flatMap { flavour -> [Symbol] in
    let source = "\(rwlock.source), include/linux/rwlock_api_smp.h, 6.12"
    func unlock(_ display: String, _ release: @escaping @Sendable (Machine) -> Void) -> Symbol {
      Symbol(
        "_raw_" + display, as: display, in: Locks.area, source: source,
        .value { m in
          release(m)
          if m.isRunning { flavour.leave(m, flags: m.argument(1), display) }
          return 0
        })
    }
    return [
      Symbol(
        "_raw_read_lock" + flavour.rawValue, as: "read_lock" + flavour.rawValue, in: Locks.area,
        from: flavour.context, source: source,
        fences: "waits for a writer and, but for interrupts, for writers that wait already",
        .blocking(
          { m in wait(m, rwlock.word(m, m.argument(0)), obstacles(m, rwlock)) },
          { m in
            let lock = m.argument(0)
            // What is off while the lock is held is off before it is taken.
            let flags = flavour.enter(m)
            takeShared(m, lock, rwlock)
            return flags
          })),
      Symbol(
        "_raw_write_lock" + flavour.rawValue, as: "write_lock" + flavour.rawValue, in: Locks.area,
        from: flavour.context, source: source,
        fences: "waits for the writer and all readers; new readers of tasks wait for it",
        .routine { m, f in
          if f.phase == 0 { return .next(1) }
          if f.phase == 1 { f[0] = flavour.enter(m) }
          return takeExclusive(m, f, f.argument(0), rwlock) ?? .done(f[0])
        }),
      unlock("read_unlock" + flavour.undone) { m in
        releaseShared(m, m.argument(0), rwlock, "read_unlock" + flavour.undone)
      },
      unlock("write_unlock" + flavour.undone) { m in
        releaseExclusive(m, m.argument(0), rwlock, "write_unlock" + flavour.undone)
      },
    ]
  }

  static let symbols: [Symbol] =
    semaphores + spinning
    + [
      setUp("__rwlock_init", as: "rwlock_init", rwlock),
      tryShared("_raw_read_trylock", as: "read_trylock", rwlock),
      tryExclusive("_raw_write_trylock", as: "write_trylock", rwlock),
    ]
}
