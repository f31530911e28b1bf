// Memory-mapped and port I/O, and the mappings and regions behind them.

enum MMIO {
  private static let area = "io"

  /// The words of a mapping's record.
  enum Mapping {
    static let address = 1
    static let bar = 2
    static let binding = 3
    /// Where in the BAR it begins, in bytes.
    static let offset = 4
    static let count = 5
  }
  /// The words of an I/O region's record.
  enum Region {
    static let start = 1
    static let size = 2
    static let parent = 3
    static let isReleased = 4
    static let resource = 5
    static let count = 6
  }

  /// Maps a BAR (or, with a negative `bar`, some other physical range) from `offset` on.
  static func map(_ m: Machine, bar: Int, offset: Int = 0, size: Int) -> Pointer {
    let p = m.makeObject(.mmio, size: size)
    guard p != 0 else { return 0 }
    let record = m.makeRecord(Mapping.count)
    m.setWord(record, Mapping.address, p)
    m.setWord(record, Mapping.bar, UInt64(bitPattern: Int64(bar)))
    m.setWord(record, Mapping.offset, UInt64(offset))
    m.setWord(record, Mapping.binding, m.currentBinding)
    m.push(record, on: Word.mappingList)
    return p
  }

  /// Unmaps; anything that is no live mapping is misuse.
  static func unmap(_ m: Machine, _ p: Pointer, call: String) {
    if p == 0 { return }
    let id = Machine.id(p)
    guard m.kind(id) == .mmio, m.isLive(id) else {
      m.report(
        .apiMisuse, kind: "\(call) of a bad address", subject: p,
        message: "\(call)() is called on \(m.hex(p)), which is not a mapping"
          + (m.kind(id) == .mmio ? " any more." : "."))
      return
    }
    let record = m.first(on: Word.mappingList) { Machine.id(m.word($0, Mapping.address)) == id }
    if record != 0 { m.unlink(record, from: Word.mappingList) }
    m.retire(UInt64(id) << 32, ObjectFlag.freed | ObjectFlag.released)
  }

  /// The BAR behind a live mapping and the offset in it, after checking the access; nil after a
  /// finding.
  private static func place(
    _ m: Machine, _ p: Pointer, _ size: Int, _ access: AccessKind
  ) -> (bar: Int, offset: UInt64)? {
    let id = Machine.id(p)
    guard m.kind(id) == .mmio, m.isLive(id) else {
      reportNoRegister(m, p, size, access)
      return nil
    }
    guard Machine.offset(p) + UInt64(size) <= UInt64(m.size(id)) else {
      m.report(
        .outOfBounds, kind: "mmio-out-of-bounds", access: access, size: size, subject: p,
        message: "Register offset \(Machine.offset(p)) lies beyond the mapping,"
          + " which has \(m.size(id)) bytes.")
      return nil
    }
    let record = m.first(on: Word.mappingList) { Machine.id(m.word($0, Mapping.address)) == id }
    guard record != 0 else { return (-1, Machine.offset(p)) }
    let bar = Int(Int64(bitPattern: m.word(record, Mapping.bar)))
    if bar >= 0 { checkPower(m, p, size, access) }
    if m.isRunning { checkBound(m, record, p, size, access) }
    return m.isRunning ? (bar, Machine.offset(p) &+ m.word(record, Mapping.offset)) : nil
  }

  /// A mapping that was not undone outlives its binding; the device is somebody else's by then.
  private static func checkBound(
    _ m: Machine, _ record: Pointer, _ p: Pointer, _ size: Int, _ access: AccessKind
  ) {
    let binding = m.word(record, Mapping.binding)
    guard binding != 0, binding != m.currentBinding else { return }
    m.report(
      .useAfterRemove, kind: "register access after unbind", access: access, size: size, subject: p,
      message: "A register is accessed through a mapping that was made for a binding that has"
        + " ended: the device is not this driver's any more.")
  }

