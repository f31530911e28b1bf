// percpu_ref: as long as it is per CPU nobody can tell how many references there are, so zero is
// never seen. Killing it makes every get and put after it go to one counter, adds up what the CPUs
// had after a grace period, and drops the initial reference. The CPUs' counters are one here; the
// gets and puts are in the header, as in the kernel.
//
// Source: lib/percpu-refcount.c, include/linux/percpu-refcount.h, 6.12.

enum PercpuRefs {
  private static let area = "references"
  private static let file = "lib/percpu-refcount.c"

  private static let atomic: UInt64 = 1
  private static let dead: UInt64 = 2
  private static let flags: UInt64 = 3
  /// Keeps the counter from reaching 0 before the CPUs' counts are in it.
  private static let bias: UInt64 = 1 << 63
  /// `confirm_switch` where a switch is in progress that nobody wants to hear of.
  private static let noConfirm: UInt64 = 1

  // MARK: Fields

  private static func at(_ m: Machine, _ field: StaticString) -> UInt64 {
    m.fields.offset("percpu_ref_data", field) ?? 0
  }
  private static func pointer(_ m: Machine, _ ref: Pointer) -> Pointer {
    ref &+ (m.fields.offset("percpu_ref", "percpu_count_ptr") ?? 0)
  }
  /// The counter and what goes with it. NULL, and a finding, when the reference has been exited.
  private static func data(_ m: Machine, _ ref: Pointer) -> Pointer {
    let d = m.load(ref &+ (m.fields.offset("percpu_ref", "data") ?? 8))
    if m.isRunning, d == 0 { m.reportAccess(at(m, "count"), 8, .read) }
    return d
  }
  private static func setFlags(_ m: Machine, _ ref: Pointer, _ bits: UInt64) {
    m.store(pointer(m, ref), m.load(pointer(m, ref)) | bits)
  }
  private static func add(_ m: Machine, _ data: Pointer, _ n: UInt64) -> UInt64 {
    let count = m.load(data &+ at(m, "count")) &+ n
    m.store(data &+ at(m, "count"), count)
    return count
  }

  /// A wait until no switch is in progress.
  private static func noSwitch(_ m: Machine, _ ref: Pointer) -> Wait {
    let d = data(m, ref)
    guard m.isRunning else { return .none }
    return Wait(.zero, index: m.wordIndex(d &+ at(m, "confirm_switch")))
  }

  private static func misuse(_ m: Machine, _ kind: String, _ ref: Pointer, _ message: String) {
    m.report(.apiMisuse, kind: kind, subject: ref, message: message)
  }

  // MARK: Switching

  /// Begins the switch to one counter. The callback to call at once, where it is one already.
  private static func toAtomic(_ m: Machine, _ ref: Pointer, _ confirm: Pointer) -> Pointer {
    let d = data(m, ref)
    if !m.isRunning { return 0 }
    if m.load(pointer(m, ref)) & atomic != 0 { return confirm }
    setFlags(m, ref, atomic)
    m.store(d &+ at(m, "confirm_switch"), confirm == 0 ? noConfirm : confirm)
    _ = add(m, d, 1)
    RcuCallbacks.spawn(
      m, KernelTable.routine("percpu_ref_switch_to_atomic_rcu"), ref, subject: d &+ at(m, "rcu"),
      function: confirm == 0 ? m.load(d &+ at(m, "release")) : confirm)
    return 0
  }

  /// Goes back to counters of the CPUs.
  private static func toPercpu(_ m: Machine, _ ref: Pointer) {
    let d = data(m, ref)
    guard m.isRunning, m.load(pointer(m, ref)) & atomic != 0 else { return }
    if m.load(d &+ at(m, "allow_reinit")) == 0 {
      misuse(
        m, "percpu_ref without PERCPU_REF_ALLOW_REINIT", ref,
        "A percpu_ref that does not allow it is switched back to per-CPU mode.")
      return
    }
    _ = add(m, d, bias)
    let p = m.load(pointer(m, ref)) & ~flags
    m.store(p, 0)
    m.store(pointer(m, ref), p)
  }

  /// Drops one reference: the release function to call, or 0.
  private static func put(_ m: Machine, _ ref: Pointer) -> Pointer {
    let d = data(m, ref)
    if !m.isRunning { return 0 }
    let count = add(m, d, ~0)
    if m.isRunning, count == 0 { return m.load(d &+ at(m, "release")) }
    return 0
  }

  /// Calls a function with the reference, or goes on in `phase` at once.
  private static func call(
    _ m: Machine, _ function: Pointer, _ ref: Pointer, _ phase: Int
  ) -> Phase {
    if !m.isRunning { return .stop }
    if function == 0 { return .next(phase) }
    m.setOutgoing(ref)
    return .call(function, arguments: 1, phase)
  }

