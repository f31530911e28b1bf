// Cancelling, disabling and flushing one work item.
//
// A canceller first takes PENDING from whoever has it: the queue or, for a delayed work, the timer.
// Where nobody gives it up (another canceller before 6.10, an armed timer for a plain
// cancel_work(), a refused queueing before 7.1) it spins. Meanwhile, while it waits for a running
// instance, nobody can queue the work: before 6.10 because the canceller keeps PENDING, since then
// because it has disabled the work. Afterwards it touches the work once more.
//
// Source: kernel/workqueue.c, 6.1 and 6.12.

enum WorkCancelling {
  private typealias Bit = Work.Bit
  private static let area = "workqueue"
  private static let file = "kernel/workqueue.c"

  /// Whether this kernel cancels by disabling (6.10+).
  private static func disables(_ m: Machine) -> Bool { m.world.kernel >= .v6_12 }

  // MARK: The PENDING token

  private enum GrabFlag {
    static let delayed = 1
    static let orCanceling = 2
  }

  /// A wait until PENDING can be taken.
  static func grab(
    _ m: Machine, _ work: Pointer, isDelayed: Bool, orCanceling: Bool = false
  ) -> Wait {
    Wait(
      .workToken,
      index: (isDelayed ? GrabFlag.delayed : 0) | (orCanceling ? GrabFlag.orCanceling : 0),
      value: work)
  }

  /// Whether that wait is over. It is for memory that is gone too: the step then faults.
  static func canGrab(_ m: Machine, _ work: Pointer, _ flags: Int) -> Bool {
    guard let b = m.bytes(Work.dataAddress(m, work), 8) else { return true }
    let data = Machine.read(b, 8)
    if data & Bit.pending == 0 || Work.queued(m, work) != nil { return true }
    if data & Bit.canceling != 0 { return flags & GrabFlag.orCanceling != 0 }
    return flags & GrabFlag.delayed != 0
      && m.findThread(.timer, serving: Work.timer(m, of: work), .pending) != nil
  }

  /// Before 6.10: whether a cancel_work_sync() holds the token.
  static func isCanceling(_ m: Machine, _ work: Pointer) -> Bool {
    m.load(Work.dataAddress(m, work)) & Bit.canceling != 0
  }

  /// Takes the token: true if the work was pending.
  static func steal(_ m: Machine, _ work: Pointer, isDelayed: Bool) -> Bool {
    let address = Work.dataAddress(m, work)
    let data = m.load(address)
    guard m.isRunning, data & Bit.pending != 0 else { return false }
    if let t = Work.queued(m, work) {
      m.exit(t)
    } else if isDelayed {
      Timers.disarm(m, Work.timer(m, of: work))
    }
    m.store(address, data & ~Bit.pending)
    return true
  }

  private static func addDisable(_ m: Machine, _ work: Pointer, _ delta: Int) {
    let address = Work.dataAddress(m, work)
    let data = m.load(address)
    if !m.isRunning { return }
    let depth = Int((data & Bit.disable) >> Bit.disableShift)
    guard depth + delta >= 0, depth + delta <= 0xffff else {
      m.report(
        .apiMisuse, kind: "work disable depth out of range", subject: work,
        message: delta < 0
          ? "enable_work() on a work that is not disabled."
          : "A work is disabled more than 65535 times.")
      return
    }
    m.store(address, (data & ~Bit.disable) | UInt64(depth + delta) << Bit.disableShift)
  }

  /// The kernel warns of a work without a function, and does nothing more.
  private static func checkInitialised(_ m: Machine, _ work: Pointer, _ call: String) {
    if m.load(work &+ m.fields.workFunc) == 0, m.isRunning {
      m.report(
        .uninitialisedObject, kind: "work used before init", subject: work,
        message: "\(call)() is called on a work item that INIT_WORK() has not set up.")
    }
  }

  // MARK: Cancelling

  private static func work(_ m: Machine, _ argument: UInt64, _ isDelayed: Bool) -> Pointer {
    isDelayed ? argument &+ m.fields.delayedWork : argument
  }

  /// The variants that do not wait for a running instance.
  private static func cancel(
    _ name: String, isDelayed: Bool = false, disables: Bool = false, fences: String
  ) -> Symbol {
    Symbol(
      name, in: area, source: "\(file):\(name), 6.12", fences: fences,
      .blocking(
        { m in
          grab(m, work(m, m.argument(0), isDelayed), isDelayed: isDelayed, orCanceling: true)
        },
        { m in
          let work = work(m, m.argument(0), isDelayed)
          if isCanceling(m, work) { return 0 }
          let was = steal(m, work, isDelayed: isDelayed)
          if disables, m.isRunning { addDisable(m, work, 1) }
          return was ? 1 : 0
        }))
  }

