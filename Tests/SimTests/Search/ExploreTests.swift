import Testing

@testable import Sim

@Suite("Explore")
struct ExploreTests {
  @Test("parts in any order come to the same as the whole")
  func parts() {
    let machine = SearchPrograms.machine(SearchPrograms.checkThenUse(extra: 2))
    let pilot = machine.pilot()
    let options = ExploreOptions()
    let whole = machine.explore(0..<1000, options, pilot)
    #expect(whole.bugs.count == 1)
    var sum = Tally()
    for part: Range<UInt64> in [700..<1000, 0..<1, 1..<350, 350..<700] {
      let other = SearchPrograms.machine(SearchPrograms.checkThenUse(extra: 2))
      sum.merge(other.explore(part, options, other.pilot()))
    }
    #expect(sum == whole)
    #expect(whole.distinctSchedules > 10)
    #expect(whole.distinctSchedules < whole.runs)
  }

  @Test("the first finding can end it")
  func stopsAtFirst() {
    let machine = SearchPrograms.machine(SearchPrograms.checkThenUse())
    let pilot = machine.pilot()
    var options = ExploreOptions()
    let all = machine.explore(0..<500, options, pilot)
    options.stopsAtFirst = true
    let first = machine.explore(0..<500, options, pilot)
    #expect(first.found.map(\.firstSeed) == all.found.map(\.firstSeed))
    #expect(first.found.map(\.count) == [1])
    #expect(UInt64(first.runs - 1) == first.found.first?.firstSeed)
  }

  @Test("a caller can stop it")
  func stops() {
    let machine = SearchPrograms.machine(SearchPrograms.independent(2, steps: 3))
    let tally = machine.explore(0..<100_000, ExploreOptions(), machine.pilot()) { true }
    #expect(tally.runs == 255)
  }

  @Test("all interleavings of a small program are seen, and no more")
  func distinct() {
    let machine = SearchPrograms.machine(SearchPrograms.independent(2, steps: 2))
    var options = ExploreOptions()
    options.strategy = .random
    let tally = machine.explore(0..<30_000, options, machine.pilot())
    var all: Set<[UInt16]> = []
    for seed: UInt64 in 0..<30_000 {
      all.insert(machine.schedule(ofSeed: seed, options, machine.pilotOfNothing).choices)
    }
    #expect(tally.distinctSchedules == all.count)
  }

  @Test("answers to open questions make schedules different")
  func answers() {
    var (program, world) = SearchPrograms.independent(1, steps: 1)
    world.threads = [
      ThreadSpec(
        name: "f0",
        actions: [.init(.call(function: "f0", arguments: []), .anyNumber)])
    ]
    program.modules = [Module(name: "test")]
    let machine = Machine(program: program, world: world)
    machine.prepare()
    let pilot = machine.pilot()
    let tally = machine.explore(0..<64, ExploreOptions(), pilot)
    #expect(tally.distinctSchedules > 2)
  }
}

extension Machine {
  /// For strategies that need no pilot.
  fileprivate var pilotOfNothing: Pilot { Pilot() }
}
