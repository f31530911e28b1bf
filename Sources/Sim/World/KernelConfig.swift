/// Debug options that the scenario's kernel is built with. Each makes the kernel do more than it
/// otherwise would; without them it does what production kernels do.
public struct KernelConfig: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `free_irq()` of a shared interrupt calls the handler once more (kernel/irq/manage.c).
  public static let debugShirq = KernelConfig(rawValue: 1)
  /// Every probe that succeeds is undone and repeated (drivers/base/dd.c).
  public static let debugTestDriverRemove = KernelConfig(rawValue: 2)
  /// The last `kobject_put()` leaves the release to a delayed work (lib/kobject.c).
  public static let debugKobjectRelease = KernelConfig(rawValue: 4)

  /// The options by the names that they have in a `.config`, without `CONFIG_`.
  public static let named: [(name: String, option: KernelConfig)] = [
    ("DEBUG_SHIRQ", .debugShirq), ("DEBUG_TEST_DRIVER_REMOVE", .debugTestDriverRemove),
    ("DEBUG_KOBJECT_RELEASE", .debugKobjectRelease),
  ]
}
