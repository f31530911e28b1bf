@testable import Sim

/// Holds every state that was taken for one seen before against that one: the steps that can be taken
/// must be the same, and lead to the same.
struct SameFuture {
  var states = 0
  /// Pairs of states that were compared.
  var compared = 0
  /// Those whose futures differ, described.
  var different: [String] = []

  /// - Parameter most: states that are searched.
  init(_ m: Machine, reduces: Bool, most: Int) {
    let stepper = Stepper(m, collapses: reduces)
    let team = Team(Expander(stepper, Fingerprints(m, stepper.shadow)))
    let other = Expander.twin(of: m, reduces: reduces)
    var assumptions = team.assumptions
    var limits = SearchLimits()
    limits.states = most
    while true {
      team.assume(assumptions)
      let s = StateSearch(team, countsPreemptions: false, limits: limits)
      var futures: [Fingerprint: [String]] = [:]
      var twins: [(Fingerprint, [UInt64])] = []
      s.observe = { from, thread, to in
        futures[from, default: []].append(to.map { "\($0.low)" } ?? "end")
      }
      var firsts: [Fingerprint: [UInt64]] = [:]
      s.observeEntry = { e, isKnown in
        let words = Array(UnsafeBufferPointer(start: e.at, count: e.words))
        if isKnown { twins.append((e.fingerprint, words)) } else { firsts[e.fingerprint] = words }
      }
      let r = s.run()
      if r.end == .conflict {
        _ = assumptions.apply(team.evidence)
        continue
      }
      states = r.states
      other.start(assumptions)
      let empty = VisitedTable(withCosts: false)
      var rules = ExpansionRules()
      rules.tellsAll = true
      for (f, words) in twins {
        guard let expected = futures[f] else { continue }
        words.withUnsafeBufferPointer { part in
          other.startRound()
          _ = other.expand(Entry(at: part.baseAddress!), rules, empty)
        }
        compared += 1
        let got = other.successors.map { $0.kind == .ended ? "end" : "\($0.fingerprint.low)" }
        if got.sorted() != expected.sorted() {
          // When a thread was last made does not count, but a routine that keeps it gets a number
          // that may or may not be that of a thread: the states are told apart without need.
          let difference = other.describeDifference(firsts[f] ?? words, words)
          if difference.hasPrefix("\n  global \(Word.nextSequence):"), !difference.dropFirst().contains("\n") {
            continue
          }
          different.append(
            "state \(f.low): \(got.sorted()) and not \(expected.sorted())"
              + difference
              + other.describeSteps(firsts[f] ?? words, words))
        }
      }
      return
    }
  }
}

extension Expander {
  /// Another expander for a machine like `m`.
  static func twin(of m: Machine, reduces: Bool) -> Expander {
    let twin = Verifier.machine(m.program, m.world, m.limits)
    let stepper = Stepper(twin, collapses: reduces)
    return Expander(stepper, Fingerprints(twin, stepper.shadow))
  }
}

extension Expander {
  /// How the states differ that the steps from two entries lead to, for a person.
  func describeSteps(_ a: [UInt64], _ b: [UInt64]) -> String {
    var rules = ExpansionRules()
    rules.encodesAll = true
    let empty = VisitedTable(withCosts: false)
    var all: [[(UInt8, Fingerprint, [UInt64])]] = []
    for words in [a, b] {
      startRound()
      _ = words.withUnsafeBufferPointer { expand(Entry(at: $0.baseAddress!), rules, empty) }
      all.append(
        successors.filter { $0.kind != .ended }.map {
          ($0.thread, $0.fingerprint, Array(UnsafeBufferPointer(start: out.start + $0.at, count: $0.words)))
        })
    }
    var text = ""
    for (x, y) in zip(all[0], all[1]) where x.1 != y.1 {
      text += "\n after thread \(x.0) \(y.0):" + describeDifference(x.2, y.2)
    }
    return text
  }

  /// The words in which two entries differ, for a person.
  func describeDifference(_ a: [UInt64], _ b: [UInt64]) -> String {
    let m = stepper.m
    var states: [[UInt64]] = []
    for words in [a, b] {
      words.withUnsafeBufferPointer { load(Entry(at: $0.baseAddress!)) }
      states.append(Array(UnsafeBufferPointer(start: m.state, count: m.stateWords)))
    }
    var text = ""
    for k in states[0].indices where states[0][k] != states[1][k] {
      var place = "global \(k)"
      if k >= stepper.shadow.heapAt {
        let byte = UInt64(8 * (k - stepper.shadow.heapAt))
        var id = 1
        while id + 1 < Int(m.state[Word.objectCount]), m.objects[2 * (id + 1)] >> 32 <= byte { id += 1 }
        place = "object \(id) of \(m.size(id)) \(m.kind(id)) + \(byte - m.objects[2 * id] >> 32)"
      } else if k >= stepper.shadow.threadsAt {
        let n = k - stepper.shadow.threadsAt
        place = "thread \(n / m.threadWords) word \(n % m.threadWords)"
        place += " (pc \(m.pc(n / m.threadWords)), frame \(m.fp(n / m.threadWords)))"
        if m.state[Word.alive] & (1 << UInt64(n / m.threadWords)) == 0 { place += " (dead)" }
      } else if k >= stepper.shadow.objectsAt {
        place = "about object \((k - stepper.shadow.objectsAt) / 2)"
      }
      text += "\n  \(place): \(String(states[0][k], radix: 16)) \(String(states[1][k], radix: 16))"
    }
    return text
  }
}
