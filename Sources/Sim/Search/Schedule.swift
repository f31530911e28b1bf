// The list of choices of one run: which thread steps next, and what open questions answer.

/// A schedule. Thread numbers are slots: given the same choices before, the same thread is there.
public struct Schedule: Sendable, Equatable {
  /// A thread's slot, or `answerBit` and the number of the answer.
  public var choices: [UInt16] = []
  /// Of one that need never end: from this choice on it is a round, which comes back to its start.
  public var roundStart: Int?

  /// Tells answers from threads.
  public static let answerBit: UInt16 = 0x8000

  public init(_ choices: [UInt16] = []) { self.choices = choices }

  /// The number of steps in it.
  public var steps: Int { choices.count { $0 & Self.answerBit == 0 } }
}

/// Where answers to open questions come from.
enum AnswerSource {
  case first
  case random
  /// The same, and written down in `Machine.drawn`.
  case noted
  /// From a list, then the first answer.
  case list([UInt16], next: Int)
  /// The same, and the number of answers of each question is noted in `Machine.asked`.
  case searched([UInt16], next: Int)
}

extension Machine {
  /// The next answer, below `count`.
  func nextAnswer(_ count: Int) -> Int {
    switch answers {
    case .first: return 0
    case .random: return Int(random.next(below: UInt64(count)))
    case .noted:
      let answer = Int(random.next(below: UInt64(count)))
      drawn.append((count, answer))
      return answer
    case .list(let list, let next):
      answers = .list(list, next: next + 1)
      return next < list.count ? Int(list[next]) : 0
    case .searched(let list, let next):
      answers = .searched(list, next: next + 1)
      asked.append(UInt16(truncatingIfNeeded: count))
      return next < list.count ? Int(list[next]) : 0
    }
  }

  /// The default order: the thread that stepped last goes on as long as it can; then the oldest of
  /// those that can.
  func defaultThread() -> Int {
    let enabled = state[Word.enabled]
    // At the start `current` is of the setup, or of another run.
    if steps > 0, enabled & (1 << UInt64(current)) != 0 { return current }
    return oldest(of: enabled)
  }

  func oldest(of mask: UInt64) -> Int {
    var best = mask.trailingZeroBitCount
    var m = mask & (mask &- 1)
    while m != 0 {
      let t = m.trailingZeroBitCount
      m &= m &- 1
      if sequence(t) < sequence(best) { best = t }
    }
    return best
  }

  /// Runs on in the default order until the run ends.
  public func runToEnd() {
    while isRunning {
      if state[Word.enabled] == 0 {
        endOrDeadlock()
        return
      }
      step(defaultThread())
    }
  }
}
