// From a failing schedule to a simple one: the fewest preemptions, then the fewest steps, with the
// same finding. A preemption is a switch away from a thread that could go on.
//
// Taking stretches out of the schedule (delta debugging) gives an upper bound at once. Then every
// schedule with no preemption is tried, with one, and so on, as far as the budget goes; beyond it,
// random ones. So a result with few preemptions is usually proved to have the fewest, for the same
// answers to open questions, and `isFewest` says whether it is.

/// A schedule and what it costs a reader.
public struct MinimisedSchedule: Sendable {
  public var schedule: Schedule
  public var preemptions: Int
  public var steps: Int
  /// Whether all schedules with fewer preemptions (and the same answers) were tried.
  public var isFewest = false

  fileprivate func isBetter(than other: MinimisedSchedule) -> Bool {
    (preemptions, steps) < (other.preemptions, other.steps)
  }
}

extension Machine {
  /// The number of preemptions in a schedule.
  public func preemptions(in schedule: Schedule) -> Int {
    answers = .list(schedule.answerList, next: 0)
    begin()
    var count = 0
    var previous = -1
    var previousSequence: UInt64 = 0
    for choice in schedule.choices where choice & Schedule.answerBit == 0 {
      let t = Int(choice)
      guard isRunning, state[Word.enabled] & (1 << UInt64(t)) != 0 else { break }
      if previous >= 0, previous != t, state[Word.enabled] & (1 << UInt64(previous)) != 0,
        sequence(previous) == previousSequence
      {
        count += 1
      }
      previousSequence = sequence(t)
      previous = t
      step(t)
    }
    return count
  }

  /// Minimises `schedule`, which ends in a finding with key `key`. Deterministic. `budget` bounds
  /// the runs that change the schedule at hand; the systematic search gets 500 steps for each,
  /// which takes a fraction of a second.
  public func minimise(_ schedule: Schedule, key: String, budget: Int = 6000) -> MinimisedSchedule {
    var left = budget
    var best = measure(schedule)
    _ = takeOut(&best, key, &left)
    var stepsLeft = budget * 500
    var bound = 0
    while bound < best.preemptions, stepsLeft > 0 {
      let outcome = search(
        preemptionsAtMost: bound, key: key, answers: best.schedule.answerList,
        lengthMax: 4 * best.steps + 64, budget: &stepsLeft)
      if outcome == .outOfBudget { break }
      if case .found(let schedule) = outcome {
        let candidate = measure(schedule)
        if candidate.isBetter(than: best) { best = candidate }
        break
      }
      bound += 1
    }
    best.isFewest = bound >= best.preemptions
    var improved = true
    while improved, left > 0 {
      improved = takeOut(&best, key, &left)
      if !best.isFewest, tryFewerPreemptions(&best, key, &left) { improved = true }
    }
    return best
  }

  private func measure(_ schedule: Schedule) -> MinimisedSchedule {
    MinimisedSchedule(
      schedule: schedule, preemptions: preemptions(in: schedule), steps: schedule.steps)
  }

  /// Runs a candidate; the better of it and `best`.
  private func attempt(
    _ stretches: [Stretch], _ answers: [UInt16], _ key: String, _ best: inout MinimisedSchedule,
    _ left: inout Int
  ) -> Bool {
    guard left > 0 else { return false }
    left -= 1
    let schedule = replayLeniently(stretches, answers: answers)
    guard finding?.key == key else { return false }
    var candidate = measure(schedule)
    guard candidate.isBetter(than: best) else { return false }
    candidate.isFewest = best.isFewest
    best = candidate
    return true
  }

