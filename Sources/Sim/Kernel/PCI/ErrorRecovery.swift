// Resets of the device, and recovery from errors on the bus.
//
// Source: drivers/pci/pcie/err.c, drivers/pci/pci.c, 6.18.

enum ErrorRecovery {
  private static let area = PCI.area
  private static let file = "drivers/pci/pci.c"

  /// `pci_channel_state_t`.
  private enum Channel {
    static let normal: UInt64 = 1
    static let frozen: UInt64 = 2
    static let failed: UInt64 = 3
  }
  /// `pci_ers_result_t`.
  private enum Vote {
    static let none: UInt64 = 1
    static let canRecover: UInt64 = 2
    static let needReset: UInt64 = 3
    static let recovered: UInt64 = 5
    static let noDriver: UInt64 = 6
  }

  private static func lock(_ m: Machine) -> Pointer {
    m.pciDevice &+ m.fields.pciDevice &+ m.fields.deviceMutex
  }

  private static func setChannel(_ m: Machine, _ state: UInt64) {
    if let at = m.fields.offset("pci_dev", "error_state") { m.store(m.pciDevice &+ at, state, 4) }
  }

  /// The driver's callback of that name in `struct pci_error_handlers`; 0 if it has none.
  private static func handler(_ m: Machine, _ name: StaticString) -> Pointer {
    let driver = m.load(m.pciDevice &+ m.fields.pciDriver)
    guard driver != 0, let list = m.fields.offset("pci_driver", "err_handler"),
      let at = m.fields.offset("pci_error_handlers", name)
    else { return 0 }
    let handlers = m.load(driver &+ list)
    return handlers == 0 || !m.isRunning ? 0 : m.load(handlers &+ at)
  }

  /// A reset of the link or the function: the device forgets all.
  private static func reset(_ m: Machine) {
    m.resetDevice()
    DMA.forgetAll(m)
  }

  /// Takes device_lock and calls a handler, if there is one, in phase `phase + 1`; phase `phase + 2`
  /// has its result.
  private static func locked(_ m: Machine, _ phase: Int) -> Phase {
    .wait(Locks.wait(m, forMutex: lock(m)), phase + 1)
  }
  private static func call(
    _ m: Machine, _ name: StaticString, _ state: UInt64? = nil, then phase: Int
  ) -> Phase? {
    let function = handler(m, name)
    if !m.isRunning { return .stop }
    guard function != 0 else { return nil }
    if let state {
      m.setOutgoing(m.pciDevice, state)
    } else {
      m.setOutgoing(m.pciDevice)
    }
    return .call(function, arguments: state == nil ? 1 : 2, phase)
  }

  static let routines: [InternalRoutine] = [
    // The actions `aer-reset` (argument 0 is 1: a fatal error, the link is reset) and
    // `aer-nonfatal`: pcie_do_recovery() for one device. Local 0 is the vote.
    InternalRoutine("pcie_do_recovery") { m, f in
      let isFatal = f.argument(0) != 0
      let state = isFatal ? Channel.frozen : Channel.normal
      switch f.phase {
      case 0: return .next(1)
      case 1:
        if m.state[Word.deviceGone] != 0 || ConfigSpace.isDisconnected(m) { return .done(0) }
        return locked(m, 1)
      case 2:
        Locks.takeMutex(m, lock(m))
        setChannel(m, state)
        f[0] = Vote.noDriver
        return call(m, "error_detected", state, then: 3) ?? .next(4)
      case 3:
        f[0] = f.result & 0xffff_ffff
        return .next(4)
      case 4:
        Locks.release(m, lock(m))
        if f[0] == Vote.none { f[0] = Vote.canRecover }
        // A fatal error resets the link whatever the driver says; else if it asks for it.
        if isFatal || f[0] == Vote.needReset { reset(m) }
        if f[0] == Vote.canRecover { return locked(m, 4) }
        return f[0] == Vote.needReset ? locked(m, 7) : .next(13)
      case 5:
        Locks.takeMutex(m, lock(m))
        f[0] = Vote.recovered
        return call(m, "mmio_enabled", then: 6) ?? .next(7)
      case 6:
        f[0] = f.result & 0xffff_ffff
        return .next(7)
      case 7:
        Locks.release(m, lock(m))
        if f[0] == Vote.needReset { return locked(m, 7) }
        return f[0] == Vote.recovered || f[0] == Vote.canRecover ? locked(m, 10) : .next(13)
      case 8:
        Locks.takeMutex(m, lock(m))
        f[0] = Vote.recovered
        return call(m, "slot_reset", then: 9) ?? .next(10)
      case 9:
        f[0] = f.result & 0xffff_ffff
        return .next(10)
      case 10:
        Locks.release(m, lock(m))
        return f[0] == Vote.recovered ? locked(m, 10) : .next(13)
      case 11:
        Locks.takeMutex(m, lock(m))
        setChannel(m, Channel.normal)
        return call(m, "resume", then: 12) ?? .next(12)
      case 12:
        Locks.release(m, lock(m))
        return .done(0)
      case 13: return locked(m, 13)
      case 14:
        // Since 6.18 a driver is told that its device is lost.
        Locks.takeMutex(m, lock(m))
        setChannel(m, Channel.failed)
        return call(m, "error_detected", Channel.failed, then: 15) ?? .next(15)
      default:
        Locks.release(m, lock(m))
        return .done(0)
      }
    }
  ]

  /// `pci_reset_function()` and its kin.
  private static func resetting(_ name: String, takesLock: Bool, tries: Bool = false) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: "\(file):\(name), 6.12",
      fences: takesLock
        ? "takes device_lock: not from probe() or remove(); the device forgets all it was told"
        : "the caller holds device_lock; the device forgets all it was told",
      .routine { m, f in
        switch f.phase {
        case 0: return takesLock && !tries ? .wait(Locks.wait(m, forMutex: lock(m)), 1) : .next(1)
        case 1:
          if takesLock {
            if tries, m.load(lock(m) &+ m.fields.mutexOwner) != 0 { return .done(Machine.int(-11)) }
            Locks.takeMutex(m, lock(m))
          }
          return call(m, "reset_prepare", then: 2) ?? .next(2)
        case 2:
          if m.state[Word.deviceGone] != 0 {
            f[0] = Machine.int(-25)
            return .next(4)
          }
          ConfigSpace.save(m)
          reset(m)
          return .next(3)
        case 3:
          ConfigSpace.restore(m)
          return call(m, "reset_done", then: 4) ?? .next(4)
        default:
          if takesLock { Locks.release(m, lock(m)) }
          return .done(f[0])
        }
      })
  }

  static let symbols: [Symbol] = [
    resetting("pci_reset_function", takesLock: true),
    resetting("pci_try_reset_function", takesLock: true, tries: true),
    resetting("pci_reset_function_locked", takesLock: false),
    Symbol(
      "__pci_reset_function_locked", in: area, from: .process, sleeps: true,
      source: "\(file):__pci_reset_function_locked, 6.12",
      fences: "nothing is saved or restored",
      .value { m in
        if m.state[Word.deviceGone] != 0 { return Machine.int(-25) }
        reset(m)
        return 0
      }),
  ]
}
