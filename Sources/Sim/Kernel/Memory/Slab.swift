// kmalloc and its kin. Freed memory is not given out again within a run, so that every late access
// is seen.
//
// Source: mm/slab_common.c, mm/slub.c, 6.12.

enum Slab {
  private static let area = "memory"
  /// `ZERO_SIZE_PTR`.
  static let zeroSize: Pointer = 16
  /// `__GFP_DIRECT_RECLAIM`: the allocation may sleep.
  static let mayReclaim: UInt64 = 0x400

  /// A new object, or NULL by a fault of the scenario or the machine's limits.
  static func allocate(
    _ m: Machine, _ size: UInt64, flags: UInt64, call: String, kind: ObjectKind = .heap,
    type: KernelType = .other
  ) -> Pointer {
    if flags & mayReclaim != 0 { m.checkMaySleep(m.displayName(ofCall: call)) }
    if !m.isRunning || m.failsByFault(call) { return 0 }
    if size == 0 { return zeroSize }
    guard size <= 1 << 20 else { return 0 }
    return m.makeObject(kind, size: Int(size), module: m.callerModule() + 1, type: type)
  }

  /// `kfree()` and its kin: every way of getting it wrong is a finding. `types` are those that this
  /// call frees.
  static func free(
    _ m: Machine, _ p: Pointer, call: String = "kfree", types: [KernelType] = [.other, .slab]
  ) {
    if p == 0 || p == zeroSize { return }
    guard isFreeable(m, p, call: call, types: types) else { return }
    m.checkFreeOfActive(p, m.size(Machine.id(p)))
    if m.isRunning { m.retire(p, ObjectFlag.freed) }
  }

  /// Whether `p` is the start of a live object of one of these allocators; a finding if not.
  static func isFreeable(_ m: Machine, _ p: Pointer, call: String, types: [KernelType]) -> Bool {
    let id = Machine.id(p)
    let kind = m.kind(id)
    func refuse(_ why: String) {
      m.report(
        .invalidFree, kind: "invalid-free", subject: p, message: "\(call)() is called on \(why).")
    }
    guard kind == .heap || kind == .devm else {
      let what = kind == .none || kind == .record ? m.hex(p) : m.describe(id)
      refuse("\(what), which no allocator of memory has returned")
      return false
    }
    if m.flags(id) & ObjectFlag.freed != 0 {
      m.report(
        .doubleFree, kind: "double-free", subject: p,
        message: "\(m.describe(id)) is freed a second time.".capitalizedFirst)
      return false
    }
    if kind == .devm {
      refuse("devm memory, which devres will free again")
    } else if Machine.offset(p) != 0 {
      refuse("the middle of \(m.describe(id))")
    } else if !types.contains(m.kernelType(id)) {
      refuse("memory of another allocator: \(m.kernelType(id).allocator)")
    } else {
      return true
    }
    return false
  }

  /// A copy of at most `most` bytes of a string; NULL of NULL.
  private static func duplicate(
    _ m: Machine, _ from: Pointer, _ most: UInt64, flags: UInt64, _ call: String
  ) -> Pointer {
    if from == 0 { return 0 }
    var length: UInt64 = 0
    while length < most, m.isRunning, m.load(from &+ length, 1) != 0 { length += 1 }
    if !m.isRunning { return 0 }
    let p = allocate(m, length + 1, flags: flags, call: call)
    guard p != 0, let b = m.bytes(p, length + 1), let a = m.bytes(from, length) else { return p }
    b.copyMemory(from: a, byteCount: Int(length))
    return p
  }

  /// Memory of another size with the old contents. Where there is none the old memory stays.
  private static func resize(_ m: Machine, _ call: String, types: [KernelType]) -> Pointer {
    let old = m.argument(0)
    let size = m.argument(1)
    let isOld = old != 0 && old != zeroSize
    if isOld, !isFreeable(m, old, call: call, types: types) { return 0 }
    let p = allocate(m, size, flags: m.argument(2), call: call)
    guard p != 0, isOld else { return p }
    let keep = min(UInt64(m.size(Machine.id(old))), size)
    if keep > 0, let from = m.bytes(old, keep), let to = m.bytes(p, keep) {
      to.copyMemory(from: from, byteCount: Int(keep))
    }
    free(m, old, call: call, types: types)
    return p
  }

