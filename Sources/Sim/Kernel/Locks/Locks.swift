// What all locks share: who holds them, and what taking one does to the calling CPU.
//
// A mutex keeps its owner in its `owner` word, a spinlock in its lock word: thread slot + 1, 0 when
// free. A spinning thread is one that waits. Each thread has a list of what it holds, with how.

enum Locks {
  static let area = "locks"
  static let symbols: [Symbol] =
    Mutexes.symbols + Spinlocks.symbols + ReadWriteLocks.symbols + Seqlocks.symbols
    + Semaphores.symbols + LocalCPU.symbols

  /// Notes that the current thread has taken `lock`.
  static func took(_ m: Machine, _ lock: Pointer, _ kind: Held.Kind, _ how: UInt64) {
    let how = how | kind.bits
    Lockdep.acquired(m, lock, how)
    m.addHeld(m.current, lock, how)
  }

  /// The current thread uses something that its removal waits for; to lockdep, as a reader.
  static func use(_ m: Machine, _ thing: Pointer, _ kind: Held.Kind) {
    took(m, thing, kind, Held.shared | Held.isUse)
  }

  /// Notes that the current thread has let go of `lock`; a finding if it does not hold it.
  static func letGo(_ m: Machine, _ lock: Pointer, _ call: String) {
    if !m.removeHeld(m.current, lock) {
      m.report(
        .lockMisuse, kind: "bad unlock balance", subject: lock,
        message: "\(call)() is called by a thread that does not hold the lock.")
    }
  }
}

/// How a lock is held, in the words beside the list of held locks: these bits, and in the upper
/// half the code index where it was taken.
enum Held {
  /// Whoever wants it spins: an interrupt on the holder's CPU that does never ends.
  static let spins: UInt64 = 1
  /// Shared with other readers.
  static let shared: UInt64 = 2
  /// Taken by a trylock.
  static let tried: UInt64 = 4
  /// Taken for reading so that a waiting writer is no obstacle.
  static let recursive: UInt64 = 8
  /// Where the subclass lies: what `_nested` gives, below 8.
  static let subclassShift: UInt64 = 4
  /// Where the `Kind` lies.
  static let kindShift: UInt64 = 8

  /// It is no lock, and orders no accesses: a use of something that its removal waits for.
  static let isUse: UInt64 = 1 << 7

  /// What is held: where its class is found depends on it.
  enum Kind: UInt8 {
    case other
    case spinlock, mutex, rwsem, rwlock
    case srcu
    /// The active reference of a sysfs attribute, a use of a debugfs file, a call of a notifier
    /// chain: none of them a lock to the driver.
    case active, debugfs, notifier

    var bits: UInt64 { UInt64(rawValue) << Held.kindShift }
  }
}

/// What the suffix of a lock function does to the calling CPU, beside switching preemption off.
enum LockFlavour: String, CaseIterable {
  case plain = ""
  case bh = "_bh"
  case irq = "_irq"
  case irqsave = "_irqsave"

  /// The suffix of the function that undoes it.
  var undone: String { self == .irqsave ? "_irqrestore" : rawValue }

  /// Where the function may be called from.
  var context: CallContext { self == .bh ? .notHardirq : .any }

  /// Enters the section: the flags for the one who saves them.
  func enter(_ m: Machine) -> UInt64 {
    m.header(m.current)[ThreadWord.context] &+= ContextPart.preempt
    switch self {
    case .plain: return 0
    case .bh:
      m.header(m.current)[ThreadWord.context] &+= ContextPart.bhOff
      return 0
    case .irq, .irqsave: return LocalCPU.irqsOff(m)
    }
  }

  /// Leaves the section.
  func leave(_ m: Machine, flags: UInt64, _ call: String) {
    LocalCPU.leavePreempt(m, call)
    switch self {
    case .plain: return
    case .bh: LocalCPU.leaveBh(m, call)
    case .irq: LocalCPU.irqsOn(m, call)
    case .irqsave: if flags == 0 { LocalCPU.irqsOn(m, call) }
    }
  }
}
