// How much the machine has to do in private for each visible step.

import Testing

@testable import Scenarios
@testable import Sim

@Suite("Lowering: density")
struct LowerDensityTests {
  @Test("drivers have at most 2.5 local instructions for each visible one")
  func density() throws {
    let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    var local = 0
    var visible = 0
    let loader = try ProgramLoader()
    for driver in ["hello/foo", "corpus/ipmi-si", "corpus/pci-endpoint-test-irq", "designs/a6-devm-mixed"] {
      let program = try loader.load([.file("\(driver).c")], defines: [], directory: "\(root)/scenarios")
      var l = 0, v = 0
      for f in program.functions {
        for pc in f.entry..<f.end { if program.code[pc].op.isVisible { v += 1 } else { l += 1 } }
      }
      print(driver, l, v, Double(l) / Double(v), program.functions.map(\.registerCount).max() ?? 0)
      local += l; visible += v
      if driver == "hello/foo" {
        for f in program.functions.indices { print(program.disassembly(of: f)) }
      }
    }
    #expect(Double(local) <= 2.5 * Double(visible))
  }
}