  /// In a low-power state nothing answers. A handler may read all the same: another device of a
  /// shared line may have called it, and all ones tell it so.
  private static func checkPower(_ m: Machine, _ p: Pointer, _ size: Int, _ access: AccessKind) {
    guard m.word(m.device, DeviceWord.power) != 0, m.state[Word.deviceGone] == 0,
      access == .write || !m.threadKind(m.current).isHardirq
    else { return }
    m.report(
      .apiMisuse, kind: "register access in a low-power state", access: access, size: size,
      subject: p,
      message: "A register is accessed while the device is suspended (D3hot): "
        + (access == .write ? "the write is lost." : "it reads as all ones."))
  }

  /// An access that hit no live mapping: below one, beside all, or in memory that is no register.
  private static func reportNoRegister(
    _ m: Machine, _ p: Pointer, _ size: Int, _ access: AccessKind
  ) {
    let below = Int32(truncatingIfNeeded: Machine.offset(p))
    let next = Machine.id(p) + 1
    if below < 0, m.kind(next) == .mmio, m.isLive(next) {
      m.report(
        .outOfBounds, kind: "mmio-out-of-bounds", access: access, size: size,
        subject: UInt64(next) << 32,
        message: "Register offset \(below) lies before the mapping.")
    } else if m.bytes(p, UInt64(size)) != nil {
      m.report(
        .wildAccess, kind: "wild-memory-access", access: access, size: size, subject: p,
        message: "A register access in \(m.describe(Machine.id(p))), which is no mapping.")
    } else {
      m.reportAccess(p, size, access)
    }
  }

  private static func read(_ name: String, as display: String? = nil, _ size: Int) -> Symbol {
    Symbol(
      name, as: display, in: area, source: "include/asm-generic/io.h, 6.12",
      fences: "all ones once the device is gone; earlier writes have arrived when it returns",
      .value { m in
        let p = m.argument(0)
        guard let at = place(m, p, size, .read) else { return 0 }
        return m.readRegister(bar: at.bar, at.offset, size)
      })
  }

  private static func write(_ name: String, as display: String? = nil, _ size: Int) -> Symbol {
    Symbol(
      name, as: display, in: area, source: "include/asm-generic/io.h, 6.12",
      fences: "nothing: it is posted, and has arrived only after a read from the device",
      approximation: "it arrives at once",
      .value { m in
        let p = m.argument(1)
        guard let at = place(m, p, size, .write) else { return 0 }
        m.writeRegister(bar: at.bar, at.offset, size, m.argument(0))
        return 0
      })
  }

  // MARK: Ports

  /// A port that a released region covers must not be touched; one that nobody ever requested may.
  private static func port(_ m: Machine, _ port: UInt64, _ size: Int, _ access: AccessKind) {
    func covers(_ r: Pointer) -> Bool {
      let start = m.word(r, Region.start)
      return port >= start && port < start &+ m.word(r, Region.size)
    }
    let live = m.first(on: Word.regionList) { covers($0) && m.word($0, Region.isReleased) == 0 }
    if live != 0 { return }
    let released = m.first(on: Word.regionList, where: covers)
    guard released != 0 else { return }
    m.report(
      .useAfterRemove, kind: "port-after-release", access: access, size: size,
      subject: m.word(released, Region.resource),
      message: "Port \(m.hex(port)) is accessed after its region was released.")
  }

  private static func portIn(_ name: String, _ size: Int) -> Symbol {
    Symbol(
      name, in: area, source: "include/asm-generic/io.h, 6.12", approximation: "reads 0",
      .value { m in
        port(m, m.argument(0), size, .read)
        return 0
      })
  }

  private static func portOut(_ name: String, _ size: Int) -> Symbol {
    Symbol(
      name, in: area, source: "include/asm-generic/io.h, 6.12",
      .value { m in
        port(m, m.argument(1), size, .write)
        return 0
      })
  }

