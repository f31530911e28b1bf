// The auxiliary bus: devices that a driver makes of its own for others to drive.
//
// A device is named MODULE.NAME.ID, and goes to the drivers whose table has MODULE.NAME. It is a
// `struct device` within memory of the driver that made it, which its release function gives back.
//
// Source: drivers/base/auxiliary.c, dd.c, 6.12.

enum AuxiliaryBus {
  private static let area = "auxiliary bus"
  private static let file = "drivers/base/auxiliary.c"
  private typealias Driver = DriverCore.Driver

  private static let attach = KernelTable.routine("device_attach")

  private static func offset(_ m: Machine, _ field: StaticString) -> UInt64 {
    m.fields.offset("auxiliary_device", field) ?? 0
  }

  // MARK: Matching

  /// The entry of the driver's table with the device's name, without the number; or 0.
  static func match(_ m: Machine, driver: Pointer, _ device: Pointer) -> Pointer {
    guard let table = m.fields.offset("auxiliary_driver", "id_table"),
      let size = m.fields.layouts["auxiliary_device_id"]?.size
    else { return 0 }
    let parts = BusDevice.name(m, device).split(separator: ".")
    let wanted = parts.dropLast().joined(separator: ".")
    var entry = m.load(m.word(driver, Driver.structure) &+ table)
    while entry != 0, m.isRunning {
      let name = m.string(at: entry)
      if name.isEmpty { return 0 }
      if name == wanted { return entry }
      entry = entry &+ UInt64(size)
    }
    return 0
  }

  /// The oldest driver after `last` that fits the device.
  static func driver(_ m: Machine, for device: Pointer, after last: Pointer) -> Pointer? {
    var found: Pointer?
    var p = m.state[Word.auxiliaryDriverList]
    while p != 0, m.isRunning {
      if p > last, match(m, driver: p, device) != 0 { found = p }
      p = m.word(p, 0)
    }
    return found
  }

  // MARK: Devices

  /// Makes a bus device of a device that was just added.
  private static func name(_ m: Machine, _ auxiliary: Pointer, module: Pointer) -> Pointer {
    let number = m.load(auxiliary &+ offset(m, "id"), 4)
    let text =
      m.string(at: module) + "." + m.string(at: m.load(auxiliary &+ offset(m, "name")))
      + ".\(number)"
    if !m.isRunning { return 0 }
    let bytes = Array(text.utf8) + [0]
    let copy = m.makeObject(.kernel, size: bytes.count)
    if copy == 0 { return 0 }
    for (i, byte) in bytes.enumerated() { m.store(copy &+ UInt64(i), UInt64(byte), 1) }
    return copy
  }

