// Misc devices and open files. An open file outlives misc_deregister() and unbind; it pins the
// module if its operations name an owner, and nothing else.
//
// Source: drivers/char/misc.c, fs/open.c, fs/file_table.c, 6.12.

enum CharDevices {
  private static let area = "character devices"

  /// The words of a registered misc device's record.
  private enum Misc {
    static let device = 1
    static let binding = 2
    static let count = 3
  }
  /// The words of an open file's record.
  private enum Open {
    /// The file that the same thread opened before it.
    static let previous = 0
    static let file = 1
    static let inode = 2
    /// The module that it pins, as `fops->owner` named it.
    static let owner = 3
    /// The entries that a poll() under way has put on wait queues: records of (next, entry).
    static let polls = 4
    /// What ->poll and ->mmap are handed, made when they are first needed.
    static let pollTable = 5
    static let area = 6
    /// The binding that had registered the device, for the check `fence`.
    static let binding = 7
    /// The record of its debugfs file, 0 if it is a device.
    static let debugfs = 8
    /// The cdev that it holds a reference to, 0 if it is no cdev's.
    static let cdev = 9
    /// The entries of epoll: records of (next, entry).
    static let epolls = 10
    static let count = 11
  }

  /// A device that a user can open, and what it offers.
  struct Registered {
    var name: String
    var hasRead, hasWrite, hasIoctl, hasPoll, hasMmap, hasFasync: Bool

    init(_ m: Machine, _ name: String, _ ops: Pointer) {
      func has(_ offset: UInt64) -> Bool { ops != 0 && m.load(ops &+ offset) != 0 }
      self.name = name
      hasRead = has(m.fields.opsRead)
      hasWrite = has(m.fields.opsWrite)
      hasIoctl = has(m.fields.opsIoctl)
      hasPoll = has(m.fields.opsPoll)
      hasMmap = has(m.fields.opsMmap)
      hasFasync = m.fields.offset("file_operations", "fasync").map(has) ?? false
    }
  }

  /// The devices that are registered now, oldest first.
  static func registered(_ m: Machine) -> [Registered] {
    var all: [Registered] = []
    var r = m.state[Word.miscList]
    while r != 0 {
      let misc = m.word(r, Misc.device)
      let ops = m.load(misc &+ m.fields.miscOps)
      all.append(Registered(m, m.string(at: m.load(misc &+ m.fields.miscName)), ops))
      r = m.word(r, 0)
    }
    return all.reversed() + Cdevs.registered(m).map { Registered(m, $0.name, $0.ops) }
  }

  /// The devices and open files of a binding, for the check `fence`: any operation but ->release
  /// can still be called through them.
  static func reachable(_ m: Machine, binding: UInt64) -> [Reachable] {
    var all: [Reachable] = []
    func add(_ ops: Pointer, _ what: String, _ subject: Pointer) {
      let fields = m.fields
      for offset in [
        fields.opsIoctl, fields.opsRead, fields.opsWrite, fields.opsPoll, fields.opsMmap,
      ] {
        let function = m.bytes(ops &+ offset, 8) == nil ? 0 : m.load(ops &+ offset)
        guard let name = m.functionName(function) else { continue }
        all.append(Reachable(phrase: "\(name) of \(what)", function: name, subject: subject))
        return
      }
    }
    var r = m.state[Word.miscList]
    while r != 0 {
      let misc = m.word(r, Misc.device)
      if m.word(r, Misc.binding) & 0xffff == binding, m.bytes(misc &+ m.fields.miscOps, 8) != nil {
        add(m.load(misc &+ m.fields.miscOps), "a misc device that is still registered", misc)
      }
      r = m.word(r, 0)
    }
    m.forEachThread { t in
      var open = m.header(t)[ThreadWord.files]
      while open != 0 {
        if m.word(open, Open.binding) & 0xffff == binding {
          let file = m.word(open, Open.file)
          add(m.load(file &+ m.fields.fileOps), "a file that \(m.name(of: t)) has open", file)
        }
        open = m.word(open, Open.previous)
      }
    }
    return all
  }

