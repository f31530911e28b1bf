// PCI: driver registration, and switching the device on and off. Regions and BARs, vectors and
// config space have files of their own.
//
// Source: drivers/pci/pci-driver.c, pci.c, devres.c, 6.12.

enum PCI {
  static let area = "pci"

  static func boot(_ m: Machine) { m.bootDevice() }

  // MARK: Matching

  /// The first entry of the driver's table that fits the device, or 0. A device that the scenario
  /// gives no id is what the first driver looks for.
  static func match(_ m: Machine, _ pciDriver: Pointer) -> Pointer {
    guard let at = m.fields.offset("pci_driver", "id_table"),
      let size = m.fields.layouts["pci_device_id"]?.size
    else { return 0 }
    var entry = m.load(pciDriver &+ at)
    let any: UInt64 = 0xffff_ffff
    var vendor = m.load(m.pciDevice &+ m.fields.pciVendor, 2)
    var device = m.load(m.pciDevice &+ m.fields.pciDeviceID, 2)
    while entry != 0, m.isRunning {
      let wantedVendor = m.load(entry, 4)
      let wantedDevice = m.load(entry &+ 4, 4)
      let subvendor = m.load(entry &+ 8, 4)
      if wantedVendor == 0, subvendor == 0 { return 0 }
      if vendor == 0 {
        vendor = wantedVendor == any ? 0x1180 : wantedVendor
        device = wantedDevice == any ? 0x0592 : wantedDevice
        m.store(m.pciDevice &+ m.fields.pciVendor, vendor, 2)
        m.store(m.pciDevice &+ m.fields.pciDeviceID, device, 2)
      }
      if wantedVendor == any || wantedVendor == vendor,
        wantedDevice == any || wantedDevice == device
      {
        return entry
      }
      entry = entry &+ UInt64(size)
    }
    return 0
  }

  /// The name of the driver that the device is or was last bound to, for what the device does.
  static func driverName(_ m: Machine) -> String? {
    let driver = m.word(m.device, DeviceWord.driver)
    let record = driver != 0 ? driver : m.state[Word.driverList]
    guard record != 0 else { return nil }
    let remove = m.word(record, DriverCore.Driver.structure) &+ m.fields.pciDriverRemove
    guard m.bytes(remove, 8) != nil else { return nil }
    return m.functionName(m.load(remove))
  }

  // MARK: On and off

  static func disable(_ m: Machine) {
    let count = m.word(m.device, DeviceWord.enableCount)
    guard count > 0 else {
      m.report(
        .apiMisuse, kind: "disabling a disabled device", subject: m.pciDevice,
        message: "pci_disable_device() is called on a device that is not enabled.")
      return
    }
    m.setWord(m.device, DeviceWord.enableCount, count - 1)
    // Only bus mastering goes: what is mapped can still be read and written.
    if count == 1 { ConfigSpace.setCommand(m, clear: ConfigSpace.master) }
  }

  private static func enable(_ m: Machine) -> UInt64 {
    let count = m.word(m.device, DeviceWord.enableCount)
    if count == 0 {
      if ConfigSpace.isDisconnected(m) { return Machine.int(-5) }
      ConfigSpace.setPower(m, 0)
      ConfigSpace.setCommand(m, set: 3)
    }
    m.setWord(m.device, DeviceWord.enableCount, count + 1)
    return 0
  }

  // MARK: Symbols

  private static let driverFile = "drivers/pci/pci-driver.c"
  private static let file = "drivers/pci/pci.c"

  static let symbols: [Symbol] = registration + enabling + small