  private static let devices: [Symbol] = [
    Symbol(
      "auxiliary_device_init", in: area, source: "\(file):auxiliary_device_init, 6.12",
      fences: "from here on the device is given back with auxiliary_device_uninit(), never kfree()",
      .value { m in
        let p = m.argument(0)
        let device = p &+ offset(m, "dev")
        let hasParent = m.load(device &+ m.fields.deviceParent) != 0
        if m.load(p &+ offset(m, "name")) == 0 || !hasParent || !m.isRunning {
          return Machine.int(-22)
        }
        Devices.initialise(m, device)
        return 0
      }),
    Symbol(
      "__auxiliary_device_add", as: "auxiliary_device_add", in: area, from: .process, sleeps: true,
      source: "\(file):__auxiliary_device_add, drivers/base/core.c:device_add, 6.12",
      fences: "a driver may be bound to it before it returns, in the caller",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let device = f.argument(0) &+ offset(m, "dev")
          let name = name(m, f.argument(0), module: f.argument(1))
          if name == 0 || !m.isRunning { return .stop }
          let text = m.string(at: name)
          if BusDevice.next(m, after: 0, where: { BusDevice.name(m, $0) == text }) != 0 {
            return .done(Machine.int(-17))
          }
          let error = Devices.add(m, device, call: "__auxiliary_device_add")
          if !m.isRunning { return .stop }
          if error != 0 { return .done(Machine.int(error)) }
          let record = Devices.record(m, device)
          m.setWord(record, Devices.Record.name, name)
          m.setOutgoing(record)
          return .enter(attach, arguments: 1, 2)
        default: return .done(0)
        }
      }),
  ]

  // MARK: Drivers

  private static func registered(_ m: Machine, _ structure: Pointer) -> Pointer {
    m.first(on: Word.auxiliaryDriverList) { m.word($0, Driver.structure) == structure }
  }

  /// Registers a driver and probes it for the devices that are there, oldest first. Arguments:
  /// driver, module, module's name. Locals: its record, the device that it was probed for last.
  private static func register(_ m: Machine, _ f: Frame) -> Phase {
    switch f.phase {
    case 0: return .next(1)
    case 1:
      let p = f.argument(0)
      if m.failsByFault("__auxiliary_driver_register") { return .done(Machine.int(-12)) }
      let hasProbe = m.load(p &+ (m.fields.offset("auxiliary_driver", "probe") ?? 0)) != 0
      let table = m.load(p &+ (m.fields.offset("auxiliary_driver", "id_table") ?? 0))
      if !m.isRunning { return .stop }
      if !hasProbe || table == 0 {
        m.report(
          .apiMisuse, kind: "auxiliary driver without probe or table", subject: p,
          message: "auxiliary_driver_register() is called on a driver that has no probe function,"
            + " or no table of devices.")
        return m.isRunning ? .done(Machine.int(-22)) : .stop
      }
      if registered(m, p) != 0 { return .done(Machine.int(-16)) }
      let record = m.makeRecord(Driver.count)
      m.setWord(record, Driver.structure, p)
      m.setWord(record, Driver.owner, f.argument(1))
      m.setWord(record, Driver.isAuxiliary, 1)
      m.push(record, on: Word.auxiliaryDriverList)
      f[0] = record
    default: break
    }
    while m.isRunning {
      f[1] = BusDevice.next(m, after: f[1]) {
        !BusDevice.isBound(m, $0) && !BusDevice.isDead(m, $0)
      }
      if f[1] == 0 { return .done(0) }
      let id = match(m, driver: f[0], f[1])
      if id == 0 { continue }
      if Attaching.isAsync(m, f[0]) {
        Attaching.probeLater(m, f[0], f[1], isAsync: true)
        continue
      }
      m.setOutgoing(f[0], id, f[1])
      return .enter(Routines.reallyProbe, arguments: 3, 2)
    }
    return .stop
  }

  private static let drivers: [Symbol] = [
    Symbol(
      "__auxiliary_driver_register", as: "auxiliary_driver_register", in: area, from: .process,
      sleeps: true,
      source: "\(file):__auxiliary_driver_register, drivers/base/bus.c:bus_add_driver, 6.12",
      fences: "probes in the caller; a probe that fails does not fail the registration",
      .routine { m, f in register(m, f) }),
    Symbol(
      "auxiliary_driver_unregister", in: area, from: .process, sleeps: true,
      source: "\(file):auxiliary_driver_unregister, drivers/base/dd.c:driver_detach, 6.12",
      fences: "a fence for probe and remove: unbinds the driver from its devices",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          f[0] = registered(m, f.argument(0))
          guard f[0] != 0 else {
            m.report(
              .apiMisuse, kind: "unregistering a driver that is not registered",
              subject: f.argument(0),
              message: "auxiliary_driver_unregister() is called on a driver that is not"
                + " registered.")
            return m.isRunning ? .done(0) : .stop
          }
          m.unlink(f[0], from: Word.auxiliaryDriverList)
          // Whoever binds or unbinds it from outside has to be done with it.
          return .wait(Attaching.noUsers(m, f[0]), 2)
        default:
          let driver = f[0]
          let device = BusDevice.next(m, after: 0) { m.word($0, Bound.driver) == driver }
          if device == 0 { return .done(0) }
          m.setOutgoing(device, driver)
          return .enter(Routines.deviceReleaseDriver, arguments: 2, 2)
        }
      }),
  ]

  static let symbols: [Symbol] = devices + drivers
}
