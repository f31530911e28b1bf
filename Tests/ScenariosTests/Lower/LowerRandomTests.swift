// Random programs do what the compiler's own do.

import Testing

@testable import Scenarios
@testable import Sim

#if canImport(Glibc)
  import Glibc
#endif

@Suite("Lowering: random programs")
struct LowerRandomTests {
  /// SIMCTL_TEST_SEEDS=N runs N of them.
  static let seeds = getenv("SIMCTL_TEST_SEEDS").flatMap { Int(String(cString: $0)) } ?? 2

  @Test("random functions do the same as natively")
  func random() throws {
    for seed in 1...Self.seeds {
      var random = RandomC(seed: UInt64(seed))
      try expectSameAsNative(random.source(24))
    }
  }
}
