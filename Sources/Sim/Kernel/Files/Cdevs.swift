// Character devices: numbers, the map from numbers to cdevs, opening and the last reference.
//
// cdev_del() takes the cdev out of the map and drops one reference. It waits for nobody: files that
// are open go on, and an inode that remembers the cdev can be opened again while one of them is.
// The last close drops the last reference, in the cdev itself: so the cdev has to live that long.
//
// Source: fs/char_dev.c, 6.12.

enum Cdevs {
  private static let area = "character devices"
  private static let file = "fs/char_dev.c"

  /// The words of a range of reserved numbers.
  private enum Range {
    static let first = 1
    static let number = 2
    /// A copy of its name.
    static let name = 3
    /// The cdev of `register_chrdev()`, 0 otherwise.
    static let cdev = 4
    static let module = 5
    static let count = 6
  }
  /// The words of an entry of the map.
  private enum Entry {
    static let cdev = 1
    static let first = 2
    static let number = 3
    static let count = 4
  }
  /// The words of a device file in /dev, which remembers the cdev in its inode.
  private enum Node {
    static let inode = 1
    static let device = 2
    /// The number of the name under which it was opened first.
    static let name = 3
    static let count = 4
  }
  /// What stands for the kernel's own two types in a cdev's kobject.
  private enum KobjectType {
    static let standard: UInt64 = 1
    static let dynamic: UInt64 = 2
  }

  /// The fields of a cdev.
  private struct Layout {
    let references, parent, type, owner, ops, device, number: UInt64
    init(_ m: Machine) {
      func at(_ name: StaticString) -> UInt64 { m.fields.offset("cdev", name) ?? 0 }
      func inside(_ name: StaticString) -> UInt64 { m.fields.offset("kobject", name) ?? 0 }
      let kobject = at("kobj")
      references = kobject &+ inside("kref")
      parent = kobject &+ inside("parent")
      type = kobject &+ inside("ktype")
      owner = at("owner")
      ops = at("ops")
      device = at("dev")
      number = at("count")
    }
  }

  private static func word32(_ p: UInt64) -> UInt64 { p & 0xffff_ffff }

  // MARK: Numbers

  /// Reserves `count` numbers from `first`: false if some are taken.
  private static func reserve(
    _ m: Machine, _ first: UInt64, _ count: UInt64, name: Pointer, cdev: Pointer = 0
  ) -> Pointer {
    let taken = m.first(on: Word.numberList) {
      let other = m.word($0, Range.first)
      return first < other &+ m.word($0, Range.number) && other < first &+ count
    }
    if taken != 0 { return 0 }
    let text = Array(m.string(at: name).utf8) + [0]
    let copy = m.makeObject(.kernel, size: text.count, type: .buffer)
    let record = m.makeRecord(Range.count)
    if !m.isRunning { return 0 }
    for (i, byte) in text.enumerated() { m.store(copy &+ UInt64(i), UInt64(byte), 1) }
    m.setWord(record, Range.first, first)
    m.setWord(record, Range.number, count)
    m.setWord(record, Range.name, copy)
    m.setWord(record, Range.cdev, cdev)
    m.setWord(record, Range.module, UInt64(m.callerModule() + 1))
    m.push(record, on: Word.numberList)
    return record
  }

  /// The newest free major number, as the kernel gives them out from 254 down.
  private static func freeMajor(_ m: Machine) -> UInt64 {
    var major: UInt64 = 254
    while m.first(on: Word.numberList, where: { m.word($0, Range.first) >> 20 == major }) != 0 {
      major -= 1
    }
    return major
  }

  /// Gives numbers back; what was not reserved is passed over in silence, as by the kernel.
  private static func release(_ m: Machine, _ first: UInt64, _ count: UInt64) -> Pointer {
    let record = m.first(on: Word.numberList) {
      m.word($0, Range.first) == first && m.word($0, Range.number) == count
    }
    if record != 0 { m.unlink(record, from: Word.numberList) }
    return record
  }

