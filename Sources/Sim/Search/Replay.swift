// A schedule carried out again, strictly or as far as it fits.

/// A schedule does not fit the program: which choice, and why.
public struct ReplayError: Error, Sendable, Equatable {
  /// Index of the choice, from 0.
  public var choice: Int
  public var message: String
}

extension Machine {
  /// Carries out a schedule to the letter, then goes on in the default order. One with a round ends
  /// with it, on a machine for verifying only.
  public func replay(_ schedule: Schedule) throws(ReplayError) {
    if schedule.roundStart != nil { return try RoundReplay(self, schedule).run() }
    answers = .list(
      schedule.choices.filter { $0 & Schedule.answerBit != 0 }.map { $0 & ~Schedule.answerBit },
      next: 0)
    begin()
    for (k, choice) in schedule.choices.enumerated() where choice & Schedule.answerBit == 0 {
      guard isRunning, state[Word.enabled] != 0 else {
        throw ReplayError(choice: k, message: "the run has ended already")
      }
      guard choice < 64, state[Word.enabled] & (1 << UInt64(choice)) != 0 else {
        throw ReplayError(choice: k, message: "thread \(choice) cannot step there")
      }
      step(Int(choice))
    }
    runToEnd()
  }

  /// Puts the machine before its first choice and writes down what is chosen from there.
  public func beginLogged() {
    answers = .first
    logsSchedule = true
    log = []
    begin()
  }

  /// What was chosen since `beginLogged`.
  public func endLog() -> Schedule {
    logsSchedule = false
    return Schedule(log)
  }

  /// Carries out stretches of steps as far as they fit, then goes on in the default order; the
  /// schedule that came of it is written down.
  func replayLeniently(_ stretches: [Stretch], answers list: [UInt16]) -> Schedule {
    answers = .list(list, next: 0)
    logsSchedule = true
    log = []
    begin()
    for stretch in stretches {
      var left = stretch.count
      while left > 0, isRunning,
        state[Word.enabled] & (1 << UInt64(stretch.thread)) != 0
      {
        step(stretch.thread)
        left -= 1
      }
      if !isRunning { break }
    }
    runToEnd()
    logsSchedule = false
    return Schedule(log)
  }
}

/// Consecutive steps of one thread.
struct Stretch: Equatable {
  var thread: Int
  var count: Int
}

extension Schedule {
  /// Its steps as stretches.
  var stretches: [Stretch] {
    var out: [Stretch] = []
    for choice in choices where choice & Self.answerBit == 0 {
      if let last = out.indices.last, out[last].thread == Int(choice) {
        out[last].count += 1
      } else {
        out.append(Stretch(thread: Int(choice), count: 1))
      }
    }
    return out
  }

  /// Its answers, in order.
  var answerList: [UInt16] {
    choices.filter { $0 & Self.answerBit != 0 }.map { $0 & ~Self.answerBit }
  }
}
