// The order of locks over all interleavings. A verification comes to a state by many ways, so the
// order cannot be a part of it: each step adds to one union, and a cycle is looked for at the end, as
// lockdep's graph grows over an uptime. Only classes are told apart, and only what lockdep sees: a
// wait that it does not see deadlocks in some interleaving, and is found there.

extension Machine {
  /// A cycle in the union, and the schedule of a run for it: one that closes the cycle by itself
  /// where seeded runs come to it, else one that shows its last edge. Deterministic: the union does
  /// not depend on the order of the search, nor do the seeds.
  func lockOrderFinding() -> (finding: Finding, schedule: Schedule)? {
    guard lockGraph.head.pointee.isUnion, let path = lockGraph.firstCycle() else { return nil }
    let isIrq = path.contains { Int(lockGraph.edges[$0].to) <= LockGraph.softirq }
    let check: CheckName = isIrq ? .irqLockInversion : .lockOrder
    guard checksOn & check.bit != 0 else { return nil }
    let m = Machine(program: program, world: world)
    m.prepare()
    let pilot = m.pilot()
    let last = lockGraph.edges[path[0]]
    var shows: UInt64?
    for seed in 0..<Self.witnessSeeds {
      m.run(seed: seed, ExploreOptions(), pilot)
      if let f = m.finding, f.check == .lockOrder || f.check == .irqLockInversion {
        return (f, m.schedule(ofSeed: seed, ExploreOptions(), pilot))
      }
      if shows == nil, m.lockGraph.has(last, of: lockGraph) { shows = seed }
    }
    let schedule =
      shows.map { m.schedule(ofSeed: $0, ExploreOptions(), pilot) } ?? Schedule()
    let place = Int(last.toPlace)
    return (
      Finding(
        check: check, kind: "circular locking over several runs", access: .none, size: 0,
        function: driverFunction(at: place) ?? "the kernel",
        location: program.locationOf.indices.contains(place) ? Int(program.locationOf[place]) : 0,
        thread: 0, sequence: 0, threadName: "", subject: 0,
        message: cycleText(path)
          + " No single run of \(Self.witnessSeeds) shows all of it; lockdep, whose memory is the"
          + " uptime, would say so."), schedule
    )
  }

  private static let witnessSeeds: UInt64 = 2000
}

extension LockGraph {
  /// Whether something was left out.
  var isFull: Bool {
    head.pointee.nodes == Self.nodesMax || head.pointee.edges == Self.edgesMax
  }

  /// Whether it has the edge `e` of another graph.
  fileprivate func has(_ e: Edge, of other: LockGraph) -> Bool {
    func isSame(_ a: UInt8, _ b: UInt8) -> Bool {
      nodes[Int(a)].key == other.nodes[Int(b)].key && nodes[Int(a)].kind == other.nodes[Int(b)].kind
    }
    return (0..<head.pointee.edges).contains {
      isSame(edges[$0].from, e.from) && isSame(edges[$0].to, e.to) && edges[$0].flags == e.flags
    }
  }

  /// Adds all of another union: of another thread of the same search.
  func merge(_ other: LockGraph) {
    var map: [UInt8] = []
    for n in 0..<other.head.pointee.nodes {
      let node = other.nodes[n]
      guard let k = self.node(node.identity) ?? add(node) else { return }
      map.append(UInt8(k))
    }
    for k in 0..<other.head.pointee.edges {
      var e = other.edges[k]
      var gates: UInt64 = 0
      for n in map.indices where e.gates & (1 << UInt64(n)) != 0 { gates |= 1 << UInt64(map[n]) }
      e.from = map[Int(e.from)]
      e.to = map[Int(e.to)]
      e.gates = gates
      _ = add(e)
    }
  }

  func write(to w: CheckpointWriter) {
    w.number(head.pointee.nodes)
    w.bytes(nodes, head.pointee.nodes * MemoryLayout<Node>.stride)
    w.number(head.pointee.edges)
    w.bytes(edges, head.pointee.edges * MemoryLayout<Edge>.stride)
  }

  /// Adds all of a union that was written down.
  func addAll(from r: CheckpointReader) throws(CheckpointError) {
    let other = LockGraph(isOn: true)
    defer { other.deallocate() }
    let nodeCount = try r.number(Self.nodesMax)
    try r.bytes(other.nodes, nodeCount * MemoryLayout<Node>.stride)
    let edgeCount = try r.number(Self.edgesMax)
    try r.bytes(other.edges, edgeCount * MemoryLayout<Edge>.stride)
    for k in 0..<edgeCount
    where Int(other.edges[k].from) >= nodeCount || Int(other.edges[k].to) >= nodeCount {
      throw CheckpointReader.damaged()
    }
    other.head.pointee.nodes = nodeCount
    other.head.pointee.edges = edgeCount
    merge(other)
  }
}
