import Testing

@testable import Scenarios
@testable import Sim

@Suite("Pipeline")
struct PipelineTests {
  @Test("the hello driver: C to a found race")
  func hello() throws {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let loader = try ProgramLoader()
    let program = try loader.load(
      [.file("foo.c")], defines: ["BEFORE_FIX"], directory: "/\(root)/scenarios/hello")
    var world = WorldSpec()
    world.threads = [
      ThreadSpec(name: "admin", actions: [.init(.unbind)]),
      ThreadSpec(name: "card", actions: [.init(.irq(0), .times(2))]),
    ]
    let machine = Machine(program: program, world: world)
    machine.prepare()
    #expect(machine.ending == .running, "\(machine.ending) \(machine.finding?.message ?? "")")
    print(program.modules, program.functions.map(\.name), program.code.count)
    var endings: [String: Int] = [:]
    for seed in 1...300 {
      var x = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1
      machine.begin()
      while machine.ending == .running {
        let enabled = machine.state[Word.enabled]
        if enabled == 0 {
          machine.endOrDeadlock()
          break
        }
        x ^= x << 13
        x ^= x >> 7
        x ^= x << 17
        var pick = Int(x % UInt64(enabled.nonzeroBitCount))
        var mask = enabled
        while pick > 0 {
          mask &= mask - 1
          pick -= 1
        }
        machine.step(mask.trailingZeroBitCount)
      }
      endings[machine.finding?.title ?? "\(machine.ending)", default: 0] += 1
    }
    print(endings.sorted { $0.key < $1.key })
    #expect(endings.count > 1)
  }
}
