// The order of locks, as lockdep keeps it: who was held when what was taken or waited for. A node
// is a lock, or something that is waited for like one; an edge says that the first was held when
// the second was asked for. A cycle is a deadlock that some timing makes real.
//
// It is the history of a run, not a part of its state: a side block that each run starts anew from
// what the setup has left. A verification, which comes to a state by many ways, keeps one for all
// of them (`isUnion`): then a node is a class of locks, since there are no lasting instances.

/// The graph of one machine. A structure of pointers, so that a kernel call that uses it touches no
/// reference count.
struct LockGraph {
  /// Bounds: what goes beyond them is not recorded.
  static let nodesMax = 64
  static let edgesMax = 256
  private static let slotsMax = 256

  /// What a node stands for.
  enum Kind: UInt8 {
    /// Any hard interrupt, any softirq: an edge to it says that one may come while the lock is
    /// held.
    case hardirq, softirq
    case lock
    /// Running callbacks of one work, timer, interrupt, kthread, ...
    case callback
    case workqueue
    /// A sysfs attribute's active references, a debugfs file's users, an SRCU domain's readers.
    case active, debugfs, srcu
    case notifier
    case completion
  }

  struct Node {
    /// The instance; in a union the class.
    var identity: UInt64
    /// The class.
    var key: UInt64
    /// For a name: the address of a lock's name, a callback's function, or the thing itself.
    var name: Pointer
    var kind: Kind
    /// The first node of the same class.
    var leader: UInt8
    /// The `ThreadKind` of a callback.
    var thread: UInt8
    /// Whether lockdep sees it.
    var isSeen: Bool
  }

  struct Edge {
    var from: UInt8
    var to: UInt8
    /// Bits of `EdgeFlag`.
    var flags: UInt8
    /// When it was seen last: see `epoch`.
    var epoch: Int32
    /// Code indices: where the first was taken, and where the second was.
    var fromPlace: UInt32
    var toPlace: UInt32
    /// What else was held, and excludes others: two edges with one of these in common are never
    /// taken at the same time.
    var gates: UInt64
  }

  enum EdgeFlag {
    /// The first was held for reading.
    static let fromShared: UInt8 = 1
    /// The second was taken so that another reader, and a writer that waits, are no obstacle.
    static let toRecursive: UInt8 = 2
  }

  struct Head {
    var isOn = false
    var isUnion = false
    var nodes = 0
    var edges = 0
    /// Of the setup: what each run starts with.
    var nodesAtStart = 0
    var edgesAtStart = 0
    var generation: UInt32 = 1
    /// Grows when a thread has waited for what another one has signalled: what was seen before may
    /// be ordered before what comes now. Only waits that lockdep does not see are judged by it.
    var epoch: Int32 = 0
    var epochAtStart: Int32 = 0
    /// Nodes, and leaders, with an edge from them.
    var sources: UInt64 = 0
    var sourcesAtStart: UInt64 = 0
    /// Whether an edge has an end that lockdep does not see, or both ends in one class.
    var hasOdd = false
    var hadOddAtStart = false
    /// Whether a run has changed an edge or node of the setup's.
    var isTouched = false
  }

  private struct Slot {
    var generation: UInt32 = 0
    var index: UInt32 = 0
    var key: UInt64 = 0
    var gates: UInt64 = 0
  }

  /// An edge that nothing makes count again.
  static let dead = Int32.min

  let head: UnsafeMutablePointer<Head>
  let nodes: UnsafeMutablePointer<Node>
  let edges: UnsafeMutablePointer<Edge>
  private let keptNodes: UnsafeMutablePointer<Node>
  private let keptEdges: UnsafeMutablePointer<Edge>
  private let nodeSlots: UnsafeMutablePointer<Slot>
  private let edgeSlots: UnsafeMutablePointer<Slot>

  static let hardirq = 0
  static let softirq = 1

