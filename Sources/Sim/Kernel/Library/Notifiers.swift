// Notifier chains. The blocks are linked in the driver's own memory; what a chain's lock is, and so
// what unregistering waits for, is what the four kinds differ in.
//
// Source: kernel/notifier.c, 6.12.

enum Notifiers {
  private static let area = "notifiers"
  private static let file = "kernel/notifier.c"

  private enum Flavour: String, CaseIterable {
    case atomic, blocking, srcu, raw

    /// Byte offset of `head` in the chain's head.
    func head(_ m: Machine) -> UInt64 {
      switch self {
      case .atomic: m.fields.offset("atomic_notifier_head", "head") ?? 0
      case .blocking: m.fields.offset("blocking_notifier_head", "head") ?? 0
      case .srcu: m.fields.offset("srcu_notifier_head", "head") ?? 0
      case .raw: m.fields.offset("raw_notifier_head", "head") ?? 0
      }
    }
  }

  /// The kernel's own record of a chain that is being called: its rwsem or SRCU domain.
  private enum Chain {
    static let head = 1
    /// Calls under way.
    static let callers = 2
    /// The thread of the newest of them, as slot + 1.
    static let caller = 3
    /// Registered blocks: records of `Block`.
    static let blocks = 4
    static let count = 5
  }
  private enum Block {
    static let block = 1
    static let binding = 2
    static let count = 3
  }

  private static func chain(_ m: Machine, _ head: Pointer) -> Pointer {
    let known = m.first(on: Word.notifierList) { m.word($0, Chain.head) == head }
    if known != 0 { return known }
    let chain = m.makeRecord(Chain.count)
    if !m.isRunning { return 0 }
    m.setWord(chain, Chain.head, head)
    m.push(chain, on: Word.notifierList)
    return chain
  }

  private static func next(_ m: Machine) -> UInt64 {
    m.fields.offset("notifier_block", "next") ?? 8
  }
  private static func priority(_ m: Machine, _ block: Pointer) -> Int32 {
    Int32(
      truncatingIfNeeded: m.load(
        block &+ (m.fields.offset("notifier_block", "priority") ?? 16), 4))
  }

  /// Until no call of the chain is under way.
  private static func callsOver(_ m: Machine, _ chain: Pointer) -> Wait {
    Wait(
      .zero, index: m.wordIndex(chain &+ UInt64(8 * Chain.callers)),
      thread: Int(m.word(chain, Chain.caller)))
  }

  // MARK: Changing a chain

  /// Links a block in by descending priority: 0 or -errno.
  private static func insert(
    _ m: Machine, _ chain: Pointer, _ link: Pointer, _ block: Pointer
  ) -> Int {
    var link = link
    while m.isRunning {
      let at = m.load(link)
      if at == 0 { break }
      if at == block {
        m.report(
          .apiMisuse, kind: "notifier block registered twice", subject: block,
          message: "A notifier block is registered on a chain that it is already on.")
        return -17
      }
      if priority(m, block) > priority(m, at) { break }
      link = at &+ next(m)
    }
    if !m.isRunning { return 0 }
    m.store(block &+ next(m), m.load(link))
    m.store(link, block)
    let record = m.makeRecord(Block.count)
    if !m.isRunning { return 0 }
    m.setWord(record, Block.block, block)
    m.setWord(record, Block.binding, m.actingBinding)
    m.setWord(record, 0, m.word(chain, Chain.blocks))
    m.setWord(chain, Chain.blocks, record)
    return 0
  }

  /// Unlinks a block: 0, or -ENOENT. A call that has it at hand goes on from its own link.
  private static func remove(
    _ m: Machine, _ chain: Pointer, _ link: Pointer, _ block: Pointer
  ) -> Int {
    var previous: Pointer = 0
    var record = m.word(chain, Chain.blocks)
    while record != 0, m.word(record, Block.block) != block {
      previous = record
      record = m.word(record, 0)
    }
    if record != 0 {
      let after = m.word(record, 0)
      if previous == 0 {
        m.setWord(chain, Chain.blocks, after)
      } else {
        m.setWord(previous, 0, after)
      }
    }
    var link = link
    while m.isRunning {
      let at = m.load(link)
      if at == 0 { return -2 }
      if at == block {
        m.store(link, m.load(block &+ next(m)))
        return 0
      }
      link = at &+ next(m)
    }
    return 0
  }

