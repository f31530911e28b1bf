// RCU: readers, grace periods, callbacks. Atomic sections and interrupts are readers too.
//
// A grace period is a set of readers taken when it starts, as a mask of threads and the newest
// sequence number of that moment: a later thread in the same slot is another one.
//
// Source: kernel/rcu/tree.c, 6.12.

enum Rcu {
  private static let area = "rcu"
  private static let file = "kernel/rcu/tree.c"

  // MARK: Grace periods

  /// Whether thread `t` is where a grace period waits for it: with preemption, softirqs or
  /// interrupts off, in an RCU read section, or in an interrupt.
  private static func isReader(_ m: Machine, _ t: Int) -> Bool {
    let h = m.header(t)
    return h[ThreadWord.phase] == ThreadPhase.running.rawValue
      && (!m.threadKind(t).isProcessContext || h[ThreadWord.context] & 0xffff_ffff != 0)
  }

  /// The mask of the present readers, without thread `me` (-1: with all).
  private static func readers(_ m: Machine, but me: Int) -> UInt64 {
    var mask: UInt64 = 0
    m.forEachThread { t in
      if t != me, isReader(m, t) { mask |= 1 << UInt64(t) }
    }
    return mask
  }

  /// Starts a grace period: locals 0 and 1 of the frame hold it.
  static func takeReaders(_ m: Machine, _ f: Frame, but me: Int) {
    f[0] = readers(m, but: me)
    f[1] = m.state[Word.nextSequence]
  }

  /// The wait for the first of the readers in locals 0 and 1 that still is one, or nil. A reader in
  /// process context is waited for until it is seen outside of any section: it may then enter
  /// another, but whoever waits could have gone on in between.
  private static func waitForReader(
    _ m: Machine, _ mask: inout UInt64, upTo newest: UInt64
  ) -> Wait? {
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

  // MARK: Callbacks

  static let routines: [InternalRoutine] = [
    // Arguments: the rcu_head (or, with no function, what kfree_rcu frees), and the readers at the
    // time of the call.
    InternalRoutine("rcu_do_batch") { m, f in
      switch f.phase {
      case 1:
        let h = m.header(m.current)
        f[0] = f.argument(1)
        f[1] = h[ThreadWord.sequence]
        if case .wait(let wait, _) = waitForReaders(m, f, then: 1) {
          f.setArgument(1, f[0])
          return .wait(wait, 1)
        }
        h[ThreadWord.phase] = ThreadPhase.running.rawValue
        m.startCallback()
        if !m.isRunning { return .stop }
        if h[ThreadWord.function] == 0 {
          Slab.free(m, f.argument(0), call: "kfree_rcu")
          return m.isRunning ? .done(0) : .stop
        }
        // The callback is where the kernel keeps it: in the head.
        _ = m.load(f.argument(0))
        if !m.isRunning { return .stop }
        m.setOutgoing(f.argument(0))
        return .call(h[ThreadWord.function], arguments: 1, 2)
      default:
        m.checkLeftContext("The RCU callback")
        return m.isRunning ? .done(0) : .stop
      }
    }
  ]

  /// Queues a callback, or memory to be freed if there is no function.
  private static func queue(_ m: Machine, _ p: Pointer, function: Pointer) {
    _ = m.load(p)
    if !m.isRunning { return }
    if m.findThread(.rcu, serving: p, .pending) != nil {
      m.report(
        .reinitActiveObject, kind: "activate active rcu_head", subject: p,
        message: "call_rcu() is given a head whose callback is still to come.")
      return
    }
    // The caller may be a reader itself.
    var mask = readers(m, but: -1)
    let all = mask
    let wait = waitForReader(m, &mask, upTo: m.state[Word.nextSequence]) ?? .none
    _ = m.spawn(
      .rcu, Routines.rcuDoBatch, (p, all), subject: p, function: function, wait: wait)
  }

  // MARK: Symbols

  static let symbols: [Symbol] = [
    Symbol(
      "__rcu_read_lock", as: "rcu_read_lock", in: area,
      source: "kernel/rcu/tree_plugin.h:__rcu_read_lock, 6.12",
      .value { m in
        m.header(m.current)[ThreadWord.context] &+= ContextPart.rcu
        return 0
      }),
    Symbol(
      "__rcu_read_unlock", as: "rcu_read_unlock", in: area,
      source: "kernel/rcu/tree_plugin.h:__rcu_read_unlock, 6.12",
      .value { m in
        let h = m.header(m.current)
        if h[ThreadWord.context] & (0xff &* ContextPart.rcu) == 0 {
          m.report(
            .lockMisuse, kind: "bad unlock balance",
            message: "rcu_read_unlock() is called outside a read section.")
        } else {
          h[ThreadWord.context] &-= ContextPart.rcu
        }
        return 0
      }),
    Symbol(
      "synchronize_rcu", in: area, from: .process, sleeps: true,
      source: "\(file):synchronize_rcu, 6.12",
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
      }),
    Symbol(
      "call_rcu", in: area, source: "\(file):call_rcu, 6.12",
      fences: "nothing; nothing pins the module for the callback",
      .value { m in
        queue(m, m.argument(0), function: m.argument(1))
        return 0
      }),
    Symbol(
      "kvfree_call_rcu", as: "kfree_rcu", in: area,
      source: "mm/slab_common.c:kvfree_call_rcu, 6.12",
      fences: "no code of the module runs",
      .value { m in
        queue(m, m.argument(1), function: 0)
        return 0
      }),
    Symbol(
      "rcu_barrier", in: area, from: .process, sleeps: true, source: "\(file):rcu_barrier, 6.12",
      fences: "waits for all call_rcu callbacks queued before it; not for kfree_rcu",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          f[0] = m.state[Word.nextSequence]
          fallthrough
        default:
          var found: Int?
          m.forEachThread { t in
            if m.threadKind(t) == .rcu, m.sequence(t) <= f[0],
              m.header(t)[ThreadWord.function] != 0
            {
              found = t
            }
          }
          if let found { return .wait(m.endOf(found), 2) }
          return .done(0)
        }
      }),
  ]
}
