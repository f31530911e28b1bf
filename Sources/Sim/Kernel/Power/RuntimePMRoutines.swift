// Idling, suspending and resuming a device: what runs its callbacks, and what waits for them.
//
// Source: drivers/base/power/runtime.c, drivers/pci/pci-driver.c, 6.12.

extension RuntimePM {
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
}
