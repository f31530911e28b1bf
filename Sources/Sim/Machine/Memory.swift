// Memory is objects. Each has two words in the object table:
//
//     0: first byte in the heap (upper half) | bytes that may be accessed (lower half, 0 if dead)
//     1: true size (upper half) | kernel type | module + 1 | flags | kind (8 bits each)
//
// so that a load needs one compare to know that its object is live and its offset inside.
// Freed objects stay in the table and their bytes are not used again within a run: every later
// access is seen for what it is.

/// What an object is.
public enum ObjectKind: UInt8, Sendable {
  case none
  /// A module's static data.
  case data
  /// kmalloc and the like.
  case heap
  /// kmalloc'ed memory that devres frees.
  case devm
  /// A local variable whose address escapes.
  case stack
  /// A mapping of a BAR or I/O ports.
  case mmio
  case dma
  /// A structure that the kernel keeps: a device, a file, a workqueue.
  case kernel
  /// A list node of the simulated kernel itself.
  case record
}

/// What an object of kind `kernel` is, for people.
enum KernelType: UInt8 {
  case other, workqueue, device, file, inode, task, region, buffer, pool, cache, percpuRef
  /// Of a heap object, which allocator has it; `other` is kmalloc.
  case vmalloc, slab

  var phrase: String {
    switch self {
    case .other: return "an object of the kernel"
    case .workqueue: return "a workqueue"
    case .device: return "the device"
    case .file: return "an open file"
    case .inode: return "an inode"
    case .task: return "a task_struct"
    case .region: return "an I/O region"
    case .buffer: return "a buffer"
    case .pool: return "a DMA pool"
    case .cache: return "a slab cache"
    case .percpuRef: return "the counter of a percpu_ref"
    case .vmalloc, .slab: return "memory"
    }
  }
}

/// Object flags, one bit each.
enum ObjectFlag {
  static let freed: UInt64 = 1
  static let returned: UInt64 = 2
  static let readOnly: UInt64 = 4
  /// Freed because the resource was released by teardown: use is use-after-remove.
  static let released: UInt64 = 8
  static let port: UInt64 = 16
  /// Part of a module that was unloaded, or of its init section.
  static let unloaded: UInt64 = 32
}

extension Machine {
  // MARK: The object table

  @inline(__always) static func id(_ p: Pointer) -> Int { Int(truncatingIfNeeded: p >> 32) }
  @inline(__always) static func offset(_ p: Pointer) -> UInt64 { p & 0xffff_ffff }

  func kind(_ id: Int) -> ObjectKind {
    id > 0 && id < Int(state[Word.objectCount])
      ? ObjectKind(rawValue: UInt8(truncatingIfNeeded: objects[2 * id + 1])) ?? .none : .none
  }
  func flags(_ id: Int) -> UInt64 { (objects[2 * id + 1] >> 8) & 0xff }
  func setFlags(_ id: Int, _ bits: UInt64) { objects[2 * id + 1] |= bits << 8 }
  func clearFlags(_ id: Int, _ bits: UInt64) { objects[2 * id + 1] &= ~(bits << 8) }
  func size(_ id: Int) -> Int { Int(objects[2 * id + 1] >> 32) }
  func kernelType(_ id: Int) -> KernelType {
    KernelType(rawValue: UInt8(truncatingIfNeeded: objects[2 * id + 1] >> 24)) ?? .other
  }
  func owner(_ id: Int) -> Int { Int((objects[2 * id + 1] >> 16) & 0xff) }
  func isLive(_ id: Int) -> Bool { flags(id) & (ObjectFlag.freed | ObjectFlag.returned) == 0 }