  init(isOn: Bool) {
    head = .allocate(capacity: 1)
    head.initialize(to: Head())
    nodes = .allocate(capacity: Self.nodesMax)
    edges = .allocate(capacity: Self.edgesMax + 1)
    keptNodes = .allocate(capacity: Self.nodesMax)
    keptEdges = .allocate(capacity: Self.edgesMax)
    nodeSlots = .allocate(capacity: Self.slotsMax)
    nodeSlots.initialize(repeating: Slot(), count: Self.slotsMax)
    edgeSlots = .allocate(capacity: Self.slotsMax)
    edgeSlots.initialize(repeating: Slot(), count: Self.slotsMax)
    head.pointee.isOn = isOn
    for kind in [Kind.hardirq, .softirq] {
      _ = add(
        Node(
          identity: UInt64(kind.rawValue), key: UInt64(kind.rawValue), name: 0, kind: kind,
          leader: 0, thread: 0, isSeen: true))
    }
    keep()
  }

  func deallocate() {
    head.deallocate()
    nodes.deallocate()
    edges.deallocate()
    keptNodes.deallocate()
    keptEdges.deallocate()
    nodeSlots.deallocate()
    edgeSlots.deallocate()
  }

  // MARK: Runs

  /// Makes what there is what every run starts with.
  func keep() {
    head.pointee.nodesAtStart = head.pointee.nodes
    head.pointee.edgesAtStart = head.pointee.edges
    head.pointee.sourcesAtStart = head.pointee.sources
    head.pointee.hadOddAtStart = head.pointee.hasOdd
    head.pointee.epochAtStart = head.pointee.epoch
    head.pointee.isTouched = false
    keptNodes.update(from: nodes, count: head.pointee.nodes)
    keptEdges.update(from: edges, count: head.pointee.edges)
  }

  /// Goes back to that.
  @inline(__always)
  func reset() {
    if head.pointee.isUnion || !head.pointee.isOn { return }
    if head.pointee.nodes != head.pointee.nodesAtStart
      || head.pointee.edges != head.pointee.edgesAtStart
      || head.pointee.epoch != head.pointee.epochAtStart || head.pointee.isTouched
    {
      forget()
    }
  }

  @inline(never)
  private func forget() {
    head.pointee.nodes = head.pointee.nodesAtStart
    head.pointee.edges = head.pointee.edgesAtStart
    if head.pointee.isTouched {
      nodes.update(from: keptNodes, count: head.pointee.nodes)
      edges.update(from: keptEdges, count: head.pointee.edges)
    }
    head.pointee.isTouched = false
    head.pointee.sources = head.pointee.sourcesAtStart
    head.pointee.hasOdd = head.pointee.hadOddAtStart
    head.pointee.epoch = head.pointee.epochAtStart
    if head.pointee.generation == .max {
      nodeSlots.update(repeating: Slot(), count: Self.slotsMax)
      edgeSlots.update(repeating: Slot(), count: Self.slotsMax)
      head.pointee.generation = 0
    }
    head.pointee.generation += 1
  }

  // MARK: Nodes

