// Breadth-first search over states: every enabled thread and every answer to every open question at
// every state that was not seen before. With preemptions counted it goes layer by layer: first all
// states that can be reached without one, then those with one, and so on; who runs is a part of the
// state then (Musuvathi, Qadeer, PLDI 2007).
//
// It works in rounds of a fixed number of states. The states of a round are expanded by any number of
// threads, which only read the table; then one thread merges what came of them, in the order of the
// states. So nothing of the result depends on the number of threads or on who was faster.

/// One search.
final class StateSearch {
  private let team: Team
  var limits: SearchLimits
  private var rules = ExpansionRules()
  private var table: VisitedTable
  private var result = SearchResult()
  /// States that wait: of the round's length, of the next one, and with one more preemption.
  private var current = Frontier()
  private var next = Frontier()
  private var later = Frontier()
  /// What steps that preempt have come to beside states.
  private var laterEnds: [Ended] = []
  private var laterTransitions = 0
  private var hasStarted = false
  private var isLayerDone = false
  /// Whether steps with one more preemption were left out.
  private var leftOut = false

  /// States of a round.
  private static let roundCount = 1024
  private let expansions: UnsafeMutablePointer<Expansion>
  private var round: [Entry] = []

  /// Called between rounds, when all can be written down; the argument tells whether a limit ends
  /// the search here.
  var save: (_ isEnd: Bool) -> Void = { _ in }
  /// Called between rounds; true ends the search.
  var shouldStop: (SearchProgress) -> Bool = { _ in false }
  /// Whether the search is to end, given what was found so far.
  var isEnough: ([Finding]) -> Bool = { _ in false }
  /// Fingerprints of the states in which runs end, for tests.
  var endStates: Set<Fingerprint>? {
    didSet { rules.tellsEnds = endStates != nil }
  }
  /// Called for every step with the state that it was taken from, its thread, and the state that it
  /// led to, nil where the run has ended; in the same order on every run.
  var observe: ((Fingerprint, Int, Fingerprint?) -> Void)? {
    didSet { rules.tellsAll = observe != nil }
  }

  /// Called for every state that a step has led to, and whether it is taken for one that was seen
  /// before; for tests: what can come after the two must be the same.
  var observeEntry: ((Entry, _ isKnown: Bool) -> Void)? {
    didSet { rules.encodesAll = observeEntry != nil }
  }

  init(_ team: Team, countsPreemptions: Bool, limits: SearchLimits) {
    self.team = team
    self.limits = limits
    rules.countsPreemptions = countsPreemptions
    table = VisitedTable(withCosts: countsPreemptions)
    expansions = .allocate(capacity: Self.roundCount)
    expansions.initialize(repeating: Expansion(), count: Self.roundCount)
  }

  /// Writes down everything that is needed to go on; between rounds only.
  func write(to w: CheckpointWriter) {
    w.number(Int(rules.layer))
    for b in [hasStarted, isLayerDone, leftOut] { w.bool(b) }
    w.number(laterTransitions)
    w.number(laterEnds.count)
    for end in laterEnds { end.write(to: w) }
    result.write(to: w)
    table.write(to: w)
    for frontier in [current, next, later] { frontier.write(to: w) }
  }

  /// Becomes the search that was written down.
  func read(from r: CheckpointReader) throws(CheckpointError) {
    team.start()
    rules.layer = UInt8(try r.number(250))
    hasStarted = try r.bool()
    isLayerDone = try r.bool()
    leftOut = try r.bool()
    laterTransitions = try r.number()
    for _ in 0..<(try r.number()) { laterEnds.append(try Ended(from: r, team.first)) }
    result = try SearchResult(from: r, team.first)
    table = try VisitedTable(from: r)
    current = try Frontier(from: r, team.first)
    next = try Frontier(from: r, team.first)
    later = try Frontier(from: r, team.first)
  }

  deinit { expansions.deallocate() }

  private var bytes: Int {
    table.bytesWhenDoubled + result.notes.bytes + current.bytes + next.bytes + later.bytes
  }

  /// Searches on until every state is expanded that can be reached with at most `bound` preemptions.
  /// With `isLast` it cannot be asked for more afterwards.
  func run(through bound: Int = 0, isLast: Bool = true) -> SearchResult {
    result.end = .complete
    team.start()
    if Int(rules.layer) > bound {
      var r = result
      r.wasBounded = true
      return r
    }
    if !hasStarted { begin() }
    while result.end == .complete {
      if isLayerDone {
        if Int(rules.layer) >= bound { break }
        beginLayer()
        continue
      }
      rules.sleeps =
        team.first.stepper.collapses && !rules.countsPreemptions && !rules.tellsAll && !rules.encodesAll
        && team.first.stepper.m.races == nil
      rules.preempts = !isLast || Int(rules.layer) < bound
      takeRound()
      if round.isEmpty {
        isLayerDone = true
        continue
      }
      expandRound()
    }
    result.wasBounded = leftOut || !later.isEmpty || !laterEnds.isEmpty
    return result
  }

