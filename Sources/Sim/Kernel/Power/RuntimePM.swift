// Runtime power management: usage counts, requests, callbacks.
//
// Each device that uses it has a record: its usage count, how often it is disabled, its status. A
// request (an idle check, a suspend, a resume that nobody waits for) is a work on pm_wq: a thread that
// may start at any time. Callbacks run without device_lock, in whoever resumes or suspends; what keeps
// them away from remove() is the usage count that the bus holds then, and the barrier before it.
//
// Source: drivers/base/power/runtime.c, drivers/pci/pci-driver.c, 6.12.

enum RuntimePM {
  /// The words of a device's record.
  enum Power {
    static let device = 1
    static let usage = 2
    static let disableDepth = 3
    static let status = 4
    /// Thread slot + 1 of whoever runs a callback now.
    static let runner = 5
    static let usesAutosuspend = 6
    /// Nanoseconds.
    static let delay = 7
    static let lastBusy = 8
    static let isIrqSafe = 9
    /// User space, or the driver, keeps it from suspending: holds a usage count.
    static let isForbidden = 10
    /// A resume was asked for while it was being suspended.
    static let deferredResume = 11
    static let noCallbacks = 12
    /// The PCI driver's remove() is over: `pci_dev.driver` is NULL for the bus's callbacks.
    static let isReleased = 13
    static let count = 14
  }
  enum Status {
    static let active: UInt64 = 0
    static let resuming: UInt64 = 1
    static let suspended: UInt64 = 2
    static let suspending: UInt64 = 3
  }
  /// `rpmflags`.
  enum Flag {
    static let async: UInt64 = 1
    static let noWait: UInt64 = 2
    static let getPut: UInt64 = 4
    static let auto: UInt64 = 8
  }
  /// What a work on pm_wq is to do.
  private enum Request {
    static let idle: UInt64 = 1
    static let suspend: UInt64 = 2
    static let autosuspend: UInt64 = 3
    static let resume: UInt64 = 4
  }

  static let accessDenied = Machine.int(-13)
  private static let again = Machine.int(-11)
  private static let inProgress = Machine.int(-115)

  // MARK: Records

  static func isPCI(_ m: Machine, _ p: Pointer) -> Bool {
    m.word(p, Power.device) == m.pciDevice &+ m.fields.pciDevice
  }

  static func find(_ m: Machine, _ device: Pointer) -> Pointer {
    m.first(on: Word.powerList) { m.word($0, Power.device) == device }
  }

  /// The record of a device. That of the PCI device is as the bus sets it up: enabled, active,
  /// forbidden unless user space has said `auto`, and held while a driver is bound.
  static func record(_ m: Machine, _ device: Pointer) -> Pointer {
    let known = find(m, device)
    if known != 0 { return known }
    let p = m.makeRecord(Power.count)
    guard p != 0 else { return 0 }
    m.setWord(p, Power.device, device)
    m.push(p, on: Word.powerList)
    if isPCI(m, p) {
      let isForbidden = !m.world.device.isPowerAuto
      let isHeld = m.word(m.device, DeviceWord.isBinding) != 0
      m.setWord(p, Power.isForbidden, isForbidden ? 1 : 0)
      m.setWord(p, Power.usage, (isForbidden ? 1 : 0) + (isHeld ? 1 : 0))
    } else {
      m.setWord(p, Power.disableDepth, 1)
      m.setWord(p, Power.status, Status.suspended)
    }
    return p
  }

  static func get(_ m: Machine, _ p: Pointer) {
    m.setWord(p, Power.usage, m.word(p, Power.usage) + 1)
  }

  /// Drops a usage count; nil where there is none.
  static func drop(_ m: Machine, _ p: Pointer, call: String) -> UInt64? {
    let usage = m.word(p, Power.usage)
    guard usage > 0 else {
      m.report(
        .apiMisuse, kind: "runtime PM usage count underflow", subject: m.word(p, Power.device),
        message: "\(call) drops a runtime PM usage count that is 0 already.")
      return nil
    }
    m.setWord(p, Power.usage, usage - 1)
    return usage - 1
  }