  static let symbols: [Symbol] = [
    read("__simctl_mmio_read8", as: "readb", 1), read("__simctl_mmio_read16", as: "readw", 2),
    read("__simctl_mmio_read32", as: "readl", 4), read("__simctl_mmio_read64", as: "readq", 8),
    write("__simctl_mmio_write8", as: "writeb", 1), write("__simctl_mmio_write16", as: "writew", 2),
    write("__simctl_mmio_write32", as: "writel", 4), write("__simctl_mmio_write64", as: "writeq", 8),
    read("ioread8", 1), read("ioread16", 2), read("ioread32", 4),
    write("iowrite8", 1), write("iowrite16", 2), write("iowrite32", 4),
    portIn("inb", 1), portIn("inw", 2), portIn("inl", 4),
    portOut("outb", 1), portOut("outw", 2), portOut("outl", 4),
    Symbol(
      "ioremap", in: area, from: .process, sleeps: true,
      source: "mm/ioremap.c:generic_ioremap_prot, 6.12",
      .value { m in
        if m.failsByFault("ioremap") { return 0 }
        let start = m.argument(0)
        let base: UInt64 = 0xfe00_0000
        let size = Int(min(m.argument(1), 1 << 20))
        guard start >= base, start < base + 6 * 0x10_0000 else {
          // Some other device's registers: memory of their own for each page of the address.
          return map(
            m, bar: -2 - Int(start >> 12 & 0xff_ffff), offset: Int(start & 0xfff), size: size)
        }
        let offset = Int((start - base) & 0xf_ffff)
        return map(m, bar: Int((start - base) >> 20), offset: offset, size: size)
      }),
    Symbol(
      "iounmap", in: area, from: .process, sleeps: true,
      source: "mm/ioremap.c:generic_iounmap, 6.12",
      fences: "nothing: whoever still accesses the registers gets a fault; user mappings stay",
      .value { m in
        unmap(m, m.argument(0), call: "iounmap")
        return 0
      }),
    Symbol(
      "__request_region", as: "request_region", in: area, from: .process, sleeps: true,
      source: "kernel/resource.c:__request_region, 6.12",
      .value { m in
        if m.failsByFault("__request_region") { return 0 }
        let start = m.argument(1)
        let size = m.argument(2)
        let parent = m.argument(0)
        let taken = m.first(on: Word.regionList) { r in
          m.word(r, Region.isReleased) == 0 && m.word(r, Region.parent) == parent
            && start < m.word(r, Region.start) &+ m.word(r, Region.size)
            && m.word(r, Region.start) < start &+ size
        }
        if taken != 0 { return 0 }
        let record = m.makeRecord(Region.count)
        let resource = m.makeObject(
          .kernel, size: m.fields.size("resource", or: 40), module: m.callerModule() + 1,
          type: .region)
        m.setWord(record, Region.start, start)
        m.setWord(record, Region.size, size)
        m.setWord(record, Region.parent, parent)
        m.setWord(record, Region.resource, resource)
        m.push(record, on: Word.regionList)
        return resource
      }),
    Symbol(
      "__release_region", as: "release_region", in: area,
      source: "kernel/resource.c:__release_region, 6.12",
      fences: "nothing: the range can be requested by others, and mappings of it stay",
      .value { m in
        let start = m.argument(1)
        let parent = m.argument(0)
        let record = m.first(on: Word.regionList) { r in
          m.word(r, Region.isReleased) == 0 && m.word(r, Region.parent) == parent
            && m.word(r, Region.start) == start
        }
        guard record != 0 else {
          m.report(
            .apiMisuse, kind: "release of a region that is not requested", subject: start,
            message: "release_region() is called on \(m.hex(start)), which is not requested.")
          return 0
        }
        m.setWord(record, Region.isReleased, 1)
        m.retire(m.word(record, Region.resource), ObjectFlag.freed | ObjectFlag.released)
        return 0
      }),
  ]
}
