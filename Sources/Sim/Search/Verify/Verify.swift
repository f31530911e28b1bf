// Every interleaving of a scenario: is there one that breaks a check, and which takes the fewest
// preemptions?
//
// First every interleaving without a preemption, with one, with two: most bugs show there, and what
// shows first has the fewest. Then everything at once, without a bound; that is the proof, and it
// stores less for each state. If it finds something after all, the bounded searches go on until they
// come to it.

/// What is asked for.
public struct VerifyOptions: Sendable {
  /// Only interleavings with at most so many preemptions; nil for all.
  public var maxPreemptions: Int?
  public var limits = SearchLimits()
  /// Whether accesses that nothing conflicts with are made without a scheduling point.
  public var reduces = true
  /// `NAME` or `NAME in FUNCTION`: the search goes on until all of these were found; with none it
  /// ends at the first finding.
  public var wanted: [(check: CheckName, function: String?)] = []

  public init() {}
}

/// What a verification has come to.
public struct Verification: Sendable {
  /// Why it has not seen everything.
  public enum Limit: Sendable, Equatable {
    case states, memory, stopped
  }

  /// One finding, with the fewest preemptions if `isFewest`.
  public struct Found: Sendable {
    public var finding: Finding
    public var schedule: Schedule
    public var isFewest: Bool
  }

  public var found: [Found] = []
  /// Whether every interleaving was seen and none breaks a check that is on.
  public var isVerified = false
  /// All interleavings with at most so many preemptions were seen; -1 if not even those with none.
  public var coveredPreemptions = -1
  /// Whether everything was seen, without a bound.
  public var isComplete = false
  public var limit: Limit?
  public var states = 0
  public var transitions = 0
  public var depth = 0
  public var endStates = 0
  public var bytes = 0
  /// An upper bound for the probability that a state was taken for another one.
  public var hiddenProbability = 0.0
  public var noVerdict: [String: Int] = [:]
  /// Whether it is known that every teardown ends, or one was found that need not.
  public var teardownIsDecided = false
  /// How often the search began again because an access was no local step after all.
  public var restarts = 0
  /// Instructions that access memory, and those of them that are scheduling points.
  public var sites = 0
  public var racySites = 0

  public init() {}
}

/// Verifies one scenario.
public final class Verifier {
  private let options: VerifyOptions
  private let team: Team
  private let make: () -> Machine
  private var wasResumed = false
  private var best: [String: (finding: Finding, schedule: Schedule, isFewest: Bool)] = [:]
  private var keys: [String] = []
  private var outcome = Verification()
  /// What the search that has seen everything has noted of teardowns.
  private var notes: TeardownNotes?
  /// Called now and then; true ends the verification.
  public var shouldStop: (SearchProgress) -> Bool = { _ in false }
  /// Called now and then and when a limit has ended the search, with what writes a checkpoint; the
  /// argument tells whether it is the end.
  public var saves: ((_ isEnd: Bool, _ write: (@escaping (UnsafeRawBufferPointer) -> Void) -> Void) -> Void)?

  /// The searches of a verification, in their order.
  private enum Stage: Int { case bounded, quick, all, fewest }
  private var stage = Stage.quick
  private var active: StateSearch?
  /// What the search without a bound has come to, once it is over.
  private var allResult: SearchResult?
  /// What was read from a checkpoint and not come to yet.
  private var resumed: (stage: Stage, search: StateSearch?, all: SearchResult?)?

  /// A machine for verifying `program`; like any other, but for where its counters start.
  public static func machine(
    _ program: Program, _ world: WorldSpec, _ limits: StateLimits = StateLimits()
  ) -> Machine {
    let m = Machine(program: program, world: world, limits: Tagged.limits(limits))
    m.lockGraph.head.pointee.isUnion = true
    m.races?.isExact = true
    m.prepare()
    return m
  }

