// Managed resources: released when the device is unbound, after remove() and in reverse order.
//
// Source: drivers/base/devres.c, 6.12.

enum Devres {
  private static let area = "devres"
  private static let file = "drivers/base/devres.c"

  /// What a node releases.
  enum Kind: UInt64 {
    /// `devres_alloc()`. a: data, b: release function.
    case raw
    /// Where a group begins (a: its id), and where it was closed (b: the node that begins it).
    case groupOpen, groupClose
    /// a: function, b: its argument.
    case action
    /// a: memory.
    case memory
    /// a: irq, b: dev_id.
    case irq
    /// a: mapping.
    case mapping
    /// `pcim_enable_device()`.
    case enable
    /// a: mask of BARs.
    case regions
    /// The interrupt vectors.
    case vectors
    /// a: DMA memory.
    case dma
    /// a: what `pcim_iomap_table()` gives.
    case table
    /// a: a pool of DMA memory.
    case pool
    /// a: a record of runtime power management.
    case runtimePM
  }

  enum Node {
    static let kind = 1
    static let a = 2
    static let b = 3
    static let count = 4
  }

  /// Whose list the resources of a `struct device` are on: its own, or, if no driver can be bound
  /// to it, the PCI device's.
  static func owner(_ m: Machine, _ device: Pointer) -> Pointer {
    let record = BusDevice.find(m, device)
    return record == 0 ? m.device : record
  }

  /// Adds a node to the list of `device` (a record; 0 is the PCI device).
  static func add(
    _ m: Machine, _ kind: Kind, _ a: UInt64 = 0, _ b: UInt64 = 0, on device: Pointer = 0
  ) {
    let node = makeNode(m, kind, a, b)
    guard node != 0 else { return }
    push(m, node, on: device == 0 ? m.device : device)
  }

  static func makeNode(_ m: Machine, _ kind: Kind, _ a: UInt64, _ b: UInt64) -> Pointer {
    let node = m.makeRecord(Node.count)
    guard node != 0 else { return 0 }
    m.setWord(node, Node.kind, kind.rawValue)
    m.setWord(node, Node.a, a)
    m.setWord(node, Node.b, b)
    return node
  }

  static func push(_ m: Machine, _ node: Pointer, on device: Pointer) {
    m.setWord(node, 0, m.word(device, Bound.devres))
    m.setWord(device, Bound.devres, node)
  }

  /// Takes a node off a device's list.
  static func unlink(_ m: Machine, _ node: Pointer, from device: Pointer) {
    let next = m.word(node, 0)
    var p = m.word(device, Bound.devres)
    if p == node { return m.setWord(device, Bound.devres, next) }
    while p != 0 {
      if m.word(p, 0) == node { return m.setWord(p, 0, next) }
      p = m.word(p, 0)
    }
  }

  /// Takes the newest node with these values off the list of `device` (0 is the PCI device); false
  /// if there is none. Nodes that a release has moved aside are not found.
  static func remove(
    _ m: Machine, _ kind: Kind, _ a: UInt64, _ b: UInt64 = 0, from device: Pointer = 0
  ) -> Bool {
    let device = device == 0 ? m.device : device
    var node = m.word(device, Bound.devres)
    while node != 0 {
      if m.word(node, Node.kind) == kind.rawValue, m.word(node, Node.a) == a,
        m.word(node, Node.b) == b
      {
        unlink(m, node, from: device)
        return true
      }
      node = m.word(node, 0)
    }
    return false
  }

  static func has(_ m: Machine, node: Pointer, on device: Pointer) -> Bool {
    var p = m.word(device, Bound.devres)
    while p != 0, p != node { p = m.word(p, 0) }
    return p != 0
  }

  /// What the newest node of a kind has in `a`.
  static func find(_ m: Machine, _ kind: Kind) -> UInt64? {
    var node = m.word(m.device, DeviceWord.devres)
    while node != 0 {
      if m.word(node, Node.kind) == kind.rawValue { return m.word(node, Node.a) }
      node = m.word(node, 0)
    }
    return nil
  }

