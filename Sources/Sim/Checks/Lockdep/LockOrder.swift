// lock-order and irq-lock-inversion: the report of a cycle, one sentence for each of its edges.

extension Machine {
  /// Reports a cycle of the graph: edge 0 is the one that the current thread has just added.
  func reportCycle(_ path: [Int]) {
    let g = lockGraph
    let isIrq = path.contains { Int(g.edges[$0].to) <= LockGraph.softirq }
    let isSeen = g.isSeen(path)
    let kind: String
    if isIrq {
      // The lock itself, or others in between.
      kind = path.count == 2 ? "inconsistent lock state" : "irq lock inversion"
    } else if path.count == 1 {
      kind = "recursive locking"
    } else {
      kind = isSeen ? "circular locking" : "circular wait"
    }
    report(
      isIrq ? .irqLockInversion : .lockOrder, kind: kind,
      message: "\(cycleText(path)) \(verdict(path, isIrq, isSeen))")
  }

  /// One sentence for each edge, the newest first.
  func cycleText(_ path: [Int]) -> String {
    path.map { text(lockGraph.edges[$0]) }.joined(separator: "; ") + "."
  }

  private func verdict(_ path: [Int], _ isIrq: Bool, _ isSeen: Bool) -> String {
    let g = lockGraph
    if isIrq {
      return "Where the interrupt comes on the CPU of the holder, it waits for ever: lockdep would"
        + " say so, whether or not it has happened."
    }
    if isSeen {
      var text = path.count == 1
        ? "With a writer in between each waits for the other: lockdep would say so."
        : "At the same time, each waits for the other: lockdep would say so."
      let waits = path.map { Int(g.edges[$0].to) }.filter { g.nodes[$0].thread == ThreadKind.work.rawValue && g.nodes[$0].kind == .callback }
      if !waits.isEmpty {
        text += " (Since 6.9 only where the work is queued or runs at the moment of the wait.)"
      }
      return text
    }
    let unseen = path.flatMap { [Int(g.edges[$0].from), Int(g.edges[$0].to)] }
      .first { !g.nodes[$0].isSeen } ?? 0
    let what = g.nodes[unseen].kind == .lock
      ? "lockdep does not validate \(Lockdep.name(self, g.nodes[unseen]))"
      : "lockdep does not see this wait"
    return "At the same time, each waits for the other; \(what): only the hang would show it."
  }

  private func text(_ e: LockGraph.Edge) -> String {
    let from = lockGraph.nodes[Int(e.from)]
    let to = lockGraph.nodes[Int(e.to)]
    let a = Lockdep.name(self, from)
    let b = Lockdep.name(self, to)
    let first = placeText(e.fromPlace)
    let second = placeText(e.toPlace)
    switch (from.kind, to.kind) {
    case (_, .hardirq), (_, .softirq):
      let on = to.kind == .hardirq ? "interrupts" : "softirqs"
      return "\(a) is held with \(on) on, taken \(first)"
    case (.hardirq, _), (.softirq, _): return "\(a) takes \(b) \(second)"
    case (.completion, _): return "\(a) is signalled \(second) with \(b) held, taken \(first)"
    case (.callback, .lock): return "\(a) takes \(b) \(second)"
    case (.workqueue, .lock): return "a work of \(a) takes \(b) \(second)"
    case (.callback, _): return "\(a) waits for \(b) \(second)"
    case (.workqueue, _): return "a work of \(a) waits for \(b) \(second)"
    case (_, .lock):
      return "\(holds(from, a)), taken \(first), and then takes \(b) \(second)"
    default: return "\(holds(from, a)), taken \(first), and then waits for \(b) \(second)"
    }
  }

  private func holds(_ n: LockGraph.Node, _ name: String) -> String {
    switch n.kind {
    case .active, .debugfs: return "an operation of \(name) runs"
    case .notifier: return "a call of \(name) is under way"
    case .srcu: return "a reader of \(name) is in its section"
    default: return "\(name) is held"
    }
  }

  /// "in f() (foo.c:12)" for a code index.
  private func placeText(_ pc: UInt32) -> String {
    guard program.locationOf.indices.contains(Int(pc)) else { return "by the kernel" }
    var location = Int(program.locationOf[Int(pc)])
    while location != 0 {
      let l = program.locations[location]
      if !l.isHeader { return "in \(program.names[l.function])() (\(program.files[l.file]):\(l.line))" }
      location = l.caller
    }
    return "by the kernel"
  }
}
