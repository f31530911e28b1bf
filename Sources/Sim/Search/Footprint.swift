// What a thread's next step touches: good enough to sample by, not to prove by. A step is a few
// bits of small Bloom filters, so that asking whether two steps race is a handful of instructions;
// two that do not race are taken for racing about once in 64 times.

/// What one step touches.
struct Footprint {
  /// The 8-byte words, and areas of the kernel's own state.
  var words: UInt64 = 0
  /// The objects in which those words lie.
  var objects: UInt64 = 0
  /// Objects that are made or freed as a whole.
  var wholes: UInt64 = 0
  var writes = false
  /// The first word or area, to tell the events on one thing from others; 0 is none.
  var thing: UInt64 = 0

  /// Whether the order of the two steps may matter.
  @inline(__always)
  func races(with other: Footprint) -> Bool {
    (writes || other.writes)
      && words & other.words | wholes & other.objects | objects & other.wholes != 0
  }

  @inline(__always)
  fileprivate static func bit(_ x: UInt64) -> UInt64 {
    1 << ((x &* 0x9e37_79b9_7f4a_7c15) >> 58)
  }

  @inline(__always)
  fileprivate mutating func add(_ p: Pointer, whole: Bool = false) {
    let word = p >> 3
    words |= Self.bit(word)
    let object = Self.bit(p >> 32)
    objects |= object
    if whole { wholes |= object }
    if thing == 0 { thing = word }
  }

  @inline(__always)
  fileprivate mutating func add(_ area: KernelArea) {
    if area == .own || area == .freeing { return }
    let key = UInt64(area.rawValue) | 1 << 63
    words |= Self.bit(key)
    if thing == 0 { thing = key }
  }
}

/// Which part of the kernel's own state a call works on, beside the objects that it is given.
enum KernelArea: UInt8 {
  /// None: the objects alone.
  case own
  /// None, but the objects as a whole.
  case freeing
  case interrupts, rcu, core

  fileprivate init(symbol name: String) {
    switch KernelTable.symbol(named: name)?.subsystem {
    case "slab", "devres", "dma", "mmio": self = .freeing
    case "interrupts": self = .interrupts
    case "rcu", "srcu": self = .rcu
    case "pci", "driver core", "modules", "char devices", "sysfs": self = .core
    default: self = .own
    }
  }

  fileprivate init(routine name: String) {
    switch name {
    case "raise_irq", "handle_irq_event", "irq_thread": self = .interrupts
    case "rcu_do_batch", "srcu_invoke_callbacks", "percpu_ref_switch_to_atomic_rcu": self = .rcu
    case "bind_store", "delete_module", "device_release_driver", "devres_release_all",
      "init_module", "really_probe", "rescan", "surprise_remove", "sys_close", "sys_open",
      "unbind_store":
      self = .core
    default: self.init(symbol: name)
    }
  }
}

/// The footprints of the next steps of all threads of a machine. A thread's next step is settled
/// when it comes to rest, so each is worked out once.
struct Footprints {
  private var externals: [KernelArea] = []
  private static let routines = KernelTable.routines.indices.map {
    KernelArea(routine: KernelTable.routineName($0))
  }
  private let routines = Self.routines
  private let prints = PerThread<Footprint>(Footprint())

  subscript(t: Int) -> Footprint { @inline(__always) get { prints[t] } }

  /// Gets ready for runs of `machine`.
  mutating func begin(_ machine: Machine) {
    guard externals.isEmpty else { return }
    externals = machine.program.externals.map { KernelArea(symbol: $0.name) }
  }

  /// Works out the next step of `t`, which has come to rest.
  func update(_ t: Int, _ m: Machine) {
    if let known = m.memo.footprint(t) {
      prints[t] = known
      return
    }
    workOut(t, m)
  }

  private func workOut(_ t: Int, _ m: Machine) {
    var print = Footprint()
    let pc = m.pc(t)
    if pc == 0 {
      kernel(t, m, &print)
    } else {
      let i = m.code[pc]
      let r = m.header(t) + m.fp(t) + 1
      switch i.op {
      case .load, .loadMarked: print.add(r[Int(i.a)] &+ UInt64(bitPattern: i.imm))
      case .store, .storeMarked:
        print.add(r[Int(i.a)] &+ UInt64(bitPattern: i.imm))
        print.writes = true
      case .rmw, .cmpxchg:
        print.add(r[Int(i.a)])
        print.writes = true
      case .memcpy, .memset:
        print.add(r[Int(i.a)], whole: true)
        if i.op == .memcpy { print.add(r[Int(i.b)], whole: true) }
        print.writes = true
      case .callExternal:
        let area = externals[Int(UInt32(truncatingIfNeeded: i.imm))]
        let list = m.argumentTable[Int(i.imm >> 32)]
        for k in 0..<list.count {
          let register = list.words[2 &* k]
          let value = register == .max ? list.words[2 &* k &+ 1] : r[Int(register)]
          if Self.isPointer(value, m) { print.add(value, whole: area == .freeing) }
        }
        print.add(area)
        print.writes = true
      case .callIndirect:
        print.words = .max
        print.writes = true
      case .ret:
        // Back to the kernel: the callback is no longer running.
        kernel(t, m, &print)
      default: break
      }
    }
    prints[t] = print
  }

  private func kernel(_ t: Int, _ m: Machine, _ print: inout Footprint) {
    let h = m.header(t)
    let subject = h[ThreadWord.subject]
    if Self.isPointer(subject, m) { print.add(subject) }
    let frame = m.topFrame(t)
    if m.pc(t) == 0 {
      let area = routines[frame.routine]
      for k in 0..<3 where Self.isPointer(frame.argument(k), m) {
        print.add(frame.argument(k), whole: area == .freeing)
      }
      print.add(area)
    }
    print.writes = true
  }

  @inline(__always)
  private static func isPointer(_ v: UInt64, _ m: Machine) -> Bool {
    let id = v >> 32
    return id != 0 && id < UInt64(m.limits.objectsMax)
  }
}
