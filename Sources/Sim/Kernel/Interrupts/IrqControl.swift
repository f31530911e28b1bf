// Disabling, enabling and synchronizing interrupts, and what else is done to a line.
//
// Source: kernel/irq/manage.c, 6.12.

enum IrqControl {
  private typealias Line = Interrupts.Line

  private static let file = Interrupts.file

  /// The line of argument 0, or 0.
  private static func line(_ m: Machine, _ irq: UInt64) -> Pointer {
    Interrupts.line(m, irq & 0xffff_ffff)
  }

  private static func disable(_ m: Machine, _ l: Pointer) {
    m.setWord(l, Line.depth, m.word(l, Line.depth) + 1)
  }

  /// Until no handler of the line runs.
  private static func notInProgress(_ m: Machine, _ l: Pointer) -> Wait {
    Wait(.equal, index: m.wordIndex(l &+ UInt64(8 * Line.inProgress)), value: 0)
  }

  /// An interrupt's thread that is not finished; the caller's own, if it is one.
  private static func activeThread(_ m: Machine, _ l: Pointer) -> Int? {
    guard m.word(l, Line.threadsActive) != 0 else { return nil }
    func isOne(_ t: Int) -> Bool {
      m.threadKind(t) == .irqThread && m.header(t)[ThreadWord.cookie] == l
    }
    if isOne(m.current) { return m.current }
    var found: Int?
    m.forEachThread { t in if found == nil, isOne(t) { found = t } }
    return found
  }

  /// An INTx that a CPU has accepted and not yet handled. The IO-APIC tells of it, so
  /// synchronize_irq() waits for it; of a message nobody can tell.
  private static func inFlight(_ m: Machine, _ l: Pointer) -> Int? {
    guard m.word(l, Line.irq) < UInt64(Interrupts.msi) else { return nil }
    return m.findThread(.irq, serving: l, .pending)
  }

  /// The waits of `synchronize_irq()`: phase `again` calls this again, phase `then` follows.
  static func synchronize(
    _ m: Machine, _ l: Pointer, again: Int, then next: Int, threads: Bool = true
  ) -> Phase {
    m.asks(of: .irq, l, waits: true)
    if threads { m.asks(of: .irqThread, cookie: Machine.id(l), waits: true) }
    if m.word(l, Line.inProgress) != 0 { return .wait(notInProgress(m, l), again) }
    if let t = inFlight(m, l) { return .wait(m.endOf(t), again) }
    if threads, let t = activeThread(m, l) { return .wait(m.endOf(t), again) }
    Lockdep.waited(m, for: .irq, l, 0)
    if threads { Lockdep.waited(m, for: .irqThread, l, 0) }
    if !m.isRunning { return .stop }
    return .next(next)
  }

  private static func wait(
    _ name: String, disables: Bool, threads: Bool, fences: String
  ) -> Symbol {
    Symbol(
      name, in: Interrupts.area, from: threads ? .process : .any,
      contextNote: threads ? "" : "spins: never in a handler of the line", sleeps: threads,
      source: "\(file):\(name), 6.12", fences: fences,
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          f[0] = line(m, f.argument(0))
          if f[0] == 0 { return .done(threads ? 0 : 1) }
          if disables { disable(m, f[0]) }
          return synchronize(m, f[0], again: 2, then: 3, threads: threads)
        case 2: return synchronize(m, f[0], again: 2, then: 3, threads: threads)
        default:
          if threads { return .done(0) }
          m.asks(of: .irqThread, cookie: Machine.id(f[0]))
          return .done(m.word(f[0], Line.threadsActive) != 0 ? 0 : 1)
        }
      })
  }

  private static func noEffect(_ name: String, approximation: String) -> Symbol {
    Symbol(
      name, in: Interrupts.area, source: "\(file):\(name), 6.12", approximation: approximation,
      .value { _ in 0 })
  }

  static let symbols: [Symbol] = [
    Symbol(
      "disable_irq_nosync", in: Interrupts.area, source: "\(file):disable_irq_nosync, 6.12",
      fences: "prevents later deliveries until enable_irq; does not wait for a running handler",
      .value { m in
        let l = line(m, m.argument(0))
        if l != 0 { disable(m, l) }
        return 0
      }),
    wait(
      "disable_irq", disables: true, threads: true,
      fences: "a fence until enable_irq, for all users of the line"),
    wait(
      "disable_hardirq", disables: true, threads: false,
      fences: "as disable_irq, for the hard handler only: a threaded one may still run"),
    wait(
      "synchronize_irq", disables: false, threads: true,
      fences: "waits for running handlers and threads; does not prevent the next interrupt, nor a"
        + " message that is already on its way"),
    wait(
      "synchronize_hardirq", disables: false, threads: false,
      fences: "waits for a running hard handler; false if a threaded one is still active"),
    Symbol(
      "enable_irq", in: Interrupts.area, source: "\(file):enable_irq, 6.12",
      fences: "replays what came meanwhile",
      .value { m in
        let l = line(m, m.argument(0))
        guard l != 0, m.word(l, Line.actions) != 0 else { return 0 }
        let depth = m.word(l, Line.depth)
        guard depth > 0 else {
          m.report(
            .apiMisuse, kind: "unbalanced enable_irq", subject: l,
            message: "enable_irq() is called on an interrupt that is not disabled.")
          return 0
        }
        m.setWord(l, Line.depth, depth - 1)
        Interrupts.replay(m, l)
        return 0
      }),
    Symbol(
      "irq_wake_thread", in: Interrupts.area, source: "\(file):irq_wake_thread, 6.12",
      fences: "nothing; wakes the thread without an interrupt",
      .value { m in
        let l = line(m, m.argument(0))
        var a = l == 0 ? 0 : m.word(l, Line.actions)
        while a != 0 {
          if m.word(a, Interrupts.Action.deviceID) == m.argument(1) {
            if m.word(a, Interrupts.Action.threadFunction) != 0 { Interrupts.wake(m, l, a) }
            return 0
          }
          a = m.word(a, 0)
        }
        return 0
      }),
    Symbol(
      "__irq_apply_affinity_hint", as: "irq_set_affinity_hint", in: Interrupts.area,
      source: "\(file):__irq_apply_affinity_hint, 6.12",
      approximation: "only that a hint is set: free_irq() warns of one that is left",
      .value { m in
        let l = line(m, m.argument(0))
        if l == 0 { return Machine.int(-22) }
        m.setWord(l, Line.hint, m.argument(1) == 0 ? 0 : 1)
        return 0
      }),
    Symbol(
      "irq_has_action", in: Interrupts.area, source: "include/linux/irqdesc.h:irq_has_action, 6.12",
      fences: "nothing: a hint, which may be wrong when it returns",
      .value { m in
        let l = line(m, m.argument(0))
        return l != 0 && m.word(l, Line.actions) != 0 ? 1 : 0
      }),
    noEffect("irq_set_irq_wake", approximation: "interrupts do not wake the system"),
    noEffect("irq_set_irq_type", approximation: "levels and edges are not told apart"),
  ]
}
