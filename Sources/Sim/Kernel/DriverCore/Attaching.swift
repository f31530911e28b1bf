// Looking for a device's driver: on registration, for who writes to `bind`, and in workers.
//
// Source: drivers/base/dd.c, 6.12.

enum Attaching {
  private typealias Driver = DriverCore.Driver

  /// `PROBE_PREFER_ASYNCHRONOUS`.
  private static let prefersAsync: UInt64 = 1

  private static let putDevice = KernelTable.routine("put_device")
  private static let retry = KernelTable.routine("deferred_probe_work_func")

  /// Whether registering this driver leaves its probe to an async worker.
  static func isAsync(_ m: Machine, _ driver: Pointer) -> Bool {
    guard let at = m.fields.offset("device_driver", "probe_type") else { return false }
    return m.load(BusDevice.generic(m, driver: driver) &+ at, 4) == prefersAsync
  }

  /// Lets a worker probe this driver for this device some time later.
  static func probeLater(_ m: Machine, _ driver: Pointer, _ device: Pointer, isAsync: Bool) {
    let probe = BusDevice.probe(m, driver: driver)
    if m.isRunning {
      _ = m.spawn(
        .work, retry, (driver, device), subject: driver, function: probe, cookie: isAsync ? 1 : 0)
    }
  }

  /// The thread of an async probe that has not ended, which the end of module init waits for.
  static func asyncProbe(_ m: Machine) -> Int? {
    var found: Int?
    m.forEachThread { t in
      if m.threadKind(t) == .work, m.header(t)[ThreadWord.cookie] == 1,
        m.kind(Machine.id(m.header(t)[ThreadWord.subject])) == .record
      {
        found = found ?? t
      }
    }
    return found
  }

  /// Until no bind, unbind or other probe of this driver is under way.
  static func noUsers(_ m: Machine, _ driver: Pointer) -> Wait {
    Wait(
      .zero, index: m.wordIndex(driver &+ UInt64(8 * Driver.users)),
      thread: Int(m.word(driver, Driver.user)))
  }

  static func enter(_ m: Machine, _ driver: Pointer) {
    m.setWord(driver, Driver.users, m.word(driver, Driver.users) + 1)
    m.setWord(driver, Driver.user, UInt64(m.current + 1))
  }
  static func leave(_ m: Machine, _ driver: Pointer) {
    m.setWord(driver, Driver.users, m.word(driver, Driver.users) &- 1)
    if m.word(driver, Driver.user) == UInt64(m.current + 1) { m.setWord(driver, Driver.user, 0) }
  }

  static let routines: [InternalRoutine] = [
    // A probe by somebody other than the registration. Arguments: driver, device. The driver cannot
    // be unregistered meanwhile, and the device stays.
    InternalRoutine("driver_probe_device") { m, f in
      let driver = f.argument(0)
      let device = f.argument(1)
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let list = BusDevice.list(m, driver: driver)
        if m.first(on: list, where: { $0 == driver }) == 0 { return .done(Machine.int(-19)) }
        let id = BusDevice.match(m, driver: driver, device)
        if !m.isRunning { return .stop }
        if id == 0 || BusDevice.isDead(m, device) { return .done(Machine.int(-19)) }
        if BusDevice.isBound(m, device) { return .done(Machine.int(-16)) }
        f[1] = BusDevice.structure(m, device)
        Devices.get(m, f[1])
        if !m.isRunning { return .stop }
        enter(m, driver)
        m.setOutgoing(driver, id, device)
        return .enter(Routines.reallyProbe, arguments: 3, 2)
      case 2:
        f[0] = f.result
        if device != m.device {
          m.setOutgoing(f[1])
          return .enter(putDevice, arguments: 1, 3)
        }
        fallthrough
      default:
        leave(m, driver)
        return .done(f[0])
      }
    },
    // device_attach(): the first driver whose probe succeeds gets the device; a deferral ends the
    // search. Argument: device. Local 0: the driver that was tried last. The result is 0 or -errno.
    InternalRoutine("device_attach") { m, f in
      let device = f.argument(0)
      switch f.phase {
      case 0: return .next(1)
      case 1: f[1] = Machine.int(-19)
      default:
        f[1] = f.result
        let error = Int(Int32(truncatingIfNeeded: f.result))
        if error == 0 || error == DeferredProbe.error { return .done(f.result) }
      }
      if BusDevice.isBound(m, device) || BusDevice.isDead(m, device) { return .done(f[1]) }
      guard let driver = AuxiliaryBus.driver(m, for: device, after: f[0]) else {
        return .done(f[1])
      }
      if !m.isRunning { return .stop }
      f[0] = driver
      if isAsync(m, driver) {
        probeLater(m, driver, device, isAsync: true)
        return m.isRunning ? .done(0) : .stop
      }
      m.setOutgoing(driver, device)
      return .enter(DriverCore.probeDevice, arguments: 2, 2)
    },
    // A worker that probes: a deferred one of the PCI device again, or an async one. Arguments:
    // driver, device.
    InternalRoutine("deferred_probe_work_func") { m, f in
      guard f.phase == 1 else { return .done(0) }
      m.header(m.current)[ThreadWord.phase] = ThreadPhase.running.rawValue
      m.startCallback()
      if !m.isRunning { return .stop }
      m.setOutgoing(f.argument(0), f.argument(1))
      return .enter(DriverCore.probeDevice, arguments: 2, 2)
    },
  ]
}
