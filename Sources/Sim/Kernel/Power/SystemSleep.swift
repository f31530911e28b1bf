// System suspend and resume, and freezing.
//
// User tasks are frozen where they would enter the kernel again; whoever is inside first leaves it.
// Timers, works of queues that are not freezable and kthreads run on: they touch the device after
// suspend() unless the driver stops them. Last of all the interrupts of devices are switched off.
//
// Source: kernel/power/suspend.c, process.c; drivers/base/power/main.c; drivers/pci/pci-driver.c,
// 6.12.

enum SystemSleep {
  private typealias Power = RuntimePM.Power

  /// Actions of the hardware, which nobody freezes, and waits of the scenario's own.
  private static let unfrozen: Set<Int> = Set(
    ["raise_irq", "dma_access", "sleep", "suspend", "resume"].map {
      KernelTable.routine($0).number
    })
  private static let actor = KernelTable.routine("actor")

  // MARK: Freezing

  /// Whether task `t` is about to do something, and has not begun: it is in user space.
  private static func isInUserSpace(_ m: Machine, _ t: Int) -> Bool {
    guard m.pc(t) == 0 else { return false }
    let frame = m.topFrame(t)
    let parent = Int((frame.words[0] >> 32) & 0xffff)
    guard parent != 0, frame.phase <= 1 else { return false }
    return Frame(words: m.header(t) + parent).routine == actor.number
  }

  private static func mayRunOn(_ m: Machine, _ t: Int) -> Bool {
    m.threadKind(t) != .task || t == m.current
      || m.pc(t) == 0 && unfrozen.contains(m.topFrame(t).routine)
  }

  /// Whether every other task is where it can be frozen.
  static func canFreeze(_ m: Machine, but own: Int) -> Bool {
    var all = true
    m.forEachThread { t in
      if t != own, !mayRunOn(m, t), !isInUserSpace(m, t) { all = false }
    }
    return all
  }

  /// Sleeps that signals interrupt end, so that their tasks can be frozen.
  private static func wakeSleepers(_ m: Machine) {
    m.forEachThread { t in
      if !mayRunOn(m, t), !isInUserSpace(m, t) {
        m.header(t)[ThreadWord.flags] |= ThreadFlag.signalled
        Tasks.interrupt(m, t)
      }
    }
  }

  private static func freeze(_ m: Machine) {
    m.state[Word.frozen] = 1
    m.forEachThread { t in
      if mayRunOn(m, t) { return }
      m.header(t)[ThreadWord.flags] |= ThreadFlag.frozen
      m.setWait(t, .parked)
    }
  }

  private static func thaw(_ m: Machine) {
    m.state[Word.frozen] = 0
    m.forEachThread { t in
      guard m.header(t)[ThreadWord.flags] & ThreadFlag.frozen != 0 else { return }
      m.header(t)[ThreadWord.flags] &= ~ThreadFlag.frozen
      // It arrives at its action again.
      m.setWait(t, .none)
      m.setPhase(m.topFrame(t), 0)
      m.prime(t)
    }
  }

  // MARK: The steps of a device

  private static func device(_ m: Machine) -> Pointer { m.pciDevice &+ m.fields.pciDevice }
  private static func lock(_ m: Machine) -> Pointer { device(m) &+ m.fields.deviceMutex }
  private static func power(_ m: Machine) -> Pointer { RuntimePM.find(m, device(m)) }

  /// The driver's callback of that name; of the older form that `struct pci_driver` has, if it has
  /// that one.
  private static func callback(
    _ m: Machine, _ name: StaticString
  ) -> (function: Pointer, isLegacy: Bool) {
    let driver = m.word(m.device, DeviceWord.driver)
    guard driver != 0 else { return (0, false) }
    if let at = m.fields.offset("pci_driver", name) {
      let legacy = m.load(m.word(driver, DriverCore.Driver.structure) &+ at)
      if legacy != 0 { return (legacy, true) }
    }
    return (RuntimePM.callback(m, device(m), name), false)
  }

  private static func call(
    _ m: Machine, _ name: StaticString, hasState: Bool = false, then phase: Int
  ) -> Phase {
    let callback = callback(m, name)
    if !m.isRunning { return .stop }
    guard callback.function != 0 else { return .next(phase) }
    if callback.isLegacy {
      // PMSG_SUSPEND.
      m.setOutgoing(m.pciDevice, 2)
      return .call(callback.function, arguments: hasState ? 2 : 1, phase)
    }
    m.setOutgoing(device(m))
    return .call(callback.function, arguments: 1, phase)
  }

  /// The next line from `line` on that suspend_device_irqs() switches off, or 0.
  private static func nextLine(_ m: Machine, _ line: Pointer) -> Pointer {
    var l = line
    while l != 0 {
      let action = m.word(l, Interrupts.Line.actions)
      if action != 0, m.word(action, Interrupts.Action.flags) & Interrupts.Flag.noSuspend == 0 {
        return l
      }
      l = m.word(l, 0)
    }
    return 0
  }

