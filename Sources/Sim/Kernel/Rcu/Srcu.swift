// Sleepable RCU: readers of one domain may sleep, and only synchronize_srcu() of that domain waits
// for them. Two counters of readers, used in turn, are kept in the domain itself.
//
// Source: kernel/rcu/srcutiny.c, srcutree.c, 6.12.

enum Srcu {
  private static let area = "rcu"
  private static let file = "kernel/rcu/srcutree.c"

  // MARK: The domain

  private static func index(_ m: Machine, _ s: Pointer) -> Pointer {
    s &+ (m.fields.offset("srcu_struct", "idx") ?? 0)
  }
  private static func readers(_ m: Machine, _ s: Pointer, _ i: UInt64) -> Pointer {
    s &+ (m.fields.offset("srcu_struct", "readers") ?? 8) &+ 8 &* (i & 1)
  }
  private static func isSetUp(_ m: Machine, _ s: Pointer) -> Pointer {
    s &+ (m.fields.offset("srcu_struct", "srcu_sup") ?? 24)
  }

  private static func noReaders(_ m: Machine, _ s: Pointer, _ i: UInt64) -> Wait {
    Wait(.zero, index: m.wordIndex(readers(m, s, i)))
  }

  /// A domain that was only zeroed: the kernel would follow NULL pointers. False after a finding.
  private static func check(_ m: Machine, _ s: Pointer) -> Bool {
    if m.load(isSetUp(m, s)) == 0, m.isRunning {
      m.report(
        .uninitialisedObject, kind: "srcu_struct used before init", subject: s,
        message: "An SRCU domain is used before init_srcu_struct() has been called on it.")
      if m.isRunning { m.store(isSetUp(m, s), 1) }
    }
    return m.isRunning
  }

  // MARK: Grace periods

  /// One step of a grace period: the wait for readers of an older one, then the flip of the
  /// counters and the wait for those that began before it. `phase` is 1 at first; nil when it is
  /// over, or the run has ended.
  private static func advance(_ m: Machine, _ s: Pointer, _ phase: Int) -> Phase? {
    switch phase {
    case 1:
      guard check(m, s) else { return nil }
      let wait = noReaders(m, s, m.load(index(m, s)) ^ 1)
      return m.isRunning ? .wait(wait, 2) : nil
    case 2:
      let i = m.load(index(m, s)) & 1
      // Another one may have flipped it meanwhile.
      if m.isRunning, m.load(readers(m, s, i ^ 1)) != 0 {
        return .wait(noReaders(m, s, i ^ 1), 2)
      }
      m.store(index(m, s), i ^ 1)
      let wait = noReaders(m, s, i)
      return m.isRunning ? .wait(wait, 3) : nil
    default:
      _ = m.load(index(m, s))
      return nil
    }
  }

  static let routines: [InternalRoutine] = [
    // Arguments: head, domain.
    InternalRoutine("srcu_invoke_callbacks") { m, f in
      if f.phase < 4 {
        if let next = advance(m, f.argument(1), f.phase) { return next }
        if !m.isRunning { return .stop }
        RcuCallbacks.start(m)
        if !m.isRunning { return .stop }
        _ = m.load(f.argument(0))
        if !m.isRunning { return .stop }
        m.setOutgoing(f.argument(0))
        return .call(m.header(m.current)[ThreadWord.function], arguments: 1, 4)
      }
      m.checkLeftContext("The SRCU callback")
      return m.isRunning ? .done(0) : .stop
    }
  ]

  // MARK: Symbols

  private static func enter(_ name: String, as display: String, isHeld: Bool) -> Symbol {
    Symbol(
      name, as: display, in: area, source: "\(file):__srcu_read_lock, 6.12",
      fences: "the reader may sleep; only synchronize_srcu of this domain waits for it",
      .value { m in
        let s = m.argument(0)
        guard check(m, s) else { return 0 }
        let i = m.load(index(m, s)) & 1
        m.store(readers(m, s, i), m.load(readers(m, s, i)) &+ 1)
        if isHeld, m.isRunning { Locks.took(m, s, .srcu, Held.shared | Held.recursive) }
        return i
      })
  }

  private static func leave(_ name: String, as display: String, isHeld: Bool) -> Symbol {
    Symbol(
      name, as: display, in: area, source: "\(file):__srcu_read_unlock, 6.12",
      .value { m in
        let s = m.argument(0)
        let p = readers(m, s, m.argument(1))
        let n = m.load(p)
        if m.isRunning, m.intArgument(1) & ~1 != 0 || n == 0 {
          m.report(
            .lockMisuse, kind: "bad unlock balance", subject: s,
            message: "\(display)() is called with an index that no reader holds.")
          return 0
        }
        if isHeld { m.removeHeld(m.current, s) }
        m.store(p, n &- 1)
        return 0
      })
  }

