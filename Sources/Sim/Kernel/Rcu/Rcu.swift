// RCU: readers and grace periods. Atomic sections and interrupts are readers too.
//
// A grace period is a set of readers taken when it starts, as a mask of threads and the newest
// sequence number of that moment: a later thread in the same slot is another one.
//
// Source: kernel/rcu/tree.c, 6.12.

enum Rcu {
  static let area = "rcu"
  static let file = "kernel/rcu/tree.c"

  // MARK: Grace periods

  /// Whether thread `t` is where a grace period waits for it: with preemption, softirqs or
  /// interrupts off, in an RCU read section, or in an interrupt.
  private static func isReader(_ m: Machine, _ t: Int) -> Bool {
    let h = m.header(t)
    return h[ThreadWord.phase] == ThreadPhase.running.rawValue
      && (!m.threadKind(t).isProcessContext || h[ThreadWord.context] & 0xffff_ffff != 0)
  }

  /// The mask of the present readers, without thread `me` (-1: with all).
  static func readers(_ m: Machine, but me: Int) -> UInt64 {
    var mask: UInt64 = 0
    m.forEachThread { t in
      if t != me, isReader(m, t) { mask |= 1 << UInt64(t) }
    }
    return mask
  }

  /// Starts a grace period: locals 0 and 1 of the frame hold it.
  static func takeReaders(_ m: Machine, _ f: Frame, but me: Int) {
    f[0] = readers(m, but: me)
    m.tellApart(f[0])
    f[1] = m.state[Word.nextSequence]
  }