  /// Takes the newest node of a mapping off the list: of this address, or of this BAR.
  static func takeMapping(
    _ m: Machine, _ p: Pointer? = nil, bar: UInt64 = 0
  ) -> Pointer? {
    var node = m.word(m.device, DeviceWord.devres)
    while node != 0 {
      if m.word(node, Node.kind) == Kind.mapping.rawValue,
        p.map({ $0 == m.word(node, Node.a) }) ?? (m.word(node, Node.b) == bar)
      {
        let address = m.word(node, Node.a)
        _ = remove(m, .mapping, address, m.word(node, Node.b))
        return address
      }
      node = m.word(node, 0)
    }
    return nil
  }
  static func removeMapping(_ m: Machine, _ p: Pointer) { _ = takeMapping(m, p) }

  /// `pcim_pin_device()`: whether the device is managed; its node disables nothing any more.
  static func pin(_ m: Machine) -> Bool {
    var node = m.word(m.device, DeviceWord.devres)
    while node != 0 {
      if m.word(node, Node.kind) == Kind.enable.rawValue {
        m.setWord(node, Node.b, 1)
        return true
      }
      node = m.word(node, 0)
    }
    return false
  }

  static func has(_ m: Machine, _ kind: Kind) -> Bool {
    var node = m.word(m.device, DeviceWord.devres)
    while node != 0 {
      if m.word(node, Node.kind) == kind.rawValue { return true }
      node = m.word(node, 0)
    }
    return false
  }

  private static func removeAction(
    _ m: Machine, _ device: Pointer, _ function: Pointer, _ data: UInt64
  ) -> Bool {
    remove(m, .action, function, data, from: owner(m, device))
  }

  /// Frees devm memory.
  static func freeMemory(_ m: Machine, _ p: Pointer, flags: UInt64) {
    m.checkFreeOfActive(p, m.size(Machine.id(p)))
    if m.isRunning { m.retire(p, flags) }
  }

