// One of the threads of a search: a machine that goes to a state, takes every step that can be taken
// there, and tells which states it came to. It only reads the table of states; what it has found is
// merged in a fixed order by `StateSearch`.

/// One way in which the setup can go.
struct Setup {
  var answers: [UInt16]
  var lists: [[Actors.Item]]
  var names: [String]
  /// The first setup with the same lists.
  var kind: Int
  /// Threads that are taken for one another.
  var equal = EqualThreads.none
  /// The state that it leads to; nil where the run ends there.
  var entry: [UInt64]?
  var end: Ended?
}

/// How a run has ended.
struct Ended {
  enum Kind { case finding, noVerdict, finished }
  var kind = Kind.finished
  var finding: Finding?
  var why = ""
  var path = Path()
}

/// What a step has led to.
struct Successor {
  enum Kind: UInt8 {
    /// A state that is not in the table.
    case new
    /// One that is, or that the same expander has met in this round. Told only if asked for.
    case known
    /// The run has ended; `at` is the index in `ended`.
    case ended
  }
  var kind: Kind
  var thread: UInt8
  var used: UInt8
  var fingerprint = Fingerprint(low: 0, high: 0)
  /// Where its entry begins in `out`, and how long it is.
  var at = 0
  var words = 0
}

/// What was found at one state.
struct Expansion {
  var expander = 0
  /// Its successors in the expander's list.
  var first = 0
  var count = 0
  /// Steps taken from it, and those of them that preempt the thread that runs.
  var transitions = 0
  var preempting = 0
  /// Whether steps that preempt were left out.
  var isBounded = false
}

/// How a search expands states.
struct ExpansionRules {
  /// Whether preemptions are counted: who runs is a part of the state then.
  var countsPreemptions = false
  /// Whether steps beyond the layer being searched are taken.
  var preempts = true
  var layer: UInt8 = 0
  /// Whether every step is told, wherever it leads.
  var tellsAll = false
  /// Whether states that are known are written down, too.
  var encodesAll = false
  /// Whether ends of runs get a fingerprint.
  var tellsEnds = false
  /// Whether steps are left out that lead where steps of other threads lead.
  var sleeps = false
}

final class Expander {
  let stepper: Stepper
  let fingerprints: Fingerprints
  private(set) var setups: [Setup] = []
  private var currentSetup = -1
  /// Whether threads that do the same are taken for one another.
  private var takesEqual = true
  let out = Words(capacity: 1 << 16)
  private(set) var successors: [Successor] = []
  private(set) var ended: [Ended] = []
  /// States that were told in this round, so that most are told once.
  private let recent: UnsafeMutablePointer<Recent>
  private static let recentCount = 1 << 12
  private var round: UInt64 = 1
  /// What was noted of teardowns in this round.
  var notes = TeardownNotes()
  private let notesTeardowns: Bool
  // In the state that is expanded, the threads that tear down, those of them that cannot step, and
  // where each of them stands.
  private var tearingDown: UInt64 = 0
  private var blocked: UInt64 = 0
  private var places: [UInt64] = Array(repeating: 0, count: 64)
  /// By thread: itself, or the first of those that it is taken for.
  private var groupOf = Array(0..<64)
  // What the steps from the state that is expanded touch, by thread, and of whom that is known: those
  // that have stepped from it and those that are asleep.
  private let footprints: [StepFootprint] = (0..<64).map { _ in StepFootprint() }
  private var looked: UInt64 = 0
  /// Findings that were told, with their preemptions.
  private var toldFindings: Set<String> = []

  private struct Recent {
    var fingerprint = Fingerprint(low: 0, high: 0)
    var round: UInt64 = 0
  }

  init(_ stepper: Stepper, _ fingerprints: Fingerprints) {
    self.stepper = stepper
    self.fingerprints = fingerprints
    notesTeardowns = stepper.m.checksOn & CheckName.hungTeardown.bit != 0
    recent = .allocate(capacity: Self.recentCount)
    recent.initialize(repeating: Recent(), count: Self.recentCount)
    runSetups()
  }

  deinit {
    recent.deallocate()
  }

