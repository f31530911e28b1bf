// Cycles in the order of locks: which of them are deadlocks?
//
// - Among classes, as lockdep looks for them, over edges that lockdep has.
// - Among instances, for what lockdep does not see (waits without a map, device_lock) and for locks
//   of one class: there nothing may be taken for another of its kind.
//
// A reader is no obstacle to one who reads recursively, and what is taken under one and the same
// other lock never meets. (lockdep does not know the latter: it calls such a cycle a deadlock.)

extension LockGraph {
  /// Longest cycle that is looked for.
  private static let lengthMax = 6

  /// A cycle that edge `e` closes: its edges, `e` first; nil if there is none.
  func cycle(closedBy e: Int) -> [Int]? {
    let from = nodes[Int(edges[e].from)]
    let to = nodes[Int(edges[e].to)]
    let isSelf = edges[e].from == edges[e].to
    guard isSelf || head.pointee.sources & (1 << UInt64(to.leader) | 1 << UInt64(edges[e].to)) != 0
    else { return nil }
    if isSelf { return isObstacle(e, e) ? [e] : nil }
    if from.isSeen, to.isSeen, from.leader != to.leader,
      let path = shortest(from: e, byClass: true)
    {
      return path
    }
    guard head.pointee.hasOdd, !head.pointee.isUnion, let path = shortest(from: e, byClass: false),
      path.contains(where: isOdd)
    else { return nil }
    return path
  }

  /// Whether all of it is seen by lockdep.
  func isSeen(_ path: [Int]) -> Bool {
    path.allSatisfy { nodes[Int(edges[$0].from)].isSeen && nodes[Int(edges[$0].to)].isSeen }
  }

  /// A cycle in a union, by the least keys: the same whatever the order in which edges were met.
  func firstCycle() -> [Int]? {
    func key(_ k: Int) -> [UInt64] {
      let e = edges[k]
      return [
        nodes[Int(e.from)].key, nodes[Int(e.to)].key, UInt64(e.flags), UInt64(e.fromPlace),
        UInt64(e.toPlace),
      ]
    }
    let order = (0..<head.pointee.edges).sorted { key($0).lexicographicallyPrecedes(key($1)) }
    for k in order { if let path = cycle(closedBy: k) { return path } }
    return nil
  }

  private func isOdd(_ k: Int) -> Bool {
    let from = nodes[Int(edges[k].from)]
    let to = nodes[Int(edges[k].to)]
    return !from.isSeen || !to.isSeen || from.leader == to.leader
  }

  /// Whether who takes the second of `first` can be kept out by who holds the first of `second`.
  private func isObstacle(_ first: Int, _ second: Int) -> Bool {
    edges[first].flags & EdgeFlag.toRecursive == 0
      || edges[second].flags & EdgeFlag.fromShared == 0
  }

  private func shortest(from e: Int, byClass: Bool) -> [Int]? {
    for length in 2...Self.lengthMax {
      var path = [e]
      if extend(&path, length, gates: edges[e].gates, byClass) { return path }
    }
    return nil
  }

  private func extend(
    _ path: inout [Int], _ length: Int, gates: UInt64, _ byClass: Bool
  ) -> Bool {
    func place(_ n: UInt8) -> UInt8 { byClass ? nodes[Int(n)].leader : n }
    let last = path[path.count - 1]
    let here = place(edges[last].to)
    let target = place(edges[path[0]].from)
    for k in 0..<head.pointee.edges {
      let e = edges[k]
      guard place(e.from) == here, gates & e.gates == 0, isObstacle(last, k), counts(k, byClass)
      else { continue }
      let next = place(e.to)
      if next == target {
        guard isObstacle(k, path[0]) else { continue }
        path.append(k)
        return true
      }
      if path.count + 1 >= length || path.contains(where: { place(edges[$0].from) == next }) {
        continue
      }
      path.append(k)
      if extend(&path, length, gates: gates | e.gates, byClass) { return true }
      path.removeLast()
    }
    return false
  }

  /// Whether an edge may be a part of a cycle.
  private func counts(_ k: Int, _ byClass: Bool) -> Bool {
    let from = nodes[Int(edges[k].from)]
    if byClass {
      let to = nodes[Int(edges[k].to)]
      return from.isSeen && to.isSeen && from.leader != to.leader
    }
    if edges[k].epoch == Self.dead { return false }
    // What a callback that is waited for unseen has taken before something was signalled may be
    // behind it for good.
    return from.isSeen || from.kind == .lock || edges[k].epoch == head.pointee.epoch
  }
}