  private static func synchronize(_ name: String) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: "\(file):\(name), 6.12",
      fences: "waits for the readers of this domain that began before it, and of no other",
      .routine { m, f in
        let s = f.argument(0)
        if f.phase == 0 { return .next(1) }
        if f.phase == 1, m.holds(m.current, s) {
          m.report(
            .deadlock, kind: "illegal synchronize_srcu in read section", subject: s,
            message: "\(name)() is called in a read section of the same domain, and so waits for"
              + " its own caller.")
          if !m.isRunning { return .stop }
        }
        if let next = advance(m, s, f.phase) { return next }
        Lockdep.waited(m, forUsersOf: s, .srcu)
        return m.isRunning ? .done(0) : .stop
      })
  }

  /// The first callback of the domain that has not started, or nil.
  private static func pendingCallback(_ m: Machine, _ s: Pointer) -> Int? {
    var found: Int?
    m.forEachThread { t in
      let h = m.header(t)
      if found == nil, m.threadKind(t) == .rcu, h[ThreadWord.cookie] == s,
        h[ThreadWord.phase] == ThreadPhase.pending.rawValue
      {
        found = t
      }
    }
    return found
  }

  static let symbols: [Symbol] = [
    Symbol(
      "init_srcu_struct", in: area, from: .process, sleeps: true,
      source: "\(file):init_srcu_struct, 6.12",
      .value { m in
        if m.failsByFault("init_srcu_struct") { return Machine.int(-12) }
        let s = m.argument(0)
        m.store(index(m, s), 0)
        m.store(readers(m, s, 0), 0)
        m.store(readers(m, s, 1), 0)
        m.store(isSetUp(m, s), 1)
        return 0
      }),
    Symbol(
      "cleanup_srcu_struct", in: area, from: .process, sleeps: true,
      source: "\(file):cleanup_srcu_struct, 6.12",
      fences: "does not wait for readers, nor for callbacks that have not started",
      approximation: "does not wait for a callback that is running; on a finding that is switched"
        + " off the domain is given back all the same",
      .value { m in
        let s = m.argument(0)
        guard check(m, s) else { return 0 }
        let left = m.load(readers(m, s, 0)) | m.load(readers(m, s, 1))
        if left != 0 {
          m.report(
            .apiMisuse, kind: "cleanup_srcu_struct with readers", subject: s,
            message: "cleanup_srcu_struct() is called while a reader is in a read section.")
        } else if let t = pendingCallback(m, s) {
          let name = m.functionName(m.header(t)[ThreadWord.function]) ?? "?"
          m.report(
            .apiMisuse, kind: "cleanup_srcu_struct with callbacks", subject: s,
            message: "cleanup_srcu_struct() is called while \(name)() is still to be called:"
              + " srcu_barrier() would have waited for it.")
        }
        m.store(isSetUp(m, s), 0)
        return 0
      }),
    enter("__srcu_read_lock", as: "srcu_read_lock", isHeld: true),
    leave("__srcu_read_unlock", as: "srcu_read_unlock", isHeld: true),
    enter("srcu_down_read", as: "srcu_down_read", isHeld: false),
    leave("srcu_up_read", as: "srcu_up_read", isHeld: false),
    synchronize("synchronize_srcu"),
    synchronize("synchronize_srcu_expedited"),
    Symbol(
      "call_srcu", in: area, source: "\(file):call_srcu, 6.12",
      fences: "nothing; nothing pins the module for the callback",
      approximation: "the callback runs in softirq context (the kernel: a worker with softirqs"
        + " off)",
      .value { m in
        let s = m.argument(0)
        let head = m.argument(1)
        guard check(m, s), !RcuCallbacks.isQueued(m, head, call: "call_srcu") else { return 0 }
        _ = m.spawn(
          .rcu, KernelTable.routine("srcu_invoke_callbacks"), (head, s), subject: head,
          function: m.argument(2), cookie: s)
        return 0
      }),
    RcuCallbacks.barrier(
      "srcu_barrier", source: "\(file):srcu_barrier, 6.12",
      fences: "waits until the call_srcu callbacks of this domain that were queued before it have"
        + " finished"
    ) { m, f in check(m, f.argument(0)) ? f.argument(0) : 0 },
    Symbol(
      "srcu_read_lock_held", in: area, source: "include/linux/srcu.h:srcu_read_lock_held, 6.12",
      .value { m in m.holds(m.current, m.argument(0)) ? 1 : 0 }),
  ]
}