  static let routines: [InternalRoutine] = [
    // Arguments: the reference, the readers of the grace period.
    InternalRoutine("percpu_ref_switch_to_atomic_rcu") { m, f in
      let ref = f.argument(0)
      switch f.phase {
      case 1:
        if let wait = RcuCallbacks.gracePeriod(m, f) { return .wait(wait, 1) }
        RcuCallbacks.start(m)
        let d = data(m, ref)
        if !m.isRunning { return .stop }
        let percpu = m.load(m.load(pointer(m, ref)) & ~flags)
        let count = add(m, d, percpu &- bias)
        if m.isRunning, Int64(bitPattern: count) <= 0 {
          m.report(
            .refcount, kind: "percpu ref <= 0 after switching to atomic", subject: ref,
            message: "More references of a percpu_ref were dropped than taken: the count is"
              + " \(Int64(bitPattern: count)) once those of all CPUs are added up.")
        }
        let confirm = m.load(d &+ at(m, "confirm_switch"))
        return call(m, confirm == noConfirm ? 0 : confirm, ref, 2)
      case 2:
        m.checkLeftContext("The RCU callback")
        let d = data(m, ref)
        if !m.isRunning { return .stop }
        m.store(d &+ at(m, "confirm_switch"), 0)
        if m.load(d &+ at(m, "allow_reinit")) == 0 {
          m.retire(m.load(pointer(m, ref)) & ~flags, ObjectFlag.freed)
          m.store(pointer(m, ref), flags)
        }
        return call(m, put(m, ref), ref, 3)
      default:
        m.checkLeftContext("The RCU callback")
        return m.isRunning ? .done(0) : .stop
      }
    }
  ]

  /// What the functions that change the mode share: a wait for the switch in progress, the switch,
  /// and at the end the drop of a reference.
  private static func change(
    _ name: String, sleeps: Bool = false, fences: String = "",
    begin: @escaping @Sendable (Machine, Pointer) -> Void,
    apply: @escaping @Sendable (Machine, Pointer, Pointer) -> Pointer,
    drops: Bool = false, waits: Bool = false
  ) -> Symbol {
    Symbol(
      name, in: area, from: sleeps ? .process : .any, sleeps: sleeps,
      source: "\(file):\(name), 6.12", fences: fences,
      .routine { m, f in
        let ref = f.argument(0)
        switch f.phase {
        case 0: return .next(1)
        case 1:
          begin(m, ref)
          if !m.isRunning { return .stop }
          let wait = noSwitch(m, ref)
          if !m.isRunning { return .stop }
          if m.state[wait.index] != 0 { return .wait(wait, 2) }
          fallthrough
        case 2:
          // It may be called where it cannot wait, as long as it need not.
          let wait = noSwitch(m, ref)
          if m.isRunning, m.state[wait.index] != 0 { return .wait(wait, 2) }
          return call(m, apply(m, ref, f.argument(1)), ref, 3)
        case 3:
          if waits {
            let wait = noSwitch(m, ref)
            return m.isRunning ? .wait(wait, 4) : .stop
          }
          return drops ? call(m, put(m, ref), ref, 4) : .done(0)
        default: return .done(0)
        }
      })
  }