  private func begin() {
    hasStarted = true
    for setup in team.first.setups {
      if let end = setup.end { note(end) }
      guard var words = setup.entry else { continue }
      words.withUnsafeMutableBufferPointer { part in
        guard let start = part.baseAddress else { return }
        team.first.load(Entry(at: start))
        let f = team.first.fingerprint(running: -1)
        Entry.set(f, at: start)
        if table.insert(f).isNew {
          result.states += 1
          result.depth = 1
          current.append(start, part.count)
        }
      }
    }
    checkLimits()
  }

  /// Goes on to the states with one more preemption.
  private func beginLayer() {
    rules.layer += 1
    swap(&current, &later)
    current.forEach { e in
      guard isFirst(e) else { return }
      result.states += 1
      result.depth = max(result.depth, e.depth)
    }
    result.transitions += laterTransitions
    laterTransitions = 0
    let ends = laterEnds
    laterEnds = []
    for end in ends { note(end) }
    isLayerDone = false
  }

  /// Takes the states of the next round.
  private func takeRound() {
    round.removeAll(keepingCapacity: true)
    while round.isEmpty {
      if current.isEmpty {
        if next.isEmpty { return }
        swap(&current, &next)
      }
      current.take(Self.roundCount, into: &round)
      if rules.countsPreemptions, rules.layer > 0 {
        round.removeAll { !isFirst($0) }
      }
      if round.isEmpty { current.release() }
    }
  }

  /// Whether a state was not reached with fewer preemptions, after it was put in line.
  private func isFirst(_ e: Entry) -> Bool { table.cost(e.fingerprint) == e.used }

  // MARK: Rounds

  private func expandRound() {
    team.expand(round, rules, table, expansions)
    if !team.evidence.isEmpty {
      result.end = .conflict
      return
    }
    for k in round.indices {
      let x = expansions[k]
      result.transitions += x.transitions
      laterTransitions += x.preempting
      if x.isBounded { leftOut = true }
      let expander = team.expanders[x.expander]
      for n in x.first..<x.first + x.count {
        merge(expander.successors[n], expander, from: round[k])
        if result.end != .complete { return }
      }
    }
    for e in team.expanders { result.notes.take(&e.notes) }
    current.release()
    checkLimits()
  }

  private func merge(_ s: Successor, _ expander: Expander, from e: Entry) {
    if let observe {
      observe(e.fingerprint, Int(s.thread), s.kind == .ended ? nil : s.fingerprint)
    }
    switch s.kind {
    case .known:
      if s.words > 0 { observeEntry?(Entry(at: expander.out.start + s.at), true) }
    case .ended:
      let end = expander.ended[s.at]
      if end.kind == .finished { endStates?.insert(s.fingerprint) }
      if s.used > rules.layer { laterEnds.append(end) } else { note(end) }
    case .new:
      let entry = Entry(at: expander.out.start + s.at)
      let seen = table.insert(s.fingerprint, cost: s.used)
      observeEntry?(entry, !seen.isNew)
      guard seen.isNew || seen.isCheaper else { return }
      if s.used > rules.layer {
        later.append(entry.at, s.words)
      } else {
        next.append(entry.at, s.words)
        result.states += 1
        result.depth = max(result.depth, entry.depth)
      }
    }
  }

  private func note(_ end: Ended) {
    switch end.kind {
    case .finding:
      guard let finding = end.finding else { return }
      if !result.found.contains(where: { $0.finding.key == finding.key }) {
        result.found.append(
          .init(finding: finding, path: end.path, preemptions: Int(rules.layer)))
        if isEnough(result.found.map(\.finding)) { result.end = .found }
      }
    case .noVerdict: result.noVerdict[end.why, default: 0] += 1
    case .finished: result.endStates += 1
    }
  }

  private func checkLimits() {
    let bytes = self.bytes
    result.bytes = max(result.bytes, bytes)
    guard result.end == .complete else { return }
    if result.states >= limits.states {
      result.end = .states
    } else if bytes > limits.memory {
      result.end = .memory
    } else if shouldStop(
      SearchProgress(
        states: result.states, transitions: result.transitions, depth: result.depth,
        waiting: current.count + next.count, bytes: bytes, load: table.load,
        bound: rules.countsPreemptions ? Int(rules.layer) : nil))
    {
      result.end = .stopped
    }
    save(result.end != .complete)
  }
}
