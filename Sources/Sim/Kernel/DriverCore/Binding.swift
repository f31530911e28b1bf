// Binding a device to a driver and unbinding it, step by step, under device_lock.
//
// Source: drivers/base/dd.c, 6.12; drivers/pci/pci-driver.c for the PCI part.

enum Binding {
  private typealias Driver = DriverCore.Driver

  static func deviceStruct(_ m: Machine) -> Pointer { m.pciDevice &+ m.fields.pciDevice }
  static func deviceLock(_ m: Machine) -> Pointer { deviceStruct(m) &+ m.fields.deviceMutex }
  static func unlock(_ m: Machine) { Locks.release(m, deviceLock(m)) }

  private static let probeDeferred = -517
  /// How often a deferred probe is tried again: other drivers may bind at any time.
  private static let retriesMax: UInt64 = 2
  /// `PROBE_PREFER_ASYNCHRONOUS`.
  private static let prefersAsync: UInt64 = 1

  private static let deviceRemove = KernelTable.routine("device_remove")
  private static let retry = KernelTable.routine("deferred_probe_work_func")

  private static func driverField(_ m: Machine, _ driver: Pointer, _ field: StaticString) -> Pointer {
    m.word(driver, Driver.pciDriver) &+ m.fields.pciDriverGeneric
      &+ (m.fields.offset("device_driver", field) ?? 0)
  }

  /// `driver->dev_groups`, which a PCI driver may state in its own structure too.
  private static func groups(_ m: Machine, _ driver: Pointer) -> Pointer {
    if m.fields.offset("device_driver", "dev_groups") != nil {
      let groups = m.load(driverField(m, driver, "dev_groups"))
      if groups != 0 || !m.isRunning { return groups }
    }
    guard let at = m.fields.offset("pci_driver", "dev_groups") else { return 0 }
    return m.load(m.word(driver, Driver.pciDriver) &+ at)
  }

  /// Whether registering this driver leaves its probe to an async worker.
  static func isAsync(_ m: Machine, _ driver: Pointer) -> Bool {
    guard m.fields.offset("device_driver", "probe_type") != nil else { return false }
    return m.load(driverField(m, driver, "probe_type"), 4) == prefersAsync
  }

  /// device_unbind_cleanup(): what a late callback then finds is NULL.
  private static func forget(_ m: Machine) {
    let d = deviceStruct(m)
    m.store(d &+ m.fields.deviceDriver, 0)
    m.store(d &+ m.fields.deviceDriverData, 0)
    m.store(m.pciDevice &+ m.fields.pciDriver, 0)
    RuntimePM.reinit(m)
  }

  private static func setUnbound(_ m: Machine) {
    m.setWord(m.device, DeviceWord.driver, 0)
    m.setWord(m.device, DeviceWord.isBinding, 0)
  }

