// The states in which a teardown is under way, and the steps between them: is there a round among
// them that a fair scheduler can stay in for ever?
//
// A strongly connected set of states is such a round if every thread that can step in one of its
// states does step in it: a scheduler that gives a thread its turn whenever it can step again and
// again (strong fairness) may stay there. With weak fairness alone a timer that arms itself would hang
// timer_delete_sync(), which waits only while the callback runs. Where a thread can step in some of
// the states and never does, those states are taken out and the rest is looked at again (Emerson,
// Lei, *Modalities for model checking*, 1987; Tarjan's algorithm for the sets).

/// A step as it was taken, to be taken again.
struct GraphStep {
  var thread: UInt8
  /// Visible operations of the thread that it took at once.
  var count: UInt16
  /// Index of the list of answers to its open questions.
  var answers: Int32
}

struct StateGraph {
  struct Edge {
    var from: Int32
    var to: Int32
    var step: GraphStep
  }
  /// A round: where it is entered, which teardown never finishes, and the steps of the round.
  struct Round {
    var entry: Int32
    var teardown: Int
    var edges: [Edge]
  }

  // By state.
  private(set) var parent: [Int32] = []
  private(set) var step: [GraphStep] = []
  private var enabled: [UInt64] = []
  private var tearingDown: [UInt64] = []
  /// Only those between states with a teardown under way.
  private var edges: [Edge] = []
  /// Lists of answers; the first is the empty one.
  private(set) var answerLists: [[UInt16]] = [[]]
  private var answerIndex: [[UInt16]: Int32] = [[]: 0]

  var bytes: Int { parent.count * 32 + edges.count * MemoryLayout<Edge>.stride }

  mutating func addState(
    parent p: Int32, _ s: GraphStep, enabled e: UInt64, tearingDown t: UInt64
  ) -> Int32 {
    parent.append(p)
    step.append(s)
    enabled.append(e)
    tearingDown.append(t)
    return Int32(parent.count - 1)
  }

  mutating func addEdge(_ from: Int32, _ to: Int32, _ step: GraphStep) {
    if tearingDown[Int(from)] & tearingDown[Int(to)] != 0 {
      edges.append(Edge(from: from, to: to, step: step))
    }
  }

  mutating func index(ofAnswers list: [UInt16]) -> Int32 {
    if let known = answerIndex[list] { return known }
    answerLists.append(list)
    answerIndex[list] = Int32(answerLists.count - 1)
    return Int32(answerLists.count - 1)
  }

  /// The first fair round in which a teardown does not finish, nil if there is none.
  mutating func fairRound() -> Round? {
    // Edges by the state that they leave, in the order in which they were met.
    edges.sort { $0.from < $1.from }
    var threads = tearingDown.reduce(0, |)
    while threads != 0 {
      let t = threads.trailingZeroBitCount
      threads &= threads &- 1
      if let round = fairRound(of: t) { return round }
    }
    return nil
  }

  private func fairRound(of t: Int) -> Round? {
    var first = Array(repeating: Int32(0), count: parent.count + 1)
    for e in edges { first[Int(e.from) + 1] += 1 }
    for k in parent.indices { first[k + 1] += first[k] }
    let bit: UInt64 = 1 << UInt64(t)
    var left = [(0..<Int32(parent.count)).filter { tearingDown[Int($0)] & bit != 0 }]
    while let states = left.popLast() {
      for members in components(of: states, first) {
        let inside = Set(members)
        var stepping: UInt64 = 0
        var able: UInt64 = 0
        for s in members {
          able |= enabled[Int(s)]
          for e in out(s, first) where inside.contains(e.to) {
            stepping |= 1 << UInt64(e.step.thread)
          }
        }
        if stepping == 0 { continue }
        if able & ~stepping == 0 { return round(of: t, inside, able, first) }
        left.append(members.filter { enabled[Int($0)] & able & ~stepping == 0 })
      }
    }
    return nil
  }

  private func out(_ s: Int32, _ first: [Int32]) -> ArraySlice<Edge> {
    edges[Int(first[Int(s)])..<Int(first[Int(s) + 1])]
  }

  /// The strongly connected sets among `states`, each in order.
  private func components(of states: [Int32], _ first: [Int32]) -> [[Int32]] {
    var sets: [[Int32]] = []
    // By state: 0 is not to be looked at, 1 not yet, else 2 + its index in the search.
    var index = Array(repeating: Int32(0), count: parent.count)
    for s in states { index[Int(s)] = 1 }
    var low = index
    var isOnStack = Array(repeating: false, count: parent.count)
    var stack: [Int32] = []
    var work: [(state: Int32, next: Int32)] = []
    var counter: Int32 = 2
    for root in states where index[Int(root)] == 1 {
      work.append((root, first[Int(root)]))
      while let (state, next) = work.last {
        let s = Int(state)
        if index[s] == 1 {
          index[s] = counter
          low[s] = counter
          counter += 1
          stack.append(state)
          isOnStack[s] = true
        }
        if next < first[s + 1] {
          work[work.count - 1].next += 1
          let to = edges[Int(next)].to
          if index[Int(to)] == 1 {
            work.append((to, first[Int(to)]))
          } else if isOnStack[Int(to)] {
            low[s] = min(low[s], index[Int(to)])
          }
          continue
        }
        work.removeLast()
        if let above = work.last { low[Int(above.state)] = min(low[Int(above.state)], low[s]) }
        guard low[s] == index[s] else { continue }
        var members: [Int32] = []
        while let top = stack.popLast() {
          isOnStack[Int(top)] = false
          members.append(top)
          if top == state { break }
        }
        sets.append(members.sorted())
      }
    }
    return sets
  }

  /// A walk through a fair set, in which everybody who can step does, and back to its start.
  private func round(
    of t: Int, _ members: Set<Int32>, _ able: UInt64, _ first: [Int32]
  ) -> Round? {
    guard let entry = members.min() else { return nil }
    var walk: [Edge] = []
    var at = entry
    var needs = able
    func go(until isEnd: (Edge) -> Bool) -> Bool {
      guard let way = shortest(from: at, members, first, until: isEnd) else { return false }
      for e in way {
        walk.append(e)
        needs &= ~(1 << UInt64(e.step.thread))
      }
      at = walk.last?.to ?? at
      return true
    }
    while needs != 0 {
      let missing = needs
      guard go(until: { missing & (1 << UInt64($0.step.thread)) != 0 }) else { return nil }
    }
    if at != entry, !go(until: { $0.to == entry }) { return nil }
    return Round(entry: entry, teardown: t, edges: walk)
  }

  private func shortest(
    from start: Int32, _ members: Set<Int32>, _ first: [Int32], until isEnd: (Edge) -> Bool
  ) -> [Edge]? {
    var cameBy: [Int32: Edge] = [:]
    var queue = [start]
    var k = 0
    while k < queue.count {
      let s = queue[k]
      k += 1
      for e in out(s, first) where members.contains(e.to) {
        if isEnd(e) {
          var way = [e]
          var at = s
          while at != start, let back = cameBy[at] {
            way.append(back)
            at = back.from
          }
          return way.reversed()
        }
        if e.to != start, cameBy[e.to] == nil {
          cameBy[e.to] = e
          queue.append(e.to)
        }
      }
    }
    return nil
  }
}
