// What user space has mapped of a device: VMAs, the page that each of them shows, and taking that away.
//
// A VMA holds its file, so that ->release comes after the last munmap(). It does not hold the device:
// a page of a BAR stays mapped over unbind, and the user's next access hits whatever is there then.
// Drivers take it away with unmap_mapping_range(), and refuse it in ->fault.
//
// Source: mm/memory.c, mm/vma.c, 6.12.

enum Mappings {
  private static let area = "mappings"
  private static let file = "mm/memory.c"

  /// The words of a VMA's record; word 0 is the older one of the same file.
  private enum Area {
    /// The `struct vm_area_struct`.
    static let vma = 1
    /// The physical address of the page that the first page table entry shows, 0 if there is none.
    static let page = 2
    /// The binding for which that entry was made.
    static let binding = 3
    /// ->mmap of the file, by which findings name the mapping.
    static let function = 4
    /// Whether the entry holds a reference to its page, which then outlives all.
    static let isCounted = 5
    static let count = 6
  }

  private static let pageSize: UInt64 = 4096
  /// Where user space sees its mappings.
  private static let start: UInt64 = 0x3fff_1000_0000_0000
  private static let busError = Machine.int(-14)

  /// `vm_fault_t`: the page table entry is there; and what is an error.
  private static let noPage: UInt64 = 0x100
  private static let errors: UInt64 = 0x873

  private static func at(_ m: Machine, _ field: StaticString) -> UInt64 {
    m.fields.offset("vm_area_struct", field) ?? 0
  }

  // MARK: VMAs

  /// A VMA for ->mmap to fill in; nil if the run has ended.
  static func make(_ m: Machine, _ open: Pointer, file: Pointer, function: Pointer) -> Pointer? {
    let vma = m.makeObject(.kernel, size: m.fields.size("vm_area_struct", or: 256))
    let record = m.makeRecord(Area.count)
    if !m.isRunning { return nil }
    m.store(vma &+ at(m, "vm_start"), start)
    m.store(vma &+ at(m, "vm_end"), start &+ pageSize)
    m.store(vma &+ at(m, "vm_file"), file)
    // Read, write and shared.
    m.store(vma &+ at(m, "vm_flags"), 0xb)
    m.setWord(record, Area.vma, vma)
    m.setWord(record, Area.function, function)
    m.setWord(record, 0, OpenFiles.areas(m, open))
    OpenFiles.setAreas(m, open, record)
    return vma
  }

  /// Takes a file's newest VMA away: the entry first, as munmap() does.
  static func removeNewest(_ m: Machine, _ open: Pointer) {
    let record = OpenFiles.areas(m, open)
    OpenFiles.setAreas(m, open, m.word(record, 0))
    m.setWord(record, Area.page, 0)
    m.retire(m.word(record, Area.vma), ObjectFlag.freed)
  }

  /// The file of the current thread's newest VMA, 0 if it has none.
  static func newestFile(_ m: Machine) -> Pointer {
    OpenFiles.first(m, m.current) { OpenFiles.areas(m, $0) != 0 }
  }

  /// Calls `body` with every VMA's record and its file.
  private static func forEach(_ m: Machine, _ body: (_ record: Pointer, _ open: Pointer) -> Void) {
    m.forEachThread { t in
      _ = OpenFiles.first(m, t) { open in
        var record = OpenFiles.areas(m, open)
        while record != 0 {
          body(record, open)
          record = m.word(record, 0)
        }
        return false
      }
    }
  }

  private static func record(_ m: Machine, of vma: Pointer) -> Pointer {
    var found: Pointer = 0
    forEach(m) { record, _ in if m.word(record, Area.vma) == vma { found = record } }
    return found
  }

  private static func operation(
    _ m: Machine, _ open: Pointer, _ vma: Pointer, _ name: StaticString
  ) -> Pointer? {
    let ops = m.load(vma &+ at(m, "vm_ops"))
    guard m.isRunning, ops != 0, let offset = m.fields.offset("vm_operations_struct", name) else {
      return m.isRunning ? 0 : nil
    }
    return OpenFiles.function(m, ops, offset, of: "A mapping")
  }

  // MARK: Pages