  /// A new zero-filled object; NULL, and no verdict, when the machine's limits are reached.
  /// `module` owns it (module number + 1, 0 for the kernel).
  func makeObject(
    _ kind: ObjectKind, size: Int, module: Int = 0, flags: UInt64 = 0, type: KernelType = .other
  ) -> Pointer {
    let id = Int(state[Word.objectCount])
    let top = (Int(state[Word.heapTop]) + 7) & ~7
    guard id < limits.objectsMax else {
      endWithoutVerdict("the run made more than \(limits.objectsMax) objects")
      return 0
    }
    guard size >= 0, size <= limits.heapBytes - top else {
      endWithoutVerdict("the run needs more than \(limits.heapBytes) bytes of memory")
      return 0
    }
    state[Word.objectCount] = UInt64(id + 1)
    state[Word.heapTop] = UInt64(top + size)
    (heap + top).initializeMemory(as: UInt8.self, repeating: 0, count: size)
    objects[2 * id] = UInt64(top) << 32 | (kind == .mmio ? 0 : UInt64(size))
    objects[2 * id + 1] =
      UInt64(size) << 32 | UInt64(type.rawValue) << 24
      | UInt64(UInt8(truncatingIfNeeded: module)) << 16 | flags << 8
      | UInt64(kind.rawValue)
    recorder?.made(UInt64(id) << 32)
    return UInt64(id) << 32
  }

  /// Ends the life of an object: `flags` say how.
  func retire(_ p: Pointer, _ flags: UInt64) {
    let id = Self.id(p)
    objects[2 * id] &= 0xffff_ffff_0000_0000
    setFlags(id, flags)
    recorder?.freed(p)
  }

  /// Lets a retired object live again (a module's data when it is loaded again).
  func revive(_ p: Pointer) {
    let id = Self.id(p)
    objects[2 * id] = (objects[2 * id] & 0xffff_ffff_0000_0000) | UInt64(size(id))
    clearFlags(id, ObjectFlag.freed | ObjectFlag.returned | ObjectFlag.released
      | ObjectFlag.unloaded)
  }

  /// The object that a byte of the heap belongs to.
  func object(atHeapByte byte: Int) -> Int {
    var low = 1
    var high = Int(state[Word.objectCount])
    while low + 1 < high {
      let mid = (low + high) / 2
      if objects[2 * mid] >> 32 <= UInt64(byte) { low = mid } else { high = mid }
    }
    return low
  }

  // MARK: Access

  /// The bytes behind `p`, if `count` of them may be accessed; nil otherwise. For kernel code.
  @inline(__always)
  func bytes(_ p: Pointer, _ count: UInt64) -> UnsafeMutableRawPointer? {
    if hot.pointee.notesAccesses { note(p, count) }
    return plainBytes(p, count)
  }

  @inline(never)
  private func note(_ p: Pointer, _ count: UInt64) { noted.append((p, count)) }

  /// The same for the driver's own accesses.
  @inline(__always)
  func plainBytes(_ p: Pointer, _ count: UInt64) -> UnsafeMutableRawPointer? {
    let id = Self.id(p)
    guard id < limits.objectsMax else { return nil }
    let entry = objects[2 &* id]
    let offset = Self.offset(p)
    guard offset &+ count <= entry & 0xffff_ffff else { return nil }
    return heap + Int(truncatingIfNeeded: entry >> 32) + Int(truncatingIfNeeded: offset)
  }

  /// Loads `size` (1, 2, 4, 8) bytes, zero-extended.
  @inline(__always)
  static func read(_ b: UnsafeMutableRawPointer, _ size: UInt8) -> UInt64 {
    switch size {
    case 8: return b.loadUnaligned(as: UInt64.self)
    case 4: return UInt64(b.loadUnaligned(as: UInt32.self))
    case 2: return UInt64(b.loadUnaligned(as: UInt16.self))
    default: return UInt64(b.load(as: UInt8.self))
    }
  }

  @inline(__always)
  static func write(_ b: UnsafeMutableRawPointer, _ size: UInt8, _ value: UInt64) {
    switch size {
    case 8: b.storeBytes(of: value, as: UInt64.self)
    case 4: b.storeBytes(of: UInt32(truncatingIfNeeded: value), as: UInt32.self)
    case 2: b.storeBytes(of: UInt16(truncatingIfNeeded: value), as: UInt16.self)
    default: b.storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
    }
  }

