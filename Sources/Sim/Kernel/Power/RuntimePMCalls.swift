// What drivers call of runtime power management.
//
// Source: drivers/base/power/runtime.c, include/linux/pm_runtime.h, 6.12.

enum RuntimePMCalls {
  private typealias Power = RuntimePM.Power
  private typealias Status = RuntimePM.Status
  private typealias Flag = RuntimePM.Flag

  private static let area = "runtime pm"
  private static let file = "drivers/base/power/runtime.c"

  /// One of the three entry points: counts, then idles, suspends or resumes. The routine is looked
  /// up when it is entered: the table of them is not there yet.
  private static func entry(
    _ name: String, as display: String, _ routine: @escaping @Sendable () -> Routine, gets: Bool,
    fences: String
  ) -> Symbol {
    Symbol(
      name, as: display, in: area,
      contextNote: "process unless it is asynchronous, or after pm_runtime_irq_safe()",
      source: "\(file):\(name), 6.12", fences: fences,
      approximation: "parents are not resumed; a callback of an irq_safe device runs with"
        + " interrupts as they are",
      .routine { m, f in
        let flags = f.argument(1)
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let p = RuntimePM.record(m, f.argument(0))
          if p == 0 { return .stop }
          let isDone = gets && m.word(p, Power.status) == Status.active
          if flags & Flag.async == 0, m.word(p, Power.isIrqSafe) == 0, !isDone {
            m.checkMaySleep(m.displayName(ofCall: name))
            if !m.isRunning { return .stop }
          }
          if flags & Flag.getPut != 0 {
            if gets {
              RuntimePM.get(m, p)
            } else {
              guard let usage = RuntimePM.drop(m, p, call: "\(display)()") else {
                return m.isRunning ? .done(Machine.int(-22)) : .stop
              }
              if usage > 0 { return .done(0) }
            }
          }
          m.setOutgoing(p, flags)
          return .enter(routine(), arguments: 2, 2)
        default: return .done(f.result)
        }
      })
  }

  private static func value(
    _ name: String, as display: String? = nil, fences: String = "",
    _ body: @escaping @Sendable (Machine, Pointer) -> UInt64
  ) -> Symbol {
    Symbol(
      name, as: display, in: area, source: "\(file):\(display ?? name), 6.12", fences: fences,
      .value { m in
        let p = RuntimePM.record(m, m.argument(0))
        return p == 0 ? 0 : body(m, p)
      })
  }

  private static func enable(_ m: Machine, _ p: Pointer) {
    let depth = m.word(p, Power.disableDepth)
    guard depth > 0 else {
      m.report(
        .apiMisuse, kind: "unbalanced pm_runtime_enable", subject: m.word(p, Power.device),
        message: "pm_runtime_enable() is called on a device whose runtime PM is enabled.")
      return
    }
    m.setWord(p, Power.disableDepth, depth - 1)
  }

  private static func getIf(_ name: String, inUse: Bool) -> Symbol {
    value(name, fences: "takes a reference only if the device is active") { m, p in
      if m.word(p, Power.disableDepth) > 0 { return Machine.int(-22) }
      let isActive = m.word(p, Power.status) == Status.active
      if !isActive || inUse && m.word(p, Power.usage) == 0 { return 0 }
      RuntimePM.get(m, p)
      return 1
    }
  }

  static let symbols: [Symbol] = [
    entry(
      "__pm_runtime_idle", as: "pm_runtime_put", { RuntimePM.rpmIdle }, gets: false,
      fences: "drops the count; the callback may run later, or at once for the _sync form"),
    entry(
      "__pm_runtime_suspend", as: "pm_runtime_suspend", { RuntimePM.rpmSuspend }, gets: false,
      fences: "the _autosuspend forms wait for the delay"),
    entry(
      "__pm_runtime_resume", as: "pm_runtime_get_sync", { RuntimePM.rpmResume }, gets: true,
      fences: "raises the count even if it fails; waits for a callback that runs"),
    value("__simctl_pm_get_noresume", as: "pm_runtime_get_noresume") { m, p in
      RuntimePM.get(m, p)
      return 0
    },
    value("__simctl_pm_put_noidle", as: "pm_runtime_put_noidle") { m, p in
      // The count stays at 0, without a warning.
      if m.word(p, Power.usage) > 0 { m.setWord(p, Power.usage, m.word(p, Power.usage) - 1) }
      return 0
    },
    getIf("pm_runtime_get_if_active", inUse: false),
    getIf("pm_runtime_get_if_in_use", inUse: true),
    value("__simctl_pm_mark_last_busy", as: "pm_runtime_mark_last_busy") { m, p in
      m.setWord(p, Power.lastBusy, m.state[Word.clock])
      return 0
    },
    value("__simctl_pm_status", as: "pm_runtime_suspended") { m, p in
      m.word(p, Power.disableDepth) > 0 && m.word(p, Power.status) == Status.suspended
        ? 4 : m.word(p, Power.status)
    },
    value("__simctl_pm_enabled", as: "pm_runtime_enabled") { m, p in
      m.word(p, Power.disableDepth) == 0 ? 1 : 0
    },
    value("pm_runtime_enable") { m, p in
      enable(m, p)
      return 0
    },
    Symbol(
      "__pm_runtime_disable", as: "pm_runtime_disable", in: area, from: .process, sleeps: true,
      source: "\(file):__pm_runtime_disable, 6.12",
      fences: "waits for callbacks that run and cancels requests; a later get_sync fails and still"
        + " raises the count",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let p = RuntimePM.record(m, f.argument(0))
          if p == 0 { return .stop }
          let depth = m.word(p, Power.disableDepth)
          m.setWord(p, Power.disableDepth, depth + 1)
          if depth > 0 { return .done(0) }
          m.setOutgoing(p)
          return .enter(RuntimePM.barrier, arguments: 1, 2)
        default: return .done(0)
        }
      }),
    Symbol(
      "pm_runtime_barrier", in: area, from: .process, sleeps: true,
      source: "\(file):pm_runtime_barrier, 6.12",
      fences: "waits for callbacks that run and cancels requests; prevents no new ones",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let p = RuntimePM.record(m, f.argument(0))
          if p == 0 { return .stop }
          m.setOutgoing(p)
          return .enter(RuntimePM.barrier, arguments: 1, 2)
        default: return .done(0)
        }
      }),
    Symbol(
      "devm_pm_runtime_enable", in: area, from: .process,
      source: "\(file):devm_pm_runtime_enable, 6.12", fences: "disabled by devres, after remove()",
      .value { m in
        let p = RuntimePM.record(m, m.argument(0))
        if p == 0 || m.failsByFault("devm_pm_runtime_enable") { return Machine.int(-12) }
        enable(m, p)
        Devres.add(m, .runtimePM, p, on: Devres.owner(m, m.argument(0)))
        return 0
      }),
    value("__pm_runtime_set_status", as: "pm_runtime_set_active") { m, p in
      if m.word(p, Power.disableDepth) == 0 { return Machine.int(-11) }
      m.setWord(p, Power.status, m.argument(1) & 0xffff_ffff)
      return 0
    },
    Symbol(
      "pm_runtime_forbid", in: area, from: .process, source: "\(file):pm_runtime_forbid, 6.12",
      fences: "resumes the device and holds a count",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let p = RuntimePM.record(m, f.argument(0))
          if p == 0 { return .stop }
          if m.word(p, Power.isForbidden) != 0 { return .done(0) }
          m.setWord(p, Power.isForbidden, 1)
          RuntimePM.get(m, p)
          m.setOutgoing(p, 0)
          return .enter(RuntimePM.rpmResume, arguments: 2, 2)
        default: return .done(0)
        }
      }),
    Symbol(
      "pm_runtime_allow", in: area, from: .process, source: "\(file):pm_runtime_allow, 6.12",
      fences: "drops the count of pm_runtime_forbid",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let p = RuntimePM.record(m, f.argument(0))
          if p == 0 { return .stop }
          if m.word(p, Power.isForbidden) == 0 { return .done(0) }
          m.setWord(p, Power.isForbidden, 0)
          let usage = RuntimePM.drop(m, p, call: "pm_runtime_allow()")
          if usage != 0 { return m.isRunning ? .done(0) : .stop }
          m.setOutgoing(p, Flag.auto | Flag.async)
          return .enter(RuntimePM.rpmIdle, arguments: 2, 2)
        default: return .done(0)
        }
      }),
    value("pm_runtime_set_autosuspend_delay") { m, p in
      let delay = m.intArgument(1)
      m.setWord(p, Power.delay, UInt64(max(0, delay)) &* 1_000_000)
      return 0
    },
    value("__pm_runtime_use_autosuspend", as: "pm_runtime_use_autosuspend") { m, p in
      m.setWord(p, Power.usesAutosuspend, m.argument(1) & 1)
      return 0
    },
    value("pm_runtime_irq_safe") { m, p in
      m.setWord(p, Power.isIrqSafe, 1)
      return 0
    },
    value("pm_runtime_no_callbacks") { m, p in
      m.setWord(p, Power.noCallbacks, 1)
      return 0
    },
  ]
}
