import Testing

@testable import Sim

@Suite("Strategies")
struct StrategyTests {
  @Test("each finds the bug and nothing else", arguments: StrategyName.allCases)
  func finds(_ strategy: StrategyName) {
    let machine = SearchPrograms.machine(SearchPrograms.checkThenUse(extra: 3))
    var options = ExploreOptions()
    options.strategy = strategy
    let tally = machine.explore(0..<300, options, machine.pilot())
    #expect(tally.found.map(\.finding.key) == ["use-after-free|slab-use-after-free|user"])
    #expect(tally.runs == 300)
    #expect(tally.noVerdict.isEmpty)
  }

  @Test("none finds anything in the fixed one", arguments: StrategyName.allCases)
  func clean(_ strategy: StrategyName) {
    let machine = SearchPrograms.machine(SearchPrograms.checkThenUse(extra: 3, fixed: true))
    var options = ExploreOptions()
    options.strategy = strategy
    let tally = machine.explore(0..<300, options, machine.pilot())
    #expect(tally.found.isEmpty)
  }

  @Test("a long window is no obstacle", arguments: [StrategyName.pct, .pos, .urw, .mix])
  func longWindow(_ strategy: StrategyName) {
    // A random walk crosses 40 reads without a switch once in 2^40 runs.
    let machine = SearchPrograms.machine(SearchPrograms.checkThenUse(extra: 40))
    var options = ExploreOptions()
    options.strategy = strategy
    let tally = machine.explore(0..<200, options, machine.pilot())
    #expect(!tally.found.isEmpty)
  }

  @Test("a seed stands alone: alone or after others, at once or step by step, it is the same run",
    arguments: StrategyName.allCases)
  func standsAlone(_ strategy: StrategyName) throws {
    for made in [
      SearchPrograms.checkThenUse(extra: 5), SearchPrograms.requeues(reads: 6),
      SearchPrograms.independent(3, steps: 4),
    ] {
      let machine = SearchPrograms.machine(made)
      let pilot = machine.pilot()
      var options = ExploreOptions()
      options.strategy = strategy
      for seed: UInt64 in 0..<40 {
        let hash = machine.run(seed: seed, options, pilot)
        let finding = machine.finding
        let ending = machine.ending
        let steps = machine.steps
        let schedule = machine.schedule(ofSeed: seed, options, pilot)
        #expect(machine.finding == finding)
        #expect(machine.ending == ending)
        #expect(schedule.steps == steps)
        try machine.replay(schedule)
        #expect(machine.finding == finding)
        #expect(machine.ending == ending)
        #expect(machine.steps == steps)
        let other = SearchPrograms.machine(made)
        #expect(other.run(seed: seed, options, other.pilot()) == hash)
      }
    }
  }

  @Test("a work that requeues itself starves nobody for ever", arguments: StrategyName.allCases)
  func fair(_ strategy: StrategyName) {
    let machine = SearchPrograms.machine(SearchPrograms.requeues(reads: 50))
    let pilot = machine.pilot()
    var options = ExploreOptions()
    options.strategy = strategy
    for seed: UInt64 in 0..<100 {
      machine.run(seed: seed, options, pilot)
      #expect(machine.state[Word.essential] == 0, "seed \(seed)")
      #expect(machine.steps < machine.limits.stepsMax, "seed \(seed)")
    }
  }

  @Test("a step limit ends a run, also within a burst")
  func stepLimit() {
    let (program, world) = SearchPrograms.independent(2, steps: 60)
    var limits = StateLimits()
    limits.stepsMax = 25
    let machine = Machine(program: program, world: world, limits: limits)
    machine.prepare()
    var options = ExploreOptions()
    options.strategy = .pct
    machine.run(seed: 1, options, machine.pilot())
    #expect(machine.ending == .bounded)
    #expect(machine.steps == 25)
  }

  @Test("the uniform walk makes every interleaving of straight lines about equally likely")
  func uniform() {
    // Two threads of equal length: C(2n, n) interleavings. A random walk favours some a lot.
    let machine = SearchPrograms.machine(SearchPrograms.independent(2, steps: 2))
    let pilot = machine.pilot()
    #expect(pilot.things.isEmpty, "reads alone do not race: all events count")
    var options = ExploreOptions()
    options.strategy = .urw
    var counts: [[UInt16]: Int] = [:]
    for seed: UInt64 in 0..<20_000 {
      counts[machine.schedule(ofSeed: seed, options, pilot).choices, default: 0] += 1
    }
    let (least, most) = (counts.values.min() ?? 0, counts.values.max() ?? 0)
    #expect(counts.count == 252 || counts.count == 70 || counts.count == 20, "\(counts.count)")
    #expect(most < 2 * least, "\(least) to \(most)")
  }

  @Test("footprints: freeing an object races with every access inside it")
  func footprints() {
    let (program, world) = SearchPrograms.checkThenUse()
    let machine = Machine(program: program, world: world)
    machine.prepare()
    machine.begin()
    var prints = Footprints()
    prints.begin(machine)
    // Bring both threads to where the user loads from the object and the admin frees it.
    func isAt(_ t: Int, _ text: String) -> Bool { "\(machine.whatNext(t).1)" == text }
    let user = machine.thread(named: "user", ordinal: 1) ?? 0
    let admin = machine.thread(named: "admin", ordinal: 1) ?? 0
    for _ in 0..<3 { machine.step(user) }
    while machine.isRunning, !isAt(admin, "kfree") { machine.step(admin) }
    prints.update(user, machine)
    prints.update(admin, machine)
    #expect(isAt(admin, "kfree"))
    #expect(prints[user].races(with: prints[admin]))
    #expect(!prints[user].writes)
    #expect(!prints[user].races(with: prints[user]), "two reads do not race")
  }
}
