// Which kernel calls order threads, for the check of data races. A call that is given an object
// takes the lock in it, as a rule, so that calls on one object are ordered among each other; the
// rest is told here by name. Where it is in doubt an order is assumed: a race may be missed in one
// schedule, and is then seen in another in which the calls come the other way round.

/// What a step synchronises by, as keys of `HappensBefore`: addresses, or one of the keys below.
struct SyncRules {
  /// Keys that are no addresses.
  private enum Key {
    static let special: UInt64 = 1 << 63
    /// Ends of RCU readers: what waits for readers comes after them.
    static let readersEnd = special | 1
    /// Starts of grace periods: later readers come after what was before.
    static let graceStart = special | 2
    /// Requests of interrupts: no handler runs before.
    static let requests = special | 3
    /// Writes to the device: what it then raises comes after.
    static let device = special | 4
    /// Registrations of files and attributes: nobody opens them before.
    static let registry = special | 5
    /// Operations of files and attributes, and module references: removal waits for them.
    static let uses = special | 6
    static func irq(_ n: UInt64) -> UInt64 { special | 1 << 32 | n }
  }

  /// Whether a key is no address.
  static func isSpecial(_ key: UInt64) -> Bool { key & Key.special != 0 }

  /// What a kernel call orders.
  private struct Call: OptionSet {
    var rawValue: UInt16
    /// By the objects that it is given.
    static let objects = Call(rawValue: 1)
    /// Workqueues among them.
    static let queues = Call(rawValue: 2)
    static let interrupts = Call(rawValue: 4)
    static let requests = Call(rawValue: 8)
    static let deviceWrite = Call(rawValue: 16)
    static let registers = Call(rawValue: 32)
    static let uses = Call(rawValue: 64)
    static let waitsForUses = Call(rawValue: 128)
    static let waitsForReaders = Call(rawValue: 256)
    /// By the caller's own task, which others wake and stop.
    static let task = Call(rawValue: 512)
  }

  private let externals: [Call]
  private let routines: [Call]

  /// Whether the present step is a kernel call.
  var isCall = false
  private(set) var acquiredBefore: [UInt64] = []
  private(set) var released: [UInt64] = []
  private(set) var acquired: [UInt64] = []
  private(set) var acquiredAtEnd: [UInt64] = []
  private(set) var releasedAtEnd: [UInt64] = []
  private var contextBefore: UInt64 = 0

  init(_ program: Program) {
    externals = program.externals.map { Self.call($0.name) }
    routines = KernelTable.routines.indices.map { Self.call(KernelTable.routineName($0)) }
  }

  private static func call(_ name: String) -> Call {
    func has(_ parts: String...) -> Bool { parts.contains { name.contains($0) } }
    let area = KernelTable.symbol(named: name)?.subsystem
    if name.hasPrefix("sys_") || name.hasPrefix("sysfs_read") || name.hasPrefix("sysfs_write") {
      return .uses
    }
    if name == "delete_module" { return [.waitsForUses, .waitsForReaders] }
    if name.hasPrefix("synchronize_rcu") || name == "rcu_do_batch" {
      return .waitsForReaders
    }
    if has("irq"), has("request") { return [.interrupts, .requests, .objects] }
    switch area {
    case "interrupts": return [.interrupts, .objects]
    case "io": return has("write") ? .deviceWrite : []
    case "workqueue", "workqueues":
      return has("flush", "drain", "destroy") ? [.objects, .queues] : .objects
    case "locks": return has("trylock", "is_locked", "lockdep") ? [] : .objects
    case "tasks", "kthreads": return [.objects, .task]
    case "modules": return has("get", "put") ? [.uses, .objects] : .objects
    case "sysfs", "debugfs", "character devices", "driver core", "pci", "procfs", "input":
      var call: Call = area == "pci" ? [] : .objects
      if has("register", "create", "add") { call.insert(.registers) }
      if has("unregister", "remove", "del", "destroy") { call.insert(.waitsForUses) }
      return call
    case "library", "memory", "messages", "user copies", "dma", "references", "devres", nil:
      return []
    default: return .objects
    }
  }

