/// The published names of the checks: once published, a name keeps its meaning.
public enum CheckName: String, Sendable, CaseIterable, Equatable {
  case useAfterRemove = "use-after-remove"
  case executeAfterFree = "execute-after-free"
  case fence
  case useAfterFree = "use-after-free"
  case doubleFree = "double-free"
  case invalidFree = "invalid-free"
  case outOfBounds = "out-of-bounds"
  case nullDereference = "null-dereference"
  case wildAccess = "wild-access"
  case useAfterReturn = "use-after-return"
  case freeActiveObject = "free-active-object"
  case uninitialisedObject = "uninitialised-object"
  case reinitActiveObject = "reinit-active-object"
  case deadlock
  case hungTeardown = "hung-teardown"
  case lockOrder = "lock-order"
  case irqLockInversion = "irq-lock-inversion"
  case sleepInAtomic = "sleep-in-atomic"
  case lockMisuse = "lock-misuse"
  case refcount
  case dataRace = "data-race"
  case leak
  case dmaAfterFree = "dma-after-free"
  case apiMisuse = "api-misuse"
  case assertion

  /// Whether it runs when the scenario says nothing.
  public var isOnByDefault: Bool { self != .fence && self != .dataRace }

  /// Its bit in a mask of checks.
  var bit: UInt64 { 1 << UInt64(unsafeBitCast(self, to: UInt8.self)) }

  /// The mask of the checks that are on.
  static func mask(_ overrides: [CheckOverride]) -> UInt64 {
    var mask: UInt64 = 0
    for check in allCases where check.isOnByDefault { mask |= check.bit }
    for o in overrides { mask = o.isOn ? mask | o.check.bit : mask & ~o.check.bit }
    return mask
  }
}