  /// A load by kernel code: a fault is a finding, and reads as 0.
  @inline(__always)
  func load(_ p: Pointer, _ size: Int = 8) -> UInt64 {
    size == 8 ? loadWord(p) : loadPart(p, size)
  }

  /// A store by kernel code.
  @inline(__always)
  func store(_ p: Pointer, _ value: UInt64, _ size: Int = 8) {
    if size == 8 { storeWord(p, value) } else { storePart(p, value, size) }
  }

  // Most are of 8 bytes, a size that is known where they are written. None of the four needs a
  // frame of its own as long as nothing is wrong.
  @inline(never)
  private func loadWord(_ p: Pointer) -> UInt64 {
    guard let b = bytes(p, 8) else { return reportAccess(p, 8, .read) }
    return b.loadUnaligned(as: UInt64.self)
  }
  @inline(never)
  private func loadPart(_ p: Pointer, _ size: Int) -> UInt64 {
    guard let b = bytes(p, UInt64(size)) else { return reportAccess(p, size, .read) }
    return Self.read(b, UInt8(truncatingIfNeeded: size))
  }
  @inline(never)
  private func storeWord(_ p: Pointer, _ value: UInt64) {
    guard let b = bytes(p, 8) else {
      reportAccess(p, 8, .write)
      return
    }
    b.storeBytes(of: value, as: UInt64.self)
  }
  @inline(never)
  private func storePart(_ p: Pointer, _ value: UInt64, _ size: Int) {
    guard let b = bytes(p, UInt64(size)) else {
      reportAccess(p, size, .write)
      return
    }
    Self.write(b, UInt8(truncatingIfNeeded: size), value)
  }

  /// Index of the state word at `p` (8-aligned, live), for waits on it.
  func wordIndex(_ p: Pointer) -> Int {
    guard let b = bytes(p, 8) else {
      reportAccess(p, 8, .read)
      return Word.alive
    }
    return (b - UnsafeMutableRawPointer(state)) / 8
  }

  /// The same for memory that may be gone: -1 then, and no finding.
  func wordIndexIfLive(_ p: Pointer) -> Int {
    bytes(p, 8).map { ($0 - UnsafeMutableRawPointer(state)) / 8 } ?? -1
  }

  /// The NUL-terminated string at `p`, at most 256 bytes.
  func string(at p: Pointer) -> String {
    var bytes: [UInt8] = []
    var q = p
    while bytes.count < 256, let b = self.bytes(q, 1) {
      let byte = b.load(as: UInt8.self)
      if byte == 0 { break }
      bytes.append(byte)
      q &+= 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Records of the kernel

  /// A list node of `words` words, from the kernel's own memory.
  func makeRecord(_ words: Int) -> Pointer { makeObject(.record, size: 8 * words) }

  /// A word of a record.
  @inline(__always)
  func word(_ record: Pointer, _ i: Int) -> UInt64 {
    loadWord(record &+ UInt64(truncatingIfNeeded: 8 &* i))
  }
  @inline(__always)
  func setWord(_ record: Pointer, _ i: Int, _ value: UInt64) {
    storeWord(record &+ UInt64(truncatingIfNeeded: 8 &* i), value)
  }

  /// Prepends a record (whose word 0 is the link) to a list whose head is a global word.
  func push(_ record: Pointer, on head: Int) {
    setWord(record, 0, state[head])
    state[head] = record
  }

  /// Takes a record out of a list; false if it is not on it.
  @discardableResult
  func unlink(_ record: Pointer, from head: Int) -> Bool {
    if state[head] == record {
      state[head] = word(record, 0)
      return true
    }
    var p = state[head]
    while p != 0 {
      let next = word(p, 0)
      if next == record {
        setWord(p, 0, word(record, 0))
        return true
      }
      p = next
    }
    return false
  }

  /// The first record of a list for which `test` holds, or 0.
  func first(on head: Int, where test: (Pointer) -> Bool) -> Pointer {
    var p = state[head]
    while p != 0 {
      if test(p) { return p }
      p = word(p, 0)
    }
    return 0
  }
}