  /// Whether a physical address is one of the device's BARs, and which.
  private static func bar(_ physical: UInt64) -> Int? {
    let base: UInt64 = 0xfe00_0000
    return physical >= base && physical < base + 6 * 0x10_0000 ? Int((physical - base) >> 20) : nil
  }

  private static func insert(
    _ m: Machine, _ vma: Pointer, _ address: UInt64, _ page: UInt64, isCounted: Bool = false
  ) {
    let record = record(m, of: vma)
    let first = m.load(vma &+ at(m, "vm_start"))
    guard m.isRunning, record != 0, address & ~(pageSize - 1) == first else { return }
    set(m, record, page, isCounted: isCounted)
  }

  private static func set(_ m: Machine, _ record: Pointer, _ page: UInt64, isCounted: Bool) {
    m.setWord(record, Area.page, page)
    m.setWord(record, Area.binding, m.currentBinding)
    m.setWord(record, Area.isCounted, isCounted ? 1 : 0)
  }

  /// The user's access to the page that a VMA shows.
  private static func access(_ m: Machine, _ record: Pointer) {
    let page = m.word(record, Area.page)
    let function = m.functionName(m.word(record, Area.function))
    let vma = m.word(record, Area.vma)
    if let bar = bar(page) {
      if m.currentBinding != 0, m.word(record, Area.binding) == m.currentBinding { return }
      m.report(
        .useAfterRemove, kind: "user access to a BAR after unbind", access: .read, size: 4,
        subject: vma, function: function,
        message: "A user process uses BAR \(bar) through a mapping that has outlived the binding"
          + " it was made for: nothing has taken the page away (unmap_mapping_range()).")
      return
    }
    if m.word(record, Area.isCounted) != 0 { return }
    let id = Machine.id(page)
    if m.kind(id) != .none, m.isLive(id), m.flags(id) & ObjectFlag.unloaded == 0 { return }
    let isReleased = m.kind(id) != .none && m.flags(id) & ObjectFlag.released != 0
    m.report(
      isReleased ? .useAfterRemove : .useAfterFree, kind: "user access to freed memory",
      access: .read, size: 4, subject: page, function: function,
      message: "A user process uses \(m.describe(id)) through a mapping, and the memory was freed"
        + (isReleased ? " at unbind." : "."))
  }

