// Random programs do what the compiler's own do.

import Testing

@testable import Scenarios
@testable import Sim

#if canImport(Glibc)
  import Glibc
#endif

@Suite("Lowering: random programs")
struct LowerRandomTests {
  /// SIMCTL_TEST_SEEDS=N runs N of each.
  static let seeds = getenv("SIMCTL_TEST_SEEDS").flatMap { UInt64(String(cString: $0)) } ?? 1

  @Test("random C does the same as natively")
  func randomC() throws {
    for seed in 1...Self.seeds {
      var random = RandomC(seed: seed)
      try expectSameAsNative(random.source(20))
    }
  }

  @Test("random IR, with control flow that no C has, does the same as natively")
  func randomIR() throws {
    for seed in 1...Self.seeds {
      var random = RandomIR(seed: seed)
      try expectSameAsNative(random.source(60), isIR: true)
    }
  }

  @Test("values used before they are defined are refused, or do no harm")
  func wild() {
    var refused = 0
    for seed in 1...(20 * Self.seeds) {
      var random = RandomIR(seed: seed, isWild: true)
      do {
        checkConsistent(try loweredIR(random.source(3)))
      } catch { refused += 1 }
    }
    #expect(refused > 0 && refused < 20 * Self.seeds)
  }
}
