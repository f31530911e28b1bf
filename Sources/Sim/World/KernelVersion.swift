// Which kernel is meant, where kernels differ.

/// The kernels whose behaviour is told apart: two that are maintained for long, and the newest.
public enum KernelVersion: String, Sendable, CaseIterable, Comparable {
  case v6_1 = "6.1"
  case v6_12 = "6.12"
  case v7_1 = "7.1"

  /// What a scenario means that says nothing.
  public static let newest = v7_1

  /// As headers test it (`SIMCTL_KERNEL`): 100 times the major number and the minor one.
  public var number: Int {
    switch self {
    case .v6_1: return 601
    case .v6_12: return 612
    case .v7_1: return 701
    }
  }

  public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}