  /// cancel_work_sync and its kin: take the token and hold queueing off in one step, wait for the
  /// running instance, let go. For a work of a BH workqueue it spins, and softirqs may call it.
  private static func cancelSync(
    _ name: String, isDelayed: Bool = false, staysDisabled: Bool = false, fences: String
  ) -> Symbol {
    Symbol(
      name, in: area, from: .process, contextNote: "softirqs too, of a BH work", sleeps: true,
      checksContext: true, source: "\(file):\(name), 6.12", fences: fences,
      .routine { m, f in
        let work = work(m, f.argument(0), isDelayed)
        switch f.phase {
        case 0: return .wait(grab(m, work, isDelayed: isDelayed), 1)
        case 1:
          let address = Work.dataAddress(m, work)
          checkMayWait(m, m.load(address), name)
          if m.isRunning { checkInitialised(m, work, name) }
          if !m.isRunning { return .stop }
          f[0] = steal(m, work, isDelayed: isDelayed) ? 1 : 0
          if disables(m) {
            addDisable(m, work, 1)
          } else {
            m.store(address, m.load(address) | Bit.pending | Bit.canceling)
          }
          if !m.isRunning { return .stop }
          let data = m.load(address)
          guard let t = Work.executing(m, work, data: data, waits: true) else { return .next(3) }
          Work.addWaiter(m, t)
          return .next(2)
        case 2:
          // 6.10+ looks whether the work is a BH one, and only then waits.
          if disables(m) { _ = m.load(Work.dataAddress(m, work)) }
          if !m.isRunning { return .stop }
          if let wait = Work.nextEnd(m) { return .wait(wait, 3) }
          return .next(3)
        default:
          Lockdep.waited(m, forWork: work)
          if !m.isRunning { return .stop }
          if !disables(m) {
            // clear_work_data(): the last queue is forgotten too.
            m.store(Work.dataAddress(m, work), 0)
          } else if !staysDisabled {
            addDisable(m, work, -1)
          }
          return m.isRunning ? .done(f[0]) : .stop
        }
      })
  }

  private static func checkMayWait(_ m: Machine, _ data: UInt64, _ call: String) {
    if !m.isRunning { return }
    if data & Bit.bh == 0 {
      m.checkMaySleep(call)
    } else if m.threadKind(m.current).isHardirq {
      m.report(
        .apiMisuse, kind: "call-from-hardirq",
        message: "\(call)() of a BH work is called from a hard interrupt.")
    }
  }

  private static func enable(_ name: String, isDelayed: Bool) -> Symbol {
    Symbol(
      name, in: area, source: "\(file):\(name), 6.12",
      fences: "does not replay what was refused; true if it is enabled now",
      .value { m in
        let work = work(m, m.argument(0), isDelayed)
        addDisable(m, work, -1)
        return m.isRunning && m.load(Work.dataAddress(m, work)) & Bit.disable == 0 ? 1 : 0
      })
  }

  // MARK: Flushing

  /// Waits for the instance that is queued now, else for the one that runs now.
  private static func flush(_ m: Machine, _ work: Pointer, _ call: String) -> Phase {
    checkInitialised(m, work, call)
    let data = m.load(Work.dataAddress(m, work))
    if !m.isRunning { return .stop }
    let t = Work.queued(m, work) ?? Work.executing(m, work, data: data, waits: true)
    guard let t else {
      Lockdep.waited(m, forWork: work)
      return m.isRunning ? .done(0) : .stop
    }
    Workqueues.checkFlushDependency(m, m.header(t)[ThreadWord.cookie], call)
    return m.isRunning ? .wait(m.endOf(t), 2) : .stop
  }

  static let symbols: [Symbol] = [
    Symbol(
      "flush_work", in: area, from: .process, sleeps: true, source: "\(file):flush_work, 6.12",
      fences: "waits for the instance queued or running now; not for a later one, and not for a"
        + " delayed work's timer",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1: return flush(m, f.argument(0), "flush_work")
        default:
          Lockdep.waited(m, forWork: f.argument(0))
          return m.isRunning ? .done(1) : .stop
        }
      }),
    Symbol(
      "flush_delayed_work", in: area, from: .process, sleeps: true,
      source: "\(file):flush_delayed_work, 6.12",
      fences: "queues an armed one at once, then waits as flush_work does",
      .routine { m, f in
        let work = f.argument(0) &+ m.fields.delayedWork
        switch f.phase {
        case 0: return .next(1)
        case 1:
          if Timers.disarm(m, Work.timer(m, of: work)) {
            WorkQueueing.enqueue(m, m.load(f.argument(0) &+ m.fields.delayedQueue), work)
            if !m.isRunning { return .stop }
          }
          return flush(m, work, "flush_delayed_work")
        default:
          Lockdep.waited(m, forWork: work)
          return m.isRunning ? .done(1) : .stop
        }
      }),
    cancel(
      "cancel_work", fences: "takes it off the queue; does not wait for a running instance"),
    cancel(
      "cancel_delayed_work", isDelayed: true,
      fences: "takes it off timer and queue; does not wait for a running instance"),
    cancel(
      "disable_work", disables: true,
      fences: "takes it off the queue and refuses it until enable_work; does not wait"),
    cancel(
      "disable_delayed_work", isDelayed: true, disables: true,
      fences: "as disable_work, and stops the timer"),
    cancelSync(
      "cancel_work_sync",
      fences: "takes it off the queue and waits for a running instance; queueing fails only while"
        + " it runs: afterwards anybody may queue it again"),
    cancelSync(
      "cancel_delayed_work_sync", isDelayed: true,
      fences: "as cancel_work_sync, and stops the timer"),
    cancelSync(
      "disable_work_sync", staysDisabled: true,
      fences: "a full fence: waits for a running instance and refuses it until enable_work"),
    cancelSync(
      "disable_delayed_work_sync", isDelayed: true, staysDisabled: true,
      fences: "a full fence for timer and work, until enable_delayed_work"),
    enable("enable_work", isDelayed: false),
    enable("enable_delayed_work", isDelayed: true),
  ]
}
