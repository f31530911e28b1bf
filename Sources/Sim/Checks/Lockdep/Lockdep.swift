// What lockdep is told: each lock that is taken, and each wait for something that may need locks
// itself. Classes of locks are as lockdep has them: one for each place where locks are set up, and
// one for each lock that is set up statically.
//
// An order is recorded once the lock is had, or the wait over: in a run that really deadlocks it is
// the deadlock that is reported.
//
// Source: kernel/locking/lockdep.c:__lock_acquire, validate_chain, mark_usage, 6.12.

enum Lockdep {
  /// The class of locks that are not validated (`__lockdep_no_validate__`): device_lock's.
  static let noValidate: UInt64 = 1

  /// The key and name of a lock's `lockdep_map`.
  static func setMap(_ m: Machine, _ map: Pointer, key: Pointer, name: Pointer) {
    guard m.isRunning, m.fields.hasLockMaps else { return }
    m.store(map, key)
    m.store(map &+ 8, name)
  }

  // MARK: Taking locks

  /// The current thread has got `lock`, and does not have it among its held ones yet.
  static func acquired(_ m: Machine, _ lock: Pointer, _ how: UInt64) {
    let g = m.lockGraph
    guard g.head.pointee.isOn, m.isRunning, let to = node(m, lock, how) else { return }
    let h = m.header(m.current)
    let context = h[ThreadWord.context]
    let place = UInt32(truncatingIfNeeded: m.placeOfCall(m.current))
    // A trylock waits for nobody.
    if how & Held.tried == 0 {
      before(m, to, place, how & Held.recursive != 0 ? LockGraph.EdgeFlag.toRecursive : 0)
      if how & Held.spins != 0, let irq = interrupt(m, context) {
        add(
          m, from: irq, to: to, how & Held.recursive != 0 ? LockGraph.EdgeFlag.toRecursive : 0,
          (place, place), gates(m))
      }
    }
    if how & Held.spins != 0, context & (0xff &* ContextPart.irqsOff) == 0 {
      mayBeInterrupted(m, to, how, context, place, place, gates(m))
    }
  }

  /// Interrupts or softirqs have just been switched on: what is held may be interrupted now.
  static func switchedOn(_ m: Machine) {
    let h = m.header(m.current)
    let context = h[ThreadWord.context]
    guard m.lockGraph.head.pointee.isOn, m.isRunning, h[ThreadWord.heldCount] != 0,
      context & (0xff &* ContextPart.irqsOff) == 0
    else { return }
    let place = UInt32(truncatingIfNeeded: m.placeOfCall(m.current))
    for i in 0..<Int(h[ThreadWord.heldCount]) {
      let how = h[ThreadWord.heldInfo + i]
      guard how & Held.spins != 0, let n = node(m, h[ThreadWord.held + i], how) else { continue }
      mayBeInterrupted(
        m, n, how, context, UInt32(truncatingIfNeeded: how >> 32), place,
        gates(m) & ~(1 << UInt64(n)))
    }
  }

  /// Edges from all that the current thread holds, and from the callback that it is, to node `to`.
  private static func before(_ m: Machine, _ to: Int, _ place: UInt32, _ flags: UInt8) {
    let h = m.header(m.current)
    let held = Int(h[ThreadWord.heldCount])
    let kind = m.threadKind(m.current)
    if held == 0, kind == .task { return }
    let gates = gates(m)
    for i in 0..<held {
      let how = h[ThreadWord.heldInfo + i]
      guard let from = node(m, h[ThreadWord.held + i], how) else { continue }
      add(
        m, from: from, to: to,
        flags | (how & Held.shared != 0 ? LockGraph.EdgeFlag.fromShared : 0),
        (UInt32(truncatingIfNeeded: how >> 32), place), gates & ~(1 << UInt64(from)))
    }
    if kind == .task { return }
    if let from = callback(m, m.current) {
      add(m, from: from, to: to, flags, (place, place), gates & ~(1 << UInt64(from)))
    }
    let queue = h[ThreadWord.cookie]
    if kind == .work, queue != 0, let from = workqueue(m, queue) {
      add(m, from: from, to: to, flags, (place, place), gates)
    }
  }

  private static func mayBeInterrupted(
    _ m: Machine, _ n: Int, _ how: UInt64, _ context: UInt64, _ taken: UInt32, _ place: UInt32,
    _ gates: UInt64
  ) {
    let kind = m.threadKind(m.current)
    if kind.isHardirq { return }
    let flags = how & Held.shared != 0 ? LockGraph.EdgeFlag.fromShared : 0
    add(m, from: n, to: LockGraph.hardirq, flags, (taken, place), gates)
    if kind.isProcessContext, context & (0xff &* ContextPart.bhOff) == 0 {
      add(m, from: n, to: LockGraph.softirq, flags, (taken, place), gates)
    }
  }