  /// `might_alloc()`: the flags of an allocation say whether it may sleep.
  static let allocationContext = "process where the flags let it sleep (GFP_KERNEL)"

  static let symbols: [Symbol] = [
    Symbol(
      "__kmalloc", as: "kmalloc", in: area, contextNote: allocationContext,
      source: "mm/slub.c:__kmalloc_noprof, 6.12",
      approximation: "memory is zero-filled; freed memory is never given out again",
      .value { m in
        allocate(m, m.argument(0), flags: m.argument(1), call: "__kmalloc")
      }),
    Symbol(
      "kfree", in: area, source: "mm/slub.c:kfree, 6.12",
      fences: "nothing: whoever still uses the memory goes on",
      .value { m in
        free(m, m.argument(0))
        return 0
      }),
    Symbol(
      "kfree_sensitive", in: area, source: "mm/slab_common.c:kfree_sensitive, 6.12",
      .value { m in
        free(m, m.argument(0), call: "kfree_sensitive")
        return 0
      }),
    Symbol(
      "krealloc", in: area, contextNote: allocationContext,
      source: "mm/slub.c:krealloc_noprof, 6.12",
      approximation: "always moves, so that every pointer to the old memory is seen to be stale",
      .value { m in resize(m, "krealloc", types: [.other, .slab]) }),
    Symbol(
      "kvrealloc", in: area, contextNote: allocationContext,
      source: "mm/slub.c:kvrealloc_noprof, 6.12",
      approximation: "always moves",
      .value { m in resize(m, "kvrealloc", types: [.other, .slab, .vmalloc]) }),
    Symbol(
      "kvfree", in: area, source: "mm/util.c:kvfree, 6.12",
      .value { m in
        free(m, m.argument(0), call: "kvfree", types: [.other, .slab, .vmalloc])
        return 0
      }),
    Symbol(
      "__kvmalloc", as: "kvmalloc", in: area, contextNote: allocationContext,
      source: "mm/util.c:kvmalloc_node_noprof, 6.12",
      approximation: "more than a page comes from vmalloc, so that only kvfree() may free it",
      .value { m in
        let size = m.argument(0)
        return allocate(
          m, size, flags: m.argument(1), call: "__kvmalloc", type: size > 4096 ? .vmalloc : .other)
      }),
    Symbol(
      "vmalloc", in: area, from: .process, sleeps: true, source: "mm/vmalloc.c:vmalloc_noprof, 6.12",
      approximation: "memory is zero-filled",
      .value { m in
        let size = m.argument(0)
        return size == 0 ? 0 : allocate(m, size, flags: 0, call: "vmalloc", type: .vmalloc)
      }),
    // In an interrupt it is deferred to a worker.
    Symbol(
      "vfree", in: area, contextNote: "of tasks only those that may sleep",
      source: "mm/vmalloc.c:vfree, 6.12", fences: "nothing: whoever still uses the memory goes on",
      approximation: "what an interrupt frees is gone at once",
      .value { m in
        if m.threadKind(m.current).isProcessContext { m.checkMaySleep("vfree") }
        if m.isRunning { free(m, m.argument(0), call: "vfree", types: [.vmalloc]) }
        return 0
      }),
    Symbol(
      "kasprintf", in: area, contextNote: allocationContext,
      source: "lib/kasprintf.c:kasprintf, 6.12",
      approximation: "the text is the format itself",
      .value { m in duplicate(m, m.argument(1), .max, flags: m.argument(0), "kasprintf") }),
    Symbol(
      "kstrndup", in: area, contextNote: allocationContext,
      source: "mm/util.c:kstrndup, 6.12",
      .value { m in
        duplicate(m, m.argument(0), m.argument(1), flags: m.argument(2), "kstrndup")
      }),
    Symbol(
      "kstrdup", in: area, contextNote: allocationContext,
      source: "mm/util.c:kstrdup, 6.12",
      .value { m in duplicate(m, m.argument(0), .max, flags: m.argument(1), "kstrdup") }),
  ]
}

extension KernelType {
  /// Who frees memory of this type.
  fileprivate var allocator: String {
    switch self {
    case .vmalloc: return "vfree() or kvfree() frees what vmalloc() or kvmalloc() has returned"
    case .slab: return "kmem_cache_free() frees what kmem_cache_alloc() has returned"
    default: return "kfree() frees what kmalloc() has returned"
    }
  }
}

extension String {
  /// The same with its first letter in upper case, to begin a sentence.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