  /// - Parameters:
  ///   - machine: one that `Verifier.machine` made.
  ///   - jobs: how many threads search; nothing of the result depends on it.
  ///   - make: makes another machine like the first.
  ///   - atOnce: runs the threads.
  public init(
    _ machine: Machine, _ options: VerifyOptions = VerifyOptions(), jobs: Int = 1,
    make: @escaping () -> Machine = { preconditionFailure("there is one job") },
    atOnce: @escaping RunsAtOnce = { n, body in for k in 0..<n { body(k) } }
  ) {
    self.options = options
    self.make = make
    let collapses = options.reduces
    func expander(_ m: Machine) -> Expander {
      let stepper = Stepper(m, collapses: collapses)
      var o = Fingerprints.Options()
      o.equalThreads = collapses
      return Expander(stepper, Fingerprints(m, stepper.shadow, o))
    }
    team = Team(expander(machine), jobs: jobs, make: { expander(make()) }, atOnce: atOnce)
  }

  /// States of a bounded search that is made before the one without a bound.
  private static let quickStates = 20_000
  private static let quickBounds = 0...2
  /// Preemptions beyond which nobody looks for fewer.
  private static let boundMax = 250

  public func run() -> Verification {
    var assumptions = team.assumptions
    if resumed == nil {
      if options.reduces { learn(&assumptions) }
      team.assume(assumptions)
    }
    while !attempt() {
      resumed = nil
      allResult = nil
      _ = assumptions.apply(team.evidence)
      team.assume(assumptions)
      let restarts = outcome.restarts + 1
      best = [:]
      keys = []
      outcome = Verification()
      outcome.restarts = restarts
    }
    if lockOrderNeedsOneJob {
      let other = Verifier(make(), options)
      other.shouldStop = shouldStop
      return other.run()
    }
    decideTeardown(assumptions)
    for key in keys {
      guard let b = best[key] else { continue }
      outcome.found.append(.init(finding: b.finding, schedule: b.schedule, isFewest: b.isFewest))
    }
    outcome.isVerified =
      outcome.isComplete && keys.isEmpty && outcome.noVerdict.isEmpty && outcome.limit == nil
      && options.maxPreemptions == nil
    noteLockOrder()
    outcome.hiddenProbability = VisitedTable.hiddenProbability(states: outcome.states)
    countSites()
    return outcome
  }

  /// Every interleaving was seen: is there one in which a teardown goes on for ever?
  private func decideTeardown(_ assumptions: Assumptions) {
    guard outcome.isComplete, team.first.stepper.m.checksOn & CheckName.hungTeardown.bit != 0 else { return }
    guard keys.isEmpty || options.wanted.contains(where: { $0.check == .hungTeardown }) else {
      return
    }
    if notes?.mayGoOn() == false {
      outcome.teardownIsDecided = true
      return
    }
    let search = HungTeardownSearch(
      team.first, assumptions, memory: options.limits.memory)
    search.shouldStop = shouldStop
    switch search.run() {
    case .none: outcome.teardownIsDecided = true
    case .stopped: outcome.limit = .stopped
    case .memory: outcome.limit = .memory
    case .found(let finding, let schedule):
      outcome.teardownIsDecided = true
      keys.append(finding.key)
      best[finding.key] = (finding, schedule, false)
    }
  }

  /// The order of locks is judged when the search is over: see `LockUnion`.
  private func noteLockOrder() {
    let machine = team.first.stepper.m
    if machine.lockGraph.isFull {
      outcome.isVerified = false
      outcome.noVerdict["there are more orders of locks than are recorded", default: 0] += 1
    }
    guard judgesLockOrder, let f = machine.lockOrderFinding() else { return }
    outcome.found.append(.init(finding: f.finding, schedule: f.schedule, isFewest: false))
    outcome.isVerified = false
  }

  private var judgesLockOrder: Bool {
    keys.isEmpty
      || options.wanted.contains { $0.check == .lockOrder || $0.check == .irqLockInversion }
  }