  private var m: Machine { stepper.m }

  // MARK: Setups

  /// Goes through every way in which the setup can go.
  private func runSetups() {
    var next: [UInt16]? = []
    while let answers = next {
      m.answers = .searched(answers, next: 0)
      m.asked.removeAll(keepingCapacity: true)
      m.ending = .running
      m.begin()
      next = Self.next(answers, m.asked)
      if setups.isEmpty { stepper.shadow.setBase(fixed: max(1, m.objectsAtStart)) }
      let lists = m.actorLists
      let same = setups.firstIndex {
        $0.names == m.threadNames && String(describing: $0.lists) == String(describing: lists)
      }
      var setup = Setup(
        answers: Self.given(answers, m.asked), lists: lists, names: m.threadNames,
        kind: same ?? setups.count)
      if m.isRunning, fingerprints.options.equalThreads || fingerprints.options.equalEnds {
        setup.equal = EqualThreads(m)
      }
      let path = Path(setup: setups.count)
      if m.isRunning, m.state[Word.enabled] == 0 { m.endOrDeadlock() }
      if m.isRunning {
        let at = out.count
        encode(
          running: -1, used: 0, depth: 1, Fingerprint(low: 0, high: 0), setup: path.setup,
          path: UnsafeBufferPointer(start: nil, count: 0), step: [])
        setup.entry = Array(UnsafeBufferPointer(start: out.start + at, count: out.count - at))
        out.count = at
      } else {
        setup.end = end(path)
      }
      setups.append(setup)
    }
  }

  /// What a search begins with.
  func start(_ assumptions: Assumptions, takesEqual: Bool = true) {
    self.takesEqual = takesEqual
    stepper.assume(assumptions)
    stepper.shadow.goToBase()
    stepper.forgetPending()
    fingerprints.start(fixed: max(1, m.objectsAtStart), assumptions.counters)
    toldFindings = []
    notes = TeardownNotes()
    currentSetup = -1
    startRound()
  }

  /// Forgets what was told.
  func startRound() {
    out.count = 0
    successors.removeAll(keepingCapacity: true)
    ended.removeAll(keepingCapacity: true)
    round &+= 1
  }

  // MARK: One state

  /// Goes to a state.
  func load(_ e: Entry) {
    stepper.shadow.load(e.indices, e.values, e.differences)
    stepper.forgetPending()
    for k in 0..<e.pendingCount {
      let p = e.pending(k)
      stepper.addPending(p.thread, p.access)
    }
    for k in 0..<e.departedCount { stepper.departed.append(e.departed(k)) }
    loadHistory(e)
    if e.setup != currentSetup {
      currentSetup = e.setup
      m.actorLists = setups[e.setup].lists
      m.threadNames = setups[e.setup].names
      fingerprints.places.take(takesEqual ? setups[e.setup].equal : .none)
      fingerprints.places.freedom = fingerprints.options.equalThreads ? .equal : .none
      groupOf = Array(0..<64)
      for g in takesEqual ? setups[e.setup].equal.groups : [] {
        for t in g.slots { groupOf[t] = g.slots[0] }
      }
    }
    m.ending = .running
    m.finding = nil
    m.isDirty = false
    m.hasStarted = true
  }

  private func loadHistory(_ e: Entry) {
    guard let races = m.races, let start = e.history.baseAddress else { return }
    if e.history.isEmpty { races.isOn = false } else { races.readHistory(start) }
  }

  /// Takes the steps of a path from the start; nil if it does not lead to the end of a run.
  func follow(_ path: Path) -> Ended? {
    guard setups.indices.contains(path.setup) else { return nil }
    if path.units.isEmpty { return setups[path.setup].end }
    guard let words = setups[path.setup].entry else { return nil }
    words.withUnsafeBufferPointer { load(Entry(at: $0.baseAddress!)) }
    var undo = Stepper.Undo()
    path.forEachStep { t, _, answers in
      guard m.isRunning, m.state[Word.enabled] & (1 << UInt64(t)) != 0 else { return }
      _ = stepper.take(t, answers, &undo)
      if m.isRunning, m.state[Word.enabled] == 0 { m.endOrDeadlock() }
    }
    let end = m.isRunning ? nil : self.end(path)
    stepper.shadow.undo(to: 0)
    return end
  }

