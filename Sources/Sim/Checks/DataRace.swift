// data-race: two accesses of driver code conflict, at least one is plain, and nothing orders them.
//
// As in KCSAN, `READ_ONCE`, `WRITE_ONCE`, atomics and bit operations are marked accesses, and two
// marked ones never race. Unlike KCSAN, which has to see two accesses at the same moment, an order
// is asked for: by locks, wake-ups, what starts a callback, waits for its end, RCU, and atomics
// that acquire and release (`SyncRules`).
//
// Only memory of drivers counts: allocated, coherent DMA, static. Local variables whose address
// escapes, registers of the device and the kernel's own structures do not.

/// An access to memory that an instruction is about to make.
public struct MemoryAccess: Sendable {
  public var address: Pointer
  public var size: Int
  public var isWrite: Bool
  /// `READ_ONCE`, `WRITE_ONCE`, an atomic.
  public var isMarked: Bool
}

extension Machine {
  /// The accesses to drivers' memory that the next step of `t` begins with: none for a kernel call,
  /// two for a copy.
  public func nextAccesses(_ t: Int) -> (MemoryAccess?, MemoryAccess?) {
    let pc = self.pc(t)
    guard pc > 1 else { return (nil, nil) }
    let i = code[pc]
    let r = header(t) + fp(t) + 1
    func access(_ p: Pointer, _ size: Int, _ isWrite: Bool, _ isMarked: Bool) -> MemoryAccess? {
      switch kind(Self.id(p)) {
      case .heap, .devm, .data, .dma:
        return MemoryAccess(address: p, size: size, isWrite: isWrite, isMarked: isMarked)
      default: return nil
      }
    }
    let size = Int(i.size)
    switch i.op {
    case .load, .loadMarked:
      let p = r[Int(i.a)] &+ UInt64(bitPattern: i.imm)
      return (access(p, size, false, i.op == .loadMarked), nil)
    case .store, .storeMarked:
      let p = r[Int(i.a)] &+ UInt64(bitPattern: i.imm)
      return (access(p, size, true, i.op == .storeMarked), nil)
    case .rmw: return (access(r[Int(i.a)], size, true, true), nil)
    case .cmpxchg:
      // One that fails only reads.
      guard let b = bytes(r[Int(i.a)], UInt64(size)) else { return (nil, nil) }
      let succeeds = Self.read(b, i.size) == r[Int(i.b)] & Self.mask(i.size &* 8)
      return (access(r[Int(i.a)], size, succeeds, true), nil)
    case .memcpy, .memset:
      let count = Int(truncatingIfNeeded: min(r[Int(i.imm)], UInt64(limits.heapBytes)))
      if count == 0 { return (nil, nil) }
      return (
        access(r[Int(i.a)], count, true, false),
        i.op == .memcpy ? access(r[Int(i.b)], count, false, false) : nil
      )
    default: return (nil, nil)
    }
  }

  /// One of the two accesses, for the report.
  struct RaceSide {
    var access: MemoryAccess
    var pc: Int
    var thread: String
  }

  /// `b` is the access that thread `current` is about to make.
  func reportRace(_ a: RaceSide, _ b: RaceSide, current: Int) {
    let (first, second) = (racePlace(a), racePlace(b))
    let names = [first.function, second.function].sorted()
    report(
      .dataRace, kind: "data-race in \(names[0]) / \(names[1])",
      access: b.access.isWrite ? .write : .read, size: b.access.size, subject: b.access.address,
      function: names[0], thread: current,
      message: "\(text(a, first)) and \(text(b, second)): nothing orders the two."
        .capitalizedFirst)
    if finding?.check == .dataRace {
      finding?.location = names[0] == second.function ? second.location : first.location
    }
  }

  private func text(_ side: RaceSide, _ place: (function: String, location: Int)) -> String {
    let what = program.names[Int(program.textOf[side.pc])]
    let l = program.locations[place.location]
    return "a \(side.access.isMarked ? "marked" : "plain")"
      + " \(side.access.isWrite ? "write" : "read") of \(side.access.size) bytes"
      + (what.isEmpty ? "" : " (\(what))")
      + " in \(place.function)()" + (l.line > 0 ? " at \(program.files[l.file]):\(l.line)" : "")
      + " by \(side.thread)"
  }

  /// The driver's own function in which an instruction is, and where.
  private func racePlace(_ side: RaceSide) -> (function: String, location: Int) {
    var location = Int(program.locationOf[side.pc])
    while location != 0 {
      let l = program.locations[location]
      if !l.isHeader { return (program.names[l.function], location) }
      location = l.caller
    }
    return (function(at: side.pc).map { program.functions[$0].name } ?? "?", 0)
  }
}

