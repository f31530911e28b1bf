// RCU: readers, grace periods, callbacks. Atomic sections and interrupts are readers too.
//
// Source: kernel/rcu/tree.c, 6.12.

enum Rcu {
  private static let area = "rcu"
  private static let file = "kernel/rcu/tree.c"

  static let routines: [InternalRoutine] = [
    // Arguments: the rcu_head (or, with no function, what kfree_rcu frees), and the readers at the
    // time of the call.
    InternalRoutine("rcu_do_batch") { m, f in
      switch f.phase {
      case 1:
        f[0] = f.argument(1)
        fallthrough
      case 2:
        if f[0] != 0 {
          let next = Modules.waitForReaders(m, f, then: 2)
          if case .wait = next { return next }
        }
        let h = m.header(m.current)
        h[ThreadWord.phase] = ThreadPhase.running.rawValue
        m.startCallback()
        if !m.isRunning { return .stop }
        if h[ThreadWord.function] == 0 {
          Slab.free(m, f.argument(0), call: "kfree_rcu")
          return m.isRunning ? .done(0) : .stop
        }
        m.setOutgoing(f.argument(0))
        return .call(h[ThreadWord.function], arguments: 1, 3)
      default:
        m.checkLeftContext("The RCU callback")
        return m.isRunning ? .done(0) : .stop
      }
    }
  ]

  private static func queue(_ m: Machine, _ p: Pointer, function: Pointer) {
    _ = m.load(p)
    if !m.isRunning { return }
    var readers = Modules.atomicReaders(m, but: m.current)
    // The caller may be a reader itself.
    let h = m.header(m.current)
    if !m.threadKind(m.current).isProcessContext || h[ThreadWord.context] & 0xffff_ffff != 0 {
      readers |= 1 << UInt64(m.current)
    }
    _ = m.spawn(
      .rcu, Routines.rcuDoBatch, (p, readers), subject: p, function: function)
  }

  static let symbols: [Symbol] = [
    Symbol(
      "__rcu_read_lock", as: "rcu_read_lock", in: area, source: "kernel/rcu/tree_plugin.h:__rcu_read_lock, 6.12",
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
      "synchronize_rcu", in: area, from: .process, sleeps: true, source: "\(file):synchronize_rcu, 6.12",
      fences: "waits for the readers that began before it; not for callbacks",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          f[0] = Modules.atomicReaders(m, but: m.current)
          fallthrough
        default:
          if f[0] != 0 {
            let next = Modules.waitForReaders(m, f, then: 2)
            if case .wait = next { return next }
          }
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
      "kvfree_call_rcu", as: "kfree_rcu", in: area, source: "mm/slab_common.c:kvfree_call_rcu, 6.12",
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