  /// A callback of the device's driver, by its name in `struct dev_pm_ops`; 0 if it has none.
  static func callback(_ m: Machine, _ device: Pointer, _ name: StaticString) -> Pointer {
    guard let pm = m.fields.offset("device_driver", "pm"),
      let at = m.fields.offset("dev_pm_ops", name)
    else { return 0 }
    let driver = m.load(device &+ m.fields.deviceDriver)
    guard driver != 0, m.isRunning else { return 0 }
    let ops = m.load(driver &+ pm)
    return ops == 0 || !m.isRunning ? 0 : m.load(ops &+ at)
  }

  private static func runtimeCallback(_ m: Machine, _ p: Pointer, _ name: StaticString) -> Pointer {
    m.word(p, Power.noCallbacks) | m.word(p, Power.isReleased) != 0
      ? 0 : callback(m, m.word(p, Power.device), name)
  }

  // MARK: Requests

  static func pendingRequest(_ m: Machine, _ p: Pointer) -> Int? {
    m.findThread(.work, serving: p, .pending)
  }

  static func cancelRequest(_ m: Machine, _ p: Pointer) {
    if let t = pendingRequest(m, p) { m.exit(t) }
  }

  private static let work = KernelTable.routine("pm_runtime_work")

  private static func queue(
    _ m: Machine, _ p: Pointer, _ request: UInt64, deadline: UInt64 = 0
  ) {
    cancelRequest(m, p)
    let name: StaticString = request == Request.resume ? "runtime_resume" : "runtime_suspend"
    _ = m.spawn(
      .work, work, (p, request), subject: p, function: runtimeCallback(m, p, name),
      wait: deadline == 0 ? .none : Wait(.deadline, deadline: deadline))
  }

  /// When an autosuspend may happen; 0 for now.
  private static func expiration(_ m: Machine, _ p: Pointer) -> UInt64 {
    guard m.word(p, Power.usesAutosuspend) != 0 else { return 0 }
    let time = m.word(p, Power.lastBusy) &+ m.word(p, Power.delay)
    return time > m.state[Word.clock] ? time : 0
  }

  // MARK: Idle, suspend, resume

  /// Until nobody runs a callback of the device.
  private static func idleWait(_ m: Machine, _ p: Pointer) -> Wait {
    Wait(.equal, index: m.wordIndex(p &+ UInt64(8 * Power.runner)), value: 0)
  }

  private static func run(
    _ m: Machine, _ p: Pointer, _ callback: Pointer, status: UInt64, then phase: Int
  ) -> Phase {
    m.setWord(p, Power.status, status)
    m.setWord(p, Power.runner, UInt64(m.current + 1))
    if !m.isRunning { return .stop }
    guard callback != 0 else { return .next(phase) }
    m.setOutgoing(m.word(p, Power.device))
    return .call(callback, arguments: 1, phase)
  }

  static let rpmIdle = KernelTable.routine("rpm_idle")
  static let rpmSuspend = KernelTable.routine("rpm_suspend")
  static let rpmResume = KernelTable.routine("rpm_resume")
  static let barrier = KernelTable.routine("pm_runtime_barrier_record")

  /// Puts the PCI device itself into D3hot, or back.
  static func setDevicePower(_ m: Machine, _ p: Pointer, suspended: Bool) {
    guard isPCI(m, p) else { return }
    if suspended {
      if m.fields.offset("pci_dev", "state_saved").map({ m.load(m.pciDevice &+ $0, 4) }) != 1 {
        ConfigSpace.save(m)
      }
      ConfigSpace.setPower(m, 3)
    } else if m.word(m.device, DeviceWord.power) != 0 {
      ConfigSpace.setPower(m, 0)
      ConfigSpace.restore(m)
    }
  }