  /// The wait for the first of the readers in locals 0 and 1 that still is one, or nil. A reader in
  /// process context is waited for until it is seen outside of any section: it may then enter
  /// another, but whoever waits could have gone on in between.
  static func waitForReader(_ m: Machine, _ mask: inout UInt64, upTo newest: UInt64) -> Wait? {
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      if m.state[Word.alive] & (1 << UInt64(t)) != 0, m.sequence(t) <= newest, isReader(m, t) {
        guard m.threadKind(t).isProcessContext else { return m.endOf(t) }
        let index = (m.header(t) + ThreadWord.context) - m.state
        return Wait(.bitsClear, index: index, value: 0xffff_ffff, thread: t + 1)
      }
      mask &= mask &- 1
    }
    return nil
  }

  /// Waits for one reader after the other, then goes on in `phase` with local 0 cleared.
  static func waitForReaders(_ m: Machine, _ f: Frame, then phase: Int) -> Phase {
    if let wait = waitForReader(m, &f[0], upTo: f[1]) { return .wait(wait, phase) }
    return .next(phase)
  }

  private static func synchronize(_ name: String, _ source: String) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: source,
      fences: "waits for the readers that began before it; not for callbacks",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          takeReaders(m, f, but: m.current)
          fallthrough
        default:
          if case .wait(let wait, _) = waitForReaders(m, f, then: 2) { return .wait(wait, 2) }
          return .done(0)
        }
      })
  }

  /// Whether `call` waits for readers, so that a reader that calls it waits for itself. Then that
  /// is told, rather than that it sleeps.
  static func isSelfWait(_ m: Machine, _ call: String) -> Bool {
    guard call.hasPrefix("synchronize_rcu"), isInSection(m) else { return false }
    m.report(
      .deadlock, kind: "illegal synchronize_rcu in read section",
      message: "\(call)() is called in an RCU read section, and so waits for its own caller.")
    return true
  }

  // MARK: Sections

  private static func isInSection(_ m: Machine) -> Bool {
    m.header(m.current)[ThreadWord.context] & (0xff &* ContextPart.rcu) != 0
  }
  private static func areSoftirqsOff(_ m: Machine) -> Bool {
    let context = m.header(m.current)[ThreadWord.context]
    return !m.threadKind(m.current).isProcessContext || context & 0xffff00 != 0
  }
  private static func isPreemptible(_ m: Machine) -> Bool {
    m.threadKind(m.current).isProcessContext
      && m.header(m.current)[ThreadWord.context] & 0xffff == 0
  }

  /// Which readers a dereference accepts: the argument of the check in the headers.
  private static func isHeld(_ m: Machine, _ flavour: Int) -> Bool {
    switch flavour {
    case 0: return isInSection(m)
    case 1: return areSoftirqsOff(m)
    case 2: return !isPreemptible(m)
    default: return isInSection(m) || areSoftirqsOff(m) || !isPreemptible(m)
    }
  }

  private static func enter(_ name: String, as display: String, _ part: UInt64) -> Symbol {
    Symbol(
      name, as: display, in: area, source: "include/linux/rcupdate.h:\(display), 6.12",
      .value { m in
        m.header(m.current)[ThreadWord.context] &+= part
        return 0
      })
  }

  private static func leave(_ name: String, as display: String, _ part: UInt64) -> Symbol {
    Symbol(
      name, as: display, in: area, source: "include/linux/rcupdate.h:\(display), 6.12",
      .value { m in
        let h = m.header(m.current)
        if h[ThreadWord.context] & (0xff &* part) == 0 {
          m.report(
            .lockMisuse, kind: "bad unlock balance",
            message: "\(display)() is called outside a read section.")
        } else {
          h[ThreadWord.context] &-= part
        }
        return 0
      })
  }

  static let symbols: [Symbol] =
    RcuCallbacks.symbols + [
      enter("__rcu_read_lock", as: "rcu_read_lock", ContextPart.rcu),
      leave("__rcu_read_unlock", as: "rcu_read_unlock", ContextPart.rcu),
      enter("__rcu_read_lock_bh", as: "rcu_read_lock_bh", ContextPart.bhOff),
      leave("__rcu_read_unlock_bh", as: "rcu_read_unlock_bh", ContextPart.bhOff),
      enter("__rcu_read_lock_sched", as: "rcu_read_lock_sched", ContextPart.preempt),
      leave("__rcu_read_unlock_sched", as: "rcu_read_unlock_sched", ContextPart.preempt),
      synchronize("synchronize_rcu", "\(file):synchronize_rcu, 6.12"),
      synchronize(
        "synchronize_rcu_expedited", "kernel/rcu/tree_exp.h:synchronize_rcu_expedited, 6.12"),
      Symbol(
        "rcu_read_lock_held", in: area, source: "kernel/rcu/update.c:rcu_read_lock_held, 6.12",
        .value { m in isHeld(m, 0) ? 1 : 0 }),
      Symbol(
        "rcu_read_lock_bh_held", in: area,
        source: "kernel/rcu/update.c:rcu_read_lock_bh_held, 6.12",
        .value { m in isHeld(m, 1) ? 1 : 0 }),
      Symbol(
        "rcu_read_lock_any_held", in: area,
        source: "kernel/rcu/update.c:rcu_read_lock_any_held, 6.12",
        .value { m in isHeld(m, 3) ? 1 : 0 }),
      // As CONFIG_PROVE_RCU: an interrupt or a spinlock is no excuse for rcu_dereference().
      Symbol(
        "__simctl_rcu_dereference", as: "rcu_dereference", in: area,
        source: "include/linux/rcupdate.h:__rcu_dereference_check, 6.12",
        .value { m in
          if !isHeld(m, m.intArgument(0)) {
            m.report(
              .lockMisuse, kind: "suspicious RCU usage",
              message: "A pointer that RCU protects is read outside of a read section:"
                + " the object may be freed meanwhile.")
          }
          return 0
        }),
      Symbol(
        "__simctl_rcu_unprotected", as: "rcu_dereference_protected", in: area,
        source: "include/linux/rcupdate.h:__rcu_dereference_protected, 6.12",
        .value { m in
          m.report(
            .lockMisuse, kind: "suspicious RCU usage",
            message: "rcu_dereference_protected() is used while what should protect the pointer"
              + " is not held.")
          return 0
        }),
    ]
}