  /// Whether the graph of locks has something to tell and may have been put together in another
  /// order than one thread puts it together, in one go: then what is told could differ.
  private var lockOrderNeedsOneJob: Bool {
    guard team.expanders.count > 1 || wasResumed else { return false }
    let graph = team.first.stepper.m.lockGraph
    for e in team.expanders.dropFirst() { graph.merge(e.stepper.m.lockGraph) }
    return graph.isFull || judgesLockOrder && graph.firstCycle() != nil
  }

  /// False if something goes against the assumptions and everything has to be done again.
  private func attempt() -> Bool {
    if let most = options.maxPreemptions {
      let s = search(.bounded, options.limits)
      for bound in 0...max(0, most) {
        let r = s.run(through: bound, isLast: bound == most)
        if r.end == .conflict { return false }
        if note(r, bound: bound) { return true }
      }
      return true
    }
    var limits = options.limits
    limits.states = min(limits.states, Self.quickStates)
    let quick = search(.quick, limits)
    for bound in Self.quickBounds {
      let r = quick.run(through: bound, isLast: bound == Self.quickBounds.upperBound)
      if r.end == .conflict { return false }
      if r.end == .states, limits.states < options.limits.states { break }
      if note(r, bound: bound) { return true }
    }
    let all = resumed?.all ?? search(.all, options.limits).run()
    if all.end == .conflict { return false }
    allResult = all
    if note(all, bound: nil) || missing.isEmpty { return true }
    return findFewest()
  }

  /// Findings that may be shown with fewer preemptions.
  private var missing: [String] { keys.filter { best[$0]?.isFewest != true } }

  /// The search without a bound has found more than the quick ones have come to: searches with
  /// bounds until they come to it, too.
  private func findFewest() -> Bool {
    let wanted = missing
    let s = search(.fewest, options.limits) { found in
      wanted.allSatisfy { key in found.contains { $0.key == key } }
    }
    for bound in 0...Self.boundMax where !missing.isEmpty {
      let r = s.run(through: bound, isLast: bound == Self.boundMax)
      if r.end == .conflict { return false }
      let limit = outcome.limit
      _ = note(r, bound: bound)
      if outcome.limit != limit {
        // What was found is a finding however it ends; only its length is not known to be the least.
        outcome.limit = limit
        return true
      }
    }
    return true
  }

  /// Adds what a search has come to; true if that ends the verification.
  private func note(_ r: SearchResult, bound: Int?) -> Bool {
    if bound == nil || !outcome.isComplete {
      outcome.states = r.states
      outcome.transitions = r.transitions
      outcome.depth = r.depth
      outcome.endStates = r.endStates
      outcome.noVerdict = r.noVerdict
    }
    outcome.bytes = max(outcome.bytes, r.bytes)
    for f in r.found {
      let key = f.finding.key
      if best[key] == nil { keys.append(key) }
      if best[key]?.isFewest != true {
        let setup = team.first.setups[f.path.setup].answers
        best[key] = (f.finding, f.path.schedule(setup: setup), bound != nil)
      }
    }
    switch r.end {
    case .states: outcome.limit = .states
    case .memory: outcome.limit = .memory
    case .stopped: outcome.limit = .stopped
    case .found, .conflict: break
    case .complete:
      if let bound {
        outcome.coveredPreemptions = max(outcome.coveredPreemptions, bound)
        if r.wasBounded { break }
      }
      outcome.isComplete = true
      notes = r.notes
    }
    if outcome.limit != nil { return true }
    if missing.isEmpty, isEnough(keys.compactMap { best[$0]?.finding }) { return true }
    return bound != nil && outcome.isComplete && missing.isEmpty
  }

  /// Whether these findings are all that is wanted; with nothing wanted, any is enough.
  private func isEnough(_ found: [Finding]) -> Bool {
    !found.isEmpty
      && options.wanted.allSatisfy { w in
        found.contains {
          $0.check == w.check && (w.function == nil || $0.function == w.function)
        }
      }
  }

