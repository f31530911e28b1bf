// Threads that do the same. Two user threads with the same list of actions can change places: what the
// one can do from here on, the other could. So a state and the one in which they have changed places
// need not both be searched; the fingerprint takes one for the other (symmetry reduction: Clarke,
// Enders, Filkorn, Jha, *Exploiting symmetry in temporal logic model checking*, 1996).
//
// Changing places must change nothing that anybody can see. What tells threads apart is their number,
// and few calls of the kernel keep one: a lock its owner, which the fingerprint translates. A thread
// that makes a call which is not known to keep none is told apart from there on. What that leaves is
// proved in docs/verifying.md.

/// Groups of threads of a scenario that do the same.
struct EqualThreads {
  struct Group {
    /// Their slots, in the order in which they were started: one after the other, so that of the
    /// slots that fall free a new thread gets the same one, whichever of them have ended.
    var slots: [Int]
    /// Their instance numbers, in the same order.
    var sequences: [UInt64]
    /// The number of the first one's list of actions.
    var list: UInt64
  }
  var groups: [Group] = []

  static let none = EqualThreads()

  /// Mask of all of them.
  var mask: UInt64 {
    groups.reduce(0) { $1.slots.reduce($0) { $0 | 1 << UInt64($1) } }
  }

  private init() {}

  /// The groups of a machine whose threads have just been started.
  init(_ m: Machine) {
    // A check of fences looks at who has started what.
    if m.checksFence { return }
    var threads: [(slot: Int, sequence: UInt64, list: Int)] = []
    m.forEachThread { t in
      if m.state[Word.essential] & (1 << UInt64(t)) != 0 {
        threads.append((t, m.sequence(t), Int(m.header(t)[ThreadWord.cookie])))
      }
    }
    threads.sort { $0.sequence < $1.sequence }
    var k = 0
    while k < threads.count {
      var end = k + 1
      while end < threads.count, threads[end].sequence == threads[end - 1].sequence + 1,
        threads[end].slot == threads[end - 1].slot + 1,
        m.actorLists[threads[end].list] == m.actorLists[threads[k].list]
      {
        end += 1
      }
      if end - k > 1 {
        groups.append(
          Group(
            slots: threads[k..<end].map(\.slot), sequences: threads[k..<end].map(\.sequence),
            list: UInt64(threads[k].list)))
      }
      k = end
    }
  }
}

// MARK: Who is told apart

/// The calls that keep no number of the thread that makes them, but as the owner of a mutex or a
/// spinlock, and look at none: what they do is the same whichever of two equal threads makes them.
enum Anonymous {
  private static let symbols: Set<String> = [
    "_raw_spin_lock", "_raw_spin_lock_bh", "_raw_spin_lock_irq", "_raw_spin_lock_irqsave",
    "_raw_spin_unlock", "_raw_spin_unlock_bh", "_raw_spin_unlock_irq",
    "_raw_spin_unlock_irqrestore", "_raw_spin_trylock", "_raw_spin_trylock_bh",
    "_raw_spin_is_locked", "mutex_lock", "mutex_lock_nested", "mutex_unlock", "mutex_trylock",
    "mutex_is_locked", "__kmalloc", "kfree", "msleep", "__udelay", "__const_udelay", "ktime_get",
    "queue_work_on", "queue_delayed_work_on", "mod_timer", "add_timer", "complete", "complete_all",
    "_printk", "_dev_printk", "_copy_to_user", "_copy_from_user",
    "__simctl_mmio_read8", "__simctl_mmio_read16", "__simctl_mmio_read32", "__simctl_mmio_read64",
    "__simctl_mmio_write8", "__simctl_mmio_write16", "__simctl_mmio_write32",
    "__simctl_mmio_write64", "__simctl_assert",
  ]
  private static let routines: Set<String> = [
    "actor", "sleep", "call", "nothing", "sys_open", "sys_read", "sys_write", "sys_ioctl",
    "sys_close", "mutex_unlock",
  ]

  /// By index in `KernelTable.symbols`.
  static let isSymbol: [Bool] = KernelTable.symbols.map { symbols.contains($0.name) }
  /// By number of the routine.
  static let isRoutine: [Bool] = KernelTable.routines.indices.map {
    routines.contains(KernelTable.routineName($0))
  }
}

extension Machine {
  /// From here on these threads are no longer taken for others: something has kept their numbers.
  @inline(__always)
  func tellApart(_ threads: UInt64) {
    if hot.pointee.equalThreads & threads != 0 {
      state[Word.distinct] |= hot.pointee.equalThreads & threads
    }
  }

  /// One of the threads that are taken for equal comes to a call.
  @inline(never)
  func noteCall(_ t: Int, _ external: Int) {
    let symbol = Int(externalTable[external].symbol)
    if symbol < 0 || !Anonymous.isSymbol[symbol] { tellApart(1 << UInt64(t)) }
  }

  /// The same for a routine of the kernel.
  @inline(never)
  func noteRoutine(_ t: Int, _ routine: Routine) {
    if !Anonymous.isRoutine[routine.number] { tellApart(1 << UInt64(t)) }
  }
}
