// Can a teardown go on for ever? What a search notes of it on its way, so that most scenarios need no
// second look: see docs/verifying.md, "Teardown that never ends".
//
// A round in which the teardown of thread T does not finish, and in which a fair scheduler can stay,
// is of one of two kinds. Either T steps in it: then T comes back to where it stood. So the search
// notes from where to where a step has led T, on its own stack: where these ways never come
// round, there is no such round. Or T does not step: then it cannot, in none of the states of the
// round. So the search notes the states in which T is kept from stepping, and the steps of others
// between them: they are few, and the rounds among them can be looked for at once.

/// What a search has noted of teardowns.
struct TeardownNotes {
  /// A state in which the threads `blocked` tear down and cannot step.
  struct State {
    /// One half of its fingerprint: two states that are taken for one only make more rounds.
    var key: UInt64
    var enabled: UInt64
    var blocked: UInt64
  }
  /// A step of another thread between two such states.
  struct Step {
    var from: UInt64
    var to: UInt64
    var thread: UInt64
  }
  /// Where a thread that tears down stood before a step of its own, or one that has changed what it
  /// has on its stack or waits for; and where it stands after it.
  struct Way: Hashable {
    var from: UInt64
    var to: UInt64
  }

  private(set) var states: [State] = []
  private(set) var steps: [Step] = []
  private(set) var ways: Set<Way> = []

  var bytes: Int {
    states.count * MemoryLayout<State>.stride + steps.count * MemoryLayout<Step>.stride
      + ways.count * 2 * MemoryLayout<Way>.stride
  }

  mutating func note(_ s: State) { states.append(s) }
  mutating func note(_ s: Step) { steps.append(s) }
  mutating func note(_ w: Way) { ways.insert(w) }

  /// Takes over what another one has, and leaves it empty but for its ways.
  mutating func take(_ o: inout TeardownNotes) {
    states += o.states
    steps += o.steps
    if !o.ways.isSubset(of: ways) { ways.formUnion(o.ways) }
    o.states.removeAll(keepingCapacity: true)
    o.steps.removeAll(keepingCapacity: true)
  }

  /// Whether there may be a fair round in which a teardown does not finish. If everything was seen and
  /// this is false, there is none.
  func mayGoOn() -> Bool { hasRoundOfWays || hasFairRound }

  /// Whether a thread that tears down may come back to where it stood.
  private var hasRoundOfWays: Bool {
    var next: [UInt64: [UInt64]] = [:]
    for w in ways { next[w.from, default: []].append(w.to) }
    // A place is looked at, and then done with.
    var isDone: [UInt64: Bool] = [:]
    for start in next.keys where isDone[start] == nil {
      var path: [(place: UInt64, taken: Int)] = [(start, 0)]
      isDone[start] = false
      while let (place, taken) = path.last {
        guard let list = next[place], taken < list.count else {
          isDone[place] = true
          path.removeLast()
          continue
        }
        path[path.count - 1].taken += 1
        switch isDone[list[taken]] {
        case nil:
          isDone[list[taken]] = false
          path.append((list[taken], 0))
        case false?: return true
        case true?: break
        }
      }
    }
    return false
  }

  private var hasFairRound: Bool {
    if steps.isEmpty { return false }
    var graph = StateGraph()
    var number: [UInt64: Int32] = [:]
    for s in states where number[s.key] == nil {
      number[s.key] = graph.addState(
        parent: -1, GraphStep(thread: 0, count: 0, answers: 0), enabled: s.enabled,
        tearingDown: s.blocked)
    }
    for s in steps {
      guard let from = number[s.from], let to = number[s.to] else { continue }
      graph.addEdge(
        from, to, GraphStep(thread: UInt8(truncatingIfNeeded: s.thread), count: 1, answers: 0))
    }
    return graph.fairRound() != nil
  }

  // MARK: Checkpoints

  func write(to w: CheckpointWriter) {
    for count in [states.count, steps.count, ways.count] { w.number(count) }
    for s in states { for word in [s.key, s.enabled, s.blocked] { w.word(word) } }
    for s in steps { for word in [s.from, s.to, s.thread] { w.word(word) } }
    for s in ways.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
      for word in [s.from, s.to] { w.word(word) }
    }
  }

  init() {}

  init(from r: CheckpointReader) throws(CheckpointError) {
    let counts = (try r.number(1 << 40), try r.number(1 << 40), try r.number(1 << 40))
    for _ in 0..<counts.0 {
      note(State(key: try r.word(), enabled: try r.word(), blocked: try r.word()))
    }
    for _ in 0..<counts.1 {
      let s = Step(from: try r.word(), to: try r.word(), thread: try r.word())
      guard s.thread < 64 else { throw CheckpointReader.damaged() }
      note(s)
    }
    for _ in 0..<counts.2 { note(Way(from: try r.word(), to: try r.word())) }
  }
}

extension Fingerprints {
  /// Where thread `t` stands: its stack and what it waits for, but for what is relative to the rest of
  /// the state.
  func place(inCodeOf t: Int) -> UInt64 {
    var f = Fingerprint(low: 0x1357_9bdf_0246_8ace, high: 0x0f1e_2d3c_4b5a_6978)
    let h = m.header(t)
    var pc = m.pc(t)
    var fp = m.fp(t)
    var end = m.sp(t)
    var destination = Int(noRegister)
    while fp >= ThreadWord.headerCount {
      let base = h + fp
      f.mix(base[0])
      f.mix(UInt64(pc))
      if pc == 0 {
        for k in 1..<max(1, min(Frame.count, end - fp)) where !isRelative(base[k]) { f.mix(base[k]) }
      } else {
        let count = end - fp - 1
        var first = 0
        while first < count {
          var bits = pc == 1 ? 0 : live.mask(first / 64, at: pc)
          if destination >= first, destination < first + 64 { bits &= ~(1 << UInt64(destination - first)) }
          if count - first < 64 { bits &= (1 << UInt64(count - first)) - 1 }
          while bits != 0 {
            let r = bits.trailingZeroBitCount
            bits &= bits &- 1
            let w = base[1 + first + r]
            if w != 0, !isRelative(w) {
              f.mix(UInt64(first + r))
              f.mix(w)
            }
          }
          first += 64
        }
      }
      pc = Int(truncatingIfNeeded: base[0] & 0xffff_ffff)
      destination = Int(base[0] >> 48)
      end = fp
      fp = Int(truncatingIfNeeded: (base[0] >> 32) & 0xffff)
    }
    if m.state[Word.waiting] & (1 << UInt64(t)) != 0 {
      let w = h[ThreadWord.wait]
      f.mix(w >> 32 & 0xff)
      let index = Int(w & 0xffff_ffff)
      if index >= shadow.heapAt {
        let id = m.object(atHeapByte: 8 * (index - shadow.heapAt))
        if id < firstDynamic { f.mix(UInt64(index)) }
      } else if index >= shadow.threadsAt {
        let slot = (index - shadow.threadsAt) / m.threadWords
        if !places.isGrouped(slot) { f.mix(UInt64(index)) }
      }
      if !isRelative(h[ThreadWord.waitValue]) { f.mix(h[ThreadWord.waitValue]) }
    }
    return f.finished.low
  }
}
