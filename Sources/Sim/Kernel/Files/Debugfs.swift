// debugfs: files whose operations each hold a reference of the file, so that removal waits for
// those under way and later ones get -EIO. ->release is not held back: it may run after the
// removal.
//
// Source: fs/debugfs/inode.c, file.c, 6.12.

enum Debugfs {
  private static let area = "debugfs"
  private static let inode = "fs/debugfs/inode.c"
  private static let file = "fs/debugfs/file.c"

  /// The words of a file's or directory's record.
  private enum Node {
    static let name = 1
    static let parent = 2
    /// The `struct dentry` that the driver holds.
    static let dentry = 3
    static let data = 4
    static let ops = 5
    static let kind = 6
    /// Operations under way, and the thread of the newest of them, as slot + 1.
    static let users = 7
    static let user = 8
    static let isRemoved = 9
    static let binding = 10
    /// Open files: they keep the dentry.
    static let opens = 11
    static let count = 12
  }
  private enum Kind: UInt64 {
    case directory
    /// Every operation is proxied.
    case full
    /// Only open is: the driver calls debugfs_file_get() itself.
    case unsafe
    /// A variable of 1, 2, 4 or 8 bytes.
    case value1, value2, value4, value8
    /// A `struct debugfs_blob_wrapper`.
    case blob
  }

  private static func kind(_ m: Machine, _ node: Pointer) -> Kind {
    Kind(rawValue: m.word(node, Node.kind)) ?? .directory
  }

  // MARK: Names

  /// A file that a user can open, and what it offers.
  struct Registered {
    var name: String
    var canRead, canWrite: Bool
  }

  static func registered(_ m: Machine) -> [Registered] {
    var all: [Registered] = []
    var node = m.state[Word.debugfsList]
    while node != 0 {
      let ops = m.word(node, Node.ops)
      func has(_ offset: UInt64) -> Bool { ops != 0 && m.load(ops &+ offset) != 0 }
      switch kind(m, node) {
      case .directory: break
      case .full, .unsafe:
        all.append(
          Registered(
            name: name(m, node), canRead: has(m.fields.opsRead),
            canWrite: has(m.fields.opsWrite)))
      case .blob: all.append(Registered(name: name(m, node), canRead: true, canWrite: false))
      default: all.append(Registered(name: name(m, node), canRead: true, canWrite: true))
      }
      node = m.word(node, 0)
    }
    return all.reversed()
  }

  private static func name(_ m: Machine, _ node: Pointer) -> String {
    m.string(at: m.word(node, Node.name))
  }

  /// The file of that name, whatever directory it is in; 0 if there is none.
  static func find(_ m: Machine, named wanted: String) -> Pointer {
    let last = wanted.split(separator: "/").last.map(String.init) ?? wanted
    return m.first(on: Word.debugfsList) { kind(m, $0) != .directory && name(m, $0) == last }
  }

  /// The record behind a dentry; 0 for NULL and error pointers, and after a finding.
  private static func node(_ m: Machine, _ dentry: Pointer) -> Pointer {
    if dentry == 0 || dentry >= UInt64(bitPattern: -4095) { return 0 }
    let node = m.load(dentry)
    return m.isRunning ? node : 0
  }

  /// The files of a binding that are still there, for the check `fence`.
  static func reachable(_ m: Machine, binding: UInt64) -> [Reachable] {
    var all: [Reachable] = []
    var node = m.state[Word.debugfsList]
    while node != 0 {
      if m.word(node, Node.binding) & 0xffff == binding, kind(m, node) != .directory {
        let ops = m.word(node, Node.ops)
        let called = [m.fields.opsRead, m.fields.opsWrite, m.fields.opsOpen].lazy
          .compactMap { m.bytes(ops &+ $0, 8) == nil ? nil : m.functionName(m.load(ops &+ $0)) }
          .first
        let name = name(m, node)
        all.append(
          Reachable(
            phrase: "\(called ?? "access") of the debugfs file \(name)",
            function: called ?? name, subject: m.word(node, Node.dentry)))
      }
      node = m.word(node, 0)
    }
    return all
  }

  // MARK: Operations

  /// `debugfs_file_get()`: false once the file is removed.
  static func get(_ m: Machine, _ node: Pointer) -> Bool {
    guard m.word(node, Node.isRemoved) == 0 else { return false }
    m.setWord(node, Node.users, m.word(node, Node.users) + 1)
    m.setWord(node, Node.user, UInt64(m.current + 1))
    m.tellApart(1 << UInt64(m.current))
    Locks.use(m, node, .debugfs)
    return true
  }

  static func put(_ m: Machine, _ node: Pointer) {
    m.removeHeld(m.current, node)
    m.setWord(node, Node.users, m.word(node, Node.users) &- 1)
    if m.word(node, Node.user) == UInt64(m.current + 1) { m.setWord(node, Node.user, 0) }
  }

