// RCU callbacks: each is a thread that waits for its grace period. What call_rcu() queues runs code
// of the module and rcu_barrier() waits for it; what kfree_rcu() queues runs none, and only
// kvfree_rcu_barrier() waits for that.
//
// Source: kernel/rcu/tree.c, mm/slab_common.c, 6.12.

enum RcuCallbacks {
  private static let area = Rcu.area
  private static let file = Rcu.file

  /// The cookie of a callback's thread, which says who waits for it: the domain, for SRCU.
  enum Owner {
    static let callRcu: UInt64 = 0
    static let kfreeRcu: UInt64 = 1
  }

  static let routines: [InternalRoutine] = [
    // Arguments: the rcu_head (or, with no function, what kfree_rcu frees), and the readers at the
    // time of the call.
    InternalRoutine("rcu_do_batch") { m, f in
      switch f.phase {
      case 1:
        if let wait = gracePeriod(m, f) { return .wait(wait, 1) }
        let h = m.header(m.current)
        start(m)
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

  /// The wait for what is left of a callback's grace period, whose readers are argument 1; nil when
  /// it is over.
  static func gracePeriod(_ m: Machine, _ f: Frame) -> Wait? {
    f[0] = f.argument(1)
    f[1] = m.sequence(m.current)
    guard case .wait(let wait, _) = Rcu.waitForReaders(m, f, then: 1) else { return nil }
    f.setArgument(1, f[0])
    return wait
  }

  /// The present callback's grace period is over: it runs.
  static func start(_ m: Machine) {
    m.header(m.current)[ThreadWord.phase] = ThreadPhase.running.rawValue
    m.startCallback()
  }

  /// A thread for a callback, which waits for the readers of this moment.
  static func spawn(
    _ m: Machine, _ routine: Routine, _ argument: Pointer, subject: Pointer, function: Pointer,
    owner: UInt64 = Owner.callRcu
  ) {
    // The caller may be a reader itself.
    var mask = Rcu.readers(m, but: -1)
    m.tellApart(mask)
    let all = mask
    let wait = Rcu.waitForReader(m, &mask, upTo: m.state[Word.nextSequence]) ?? .none
    _ = m.spawn(
      .rcu, routine, (argument, all), subject: subject, function: function, cookie: owner,
      wait: wait)
  }

  /// Whether a callback for `p` is still to come: giving it again is a finding, and the call is
  /// ignored, as the kernel does with its debug objects.
  static func isQueued(_ m: Machine, _ p: Pointer, call: String) -> Bool {
    _ = m.load(p)
    if !m.isRunning { return true }
    guard m.findThread(.rcu, serving: p, .pending) != nil else { return false }
    m.report(
      .reinitActiveObject, kind: "activate active rcu_head", subject: p,
      message: call == "kfree_rcu"
        ? "kfree_rcu() is given an object that is already waiting to be freed."
        : "\(call)() is given a head whose callback is still to come.")
    return true
  }

  /// The wait for a callback of `owner` that was queued no later than thread number `newest`.
  static func waitForOwner(_ m: Machine, _ owner: UInt64, upTo newest: UInt64) -> Wait? {
    var mask = m.state[Word.alive]
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      if m.threadKind(t) == .rcu, m.sequence(t) <= newest,
        m.header(t)[ThreadWord.cookie] == owner
      {
        return m.endOf(t)
      }
    }
    return nil
  }

  /// Waits until no callback of `owner` is left that was queued before the call.
  static func barrier(
    _ name: String, source: String, fences: String, approximation: String = "",
    _ owner: @escaping @Sendable (Machine, Frame) -> UInt64
  ) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: source, fences: fences,
      approximation: approximation,
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          f[0] = m.state[Word.nextSequence]
          f[1] = owner(m, f)
          if !m.isRunning { return .stop }
          fallthrough
        default:
          if let wait = waitForOwner(m, f[1], upTo: f[0]) { return .wait(wait, 2) }
          return .done(0)
        }
      })
  }

  private static func callRcu(_ name: String) -> Symbol {
    Symbol(
      name, in: area, source: "\(file):\(name), 6.12",
      fences: "nothing; nothing pins the module for the callback",
      approximation: "callbacks run in softirq context and in any order",
      .value { m in
        let head = m.argument(0)
        if isQueued(m, head, call: name) { return 0 }
        spawn(m, Routines.rcuDoBatch, head, subject: head, function: m.argument(1))
        return 0
      })
  }

  static let symbols: [Symbol] = [
    callRcu("call_rcu"),
    callRcu("call_rcu_hurry"),
    Symbol(
      "kvfree_call_rcu", as: "kfree_rcu", in: area,
      source: "mm/slab_common.c:kvfree_call_rcu, 6.12",
      fences: "no code of the module runs: it may be unloaded before",
      .value { m in
        let p = m.argument(1)
        // Without a head in the object the call may have to wait for a grace period itself.
        if m.argument(0) == 0 { m.checkMaySleep("kfree_rcu_mightsleep") }
        if !m.isRunning || p == 0 || isQueued(m, p, call: "kfree_rcu") { return 0 }
        spawn(m, Routines.rcuDoBatch, p, subject: p, function: 0, owner: Owner.kfreeRcu)
        return 0
      }),
    barrier(
      "rcu_barrier", source: "\(file):rcu_barrier, 6.12",
      fences: "waits until the call_rcu callbacks queued before it have finished; not for"
        + " kfree_rcu, nor for what those callbacks queue"
    ) { _, _ in Owner.callRcu },
    barrier(
      "kvfree_rcu_barrier", source: "mm/slab_common.c:kvfree_rcu_barrier, 6.12",
      fences: "waits until what kfree_rcu was given before it has been freed"
    ) { _, _ in Owner.kfreeRcu },
  ]
}
