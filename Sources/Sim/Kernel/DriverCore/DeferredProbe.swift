// Probes that are deferred: tried again when a driver has bound some device.
//
// The PCI device is tried again by itself, since drivers that the scenario does not have may bind
// at any time. A device of the auxiliary bus waits for a driver of the scenario.
//
// Source: drivers/base/dd.c, 6.12.

enum DeferredProbe {
  /// `-EPROBE_DEFER`.
  static let error = -517
  /// How often a probe of the PCI device is tried again.
  private static let retriesMax: UInt64 = 2

  private static let attachLater = KernelTable.routine("deferred_probe_attach")
  private static let attach = KernelTable.routine("device_attach")
  private static let putDevice = KernelTable.routine("put_device")

  /// driver_deferred_probe_add(). What has bound since the probe began does not count as later:
  /// then it is tried again at once.
  static func add(_ m: Machine, _ device: Pointer, _ driver: Pointer, triggersBefore: UInt64) {
    if device == m.device {
      let retries = m.word(driver, DriverCore.Driver.retries)
      guard retries < retriesMax else { return }
      m.setWord(driver, DriverCore.Driver.retries, retries + 1)
      Attaching.probeLater(m, driver, device, isAsync: false)
      return
    }
    m.setWord(device, Bound.isDeferred, 1)
    if m.state[Word.deferredTriggers] != triggersBefore { trigger(m) }
  }

  /// driver_bound(): whoever waits is tried again.
  static func isBound(_ m: Machine, _ device: Pointer) {
    m.setWord(device, Bound.isDeferred, 0)
    m.state[Word.deferredTriggers] += 1
    trigger(m)
  }

  /// driver_deferred_probe_del(): a worker that has not begun does not look at the device any more.
  static func delete(_ m: Machine, _ device: Pointer) {
    m.setWord(device, Bound.isDeferred, 0)
    if let t = m.findThread(.work, serving: device, .pending) { m.exit(t) }
  }

  private static func trigger(_ m: Machine) {
    var device = BusDevice.next(m, after: 0) { m.word($0, Bound.isDeferred) != 0 }
    while device != 0, m.isRunning {
      m.setWord(device, Bound.isDeferred, 0)
      let driver = AuxiliaryBus.driver(m, for: device, after: 0) ?? 0
      let probe = driver == 0 ? 0 : BusDevice.probe(m, driver: driver)
      if m.isRunning, m.findThread(.work, serving: device, .pending) == nil {
        _ = m.spawn(.work, attachLater, (device, 0), subject: device, function: probe)
      }
      device = BusDevice.next(m, after: device) { m.word($0, Bound.isDeferred) != 0 }
    }
  }

  static let routines: [InternalRoutine] = [
    // A worker that looks for a driver again; it holds a reference meanwhile. Argument: device.
    InternalRoutine("deferred_probe_attach") { m, f in
      switch f.phase {
      case 1:
        m.header(m.current)[ThreadWord.phase] = ThreadPhase.running.rawValue
        m.startCallback()
        if !m.isRunning { return .stop }
        f[0] = BusDevice.structure(m, f.argument(0))
        Devices.get(m, f[0])
        if !m.isRunning { return .stop }
        m.setOutgoing(f.argument(0))
        return .enter(attach, arguments: 1, 2)
      case 2:
        m.setOutgoing(f[0])
        return .enter(putDevice, arguments: 1, 3)
      default: return .done(0)
      }
    }
  ]
}
