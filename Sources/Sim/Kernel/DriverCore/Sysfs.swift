// sysfs attributes of devices. Each operation holds an active reference of its node; removal first
// refuses new ones, then waits for those that are held. So after device_remove_file() no show or
// store runs and none will; and an attribute that removes itself waits for itself.
//
// The kernel keeps a copy of the name: opening by name touches nothing of the driver's.
//
// Source: fs/kernfs/dir.c, fs/kernfs/file.c, drivers/base/core.c, 6.12.

enum Sysfs {
  private static let area = "sysfs"

  /// The words of an attribute's node.
  private enum Node {
    static let device = 1
    static let attribute = 2
    static let name = 3
    /// Operations under way.
    static let active = 4
    /// The thread of the newest of them, as slot + 1.
    static let user = 5
    static let isDeactivated = 6
    static let isRemoved = 7
    static let binding = 8
    static let count = 9
  }

  /// A page: what ->show may write to.
  private static let bufferSize = 4096

  /// An attribute that a user can read or write.
  struct Registered {
    var name: String
    var hasShow, hasStore: Bool
  }

  private static func show(_ m: Machine) -> UInt64 {
    m.fields.offset("device_attribute", "show") ?? 16
  }
  private static func store(_ m: Machine) -> UInt64 {
    m.fields.offset("device_attribute", "store") ?? 24
  }

  /// The attributes that are there now, oldest first.
  static func registered(_ m: Machine) -> [Registered] {
    var all: [Registered] = []
    var node = m.state[Word.attributeList]
    while node != 0 {
      let attribute = m.word(node, Node.attribute)
      all.append(
        Registered(
          name: m.string(at: m.word(node, Node.name)),
          hasShow: m.load(attribute &+ show(m)) != 0,
          hasStore: m.load(attribute &+ store(m)) != 0))
      node = m.word(node, 0)
    }
    return all.reversed()
  }

  /// The attributes of a binding that are still there, for the check `fence`.
  static func reachable(_ m: Machine, binding: UInt64) -> [Reachable] {
    var all: [Reachable] = []
    var node = m.state[Word.attributeList]
    while node != 0 {
      if m.word(node, Node.binding) & 0xffff == binding {
        let attribute = m.word(node, Node.attribute)
        for offset in [show(m), store(m)] {
          let function = m.bytes(attribute &+ offset, 8) == nil ? 0 : m.load(attribute &+ offset)
          guard let name = m.functionName(function) else { continue }
          all.append(
            Reachable(
              phrase: "\(name) of the attribute \(m.string(at: m.word(node, Node.name)))",
              function: name, subject: attribute))
          break
        }
      }
      node = m.word(node, 0)
    }
    return all
  }

  static func find(_ m: Machine, named name: String, of device: Pointer? = nil) -> Pointer {
    m.first(on: Word.attributeList) { node in
      (device == nil || m.word(node, Node.device) == device)
        && m.string(at: m.word(node, Node.name)) == name
    }
  }

  /// Of a node: its attribute, which is its class to lockdep, and its name.
  static func attribute(_ m: Machine, _ node: Pointer) -> Pointer { m.word(node, Node.attribute) }
  static func name(_ m: Machine, _ node: Pointer) -> String {
    m.string(at: m.word(node, Node.name))
  }

  /// Any attribute of a device, or 0.
  static func any(_ m: Machine, of device: Pointer) -> Pointer {
    m.first(on: Word.attributeList) { m.word($0, Node.device) == device }
  }

  /// Refuses new operations; the wait is for those under way.
  static func deactivate(_ m: Machine, _ node: Pointer) -> Wait {
    m.setWord(node, Node.isDeactivated, 1)
    return drained(m, node)
  }

  /// The end of a removal.
  static func finish(_ m: Machine, _ node: Pointer) {
    Lockdep.waited(m, forUsersOf: node, .active)
    if m.word(node, Node.isRemoved) == 0 { unlink(m, node) }
  }

  /// An operation gives up its own active reference for a while.
  static func giveUp(_ m: Machine, _ node: Pointer) {
    m.removeHeld(m.current, node)
    m.setWord(node, Node.active, m.word(node, Node.active) &- 1)
    if m.word(node, Node.user) == UInt64(m.current + 1) { m.setWord(node, Node.user, 0) }
  }
  static func takeBack(_ m: Machine, _ node: Pointer) {
    m.addHeld(m.current, node, Held.shared | Held.isUse | Held.tried | Held.Kind.active.bits)
    m.setWord(node, Node.active, m.word(node, Node.active) + 1)
  }

  /// A new node; 0 or -errno.
  static func create(_ m: Machine, _ device: Pointer, _ attribute: Pointer) -> UInt64 {
    guard device != 0 else { return Machine.int(-22) }
    let name = m.string(at: m.load(attribute))
    if !m.isRunning { return 0 }
    if find(m, named: name, of: device) != 0 { return Machine.int(-17) }
    let text = Array(name.utf8) + [0]
    let copy = m.makeObject(.kernel, size: text.count)
    let node = m.makeRecord(Node.count)
    if !m.isRunning { return 0 }
    for (i, byte) in text.enumerated() { m.store(copy &+ UInt64(i), UInt64(byte), 1) }
    m.setWord(node, Node.device, device)
    m.setWord(node, Node.attribute, attribute)
    m.setWord(node, Node.name, copy)
    m.setWord(node, Node.binding, m.checksFence ? m.actingBinding : 0)
    m.push(node, on: Word.attributeList)
    return 0
  }