  static let routines: [InternalRoutine] = [
    // The whole list of a device (argument 1), or a part of it that is already apart (argument 0),
    // is moved aside in one step, then released entry by entry.
    InternalRoutine("devres_release_all") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        f[0] = f.argument(0)
        if f[0] == 0 {
          f[0] = m.word(f.argument(1), Bound.devres)
          m.setWord(f.argument(1), Bound.devres, 0)
        }
        return .next(2)
      case 3:
        // The data of a devres_alloc() goes after its release function has run.
        freeMemory(m, f[1], flags: ObjectFlag.freed | ObjectFlag.released)
        if !m.isRunning { return .stop }
        fallthrough
      default:
        var node = f[0]
        // Nobody can see the table of mappings go: it takes no step of its own.
        while node != 0, m.word(node, Node.kind) == Kind.table.rawValue {
          m.retire(m.word(node, Node.a), ObjectFlag.freed | ObjectFlag.released)
          node = m.word(node, 0)
        }
        if node == 0 { return .done(0) }
        f[0] = m.word(node, 0)
        let a = m.word(node, Node.a)
        let b = m.word(node, Node.b)
        switch Kind(rawValue: m.word(node, Node.kind)) ?? .action {
        case .raw:
          f[1] = a
          m.setOutgoing(BusDevice.structure(m, f.argument(1)), a)
          return .call(b, arguments: 2, 3)
        case .groupOpen, .groupClose: break
        case .action:
          m.setOutgoing(b)
          return .call(a, arguments: 1, 2)
        case .memory: freeMemory(m, a, flags: ObjectFlag.freed | ObjectFlag.released)
        case .irq:
          m.setOutgoing(a, b)
          return .enter(Routines.freeIrq, arguments: 2, 2)
        case .mapping: MMIO.unmap(m, a, call: "pcim_iounmap")
        case .enable: if b == 0 { PCI.disable(m) }
        case .regions:
          m.setWord(m.device, DeviceWord.regions, m.word(m.device, DeviceWord.regions) & ~a)
        case .vectors: PCIVectors.free(m)
        case .dma: DMA.freeCoherent(m, a)
        case .table: break
        case .pool: DMAPools.destroy(m, a)
        case .runtimePM:
          m.setOutgoing(m.word(a, RuntimePM.Power.device))
          return .enter(Routines.pmRuntimeDisable, arguments: 1, 2)
        }
        return m.isRunning ? .next(2) : .stop
      }
    }
  ]

  static let symbols: [Symbol] = [
    Symbol(
      "devm_kmalloc", in: area, source: "\(file):devm_kmalloc, 6.12",
      fences: "freed by devres, after remove()",
      .value { m in
        let p = Slab.allocate(
          m, m.argument(1), flags: m.argument(2), call: "devm_kmalloc", kind: .devm)
        if p != 0, p != Slab.zeroSize {
          add(m, .memory, p, on: owner(m, m.argument(0)))
        }
        return p
      }),
    Symbol(
      "devm_kfree", in: area, source: "\(file):devm_kfree, 6.12",
      .value { m in
        let p = m.argument(1)
        if p == 0 || p == Slab.zeroSize { return 0 }
        guard remove(m, .memory, p, from: owner(m, m.argument(0))) else {
          m.report(
            .apiMisuse, kind: "devm_kfree of memory that devres does not have", subject: p,
            message: "devm_kfree() is called on memory that is not devm memory of this device.")
          return 0
        }
        freeMemory(m, p, flags: ObjectFlag.freed)
        return 0
      }),
    Symbol(
      "devm_kstrdup", in: area, source: "\(file):devm_kstrdup, 6.12",
      .value { m in
        let from = m.argument(1)
        if from == 0 { return 0 }
        let text = Array(m.string(at: from).utf8) + [0]
        let p = Slab.allocate(
          m, UInt64(text.count), flags: m.argument(2), call: "devm_kstrdup", kind: .devm)
        if p == 0 { return 0 }
        for (i, byte) in text.enumerated() { m.store(p &+ UInt64(i), UInt64(byte), 1) }
        add(m, .memory, p, on: owner(m, m.argument(0)))
        return p
      }),
    Symbol(
      "__devm_add_action", as: "devm_add_action", in: area, from: .process, sleeps: true,
      source: "\(file):__devm_add_action, 6.12",
      .value { m in
        if m.failsByFault("__devm_add_action") { return Machine.int(-12) }
        add(m, .action, m.argument(1), m.argument(2), on: owner(m, m.argument(0)))
        return 0
      }),
    Symbol(
      "devm_remove_action", in: area, source: "\(file):devm_remove_action_nowarn, 6.12",
      fences: "nothing: the action is not called any more",
      .value { m in
        if !removeAction(m, m.argument(0), m.argument(1), m.argument(2)) {
          m.report(
            .apiMisuse, kind: "devm_remove_action of an action that is not there",
            subject: m.argument(2),
            message: "devm_remove_action() finds no such action.")
        }
        return 0
      }),
    Symbol(
      "devm_remove_action_nowarn", in: area, source: "\(file):devm_remove_action_nowarn, 6.14",
      fences: "nothing: -ENOENT once the release of all entries has begun, even before this one's",
      .value { m in
        removeAction(m, m.argument(0), m.argument(1), m.argument(2)) ? 0 : Machine.int(-2)
      }),
    Symbol(
      "devm_release_action", in: area, from: .process,
      source: "\(file):devm_release_action, 6.12",
      fences: "the action has run",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          guard removeAction(m, f.argument(0), f.argument(1), f.argument(2)) else {
            m.report(
              .apiMisuse, kind: "devm_release_action of an action that is not there",
              subject: f.argument(2), message: "devm_release_action() finds no such action.")
            return m.isRunning ? .done(0) : .stop
          }
          m.setOutgoing(f.argument(2))
          return .call(f.argument(1), arguments: 1, 2)
        default: return .done(0)
        }
      }),
  ]
}
