// Which class a lock is of: by the key in its `lockdep_map`, or by the lock itself where it is set up
// statically. A lock in memory from an allocator that has neither was never set up.
//
// Source: kernel/locking/lockdep.c:register_lock_class, assign_lock_key, 6.12.

extension Lockdep {
  /// A node for a lock, without its identity; nil for what has no class.
  static func classified(_ m: Machine, _ lock: Pointer, _ how: UInt64) -> LockGraph.Node? {
    func node(
      _ kind: LockGraph.Kind, _ key: UInt64, name: Pointer = 0, isSeen: Bool = true
    ) -> LockGraph.Node {
      .init(
        identity: 0, key: key, name: name, kind: kind, leader: 0, thread: 0, isSeen: isSeen)
    }
    let map: Pointer
    var call = "spin_lock_init"
    let f = m.fields
    switch Held.Kind(rawValue: UInt8(truncatingIfNeeded: how >> Held.kindShift & 0xf)) ?? .other {
    case .other: return nil
    case .spinlock: map = lock &+ f.spinMap
    case .mutex:
      map = lock &+ f.mutexMap
      call = "mutex_init"
    case .rwsem:
      map = lock &- f.rwsemCount &+ f.rwsemMap
      call = "init_rwsem"
    case .rwlock:
      map = lock &- f.rwlockCount &+ f.rwlockMap
      call = "rwlock_init"
    case .srcu: return node(.srcu, lock, name: lock)
    case .active: return node(.active, Sysfs.attribute(m, lock), name: lock)
    case .debugfs: return node(.debugfs, lock, name: lock, isSeen: false)
    case .notifier: return node(.notifier, lock, name: lock)
    }
    guard f.hasLockMaps, let b = m.plainBytes(map, 16) else { return nil }
    let key = Machine.read(b, 8)
    let kind = m.kind(Machine.id(lock))
    if key == noValidate || kind == .kernel || isNoValidate(m, key) {
      return node(.lock, lock, name: 0, isSeen: false)
    }
    if key != 0 { return node(.lock, key, name: Machine.read(b + 8, 8)) }
    guard kind == .heap || kind == .devm || kind == .stack else {
      return node(.lock, map, name: lock)
    }
    m.report(
      .uninitialisedObject, kind: "lock used before init", subject: lock,
      message: "A lock is taken that \(call)() has not set up: to lockdep it has no class.")
    return nil
  }

  private static func isNoValidate(_ m: Machine, _ key: UInt64) -> Bool {
    key != 0 && m.kernelVariables["__lockdep_no_validate__"] == key
  }

  /// What a person calls a node.
  static func name(_ m: Machine, _ n: LockGraph.Node) -> String {
    switch n.kind {
    case .hardirq: return "a hard interrupt"
    case .softirq: return "a softirq"
    case .callback:
      let kind = ThreadKind(rawValue: n.thread) ?? .work
      return "\(kind.word) \(m.functionName(n.name) ?? "?")"
    case .workqueue: return "the workqueue"
    case .active: return "the attribute \(Sysfs.name(m, n.name))"
    case .debugfs: return "the debugfs file"
    case .srcu: return "the SRCU domain" + variable(m, n.name)
    case .notifier: return "the notifier chain"
    case .completion: return "the completion" + variable(m, n.name)
    case .lock:
      if n.name == 0 { return "device_lock" }
      if m.kind(Machine.id(n.name)) == .data, n.key &>> 48 & 7 == 0, isStatic(m, n) {
        return String(variable(m, n.name).dropFirst())
      }
      return m.string(at: n.name)
    }
  }

  /// Whether the lock is its own class.
  private static func isStatic(_ m: Machine, _ n: LockGraph.Node) -> Bool {
    Machine.id(n.key) == Machine.id(n.name) && n.kind == .lock
      && m.flags(Machine.id(n.name)) & ObjectFlag.readOnly == 0
  }

  /// " NAME" of the static variable at `p`, or "".
  private static func variable(_ m: Machine, _ p: Pointer) -> String {
    let global = Machine.id(p) - 1
    guard m.kind(Machine.id(p)) == .data, m.program.globals.indices.contains(global) else {
      return ""
    }
    return " " + m.program.globals[global].name
  }
}
