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

  @Test("a driver's own function with variable arguments gets them")
  func variableArguments() throws {
    let program = try ProgramLoader().load(
      [
        .inline(
          """
          #include <linux/kernel.h>
          #include <linux/module.h>
          #include <linux/stdarg.h>
          static long sum(int n, ...)
          {
            va_list v;
            long s = 0;
            va_start(v, n);
            while (n--) s += va_arg(v, long);
            va_end(v);
            return s;
          }
          void f(void)
          {
            sim_assert(sum(0) == 0);
            sim_assert(sum(3, 1L, 20L, 300L) == 321);
            sim_assert(sum(2, -5L, 4L) == -1);
          }
          MODULE_LICENSE("GPL");
          """)
      ], defines: [], directory: ".")
    var world = WorldSpec()
    world.threads = [ThreadSpec(name: "a", actions: [.init(.call(function: "f", arguments: []))])]
    let machine = Machine(program: program, world: world)
    machine.prepare()
    let tally = machine.explore(0..<3, ExploreOptions(), machine.pilot())
    #expect(tally.found.isEmpty && tally.noVerdict.isEmpty, "\(tally.noVerdict)")
  }
}
