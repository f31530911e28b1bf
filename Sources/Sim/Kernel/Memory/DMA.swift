// DMA: memory that the device can reach.
//
// Every buffer is a grant: from the call that maps or allocates it, the device knows its address
// and may use it at any time, until it has used it once (streaming mappings), is reset, or cannot
// master the bus. Taking the buffer back takes nothing away from the device: if it uses it after
// that, it is memory of somebody else.
//
// Source: kernel/dma/mapping.c, debug.c; Documentation/core-api/dma-api.rst, 6.12.

enum DMA {
  static let area = "dma"
  static let file = "kernel/dma/mapping.c"

  /// How a buffer was granted, and so how it must be taken back.
  enum Kind: UInt64 {
    case coherent, single, list, pool

    var phrase: String {
      switch self {
      case .coherent: return "dma_alloc_coherent()"
      case .single: return "dma_map_single() or dma_map_page()"
      case .list: return "dma_map_sg()"
      case .pool: return "dma_pool_alloc()"
      }
    }
  }

  /// The words of a grant.
  enum Grant {
    /// The address that the device knows, and the memory behind it: 0 once it is taken back.
    static let handle = 1
    static let memory = 2
    static let size = 3
    static let direction = 4
    static let kind = 5
    static let binding = 6
    /// Which of its binding's it is: what `dma-write N` names.
    static let number = 7
    static let flags = 8
    /// The device's own view of the memory, which stays.
    static let target = 9
    /// The pool that it is of.
    static let owner = 10
    static let count = 11
  }
  enum GrantFlag {
    static let takenBack: UInt64 = 1
    /// The device has used it, or has been reset.
    static let forgotten: UInt64 = 2
    /// `dma_mapping_error()` was asked.
    static let checked: UInt64 = 4
    /// devres takes it back.
    static let managed: UInt64 = 8
  }

  /// `enum dma_data_direction`.
  static let toDevice: UInt64 = 1
  private static let directions = [
    "DMA_BIDIRECTIONAL", "DMA_TO_DEVICE", "DMA_FROM_DEVICE", "DMA_NONE",
  ]

  // MARK: Granting

  /// Notes that the device has been given memory.
  static func grant(
    _ m: Machine, _ memory: Pointer, size: UInt64, direction: UInt64, kind: Kind,
    handle: Pointer? = nil, owner: Pointer = 0
  ) -> Pointer {
    let g = m.makeRecord(Grant.count)
    guard g != 0 else { return 0 }
    let binding = m.word(m.device, DeviceWord.binding)
    var number: UInt64 = 0
    var other = m.state[Word.dmaList]
    while other != 0 {
      if m.word(other, Grant.binding) == binding { number += 1 }
      other = m.word(other, 0)
    }
    m.setWord(g, Grant.handle, handle ?? memory)
    m.setWord(g, Grant.memory, memory)
    m.setWord(g, Grant.size, size)
    m.setWord(g, Grant.direction, direction)
    m.setWord(g, Grant.kind, kind.rawValue)
    m.setWord(g, Grant.binding, binding)
    m.setWord(g, Grant.number, number)
    m.setWord(g, Grant.target, (handle ?? memory) ^ mask)
    m.setWord(g, Grant.owner, owner)
    m.push(g, on: Word.dmaList)
    return g
  }

  /// What the device knows must not look like a pointer of the kernel's to the search for leaks.
  private static let mask: UInt64 = 0x5555_0000_0000_0000

  /// The newest grant of a device address that is not taken back, or 0.
  static func live(_ m: Machine, _ handle: Pointer) -> Pointer {
    m.first(on: Word.dmaList) {
      m.word($0, Grant.handle) == handle && m.word($0, Grant.flags) & GrantFlag.takenBack == 0
    }
  }

  static func setFlag(_ m: Machine, _ g: Pointer, _ flag: UInt64) {
    m.setWord(g, Grant.flags, m.word(g, Grant.flags) | flag)
  }

  /// The kernel takes a buffer back. A device that cannot use memory just then was stopped first:
  /// when it is started again, it is with other buffers.
  static func takeBack(_ m: Machine, _ g: Pointer) {
    setFlag(m, g, GrantFlag.takenBack)
    if !m.deviceMayMaster { setFlag(m, g, GrantFlag.forgotten) }
    m.setWord(g, Grant.handle, 0)
    m.setWord(g, Grant.memory, 0)
  }

  /// Why this is not the right way to take a buffer back, as dma-debug tells; nil if it is.
  private static func mismatch(
    _ m: Machine, _ g: Pointer, size: UInt64, direction: UInt64?, kind: Kind
  ) -> String? {
    let granted = Kind(rawValue: m.word(g, Grant.kind)) ?? .single
    if granted != kind { return "it was given by \(granted.phrase)" }
    if m.word(g, Grant.size) != size {
      return "it has \(m.word(g, Grant.size)) bytes, and \(size) are taken back"
    }
    if let direction, m.word(g, Grant.direction) != direction {
      let names = directions
      return "it was mapped \(names[Int(m.word(g, Grant.direction) & 3)]) and is unmapped"
        + " \(names[Int(direction & 3)])"
    }
    return nil
  }