  // MARK: Operations

  /// One read or write by a user: open, operation, close. Argument 0 is the number of the
  /// attribute's name, argument 1 of a write the number of its text.
  private static func operation(_ name: String, isWrite: Bool) -> InternalRoutine {
    InternalRoutine(name) { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let node = find(m, named: m.actorNames[Int(f.argument(0))])
        if node == 0 { return .done(Machine.int(-2)) }
        if m.word(node, Node.isDeactivated) != 0 { return .done(Machine.int(-19)) }
        let attribute = m.word(node, Node.attribute)
        let function = m.load(attribute &+ (isWrite ? store(m) : show(m)))
        if !m.isRunning { return .stop }
        if function == 0 { return .done(Machine.int(-5)) }
        let text = isWrite ? Array((m.actorNames[Int(f.argument(1))] + "\n").utf8) : []
        let buffer = m.makeObject(
          .kernel, size: isWrite ? text.count + 1 : bufferSize, type: .buffer)
        if !m.isRunning { return .stop }
        for (i, byte) in text.enumerated() { m.store(buffer &+ UInt64(i), UInt64(byte), 1) }
        m.setWord(node, Node.active, m.word(node, Node.active) + 1)
        m.setWord(node, Node.user, UInt64(m.current + 1))
        Locks.use(m, node, .active)
        if !m.isRunning { return .stop }
        f[0] = node
        f[1] = buffer
        m.setOutgoing(m.word(node, Node.device), attribute, buffer, UInt64(text.count))
        return .call(function, arguments: isWrite ? 4 : 3, 2)
      default:
        m.retire(f[1], ObjectFlag.freed)
        m.removeHeld(m.current, f[0])
        m.setWord(f[0], Node.active, m.word(f[0], Node.active) &- 1)
        if m.word(f[0], Node.user) == UInt64(m.current + 1) { m.setWord(f[0], Node.user, 0) }
        return .done(f.result)
      }
    }
  }

  static let routines: [InternalRoutine] = [
    operation("sysfs_read", isWrite: false), operation("sysfs_write", isWrite: true),
  ] + groupRoutines

  // MARK: Removal

  /// A wait until no operation of the node is under way.
  private static func drained(_ m: Machine, _ node: Pointer) -> Wait {
    Wait(
      .zero, index: m.wordIndex(node &+ UInt64(8 * Node.active)),
      thread: Int(m.word(node, Node.user)))
  }

  private static func unlink(_ m: Machine, _ node: Pointer) {
    m.unlink(node, from: Word.attributeList)
    m.setWord(node, Node.isRemoved, 1)
    // What is lost is found by what points to it.
    m.setWord(node, Node.device, 0)
  }

  /// `kernfs_remove()`.
  private static func remove(_ m: Machine, _ f: Frame) -> Phase {
    switch f.phase {
    case 0: return .next(1)
    case 1:
      if f.argument(0) == 0 { return .done(0) }
      let name = m.string(at: m.load(f.argument(1)))
      if !m.isRunning { return .stop }
      let node = find(m, named: name, of: f.argument(0))
      if node == 0 { return .done(0) }
      f[0] = node
      m.setWord(node, Node.isDeactivated, 1)
      return .wait(drained(m, node), 2)
    default:
      Lockdep.waited(m, forUsersOf: f[0], .active)
      if !m.isRunning { return .stop }
      unlink(m, f[0])
      return .done(1)
    }
  }

  static let symbols: [Symbol] = groupSymbols + [
    Symbol(
      "device_create_file", in: area, from: .process, sleeps: true,
      source: "drivers/base/core.c:device_create_file, 6.12",
      fences: "the attribute can be used before it returns",
      .value { m in
        if m.failsByFault("device_create_file") { return Machine.int(-12) }
        return create(m, m.argument(0), m.argument(1))
      }),
    Symbol(
      "device_remove_file", in: area, from: .process, sleeps: true,
      source: "drivers/base/core.c:device_remove_file, 6.12",
      fences: "waits for a running show or store, and refuses later ones; called from one of the"
        + " attribute's own it waits for itself",
      .routine { m, f in remove(m, f) }),
    // The caller is one of the attribute's operations: it gives up its own active reference while
    // it waits for the others.
    Symbol(
      "device_remove_file_self", in: area, from: .process, sleeps: true,
      source: "drivers/base/core.c:device_remove_file_self, 6.12",
      fences: "as device_remove_file, but does not wait for the caller; true for the first caller",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let name = m.string(at: m.load(f.argument(1)))
          if !m.isRunning { return .stop }
          let node = find(m, named: name, of: f.argument(0))
          if node == 0 { return .done(0) }
          f[0] = node
          f[1] = m.word(node, Node.isDeactivated) == 0 ? 1 : 0
          m.setWord(node, Node.isDeactivated, 1)
          giveUp(m, node)
          if f[1] != 0 { return .wait(drained(m, node), 2) }
          // Whoever was first has to have finished.
          let removed = m.wordIndex(node &+ UInt64(8 * Node.isRemoved))
          return .wait(Wait(.set, index: removed, value: 1), 2)
        default:
          // The reference is taken again, so that the operation can give it back.
          takeBack(m, f[0])
          if f[1] != 0 { unlink(m, f[0]) }
          return .done(f[1])
        }
      }),
  ]
}