/// The check itself: the last accesses to each word, and the order of threads.
///
/// A class, so that the machine's parts can be handed a plain reference. It holds nothing that a
/// run without the check would have.
final class DataRaces {
  /// One access to some bytes of a word.
  struct Cell {
    /// 0 is an empty cell.
    var time: UInt32 = 0
    var column: UInt8 = 0
    var mask: UInt8 = 0
    var isWrite = false
    var isMarked = false
    var pc: UInt32 = 0
  }
  /// Accesses kept of each word of 8 bytes. Beyond that the oldest is forgotten.
  static let cellsPerWord = 8

  let cells: UnsafeMutablePointer<Cell>
  private let cellCount: Int
  var touched: [Int] = []
  var order = HappensBefore()
  private var rules: SyncRules
  /// Off while setup runs.
  var isOn = false
  /// Whether a run in which something had to be forgotten ends without a verdict.
  var isExact = false
  /// See `writeHistory`.
  let history = Words(capacity: 1 << 10)

  init(_ program: Program, _ limits: StateLimits) {
    cellCount = limits.heapBytes / 8 * Self.cellsPerWord
    cells = .allocate(capacity: cellCount)
    cells.initialize(repeating: Cell(), count: cellCount)
    rules = SyncRules(program)
  }

  deinit {
    cells.deallocate()
    order.deallocate()
  }

  /// The scenario's threads are about to start. What setup did comes before all of them.
  func start(_ m: Machine) {
    for word in touched {
      (cells + word * Self.cellsPerWord).update(repeating: Cell(), count: Self.cellsPerWord)
    }
    touched.removeAll(keepingCapacity: true)
    order.clear()
    isOn = true
    m.forEachThread { t in added(t, m, parent: nil) }
  }

  // MARK: Threads

  func added(_ t: Int, _ m: Machine, parent: Int?) {
    guard isOn else { return }
    let h = m.header(t)
    order.add(
      t,
      .init(
        sequence: h[ThreadWord.sequence], slot: t, context: h[ThreadWord.context],
        function: h[ThreadWord.function], cookie: h[ThreadWord.cookie]),
      parent: parent)
    if isExact, order.hasForgotten {
      m.endWithoutVerdict("there are more threads than the check of data races tells apart")
    }
  }

  func ended(_ t: Int, _ m: Machine) {
    guard isOn else { return }
    let column = order.column(of: t)
    if column >= 0 {
      rules.forEachEnd(t, m) { key in order.release(key, column) }
    }
    order.remove(t)
  }

