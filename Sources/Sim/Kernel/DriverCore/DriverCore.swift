// What is done to the device from outside: bind, unbind, removal, power.
//
// Source: drivers/base/bus.c, dd.c, 6.12; drivers/pci/pci-driver.c for the PCI part.

enum DriverCore {
  /// The words of a registered driver's record.
  enum Driver {
    /// The `struct pci_driver` or `auxiliary_driver`.
    static let structure = 1
    static let owner = 2
    /// Who binds or unbinds it from outside, and the newest of them, as slot + 1.
    static let users = 3
    static let user = 4
    /// How often a deferred probe was tried again.
    static let retries = 5
    static let isAuxiliary = 6
    static let count = 7
  }

  static func isBound(_ m: Machine) -> Bool { m.word(m.device, DeviceWord.driver) != 0 }

  /// The device that an action names: see `bind_store`.
  private static func named(_ m: Machine, _ number: UInt64) -> Pointer {
    number == 0 ? m.device : BusDevice.named(m, m.actorNames[Int(number) - 1])
  }

  private static let putDevice = KernelTable.routine("put_device")
  static let probeDevice = KernelTable.routine("driver_probe_device")

  static let symbols: [Symbol] =
    Devices.symbols + DeviceLinks.symbols + AuxiliaryBus.symbols + DevresRaw.symbols
    + Notifiers.symbols + Debugfs.symbols

  static let routines: [InternalRoutine] =
    Binding.routines + Attaching.routines + DeferredProbe.routines + DeviceLinks.routines
    + Devices.routines + Debugfs.routines + [
    // The action `bind`. Argument 0 is the number of the device's name, plus 1; 0 is the PCI
    // device.
    InternalRoutine("bind_store") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let device = named(m, f.argument(0))
        if device == 0 { return .done(Machine.int(-19)) }
        let driver =
          device == m.device
          ? m.state[Word.driverList] : AuxiliaryBus.driver(m, for: device, after: 0) ?? 0
        if !m.isRunning { return .stop }
        if driver == 0 { return .done(Machine.int(-16)) }
        m.setOutgoing(driver, device)
        return .enter(probeDevice, arguments: 2, 2)
      default: return .done(f.result)
      }
    },
    // The action `unbind`: looks without the lock, then releases whatever is bound under it. The
    // device stays meanwhile. Argument as above. Locals: driver, device structure.
    InternalRoutine("unbind_store") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let device = named(m, f.argument(0))
        if device == 0 || !BusDevice.isBound(m, device) { return .done(Machine.int(-19)) }
        f[0] = m.word(device, Bound.driver)
        // The file goes before a driver that is unregistered lets go of its devices.
        let list = BusDevice.list(m, driver: f[0])
        if m.first(on: list, where: { $0 == f[0] }) == 0 { return .done(Machine.int(-19)) }
        f[1] = BusDevice.structure(m, device)
        Attaching.enter(m, f[0])
        Devices.get(m, f[1])
        if !m.isRunning { return .stop }
        m.setOutgoing(device, 0)
        return .enter(Routines.deviceReleaseDriver, arguments: 2, 2)
      case 2:
        if f.argument(0) != 0 {
          m.setOutgoing(f[1])
          return .enter(putDevice, arguments: 1, 3)
        }
        fallthrough
      default:
        Attaching.leave(m, f[0])
        return .done(0)
      }
    },
    // The action `surprise-remove`: the device is electrically gone before anybody knows; then the
    // hotplug driver marks it and releases its driver.
    InternalRoutine("surprise_remove") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        m.state[Word.deviceGone] = 1
        return .next(2)
      case 2:
        if let at = m.fields.offset("pci_dev", "error_state") {
          m.store(m.pciDevice &+ at, 3, 4)
        }
        m.setOutgoing(m.device, 0)
        return .enter(Routines.deviceReleaseDriver, arguments: 2, 3)
      default: return .done(0)
      }
    },
    // The action `rescan`: a device that was removed comes back. It is the same pci_dev object.
    InternalRoutine("rescan") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        guard m.state[Word.deviceGone] != 0, !isBound(m) else { return .done(0) }
        m.state[Word.deviceGone] = 0
        if let at = m.fields.offset("pci_dev", "error_state") {
          m.store(m.pciDevice &+ at, 1, 4)
        }
        let driver = m.state[Word.driverList]
        if driver == 0 { return .done(0) }
        m.setOutgoing(driver, m.device)
        return .enter(probeDevice, arguments: 2, 2)
      default: return .done(0)
      }
    },
  ]
}