  @inline(__always)
  private static func slot(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 56)
  }

  /// The node of an identity, or nil.
  @inline(__always)
  func node(_ identity: UInt64) -> Int? {
    let s = nodeSlots + Self.slot(identity)
    if s.pointee.generation == head.pointee.generation, s.pointee.key == identity {
      return Int(s.pointee.index)
    }
    return search(identity, s)
  }

  @inline(never)
  private func search(_ identity: UInt64, _ s: UnsafeMutablePointer<Slot>) -> Int? {
    for n in 0..<head.pointee.nodes where nodes[n].identity == identity {
      s.pointee = Slot(
        generation: head.pointee.generation, index: UInt32(n), key: identity, gates: 0)
      return n
    }
    return nil
  }

  /// Says whose the node is: see `Lockdep.completed`.
  func setKey(_ n: Int, _ key: UInt64) {
    nodes[n].key = key
    if n < head.pointee.nodesAtStart { head.pointee.isTouched = true }
  }

  /// A new node; nil when there is no room.
  func add(_ node: Node) -> Int? {
    let n = head.pointee.nodes
    guard n < Self.nodesMax else { return nil }
    var node = node
    node.leader = UInt8(n)
    for k in 0..<n where nodes[k].key == node.key && nodes[k].kind == node.kind {
      node.leader = nodes[k].leader
      break
    }
    (nodes + n).initialize(to: node)
    head.pointee.nodes = n + 1
    return n
  }

  // MARK: Edges

  /// Records an edge; its number if it says something new.
  @inline(__always)
  func add(_ edge: Edge) -> Int? {
    let key = UInt64(edge.from) | UInt64(edge.to) << 8 | UInt64(edge.flags) << 16
    let s = edgeSlots + Self.slot(key ^ edge.gates &* 0x85eb_ca6b_27d4_eb2f)
    if s.pointee.generation == head.pointee.generation, s.pointee.key == key,
      s.pointee.gates == edge.gates
    {
      see(Int(s.pointee.index), edge)
      return nil
    }
    return addNew(edge, key, s)
  }

  @inline(__always)
  private func see(_ k: Int, _ edge: Edge) {
    if head.pointee.isUnion { keepLeast(k, edge) }
    if edges[k].epoch != head.pointee.epoch, edges[k].epoch != Self.dead {
      date(k, head.pointee.epoch)
    }
  }

  /// Of the places at which an edge was seen a union keeps the least, whatever came first.
  private func keepLeast(_ k: Int, _ edge: Edge) {
    if (edge.fromPlace, edge.toPlace) < (edges[k].fromPlace, edges[k].toPlace) {
      edges[k].fromPlace = edge.fromPlace
      edges[k].toPlace = edge.toPlace
    }
  }

  /// Says when an edge was seen last.
  func date(_ k: Int, _ epoch: Int32) {
    edges[k].epoch = epoch
    if k < head.pointee.edgesAtStart { head.pointee.isTouched = true }
  }

  @inline(never)
  private func addNew(_ edge: Edge, _ key: UInt64, _ s: UnsafeMutablePointer<Slot>) -> Int? {
    func note(_ k: Int) {
      s.pointee = Slot(
        generation: head.pointee.generation, index: UInt32(k), key: key, gates: edge.gates)
    }
    let n = head.pointee.edges
    for k in 0..<n
    where edges[k].from == edge.from && edges[k].to == edge.to && edges[k].flags == edge.flags
      && edges[k].gates & ~edge.gates == 0
    {
      note(k)
      see(k, edge)
      return nil
    }
    guard n < Self.edgesMax else { return nil }
    (edges + n).initialize(to: edge)
    edges[n].epoch = head.pointee.epoch
    head.pointee.edges = n + 1
    let from = nodes[Int(edge.from)]
    let to = nodes[Int(edge.to)]
    head.pointee.sources |= 1 << UInt64(edge.from) | 1 << UInt64(from.leader)
    if !from.isSeen || !to.isSeen || from.leader == to.leader { head.pointee.hasOdd = true }
    note(n)
    return n
  }

  /// Takes back what was added since `kept`.
  func takeBack(_ kept: Head) {
    guard head.pointee.edges != kept.edges else { return }
    head.pointee.edges = kept.edges
    head.pointee.sources = kept.sources
    head.pointee.hasOdd = kept.hasOdd
    edgeSlots.update(repeating: Slot(), count: Self.slotsMax)
  }

  /// A thread has waited for what another one has signalled.
  func synchronised() { if head.pointee.isOn, !head.pointee.isUnion { head.pointee.epoch &+= 1 } }

  /// The callbacks of node `n` were waited for: what they have done so far is over.
  func passed(_ n: Int) {
    for k in 0..<head.pointee.edges where Int(edges[k].from) == n {
      if edges[k].epoch != Self.dead { date(k, head.pointee.epoch &- 1) }
    }
  }
}