  /// A name of numbers that `module` still holds, or nil.
  static func leftNumbers(_ m: Machine, module: Int) -> String? {
    let record = m.first(on: Word.numberList) { m.word($0, Range.module) == UInt64(module + 1) }
    return record == 0 ? nil : m.string(at: m.word(record, Range.name))
  }

  // MARK: Names

  /// The number of the device file of that name: the name of a range stands for its first number,
  /// with digits after it for one of the others.
  private static func number(_ m: Machine, named name: String) -> UInt64? {
    let wanted = name.hasPrefix("/dev/") ? String(name.dropFirst(5)) : name
    var found: UInt64?
    _ = m.first(on: Word.numberList) { r in
      let range = m.string(at: m.word(r, Range.name))
      let first = m.word(r, Range.first)
      if wanted == range {
        found = first
      } else if wanted.hasPrefix(range), let n = UInt64(wanted.dropFirst(range.count)),
        n < m.word(r, Range.number)
      {
        found = first + n
      }
      return found != nil
    }
    return found
  }

  /// The device file of a name: where its numbers have been given back, the one that was opened
  /// before is still there. 0 if there is none.
  private static func node(_ m: Machine, name number: Int) -> Pointer {
    let device = self.number(m, named: m.actorNames[number])
    let known = m.first(on: Word.nodeList) {
      device == nil
        ? m.word($0, Node.name) == UInt64(number) : m.word($0, Node.device) == device
    }
    if known != 0 { return known }
    guard let device else { return 0 }
    let node = m.makeRecord(Node.count)
    let inode = m.makeObject(.kernel, size: m.fields.size("inode", or: 32), type: .inode)
    if !m.isRunning { return 0 }
    if let at = m.fields.offset("inode", "i_rdev") { m.store(inode &+ at, device, 4) }
    m.setWord(node, Node.inode, inode)
    m.setWord(node, Node.device, device)
    m.setWord(node, Node.name, UInt64(number))
    m.push(node, on: Word.nodeList)
    return node
  }

  /// Whether `open` of this name is the business of this file.
  static func knows(_ m: Machine, name number: Int) -> Bool {
    if m.state[Word.nodeList] != 0,
      m.first(on: Word.nodeList, where: { m.word($0, Node.name) == UInt64(number) }) != 0
    {
      return true
    }
    return m.state[Word.numberList] != 0 && self.number(m, named: m.actorNames[number]) != nil
  }

  /// The cdevs that can be opened, oldest first, with the operations of each.
  static func registered(_ m: Machine) -> [(name: String, ops: Pointer)] {
    var all: [(name: String, ops: Pointer)] = []
    var e = m.state[Word.cdevList]
    while e != 0 {
      let first = m.word(e, Entry.first)
      let range = m.first(on: Word.numberList) {
        first &- m.word($0, Range.first) < m.word($0, Range.number)
      }
      if range != 0 {
        let name = m.string(at: m.word(range, Range.name))
        let n = first - m.word(range, Range.first)
        let ops = m.load(m.word(e, Entry.cdev) &+ Layout(m).ops)
        all.append((n == 0 ? name : name + String(n), ops))
      }
      e = m.word(e, 0)
    }
    return all.reversed()
  }

  /// A cdev within these bytes that is in the map, or 0.
  static func active(_ m: Machine, in p: Pointer, _ size: Int) -> Pointer {
    let found = m.first(on: Word.cdevList) {
      let cdev = m.word($0, Entry.cdev)
      return cdev >= p && cdev < p &+ UInt64(size)
    }
    return found == 0 ? 0 : m.word(found, Entry.cdev)
  }

  // MARK: References

  /// Whether the kobject at `p` is that of a cdev: `kobject_put()` on it is `cdev_put()`.
  static func isCdev(_ m: Machine, kobject p: Pointer) -> Bool {
    let type = m.load(p &+ (m.fields.offset("kobject", "ktype") ?? 0))
    return type == KobjectType.standard || type == KobjectType.dynamic
  }