  /// The binding that had registered the device which the current thread has open, if it has.
  static func bindingOfNewestFile(_ m: Machine) -> UInt64? {
    let open = m.header(m.current)[ThreadWord.files]
    return open == 0 ? nil : m.word(open, Open.binding)
  }

  /// The end of closing: epoll lets go, O_ASYNC goes off, ->release, then phase 3. Local 1 says
  /// that ->fasync has been called.
  private static func release(_ m: Machine, _ f: Frame) -> Phase {
    let open = f[0]
    if m.word(open, Open.epolls) != 0 {
      m.setOutgoing(open)
      return .enter(detachEpoll, arguments: 1, 4)
    }
    let file = m.word(open, Open.file)
    if f[1] == 0, FileWatches.isAsync(m, file),
      let at = m.fields.offset("file_operations", "fasync")
    {
      f[1] = 1
      guard let function = operation(m, open, at) else { return .stop }
      if function != 0 {
        m.setOutgoing(Machine.int(-1), file, 0)
        return .call(function, arguments: 3, 4)
      }
    }
    guard let function = operation(m, open, m.fields.opsRelease) else { return .stop }
    if function == 0 { return .next(3) }
    m.setOutgoing(m.word(open, Open.inode), file)
    return .call(function, arguments: 2, 3)
  }

  private static let detachEpoll = KernelTable.routine("ep_remove_wait_queue")

  /// What a file of a cdev has beside.
  static func setCdev(_ m: Machine, _ open: Pointer, _ cdev: Pointer, inode: Pointer) {
    m.setWord(open, Open.cdev, cdev)
    m.setWord(open, Open.inode, inode)
    m.store(m.word(open, Open.file) &+ m.fields.fileInode, inode)
  }

  static func setOperations(_ m: Machine, _ open: Pointer, _ ops: Pointer, _ owner: Pointer) {
    m.store(m.word(open, Open.file) &+ m.fields.fileOps, ops)
    m.setWord(open, Open.owner, owner)
  }

  private static func miscFree(_ m: Machine) -> Wait {
    Wait(.equal, index: Word.miscLock, value: 0)
  }

  private static func find(_ m: Machine, named name: String) -> Pointer {
    let wanted = name.hasPrefix("/dev/") ? String(name.dropFirst(5)) : name
    return m.first(on: Word.miscList) { r in
      m.string(at: m.load(m.word(r, Misc.device) &+ m.fields.miscName)) == wanted
    }
  }

  /// The driver's function for an operation on a file; nil after a finding, 0 if it has none.
  private static func operation(_ m: Machine, _ open: Pointer, _ offset: UInt64) -> Pointer? {
    let file = m.word(open, Open.file)
    let ops = m.load(file &+ m.fields.fileOps)
    // A variable in debugfs: the operations are the kernel's.
    if ops == 0 { return m.isRunning ? 0 : nil }
    let id = Machine.id(ops)
    if m.kind(id) == .data, m.flags(id) & ObjectFlag.unloaded != 0 {
      let module = m.owner(id) - 1
      let name =
        m.program.modules.indices.contains(module) ? m.program.modules[module].name : "?"
      let target = m.program.globals[id - 1].relocations.first {
        $0.offset == Int(offset &+ Machine.offset(ops))
      }
      // An operation that it never had would not be called, but is looked up in freed memory.
      let function = target.flatMap { m.functionName(Address.resolve($0.target)) }
      m.report(
        .executeAfterFree, kind: "execute-after-free", access: .execute, subject: ops,
        function: function ?? m.program.globals[id - 1].name,
        message: "A file is used whose operations were in module \(name), which was unloaded:"
          + " nothing pinned it (is .owner set?).")
      return nil
    }
    let function = m.load(ops &+ offset)
    return m.isRunning ? function : nil
  }

