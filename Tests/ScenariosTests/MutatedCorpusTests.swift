// The deleted calls of five teardowns of the corpus, one driver of each kind: which of them is
// noticed. docs/mutate.md has the same with all mutants, verified as far as that goes.

import Testing

@testable import Scenarios
@testable import Sim

@Suite("Mutated teardowns of the corpus")
struct MutatedCorpusTests {
  /// One record in its complete form.
  struct Record: CustomTestStringConvertible {
    var name: String
    /// Calls of its teardown that are left out, one at a time.
    var deleted: Int
    /// Those of them that nothing notices.
    var clean: [String] = []
    var testDescription: String { name }
  }

  /// Seeds after which a mutant counts as clean. What is noticed takes a few hundred at most.
  private let seeds: UInt64 = 2000

  @Test("a deleted call is noticed, but for those that are known not to be needed", arguments: [
    Record(name: "tb-xdomain-removing-flag", deleted: 7),
    Record(name: "saa7134-buffer-timers", deleted: 8),
    Record(name: "pci-endpoint-test-irq", deleted: 9),
    // The device is told to be quiet; free_irq() comes next.
    Record(name: "r592-detect-timer", deleted: 11, clean: ["writel"]),
    Record(name: "xillyusb-destroy-own-wq", deleted: 6),
  ])
  func deletions(_ record: Record) throws {
    let folder = Page.root.appendingPathComponent("scenarios/corpus").path
    let file = try readScenario(path: "\(folder)/\(record.name).yaml").get()
    let scenario = try #require(file.variant(named: "after"))
    let program = try ProgramLoader().load(scenario)
    let machine = Machine(program: program, world: scenario.world)
    machine.prepare()
    let teardown = machine.teardown(runs: 40)
    let deleted = program.mutants(of: teardown).filter { $0.change == .delete }
    #expect(deleted.count == record.deleted)
    #expect(!isNoticed(program, scenario.world, seeds: 200))
    let clean = deleted.filter { !isNoticed($0.program, scenario.world, seeds: seeds) }
    #expect(clean.map { teardown.sites[$0.site].name } == record.clean)
  }

  private func isNoticed(_ program: Program, _ world: WorldSpec, seeds: UInt64) -> Bool {
    let machine = Machine(program: program, world: world)
    machine.prepare()
    let pilot = machine.pilot()
    var next: UInt64 = 0
    while next < seeds {
      let tally = machine.explore(next..<next + 50, ExploreOptions(), pilot)
      if !tally.found.isEmpty { return true }
      next += 50
    }
    return false
  }
}