  static let routines: [InternalRoutine] = [
    // The action `suspend`. Locals: the line that is being switched off, the callback's result.
    InternalRoutine("suspend") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        if m.state[Word.frozen] != 0 { return .done(Machine.int(-16)) }
        guard canFreeze(m, but: m.current) else {
          wakeSleepers(m)
          return .wait(Wait(.freezing), 1)
        }
        freeze(m)
        let p = power(m)
        if p == 0 { return .next(3) }
        // A device that is suspended at run time is resumed first.
        RuntimePM.get(m, p)
        m.setOutgoing(p)
        return .enter(RuntimePM.barrier, arguments: 1, 2)
      case 2:
        m.setOutgoing(power(m), 0)
        return .enter(RuntimePM.rpmResume, arguments: 2, 3)
      case 3: return .wait(Locks.wait(m, forMutex: lock(m)), 4)
      case 4:
        Locks.takeMutex(m, lock(m))
        f[1] = callback(m, "suspend").function
        return call(m, "suspend", hasState: true, then: 5)
      case 5:
        Locks.release(m, lock(m))
        if f[1] != 0, Int32(truncatingIfNeeded: f.result) < 0 {
          f[1] = f.result
          m.state[Word.asleep] = 1
          m.outgoingCount = 0
          return .enter(wakeUp, arguments: 0, 12)
        }
        let p = power(m)
        if p == 0 { return .next(6) }
        m.setWord(p, Power.disableDepth, m.word(p, Power.disableDepth) + 1)
        m.setOutgoing(p)
        return .enter(RuntimePM.barrier, arguments: 1, 6)
      case 6: return call(m, "suspend_late", then: 7)
      case 7:
        f[0] = nextLine(m, m.state[Word.lineList])
        return .next(8)
      case 8:
        if f[0] == 0 { return .next(10) }
        m.setWord(f[0], Interrupts.Line.depth, m.word(f[0], Interrupts.Line.depth) + 1)
        m.setWord(f[0], Interrupts.Line.isSuspended, 1)
        return IrqControl.synchronize(m, f[0], again: 9, then: 11)
      case 9: return IrqControl.synchronize(m, f[0], again: 9, then: 11)
      case 11:
        f[0] = nextLine(m, m.word(f[0], 0))
        return .next(8)
      case 10: return call(m, "suspend_noirq", then: 13)
      case 13:
        let driver = m.word(m.device, DeviceWord.driver)
        let isLegacy = driver != 0 && callback(m, "suspend").isLegacy
        if driver != 0, !isLegacy, m.word(m.device, DeviceWord.power) == 0 {
          if m.fields.offset("pci_dev", "state_saved").map({ m.load(m.pciDevice &+ $0, 4) }) != 1 {
            ConfigSpace.save(m)
          }
          ConfigSpace.setPower(m, 3)
        }
        m.state[Word.asleep] = 2
        return m.isRunning ? .done(0) : .stop
      default: return .done(f[1])
      }
    },
    // The action `resume`.
    InternalRoutine("resume") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        if m.state[Word.asleep] != 2 { return .done(Machine.int(-16)) }
        m.outgoingCount = 0
        return .enter(wakeUp, arguments: 0, 2)
      default: return .done(0)
      }
    },
    // Undoes a suspend: all of it (asleep is 2), or one that a driver's suspend() has refused (1).
    InternalRoutine("dpm_resume") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        if m.state[Word.asleep] == 1 { return .next(6) }
        if m.word(m.device, DeviceWord.driver) != 0, m.state[Word.deviceGone] == 0,
          m.word(m.device, DeviceWord.power) != 0
        {
          ConfigSpace.setPower(m, 0)
          ConfigSpace.restore(m)
        }
        return call(m, "resume_noirq", then: 2)
      case 2:
        var l = m.state[Word.lineList]
        while l != 0, m.isRunning {
          if m.word(l, Interrupts.Line.isSuspended) != 0 {
            m.setWord(l, Interrupts.Line.isSuspended, 0)
            m.setWord(l, Interrupts.Line.depth, m.word(l, Interrupts.Line.depth) - 1)
            Interrupts.replay(m, l)
          }
          l = m.word(l, 0)
        }
        return m.isRunning ? call(m, "resume_early", then: 3) : .stop
      case 3:
        let p = power(m)
        if p != 0, m.word(p, Power.disableDepth) > 0 {
          m.setWord(p, Power.disableDepth, m.word(p, Power.disableDepth) - 1)
        }
        return .wait(Locks.wait(m, forMutex: lock(m)), 4)
      case 4:
        Locks.takeMutex(m, lock(m))
        return call(m, "resume", then: 5)
      case 5:
        Locks.release(m, lock(m))
        return .next(6)
      default:
        m.state[Word.asleep] = 0
        thaw(m)
        let p = power(m)
        guard p != 0, m.isRunning else { return m.isRunning ? .done(0) : .stop }
        if f.phase == 6 {
          _ = RuntimePM.drop(m, p, call: "The end of a system suspend")
          m.setOutgoing(p, RuntimePM.Flag.async)
          return m.isRunning ? .enter(RuntimePM.rpmIdle, arguments: 2, 7) : .stop
        }
        return .done(0)
      }
    },
  ]

  private static let wakeUp = KernelTable.routine("dpm_resume")
}