  /// An object of the kernel's that is handed to the driver, made once for each open file.
  private static func part(_ m: Machine, _ open: Pointer, _ word: Int, _ size: Int) -> Pointer {
    let known = m.word(open, word)
    if known != 0 { return known }
    let p = m.makeObject(.kernel, size: size)
    m.setWord(open, word, p)
    return p
  }

  /// The device of a misc device, and its minor number if it is dynamic.
  private static func makeDevice(_ m: Machine, _ misc: Pointer) {
    if m.load(misc &+ m.fields.miscMinor, 4) == 255 {
      m.store(misc &+ m.fields.miscMinor, 63 &- (m.state[Word.nextNumber] & 63), 4)
      m.state[Word.nextNumber] &+= 1
    }
    let device = m.makeObject(.kernel, size: m.fields.size("device", or: 128), type: .device)
    if !m.isRunning { return }
    Devices.initialise(m, device)
    m.store(device &+ m.fields.deviceParent, m.load(misc &+ m.fields.miscParent))
    m.store(device &+ m.fields.deviceDriverData, misc)
    if let name = m.fields.offset("device", "init_name") {
      m.store(device &+ name, m.load(misc &+ m.fields.miscName))
    }
    m.store(misc &+ m.fields.miscThisDevice, device)
  }

  /// A new open file with its record; the caller checks that the machine still runs.
  static func makeFile(
    _ m: Machine, ops: Pointer, owner: Pointer, debugfs: Pointer
  ) -> Pointer {
    let file = m.makeObject(.kernel, size: m.fields.size("file", or: 64), type: .file)
    let inode = m.makeObject(.kernel, size: m.fields.size("inode", or: 32), type: .inode)
    let open = m.makeRecord(Open.count)
    if !m.isRunning { return 0 }
    m.store(file &+ m.fields.fileOps, ops)
    m.store(file &+ m.fields.fileInode, inode)
    if let mode = m.fields.offset("file", "f_mode") { m.store(file &+ mode, 3, 4) }
    m.setWord(open, Open.file, file)
    m.setWord(open, Open.inode, inode)
    m.setWord(open, Open.owner, owner)
    m.setWord(open, Open.debugfs, debugfs)
    return open
  }

  /// What a file of debugfs has beside.
  static func setUp(
    _ m: Machine, _ open: Pointer, data: Pointer, dentry: Pointer, binding: UInt64
  ) {
    if let at = m.fields.offset("inode", "i_private") {
      m.store(m.word(open, Open.inode) &+ at, data)
    }
    if let at = m.fields.offset("file", "f_path.dentry") {
      m.store(m.word(open, Open.file) &+ at, dentry)
    }
    m.setWord(open, Open.binding, binding)
  }

  static func parts(_ m: Machine, _ open: Pointer) -> (inode: Pointer, file: Pointer) {
    (m.word(open, Open.inode), m.word(open, Open.file))
  }

  /// The end of opening: the file is the thread's newest one, unless ->open has refused.
  static func opened(_ m: Machine, _ open: Pointer, _ result: UInt64) -> UInt64 {
    let result = Int32(truncatingIfNeeded: result)
    if result < 0 {
      Modules.put(m, m.word(open, Open.owner))
      m.retire(m.word(open, Open.file), ObjectFlag.freed)
      return Machine.int(Int(result))
    }
    let h = m.header(m.current)
    m.setWord(open, Open.previous, h[ThreadWord.files])
    h[ThreadWord.files] = open
    return 0
  }

