// Systematic search with a bound on preemptions: Musuvathi, Qadeer, "Iterative context bounding for
// systematic testing of multithreaded programs", PLDI 2007. Every schedule with at most so many
// preemptions, depth first. Each run starts anew: the machine is fast, and nothing needs saving.

extension Machine {
  /// How a bounded search ended.
  enum BoundedSearch: Equatable {
    case found(Schedule)
    /// No schedule within the bound gives the finding (with the same answers to open questions).
    case exhausted
    case outOfBudget
  }

  /// Looks for a schedule with at most `bound` preemptions that ends in the finding `key`. Runs
  /// longer than `lengthMax` steps are cut; `budget` is in steps, and is used up.
  func search(
    preemptionsAtMost bound: Int, key: String, answers list: [UInt16], lengthMax: Int,
    budget: inout Int
  ) -> BoundedSearch {
    struct Choice {
      var thread: Int
      /// Threads that can be chosen here instead, after this one.
      var others: UInt64
      /// Preemptions up to and with this choice.
      var used: Int
      /// Whether choosing one of the others is one more.
      var othersCost: Int
    }
    var path: [Choice] = []
    while true {
      answers = .list(list, next: 0)
      begin()
      var last = -1
      var lastSequence: UInt64 = 0
      for choice in path {
        last = choice.thread
        lastSequence = sequence(last)
        step(last)
      }
      let used = path.last.map { $0.used } ?? 0
      while isRunning, path.count < lengthMax {
        let enabled = state[Word.enabled]
        if enabled == 0 {
          endOrDeadlock()
          break
        }
        let goesOn =
          last >= 0 && enabled & (1 << UInt64(last)) != 0 && sequence(last) == lastSequence
        if !goesOn { last = oldest(of: enabled) }
        lastSequence = sequence(last)
        let others = enabled & ~(1 << UInt64(last))
        path.append(
          Choice(
            thread: last, others: !goesOn || used < bound ? others : 0, used: used,
            othersCost: goesOn ? 1 : 0))
        step(last)
      }
      budget -= path.count
      if finding?.key == key {
        let stretches = Schedule(path.map { UInt16($0.thread) }).stretches
        return .found(replayLeniently(stretches, answers: list))
      }
      // The last choice that can be made otherwise.
      while let choice = path.last, choice.others == 0 { path.removeLast() }
      guard var choice = path.popLast() else { return .exhausted }
      if budget <= 0 { return .outOfBudget }
      choice.thread = choice.others.trailingZeroBitCount
      choice.others &= choice.others &- 1
      choice.used += choice.othersCost
      choice.othersCost = 0
      path.append(choice)
    }
  }
}
