/// Carries out a schedule that ends in a round, and reports hung-teardown if the round comes back to
/// its start. For a machine that `Verifier.machine` made.
struct RoundReplay {
  private let m: Machine
  private let schedule: Schedule
  private let answers: [UInt16]

  init(_ machine: Machine, _ schedule: Schedule) {
    m = machine
    self.schedule = schedule
    answers = schedule.answerList
  }

  func run() throws(ReplayError) {
    let stepper = Stepper(m, collapses: false)
    let fingerprints = Fingerprints(m, stepper.shadow)
    var assumptions = Assumptions(codeCount: m.program.code.count)
    let recorder = m.recorder
    let roundStart = schedule.roundStart ?? 0
    // The first times show which counters nobody reads.
    m.recorder = nil
    repeat {
      _ = try follow(stepper, fingerprints, assumptions)
    } while assumptions.apply(stepper.evidence)
    m.recorder = recorder
    let round = try follow(stepper, fingerprints, assumptions)
    guard m.isRunning else { return }
    guard round.isBack, let t = round.teardown else {
      throw ReplayError(
        choice: schedule.choices.count - 1,
        message: round.isBack
          ? "no teardown is under way in the round" : "the round does not come back to its start")
    }
    m.reportHungTeardown(
      t, others: round.stepped.filter { $0.thread != t }.map(\.name).sorted(),
      steps: schedule.steps - Schedule(Array(schedule.choices[..<roundStart])).steps)
  }

  private struct Round {
    var isBack = false
    var teardown: Int?
    var stepped: [(thread: Int, name: String)] = []
  }

  private func follow(
    _ stepper: Stepper, _ fingerprints: Fingerprints, _ assumptions: Assumptions
  ) throws(ReplayError) -> Round {
    var round = Round()
    m.asked.removeAll(keepingCapacity: true)
    m.answers = .searched(answers, next: 0)
    m.ending = .running
    m.begin()
    var nextAnswer = m.asked.count
    stepper.start()
    stepper.assume(assumptions)
    fingerprints.start(fixed: max(1, m.objectsAtStart), assumptions.counters)
    func now() -> Fingerprint { fingerprints.fingerprint(stepper, extra: 0) }
    var start: Fingerprint?
    var mask: UInt64 = 0
    for (k, choice) in schedule.choices.enumerated() {
      if k == schedule.roundStart {
        start = now()
        mask = m.tearingDown
      }
      if choice & Schedule.answerBit != 0 { continue }
      guard m.isRunning, choice < 64, m.state[Word.enabled] & (1 << UInt64(choice)) != 0 else {
        throw ReplayError(choice: k, message: "thread \(choice) cannot step there")
      }
      let t = Int(choice)
      if start != nil {
        let name = m.name(of: t)
        if !round.stepped.contains(where: { $0.name == name }) { round.stepped.append((t, name)) }
      }
      var undo = Stepper.Undo()
      _ = stepper.take(t, Array(answers.dropFirst(nextAnswer)), &undo)
      nextAnswer += m.asked.count
      mask &= m.tearingDown
    }
    round.isBack = start == now()
    if mask != 0 { round.teardown = mask.trailingZeroBitCount }
    return round
  }
}