  /// The node of the interrupt that the current thread is, if it is one.
  private static func interrupt(_ m: Machine, _ context: UInt64) -> Int? {
    let kind = m.threadKind(m.current)
    if kind.isHardirq { return LockGraph.hardirq }
    if !kind.isProcessContext { return LockGraph.softirq }
    guard kind == .work, context & (0xff &* ContextPart.bhOff) != 0 else { return nil }
    return Workqueues.isBH(m, m.header(m.current)[ThreadWord.cookie]) ? LockGraph.softirq : nil
  }

  /// What the current thread holds so that no other has it.
  private static func gates(_ m: Machine) -> UInt64 {
    let h = m.header(m.current)
    var mask: UInt64 = 0
    for i in 0..<Int(h[ThreadWord.heldCount]) {
      let how = h[ThreadWord.heldInfo + i]
      if how & Held.shared == 0, let n = node(m, h[ThreadWord.held + i], how) {
        mask |= 1 << UInt64(n)
      }
    }
    // A callback does not run beside itself.
    let kind = m.threadKind(m.current)
    if kind != .task, let n = callback(m, m.current) { mask |= 1 << UInt64(n) }
    return mask
  }

  private static func add(
    _ m: Machine, from: Int, to: Int, _ flags: UInt8, _ places: (UInt32, UInt32), _ gates: UInt64
  ) {
    let g = m.lockGraph
    let new = g.add(
      LockGraph.Edge(
        from: UInt8(from), to: UInt8(to), flags: flags, epoch: 0, fromPlace: places.0,
        toPlace: places.1, gates: gates))
    guard let e = new, !g.head.pointee.isUnion, m.isRunning, let path = g.cycle(closedBy: e)
    else { return }
    m.reportCycle(path)
  }

  // MARK: Waits

  /// The current thread has waited for callbacks, or could have had to.
  static func waited(_ m: Machine, for kind: ThreadKind, _ subject: Pointer, _ function: Pointer) {
    if kind == .work || kind == .timer {
      if isInteresting(m), let to = callback(m, kind, subject, function) { waited(m, to) }
    } else if hasUnseen(m), let to = m.lockGraph.node(identity(kind, subject)) {
      waited(m, to)
    }
  }

  /// The same for a work item, by its address.
  static func waited(_ m: Machine, forWork work: Pointer) {
    guard isInteresting(m), let b = m.plainBytes(work &+ m.fields.workFunc, 8) else { return }
    waited(m, for: .work, work, Machine.read(b, 8))
  }

  /// The same for all works of a queue.
  static func waited(_ m: Machine, forQueue queue: Pointer) {
    guard isInteresting(m), let to = workqueue(m, queue) else { return }
    waited(m, to)
  }

  /// The same for something that is held by its users: see `Held.Kind`.
  static func waited(_ m: Machine, forUsersOf thing: Pointer, _ kind: Held.Kind) {
    guard isInteresting(m), let to = node(m, thing, kind.bits) else { return }
    waited(m, to)
  }

  /// Whether waits that lockdep does not see are looked at.
  private static func hasUnseen(_ m: Machine) -> Bool {
    m.lockGraph.head.pointee.isOn && !m.lockGraph.head.pointee.isUnion && m.isRunning
  }

  /// Whether a wait of the current thread can be a part of a cycle: it holds something, or is a
  /// callback.
  private static func isInteresting(_ m: Machine) -> Bool {
    m.lockGraph.head.pointee.isOn && m.isRunning
      && (m.header(m.current)[ThreadWord.heldCount] != 0 || m.threadKind(m.current) != .task)
  }

  private static func waited(_ m: Machine, _ to: Int) {
    let g = m.lockGraph
    let place = UInt32(truncatingIfNeeded: m.placeOfCall(m.current))
    guard !g.nodes[to].isSeen else {
      before(m, to, place, 0)
      return
    }
    if g.head.pointee.isUnion { return }
    if !isInteresting(m) {
      g.passed(to)
      return
    }
    // The edges of this wait are not kept: an earlier wait says nothing of what runs later.
    let kept = g.head.pointee
    if kept.sources & (1 << UInt64(to)) != 0 { before(m, to, place, 0) }
    if !m.isRunning { return }
    g.takeBack(kept)
    g.passed(to)
  }

  // MARK: Completions

  private static let severalThreads = UInt64.max

