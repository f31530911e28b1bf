// The threads of a search. Each has a machine of its own; they share nothing that changes while they
// work.

import Synchronization

/// Calls a function with each of the numbers below `count`, at once if it can.
public typealias RunsAtOnce = (_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Void

/// The expanders of a verification. They are made when there is work for them.
final class Team {
  private(set) var expanders: [Expander]
  private let jobs: Int
  private let make: () -> Expander
  private let atOnce: RunsAtOnce
  private(set) var assumptions: Assumptions

  /// States that are given to an expander at a time, and states in a round for which another
  /// expander is worth its while.
  private static let chunk = 16
  private static let worthwhile = 64

  init(
    _ first: Expander, jobs: Int = 1, make: @escaping () -> Expander = { preconditionFailure() },
    atOnce: @escaping RunsAtOnce = { n, body in for k in 0..<n { body(k) } }
  ) {
    expanders = [first]
    self.jobs = max(1, jobs)
    self.make = make
    self.atOnce = atOnce
    assumptions = Assumptions(codeCount: first.stepper.m.program.code.count)
  }

  var first: Expander { expanders[0] }

  /// What every search from here on takes for granted.
  func assume(_ a: Assumptions) { assumptions = a }

  /// Begins a search.
  func start() {
    for e in expanders { e.start(assumptions) }
  }

  /// Expands the states of a round; the results are in their order, however the work was dealt.
  func expand(
    _ round: [Entry], _ rules: ExpansionRules, _ table: VisitedTable,
    _ results: UnsafeMutablePointer<Expansion>
  ) {
    let workers = min(jobs, max(1, round.count / Self.worthwhile))
    while expanders.count < workers {
      let e = make()
      e.start(assumptions)
      expanders.append(e)
    }
    for e in expanders { e.startRound() }
    if workers == 1 {
      for k in round.indices { results[k] = first.expand(round[k], rules, table) }
      return
    }
    nonisolated(unsafe) let results = results
    nonisolated(unsafe) let round = round
    nonisolated(unsafe) let team = expanders
    nonisolated(unsafe) let table = table
    let next = Counter()
    atOnce(workers) { number in
      while true {
        let from = next.value.wrappingAdd(Self.chunk, ordering: .relaxed).oldValue
        if from >= round.count { return }
        for k in from..<min(round.count, from + Self.chunk) {
          results[k] = team[number].expand(round[k], rules, table)
          results[k].expander = number
        }
      }
    }
  }

  /// Everything that goes against the assumptions and was met since they were made.
  var evidence: Evidence {
    var all = Evidence()
    for e in expanders { all.formUnion(e.stepper.evidence) }
    return all
  }
}

/// A number that several threads count up.
private final class Counter: Sendable {
  let value = Atomic<Int>(0)
}
