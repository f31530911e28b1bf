// Binding a device to a driver and unbinding it, step by step, under device_lock.
//
// Source: drivers/base/dd.c, 6.12; drivers/pci/pci-driver.c for the PCI part.

enum Binding {
  private typealias Driver = DriverCore.Driver

  static func deviceStruct(_ m: Machine) -> Pointer { m.pciDevice &+ m.fields.pciDevice }

  private static let deviceRemove = KernelTable.routine("device_remove")

  /// `driver->dev_groups`, which a PCI driver may state in its own structure too.
  private static func groups(_ m: Machine, _ driver: Pointer) -> Pointer {
    if let at = m.fields.offset("device_driver", "dev_groups") {
      let groups = m.load(BusDevice.generic(m, driver: driver) &+ at)
      if groups != 0 || !m.isRunning { return groups }
    }
    guard !BusDevice.isAuxiliary(m, driver: driver),
      let at = m.fields.offset("pci_driver", "dev_groups")
    else { return 0 }
    return m.load(m.word(driver, Driver.structure) &+ at)
  }

  /// device_unbind_cleanup(): what a late callback then finds is NULL.
  private static func forget(_ m: Machine, _ device: Pointer) {
    let d = BusDevice.structure(m, device)
    m.store(d &+ m.fields.deviceDriver, 0)
    m.store(d &+ m.fields.deviceDriverData, 0)
    guard device == m.device else { return }
    m.store(m.pciDevice &+ m.fields.pciDriver, 0)
    RuntimePM.reinit(m)
  }

  private static func setUnbound(_ m: Machine, _ device: Pointer) {
    m.setWord(device, Bound.driver, 0)
    m.setWord(device, Bound.isBinding, 0)
  }

  /// The checks that are made when a binding is over and devres done.
  private static func check(_ m: Machine, _ device: Pointer, _ driver: Pointer, afterProbe: Bool) {
    m.checkFence(device, afterProbe: afterProbe)
    if m.isRunning { m.checkBindingLeaks(device, driver, afterProbe: afterProbe) }
  }

  // MARK: Probe

  /// A new binding begins: it has a number of its own.
  private static func begin(_ m: Machine, _ device: Pointer, _ driver: Pointer) {
    m.store(
      BusDevice.structure(m, device) &+ m.fields.deviceDriver,
      BusDevice.generic(m, driver: driver))
    if device == m.device {
      m.store(m.pciDevice &+ m.fields.pciDriver, m.word(driver, Driver.structure))
      m.setWord(device, Bound.binding, m.word(device, Bound.binding) + 1)
      RuntimePM.takeBinding(m)
    } else {
      m.setWord(device, Bound.binding, BusDevice.otherBindings | m.state[Word.otherBindings])
      m.state[Word.otherBindings] += 1
    }
    m.setWord(device, Bound.isBinding, 1)
  }

  /// really_probe(). Arguments: driver, matching id, device. Locals: 0 the error, 1 whether the
  /// test removal is done, 2 how often deferred probes were triggered before, 3 the lock (a device
  /// that is deleted meanwhile does not know it any more).
  private static func reallyProbe(_ m: Machine, _ f: Frame) -> Phase {
    let driver = f.argument(0)
    let device = f.argument(2)
    func callProbe() -> Phase {
      begin(m, device, driver)
      let probe = BusDevice.probe(m, driver: driver)
      if !m.isRunning { return .stop }
      if probe == 0 { return .next(2) }
      m.setOutgoing(BusDevice.container(m, device), f.argument(1))
      return .call(probe, arguments: 2, 2)
    }
    func releaseResources(_ error: UInt64) -> Phase {
      f[0] = error
      if error != 0 { DeviceLinks.probeFailed(m, device) }
      m.setOutgoing(0, device)
      return .enter(Routines.devresReleaseAll, arguments: 2, 5)
    }
    switch f.phase {
    case 0:
      f[3] = BusDevice.lock(m, device)
      return .wait(Locks.wait(m, forMutex: f[3]), 1)
    case 1:
      Locks.takeMutex(m, f[3])
      let isDead = BusDevice.isDead(m, device)
      if BusDevice.isBound(m, device) || m.word(device, Bound.devres) != 0 || isDead {
        Locks.release(m, f[3])
        return .done(Machine.int(isDead ? -19 : -16))
      }
      f[2] = m.state[Word.deferredTriggers]
      if !DeviceLinks.checkSuppliers(m, device) {
        DeferredProbe.add(m, device, driver, triggersBefore: f[2])
        Locks.release(m, f[3])
        return m.isRunning ? .done(Machine.int(DeferredProbe.error)) : .stop
      }
      m.state[Word.probes] += 1
      return callProbe()
    case 2:
      // A positive value is taken for success, with a message. A failed probe is not removed: what
      // it has set up outside devres is its own to undo.
      if Int32(truncatingIfNeeded: f.result) < 0 {
        if device == m.device { RuntimePM.releaseBinding(m, afterRemove: false) }
        return m.isRunning ? releaseResources(f.result) : .stop
      }
      // The driver's attributes come after the probe.
      let groups = groups(m, driver)
      if !m.isRunning { return .stop }
      let result = Sysfs.addGroups(m, BusDevice.structure(m, device), groups)
      if !m.isRunning { return .stop }
      if result != 0 {
        f[0] = Machine.int(result)
        m.setOutgoing(driver, device)
        return .enter(deviceRemove, arguments: 2, 4)
      }
      return .next(3)
    case 3:
      if m.world.config.contains(.debugTestDriverRemove), f[1] == 0 {
        f[1] = 1
        f[0] = 0
        m.setOutgoing(driver, device)
        return .enter(deviceRemove, arguments: 2, 4)
      }
      m.setWord(device, Bound.driver, driver)
      DeviceLinks.driverBound(m, device)
      DeferredProbe.isBound(m, device)
      m.state[Word.probes] -= 1
      Locks.release(m, f[3])
      return m.isRunning ? .done(0) : .stop
    case 4: return releaseResources(f[0])
    case 5:
      let isTest = f[0] == 0
      check(m, device, driver, afterProbe: !isTest)
      if !m.isRunning { return .stop }
      forget(m, device)
      return isTest ? .next(6) : .next(7)
    case 6: return callProbe()
    default:
      setUnbound(m, device)
      if Int(Int32(truncatingIfNeeded: f[0])) == DeferredProbe.error {
        DeferredProbe.add(m, device, driver, triggersBefore: f[2])
      }
      m.state[Word.probes] -= 1
      Locks.release(m, f[3])
      return m.isRunning ? .done(f[0]) : .stop
    }
  }

