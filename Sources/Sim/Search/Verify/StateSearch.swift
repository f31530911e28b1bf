// Depth-first search over states: every enabled thread and every answer to every open question at
// every state that was not seen before. With a bound on preemptions a state counts as seen only if
// it was reached with as few of them (Musuvathi, Qadeer, PLDI 2007), and the thread that runs is a
// part of it.

/// What a search may use, and who may end it.
public struct SearchLimits: Sendable {
  /// States in the table.
  public var states = Int.max
  /// Bytes of the table and of what is needed to go back.
  public var memory = Int.max

  public init() {}
}

/// What a search has come to.
struct SearchResult {
  enum End: Equatable {
    /// Everything within the bound was seen.
    case complete
    /// An access that was made early conflicts: the search has to be made again.
    case conflict
    case states, memory, stopped
    /// The search was asked to end at this finding.
    case found
  }
  var end = End.complete
  var states = 0
  var transitions = 0
  /// Ways in which a run can end without a finding.
  var endStates = 0
  var depth = 0
  /// Whether the bound on preemptions has kept something from being seen.
  var wasBounded = false
  /// The first run to each finding, by its key, in the order in which they were met.
  var found: [(finding: Finding, schedule: Schedule)] = []
  /// Runs that ended without a verdict, by reason.
  var noVerdict: [String: Int] = [:]
  var bytes = 0
}

/// How far a search is, for those who watch it.
public struct SearchProgress: Sendable {
  public var states: Int
  public var transitions: Int
  public var depth: Int
  /// How full the table of states is, 0 to 1.
  public var load: Double
  /// The bound on preemptions, nil for none.
  public var bound: Int?
}

/// One depth-first search.
final class StateSearch {
  private let stepper: Stepper
  private let fingerprints: Fingerprints
  private let bound: Int?
  private let limits: SearchLimits
  private let table: VisitedTable
  private var result = SearchResult()
  private var path: [Node] = []
  /// Called now and then; true ends the search.
  var shouldStop: (SearchProgress) -> Bool = { _ in false }
  /// Whether the search is to end, given what was found so far.
  var isEnough: ([Finding]) -> Bool = { _ in false }
  /// Fingerprints of the states in which runs end, for tests.
  var endStates: Set<Fingerprint>?

  /// One state on the way from the start, and the step that led to it.
  private struct Node {
    /// Threads that have not been chosen here yet, and the one that was chosen last.
    var left: UInt64
    var thread = -1
    /// Whether the step chosen last has answers left that were not tried.
    var answers: [UInt16] = []
    var hasMoreAnswers = false
    /// Who stepped last, if it can go on.
    var running: Int
    var used: UInt8
    // The step that led here.
    var undo: Stepper.Undo
    var step: Taken
  }

  /// A step that was taken.
  private struct Taken {
    var thread = 0
    var answers: [UInt16] = []
    var count = 0
  }

  init(
    _ stepper: Stepper, _ fingerprints: Fingerprints, bound: Int?, limits: SearchLimits
  ) {
    self.stepper = stepper
    self.fingerprints = fingerprints
    self.bound = bound
    self.limits = limits
    table = VisitedTable(withCosts: bound != nil)
  }

  private var m: Machine { stepper.m }

  /// Searches from every way in which the setup can go.
  func run() -> SearchResult {
    var setup: [UInt16]? = []
    while let answers = setup {
      m.answers = .searched(answers, next: 0)
      m.asked.removeAll(keepingCapacity: true)
      m.ending = .running
      m.begin()
      setup = Self.next(answers, m.asked)
      stepper.start()
      fingerprints.firstDynamic = max(1, m.objectsAtStart)
      path.removeAll(keepingCapacity: true)
      let taken = Taken(answers: answers)
      if arrive(taken, Stepper.Undo(), running: -1, used: 0) { search() }
      if result.end != .complete { break }
    }
    result.states = table.count
    result.bytes = bytes
    return result
  }

  private var bytes: Int {
    table.bytesWhenDoubled + stepper.shadow.bytes + path.capacity * MemoryLayout<Node>.stride
  }