  private func search(
    _ stage: Stage, _ limits: SearchLimits, until isEnough: (([Finding]) -> Bool)? = nil
  ) -> StateSearch {
    var s = StateSearch(team, countsPreemptions: stage != .all, limits: limits)
    if let r = resumed, r.stage == stage, let search = r.search {
      s = search
      s.limits = limits
      resumed = nil
    }
    self.stage = stage
    active = s
    s.shouldStop = { [unowned self] in shouldStop($0) }
    s.save = { [unowned self] isEnd in
      // What was read and not come to yet must not be lost.
      if resumed?.search != nil { return }
      saves?(isEnd) { emit in self.write(to: CheckpointWriter(emit)) }
    }
    let known = keys.compactMap { best[$0]?.finding }
    s.isEnough = isEnough ?? { [unowned self] in self.isEnough(known + $0) }
    return s
  }

  // MARK: Checkpoints

  private func write(to w: CheckpointWriter) {
    w.word(team.first.baseHash)
    team.assumptions.write(to: w)
    w.number(team.expanders.count)
    for e in team.expanders { e.stepper.m.lockGraph.write(to: w) }
    w.number(outcome.restarts)
    w.number(stage.rawValue)
    w.bool(allResult != nil)
    allResult?.write(to: w)
    // The quick search is soon made again.
    if stage != .quick { active?.write(to: w) }
  }

  /// Goes on from a checkpoint when it is run. `fill` reads the bytes that were written, false where
  /// there are no more.
  public func resume(_ fill: @escaping (UnsafeMutableRawBufferPointer) -> Bool) throws(CheckpointError) {
    let r = CheckpointReader(fill)
    guard try r.word() == team.first.baseHash else {
      throw CheckpointError(message: "the checkpoint belongs to another program or scenario")
    }
    let assumptions = try Assumptions(
      from: r, codeCount: team.first.stepper.m.program.code.count)
    team.assume(assumptions)
    team.start()
    for _ in 0..<(try r.number(1024)) { try team.first.stepper.m.lockGraph.addAll(from: r) }
    wasResumed = true
    outcome.restarts = try r.number()
    guard let stage = Stage(rawValue: try r.number(3)) else { throw CheckpointReader.damaged() }
    var all: SearchResult?
    if try r.bool() { all = try SearchResult(from: r, team.first) }
    var search: StateSearch?
    if stage != .quick {
      let s = StateSearch(team, countsPreemptions: stage != .all, limits: options.limits)
      try s.read(from: r)
      search = s
    }
    resumed = (stage, search, all)
  }

  /// Random runs show most conflicts at little cost.
  private func learn(_ assumptions: inout Assumptions) {
    let stepper = team.first.stepper
    let machine = stepper.m
    for seed in 0..<200 as Range<UInt64> {
      machine.random = Random(seed: 0x7665_7269_6679 &+ seed)
      machine.answers = .random
      machine.ending = .running
      machine.begin()
      stepper.start()
      stepper.assume(assumptions)
      var undo = Stepper.Undo()
      var length = 0
      while machine.isRunning, length < 400 {
        let enabled = machine.state[Word.enabled]
        if enabled == 0 { break }
        let t = machine.random.pick(from: enabled)
        var answers: [UInt16] = []
        for _ in 0..<4 { answers.append(UInt16(machine.random.next() & 1)) }
        _ = stepper.take(t, answers, &undo)
        length += 1
      }
      _ = assumptions.apply(stepper.evidence)
    }
  }

  private func countSites() {
    let program = team.first.stepper.m.program
    for (pc, i) in program.code.enumerated() {
      switch i.op {
      case .load, .store, .loadMarked, .storeMarked, .rmw, .cmpxchg, .memcpy, .memset:
        outcome.sites += 1
        if team.assumptions.isRacy[pc] || !options.reduces { outcome.racySites += 1 }
      default: break
      }
    }
  }
}