  /// Whether an entry can be one of this expander's machine.
  func isPossible(_ e: Entry) -> Bool {
    guard e.isWellFormed, e.running < 64, setups.indices.contains(e.setup) else { return false }
    for k in 0..<e.differences where Int(e.indices[k]) >= m.stateWords { return false }
    for k in 0..<e.departedCount where !isPossible(e.departed(k).access) { return false }
    var k = 0
    let asleep = e.asleep
    while k < asleep.count {
      guard asleep[k] < 64, let words = StepFootprint.words(asleep, at: k + 1) else { return false }
      k += 1 + words
    }
    let history = e.history
    if let start = history.baseAddress, !history.isEmpty {
      guard m.races != nil, DataRaces.isHistory(start, count: history.count, of: m) else {
        return false
      }
    }
    for k in 0..<e.pendingCount {
      let p = e.pending(k)
      guard p.thread < 64, isPossible(p.access) else { return false }
    }
    return true
  }

  private func isPossible(_ p: PendingAccess) -> Bool {
    Int(p.object) < m.limits.objectsMax && p.site >= 0 && Int(p.site) < m.program.code.count
      && p.low >= 0 && p.high <= m.limits.heapBytes + 1
  }

  /// A hash of the state that the entries are told against, and of where things lie in it.
  var baseHash: UInt64 {
    stepper.shadow.goToBase()
    var f = Fingerprint(low: UInt64(m.stateWords), high: UInt64(m.threadWords))
    f.mix(UInt64(setups.count))
    f.mix(UInt64(m.objectsAtStart))
    for k in 0..<m.stateWords where m.state[k] != 0 {
      f.mix(UInt64(k))
      f.mix(m.state[k])
    }
    return f.finished.low
  }

  /// The fingerprint of the present state; `running` is -1 where it does not count.
  func fingerprint(running: Int) -> Fingerprint {
    fingerprints.fingerprint(
      stepper, running: running, extra: UInt64(setups[max(0, currentSetup)].kind) << 32)
  }

  /// Takes every step from a state.
  func expand(_ e: Entry, _ rules: ExpansionRules, _ table: VisitedTable) -> Expansion {
    load(e)
    var x = Expansion(first: successors.count)
    if notesTeardowns { beginNotes(e) }
    var left = m.state[Word.enabled]
    stepper.takesFootprints = rules.sleeps
    looked = 0
    // Between states in which a teardown is kept from stepping every step is noted.
    if rules.sleeps, blocked == 0 {
      readAsleep(e)
      left &= ~looked
    }
    let running = e.running
    if running >= 0, left & (1 << UInt64(running)) != 0 {
      left &= ~(1 << UInt64(running))
      step(e, running, used: e.used, rules, table, &x)
    }
    if running >= 0, left != 0, !rules.preempts {
      x.isBounded = true
      left = 0
    }
    while left != 0 {
      let t = left.trailingZeroBitCount
      left &= left &- 1
      step(e, t, used: running >= 0 ? e.used + 1 : e.used, rules, table, &x)
    }
    x.count = successors.count - x.first
    if checksPairs, rules.sleeps { checkPairs() }
    return x
  }

  /// Takes the step of one thread, with every answer to what it asks.
  private func step(
    _ e: Entry, _ t: Int, used: UInt8, _ rules: ExpansionRules, _ table: VisitedTable,
    _ x: inout Expansion
  ) {
    var undo = Stepper.Undo()
    var answers: [UInt16] = []
    if rules.sleeps { footprints[t].clear() }
    while true {
      let sequence = m.sequence(t)
      let count = stepper.take(t, answers, &undo)
      if used == e.used { x.transitions += 1 } else { x.preempting += 1 }
      // Who could go on is preempted by whoever is chosen instead.
      let goesOn =
        rules.countsPreemptions && m.isRunning && m.sequence(t) == sequence
        && m.state[Word.enabled] & (1 << UInt64(t)) != 0
      arrive(
        e, t, since: undo.mark, count, m.asked.isEmpty ? [] : Self.given(answers, m.asked),
        running: goesOn ? t : -1, used, rules, table)
      if rules.sleeps { footprints[t].add(stepper.footprint) }
      stepper.takeBack(undo)
      if m.races != nil { loadHistory(e) }
      guard !m.asked.isEmpty, let next = Self.next(answers, m.asked) else { break }
      answers = next
    }
    looked |= 1 << UInt64(t)
  }