  private static let registration: [Symbol] = [
    Symbol(
      "__pci_register_driver", as: "pci_register_driver", in: area, from: .process, sleeps: true,
      source: "\(driverFile):__pci_register_driver, drivers/base/bus.c:bus_add_driver, 6.12",
      fences: "probes in the caller; a probe that fails does not fail the registration",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          if m.failsByFault("__pci_register_driver") { return .done(Machine.int(-12)) }
          let name = m.string(at: m.load(f.argument(0) &+ m.fields.pciDriverName))
          if !m.isRunning { return .stop }
          let other = m.first(on: Word.driverList) {
            m.string(
              at: m.load(m.word($0, DriverCore.Driver.structure) &+ m.fields.pciDriverName))
              == name
          }
          if other != 0 || !m.isRunning { return .done(Machine.int(-16)) }
          let record = m.makeRecord(DriverCore.Driver.count)
          m.setWord(record, DriverCore.Driver.structure, f.argument(0))
          m.setWord(record, DriverCore.Driver.owner, f.argument(1))
          m.push(record, on: Word.driverList)
          let id =
            DriverCore.isBound(m) || m.state[Word.deviceGone] != 0 ? 0 : match(m, f.argument(0))
          if !m.isRunning { return .stop }
          if id == 0 { return .done(0) }
          if Attaching.isAsync(m, record) {
            Attaching.probeLater(m, record, m.device, isAsync: true)
            return m.isRunning ? .done(0) : .stop
          }
          m.setOutgoing(record, id, m.device)
          return .enter(Routines.reallyProbe, arguments: 3, 2)
        default: return .done(0)
        }
      }),
    Symbol(
      "pci_unregister_driver", in: area, from: .process, sleeps: true,
      source: "\(driverFile):pci_unregister_driver, drivers/base/dd.c:driver_detach, 6.12",
      fences: "a fence for probe and remove: unbinds the driver from its devices",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let record = m.first(on: Word.driverList) {
            m.word($0, DriverCore.Driver.structure) == f.argument(0)
          }
          guard record != 0 else {
            m.report(
              .apiMisuse, kind: "unregistering a driver that is not registered",
              subject: f.argument(0),
              message: "pci_unregister_driver() is called on a driver that is not registered.")
            return m.isRunning ? .done(0) : .stop
          }
          m.unlink(record, from: Word.driverList)
          f[0] = record
          // Whoever binds or unbinds it from outside has to be done with it.
          return .wait(Attaching.noUsers(m, record), 2)
        case 2:
          // A probe or remove of it that is under way holds device_lock.
          if m.word(m.device, DeviceWord.isBinding) == 0 { return .done(0) }
          m.setOutgoing(m.device, f[0])
          return .enter(Routines.deviceReleaseDriver, arguments: 2, 3)
        default: return .done(0)
        }
      }),
  ]

  private static let enabling: [Symbol] =
    ["pci_enable_device", "pci_enable_device_mem", "pci_reenable_device"].map { name in
      Symbol(
        name, in: area, from: .process, source: "\(file):\(name), 6.12",
        fences: "counted; the first one powers the device up and switches decoding on",
        .value { m in
          if m.failsByFault(name) { return Machine.int(-5) }
          if name == "pci_reenable_device" {
            if m.word(m.device, DeviceWord.enableCount) > 0 { ConfigSpace.setCommand(m, set: 3) }
            return 0
          }
          return enable(m)
        })
    } + [
      Symbol(
        "pcim_enable_device", in: area, from: .process, sleeps: true,
        source: "drivers/pci/devres.c:pcim_enable_device, 6.12",
        fences: "disabled by devres, after remove()",
        .value { m in
          if m.failsByFault("pcim_enable_device") { return Machine.int(-5) }
          let result = enable(m)
          if result == 0 { Devres.add(m, .enable) }
          return result
        }),
      Symbol(
        "pcim_pin_device", in: area, source: "drivers/pci/devres.c:pcim_pin_device, 6.12",
        fences: "devres does not disable the device",
        .value { m in
          if !Devres.pin(m) {
            m.report(
              .apiMisuse, kind: "pinning a device that is not managed", subject: m.pciDevice,
              message: "pcim_pin_device() is called on a device that pcim_enable_device() did not"
                + " enable.")
          }
          return 0
        }),
      Symbol(
        "pci_disable_device", in: area, from: .process,
        source: "\(file):pci_disable_device, 6.12",
        fences: "clears bus mastering when the count drops to 0; MMIO keeps working",
        .value { m in
          _ = Devres.remove(m, .enable, 0)
          disable(m)
          return 0
        }),
      Symbol(
        "pci_set_master", in: area, source: "\(file):pci_set_master, 6.12",
        .value { m in
          if m.state[Word.deviceGone] == 0 { ConfigSpace.setCommand(m, set: ConfigSpace.master) }
          return 0
        }),
      Symbol(
        "pci_clear_master", in: area, source: "\(file):pci_clear_master, 6.12",
        fences: "stops DMA and MSI, not INTx",
        approximation: "what is on the wire does not land later",
        .value { m in
          if m.state[Word.deviceGone] == 0 { ConfigSpace.setCommand(m, clear: ConfigSpace.master) }
          return 0
        }),
    ]

  private static func constant(_ name: String, _ value: UInt64, _ approximation: String) -> Symbol {
    Symbol(
      name, in: area, source: "\(file):\(name), 6.12", approximation: approximation,
      .value { _ in value })
  }

  private static let small: [Symbol] = [
    Symbol(
      "pci_device_is_present", in: area, source: "\(file):pci_device_is_present, 6.12",
      fences: "nothing: a hint, which may be wrong when it returns",
      .value { m in m.state[Word.deviceGone] == 0 ? 1 : 0 }),
    constant("pci_set_mwi", 0, "memory write and invalidate has no effect"),
    constant("pcim_set_mwi", 0, "memory write and invalidate has no effect"),
    constant("pci_try_set_mwi", 0, "memory write and invalidate has no effect"),
    constant("pci_clear_mwi", 0, "memory write and invalidate has no effect"),
    constant("pci_enable_wake", 0, "the device does not wake the system"),
    constant("pci_wake_from_d3", 0, "the device does not wake the system"),
    constant("pci_wait_for_pending_transaction", 1, "none is ever pending"),
  ]
}
