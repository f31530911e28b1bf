// The line by which kernel people search for such a bug, in syzkaller's grammar.

extension Finding {
  /// For example `KASAN: slab-use-after-free Read in foo_detect`.
  public var title: String {
    let verb = access == .write ? "Write" : "Read"
    switch check {
    case .useAfterFree, .useAfterReturn, .outOfBounds:
      return "KASAN: \(kind) \(verb) in \(function)"
    case .useAfterRemove:
      switch kind {
      case "slab-use-after-free": return "KASAN: \(kind) \(verb) in \(function)"
      default: return "BUG: unable to handle kernel paging request in \(function)"
      }
    case .executeAfterFree: return "BUG: unable to handle kernel paging request in \(function)"
    case .nullDereference:
      return access == .execute
        ? "BUG: unable to handle kernel NULL pointer dereference in \(function)"
        : "KASAN: null-ptr-deref \(verb) in \(function)"
    case .wildAccess:
      return access == .execute
        ? "general protection fault in \(function)"
        : "KASAN: wild-memory-access \(verb) in \(function)"
    case .doubleFree, .invalidFree: return "KASAN: \(kind) in \(function)"
    case .freeActiveObject:
      return kind == "held lock freed"
        ? "WARNING: held lock freed in \(function)" : "WARNING: ODEBUG bug in \(function)"
    case .uninitialisedObject where kind == "lock used before init":
      return "INFO: trying to register non-static key in \(function)"
    case .uninitialisedObject, .reinitActiveObject: return "WARNING: ODEBUG bug in \(function)"
    case .deadlock where kind.hasPrefix("illegal synchronize_"):
      return "WARNING: suspicious RCU usage in \(function)"
    case .deadlock, .hungTeardown:
      return kind.hasSuffix("lockup") ? "BUG: \(kind) in \(function)" : "INFO: task hung in \(function)"
    case .lockOrder: return "possible deadlock in \(function)"
    case .irqLockInversion where kind != "inconsistent lock state":
      return "possible deadlock in \(function)"
    case .irqLockInversion: return "inconsistent lock state in \(function)"
    case .sleepInAtomic:
      return "BUG: sleeping function called from invalid context in \(function)"
    case .lockMisuse:
      if kind == "suspicious RCU usage" { return "WARNING: suspicious RCU usage in \(function)" }
      switch kind {
      case "bad unlock balance", "lock held when returning to user space":
        return "WARNING: \(kind) in \(function)"
      default: return "WARNING: lock misuse in \(function)"
      }
    case .refcount: return "WARNING: refcount bug in \(function)"
    case .dataRace: return "KCSAN: \(kind)"
    case .leak: return kind == "memory leak" ? "memory leak in \(function)" : "\(kind) in \(function)"
    case .dmaAfterFree: return "DMA-API: device wrote to freed memory in \(function)"
    case .apiMisuse: return "WARNING in \(function)"
    case .assertion: return kind == "kernel BUG" ? "kernel BUG in \(function)" : "WARNING in \(function)"
    case .fence: return "callback not fenced in \(function)"
    }
  }
}