  /// Looks at the step that `t` is about to make.
  mutating func begin(_ t: Int, _ m: Machine) {
    isCall = true
    acquiredBefore.removeAll(keepingCapacity: true)
    released.removeAll(keepingCapacity: true)
    acquired.removeAll(keepingCapacity: true)
    let h = m.header(t)
    contextBefore = h[ThreadWord.context] & 0xffff_ffff
    if h[ThreadWord.phase] == ThreadPhase.pending.rawValue { start(t, m) }
    let pc = m.pc(t)
    if pc == 0 {
      let frame = m.topFrame(t)
      add(routines[frame.routine], t, m, count: 4) { frame.argument($0) }
    } else {
      let i = m.code[pc]
      let r = h + m.fp(t) + 1
      if i.op == .callExternal {
        let list = m.argumentTable[Int(i.imm >> 32)]
        add(externals[Int(UInt32(truncatingIfNeeded: i.imm))], t, m, count: list.count) { k in
          let register = list.words[2 &* k]
          return register == .max ? list.words[2 &* k &+ 1] : r[Int(truncatingIfNeeded: register)]
        }
      } else if i.op == .ret {
        // Back to the kernel routine that called.
        let caller = Int(truncatingIfNeeded: ((r - 1)[0] >> 32) & 0xffff)
        if caller != 0 {
          let frame = Frame(words: h + caller)
          add(routines[frame.routine], t, m, count: 4) { frame.argument($0) }
        }
      }
    }
  }

  /// A callback's first step comes after whatever queued it, last run it, or made it possible.
  private mutating func start(_ t: Int, _ m: Machine) {
    let h = m.header(t)
    acquiredBefore.append(h[ThreadWord.subject])
    switch m.threadKind(t) {
    case .irq:
      acquiredBefore += [Key.requests, Key.device, Key.irq(Interrupts.number(m, t))]
    case .rcu: acquiredBefore.append(Key.readersEnd)
    default: break
    }
  }

  private mutating func add(
    _ call: Call, _ t: Int, _ m: Machine, count: Int, _ argument: (Int) -> UInt64
  ) {
    if call.isEmpty { return }
    for k in 0..<count {
      let p = argument(k)
      if call.contains(.objects), m.kind(Machine.id(p)) != .none {
        let isQueue = m.kernelType(Machine.id(p)) == .workqueue
        if !isQueue || call.contains(.queues) {
          released.append(p)
          acquired.append(p)
        }
      }
      if call.contains(.interrupts), k < 2, p > 0, p < 4096 {
        released.append(Key.irq(p))
        acquired.append(Key.irq(p))
      }
    }
    if call.contains(.task), m.header(t)[ThreadWord.task] != 0 {
      acquired.append(m.header(t)[ThreadWord.task])
    }
    if call.contains(.requests) { released.append(Key.requests) }
    if call.contains(.deviceWrite) { released.append(Key.device) }
    if call.contains(.registers) { released.append(Key.registry) }
    if call.contains(.uses) {
      acquiredBefore.append(Key.registry)
      released.append(Key.uses)
    }
    if call.contains(.waitsForUses) { acquired.append(Key.uses) }
    if call.contains(.waitsForReaders) {
      released.append(Key.graceStart)
      acquired.append(Key.readersEnd)
    }
  }

  /// Looks at what the step has done to the thread's context.
  mutating func end(_ t: Int, _ m: Machine) {
    acquiredAtEnd.removeAll(keepingCapacity: true)
    releasedAtEnd.removeAll(keepingCapacity: true)
    let context = m.header(t)[ThreadWord.context] & 0xffff_ffff
    if contextBefore != 0, context == 0 { releasedAtEnd.append(Key.readersEnd) }
    if contextBefore == 0, context != 0 { acquiredAtEnd.append(Key.graceStart) }
  }

  /// What the end of thread `t` releases: whoever waits for it comes after it.
  func forEachEnd(_ t: Int, _ m: Machine, _ release: (UInt64) -> Void) {
    let h = m.header(t)
    let kind = m.threadKind(t)
    if kind == .task { return }
    for key in [h[ThreadWord.subject], h[ThreadWord.cookie], h[ThreadWord.task]]
    where m.kind(Machine.id(key)) != .none {
      release(key)
    }
    if kind == .irq || kind == .irqThread { release(Key.irq(Interrupts.number(m, t))) }
    if !kind.isProcessContext { release(Key.readersEnd) }
  }

  /// Whether the wait of `t` is over because of what the last step did, and not of the time.
  static func isWake(_ t: Int, _ m: Machine) -> Bool {
    let h = m.header(t)
    let word = m.state[Int(h[ThreadWord.wait] & 0xffff_ffff)]
    let value = h[ThreadWord.waitValue]
    switch WaitKind(rawValue: UInt8(truncatingIfNeeded: h[ThreadWord.wait] >> 32)) ?? .none {
    case .none, .deadline, .timerStart, .parked: return false
    case .notEqualOrDeadline: return word != value
    case .setOrDeadline: return word & value != 0
    case .zeroOrDeadline: return word == 0
    default: return true
    }
  }
}