  /// A system call on the thread's newest file: calls the operation at `offset` with what
  /// `arguments` gives.
  private static func systemCall(
    _ name: String, _ offset: @escaping @Sendable (Fields) -> UInt64, missing: Int,
    _ arguments: @escaping @Sendable (Machine, Frame, Pointer, Pointer) -> (
      UInt64, UInt64, UInt64, UInt64
    )
  ) -> InternalRoutine {
    InternalRoutine(name) { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let open = m.header(m.current)[ThreadWord.files]
        if open == 0 { return .done(Machine.int(-9)) }
        f[0] = open
        // A file of debugfs: the kernel's own operations, or proxies around the driver's.
        let node = m.word(open, Open.debugfs)
        if node != 0, Debugfs.isHelper(m, node) {
          m.setOutgoing(node, name == "sys_write" ? 1 : 0, f.argument(0))
          return .enter(Debugfs.accessRoutine, arguments: 3, 2)
        }
        if node != 0, name != "sys_mmap", Debugfs.isProxied(m, node) {
          guard Debugfs.get(m, node) else { return .done(Machine.int(-5)) }
          f[2] = node
        }
        guard let function = operation(m, open, offset(m.fields)) else { return .stop }
        if function == 0 {
          if f[2] != 0 { Debugfs.put(m, f[2]) }
          return .done(Machine.int(missing))
        }
        let list = arguments(m, f, open, m.word(open, Open.file))
        if !m.isRunning { return .stop }
        m.setOutgoing(list.0, list.1, list.2, list.3)
        return .call(function, arguments: 4, 2)
      case 2:
        f[1] = f.result
        if f[2] != 0 { Debugfs.put(m, f[2]) }
        // poll() takes itself off the wait queues at its end, in a step of its own.
        return m.word(f[0], Open.polls) == 0 ? .done(f[1]) : .next(3)
      default:
        while m.isRunning, case let poll = m.word(f[0], Open.polls), poll != 0 {
          m.setWord(f[0], Open.polls, m.word(poll, 0))
          WaitQueues.removePoll(m, m.word(poll, 1))
        }
        return m.isRunning ? .done(f[1]) : .stop
      }
    }
  }

  /// An address that user space hands in: no object of the machine.
  static let userAddress: UInt64 = 0x3fff_0000_0000_0000

  static let routines: [InternalRoutine] = [
    // The whole of misc_open() is under misc_mtx, the driver's ->open included. Argument 0 is the
    // number of the name.
    InternalRoutine("sys_open") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let name = m.actorNames[Int(f.argument(0))]
        let record = find(m, named: name)
        if record == 0, Cdevs.knows(m, name: Int(f.argument(0))) {
          m.setOutgoing(f.argument(0))
          return .enter(Cdevs.open, arguments: 1, 3)
        }
        if m.state[Word.miscLock] != 0 { return .wait(miscFree(m), 1) }
        if record == 0 {
          if Debugfs.find(m, named: name) == 0 { return .done(Machine.int(-19)) }
          m.setOutgoing(f.argument(0))
          return .enter(Debugfs.openRoutine, arguments: 1, 3)
        }
        let misc = m.word(record, Misc.device)
        let ops = m.load(misc &+ m.fields.miscOps)
        if !m.isRunning { return .stop }
        let owner = ops == 0 ? 0 : m.load(ops &+ m.fields.opsOwner)
        guard ops != 0, Modules.tryGet(m, owner) else { return .done(Machine.int(-19)) }
        m.state[Word.miscLock] = UInt64(m.current + 1)
        let open = makeFile(m, ops: ops, owner: owner, debugfs: 0)
        if !m.isRunning { return .stop }
        let (inode, file) = parts(m, open)
        m.store(file &+ m.fields.filePrivate, misc)
        if let number = m.fields.offset("inode", "i_rdev") {
          m.store(inode &+ number, 10 << 20 | m.load(misc &+ m.fields.miscMinor, 4), 4)
        }
        m.setWord(open, Open.binding, m.word(record, Misc.binding))
        f[0] = open
        let function = m.load(ops &+ m.fields.opsOpen)
        if function == 0 { return .next(2) }
        m.setOutgoing(inode, file)
        return .call(function, arguments: 2, 2)
      case 2:
        m.state[Word.miscLock] = 0
        return .done(opened(m, f[0], f.result))
      default: return .done(f.result)
      }
    },
    // ->flush, then the last reference of the file: ->release, then the module reference.
    InternalRoutine("sys_close") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let h = m.header(m.current)
        let open = h[ThreadWord.files]
        if open == 0 { return .done(Machine.int(-9)) }
        h[ThreadWord.files] = m.word(open, Open.previous)
        f[0] = open
        guard let at = m.fields.offset("file_operations", "flush") else { return .next(2) }
        guard let function = operation(m, open, at) else { return .stop }
        if function == 0 {
          // Not a step of its own: nothing is called.
          return release(m, f)
        }
        m.setOutgoing(m.word(open, Open.file), 0)
        return .call(function, arguments: 2, 2)
      case 2, 4: return release(m, f)
      case 3:
        // What replace_fops() left there is put; operations that are gone are those of the open.
        let ops = m.load(m.word(f[0], Open.file) &+ m.fields.fileOps)
        f[2] = m.word(f[0], Open.owner)
        if f[2] != 0 || m.word(f[0], Open.cdev) != 0, ops != 0,
          m.bytes(ops &+ m.fields.opsOwner, 8) != nil
        {
          f[2] = m.load(ops &+ m.fields.opsOwner)
        }
        if m.word(f[0], Open.cdev) != 0 {
          m.setOutgoing(m.word(f[0], Open.cdev), 1)
          return .enter(Cdevs.put, arguments: 2, 5)
        }
        fallthrough
      default:
        m.retire(m.word(f[0], Open.file), ObjectFlag.freed)
        if m.word(f[0], Open.debugfs) != 0 { Debugfs.closed(m, m.word(f[0], Open.debugfs)) }
        Modules.put(m, f[2])
        return m.isRunning ? .done(0) : .stop
      }
    },
    // Argument 0 is the open file's record: takes its entries off the wait queues.
    InternalRoutine("ep_remove_wait_queue") { m, f in
      if f.phase == 0 { return .next(1) }
      let open = f.argument(0)
      while m.isRunning, case let poll = m.word(open, Open.epolls), poll != 0 {
        m.setWord(open, Open.epolls, m.word(poll, 0))
        WaitQueues.removePoll(m, m.word(poll, 1))
      }
      return m.isRunning ? .done(0) : .stop
    },
    // EPOLL_CTL_ADD: asks ->poll, and leaves its entries on the wait queues until the file is closed.
    InternalRoutine("sys_epoll") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let open = m.header(m.current)[ThreadWord.files]
        if open == 0 { return .done(Machine.int(-9)) }
        guard let function = operation(m, open, m.fields.opsPoll) else { return .stop }
        // Neither without ->poll nor a second time.
        if function == 0 { return .done(Machine.int(-1)) }
        if m.word(open, Open.epolls) != 0 { return .done(Machine.int(-17)) }
        f[0] = open
        let table = part(m, open, Open.pollTable, m.fields.size("poll_table_struct", or: 16))
        if !m.isRunning { return .stop }
        m.setOutgoing(m.word(open, Open.file), table)
        return .call(function, arguments: 2, 2)
      default:
        var poll = m.word(f[0], Open.polls)
        m.setWord(f[0], Open.epolls, poll)
        m.setWord(f[0], Open.polls, 0)
        while m.isRunning, poll != 0 {
          FileWatches.makeEpoll(m, m.word(poll, 1))
          poll = m.word(poll, 0)
        }
        return m.isRunning ? .done(0) : .stop
      }
    },
    // F_SETFL with O_ASYNC.
    systemCall(
      "sys_fasync", { $0.offset("file_operations", "fasync") ?? 0 }, missing: -22
    ) { _, _, _, file in (3, file, 1, 0) },
    systemCall("sys_ioctl", { $0.opsIoctl }, missing: -25) { _, f, _, file in
      (file, f.argument(0), f.argument(1), 0)
    },
    systemCall("sys_read", { $0.opsRead }, missing: -22) { m, f, _, file in
      (file, userAddress, f.argument(0), file &+ (m.fields.offset("file", "f_pos") ?? 0))
    },
    systemCall("sys_write", { $0.opsWrite }, missing: -22) { m, f, _, file in
      (file, userAddress, f.argument(0), file &+ (m.fields.offset("file", "f_pos") ?? 0))
    },
    systemCall("sys_poll", { $0.opsPoll }, missing: 0) { m, _, open, file in
      (file, part(m, open, Open.pollTable, m.fields.size("poll_table_struct", or: 16)), 0, 0)
    },
    systemCall("sys_mmap", { $0.opsMmap }, missing: -19) { m, _, open, file in
      (file, part(m, open, Open.area, 256), 0, 0)
    },
  ]

  static let symbols: [Symbol] = [
    Symbol(
      "misc_register", in: area, from: .process, sleeps: true,
      source: "drivers/char/misc.c:misc_register, 6.12",
      fences: "the device can be opened before it returns",
      .blocking(
        miscFree,
        { m in
          if m.failsByFault("misc_register") { return Machine.int(-16) }
          let misc = m.argument(0)
          _ = m.load(misc &+ m.fields.miscOps)
          let name = m.string(at: m.load(misc &+ m.fields.miscName))
          if !m.isRunning { return 0 }
          let known = m.first(on: Word.miscList) { m.word($0, Misc.device) == misc }
          if known != 0 {
            m.report(
              .apiMisuse, kind: "misc device registered twice", subject: misc,
              message: "misc_register() is called on a device that is registered.")
            return Machine.int(-17)
          }
          // The device's name in sysfs is taken.
          if find(m, named: name) != 0 { return Machine.int(-17) }
          let record = m.makeRecord(Misc.count)
          m.setWord(record, Misc.device, misc)
          m.setWord(record, Misc.binding, m.checksFence ? m.actingBinding : 0)
          makeDevice(m, misc)
          m.push(record, on: Word.miscList)
          return 0
        })),
    Symbol(
      "misc_deregister", in: area, from: .process, sleeps: true,
      source: "drivers/char/misc.c:misc_deregister, 6.12",
      fences: "waits for a running ->open and prevents later ones; open files and operations in"
        + " flight go on",
      .blocking(
        miscFree,
        { m in
          let misc = m.argument(0)
          let record = m.first(on: Word.miscList) { m.word($0, Misc.device) == misc }
          guard record != 0 else {
            m.report(
              .apiMisuse, kind: "deregistering a misc device that is not registered",
              subject: misc,
              message: "misc_deregister() is called on a device that is not registered.")
            return 0
          }
          m.unlink(record, from: Word.miscList)
          // device_destroy(): the pointer to it is left behind.
          let device = m.load(misc &+ m.fields.miscThisDevice)
          if m.isRunning, device != 0 { m.retire(device, ObjectFlag.freed) }
          return 0
        })),
    Symbol(
      "__simctl_poll_wait", as: "poll_wait", in: area,
      source: "include/linux/poll.h:poll_wait, 6.12; fs/select.c:__pollwait, 6.12",
      fences: "the poller is on the wait queue until poll() returns",
      approximation: "poll() asks once and returns: it never sleeps",
      .value { m in
        let open = m.header(m.current)[ThreadWord.files]
        guard open != 0, m.argument(1) != 0 else { return 0 }
        let entry = WaitQueues.addPoll(m, m.argument(1))
        guard entry != 0 else { return 0 }
        let record = m.makeRecord(2)
        if !m.isRunning { return 0 }
        m.setWord(record, 0, m.word(open, Open.polls))
        m.setWord(record, 1, entry)
        m.setWord(open, Open.polls, record)
        return 0
      }),
  ]
}
