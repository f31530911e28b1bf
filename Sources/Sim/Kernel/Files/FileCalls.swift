// The system calls on files, as far as drivers see them.
//
// Source: fs/open.c, fs/read_write.c, fs/ioctl.c, fs/select.c, fs/eventpoll.c, fs/file_table.c, 6.12.

enum FileCalls {
  private typealias Open = OpenFiles.Open

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
      guard let function = OpenFiles.operation(m, open, at) else { return .stop }
      if function != 0 {
        m.setOutgoing(Machine.int(-1), file, 0)
        return .call(function, arguments: 3, 4)
      }
    }
    guard let function = OpenFiles.operation(m, open, m.fields.opsRelease) else { return .stop }
    if function == 0 { return .next(3) }
    m.setOutgoing(m.word(open, Open.inode), file)
    return .call(function, arguments: 2, 3)
  }

  private static let detachEpoll = KernelTable.routine("ep_remove_wait_queue")

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
        let open = OpenFiles.newest(m)
        if open == 0 { return .done(Machine.int(-9)) }
        f[0] = open
        // A file of debugfs: the kernel's own operations, or proxies around the driver's.
        let node = m.word(open, Open.debugfs)
        if node != 0, Debugfs.isHelper(m, node) {
          m.setOutgoing(node, name == "sys_write" ? 1 : 0, f.argument(0))
          return .enter(Debugfs.accessRoutine, arguments: 3, 2)
        }
        if node != 0, Debugfs.isProxied(m, node) {
          guard Debugfs.get(m, node) else { return .done(Machine.int(-5)) }
          f[2] = node
        }
        guard let function = OpenFiles.operation(m, open, offset(m.fields)) else { return .stop }
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
        let record = MiscDevices.find(m, named: name)
        if record == 0, Cdevs.knows(m, name: Int(f.argument(0))) {
          m.setOutgoing(f.argument(0))
          return .enter(Cdevs.open, arguments: 1, 3)
        }
        if m.state[Word.miscLock] != 0 { return .wait(MiscDevices.isFree(m), 1) }
        if record == 0 {
          if Debugfs.find(m, named: name) == 0 { return .done(Machine.int(-19)) }
          m.setOutgoing(f.argument(0))
          return .enter(Debugfs.openRoutine, arguments: 1, 3)
        }
        let misc = MiscDevices.device(m, record)
        let ops = m.load(misc &+ m.fields.miscOps)
        if !m.isRunning { return .stop }
        let owner = ops == 0 ? 0 : m.load(ops &+ m.fields.opsOwner)
        guard ops != 0, Modules.tryGet(m, owner) else { return .done(Machine.int(-19)) }
        m.state[Word.miscLock] = UInt64(m.current + 1)
        let open = OpenFiles.makeFile(m, ops: ops, owner: owner, debugfs: 0)
        if !m.isRunning { return .stop }
        let (inode, file) = OpenFiles.parts(m, open)
        m.store(file &+ m.fields.filePrivate, misc)
        if let number = m.fields.offset("inode", "i_rdev") {
          m.store(inode &+ number, 10 << 20 | m.load(misc &+ m.fields.miscMinor, 4), 4)
        }
        m.setWord(open, Open.binding, MiscDevices.binding(m, record))
        MiscDevices.shareMapping(m, record, open, ops)
        if !m.isRunning { return .stop }
        f[0] = open
        let function = m.load(ops &+ m.fields.opsOpen)
        if function == 0 { return .next(2) }
        m.setOutgoing(inode, file)
        return .call(function, arguments: 2, 2)
      case 2:
        m.state[Word.miscLock] = 0
        return .done(OpenFiles.opened(m, f[0], f.result))
      default: return .done(f.result)
      }
    },
    // ->flush, then the last reference of the file: ->release, then the module reference. A file that
    // is mapped keeps its reference until munmap().
    InternalRoutine("sys_close") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        // munmap() names the file whose last VMA has gone.
        if f.argument(0) != 0 {
          f[0] = f.argument(0)
          OpenFiles.unlink(m, f[0])
          return release(m, f)
        }
        let open = OpenFiles.newest(m)
        if open == 0 { return .done(Machine.int(-9)) }
        f[0] = open
        // A VMA that is left holds the file.
        if OpenFiles.areas(m, open) == 0 {
          OpenFiles.unlink(m, open)
        } else {
          m.setWord(open, Open.isClosed, 1)
        }
        guard let at = m.fields.offset("file_operations", "flush") else { return .next(2) }
        guard let function = OpenFiles.operation(m, open, at) else { return .stop }
        if function == 0 {
          // Not a step of its own: nothing is called.
          return OpenFiles.isClosed(m, open) ? .done(0) : release(m, f)
        }
        m.setOutgoing(m.word(open, Open.file), 0)
        return .call(function, arguments: 2, 2)
      case 2: return OpenFiles.isClosed(m, f[0]) ? .done(0) : release(m, f)
      case 4: return release(m, f)
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
        let open = OpenFiles.newest(m)
        if open == 0 { return .done(Machine.int(-9)) }
        guard let function = OpenFiles.operation(m, open, m.fields.opsPoll) else { return .stop }
        // Neither without ->poll nor a second time.
        if function == 0 { return .done(Machine.int(-1)) }
        if m.word(open, Open.epolls) != 0 { return .done(Machine.int(-17)) }
        f[0] = open
        let table = OpenFiles.part(m, open, Open.pollTable, m.fields.size("poll_table_struct", or: 16))
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
      (file, OpenFiles.part(m, open, Open.pollTable, m.fields.size("poll_table_struct", or: 16)), 0, 0)
    },
    // The VMA is there before ->mmap is called, and goes again if it refuses.
    InternalRoutine("sys_mmap") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let open = OpenFiles.newest(m)
        if open == 0 { return .done(Machine.int(-9)) }
        guard let function = OpenFiles.operation(m, open, m.fields.opsMmap) else { return .stop }
        if function == 0 { return .done(Machine.int(-19)) }
        f[0] = open
        let file = m.word(open, Open.file)
        guard let vma = Mappings.make(m, open, file: file, function: function) else { return .stop }
        m.setOutgoing(file, vma)
        return .call(function, arguments: 2, 2)
      default:
        if Int32(truncatingIfNeeded: f.result) < 0 { Mappings.removeNewest(m, f[0]) }
        return .done(f.result)
      }
    },
  ]

  static let symbols: [Symbol] = [
    Symbol(
      "__simctl_poll_wait", as: "poll_wait", in: MiscDevices.area,
      source: "include/linux/poll.h:poll_wait, 6.12; fs/select.c:__pollwait, 6.12",
      fences: "the poller is on the wait queue until poll() returns",
      approximation: "poll() asks once and returns: it never sleeps",
      .value { m in
        let open = OpenFiles.newest(m)
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
