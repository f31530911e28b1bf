import Testing

@testable import Sim

@Suite("Minimise")
struct MinimiseTests {
  private let key = "use-after-free|slab-use-after-free|user"

  @Test("every failing seed comes down to the one preemption that matters", arguments: [0, 5, 30])
  func fewest(_ extra: Int) throws {
    let machine = SearchPrograms.machine(SearchPrograms.checkThenUse(extra: extra))
    let pilot = machine.pilot()
    var options = ExploreOptions()
    options.strategy = .pos
    var results: Set<Int> = []
    for seed: UInt64 in 0..<30 {
      machine.run(seed: seed, options, pilot)
      guard machine.finding != nil else { continue }
      let schedule = machine.schedule(ofSeed: seed, options, pilot)
      let small = machine.minimise(schedule, key: key)
      #expect(small.preemptions == 1)
      #expect(small.isFewest)
      #expect(small.steps == small.schedule.steps)
      #expect(small.steps <= schedule.steps || machine.preemptions(in: schedule) > 1)
      #expect(machine.preemptions(in: small.schedule) == 1)
      results.insert(small.steps)
      try machine.replay(small.schedule)
      #expect(machine.finding?.key == key)
    }
    #expect(results.count == 1, "the shortest is the same from wherever: \(results)")
  }

  @Test("without a budget only what it costs is told")
  func noBudget() {
    let machine = SearchPrograms.machine(SearchPrograms.checkThenUse())
    let pilot = machine.pilot()
    var options = ExploreOptions()
    options.stopsAtFirst = true
    let seed = machine.explore(0..<500, options, pilot).found.first?.firstSeed ?? 0
    let schedule = machine.schedule(ofSeed: seed, options, pilot)
    let same = machine.minimise(schedule, key: key, budget: 0)
    #expect(same.schedule == schedule)
    #expect(same.preemptions == machine.preemptions(in: schedule))
  }

  @Test("a bounded search tries exactly the schedules within the bound")
  func bounded() {
    let machine = SearchPrograms.machine(SearchPrograms.checkThenUse())
    var budget = 100_000
    let none = machine.search(
      preemptionsAtMost: 0, key: key, answers: [], lengthMax: 500, budget: &budget)
    #expect(none == .exhausted)
    let one = machine.search(
      preemptionsAtMost: 1, key: key, answers: [], lengthMax: 500, budget: &budget)
    guard case .found(let schedule) = one else {
      Issue.record("nothing found with one preemption")
      return
    }
    #expect(machine.finding?.key == key)
    #expect(machine.preemptions(in: schedule) == 1)
    var small = 30
    let cut = machine.search(
      preemptionsAtMost: 3, key: "nothing", answers: [], lengthMax: 500, budget: &small)
    #expect(cut == .outOfBudget)
  }

  @Test("without a bound it visits every interleaving")
  func complete() {
    let machine = SearchPrograms.machine(SearchPrograms.independent(2, steps: 1))
    var seen: Set<[UInt16]> = []
    var options = ExploreOptions()
    options.strategy = .random
    let pilot = machine.pilot()
    for seed: UInt64 in 0..<4000 {
      seen.insert(machine.schedule(ofSeed: seed, options, pilot).choices)
    }
    let length = seen.first?.count ?? 0
    let before = 10_000_000
    var budget = before
    let outcome = machine.search(
      preemptionsAtMost: 99, key: "nothing", answers: [], lengthMax: 500, budget: &budget)
    #expect(outcome == .exhausted)
    #expect(before - budget == seen.count * length)
  }

  @Test("preemptions are counted only where the thread could have gone on")
  func counting() {
    let machine = SearchPrograms.machine(SearchPrograms.independent(2, steps: 2))
    machine.begin()
    let a = machine.thread(named: "f0", ordinal: 1) ?? 0
    let b = machine.thread(named: "f1", ordinal: 1) ?? 0
    let inTurn = machine.replayLeniently([.init(thread: a, count: 99)], answers: [])
    #expect(machine.preemptions(in: inTurn) == 0)
    let mixed = machine.replayLeniently(
      [.init(thread: a, count: 1), .init(thread: b, count: 1), .init(thread: a, count: 99)],
      answers: [])
    #expect(machine.preemptions(in: mixed) == 2)
  }
}
