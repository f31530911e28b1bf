// Exploring is fast only if a run without a cycle costs nearly nothing. So while no two runs
// together, by class and whatever gates and readers there are, could make a cycle, the runs of one
// machine add to a matrix of classes and keep no graph of their own. What closes a cycle there may
// be one: then that seed is run again with the graph, and all after it. So the matrix never decides
// anything: it says only that there is nothing to decide.

/// The matrix of one machine.
struct LockPrefilter {
  private struct Table {
    var isOn = false
    /// Whether a cycle may be there.
    var isSuspicious = false
    var count = 0
  }

  private let table: UnsafeMutablePointer<Table>
  private let keys: UnsafeMutablePointer<UInt64>
  /// By node: the nodes that were asked for while it was held.
  private let after: UnsafeMutablePointer<UInt64>
  /// Nodes by a hash of their keys, as number + 1.
  private let slots: UnsafeMutablePointer<UInt8>

  init() {
    table = .allocate(capacity: 1)
    table.initialize(to: Table())
    keys = .allocate(capacity: LockGraph.nodesMax)
    keys.initialize(repeating: 0, count: LockGraph.nodesMax)
    after = .allocate(capacity: LockGraph.nodesMax)
    after.initialize(repeating: 0, count: LockGraph.nodesMax)
    slots = .allocate(capacity: 256)
    slots.initialize(repeating: 0, count: 256)
  }

  func deallocate() {
    table.deallocate()
    keys.deallocate()
    after.deallocate()
    slots.deallocate()
  }

  var isOn: Bool { @inline(__always) get { table.pointee.isOn } }

  /// Begins with what the setup has left in `graph`.
  func start(_ graph: LockGraph) {
    guard graph.head.pointee.isOn, !graph.head.pointee.isUnion else { return }
    table.pointee = Table(isOn: true)
    after.update(repeating: 0, count: LockGraph.nodesMax)
    slots.update(repeating: 0, count: 256)
    for n in [LockGraph.hardirq, LockGraph.softirq] { _ = node(graph.nodes[n].key) }
    for k in 0..<graph.head.pointee.edges {
      let from = graph.nodes[Int(graph.edges[k].from)]
      let to = graph.nodes[Int(graph.edges[k].to)]
      add(node(Self.key(of: from)), node(Self.key(of: to)))
    }
  }

  /// The key under which a node of the graph is known here.
  private static func key(of n: LockGraph.Node) -> UInt64 {
    switch n.kind {
    case .completion: return Lockdep.completions
    case .lock: return n.isSeen ? n.key : Lockdep.unvalidated
    case .callback:
      return Lockdep.sketchKey(ThreadKind(rawValue: n.thread) ?? .work, n.name)
    default: return n.key
    }
  }

  /// Ends a run: whether it has to be made again, with the graph, as are all after it.
  func isToBeRepeated() -> Bool {
    guard table.pointee.isOn, table.pointee.isSuspicious else { return false }
    table.pointee.isOn = false
    return true
  }

  func stop() { table.pointee.isOn = false }

  /// Goes on where it was stopped.
  func goOn(_ graph: LockGraph) {
    table.pointee.isOn = graph.head.pointee.isOn && !graph.head.pointee.isUnion
  }

  /// Nothing can be said.
  func suspect() { table.pointee.isSuspicious = true }

  /// The number of a class; -1 when there is no room.
  @inline(__always)
  func node(_ key: UInt64) -> Int {
    let s = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 56)
    let n = Int(slots[s]) &- 1
    return n >= 0 && keys[n] == key ? n : search(key, s)
  }

  @inline(never)
  private func search(_ key: UInt64, _ s: Int) -> Int {
    for n in 0..<table.pointee.count where keys[n] == key {
      slots[s] = UInt8(n + 1)
      return n
    }
    let n = table.pointee.count
    guard n < LockGraph.nodesMax else {
      suspect()
      return -1
    }
    keys[n] = key
    table.pointee.count = n + 1
    slots[s] = UInt8(n + 1)
    return n
  }

  /// The second was asked for while the first was held.
  @inline(__always)
  func add(_ from: Int, _ to: Int) {
    if from < 0 || to < 0 || after[from] & (1 << UInt64(to)) != 0 { return }
    addNew(from, to)
  }

  @inline(never)
  private func addNew(_ from: Int, _ to: Int) {
    after[from] |= 1 << UInt64(to)
    var reached: UInt64 = 1 << UInt64(to)
    var left = reached
    while left != 0 {
      let n = left.trailingZeroBitCount
      left &= left &- 1
      let new = after[n] & ~reached
      reached |= new
      left |= new
    }
    if reached & (1 << UInt64(from)) != 0 { suspect() }
  }
}