  /// A completion is signalled: whoever waits for it needs what is held here.
  static func completed(_ m: Machine, _ completion: Pointer) {
    guard hasUnseen(m) else { return }
    let g = m.lockGraph
    let h = m.header(m.current)
    let held = Int(h[ThreadWord.heldCount])
    let identity = completion ^ tag(.completion)
    let sequence = m.sequence(m.current)
    if let n = g.node(identity) {
      if g.nodes[n].key != sequence { g.setKey(n, severalThreads) }
      // It comes without these locks too.
      for k in 0..<g.head.pointee.edges where Int(g.edges[k].from) == n {
        let isHeld = (0..<held).contains { i in
          node(m, h[ThreadWord.held + i], h[ThreadWord.heldInfo + i]) == Int(g.edges[k].to)
        }
        g.date(k, isHeld && g.edges[k].epoch != LockGraph.dead ? g.head.pointee.epoch : LockGraph.dead)
      }
      return
    }
    // Its key is who signals it: who waits for what it has signalled itself waits for nobody.
    guard
      let n = g.add(
        .init(
          identity: identity, key: sequence, name: completion, kind: .completion, leader: 0,
          thread: 0, isSeen: false))
    else { return }
    let place = UInt32(truncatingIfNeeded: m.placeOfCall(m.current))
    for i in 0..<held where h[ThreadWord.heldInfo + i] & (Held.shared | Held.tried) == 0 {
      guard let to = node(m, h[ThreadWord.held + i], h[ThreadWord.heldInfo + i]) else { continue }
      _ = g.add(
        .init(
          from: UInt8(n), to: UInt8(to), flags: 0, epoch: 0,
          fromPlace: UInt32(truncatingIfNeeded: h[ThreadWord.heldInfo + i] >> 32), toPlace: place,
          gates: 0))
    }
  }

  /// The current thread has waited for a completion without a timeout.
  static func waited(_ m: Machine, forCompletion completion: Pointer) {
    guard hasUnseen(m) else { return }
    if let to = m.lockGraph.node(completion ^ tag(.completion)),
      m.lockGraph.nodes[to].key != m.sequence(m.current),
      m.lockGraph.nodes[to].key != severalThreads
    {
      waited(m, to)
    }
    m.lockGraph.synchronised()
  }

  // MARK: Nodes

  @inline(__always)
  private static func tag(_ kind: LockGraph.Kind) -> UInt64 { (UInt64(kind.rawValue) &+ 1) << 56 }

  /// The node of a lock, held as `how` says; nil if lockdep has nothing to do with it.
  @inline(__always)
  private static func node(_ m: Machine, _ lock: Pointer, _ how: UInt64) -> Int? {
    let subclass = (how >> Held.subclassShift & 7) << 48
    if !m.lockGraph.head.pointee.isUnion, let n = m.lockGraph.node(lock ^ subclass) { return n }
    return newNode(m, lock, how, subclass)
  }

  @inline(never)
  private static func newNode(
    _ m: Machine, _ lock: Pointer, _ how: UInt64, _ subclass: UInt64
  ) -> Int? {
    let g = m.lockGraph
    guard var node = classified(m, lock, how) else { return nil }
    node.key ^= subclass
    node.identity = g.head.pointee.isUnion ? node.key : lock ^ subclass
    return g.node(node.identity) ?? g.add(node)
  }

  /// The node of a running callback: of the work, timer, line, task that thread `t` serves.
  @inline(__always)
  private static func callback(_ m: Machine, _ t: Int) -> Int? {
    let h = m.header(t)
    let kind = m.threadKind(t)
    if kind == .rcu { return nil }
    return callback(
      m, kind, h[kind == .irqThread ? ThreadWord.cookie : ThreadWord.subject],
      h[ThreadWord.function])
  }

  /// Of the callbacks of a subject; the threads of a line are told apart from its hard handlers.
  private static func identity(_ kind: ThreadKind, _ subject: Pointer) -> UInt64 {
    subject ^ tag(.callback) ^ (kind == .irqThread ? 1 : 0)
  }

  private static func callback(
    _ m: Machine, _ kind: ThreadKind, _ subject: Pointer, _ function: Pointer
  ) -> Int? {
    let g = m.lockGraph
    let key = function ^ tag(.callback) ^ UInt64(kind.rawValue) << 48
    let identity = g.head.pointee.isUnion ? key : identity(kind, subject)
    return g.node(identity)
      ?? g.add(
        .init(
          identity: identity, key: key, name: function, kind: .callback, leader: 0,
          thread: kind.rawValue, isSeen: kind == .work || kind == .timer))
  }

  private static func workqueue(_ m: Machine, _ queue: Pointer) -> Int? {
    let identity = queue ^ tag(.workqueue)
    return m.lockGraph.node(identity)
      ?? m.lockGraph.add(
        .init(
          identity: identity, key: identity, name: queue, kind: .workqueue, leader: 0, thread: 0,
          isSeen: true))
  }
}