  // MARK: Sleep sets

  /// For tests: pairs of steps that are said to change places, and those of them that do not.
  private(set) var pairs = 0
  private(set) var wrongPairs: [String] = []
  var checksPairs = false

  /// Takes each two steps from the present state that are said to change places in both orders.
  private func checkPairs() {
    forEachThread(of: looked) { t in
      forEachThread(of: looked & ~((2 << UInt64(t)) - 1)) { u in
        guard !footprints[t].conflicts(t, footprints[u], u) else { return }
        guard let one = after(t, u), let other = after(u, t) else { return }
        pairs += 1
        if one != other {
          let names = [t, u].map { "\(m.name(of: $0)) in \(m.stack(of: $0).prefix(2))" }
          wrongPairs.append("\(names): \(one) and not \(other)")
        }
      }
    }
  }

  /// What steps of two threads lead to; nil where they ask something.
  private func after(_ first: Int, _ second: Int) -> Fingerprint? {
    var undo = Stepper.Undo()
    _ = stepper.take(first, [], &undo)
    defer { stepper.takeBack(undo) }
    guard m.asked.isEmpty else { return nil }
    // A step that ends the run changes places with none.
    guard m.isRunning, m.state[Word.enabled] & (1 << UInt64(second)) != 0 else {
      return Fingerprint(low: UInt64(first), high: 0)
    }
    var then = Stepper.Undo()
    _ = stepper.take(second, [], &then)
    defer { stepper.takeBack(then) }
    guard m.asked.isEmpty else { return nil }
    // It is the same step if it touches nothing more.
    if !stepper.footprint.isPart(of: footprints[second]) {
      return Fingerprint(low: UInt64(first), high: 3)
    }
    if m.isRunning, m.state[Word.enabled] == 0 { m.endOrDeadlock() }
    switch m.ending {
    case .running: return fingerprint(running: -1)
    case .finding: return Fingerprint(low: UInt64(first), high: 1)
    default: return Fingerprint(low: 0, high: 2)
    }
  }

  /// Takes over who is asleep at a state that is about to be expanded.
  private func readAsleep(_ e: Entry) {
    let words = e.asleep
    var k = 0
    while k < words.count {
      let t = Int(words[k] & 0x3f)
      k += 1
      k += footprints[t].read(words, at: k)
      looked |= 1 << UInt64(t)
    }
  }

  /// Mask of the threads that are asleep in the state that a step of `t` has led to: their steps were
  /// taken from the state before, or are asleep there, and change places with it.
  private func asleep(after t: Int) -> UInt64 {
    if stepper.footprint.traits.contains(.isAlone) { return 0 }
    var asleep: UInt64 = 0
    forEachThread(of: looked & m.state[Word.enabled] & ~(1 << UInt64(t))) { u in
      if !stepper.footprint.conflicts(t, footprints[u], u) || stepper.fault == .dependenceForgotten {
        asleep |= 1 << UInt64(u)
      }
    }
    return asleep
  }

