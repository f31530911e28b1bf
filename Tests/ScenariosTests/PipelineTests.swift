import Testing

@testable import Scenarios
@testable import Sim

@Suite("Pipeline")
struct PipelineTests {
  /// What a variant of the hello driver shows in 3000 seeds.
  private func titles(_ defines: [String]) throws -> Set<String> {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let program = try ProgramLoader().load(
      [.file("foo.c")], defines: defines, directory: "/\(root)/scenarios/hello")
    var world = WorldSpec()
    world.threads = [
      ThreadSpec(name: "admin", actions: [.init(.unbind)]),
      ThreadSpec(name: "card", actions: [.init(.irq(0), .times(2))]),
    ]
    let machine = Machine(program: program, world: world)
    machine.prepare()
    #expect(machine.ending == .running, "\(machine.ending) \(machine.finding?.message ?? "")")
    let tally = machine.explore(0..<3000, ExploreOptions(), machine.pilot())
    #expect(tally.runs == 3000 && tally.noVerdict.isEmpty)
    return Set(tally.found.map(\.finding.title))
  }

  @Test("C to a found race, and none in its clean twin")
  func hello() throws {
    #expect(
      try titles(["BEFORE_FIX"]) == [
        "BUG: unable to handle kernel paging request in foo_detect",
        "KASAN: slab-use-after-free Read in foo_detect", "WARNING: ODEBUG bug in foo_remove",
      ])
    #expect(try titles([]).isEmpty)
  }
}