  /// Lets a worker probe this driver some time later.
  static func probeLater(_ m: Machine, _ driver: Pointer, isAsync: Bool) {
    let probe = m.load(m.word(driver, Driver.pciDriver) &+ m.fields.pciDriverProbe)
    if m.isRunning {
      _ = m.spawn(
        .work, retry, (driver, 0), subject: driver, function: probe, cookie: isAsync ? 1 : 0)
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

  // MARK: Probe

  /// really_probe(). Locals: 0 the error, 1 whether the test removal is done, 2 what follows
  /// device_remove() and devres.
  private static func reallyProbe(_ m: Machine, _ f: Frame) -> Phase {
    let driver = f.argument(0)
    func callProbe() -> Phase {
      let pciDriver = m.word(driver, Driver.pciDriver)
      m.store(deviceStruct(m) &+ m.fields.deviceDriver, pciDriver &+ m.fields.pciDriverGeneric)
      m.store(m.pciDevice &+ m.fields.pciDriver, pciDriver)
      m.setWord(m.device, DeviceWord.binding, m.word(m.device, DeviceWord.binding) + 1)
      RuntimePM.takeBinding(m)
      m.setWord(m.device, DeviceWord.isBinding, 1)
      let probe = m.load(pciDriver &+ m.fields.pciDriverProbe)
      if !m.isRunning { return .stop }
      if probe == 0 { return .next(2) }
      m.setOutgoing(m.pciDevice, f.argument(1))
      return .call(probe, arguments: 2, 2)
    }
    func releaseResources(_ error: UInt64) -> Phase {
      f[0] = error
      m.outgoingCount = 0
      return .enter(Routines.devresReleaseAll, arguments: 0, 5)
    }
    switch f.phase {
    case 0: return .wait(Locks.wait(m, forMutex: deviceLock(m)), 1)
    case 1:
      Locks.takeMutex(m, deviceLock(m))
      if DriverCore.isBound(m) || m.word(m.device, DeviceWord.devres) != 0
        || m.state[Word.deviceGone] != 0
      {
        unlock(m)
        return .done(Machine.int(m.state[Word.deviceGone] != 0 ? -19 : -16))
      }
      return callProbe()
    case 2:
      // A positive value is taken for success, with a message. A failed probe is not removed: what
      // it has set up outside devres is its own to undo.
      if Int32(truncatingIfNeeded: f.result) < 0 {
        RuntimePM.releaseBinding(m, afterRemove: false)
        return m.isRunning ? releaseResources(f.result) : .stop
      }
      // The driver's attributes come after the probe.
      let groups = groups(m, driver)
      if !m.isRunning { return .stop }
      let result = Sysfs.addGroups(m, deviceStruct(m), groups)
      if !m.isRunning { return .stop }
      if result != 0 {
        f[0] = Machine.int(result)
        m.setOutgoing(driver)
        return .enter(deviceRemove, arguments: 1, 4)
      }
      return .next(3)
    case 3:
      if m.world.config.contains(.debugTestDriverRemove), f[1] == 0 {
        f[1] = 1
        f[0] = 0
        m.setOutgoing(driver)
        return .enter(deviceRemove, arguments: 1, 4)
      }
      m.setWord(m.device, DeviceWord.driver, driver)
      unlock(m)
      return .done(0)
    case 4: return releaseResources(f[0])
    case 5:
      let isTest = f[0] == 0
      m.checkFence(afterProbe: !isTest)
      if m.isRunning { m.checkBindingLeaks(afterProbe: !isTest) }
      if !m.isRunning { return .stop }
      forget(m)
      return isTest ? .next(6) : .next(7)
    case 6: return callProbe()
    default:
      setUnbound(m)
      unlock(m)
      let error = Int(Int32(truncatingIfNeeded: f[0]))
      if error == probeDeferred, m.word(driver, Driver.retries) < retriesMax {
        m.setWord(driver, Driver.retries, m.word(driver, Driver.retries) + 1)
        probeLater(m, driver, isAsync: false)
      }
      return m.isRunning ? .done(f[0]) : .stop
    }
  }

  static let routines: [InternalRoutine] = [
    // Arguments: the driver's record, the matching pci_device_id. Result: 0 or -errno.
    InternalRoutine("really_probe") { m, f in reallyProbe(m, f) },
    // The driver's attributes go first, so that none of them is used during remove().
    InternalRoutine("device_remove") { m, f in
      let driver = f.argument(0)
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let groups = groups(m, driver)
        if !m.isRunning { return .stop }
        if groups != 0 {
          m.setOutgoing(deviceStruct(m), groups)
          return .enter(Sysfs.removeGroups, arguments: 2, 2)
        }
        fallthrough
      case 2:
        // pci_device_remove() from here.
        if RuntimePM.isUsed(m) {
          m.setOutgoing(1)
          return .enter(Routines.pmBeforeRemove, arguments: 1, 3)
        }
        fallthrough
      case 3:
        let remove = m.load(m.word(driver, Driver.pciDriver) &+ m.fields.pciDriverRemove)
        if !m.isRunning { return .stop }
        if remove == 0 { return .next(4) }
        m.setOutgoing(m.pciDevice)
        return .call(remove, arguments: 1, 4)
      default:
        RuntimePM.releaseBinding(m, afterRemove: true)
        return m.isRunning ? .done(0) : .stop
      }
    },
    // __device_release_driver(): argument 0 is the driver's record, 0 for any.
    InternalRoutine("device_release_driver") { m, f in
      switch f.phase {
      case 0: return .wait(Locks.wait(m, forMutex: deviceLock(m)), 1)
      case 1:
        Locks.takeMutex(m, deviceLock(m))
        let driver = m.word(m.device, DeviceWord.driver)
        if driver == 0 || f.argument(0) != 0 && driver != f.argument(0) {
          unlock(m)
          return .done(0)
        }
        f[0] = driver
        if RuntimePM.isUsed(m) {
          m.setOutgoing(0)
          return .enter(Routines.pmBeforeRemove, arguments: 1, 5)
        }
        m.setOutgoing(driver)
        return .enter(deviceRemove, arguments: 1, 2)
      case 5:
        m.setOutgoing(f[0])
        return .enter(deviceRemove, arguments: 1, 2)
      case 2:
        m.outgoingCount = 0
        return .enter(Routines.devresReleaseAll, arguments: 0, 3)
      case 3:
        m.checkFence(afterProbe: false)
        if m.isRunning { m.checkBindingLeaks(afterProbe: false) }
        if !m.isRunning { return .stop }
        forget(m)
        return .next(4)
      default:
        setUnbound(m)
        unlock(m)
        return .done(0)
      }
    },
    // A probe by somebody other than the registration: argument 0 is the driver's record. The
    // driver cannot be unregistered meanwhile.
    InternalRoutine("driver_probe_device") { m, f in
      let driver = f.argument(0)
      switch f.phase {
      case 0: return .next(1)
      case 1:
        if m.first(on: Word.driverList, where: { $0 == driver }) == 0 {
          return .done(Machine.int(-19))
        }
        let id = PCI.match(m, m.word(driver, Driver.pciDriver))
        if !m.isRunning { return .stop }
        if id == 0 || DriverCore.isBound(m) { return .done(Machine.int(id == 0 ? -19 : -16)) }
        enter(m, driver)
        m.setOutgoing(driver, id)
        return .enter(Routines.reallyProbe, arguments: 2, 2)
      default:
        leave(m, driver)
        return .done(f.result)
      }
    },
    // A worker that probes: a deferred one again, or an async one.
    InternalRoutine("deferred_probe_work_func") { m, f in
      guard f.phase == 1 else { return .done(0) }
      m.header(m.current)[ThreadWord.phase] = ThreadPhase.running.rawValue
      m.startCallback()
      if !m.isRunning { return .stop }
      m.setOutgoing(f.argument(0))
      return .enter(DriverCore.probeDevice, arguments: 1, 2)
    },
  ]
}
