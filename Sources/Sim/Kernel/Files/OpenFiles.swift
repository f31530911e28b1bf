// Open files: what the kernel keeps for each, and how their operations are found. An open file
// outlives the device and unbind; it pins the module if its operations name an owner, and nothing else.
//
// Source: fs/file_table.c, fs/open.c, 6.12.

enum OpenFiles {
  /// The words of an open file's record.
  enum Open {
    /// The file that the same thread opened before it.
    static let previous = 0
    static let file = 1
    static let inode = 2
    /// The module that it pins, as `fops->owner` named it.
    static let owner = 3
    /// The entries that a poll() under way has put on wait queues: records of (next, entry).
    static let polls = 4
    /// What ->poll is handed, made when it is first needed.
    static let pollTable = 5
    /// The VMAs that hold it: records of `Mappings`, newest first.
    static let areas = 6
    /// The binding that had registered the device, for the check `fence`.
    static let binding = 7
    /// The record of its debugfs file, 0 if it is a device.
    static let debugfs = 8
    /// The cdev that it holds a reference to, 0 if it is no cdev's.
    static let cdev = 9
    /// The entries of epoll: records of (next, entry).
    static let epolls = 10
    /// Whether its descriptor is closed: only VMAs hold it then.
    static let isClosed = 11
    static let count = 12
  }

  static let closeRoutine = KernelTable.routine("sys_close")

  static func file(_ m: Machine, _ open: Pointer) -> Pointer { m.word(open, Open.file) }
  static func areas(_ m: Machine, _ open: Pointer) -> Pointer { m.word(open, Open.areas) }
  static func setAreas(_ m: Machine, _ open: Pointer, _ areas: Pointer) {
    m.setWord(open, Open.areas, areas)
  }
  static func isClosed(_ m: Machine, _ open: Pointer) -> Bool { m.word(open, Open.isClosed) != 0 }

  /// The newest file of thread `t` for which `test` holds, 0 if there is none.
  static func first(_ m: Machine, _ t: Int, where test: (Pointer) -> Bool) -> Pointer {
    var open = m.header(t)[ThreadWord.files]
    while open != 0, !test(open) { open = m.word(open, Open.previous) }
    return open
  }

  /// The newest file that the current thread has a descriptor of, 0 if it has none.
  static func newest(_ m: Machine) -> Pointer { first(m, m.current) { !isClosed(m, $0) } }

  /// Takes a file off the current thread's list.
  static func unlink(_ m: Machine, _ open: Pointer) {
    let previous = m.word(open, Open.previous)
    let after = first(m, m.current) { m.word($0, Open.previous) == open }
    if after == 0 {
      m.header(m.current)[ThreadWord.files] = previous
    } else {
      m.setWord(after, Open.previous, previous)
    }
  }

  /// The binding that had registered the device which the current thread has open, if it has.
  static func bindingOfNewestFile(_ m: Machine) -> UInt64? {
    let open = newest(m)
    return open == 0 ? nil : m.word(open, Open.binding)
  }

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

  /// The driver's function for an operation on a file; nil after a finding, 0 if it has none.
  static func operation(_ m: Machine, _ open: Pointer, _ offset: UInt64) -> Pointer? {
    let file = m.word(open, Open.file)
    let ops = m.load(file &+ m.fields.fileOps)
    // A variable in debugfs: the operations are the kernel's.
    if ops == 0 { return m.isRunning ? 0 : nil }
    return function(m, ops, offset, of: "A file")
  }

  /// The driver's function at `offset` of a table of operations; nil after a finding, 0 if it has none.
  static func function(
    _ m: Machine, _ ops: Pointer, _ offset: UInt64, of user: String
  ) -> Pointer? {
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
        message: "\(user) is used whose operations were in module \(name), which was unloaded:"
          + " nothing pinned it (is .owner set?).")
      return nil
    }
    let function = m.load(ops &+ offset)
    return m.isRunning ? function : nil
  }

  /// An object of the kernel's that is handed to the driver, made once for each open file.
  static func part(_ m: Machine, _ open: Pointer, _ word: Int, _ size: Int) -> Pointer {
    let known = m.word(open, word)
    if known != 0 { return known }
    let p = m.makeObject(.kernel, size: size)
    m.setWord(open, word, p)
    return p
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

  /// Gives a file that can be mapped the address space that all files of its device share; `mapping`
  /// is that if there is one already. Returns it.
  static func setMapping(
    _ m: Machine, _ open: Pointer, ops: Pointer, mapping: Pointer = 0
  ) -> Pointer {
    guard let inFile = m.fields.offset("file", "f_mapping"),
      let inInode = m.fields.offset("inode", "i_mapping"), m.load(ops &+ m.fields.opsMmap) != 0
    else { return 0 }
    let (inode, file) = parts(m, open)
    var mapping = mapping == 0 ? m.load(inode &+ inInode) : mapping
    if mapping == 0 {
      mapping = m.makeObject(.kernel, size: m.fields.size("address_space", or: 16))
      if !m.isRunning { return 0 }
      if let host = m.fields.offset("address_space", "host") { m.store(mapping &+ host, inode) }
    }
    m.store(inode &+ inInode, mapping)
    m.store(file &+ inFile, mapping)
    return mapping
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
}