  private static func change(_ flavour: Flavour, isRegister: Bool) -> Symbol {
    let name = "\(flavour)_notifier_chain_\(isRegister ? "register" : "unregister")"
    let fences: String
    switch (isRegister, flavour) {
    case (true, _): fences = "the block may be called before it returns"
    case (_, .atomic): fences = "waits, as synchronize_rcu, for calls under way; none later"
    case (_, .blocking): fences = "waits for calls under way (rwsem); from its own callback: hang"
    case (_, .srcu): fences = "waits for calls under way; from its own callback: hang"
    case (_, .raw): fences = "nothing: locking is the caller's"
    }
    return Symbol(
      name, in: area, from: flavour == .raw || flavour == .atomic && isRegister ? .any : .process,
      sleeps: flavour != .raw && !(flavour == .atomic && isRegister),
      source: "\(file):\(name), 6.12", fences: fences,
      approximation: flavour == .srcu ? "waits for calls that begin later too" : "",
      .routine { m, f in
        let head = f.argument(0)
        switch f.phase {
        case 0: return .next(1)
        case 1:
          if isRegister, m.failsByFault(name) { return .done(Machine.int(-12)) }
          f[0] = chain(m, head)
          if !m.isRunning { return .stop }
          // down_write().
          if flavour == .blocking { return .wait(callsOver(m, f[0]), 2) }
          return .next(2)
        case 2:
          if flavour == .blocking { Lockdep.waited(m, forUsersOf: f[0], .notifier) }
          if !m.isRunning { return .stop }
          let link = head &+ flavour.head(m)
          f[1] = Machine.int(
            isRegister
              ? insert(m, f[0], link, f.argument(1)) : remove(m, f[0], link, f.argument(1)))
          if !m.isRunning { return .stop }
          if isRegister { return .done(f[1]) }
          switch flavour {
          case .blocking, .raw: return .done(f[1])
          case .srcu: return .wait(callsOver(m, f[0]), 3)
          case .atomic:
            m.outgoingCount = 0
            return .enter(KernelTable.routine("synchronize_rcu"), arguments: 0, 3)
          }
        default:
          if flavour == .srcu { Lockdep.waited(m, forUsersOf: f[0], .notifier) }
          return m.isRunning ? .done(f[1]) : .stop
        }
      })
  }

  // MARK: Calling a chain

  private static let stopMask: UInt64 = 0x8000

  private static func call(_ flavour: Flavour) -> Symbol {
    let name = "\(flavour)_notifier_call_chain"
    let sleeps = flavour == .blocking || flavour == .srcu
    return Symbol(
      name, in: area, from: sleeps ? .process : .any, sleeps: sleeps,
      source: "\(file):\(name), 6.12",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          f[0] = chain(m, f.argument(0))
          if !m.isRunning { return .stop }
          enter(m, flavour, f[0])
          f[1] = m.load(f.argument(0) &+ flavour.head(m))
        default:
          f[2] = f.result & 0xffff_ffff
          if f[2] & stopMask != 0 { f[1] = 0 }
        }
        if !m.isRunning { return .stop }
        guard f[1] != 0 else {
          leave(m, flavour, f[0])
          return .done(f[2])
        }
        let block = f[1]
        // The next one is looked up before the call: the block may unregister itself (raw chains).
        f[1] = m.load(block &+ next(m))
        let function = m.load(block)
        if !m.isRunning { return .stop }
        m.setOutgoing(block, f.argument(1), f.argument(2))
        return .call(function, arguments: 3, 2)
      })
  }

  private static func enter(_ m: Machine, _ flavour: Flavour, _ chain: Pointer) {
    switch flavour {
    case .raw: return
    case .atomic: m.header(m.current)[ThreadWord.context] &+= ContextPart.rcu
    case .blocking, .srcu:
      m.setWord(chain, Chain.callers, m.word(chain, Chain.callers) + 1)
      m.setWord(chain, Chain.caller, UInt64(m.current + 1))
      Locks.use(m, chain, .notifier)
    }
  }

  private static func leave(_ m: Machine, _ flavour: Flavour, _ chain: Pointer) {
    switch flavour {
    case .raw: return
    case .atomic: m.header(m.current)[ThreadWord.context] &-= ContextPart.rcu
    case .blocking, .srcu:
      m.removeHeld(m.current, chain)
      m.setWord(chain, Chain.callers, m.word(chain, Chain.callers) &- 1)
      if m.word(chain, Chain.caller) == UInt64(m.current + 1) {
        m.setWord(chain, Chain.caller, 0)
      }
    }
  }

  static let symbols: [Symbol] = Flavour.allCases.flatMap { flavour in
    [change(flavour, isRegister: true), change(flavour, isRegister: false), call(flavour)]
  }

  // MARK: Checks

  /// The blocks of a binding that are still registered.
  static func reachable(_ m: Machine, binding: UInt64) -> [Reachable] {
    var all: [Reachable] = []
    forEachBlock(m) { block, owner in
      if owner & 0xffff == binding, m.bytes(block, 8) != nil,
        let name = m.functionName(m.load(block))
      {
        all.append(
          Reachable(
            phrase: "\(name) of a registered notifier block", function: name, subject: block))
      }
    }
    return all
  }

  /// A registered block within these bytes, or 0.
  static func registered(_ m: Machine, in p: Pointer, _ size: Int) -> Pointer {
    var found: Pointer = 0
    forEachBlock(m) { block, _ in if block >= p, block < p &+ UInt64(size) { found = block } }
    return found
  }

  private static func forEachBlock(_ m: Machine, _ body: (Pointer, UInt64) -> Void) {
    var chain = m.state[Word.notifierList]
    while chain != 0 {
      var record = m.word(chain, Chain.blocks)
      while record != 0 {
        body(m.word(record, Block.block), m.word(record, Block.binding))
        record = m.word(record, 0)
      }
      chain = m.word(chain, 0)
    }
  }
}
