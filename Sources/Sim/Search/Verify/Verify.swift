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
  private let machine: Machine
  private let options: VerifyOptions
  private let stepper: Stepper
  private let fingerprints: Fingerprints
  private var best: [String: (finding: Finding, schedule: Schedule, isFewest: Bool)] = [:]
  private var keys: [String] = []
  private var outcome = Verification()
  /// Called now and then; true ends the verification.
  public var shouldStop: (SearchProgress) -> Bool = { _ in false }

  /// A machine for verifying `program`; like any other, but for where its counters start.
  public static func machine(
    _ program: Program, _ world: WorldSpec, _ limits: StateLimits = StateLimits()
  ) -> Machine {
    var world = world
    // Its clocks are not a part of the state: see `undecided`.
    world.checks.removeAll { $0.check == .dataRace }
    let m = Machine(program: program, world: world, limits: Tagged.limits(limits))
    m.lockGraph.head.pointee.isUnion = true
    m.prepare()
    return m
  }

  /// The checks that are on in `world` and that no verification decides.
  public static func undecided(_ world: WorldSpec) -> [CheckName] {
    let isRaceOn = world.checks.last { $0.check == .dataRace }?.isOn ?? false
    return isRaceOn ? [.dataRace] : []
  }

  /// `machine` is one that `Verifier.machine` made.
  public init(_ machine: Machine, _ options: VerifyOptions = VerifyOptions()) {
    self.machine = machine
    self.options = options
    stepper = Stepper(machine, collapses: options.reduces)
    fingerprints = Fingerprints(machine)
  }

  /// States of a bounded search that is made before the one without a bound.
  private static let quickStates = 20_000
  private static let quickBounds = 0...2

  public func run() -> Verification {
    if options.reduces { learn() }
    while !attempt() {
      outcome.restarts += 1
      let restarts = outcome.restarts
      stepper.hasNewConflict = false
      best = [:]
      keys = []
      outcome = Verification()
      outcome.restarts = restarts
    }
    decideTeardown()
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
  private func decideTeardown() {
    guard outcome.isComplete, machine.checksOn & CheckName.hungTeardown.bit != 0 else { return }
    guard keys.isEmpty || options.wanted.contains(where: { $0.check == .hungTeardown }) else {
      return
    }
    let search = HungTeardownSearch(stepper, fingerprints)
    search.shouldStop = shouldStop
    switch search.run() {
    case .none: outcome.teardownIsDecided = true
    case .stopped: outcome.limit = .stopped
    case .found(let finding, let schedule):
      outcome.teardownIsDecided = true
      keys.append(finding.key)
      best[finding.key] = (finding, schedule, false)
    }
  }

  /// The order of locks is judged when the search is over: see `LockUnion`.
  private func noteLockOrder() {
    if machine.lockGraph.isFull {
      outcome.isVerified = false
      outcome.noVerdict["there are more orders of locks than are recorded", default: 0] += 1
    }
    let checks: [CheckName] = [.lockOrder, .irqLockInversion]
    let isWanted = options.wanted.contains { checks.contains($0.check) }
    guard keys.isEmpty || isWanted, let f = machine.lockOrderFinding() else { return }
    outcome.found.append(.init(finding: f.finding, schedule: f.schedule, isFewest: false))
    outcome.isVerified = false
  }

  /// False if a conflict was met and everything has to be done again.
  private func attempt() -> Bool {
    if let most = options.maxPreemptions {
      for bound in 0...max(0, most) {
        let r = search(bound: bound, options.limits)
        if r.end == .conflict { return false }
        if note(r, bound: bound) { return true }
      }
      return true
    }
    var bound = Self.quickBounds.lowerBound
    while bound <= Self.quickBounds.upperBound {
      var limits = options.limits
      limits.states = min(limits.states, Self.quickStates)
      let r = search(bound: bound, limits)
      if r.end == .conflict { return false }
      if r.end == .states, limits.states < options.limits.states { break }
      if note(r, bound: bound) { return true }
      bound += 1
    }
    let all = search(bound: nil, options.limits)
    if all.end == .conflict { return false }
    if note(all, bound: nil) || keys.allSatisfy({ best[$0]?.isFewest == true }) { return true }
    // It finds more than the bounded searches have come to.
    while keys.contains(where: { best[$0]?.isFewest != true }) {
      let missing = keys.filter { best[$0]?.isFewest != true }
      let r = search(bound: bound, options.limits) { found in
        missing.allSatisfy { key in found.contains { $0.key == key } }
      }
      if r.end == .conflict { return false }
      let limit = outcome.limit
      _ = note(r, bound: bound)
      if outcome.limit != limit {
        // What was found is a finding however it ends; only its length is not known to be the least.
        outcome.limit = limit
        return true
      }
      bound += 1
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
    for (finding, schedule) in r.found {
      let key = finding.key
      if best[key] == nil { keys.append(key) }
      if best[key]?.isFewest != true { best[key] = (finding, schedule, bound != nil) }
    }
    switch r.end {
    case .states: outcome.limit = .states
    case .memory: outcome.limit = .memory
    case .stopped: outcome.limit = .stopped
    case .found, .conflict: break
    case .complete:
      if let bound {
        outcome.coveredPreemptions = bound
        if !r.wasBounded { outcome.isComplete = true }
      } else {
        outcome.isComplete = true
      }
    }
    if outcome.limit != nil { return true }
    let isFewest = keys.allSatisfy { best[$0]?.isFewest == true }
    if isFewest, isEnough(keys.compactMap { best[$0]?.finding }) { return true }
    return bound != nil && outcome.isComplete && isFewest
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
    bound: Int?, _ limits: SearchLimits, until isEnough: (([Finding]) -> Bool)? = nil
  ) -> SearchResult {
    let s = StateSearch(stepper, fingerprints, bound: bound, limits: limits)
    s.shouldStop = shouldStop
    let known = keys.compactMap { best[$0]?.finding }
    s.isEnough = isEnough ?? { [unowned self] in self.isEnough(known + $0) }
    return s.run()
  }

  /// Random runs show most conflicts at little cost.
  private func learn() {
    for seed in 0..<200 as Range<UInt64> {
      machine.random = Random(seed: 0x7665_7269_6679 &+ seed)
      machine.answers = .random
      machine.ending = .running
      machine.begin()
      stepper.start()
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
    }
    stepper.hasNewConflict = false
  }

  private func countSites() {
    for (pc, i) in machine.program.code.enumerated() {
      switch i.op {
      case .load, .store, .loadMarked, .storeMarked, .rmw, .cmpxchg, .memcpy, .memset:
        outcome.sites += 1
        if stepper.isRacy[pc] || !options.reduces { outcome.racySites += 1 }
      default: break
      }
    }
  }
}