  /// cdev_get(): the module first, then the cdev unless its last reference has gone.
  private static func get(_ m: Machine, _ cdev: Pointer) -> Bool {
    let layout = Layout(m)
    let owner = m.load(cdev &+ layout.owner)
    guard m.isRunning, Modules.tryGet(m, owner) else { return false }
    let n = m.load(cdev &+ layout.references, 4)
    if n == 0 || !m.isRunning {
      if m.isRunning { Modules.put(m, owner) }
      return false
    }
    m.store(cdev &+ layout.references, n + 1, 4)
    return m.isRunning
  }

  private static func initialise(
    _ m: Machine, _ cdev: Pointer, ops: Pointer, type: UInt64
  ) {
    let layout = Layout(m)
    m.store(cdev &+ layout.references, 1, 4)
    m.store(cdev &+ layout.type, type)
    m.store(cdev &+ layout.ops, ops)
  }

  /// cdev_add(): the device can be opened at once.
  private static func add(_ m: Machine, _ cdev: Pointer, _ first: UInt64, _ count: UInt64) {
    let layout = Layout(m)
    let references = m.load(cdev &+ layout.references, 4)
    if m.isRunning, references == 0 {
      m.report(
        .uninitialisedObject, kind: "cdev_add before cdev_init", subject: cdev,
        message: "cdev_add() is called on a cdev that cdev_init() has not set up.")
    }
    if !m.isRunning { return }
    m.store(cdev &+ layout.device, first, 4)
    m.store(cdev &+ layout.number, count, 4)
    let above = m.load(cdev &+ layout.parent)
    if above != 0 {
      let at = above &+ (m.fields.offset("kobject", "kref") ?? 0)
      m.store(at, m.load(at, 4) &+ 1, 4)
    }
    let entry = m.makeRecord(Entry.count)
    if !m.isRunning { return }
    m.setWord(entry, Entry.cdev, cdev)
    m.setWord(entry, Entry.first, first)
    m.setWord(entry, Entry.number, count)
    m.push(entry, on: Word.cdevList)
  }

  private static func unmap(_ m: Machine, _ cdev: Pointer) {
    let entry = m.first(on: Word.cdevList) { m.word($0, Entry.cdev) == cdev }
    if entry != 0 { m.unlink(entry, from: Word.cdevList) }
  }

  private static let drop = KernelTable.routine("cdev_put")
  private static let putKobject = KernelTable.routine("kobject_put")
  private static let putDevice = KernelTable.routine("put_device")
  static let open = KernelTable.routine("chrdev_open")
  static var put: Routine { drop }

