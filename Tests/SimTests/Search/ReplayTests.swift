import Testing

@testable import Sim

@Suite("Replay")
struct ReplayTests {
  @Test("a schedule that does not fit is refused where it stops fitting")
  func refuses() {
    let machine = SearchPrograms.machine(SearchPrograms.checkThenUse())
    let schedule = machine.schedule(ofSeed: 0, ExploreOptions(), machine.pilot())
    var wrong = schedule
    wrong.choices[1] = 63
    #expect(throws: ReplayError(choice: 1, message: "thread 63 cannot step there")) {
      try machine.replay(wrong)
    }
    wrong = schedule
    wrong.choices[2] = 77
    #expect(throws: ReplayError.self) { try machine.replay(wrong) }
    wrong = schedule
    wrong.choices += [0, 0]
    let late = ReplayError(
      choice: schedule.choices.count, message: "the run has ended already")
    #expect(throws: late) {
      try machine.replay(wrong)
    }
  }

  @Test("the default order goes on with the thread that stepped last, then with the oldest")
  func defaultOrder() throws {
    let machine = SearchPrograms.machine(SearchPrograms.independent(3, steps: 2))
    try machine.replay(Schedule())
    #expect(machine.ending == .finished)
    machine.beginLogged()
    machine.runToEnd()
    let stretches = machine.endLog().stretches
    #expect(stretches.map(\.thread) == stretches.map(\.thread).sorted())
    #expect(stretches.count == 3)
  }

  @Test("what was run before makes no difference to it")
  func pure() {
    let machine = SearchPrograms.machine(SearchPrograms.independent(3, steps: 2))
    machine.beginLogged()
    machine.runToEnd()
    let first = machine.endLog()
    for seed: UInt64 in 0..<20 {
      machine.run(seed: seed, ExploreOptions(), Pilot())
      machine.beginLogged()
      machine.runToEnd()
      #expect(machine.endLog() == first)
    }
  }

  @Test("as far as it fits: nonsense still ends, and says what was run")
  func lenient() throws {
    let machine = SearchPrograms.machine(SearchPrograms.checkThenUse())
    var random = Random(seed: 9)
    for _ in 0..<200 {
      let stretches = (0..<6).map { _ in
        Stretch(thread: Int(random.next(below: 64)), count: Int(random.next(below: 9)))
      }
      let schedule = machine.replayLeniently(stretches, answers: [9, 9])
      let ending = machine.ending
      #expect(ending != .running)
      try machine.replay(schedule)
      #expect(machine.ending == ending)
    }
  }
}