  static let symbols: [Symbol] = [
    Symbol(
      "percpu_ref_init", in: area, source: "\(file):percpu_ref_init, 6.12",
      fences: "zero is not seen before percpu_ref_kill",
      approximation: "the counters of all CPUs are one",
      .value { m in
        let ref = m.argument(0)
        let options = m.argument(2)
        if m.argument(3) & Slab.mayReclaim != 0 { m.checkMaySleep("percpu_ref_init") }
        if !m.isRunning { return 0 }
        if m.failsByFault("percpu_ref_init") { return Machine.int(-12) }
        let percpu = m.makeObject(.kernel, size: 8)
        let d = m.makeObject(
          .kernel, size: m.fields.size("percpu_ref_data", or: 56), module: m.callerModule() + 1,
          type: .percpuRef)
        if !m.isRunning { return 0 }
        let isAtomic = options & 3 != 0
        let isDead = options & 2 != 0
        m.store(pointer(m, ref), percpu | (isAtomic ? atomic : 0) | (isDead ? dead : 0))
        m.store(ref &+ (m.fields.offset("percpu_ref", "data") ?? 8), d)
        m.store(d &+ at(m, "count"), (isAtomic ? 0 : bias) &+ (isDead ? 0 : 1))
        m.store(d &+ at(m, "release"), m.argument(1))
        m.store(d &+ at(m, "allow_reinit"), isAtomic || options & 4 != 0 ? 1 : 0)
        m.store(d &+ at(m, "force_atomic"), options & 1)
        m.store(d &+ at(m, "ref"), ref)
        return 0
      }),
    Symbol(
      "percpu_ref_exit", in: area, source: "\(file):percpu_ref_exit, 6.12",
      fences: "nothing: nobody may use the reference any more",
      .value { m in
        let ref = m.argument(0)
        let field = ref &+ (m.fields.offset("percpu_ref", "data") ?? 8)
        let d = m.load(field)
        guard m.isRunning, d != 0 else { return 0 }
        if m.load(d &+ at(m, "confirm_switch")) != 0 {
          misuse(
            m, "percpu_ref_exit while switching", ref,
            "percpu_ref_exit() is called while the switch to one counter is in progress: its RCU"
              + " callback will use the reference.")
          if !m.isRunning { return 0 }
        }
        let percpu = m.load(pointer(m, ref)) & ~flags
        if percpu != 0 { m.retire(percpu, ObjectFlag.freed) }
        m.store(pointer(m, ref), flags)
        m.retire(d, ObjectFlag.freed)
        m.store(field, 0)
        return 0
      }),
    change(
      "percpu_ref_kill_and_confirm",
      fences: "tryget_live fails on all CPUs only once the confirmation has been called",
      begin: { m, ref in
        if m.load(pointer(m, ref)) & dead != 0 {
          misuse(
            m, "percpu_ref_kill_and_confirm called more than once", ref,
            "A percpu_ref is killed a second time: its initial reference is dropped twice.")
        }
        setFlags(m, ref, dead)
      },
      apply: toAtomic, drops: true),
    change(
      "percpu_ref_switch_to_atomic",
      begin: { m, ref in
        let d = data(m, ref)
        if m.isRunning { m.store(d &+ at(m, "force_atomic"), 1) }
      },
      apply: toAtomic),
    change(
      "percpu_ref_switch_to_atomic_sync", sleeps: true,
      fences: "waits until there is one counter",
      begin: { m, ref in
        let d = data(m, ref)
        if m.isRunning { m.store(d &+ at(m, "force_atomic"), 1) }
      },
      apply: { m, ref, _ in toAtomic(m, ref, 0) }, waits: true),
    change(
      "percpu_ref_switch_to_percpu",
      begin: { m, ref in
        let d = data(m, ref)
        if m.isRunning { m.store(d &+ at(m, "force_atomic"), 0) }
      },
      apply: { m, ref, _ in
        if m.load(pointer(m, ref)) & dead == 0 { toPercpu(m, ref) }
        return 0
      }),
    change("percpu_ref_reinit", begin: { m, ref in
      let d = data(m, ref)
      if m.isRunning, m.load(pointer(m, ref)) & flags == 0 || m.load(d &+ at(m, "count")) != 0 {
        misuse(
          m, "percpu_ref_reinit before zero", ref,
          "percpu_ref_reinit() is called on a reference that has not reached 0.")
      }
      if m.isRunning { revive(m, ref) }
    }, apply: afterRevival),
    change("percpu_ref_resurrect", begin: revive, apply: afterRevival),
    Symbol(
      "percpu_ref_is_zero", in: area,
      source: "include/linux/percpu-refcount.h:percpu_ref_is_zero, 6.12",
      .value { m in
        let ref = m.argument(0)
        guard m.load(pointer(m, ref)) & flags != 0 else { return 0 }
        let d = data(m, ref)
        return m.isRunning && m.load(d &+ at(m, "count")) == 0 ? 1 : 0
      }),
  ]

  /// From dead to live, with a new initial reference.
  private static let revive: @Sendable (Machine, Pointer) -> Void = { m, ref in
    let p = m.load(pointer(m, ref))
    if m.isRunning, p & dead == 0 {
      misuse(
        m, "percpu_ref_resurrect of a live reference", ref,
        "A percpu_ref is made live again that was not killed.")
    }
    let d = data(m, ref)
    guard m.isRunning else { return }
    m.store(pointer(m, ref), p & ~dead)
    _ = add(m, d, 1)
  }

  private static let afterRevival: @Sendable (Machine, Pointer, Pointer) -> Pointer = { m, ref, _ in
    let d = data(m, ref)
    guard m.isRunning else { return 0 }
    if m.load(d &+ at(m, "force_atomic")) != 0 { return toAtomic(m, ref, 0) }
    toPercpu(m, ref)
    return 0
  }
}