/// What is told to the matrix: the same as to the graph.
extension Lockdep {
  /// One node for all completions.
  static let completions: UInt64 = 2
  /// One node for all locks that are not validated.
  static let unvalidated: UInt64 = 3

  /// One node for all callbacks of a kind that lockdep does not see.
  static func sketchKey(_ kind: ThreadKind, _ function: Pointer) -> UInt64 {
    callbackKey(kind, kind == .work || kind == .timer ? function : 0)
  }

  static func sketch(_ m: Machine, acquired lock: Pointer, _ how: UInt64) {
    let p = m.prefilter
    guard let key = classKey(m, lock, how) else { return }
    let to = p.node(key)
    let context = m.header(m.current)[ThreadWord.context]
    if how & Held.tried == 0 {
      sketch(m, before: to)
      if how & Held.spins != 0, let irq = interrupt(m, context) { p.add(irq, to) }
    }
    if how & Held.spins != 0, context & (0xff &* ContextPart.irqsOff) == 0 {
      sketch(m, interruptible: to, context)
    }
  }

  private static func sketch(_ m: Machine, interruptible n: Int, _ context: UInt64) {
    let kind = m.threadKind(m.current)
    if kind.isHardirq { return }
    m.prefilter.add(n, LockGraph.hardirq)
    if kind.isProcessContext, context & (0xff &* ContextPart.bhOff) == 0 {
      m.prefilter.add(n, LockGraph.softirq)
    }
  }

  static func sketchSwitchedOn(_ m: Machine) {
    let h = m.header(m.current)
    for i in 0..<Int(h[ThreadWord.heldCount]) where h[ThreadWord.heldInfo + i] & Held.spins != 0 {
      guard let key = classKey(m, h[ThreadWord.held + i], h[ThreadWord.heldInfo + i]) else {
        continue
      }
      sketch(m, interruptible: m.prefilter.node(key), h[ThreadWord.context])
    }
  }

  static func sketch(_ m: Machine, waitedFor key: UInt64) {
    sketch(m, before: m.prefilter.node(key))
  }

  static func sketchCompleted(_ m: Machine) {
    let h = m.header(m.current)
    let held = Int(h[ThreadWord.heldCount])
    if held == 0 { return }
    let from = m.prefilter.node(completions)
    for i in 0..<held {
      if let key = classKey(m, h[ThreadWord.held + i], h[ThreadWord.heldInfo + i]) {
        m.prefilter.add(from, m.prefilter.node(key))
      }
    }
  }

  private static func sketch(_ m: Machine, before to: Int) {
    let p = m.prefilter
    let h = m.header(m.current)
    for i in 0..<Int(h[ThreadWord.heldCount]) {
      if let key = classKey(m, h[ThreadWord.held + i], h[ThreadWord.heldInfo + i]) {
        p.add(p.node(key), to)
      }
    }
    let kind = m.threadKind(m.current)
    if kind == .task || kind == .rcu { return }
    p.add(p.node(sketchKey(kind, h[ThreadWord.function])), to)
    let queue = h[ThreadWord.cookie]
    if kind == .work, queue != 0 { p.add(p.node(workqueueKey(queue)), to) }
  }

  /// The class of a lock, without more than that; nil if it has none.
  @inline(__always)
  static func classKey(_ m: Machine, _ lock: Pointer, _ how: UInt64) -> UInt64? {
    let f = m.fields
    let map: Pointer
    switch Held.Kind(rawValue: UInt8(truncatingIfNeeded: how >> Held.kindShift & 0xf)) ?? .other {
    case .spinlock: map = lock &+ f.spinMap
    case .mutex: map = lock &+ f.mutexMap
    case .rwsem: map = lock &- f.rwsemCount &+ f.rwsemMap
    case .rwlock: map = lock &- f.rwlockCount &+ f.rwlockMap
    case .other: return nil
    default: return classified(m, lock, how)?.key
    }
    if f.hasLockMaps, let b = m.plainBytes(map, 8) {
      let key = Machine.read(b, 8)
      if key > noValidate { return key ^ (how >> Held.subclassShift & 7) << 48 }
    }
    guard let node = classified(m, lock, how) else { return nil }
    return node.isSeen ? node.key ^ (how >> Held.subclassShift & 7) << 48 : unvalidated
  }
}