  /// A file of it is closed: the last one gives up a dentry that was removed.
  static func closed(_ m: Machine, _ node: Pointer) {
    m.setWord(node, Node.opens, m.word(node, Node.opens) &- 1)
    freeDentry(m, node)
  }

  private static func freeDentry(_ m: Machine, _ node: Pointer) {
    guard m.word(node, Node.isRemoved) != 0, m.word(node, Node.opens) == 0 else { return }
    m.retire(m.word(node, Node.dentry), ObjectFlag.freed)
  }

  /// Whether the file's operations are held by the proxies.
  static func isProxied(_ m: Machine, _ node: Pointer) -> Bool { kind(m, node) == .full }
  /// Whether its operations are the kernel's own.
  static func isHelper(_ m: Machine, _ node: Pointer) -> Bool {
    m.word(node, Node.ops) == 0
  }

  static let openRoutine = KernelTable.routine("debugfs_open")
  static let accessRoutine = KernelTable.routine("debugfs_attr_access")

  static let routines: [InternalRoutine] = [
    // Argument 0 is the number of the name.
    InternalRoutine("debugfs_open") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let node = find(m, named: m.actorNames[Int(f.argument(0))])
        if node == 0 { return .done(Machine.int(-2)) }
        f[0] = node
        return get(m, node) ? .next(2) : .done(Machine.int(-2))
      case 2:
        let ops = m.word(f[0], Node.ops)
        let owner = ops == 0 ? 0 : m.load(ops &+ m.fields.opsOwner)
        if !m.isRunning { return .stop }
        guard Modules.tryGet(m, owner) else {
          put(m, f[0])
          return .done(Machine.int(-6))
        }
        m.setWord(f[0], Node.opens, m.word(f[0], Node.opens) + 1)
        f[1] = OpenFiles.makeFile(m, ops: ops, owner: owner, debugfs: f[0])
        if !m.isRunning { return .stop }
        OpenFiles.setUp(
          m, f[1], data: m.word(f[0], Node.data), dentry: m.word(f[0], Node.dentry),
          binding: m.word(f[0], Node.binding))
        let function = ops == 0 ? 0 : m.load(ops &+ m.fields.opsOpen)
        if !m.isRunning { return .stop }
        if function == 0 { return .next(3) }
        let (inode, file) = OpenFiles.parts(m, f[1])
        m.setOutgoing(inode, file)
        return .call(function, arguments: 2, 3)
      default:
        put(m, f[0])
        if Int32(truncatingIfNeeded: f.result) < 0 { closed(m, f[0]) }
        return .done(OpenFiles.opened(m, f[1], f.result))
      }
    },
    // A read (argument 1 is 0) or write of a variable or blob: argument 0 is the file's record.
    InternalRoutine("debugfs_attr_access") { m, f in
      let node = f.argument(0)
      switch f.phase {
      case 0: return .next(1)
      case 1: return get(m, node) ? .next(2) : .done(Machine.int(-5))
      case 2:
        let data = m.word(node, Node.data)
        let isWrite = f.argument(1) != 0
        switch kind(m, node) {
        case .blob: _ = m.load(m.load(data), 1)
        case .value1: access(m, data, 1, isWrite)
        case .value2: access(m, data, 2, isWrite)
        case .value8: access(m, data, 8, isWrite)
        default: access(m, data, 4, isWrite)
        }
        return m.isRunning ? .next(3) : .stop
      default:
        put(m, node)
        return .done(f.argument(2))
      }
    },
  ]

  private static func access(_ m: Machine, _ p: Pointer, _ size: Int, _ isWrite: Bool) {
    if isWrite { m.store(p, 1, size) } else { _ = m.load(p, size) }
  }

  // MARK: Making and removing

  private static func create(
    _ m: Machine, _ kind: Kind, parent: Pointer, data: Pointer, ops: Pointer, call: String
  ) -> UInt64 {
    if m.failsByFault(call) { return Machine.errorPointer(12) }
    // What could not be made has an error for a parent, and is passed on.
    if parent >= UInt64(bitPattern: -4095) { return parent }
    let above = node(m, parent)
    let text = Array(m.string(at: m.argument(0)).utf8) + [0]
    let taken = m.first(on: Word.debugfsList) {
      m.word($0, Node.parent) == above
        && name(m, $0) == String(decoding: text.dropLast(), as: UTF8.self)
    }
    if taken != 0 { return Machine.errorPointer(17) }
    let copy = m.makeObject(.kernel, size: text.count)
    let dentry = m.makeObject(.kernel, size: 8, type: .inode)
    let record = m.makeRecord(Node.count)
    if !m.isRunning { return 0 }
    for (i, byte) in text.enumerated() { m.store(copy &+ UInt64(i), UInt64(byte), 1) }
    m.store(dentry, record)
    m.setWord(record, Node.name, copy)
    m.setWord(record, Node.parent, above)
    m.setWord(record, Node.dentry, dentry)
    m.setWord(record, Node.data, data)
    m.setWord(record, Node.ops, ops)
    m.setWord(record, Node.kind, kind.rawValue)
    m.setWord(record, Node.binding, m.checksFence ? m.actingBinding : 0)
    m.push(record, on: Word.debugfsList)
    return dentry
  }

  /// Something below `node` with nothing below it, or `node` itself.
  private static func leaf(_ m: Machine, _ node: Pointer) -> Pointer {
    let child = m.first(on: Word.debugfsList) { m.word($0, Node.parent) == node }
    return child == 0 ? node : leaf(m, child)
  }

  /// Removes from the leaves up to the record in local 0: phases 2 and 3, then done.
  private static func removeTree(_ m: Machine, _ f: Frame) -> Phase {
    if f.phase == 3 {
      Lockdep.waited(m, forUsersOf: f[1], .debugfs)
      if !m.isRunning { return .stop }
      freeDentry(m, f[1])
      if f[1] == f[0] { return .done(0) }
    }
    let next = leaf(m, f[0])
    f[1] = next
    m.setWord(next, Node.isRemoved, 1)
    m.unlink(next, from: Word.debugfsList)
    return .wait(
      Wait(
        .zero, index: m.wordIndex(next &+ UInt64(8 * Node.users)),
        thread: Int(m.word(next, Node.user))), 3)
  }

  private static let fence =
    "waits for running operations, and later ones get -EIO; ->release may run later; from an"
    + " operation of its own it waits for itself"

  static let symbols: [Symbol] =
    [
      Symbol(
        "debugfs_create_dir", in: area, from: .process, sleeps: true,
        source: "\(inode):debugfs_create_dir, 6.12",
        .value { m in
          create(
            m, .directory, parent: m.argument(1), data: 0, ops: 0, call: "debugfs_create_dir")
        }),
      creator("debugfs_create_file", .full, "proxies hold every operation but mmap and release"),
      creator("debugfs_create_file_unsafe", .unsafe, "only open is held by a proxy"),
      Symbol(
        "debugfs_remove", in: area, from: .process, sleeps: true,
        source: "\(inode):debugfs_remove, 6.12", fences: fence,
        .routine { m, f in
          switch f.phase {
          case 0: return .next(1)
          case 1:
            f[0] = node(m, f.argument(0))
            if !m.isRunning { return .stop }
            return f[0] == 0 ? .done(0) : .next(2)
          default: return removeTree(m, f)
          }
        }),
      Symbol(
        "debugfs_lookup_and_remove", in: area, from: .process, sleeps: true,
        source: "\(inode):debugfs_lookup_and_remove, 6.12", fences: fence,
        .routine { m, f in
          switch f.phase {
          case 0: return .next(1)
          case 1:
            let wanted = m.string(at: f.argument(0))
            let above = node(m, f.argument(1))
            f[0] = m.first(on: Word.debugfsList) {
              m.word($0, Node.parent) == above && name(m, $0) == wanted
            }
            if !m.isRunning { return .stop }
            return f[0] == 0 ? .done(0) : .next(2)
          default: return removeTree(m, f)
          }
        }),
      Symbol(
        "debugfs_file_get", in: area, source: "\(file):debugfs_file_get, 6.12",
        fences: "keeps debugfs_remove() waiting until debugfs_file_put(); -EIO after removal",
        .value { m in
          let record = node(m, m.argument(0))
          return record != 0 && get(m, record) ? 0 : Machine.int(-5)
        }),
      Symbol(
        "debugfs_file_put", in: area, source: "\(file):debugfs_file_put, 6.12",
        .value { m in
          let record = node(m, m.argument(0))
          guard record != 0 else { return 0 }
          if m.word(record, Node.users) == 0 {
            m.report(
              .refcount, kind: "debugfs_file_put without a reference", subject: m.argument(0),
              message: "debugfs_file_put() is called on a file that nobody holds.")
          } else {
            put(m, record)
          }
          return 0
        }),
      helper("debugfs_create_blob", .blob),
    ]
    + [
      ("u8", Kind.value1), ("x8", .value1), ("bool", .value1), ("u16", .value2), ("x16", .value2),
      ("u32", .value4), ("x32", .value4), ("atomic_t", .value4), ("u64", .value8),
      ("x64", .value8), ("ulong", .value8), ("size_t", .value8),
    ].map { helper("debugfs_create_\($0.0)", $0.1) }

  private static func creator(_ name: String, _ kind: Kind, _ fences: String) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: "\(inode):\(name), 6.12",
      fences: fences, approximation: "paths are not: a file is found by its last name",
      .value { m in
        create(
          m, kind, parent: m.argument(2), data: m.argument(3), ops: m.argument(4), call: name)
      })
  }

  private static func helper(_ name: String, _ kind: Kind) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: "\(file):\(name), 6.12",
      fences: "the variable must live until debugfs_remove() has returned",
      .value { m in
        create(m, kind, parent: m.argument(2), data: m.argument(3), ops: 0, call: name)
      })
  }
}