  /// Counts the present state; true if the search is to go on from it, which is then the end of the
  /// path.
  private func arrive(
    _ step: Taken, _ undo: Stepper.Undo, running: Int, used: UInt8
  ) -> Bool {
    if m.isRunning, m.state[Word.enabled] == 0 { m.endOrDeadlock() }
    guard m.isRunning else {
      ended(step)
      return false
    }
    let f = fingerprints.fingerprint(
      stepper.pending, stepper.counters,
      extra: bound == nil ? 0 : UInt64(bitPattern: Int64(running)))
    let seen = table.insert(f, cost: used)
    guard seen.isNew || seen.isCheaper else { return false }
    path.append(
      Node(left: m.state[Word.enabled], running: running, used: used, undo: undo, step: step))
    result.depth = max(result.depth, path.count)
    return true
  }

  private func ended(_ step: Taken) {
    switch m.ending {
    case .finding:
      guard let finding = m.finding else { return }
      let key = finding.key
      if !result.found.contains(where: { $0.finding.key == key }) {
        result.found.append((finding, schedule(step)))
        if isEnough(result.found.map(\.finding)) { result.end = .found }
      }
    case .noVerdict(let why): result.noVerdict[why, default: 0] += 1
    default:
      result.endStates += 1
      if endStates != nil {
        let f = fingerprints.fingerprint(
          stepper.pending.map { _ in [] }, stepper.counters, extra: 0)
        endStates?.insert(f)
      }
    }
  }

  private func search() {
    while !path.isEmpty {
      let top = path.count - 1
      var answers: [UInt16] = []
      if path[top].hasMoreAnswers {
        answers = path[top].answers
      } else {
        guard let t = nextThread(top) else {
          let undo = path.removeLast().undo
          if !path.isEmpty { stepper.takeBack(undo) }
          continue
        }
        path[top].thread = t
      }
      let t = path[top].thread
      let running = path[top].running
      let used = path[top].used + (running >= 0 && running != t ? 1 : 0)
      let sequence = m.sequence(t)
      var undo = Stepper.Undo()
      let count = stepper.take(t, answers, &undo)
      result.transitions += 1
      if let next = Self.next(answers, m.asked) {
        path[top].answers = next
        path[top].hasMoreAnswers = true
      } else {
        path[top].hasMoreAnswers = false
      }
      let taken = Taken(thread: t, answers: m.asked.isEmpty ? [] : answers, count: count)
      // Who could go on is preempted by whoever is chosen instead.
      let goesOn =
        bound != nil && m.isRunning && m.sequence(t) == sequence
        && m.state[Word.enabled] & (1 << UInt64(t)) != 0
      if !arrive(taken, undo, running: goesOn ? t : -1, used: used) { stepper.takeBack(undo) }
      if result.end != .complete || isOver() { return }
    }
  }

  /// The next thread to choose at a node: who runs first, then in order of slots.
  private func nextThread(_ top: Int) -> Int? {
    let running = path[top].running
    var left = path[top].left
    if running >= 0, left & (1 << UInt64(running)) != 0 {
      path[top].left &= ~(1 << UInt64(running))
      return running
    }
    if running >= 0, let bound, Int(path[top].used) >= bound {
      if left != 0 { result.wasBounded = true }
      return nil
    }
    guard left != 0 else { return nil }
    let t = left.trailingZeroBitCount
    left &= left &- 1
    path[top].left = left
    return t
  }

  private func isOver() -> Bool {
    if stepper.hasNewConflict {
      result.end = .conflict
      return true
    }
    if table.count >= limits.states {
      result.end = .states
      return true
    }
    if result.transitions & 0xff == 0 {
      if bytes > limits.memory {
        result.end = .memory
        return true
      }
      if shouldStop(
        SearchProgress(
          states: table.count, transitions: result.transitions, depth: path.count,
          load: table.load, bound: bound))
      {
        result.end = .stopped
        return true
      }
    }
    return false
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

  /// The choices on the path, and the last step.
  private func schedule(_ last: Taken) -> Schedule {
    var choices: [UInt16] = []
    var steps = path.map(\.step)
    steps.append(last)
    for step in steps {
      if step.count == 0 {
        choices += step.answers.map { $0 | Schedule.answerBit }
        continue
      }
      for k in 0..<step.count {
        choices.append(UInt16(step.thread))
        if k == 0 { choices += step.answers.map { $0 | Schedule.answerBit } }
      }
    }
    return Schedule(choices)
  }
}