  /// Tells the state that a step has led to.
  private func arrive(
    _ e: Entry, _ t: Int, since mark: Int, _ count: Int, _ answers: [UInt16], running: Int, _ used: UInt8,
    _ rules: ExpansionRules, _ table: VisitedTable
  ) {
    if m.isRunning, m.state[Word.enabled] == 0 { m.endOrDeadlock() }
    var s = Successor(kind: .new, thread: UInt8(t), used: used)
    guard m.isRunning else {
      s.kind = .ended
      s.at = ended.count
      if m.ending == .finding {
        let isNew = toldFindings.insert("\(used) \(m.finding?.key ?? "")").inserted
        if !isNew, !rules.tellsAll { return }
        var units = Array(e.path)
        units.append(Path.unit(thread: t, count: count))
        units += answers.map { Path.unit(answer: $0) }
        ended.append(end(Path(setup: e.setup, units: units)))
      } else {
        ended.append(end(Path()))
      }
      if rules.tellsEnds {
        fingerprints.places.freedom = .all
        s.fingerprint = fingerprints.fingerprint(nil)
        fingerprints.places.freedom = fingerprints.options.equalThreads ? .equal : .none
      }
      successors.append(s)
      return
    }
    let f = fingerprint(running: running)
    s.fingerprint = f
    if tearingDown != 0 { noteStep(e, t, since: mark, to: f) }
    if table.contains(f, cost: used) || isRecent(f, used) {
      s.kind = .known
      if !rules.encodesAll {
        if rules.tellsAll { successors.append(s) }
        return
      }
    }
    s.at = out.count
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 1 + answers.count) { units in
      units[0] = Path.unit(thread: t, count: count)
      var n = 1
      if !m.asked.isEmpty {
        for a in answers {
          units[n] = Path.unit(answer: a)
          n += 1
        }
      }
      encode(
        running: running, used: used, depth: e.depth + 1, f, setup: e.setup, path: e.path,
        step: UnsafeBufferPointer(start: units.baseAddress, count: n),
        asleep: rules.sleeps ? asleep(after: t) : 0)
    }
    s.words = out.count - s.at
    successors.append(s)
  }

  // MARK: Teardowns

  private func beginNotes(_ e: Entry) {
    tearingDown = m.tearingDown
    let enabled = m.state[Word.enabled]
    blocked = tearingDown & ~enabled
    if tearingDown == 0 { return }
    forEachThread(of: tearingDown) { places[$0] = fingerprints.place(inCodeOf: $0) }
    if blocked == 0 { return }
    notes.note(
      TeardownNotes.State(
        key: e.fingerprint.low, enabled: grouped(enabled), blocked: grouped(blocked)))
  }

  /// A step of `t`, which has begun at `mark`, has led to the present state.
  private func noteStep(_ e: Entry, _ t: Int, since mark: Int, to f: Fingerprint) {
    // Only its own steps end a teardown.
    let bit: UInt64 = 1 << UInt64(t)
    var goesOn = tearingDown
    if goesOn & bit != 0, m.state[Word.alive] & bit == 0 || !m.isTearingDown(t) { goesOn &= ~bit }
    if goesOn == 0 { return }
    forEachThread(of: goesOn & (bit | changed(goesOn, since: mark))) { u in
      notes.note(TeardownNotes.Way(from: places[u], to: fingerprints.place(inCodeOf: u)))
    }
    if goesOn & ~bit & blocked & ~m.state[Word.enabled] != 0 {
      notes.note(
        TeardownNotes.Step(from: e.fingerprint.low, to: f.low, thread: UInt64(groupOf[t])))
    }
  }

  /// Mask of those of these threads whose words have changed, or whether they wait.
  private func changed(_ threads: UInt64, since mark: Int) -> UInt64 {
    var changed: UInt64 = 0
    let end = stepper.shadow.threadsAt + m.limits.threadsMax * m.threadWords
    for c in stepper.shadow.changes(since: mark) {
      if c.index == Word.waiting { changed |= c.old ^ m.state[c.index] }
      if c.index >= stepper.shadow.threadsAt, c.index < end {
        changed |= 1 << UInt64((c.index - stepper.shadow.threadsAt) / m.threadWords)
      }
    }
    return changed & threads
  }

  private func grouped(_ mask: UInt64) -> UInt64 {
    var grouped: UInt64 = 0
    forEachThread(of: mask) { grouped |= 1 << UInt64(groupOf[$0]) }
    return grouped
  }

  private func forEachThread(of mask: UInt64, _ body: (Int) -> Void) {
    var left = mask
    while left != 0 {
      body(left.trailingZeroBitCount)
      left &= left &- 1
    }
  }

  private func isRecent(_ f: Fingerprint, _ used: UInt8) -> Bool {
    let slot = recent + Int(truncatingIfNeeded: f.high & UInt64(Self.recentCount - 1))
    let stamp = round << 8 | UInt64(used)
    if slot.pointee.round == stamp, slot.pointee.fingerprint == f { return true }
    slot.pointee = Recent(fingerprint: f, round: stamp)
    return false
  }

  private func end(_ path: Path) -> Ended {
    switch m.ending {
    case .finding: return Ended(kind: .finding, finding: m.finding, path: path)
    case .noVerdict(let why): return Ended(kind: .noVerdict, why: why, path: path)
    default: return Ended(path: path)
    }
  }

  /// Writes the present state as an entry at the end of `out`.
  private func encode<Step: Collection>(
    running: Int, used: UInt8, depth: Int, _ f: Fingerprint, setup: Int,
    path: UnsafeBufferPointer<UInt16>, step: Step, asleep: UInt64 = 0
  ) where Step.Element == UInt16 {
    stepper.shadow.findDifferences()
    let n = stepper.shadow.differences
    var pendings = 0
    var mask = stepper.pendingMask
    while mask != 0 {
      pendings += stepper.pending(mask.trailingZeroBitCount).count
      mask &= mask &- 1
    }
    let units = path.count + step.count
    let pathWords = (units + 3) / 4
    let left = stepper.departed.count
    var history = 0
    if let races = m.races, races.isOn {
      if running < 0, used == 0, depth == 1 { races.writeHistory(m) }
      history = races.history.count
    }
    var sleeping = 0
    forEachThread(of: asleep) { sleeping += 1 + footprints[$0].wordCount }
    let words =
      Entry.headerCount + PendingAccess.wordCount * pendings + Departed.wordCount * left + pathWords
      + (n + 1) / 2 + n + sleeping + history
    out.reserve(words)
    out.append(UInt64(words) | UInt64(n) << 32)
    out.append(UInt64(units) | UInt64(pendings) << 32 | UInt64(left) << 48)
    out.append(
      UInt64(running + 1) | UInt64(used) << 8 | UInt64(setup) << 16 | UInt64(depth) << 40)
    out.append(f.low)
    out.append(f.high)
    out.append(UInt64(sleeping) | UInt64(history) << 32)
    mask = stepper.pendingMask
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      for p in stepper.pending(t) { p.write(to: out, tag: UInt8(t)) }
    }
    for d in stepper.departed { d.write(to: out) }
    let at = out.start + out.count
    if pathWords > 0 {
      at[pathWords - 1] = 0
      let u = UnsafeMutableRawPointer(at).assumingMemoryBound(to: UInt16.self)
      if let start = path.baseAddress { u.update(from: start, count: path.count) }
      for (k, unit) in step.enumerated() { u[path.count + k] = unit }
    }
    let indexWords = (n + 1) / 2
    if indexWords > 0 {
      at[pathWords + indexWords - 1] = 0
      UnsafeMutableRawPointer(at + pathWords).copyMemory(
        from: stepper.shadow.differenceIndices, byteCount: 4 * n)
      (at + pathWords + indexWords).update(from: stepper.shadow.differenceValues, count: n)
    }
    out.count += pathWords + indexWords + n
    forEachThread(of: asleep) { t in
      out.append(UInt64(t))
      footprints[t].write(to: out)
    }
    if history > 0, let races = m.races {
      (out.start + out.count).update(from: races.history.start, count: history)
      out.count += history
    }
  }

  /// What `answers` answered to the questions that were asked: those beyond the list got the first.
  static func given(_ answers: [UInt16], _ asked: [UInt16]) -> [UInt16] {
    answers.prefix(asked.count)
      + Array(repeating: 0, count: max(0, asked.count - answers.count))
  }

  /// The next list of answers to try after `answers`, given how many answers each question had.
  static func next(_ answers: [UInt16], _ asked: [UInt16]) -> [UInt16]? {
    var list = Array(answers.prefix(asked.count))
    list += Array(repeating: 0, count: asked.count - list.count)
    for k in list.indices.reversed() {
      if list[k] + 1 < asked[k] {
        list[k] += 1
        return Array(list[...k])
      }
    }
    return nil
  }
}
