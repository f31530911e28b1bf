// Devices that drivers are bound to, and their drivers, whichever bus they are on: the PCI device
// of the scenario, and the devices that drivers put on the auxiliary bus.

/// The words that the records of such devices have in common: `DeviceWord` and `Devices.Record`.
enum Bound {
  /// The record of the driver that it is bound to, 0 if none.
  static let driver = 2
  /// The newest devres node.
  static let devres = 3
  /// Which binding it is: counts probes of the PCI device; those of all others have numbers from
  /// `BusDevice.otherBindings` on.
  static let binding = 4
  /// Whether a probe or a binding is under way.
  static let isBinding = 5
  /// `dev->links.status`: see `DeviceLinks.Device`.
  static let links = 6
  /// It is on the list of deferred probes.
  static let isDeferred = 7
  /// The first word that is not common.
  static let next = 8
}

enum BusDevice {
  private typealias Driver = DriverCore.Driver

  static let otherBindings: UInt64 = 0x8000

  /// The device's `struct device`.
  static func structure(_ m: Machine, _ record: Pointer) -> Pointer {
    record == m.device ? Binding.deviceStruct(m) : m.word(record, Devices.Record.device)
  }

  /// What the driver's functions are called with: the `struct pci_dev` or `auxiliary_device`.
  static func container(_ m: Machine, _ record: Pointer) -> Pointer {
    record == m.device
      ? m.pciDevice
      : structure(m, record) &- (m.fields.offset("auxiliary_device", "dev") ?? 0)
  }

  static func lock(_ m: Machine, _ record: Pointer) -> Pointer {
    structure(m, record) &+ m.fields.deviceMutex
  }

  /// The record of a device that a driver can be bound to, by its `struct device`; 0 if it is none.
  static func find(_ m: Machine, _ device: Pointer) -> Pointer {
    if device == Binding.deviceStruct(m) { return m.device }
    return m.first(on: Word.deviceList) {
      m.word($0, Devices.Record.device) == device && isOnBus(m, $0)
    }
  }

  static func isOnBus(_ m: Machine, _ record: Pointer) -> Bool {
    record == m.device || m.word(record, Devices.Record.name) != 0
  }

  static func isBound(_ m: Machine, _ record: Pointer) -> Bool {
    m.word(record, Bound.driver) != 0
  }

  /// Whether device_del() has begun, or the PCI device is gone: nothing binds to it any more.
  static func isDead(_ m: Machine, _ record: Pointer) -> Bool {
    record == m.device
      ? m.state[Word.deviceGone] != 0 : m.word(record, Devices.Record.isDead) != 0
  }

  /// A device's name in sysfs.
  static func name(_ m: Machine, _ record: Pointer) -> String {
    record == m.device ? "" : m.string(at: m.word(record, Devices.Record.name))
  }

  /// The oldest auxiliary device made after `record` for which `test` holds, or 0. Records are
  /// never made at the address of another one.
  static func next(
    _ m: Machine, after record: Pointer, where test: (Pointer) -> Bool
  ) -> Pointer {
    var found: Pointer = 0
    var p = m.state[Word.deviceList]
    while p != 0 {
      if p > record, isOnBus(m, p), test(p) { found = p }
      p = m.word(p, 0)
    }
    return found
  }

  /// The names of the auxiliary devices with a driver, oldest first.
  static func boundOthers(_ m: Machine) -> [String] {
    var names: [String] = []
    var device = next(m, after: 0) { isBound(m, $0) }
    while device != 0 {
      names.append(name(m, device))
      device = next(m, after: device) { isBound(m, $0) }
    }
    return names
  }

  /// The auxiliary device that a scenario calls `name`: with or without the module before it and
  /// the number after it.
  static func named(_ m: Machine, _ name: String) -> Pointer {
    next(m, after: 0) { record in
      let parts = self.name(m, record).split(separator: ".")
      let wanted = name.split(separator: ".")
      return parts.indices.contains { from in
        from < 2 && parts[from...].starts(with: wanted)
      }
    }
  }

  // MARK: Drivers

  static func isAuxiliary(_ m: Machine, driver: Pointer) -> Bool {
    m.word(driver, Driver.isAuxiliary) != 0
  }

  /// The list that the driver is on while it is registered.
  static func list(_ m: Machine, driver: Pointer) -> Int {
    isAuxiliary(m, driver: driver) ? Word.auxiliaryDriverList : Word.driverList
  }

  /// The driver's `struct device_driver`.
  static func generic(_ m: Machine, driver: Pointer) -> Pointer {
    m.word(driver, Driver.structure)
      &+ (isAuxiliary(m, driver: driver)
        ? m.fields.offset("auxiliary_driver", "driver") ?? 0 : m.fields.pciDriverGeneric)
  }

  static func probe(_ m: Machine, driver: Pointer) -> Pointer {
    m.load(
      m.word(driver, Driver.structure)
        &+ (isAuxiliary(m, driver: driver)
          ? m.fields.offset("auxiliary_driver", "probe") ?? 0 : m.fields.pciDriverProbe))
  }

  static func remove(_ m: Machine, driver: Pointer) -> Pointer {
    m.load(
      m.word(driver, Driver.structure)
        &+ (isAuxiliary(m, driver: driver)
          ? m.fields.offset("auxiliary_driver", "remove") ?? 0 : m.fields.pciDriverRemove))
  }

  /// The entry of the driver's table that fits the device, or 0.
  static func match(_ m: Machine, driver: Pointer, _ record: Pointer) -> Pointer {
    isAuxiliary(m, driver: driver)
      ? AuxiliaryBus.match(m, driver: driver, record)
      : PCI.match(m, m.word(driver, Driver.structure))
  }
}
