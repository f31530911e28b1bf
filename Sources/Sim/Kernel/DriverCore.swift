// Binding and unbinding, step by step, under device_lock.
//
// Source: drivers/base/dd.c, bus.c, 6.12; drivers/pci/pci-driver.c for the PCI part.

enum DriverCore {
  /// The words of a registered driver's record.
  enum Driver {
    static let pciDriver = 1
    static let owner = 2
    static let count = 3
  }

  private static func deviceStruct(_ m: Machine) -> Pointer { m.pciDevice &+ m.fields.pciDevice }
  private static func deviceLock(_ m: Machine) -> Pointer {
    deviceStruct(m) &+ m.fields.deviceMutex
  }

  static func isBound(_ m: Machine) -> Bool { m.word(m.device, DeviceWord.driver) != 0 }

  private static func unlock(_ m: Machine) { Locks.release(m, deviceLock(m)) }

  private static func clearBinding(_ m: Machine) {
    let d = deviceStruct(m)
    m.store(d &+ m.fields.deviceDriver, 0)
    m.store(d &+ m.fields.deviceDriverData, 0)
    m.store(m.pciDevice &+ m.fields.pciDriver, 0)
    m.setWord(m.device, DeviceWord.driver, 0)
    m.setWord(m.device, DeviceWord.isBinding, 0)
    RuntimePM.reinit(m)
  }

  /// `pci_device_remove()`, or nothing where the driver has no remove().
  private static func remove(_ m: Machine, then phase: Int) -> Phase {
    let driver = m.word(m.device, DeviceWord.driver)
    let remove = m.load(m.word(driver, Driver.pciDriver) &+ m.fields.pciDriverRemove)
    if !m.isRunning { return .stop }
    if remove == 0 { return .next(phase) }
    m.setOutgoing(m.pciDevice)
    return .call(remove, arguments: 1, phase)
  }

  static let routines: [InternalRoutine] = [
    // really_probe(): argument 0 is the driver's record, argument 1 the matching pci_device_id.
    // Result: 0 or -errno.
    InternalRoutine("really_probe") { m, f in
      let driver = f.argument(0)
      switch f.phase {
      case 0: return .wait(Locks.wait(m, forMutex: deviceLock(m)), 1)
      case 1:
        Locks.takeMutex(m, deviceLock(m))
        if isBound(m) || m.word(m.device, DeviceWord.devres) != 0
          || m.state[Word.deviceGone] != 0
        {
          unlock(m)
          return .done(Machine.int(m.state[Word.deviceGone] != 0 ? -19 : -16))
        }
        let pciDriver = m.word(driver, Driver.pciDriver)
        m.store(
          deviceStruct(m) &+ m.fields.deviceDriver, pciDriver &+ m.fields.pciDriverGeneric)
        m.store(m.pciDevice &+ m.fields.pciDriver, pciDriver)
        m.setWord(m.device, DeviceWord.binding, m.word(m.device, DeviceWord.binding) + 1)
        RuntimePM.takeBinding(m)
        m.setWord(m.device, DeviceWord.isBinding, 1)
        let probe = m.load(pciDriver &+ m.fields.pciDriverProbe)
        if !m.isRunning { return .stop }
        if probe == 0 { return .next(2) }
        m.setOutgoing(m.pciDevice, f.argument(1))
        return .call(probe, arguments: 2, 2)
      case 2:
        let result = Int32(truncatingIfNeeded: f.result)
        if result >= 0 {
          m.setWord(m.device, DeviceWord.driver, driver)
          unlock(m)
          return .done(0)
        }
        // remove() is not called: what probe has set up outside devres is its own to undo.
        f[0] = Machine.int(Int(result))
        RuntimePM.releaseBinding(m, afterRemove: false)
        m.outgoingCount = 0
        return .enter(Routines.devresReleaseAll, arguments: 0, 3)
      default:
        m.checkBindingLeaks(afterProbe: true)
        if !m.isRunning { return .stop }
        clearBinding(m)
        unlock(m)
        return .done(f[0])
      }
    },
    // __device_release_driver().
    InternalRoutine("device_release_driver") { m, f in
      switch f.phase {
      case 0: return .wait(Locks.wait(m, forMutex: deviceLock(m)), 1)
      case 1:
        Locks.takeMutex(m, deviceLock(m))
        let driver = m.word(m.device, DeviceWord.driver)
        if driver == 0 {
          unlock(m)
          return .done(0)
        }
        if RuntimePM.isUsed(m) {
          m.outgoingCount = 0
          return .enter(Routines.pmBeforeRemove, arguments: 0, 4)
        }
        return remove(m, then: 2)
      case 4: return remove(m, then: 2)
      case 2:
        RuntimePM.releaseBinding(m, afterRemove: true)
        if !m.isRunning { return .stop }
        m.outgoingCount = 0
        return .enter(Routines.devresReleaseAll, arguments: 0, 3)
      default:
        m.checkBindingLeaks(afterProbe: false)
        if !m.isRunning { return .stop }
        clearBinding(m)
        unlock(m)
        return .done(0)
      }
    },
    // The action `bind`.
    InternalRoutine("bind_store") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let driver = m.state[Word.driverList]
        if driver == 0 || isBound(m) { return .done(Machine.int(-16)) }
        let id = PCI.match(m, m.word(driver, Driver.pciDriver))
        if id == 0 { return .done(Machine.int(-19)) }
        m.setOutgoing(driver, id)
        return .enter(Routines.reallyProbe, arguments: 2, 2)
      default: return .done(f.result)
      }
    },
    // The action `unbind`: looks without the lock, then releases whatever is bound under it.
    InternalRoutine("unbind_store") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        if !isBound(m) { return .done(Machine.int(-19)) }
        m.outgoingCount = 0
        return .enter(Routines.deviceReleaseDriver, arguments: 0, 2)
      default: return .done(0)
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
        let id = driver == 0 ? 0 : PCI.match(m, m.word(driver, Driver.pciDriver))
        if id == 0 { return .done(0) }
        m.setOutgoing(driver, id)
        return .enter(Routines.reallyProbe, arguments: 2, 2)
      default: return .done(0)
      }
    },
  ]

  static let symbols: [Symbol] = [
    Symbol(
      "get_device", in: "driver core", source: "drivers/base/core.c:get_device, 6.12",
      .value { m in
        if m.argument(0) != 0 { _ = m.load(m.argument(0), 4) }
        return m.argument(0)
      }),
    Symbol(
      "put_device", in: "driver core", source: "drivers/base/core.c:put_device, 6.12",
      approximation: "references to the device are not counted: it never goes",
      .value { m in
        if m.argument(0) != 0 { _ = m.load(m.argument(0), 4) }
        return 0
      }),
  ]
}