  static let routines: [InternalRoutine] = [
    // Arguments of these three: record, rpmflags. Results: as in the kernel.
    InternalRoutine("rpm_idle") { m, f in
      let p = f.argument(0)
      switch f.phase {
      case 0: return .next(1)
      case 1:
        if m.word(p, Power.disableDepth) > 0 { return .done(accessDenied) }
        if m.word(p, Power.usage) > 0 || m.word(p, Power.status) != Status.active {
          return .done(again)
        }
        if m.word(p, Power.runner) != 0 { return .done(inProgress) }
        if f.argument(1) & Flag.async != 0 {
          queue(m, p, Request.idle)
          return m.isRunning ? .done(0) : .stop
        }
        return run(
          m, p, runtimeCallback(m, p, "runtime_idle"), status: Status.active, then: 2)
      case 2:
        m.setWord(p, Power.runner, 0)
        if f.result & 0xffff_ffff != 0, runtimeCallback(m, p, "runtime_idle") != 0 {
          return .done(f.result)
        }
        m.setOutgoing(p, f.argument(1) | Flag.auto)
        return .enter(rpmSuspend, arguments: 2, 3)
      default: return .done(f.result)
      }
    },
    InternalRoutine("rpm_suspend") { m, f in
      let p = f.argument(0)
      let flags = f.argument(1)
      switch f.phase {
      case 0: return .next(1)
      case 1:
        if m.word(p, Power.disableDepth) > 0 { return .done(accessDenied) }
        if m.word(p, Power.usage) > 0 { return .done(again) }
        if m.word(p, Power.status) == Status.suspended { return .done(1) }
        let isBusy = m.word(p, Power.runner) != 0
        if isBusy, m.word(p, Power.status) == Status.resuming, flags & Flag.async == 0 {
          return .done(again)
        }
        if flags & Flag.auto != 0 {
          let time = expiration(m, p)
          if time != 0 {
            queue(m, p, Request.autosuspend, deadline: time)
            return m.isRunning ? .done(0) : .stop
          }
        }
        if isBusy {
          if flags & (Flag.async | Flag.noWait) != 0 { return .done(inProgress) }
          return .wait(idleWait(m, p), 1)
        }
        if flags & Flag.async != 0 {
          queue(m, p, Request.suspend)
          return m.isRunning ? .done(0) : .stop
        }
        cancelRequest(m, p)
        return run(
          m, p, runtimeCallback(m, p, "runtime_suspend"), status: Status.suspending, then: 2)
      default:
        m.setWord(p, Power.runner, 0)
        let failed =
          f.phase == 2 && Int32(truncatingIfNeeded: f.result) < 0
          && runtimeCallback(m, p, "runtime_suspend") != 0
        if failed {
          m.setWord(p, Power.status, Status.active)
          m.setWord(p, Power.deferredResume, 0)
          return .done(f.result)
        }
        setDevicePower(m, p, suspended: true)
        m.setWord(p, Power.status, Status.suspended)
        if m.word(p, Power.deferredResume) != 0 {
          m.setWord(p, Power.deferredResume, 0)
          queue(m, p, Request.resume)
        }
        return m.isRunning ? .done(0) : .stop
      }
    },
    InternalRoutine("rpm_resume") { m, f in
      let p = f.argument(0)
      let flags = f.argument(1)
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let status = m.word(p, Power.status)
        if m.word(p, Power.disableDepth) > 0 {
          return .done(status == Status.active ? 1 : accessDenied)
        }
        cancelRequest(m, p)
        if status == Status.active { return .done(1) }
        if m.word(p, Power.runner) != 0 {
          if flags & (Flag.async | Flag.noWait) != 0 {
            if status == Status.suspending { m.setWord(p, Power.deferredResume, 1) }
            return .done(status == Status.suspending ? 0 : inProgress)
          }
          return .wait(idleWait(m, p), 1)
        }
        if flags & Flag.async != 0 {
          queue(m, p, Request.resume)
          return m.isRunning ? .done(0) : .stop
        }
        setDevicePower(m, p, suspended: false)
        return run(
          m, p, runtimeCallback(m, p, "runtime_resume"), status: Status.resuming, then: 2)
      default:
        m.setWord(p, Power.runner, 0)
        if Int32(truncatingIfNeeded: f.result) < 0, runtimeCallback(m, p, "runtime_resume") != 0 {
          m.setWord(p, Power.status, Status.suspended)
          return .done(f.result)
        }
        m.setWord(p, Power.status, Status.active)
        if m.word(p, Power.usage) == 0 { queue(m, p, Request.idle) }
        return m.isRunning ? .done(0) : .stop
      }
    },
    // A work on pm_wq. Arguments: record, request.
    InternalRoutine("pm_runtime_work") { m, f in
      let p = f.argument(0)
      switch f.phase {
      case 1:
        // pm_wq is frozen while the system sleeps.
        if m.state[Word.frozen] != 0 {
          return .wait(Wait(.zero, index: Word.frozen), 1)
        }
        let request = f.argument(1)
        if request == Request.autosuspend {
          let time = expiration(m, p)
          if time != 0 { return .wait(Wait(.deadline, deadline: time), 1) }
        }
        m.header(m.current)[ThreadWord.phase] = ThreadPhase.running.rawValue
        m.startCallback()
        if !m.isRunning { return .stop }
        switch request {
        case Request.idle:
          m.setOutgoing(p, 0)
          return .enter(rpmIdle, arguments: 2, 2)
        case Request.resume:
          m.setOutgoing(p, 0)
          return .enter(rpmResume, arguments: 2, 2)
        default:
          m.setOutgoing(p, request == Request.autosuspend ? Flag.auto : 0)
          return .enter(rpmSuspend, arguments: 2, 2)
        }
      default:
        m.checkLeftContext("The runtime PM callback")
        return m.isRunning ? .done(0) : .stop
      }
    },
    // Argument 0 is the record: carries out a pending resume, cancels other requests, waits for
    // running callbacks.
    InternalRoutine("pm_runtime_barrier_record") { m, f in
      let p = f.argument(0)
      switch f.phase {
      case 0: return .next(1)
      case 1:
        if let t = pendingRequest(m, p), m.topFrame(t).argument(1) == Request.resume {
          cancelRequest(m, p)
          m.setOutgoing(p, 0)
          return .enter(rpmResume, arguments: 2, 2)
        }
        fallthrough
      case 2:
        cancelRequest(m, p)
        // A work that has started holds the device's power lock up to its callback.
        if let t = m.findThread(.work, serving: p, .running), t != m.current {
          return .wait(m.endOf(t), 2)
        }
        return m.word(p, Power.runner) != 0 ? .wait(idleWait(m, p), 3) : .done(0)
      default: return .done(0)
      }
    },
    // What comes before remove(). Argument 0 is 0 for the driver core, which resumes and lets go,
    // and 1 for the bus, which resumes, holds and waits until all requests are over.
    InternalRoutine("pm_before_remove") { m, f in
      let p = find(m, m.pciDevice &+ m.fields.pciDevice)
      if f.phase == 0 { return .next(f.argument(0) == 0 ? 1 : 3) }
      if p == 0 { return .done(0) }
      switch f.phase {
      case 1, 3:
        get(m, p)
        m.setOutgoing(p, 0)
        return .enter(rpmResume, arguments: 2, f.phase + 1)
      case 2:
        let usage = drop(m, p, call: "The driver core")
        if !m.isRunning { return .stop }
        if usage != 0 { return .done(0) }
        m.setOutgoing(p, 0)
        return .enter(rpmIdle, arguments: 2, 5)
      case 4:
        m.setOutgoing(p)
        return .enter(barrier, arguments: 1, 5)
      default: return .done(0)
      }
    },
  ]

  /// What comes after remove(), or after a probe that failed: the bus drops what it holds. Unbound
  /// devices stay in D0.
  static func releaseBinding(_ m: Machine, afterRemove: Bool) {
    let p = find(m, m.pciDevice &+ m.fields.pciDevice)
    guard p != 0 else { return }
    for _ in 0..<(afterRemove ? 2 : 1) where m.isRunning {
      _ = drop(m, p, call: "The PCI bus, after the driver's remove or probe,")
    }
    m.setWord(p, Power.isReleased, 1)
  }

  /// Whether anybody has used runtime PM of the PCI device.
  static func isUsed(_ m: Machine) -> Bool { find(m, m.pciDevice &+ m.fields.pciDevice) != 0 }

  /// The binding is over. An unbound device stays in D0.
  static func reinit(_ m: Machine) {
    let p = find(m, m.pciDevice &+ m.fields.pciDevice)
    guard p != 0 else { return }
    cancelRequest(m, p)
    setDevicePower(m, p, suspended: false)
    m.setWord(p, Power.status, Status.active)
    m.setWord(p, Power.disableDepth, 0)
    m.setWord(p, Power.usesAutosuspend, 0)
  }

  /// A probe begins: the bus holds the device, active.
  static func takeBinding(_ m: Machine) {
    let p = find(m, m.pciDevice &+ m.fields.pciDevice)
    guard p != 0 else { return }
    get(m, p)
    m.setWord(p, Power.isReleased, 0)
  }
}
