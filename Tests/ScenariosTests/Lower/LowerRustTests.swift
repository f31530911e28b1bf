// Rust goes the same way.

import Testing

@testable import Scenarios
@testable import Sim

@Suite("Lowering: Rust")
struct LowerRustTests {
  @Test("Rust's locals are registers, though they have no scalar types")
  func locals() throws {
    let text = String(decoding: try irFixture("rust.ll"), as: UTF8.self)
    let program = try loweredIR(
      text.split(separator: "isOptimized: true").joined(separator: "isOptimized: false"))
    checkConsistent(program)
    let f = try #require(program.functions.first { $0.name.hasSuffix("::wrapping_mul") })
    #expect((f.entry..<f.end).map { program.code[$0].op } == [.mul, .ret])
  }
}