  /// The step of `waker` has ended the waits of these threads.
  func woke(_ mask: UInt64, by waker: Int, _ m: Machine) {
    guard isOn else { return }
    var mask = mask
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      if SyncRules.isWake(t, m) { order.order(waker, before: t) }
    }
  }

  func locked(_ t: Int, _ lock: Pointer) {
    if isOn { order.acquire(lock, order.column(of: t)) }
  }
  func unlocked(_ t: Int, _ lock: Pointer) {
    if isOn { order.release(lock, order.column(of: t)) }
  }
  func fence(_ t: Int, _ o: MemoryOrder) {
    if isOn { order.fence(order.column(of: t), o) }
  }

  // MARK: Steps

  /// Thread `t` is about to step: its access is held against those before, or what its kernel call
  /// tells others is noted.
  func willStep(_ t: Int, _ m: Machine) {
    guard isOn else { return }
    let column = order.column(of: t)
    guard column >= 0 else { return }
    let pc = m.pc(t)
    if pc > 1 {
      switch m.code[pc].op {
      case .load, .store, .memcpy, .memset:
        let (a, b) = m.nextAccesses(t)
        if let a { check(a, t, pc, column, m) }
        if let b, m.isRunning { check(b, t, pc, column, m) }
        return
      case .loadMarked, .storeMarked, .rmw, .cmpxchg:
        marked(t, pc, column, m)
        return
      default: break
      }
    }
    rules.begin(t, m)
    acquire(rules.acquiredBefore, column, m)
    for key in rules.released { order.release(key, column) }
  }

  /// The step is over.
  func didStep(_ t: Int, _ m: Machine) {
    guard isOn, rules.isCall else { return }
    rules.isCall = false
    let column = order.column(of: t)
    guard column >= 0 else { return }
    acquire(rules.acquired, column, m)
    rules.end(t, m)
    acquire(rules.acquiredAtEnd, column, m)
    for key in rules.releasedAtEnd { order.release(key, column) }
  }

  /// What was released by a driver's object ends with it.
  private func acquire(_ keys: [UInt64], _ column: Int, _ m: Machine) {
    for key in keys where Self.isAlive(key, m) { order.acquire(key, column) }
  }

  /// Whether a key is no address in an object of a driver's that was freed. The kernel's own may be
  /// waited for when they are gone, as the task of a thread that has ended.
  static func isAlive(_ key: UInt64, _ m: Machine) -> Bool {
    let id = Machine.id(key)
    if SyncRules.isSpecial(key) || m.isLive(id) { return true }
    switch m.kind(id) {
    case .kernel, .record: return true
    default: return false
    }
  }

  private func marked(_ t: Int, _ pc: Int, _ column: Int, _ m: Machine) {
    let i = m.code[pc]
    let isAccess = i.op == .loadMarked || i.op == .storeMarked
    let key = isAccess
      ? m.header(t)[m.fp(t) + 1 + Int(i.a)] &+ UInt64(bitPattern: i.imm)
      : m.header(t)[m.fp(t) + 1 + Int(i.a)]
    let o = pc < m.program.orderOf.count ? m.program.orderOf[pc] : .relaxed
    let access = m.nextAccesses(t).0
    let fails = i.op == .cmpxchg && access?.isWrite == false
    let isFull = o == .full && !fails
    if isFull { order.fence(column, [.acquire, .release]) }
    if i.op != .storeMarked { order.load(key, column, fails ? .relaxed : o) }
    // The access itself comes before what it releases.
    if let access { check(access, t, pc, column, m) }
    if i.op != .loadMarked, !fails { order.store(key, column, o, keeps: i.op != .storeMarked) }
    if isFull { order.fence(column, [.acquire, .release]) }
  }

  /// Holds an access against those before it, and keeps it.
  private func check(_ a: MemoryAccess, _ t: Int, _ pc: Int, _ column: Int, _ m: Machine) {
    guard let b = m.bytes(a.address, UInt64(a.size)) else { return }
    let first = b - m.heap
    var at = first
    while at < first + a.size {
      let word = at / 8
      let from = at % 8
      let count = min(8 - from, first + a.size - at)
      let mask = UInt8(truncatingIfNeeded: ((1 << count) - 1) << from)
      visit(word, mask, a, t, pc, column, m)
      if !m.isRunning { return }
      at += count
    }
  }

  private func visit(
    _ word: Int, _ mask: UInt8, _ a: MemoryAccess, _ t: Int, _ pc: Int, _ column: Int, _ m: Machine
  ) {
    let c = cells + word * Self.cellsPerWord
    if c[0].time == 0 { touched.append(word) }
    var racing: Cell?
    var kept = 0
    for k in 0..<Self.cellsPerWord {
      let old = c[k]
      if old.time == 0 { break }
      let isOwn = Int(old.column) == column
      let isBefore = isOwn || order.isBefore(Int(old.column), old.time, column)
      if !isBefore, old.mask & mask != 0, old.isWrite || a.isWrite, !(old.isMarked && a.isMarked),
        racing.map({ old.pc < $0.pc }) ?? true
      {
        racing = old
      }
      // Whatever will race with the old one will race with this one.
      if isBefore, covers(mask, a, old) { continue }
      c[kept] = old
      kept += 1
    }
    if let racing {
      report(racing, a, t, pc, m)
      if !m.isRunning { return }
    }
    if kept == Self.cellsPerWord {
      if isExact { m.endWithoutVerdict("more accesses of a word are not ordered than are kept") }
      for j in 1..<kept { c[j - 1] = c[j] }
      kept -= 1
    }
    c[kept] = Cell(
      time: order.now(column), column: UInt8(truncatingIfNeeded: column), mask: mask,
      isWrite: a.isWrite, isMarked: a.isMarked, pc: UInt32(truncatingIfNeeded: pc))
    for k in kept + 1..<max(kept + 1, Self.cellsPerWord) { c[k].time = 0 }
  }

  private func covers(_ mask: UInt8, _ a: MemoryAccess, _ old: Cell) -> Bool {
    old.mask & ~mask == 0 && (a.isWrite || !old.isWrite) && (!a.isMarked || old.isMarked)
  }

  private func report(_ old: Cell, _ a: MemoryAccess, _ t: Int, _ pc: Int, _ m: Machine) {
    let owner = order.owners[Int(old.column)]
    let size = Int(old.mask.nonzeroBitCount)
    let offset = UInt64(old.mask.trailingZeroBitCount)
    m.reportRace(
      .init(
        access: MemoryAccess(
          address: a.address & ~7 &+ offset, size: size, isWrite: old.isWrite,
          isMarked: old.isMarked),
        pc: Int(old.pc), thread: m.name(ofOwner: owner)),
      .init(access: a, pc: pc, thread: m.name(of: t)), current: t)
  }
}

extension Machine {
  /// The name of a thread that may have ended.
  fileprivate func name(ofOwner o: HappensBefore.Owner) -> String {
    let kind = ThreadKind(rawValue: UInt8(truncatingIfNeeded: o.context >> 32)) ?? .task
    if kind == .task {
      return threadNames.indices.contains(Int(o.cookie)) ? threadNames[Int(o.cookie)] : "setup"
    }
    return "\(kind.word) \(functionName(o.function) ?? "?")"
  }
}
