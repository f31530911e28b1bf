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
    _ m: Machine, _ size: UInt64, flags: UInt64, call: String, kind: ObjectKind = .heap
  ) -> Pointer {
    if flags & mayReclaim != 0 { m.checkMaySleep(m.displayName(ofCall: call)) }
    if !m.isRunning || m.failsByFault(call) { return 0 }
    if size == 0 { return zeroSize }
    guard size <= 1 << 20 else { return 0 }
    return m.makeObject(kind, size: Int(size), module: m.callerModule() + 1)
  }

  /// `kfree()`: every way of getting it wrong is a finding.
  static func free(_ m: Machine, _ p: Pointer, call: String = "kfree") {
    if p == 0 || p == zeroSize { return }
    let id = Machine.id(p)
    let kind = m.kind(id)
    guard kind == .heap || kind == .devm || kind == .kernel else {
      let what = kind == .none || kind == .record ? m.hex(p) : m.describe(id)
      m.report(
        .invalidFree, kind: "invalid-free", subject: p,
        message: "\(call)() is called on \(what), which was not allocated by kmalloc.")
      return
    }
    if m.flags(id) & ObjectFlag.freed != 0 {
      m.report(
        .doubleFree, kind: "double-free", subject: p,
        message: "\(m.describe(id)) is freed a second time.".capitalizedFirst)
      return
    }
    guard Machine.offset(p) == 0, kind == .heap else {
      m.report(
        .invalidFree, kind: "invalid-free", subject: p,
        message: kind == .devm
          ? "\(call)() is called on devm memory, which devres will free again."
          : "\(call)() is called on the middle of \(m.describe(id)).")
      return
    }
    m.checkFreeOfActive(p, m.size(id))
    if m.isRunning { m.retire(p, ObjectFlag.freed) }
  }

  private static func copyString(_ m: Machine, _ from: Pointer, _ to: Pointer) {
    var i: UInt64 = 0
    while m.isRunning {
      let byte = m.load(from &+ i, 1)
      m.store(to &+ i, byte, 1)
      if byte == 0 { return }
      i += 1
    }
  }

  static let symbols: [Symbol] = [
    Symbol(
      "__kmalloc", as: "kmalloc", in: area, source: "mm/slub.c:__kmalloc_noprof, 6.12",
      approximation: "memory is zero-filled; freed memory is never given out again",
      .value { m in
        allocate(m, m.argument(0), flags: m.argument(1), call: "__kmalloc")
      }),
    Symbol(
      "kfree", in: area, source: "mm/slub.c:kfree, 6.12",
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
      "krealloc", in: area, source: "mm/slub.c:krealloc_noprof, 6.12",
      .value { m in
        let old = m.argument(0)
        let size = m.argument(1)
        let p = allocate(m, size, flags: m.argument(2), call: "krealloc")
        guard p != 0, old != 0, old != zeroSize else { return p }
        let keep = min(UInt64(m.size(Machine.id(old))), size)
        guard let from = m.bytes(old, keep), let to = m.bytes(p, keep) else {
          m.reportAccess(old, Int(keep), .read)
          return 0
        }
        to.copyMemory(from: from, byteCount: Int(keep))
        free(m, old, call: "krealloc")
        return p
      }),
    Symbol(
      "kstrdup", in: area, source: "mm/util.c:kstrdup, 6.12",
      .value { m in
        let from = m.argument(0)
        if from == 0 { return 0 }
        let length = m.string(at: from).utf8.count
        let p = allocate(m, UInt64(length + 1), flags: m.argument(1), call: "kstrdup")
        if p != 0 { copyString(m, from, p) }
        return p
      }),
  ]
}

extension String {
  /// The same with its first letter in upper case, to begin a sentence.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