  private func takeOut(_ best: inout MinimisedSchedule, _ key: String, _ left: inout Int) -> Bool {
    var improvedAtAll = false
    var improved = true
    while improved, left > 0 {
      improved = false
      // Whole halves first, then single stretches.
      var size = max(1, best.schedule.stretches.count / 2)
      while size >= 1 {
        var at = 0
        while at < best.schedule.stretches.count, left > 0 {
          let stretches = best.schedule.stretches
          let answers = best.schedule.answerList
          var without = stretches
          without.removeSubrange(at..<min(at + size, stretches.count))
          if attempt(without, answers, key, &best, &left) {
            improved = true
            continue
          }
          if size == 1 {
            // Let it run as long as it can, or join it with the thread's next stretch.
            var longer = stretches
            longer[at].count = 1 << 20
            if attempt(longer, answers, key, &best, &left) {
              improved = true
              continue
            }
            if let next = stretches[(at + 1)...].firstIndex(where: {
              $0.thread == stretches[at].thread
            }) {
              var joined = stretches
              joined[at].count += joined[next].count
              joined.remove(at: next)
              if attempt(joined, answers, key, &best, &left) {
                improved = true
                continue
              }
              var later = stretches
              later[next].count += later[at].count
              later.remove(at: at)
              if attempt(later, answers, key, &best, &left) {
                improved = true
                continue
              }
            }
          }
          at += size
        }
        if size == 1 { break }
        size /= 2
      }
      if move(&best, key, &left) { improved = true }
      // The first answer is the simplest.
      let answers = best.schedule.answerList
      for k in answers.indices where answers[k] != 0 {
        var simpler = answers
        simpler[k] = 0
        if attempt(best.schedule.stretches, simpler, key, &best, &left) { improved = true }
      }
      if improved { improvedAtAll = true }
    }
    return improvedAtAll
  }

  /// Tries every stretch at every other place.
  private func move(_ best: inout MinimisedSchedule, _ key: String, _ left: inout Int) -> Bool {
    var improved = false
    var from = 0
    while from < best.schedule.stretches.count, left > 0 {
      let stretches = best.schedule.stretches
      let answers = best.schedule.answerList
      var found = false
      for to in stretches.indices where to != from && stretches.count <= 24 {
        var moved = stretches
        moved.insert(moved.remove(at: from), at: to)
        if attempt(moved, answers, key, &best, &left) {
          found = true
          break
        }
      }
      improved = improved || found
      from = found ? 0 : from + 1
    }
    return improved
  }

  /// Random schedules with at most one preemption less than the best has.
  private func tryFewerPreemptions(
    _ best: inout MinimisedSchedule, _ key: String, _ left: inout Int
  ) -> Bool {
    guard best.preemptions > 0 else { return false }
    let tries = min(left, 1200)
    let length = UInt64(max(2, best.steps))
    let answers = best.schedule.answerList
    for n in 0..<tries {
      left -= 1
      var r = Random(seed: UInt64(n) &+ 0x6d69_6e00)
      var points: [Int] = []
      for _ in 0..<(best.preemptions - 1) { points.append(1 + Int(r.next(below: length))) }
      random = r
      let schedule = runWithPreemptions(at: points, answers: n % 2 == 0 ? answers : nil)
      guard finding?.key == key else { continue }
      let candidate = measure(schedule)
      if candidate.isBetter(than: best) {
        best = candidate
        return true
      }
    }
    return false
  }

  /// Random choices where the running thread cannot go on, and preemptions at the given steps only.
  private func runWithPreemptions(at points: [Int], answers list: [UInt16]?) -> Schedule {
    answers = list.map { .list($0, next: 0) } ?? .random
    logsSchedule = true
    log = []
    begin()
    var thread = -1
    var s: UInt64 = 0
    while isRunning {
      let enabled = state[Word.enabled]
      if enabled == 0 {
        endOrDeadlock()
        break
      }
      let canGoOn = thread >= 0 && enabled & (1 << UInt64(thread)) != 0 && sequence(thread) == s
      if !canGoOn || points.contains(steps) {
        let others = canGoOn ? enabled & ~(1 << UInt64(thread)) : enabled
        thread = random.pick(from: others == 0 ? enabled : others)
        s = sequence(thread)
      }
      step(thread)
    }
    logsSchedule = false
    return Schedule(log)
  }
}