  // MARK: Removal

  /// __device_release_driver(). Arguments: device, the driver's record or 0 for any. Local 3 is the
  /// lock.
  private static func release(_ m: Machine, _ f: Frame) -> Phase {
    let device = f.argument(0)
    switch f.phase {
    case 0:
      f[3] = BusDevice.lock(m, device)
      return .wait(Locks.wait(m, forMutex: f[3]), 1)
    case 1:
      Locks.takeMutex(m, f[3])
      let driver = m.word(device, Bound.driver)
      if driver == 0 || f.argument(1) != 0 && driver != f.argument(1) {
        Locks.release(m, f[3])
        return .done(0)
      }
      f[0] = driver
      if device == m.device, RuntimePM.isUsed(m) {
        m.setOutgoing(0)
        return .enter(Routines.pmBeforeRemove, arguments: 1, 5)
      }
      fallthrough
    case 5:
      // Consumers go first, and without the lock: whoever has it meanwhile may unbind the device.
      if DeviceLinks.areBusy(m, device) {
        Locks.release(m, f[3])
        m.setOutgoing(device)
        return .enter(DeviceLinks.unbindConsumers, arguments: 1, 6)
      }
      m.setOutgoing(f[0], device)
      return .enter(deviceRemove, arguments: 2, 2)
    case 6: return .wait(Locks.wait(m, forMutex: f[3]), 7)
    case 7:
      Locks.takeMutex(m, f[3])
      if m.word(device, Bound.driver) == f[0] { return .next(5) }
      Locks.release(m, f[3])
      return m.isRunning ? .done(0) : .stop
    case 2:
      m.setOutgoing(0, device)
      return .enter(Routines.devresReleaseAll, arguments: 2, 3)
    case 3:
      check(m, device, f[0], afterProbe: false)
      if !m.isRunning { return .stop }
      forget(m, device)
      return .next(4)
    default:
      DeviceLinks.cleanUp(m, device)
      setUnbound(m, device)
      Locks.release(m, f[3])
      return m.isRunning ? .done(0) : .stop
    }
  }

  static let routines: [InternalRoutine] = [
    // Arguments: the driver's record, the matching entry of its table, the device's record.
    // Result: 0 or -errno.
    InternalRoutine("really_probe") { m, f in reallyProbe(m, f) },
    // The driver's attributes go first, so that none of them is used during remove(). Arguments:
    // driver, device.
    InternalRoutine("device_remove") { m, f in
      let driver = f.argument(0)
      let device = f.argument(1)
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let groups = groups(m, driver)
        if !m.isRunning { return .stop }
        if groups != 0 {
          m.setOutgoing(BusDevice.structure(m, device), groups)
          return .enter(Sysfs.removeGroups, arguments: 2, 2)
        }
        fallthrough
      case 2:
        // pci_device_remove() from here.
        if device == m.device, RuntimePM.isUsed(m) {
          m.setOutgoing(1)
          return .enter(Routines.pmBeforeRemove, arguments: 1, 3)
        }
        fallthrough
      case 3:
        let remove = BusDevice.remove(m, driver: driver)
        if !m.isRunning { return .stop }
        if remove == 0 { return .next(4) }
        m.setOutgoing(BusDevice.container(m, device))
        return .call(remove, arguments: 1, 4)
      default:
        if device == m.device { RuntimePM.releaseBinding(m, afterRemove: true) }
        return m.isRunning ? .done(0) : .stop
      }
    },
    InternalRoutine("device_release_driver") { m, f in release(m, f) },
  ]
}
