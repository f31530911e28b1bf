// What is done to the device from outside: bind, unbind, removal, power.
//
// Source: drivers/base/bus.c, dd.c, 6.12; drivers/pci/pci-driver.c for the PCI part.

enum DriverCore {
  /// The words of a registered driver's record.
  enum Driver {
    static let pciDriver = 1
    static let owner = 2
    /// Who binds or unbinds it from outside, and the newest of them, as slot + 1.
    static let users = 3
    static let user = 4
    /// How often a deferred probe was tried again.
    static let retries = 5
    static let count = 6
  }

  static func isBound(_ m: Machine) -> Bool { m.word(m.device, DeviceWord.driver) != 0 }

  static let probeDevice = KernelTable.routine("driver_probe_device")

  static let symbols: [Symbol] =
    Devices.symbols + DevresRaw.symbols + Notifiers.symbols + Debugfs.symbols

  static let routines: [InternalRoutine] = Binding.routines + Devices.routines + Debugfs.routines + [
    // The action `bind`.
    InternalRoutine("bind_store") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let driver = m.state[Word.driverList]
        if driver == 0 { return .done(Machine.int(-16)) }
        m.setOutgoing(driver)
        return .enter(probeDevice, arguments: 1, 2)
      default: return .done(f.result)
      }
    },
    // The action `unbind`: looks without the lock, then releases whatever is bound under it.
    InternalRoutine("unbind_store") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        if !isBound(m) { return .done(Machine.int(-19)) }
        f[0] = m.word(m.device, DeviceWord.driver)
        Binding.enter(m, f[0])
        m.outgoingCount = 0
        return .enter(Routines.deviceReleaseDriver, arguments: 0, 2)
      default:
        Binding.leave(m, f[0])
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
        m.outgoingCount = 0
        return .enter(Routines.deviceReleaseDriver, arguments: 0, 3)
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
        m.setOutgoing(driver)
        return .enter(probeDevice, arguments: 1, 2)
      default: return .done(0)
      }
    },
  ]
}