  /// Takes back what `handle` names, after checking the call.
  static func release(
    _ m: Machine, _ handle: Pointer, size: UInt64, direction: UInt64?, kind: Kind, call: String
  ) {
    let g = live(m, handle)
    guard g != 0 else {
      m.report(
        .apiMisuse, kind: "\(call) of what is not mapped", subject: handle,
        message: "\(call)() is called for \(m.hex(handle)), which the device has not been given"
          + " or which was taken back before.")
      return
    }
    if let why = mismatch(m, g, size: size, direction: direction, kind: kind) {
      m.report(
        .apiMisuse, kind: "\(call) does not match", subject: handle,
        message: "\(call)() is called on a buffer, but \(why).")
      if !m.isRunning { return }
    }
    if kind == .single, m.word(g, Grant.flags) & GrantFlag.checked == 0 {
      m.report(
        .apiMisuse, kind: "dma_mapping_error not checked", subject: handle,
        message: "A mapping is undone that was never checked with dma_mapping_error().")
      if !m.isRunning { return }
    }
    takeBack(m, g)
  }

  // MARK: Coherent memory

  static func freeCoherent(_ m: Machine, _ p: Pointer) {
    let g = live(m, p)
    if g != 0 { takeBack(m, g) }
    m.retire(p, ObjectFlag.freed | ObjectFlag.released)
  }

  static func allocate(_ m: Machine, call: String, isManaged: Bool) -> Pointer {
    if m.argument(3) & Slab.mayReclaim != 0 { m.checkMaySleep(m.displayName(ofCall: call)) }
    if !m.isRunning || m.failsByFault(call) { return 0 }
    let size = m.argument(1)
    let p = m.makeObject(.dma, size: Int(min(size, 1 << 20)), module: m.callerModule() + 1)
    guard p != 0 else { return 0 }
    let g = grant(m, p, size: size, direction: 0, kind: .coherent)
    if isManaged, g != 0 {
      setFlag(m, g, GrantFlag.managed)
      Devres.add(m, .dma, p, on: Devres.owner(m, m.argument(0)))
    }
    if m.argument(2) != 0 { m.store(m.argument(2), p) }
    return p
  }

  static func free(_ m: Machine, call: String) {
    let p = m.argument(2)
    let context = m.header(m.current)[ThreadWord.context]
    if context & (ContextPart.irqsOff &* 0xff) != 0 || m.threadKind(m.current).isHardirq {
      m.report(
        .apiMisuse, kind: "\(call) with interrupts off", subject: p,
        message: "\(call)() may unmap the memory, which must not be done with interrupts off.")
      if !m.isRunning { return }
    }
    if p == 0 { return }
    let id = Machine.id(p)
    guard m.kind(id) == .dma, m.isLive(id) else {
      m.report(
        m.kind(id) == .dma ? .doubleFree : .invalidFree,
        kind: m.kind(id) == .dma ? "double-free" : "invalid-free", subject: p,
        message: "\(call)() is called on memory that is no live DMA buffer.")
      return
    }
    release(m, m.argument(3), size: m.argument(1), direction: nil, kind: .coherent, call: call)
    if m.isRunning { m.retire(p, ObjectFlag.freed | ObjectFlag.released) }
  }

  // MARK: The device's side

  /// After a reset the device knows no buffer any more.
  static func forgetAll(_ m: Machine) {
    var g = m.state[Word.dmaList]
    while g != 0 {
      setFlag(m, g, GrantFlag.forgotten)
      g = m.word(g, 0)
    }
  }

  /// Bytes that one access of the device writes at most.
  private static let burst = 64

  /// The device uses a buffer that it was given: writes its first bytes, 1 in each 4 of them.
  private static func access(_ m: Machine, _ g: Pointer) {
    let flags = m.word(g, Grant.flags)
    if flags & GrantFlag.forgotten != 0 { return }
    let kind = Kind(rawValue: m.word(g, Grant.kind)) ?? .single
    let isRead = m.word(g, Grant.direction) == toDevice
    let verb = isRead ? "reads" : "writes"
    let memory = m.word(g, Grant.target) ^ mask
    // A streaming mapping is used once.
    if kind == .single || kind == .list { setFlag(m, g, GrantFlag.forgotten) }
    let size = Int(min(m.word(g, Grant.size), UInt64(burst)))
    guard flags & GrantFlag.takenBack == 0 else {
      m.report(
        .dmaAfterFree, kind: isRead ? "dma-read-after-free" : "dma-write-after-free",
        access: isRead ? .read : .write, size: size, subject: memory, function: PCI.driverName(m),
        message: "The device still masters the bus and \(verb) buffer \(m.word(g, Grant.number)),"
          + " given to it by \(kind.phrase) and taken back since.")
      return
    }
    guard let to = m.bytes(memory, UInt64(size)) else {
      m.report(
        .dmaAfterFree, kind: isRead ? "dma-read-after-free" : "dma-write-after-free",
        access: isRead ? .read : .write, size: size, subject: memory, function: PCI.driverName(m),
        message: "The device \(verb) buffer \(m.word(g, Grant.number)), which is still mapped, but"
          + " its memory has been freed.")
      return
    }
    if isRead { return }
    for i in stride(from: 0, to: size, by: 4) {
      to.storeBytes(of: 1, toByteOffset: i, as: UInt8.self)
    }
  }

  static let routines: [InternalRoutine] = [
    // The action `dma-write N`: the device uses buffer N (argument 0) of the latest binding.
    InternalRoutine("dma_access") { m, f in
      switch f.phase {
      case 0: return .next(1)
      default:
        guard m.deviceMayMaster else { return .done(0) }
        let binding = m.word(m.device, DeviceWord.binding)
        let g = m.first(on: Word.dmaList) {
          m.word($0, Grant.binding) == binding && m.word($0, Grant.number) == f.argument(0)
        }
        if g != 0 { access(m, g) }
        return m.isRunning ? .done(0) : .stop
      }
    }
  ]
}