  static let routines: [InternalRoutine] = [
    // Argument 0 is the cdev, argument 1 whether its module is put after it. The last reference
    // makes the inodes forget the cdev, frees it if cdev_alloc() made it, and puts its parent.
    InternalRoutine("cdev_put") { m, f in
      let cdev = f.argument(0)
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let layout = Layout(m)
        f[0] = f.argument(1) == 0 ? 0 : m.load(cdev &+ layout.owner)
        let n = m.load(cdev &+ layout.references, 4)
        if !m.isRunning { return .stop }
        if n == 0 {
          m.report(
            .refcount, kind: "reference underflow", subject: cdev,
            message: "A reference to a cdev is given back that has none left.")
          return m.isRunning ? .done(0) : .stop
        }
        m.store(cdev &+ layout.references, n - 1, 4)
        if n > 1 { return .next(2) }
        var node = m.state[Word.nodeList]
        while let at = m.fields.offset("inode", "i_cdev"), node != 0 {
          let cache = m.word(node, Node.inode) &+ at
          if m.load(cache) == cdev { m.store(cache, 0) }
          node = m.word(node, 0)
        }
        let above = m.load(cdev &+ layout.parent)
        let type = m.load(cdev &+ layout.type)
        if m.isRunning, type == KobjectType.dynamic { Slab.free(m, cdev, call: "cdev_put") }
        if !m.isRunning { return .stop }
        if above == 0 { return .next(2) }
        // A device's kobject is put as the device.
        let kind = m.load(above &+ (m.fields.offset("kobject", "ktype") ?? 0))
        if kind != 0 {
          m.setOutgoing(above)
          return .enter(putKobject, arguments: 1, 2)
        }
        m.setOutgoing(above &- (m.fields.offset("device", "kobj") ?? 0))
        return .enter(putDevice, arguments: 1, 2)
      default:
        Modules.put(m, f[0])
        return m.isRunning ? .done(0) : .stop
      }
    },
    // Argument 0 is the number of the name. Locals: open file, cdev, result.
    InternalRoutine("chrdev_open") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let node = node(m, name: Int(f.argument(0)))
        if node == 0 { return m.isRunning ? .done(Machine.int(-6)) : .stop }
        let inode = m.word(node, Node.inode)
        let cache = inode &+ (m.fields.offset("inode", "i_cdev") ?? 0)
        var cdev = m.load(cache)
        if cdev == 0 {
          let device = m.word(node, Node.device)
          let entry = m.first(on: Word.cdevList) {
            device &- m.word($0, Entry.first) < m.word($0, Entry.number)
          }
          if entry != 0 { cdev = m.word(entry, Entry.cdev) }
        }
        guard cdev != 0, get(m, cdev) else { return m.isRunning ? .done(Machine.int(-6)) : .stop }
        m.store(cache, cdev)
        let open = OpenFiles.makeFile(m, ops: 0, owner: 0, debugfs: 0)
        if !m.isRunning { return .stop }
        OpenFiles.setCdev(m, open, cdev, inode: inode)
        f[0] = open
        f[1] = cdev
        return .next(2)
      case 2:
        let ops = m.load(f[1] &+ Layout(m).ops)
        let owner = ops == 0 ? 0 : m.load(ops &+ m.fields.opsOwner)
        guard m.isRunning else { return .stop }
        guard ops != 0, Modules.tryGet(m, owner) else {
          f[2] = Machine.int(-6)
          m.setOutgoing(f[1], 1)
          return .enter(drop, arguments: 2, 5)
        }
        OpenFiles.setOperations(m, f[0], ops, owner)
        _ = OpenFiles.setMapping(m, f[0], ops: ops)
        let function = m.load(ops &+ m.fields.opsOpen)
        if !m.isRunning { return .stop }
        let (inode, file) = OpenFiles.parts(m, f[0])
        if function == 0 { return .next(3) }
        m.setOutgoing(inode, file)
        return .call(function, arguments: 2, 3)
      case 3:
        f[2] = f.result
        if Int32(truncatingIfNeeded: f[2]) < 0 {
          m.setOutgoing(f[1], 1)
          return .enter(drop, arguments: 2, 4)
        }
        return .done(OpenFiles.opened(m, f[0], 0))
      case 4: return .done(OpenFiles.opened(m, f[0], f[2]))
      default:
        m.retire(OpenFiles.parts(m, f[0]).file, ObjectFlag.freed)
        return .done(f[2])
      }
    },
  ]

  // MARK: Symbols

  static let symbols: [Symbol] = [
    Symbol(
      "register_chrdev_region", in: area, from: .process, sleeps: true,
      source: "\(file):register_chrdev_region, 6.12",
      .value { m in
        if m.failsByFault("register_chrdev_region") { return Machine.int(-12) }
        let r = reserve(m, word32(m.argument(0)), word32(m.argument(1)), name: m.argument(2))
        return r == 0 ? Machine.int(-16) : 0
      }),
    Symbol(
      "alloc_chrdev_region", in: area, from: .process, sleeps: true,
      source: "\(file):alloc_chrdev_region, 6.12",
      .value { m in
        if m.failsByFault("alloc_chrdev_region") { return Machine.int(-12) }
        let first = freeMajor(m) << 20 | word32(m.argument(1))
        let r = reserve(m, first, word32(m.argument(2)), name: m.argument(3))
        if r == 0 { return Machine.int(-16) }
        m.store(m.argument(0), first, 4)
        return 0
      }),
    Symbol(
      "unregister_chrdev_region", in: area, from: .process, sleeps: true,
      source: "\(file):unregister_chrdev_region, 6.12",
      fences: "nothing: it gives numbers back, and the device can still be opened",
      .value { m in
        _ = release(m, word32(m.argument(0)), word32(m.argument(1)))
        return 0
      }),
    Symbol(
      "__register_chrdev", as: "register_chrdev", in: area, from: .process, sleeps: true,
      source: "\(file):__register_chrdev, 6.12",
      fences: "the device can be opened before it returns",
      .value { m in
        if m.failsByFault("__register_chrdev") { return Machine.int(-12) }
        let asked = word32(m.argument(0))
        let major = asked == 0 ? freeMajor(m) : asked
        let first = major << 20 | word32(m.argument(1))
        let count = word32(m.argument(2))
        let owner = m.load(m.argument(4) &+ m.fields.opsOwner)
        let cdev = m.makeObject(.heap, size: m.fields.size("cdev", or: 96))
        if !m.isRunning { return 0 }
        guard reserve(m, first, count, name: m.argument(3), cdev: cdev) != 0 else {
          m.retire(cdev, ObjectFlag.freed)
          return Machine.int(-16)
        }
        initialise(m, cdev, ops: m.argument(4), type: KobjectType.dynamic)
        m.store(cdev &+ Layout(m).owner, owner)
        add(m, cdev, first, count)
        return asked == 0 ? major : 0
      }),
    Symbol(
      "__unregister_chrdev", as: "unregister_chrdev", in: area, from: .process, sleeps: true,
      source: "\(file):__unregister_chrdev, 6.12",
      fences: "prevents later opens that look the device up; open files and operations in flight"
        + " go on",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let first = word32(f.argument(0)) << 20 | word32(f.argument(1))
          let range = release(m, first, word32(f.argument(2)))
          let cdev = range == 0 ? 0 : m.word(range, Range.cdev)
          if cdev == 0 { return .done(0) }
          unmap(m, cdev)
          m.setOutgoing(cdev, 0)
          return .enter(drop, arguments: 2, 2)
        default: return .done(0)
        }
      }),
    Symbol(
      "cdev_init", in: area, source: "\(file):cdev_init, 6.12",
      .value { m in
        let cdev = m.argument(0)
        let size = m.fields.size("cdev", or: 96)
        if active(m, in: cdev, 1) != 0 {
          m.report(
            .reinitActiveObject, kind: "init of an active cdev", subject: cdev,
            message: "cdev_init() is called on a cdev that is registered.")
        }
        guard m.isRunning, let b = m.bytes(cdev, UInt64(size)) else {
          m.reportAccess(cdev, size, .write)
          return 0
        }
        b.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        initialise(m, cdev, ops: m.argument(1), type: KobjectType.standard)
        return 0
      }),
    Symbol(
      "cdev_alloc", in: area, from: .process, sleeps: true, source: "\(file):cdev_alloc, 6.12",
      .value { m in
        let size = m.fields.size("cdev", or: 96)
        let cdev = Slab.allocate(m, UInt64(size), flags: 0, call: "cdev_alloc")
        if cdev != 0, m.isRunning { initialise(m, cdev, ops: 0, type: KobjectType.dynamic) }
        return cdev
      }),
    Symbol(
      "cdev_add", in: area, from: .process, sleeps: true, source: "\(file):cdev_add, 6.12",
      fences: "the device can be opened before it returns",
      .value { m in
        if m.failsByFault("cdev_add") { return Machine.int(-12) }
        let count = word32(m.argument(2))
        if active(m, in: m.argument(0), 1) != 0 {
          m.report(
            .apiMisuse, kind: "cdev added twice", subject: m.argument(0),
            message: "cdev_add() is called on a cdev that is registered.")
          return Machine.int(-16)
        }
        add(m, m.argument(0), word32(m.argument(1)), count)
        return 0
      }),
    Symbol(
      "cdev_del", in: area, from: .process, sleeps: true, source: "\(file):cdev_del, 6.12",
      fences: "prevents later opens that look the device up; not opens under way or by an inode that"
        + " remembers the cdev, not open files, not operations in flight",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          unmap(m, f.argument(0))
          m.setOutgoing(f.argument(0), 0)
          return .enter(drop, arguments: 2, 2)
        default: return .done(0)
        }
      }),
  ]
}