  static let routines: [InternalRoutine] = [
    // The user accesses the newest mapping of its own. Local 0 is the VMA's record, 1 the vm_fault.
    InternalRoutine("user_access") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        let open = newestFile(m)
        if open == 0 { return .done(busError) }
        f[0] = OpenFiles.areas(m, open)
        if m.word(f[0], Area.page) != 0 {
          access(m, f[0])
          return m.isRunning ? .done(0) : .stop
        }
        let vma = m.word(f[0], Area.vma)
        guard let fault = operation(m, open, vma, "fault") else { return .stop }
        if fault == 0 { return .done(busError) }
        f[1] = m.makeObject(.kernel, size: m.fields.size("vm_fault", or: 64))
        if !m.isRunning { return .stop }
        m.store(f[1] &+ (m.fields.offset("vm_fault", "vma") ?? 0), vma)
        m.store(f[1] &+ (m.fields.offset("vm_fault", "address") ?? 0), start)
        m.setOutgoing(f[1])
        return .call(fault, arguments: 1, 2)
      case 2:
        let result = f.result & 0xffff_ffff
        let page = m.load(f[1] &+ (m.fields.offset("vm_fault", "page") ?? 0))
        m.retire(f[1], ObjectFlag.freed)
        if result & errors != 0 { return .done(busError) }
        if result & noPage == 0, page != 0 {
          set(m, f[0], page, isCounted: true)
        }
        return .next(3)
      default:
        // Taken away again meanwhile: the user would fault again.
        if m.word(f[0], Area.page) != 0 { access(m, f[0]) }
        return m.isRunning ? .done(0) : .stop
      }
    },
    // The newest mapping of the thread goes: ->close, then the reference of its file.
    InternalRoutine("sys_munmap") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        f[0] = newestFile(m)
        if f[0] == 0 { return .done(Machine.int(-22)) }
        let record = OpenFiles.areas(m, f[0])
        let vma = m.word(record, Area.vma)
        m.setWord(record, Area.page, 0)
        guard let close = operation(m, f[0], vma, "close") else { return .stop }
        if close == 0 { return .next(2) }
        m.setOutgoing(vma)
        return .call(close, arguments: 1, 2)
      case 2:
        removeNewest(m, f[0])
        guard OpenFiles.isClosed(m, f[0]), OpenFiles.areas(m, f[0]) == 0 else { return .done(0) }
        m.setOutgoing(f[0])
        return .enter(OpenFiles.closeRoutine, arguments: 1, 3)
      default: return .done(f.result)
      }
    },
  ]

  private static let onePage = "of a mapping only the first page is there"

  static let symbols: [Symbol] = [
    Symbol(
      "remap_pfn_range", in: area, from: .process, source: "\(file):remap_pfn_range, 6.12",
      fences: "nothing: the page stays mapped when the device or the memory goes",
      approximation: onePage,
      .value { m in
        if m.failsByFault("remap_pfn_range") { return Machine.int(-12) }
        insert(m, m.argument(0), m.argument(1), m.argument(2) << 12)
        return 0
      }),
    Symbol(
      "vm_iomap_memory", in: area, from: .process, source: "\(file):vm_iomap_memory, 6.12",
      fences: "nothing: the page stays mapped when the device goes", approximation: onePage,
      .value { m in
        let vma = m.argument(0)
        let (from, length) = (m.argument(1), m.argument(2))
        let pages = ((from & (pageSize - 1)) &+ length &+ pageSize - 1) / pageSize
        let offset = m.load(vma &+ at(m, "vm_pgoff"))
        let first = m.load(vma &+ at(m, "vm_start"))
        let wanted = (m.load(vma &+ at(m, "vm_end")) &- first) / pageSize
        if !m.isRunning { return 0 }
        if from &+ length < from || offset > pages || wanted > pages - offset {
          return Machine.int(-22)
        }
        if m.failsByFault("vm_iomap_memory") { return Machine.int(-12) }
        insert(m, vma, first, (from & ~(pageSize - 1)) &+ offset &* pageSize)
        return 0
      }),
    Symbol(
      "vm_insert_page", in: area, from: .process, source: "\(file):vm_insert_page, 6.12",
      fences: "nothing: the page stays mapped",
      approximation: "the mapping's reference keeps the page: freeing its memory is never reported",
      .value { m in
        if m.failsByFault("vm_insert_page") { return Machine.int(-12) }
        insert(m, m.argument(0), m.argument(1), m.argument(2), isCounted: true)
        return 0
      }),
    Symbol(
      "vmf_insert_pfn", in: area, from: .process, source: "\(file):vmf_insert_pfn, 6.12",
      fences: "nothing: the page may be mapped after unmap_mapping_range() has looked",
      approximation: onePage,
      .value { m in
        if m.failsByFault("vmf_insert_pfn") { return 1 }
        insert(m, m.argument(0), m.argument(1), m.argument(2) << 12)
        return noPage
      }),
    Symbol(
      "zap_vma_ptes", in: area, from: .process, source: "\(file):zap_vma_ptes, 6.12",
      fences: "takes the pages of one VMA away; the next access goes to ->fault",
      .value { m in
        let first = m.load(m.argument(0) &+ at(m, "vm_start"))
        let record = record(m, of: m.argument(0))
        if m.isRunning, record != 0, m.argument(1) <= first, first &- m.argument(1) < m.argument(2) {
          m.setWord(record, Area.page, 0)
        }
        return 0
      }),
    Symbol(
      "unmap_mapping_range", in: area, from: .process, sleeps: true,
      source: "\(file):unmap_mapping_range, 6.12",
      fences: "takes the pages of all VMAs of the mapping away; not a fence for ->fault, which may"
        + " map them again",
      approximation: "the files of one device share a mapping; files of debugfs have none",
      .value { m in
        let mapping = m.argument(0)
        _ = m.load(mapping)
        guard m.isRunning, let offset = m.fields.offset("file", "f_mapping") else { return 0 }
        forEach(m) { record, open in
          let begin = m.load(m.word(record, Area.vma) &+ at(m, "vm_pgoff")) &* pageSize
          let length = m.argument(2)
          if m.load(OpenFiles.file(m, open) &+ offset) == mapping, m.argument(1) <= begin,
            length == 0 || begin &- m.argument(1) < length
          {
            m.setWord(record, Area.page, 0)
          }
        }
        return 0
      }),
  ]
}
