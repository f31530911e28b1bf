// Whether a teardown can be kept from finishing for ever: all states once more, this time with the
// steps between those in which a teardown is under way.

/// Looks for a fair round in which a teardown does not finish. For a scenario whose interleavings
/// were all seen, and break no other check.
final class HungTeardownSearch {
  enum Result {
    /// Every teardown finishes, whatever a fair scheduler does.
    case none
    /// The schedule ends in a round that can be repeated for ever.
    case found(Finding, Schedule)
    case stopped
    /// The limit of memory was reached.
    case memory
  }

  private let expander: Expander
  private let assumptions: Assumptions
  private var graph = StateGraph()
  private var known: [Fingerprint: Int32] = [:]
  private var path: [Node] = []
  var shouldStop: (SearchProgress) -> Bool = { _ in false }
  private var transitions = 0
  /// Bytes that the search may use. It goes depth first, so the way back can be long.
  private let memoryMax: Int
  /// Where nobody says how much.
  private static let memoryDefault = 2 << 30
  private var end = Result.none

  private struct Node {
    var id: Int32
    var left: UInt64
    var thread = -1
    var answers: [UInt16] = []
    var hasMoreAnswers = false
    var undo: Stepper.Undo
  }

  /// `assumptions` are those with which the search has seen everything.
  init(_ expander: Expander, _ assumptions: Assumptions, memory: Int) {
    memoryMax = min(memory, Self.memoryDefault)
    self.expander = expander
    self.assumptions = assumptions
  }

  private var stepper: Stepper { expander.stepper }
  private var m: Machine { stepper.m }

  func run() -> Result {
    // Who steps counts: a scheduler is fair to each.
    expander.start(assumptions, takesEqual: false)
    stepper.takesFootprints = false
    for setup in expander.setups {
      guard let entry = setup.entry else { continue }
      entry.withUnsafeBufferPointer { expander.load(Entry(at: $0.baseAddress!)) }
      m.races?.isOn = false
      let step = GraphStep(
        thread: 0, count: 0, answers: graph.index(ofAnswers: setup.answers))
      if arrive(from: -1, step, Stepper.Undo()), !search() { return end }
    }
    guard let round = graph.fairRound() else { return .none }
    return tell(round)
  }

  /// Notes the present state; true if it is new and can go on.
  private func arrive(from: Int32, _ step: GraphStep, _ undo: Stepper.Undo) -> Bool {
    if m.isRunning, m.state[Word.enabled] == 0 { m.endOrDeadlock() }
    guard m.isRunning else { return false }
    let f = expander.fingerprint(running: -1)
    if let id = known[f] {
      if from >= 0 { graph.addEdge(from, id, step) }
      return false
    }
    let id = graph.addState(
      parent: from, step, enabled: m.state[Word.enabled], tearingDown: m.tearingDown)
    known[f] = id
    if from >= 0 { graph.addEdge(from, id, step) }
    path.append(Node(id: id, left: m.state[Word.enabled], undo: undo))
    return true
  }

  private var bytes: Int {
    graph.bytes + known.capacity * 40 + path.capacity * MemoryLayout<Node>.stride
      + stepper.shadow.mark * 16
  }

  /// False if it was ended, by `end`.
  private func search() -> Bool {
    while !path.isEmpty {
      let top = path.count - 1
      var answers: [UInt16] = []
      if path[top].hasMoreAnswers {
        answers = path[top].answers
      } else if path[top].left != 0 {
        path[top].thread = path[top].left.trailingZeroBitCount
        path[top].left &= path[top].left &- 1
      } else {
        let undo = path.removeLast().undo
        if !path.isEmpty { stepper.takeBack(undo) }
        continue
      }
      let t = path[top].thread
      var undo = Stepper.Undo()
      let count = stepper.take(t, answers, &undo)
      transitions += 1
      let next = Expander.next(answers, m.asked)
      path[top].hasMoreAnswers = next != nil
      if let next { path[top].answers = next }
      let step = GraphStep(
        thread: UInt8(t), count: UInt16(count),
        answers: graph.index(ofAnswers: Expander.given(answers, m.asked)))
      if !arrive(from: path[top].id, step, undo) { stepper.takeBack(undo) }
      guard transitions & 0xff == 0 else { continue }
      let bytes = self.bytes
      if bytes > memoryMax {
        end = .memory
        return false
      }
      if shouldStop(
        SearchProgress(
          states: known.count, transitions: transitions, depth: path.count,
          waiting: path.count, bytes: bytes, load: 0, bound: nil))
      {
        end = .stopped
        return false
      }
    }
    return true
  }

  // MARK: Telling

  private func choices(_ step: GraphStep) -> [UInt16] {
    let answers = graph.answerLists[Int(step.answers)].map { $0 | Schedule.answerBit }
    if step.count == 0 { return answers }
    return [UInt16(step.thread)] + answers
      + Array(repeating: UInt16(step.thread), count: Int(step.count) - 1)
  }

  private func tell(_ round: StateGraph.Round) -> Result {
    var way: [GraphStep] = []
    var s = round.entry
    while s >= 0 {
      way.append(graph.step[Int(s)])
      s = graph.parent[Int(s)]
    }
    var schedule = Schedule(way.reversed().flatMap(choices))
    schedule.roundStart = schedule.choices.count
    schedule.choices += round.edges.flatMap { choices($0.step) }
    m.answers = .first
    do {
      try m.replay(schedule)
    } catch {
      preconditionFailure("[simctl bug] a round does not replay: \(error.message)")
    }
    if m.finding?.check == .dataRace { return .none }
    guard let finding = m.finding else {
      preconditionFailure("[simctl bug] a round does not come back to its start")
    }
    return .found(finding, schedule)
  }
}
