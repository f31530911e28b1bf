// Steps that need no scheduling point. A memory access with which no access of another thread
// conflicts while its thread rests before it may as well be made at once, as part of the step before
// it: every order of the others leads to the same. Which accesses these are is not known beforehand.
// So all are taken for such until a conflict is met; then the search starts again, with a scheduling
// point before that instruction. When a search ends without a new conflict, the assumption was
// right: see docs/verifying.md for the proof.

/// One machine that takes steps which can be taken back.
final class Stepper {
  let m: Machine
  let shadow: Shadow
  /// By code index: whether its accesses are scheduling points.
  private let racy: UnsafeMutablePointer<Bool>
  private var counted = CounterRanges()
  /// What goes against the assumptions, since they were made.
  private(set) var evidence = Evidence()
  /// What callbacks that have ended early leave behind, in a fixed order; a part of the state.
  var departed: [Departed] = []
  /// Whether callbacks may end early. What they release then would be ordered otherwise.
  var endsEarly = true
  /// Whether accesses are made early at all.
  let collapses: Bool
  /// Accesses of one step that may be made early: an endless loop of them must not stop the others.
  static let earlyMax = 200
  /// The driver's own accesses in the operation that was taken last.
  private(set) var accesses: [PendingAccess] = []
  private let counters: Counters
  private let ignoresCounters: Bool
  /// Deliberate mistakes, for tests that have to notice them.
  var fault = ReductionFault.none

  // What each thread has made early since it last came to rest, a part of the state: one list that
  // grows with each step and shrinks when it is taken back.
  private var pendingList: UnsafeMutablePointer<PendingAccess>
  private var pendingCapacity = 256
  private(set) var pendingTop = 0
  private let pendingStart: UnsafeMutablePointer<Int>
  private let pendingCount: UnsafeMutablePointer<Int>
  /// The threads that have any.
  private(set) var pendingMask: UInt64 = 0

  // What the last step has changed that can conflict with these, in three parts: first bytes of words
  // of the heap, objects, places in the list of changes where a module's word is.
  private var changed: UnsafeMutablePointer<Int>
  private var changedMax = 1 << 10
  private var changedBytes = 0
  private var changedObjects = 0
  private var changedModules = 0

  init(_ machine: Machine, collapses: Bool, ignoresCounters: Bool = true) {
    m = machine
    self.ignoresCounters = ignoresCounters
    counters = Counters(machine.program, LiveRegisters(machine.program))
    self.collapses = collapses
    endsEarly = machine.races == nil
    shadow = Shadow(machine)
    racy = .allocate(capacity: max(1, machine.program.code.count))
    racy.initialize(repeating: false, count: max(1, machine.program.code.count))
    pendingList = .allocate(capacity: pendingCapacity)
    pendingStart = .allocate(capacity: 64)
    pendingStart.initialize(repeating: 0, count: 64)
    pendingCount = .allocate(capacity: 64)
    pendingCount.initialize(repeating: 0, count: 64)
    changed = .allocate(capacity: 3 * changedMax)
    machine.hot.pointee.notesAccesses = collapses || ignoresCounters
  }

  deinit {
    racy.deallocate()
    changed.deallocate()
    pendingList.deallocate()
    pendingStart.deallocate()
    pendingCount.deallocate()
  }

  /// What a step changes beside the state block, to be put back with it.
  struct Undo {
    var mark = 0
    var thread = 0
    var pendingStart = 0
    var pendingCount = 0
    var pendingTop = 0
    var departed: [Departed] = []
  }

  /// Takes these for granted from here on.
  func assume(_ a: Assumptions) {
    for pc in a.isRacy.indices { racy[pc] = a.isRacy[pc] }
    counted = a.counters
    evidence = Evidence()
  }

  /// Makes the machine's present state the one to start from.
  func start() {
    shadow.reset()
    forgetPending()
  }

  // MARK: What was made early

  func forgetPending() {
    pendingCount.update(repeating: 0, count: 64)
    pendingTop = 0
    pendingMask = 0
    departed.removeAll()
  }

  func forgetPending(of t: Int) {
    pendingCount[t] = 0
    pendingMask &= ~(1 << UInt64(t))
  }

  func pending(_ t: Int) -> UnsafeBufferPointer<PendingAccess> {
    UnsafeBufferPointer(start: pendingList + pendingStart[t], count: pendingCount[t])
  }

  /// Adds to what `t` has made early; all of one thread's is added one after the other.
  func addPending(_ t: Int, _ p: PendingAccess) {
    if pendingTop == pendingCapacity {
      let bigger = UnsafeMutablePointer<PendingAccess>.allocate(capacity: 2 * pendingCapacity)
      bigger.moveInitialize(from: pendingList, count: pendingTop)
      pendingList.deallocate()
      pendingList = bigger
      pendingCapacity *= 2
    }
    if pendingCount[t] == 0 { pendingStart[t] = pendingTop }
    (pendingList + pendingTop).initialize(to: p)
    pendingTop += 1
    pendingCount[t] += 1
    pendingMask |= 1 << UInt64(t)
  }

  /// What the last step has touched, where it is asked for.
  let footprint = StepFootprint()
  var takesFootprints = false

  /// Lets thread `t` take a step and what may be made early after it. Open questions are answered
  /// from the list; `m.asked` says which there were. Returns the number of visible operations.
  func take(_ t: Int, _ answers: [UInt16], _ undo: inout Undo) -> Int {
    undo = Undo(
      mark: shadow.mark, thread: t, pendingStart: pendingStart[t], pendingCount: pendingCount[t],
      pendingTop: pendingTop, departed: departed)
    forgetPending(of: t)
    m.answers = .searched(answers, next: 0)
    m.asked.removeAll(keepingCapacity: true)
    m.steps = 0
    let sequence = m.sequence(t)
    if takesFootprints { beginFootprint(of: t) }
    stepOne(t, early: false)
    var count = 1
    while collapses, m.isRunning, m.sequence(t) == sequence, count <= Self.earlyMax, mayGoOn(t) {
      stepOne(t, early: true)
      count += 1
    }
    if m.isRunning, m.sequence(t) == sequence, isAtReturn(t) {
      if endEarly(t) {
        count += 1
      } else {
        // That it may not may depend on anything.
        footprint.traits.insert(.isAlone)
      }
    }
    if takesFootprints { endFootprint(of: t, since: undo.mark) }
    return count
  }

  /// Takes the last step back.
  func takeBack(_ undo: Undo) {
    shadow.undo(to: undo.mark)
    pendingStart[undo.thread] = undo.pendingStart
    pendingCount[undo.thread] = undo.pendingCount
    pendingTop = undo.pendingTop
    pendingMask &= ~(1 << UInt64(undo.thread))
    if undo.pendingCount != 0 { pendingMask |= 1 << UInt64(undo.thread) }
    departed = undo.departed
    m.ending = .running
    m.finding = nil
    m.isDirty = false
  }

  // MARK: One operation

  /// Whether the next operation of `t` may be made early.
  private func mayGoOn(_ t: Int) -> Bool {
    guard m.state[Word.enabled] & (1 << UInt64(t)) != 0 else { return false }
    let pc = m.pc(t)
    guard pc > 1, !isRacy(pc) else { return false }
    switch m.code[pc].op {
    case .load, .store, .loadMarked, .storeMarked, .rmw, .cmpxchg, .memcpy, .memset: break
    default: return false
    }
    return decode(t, pc)
  }

  /// Puts the plain accesses of the instruction at `pc` into `accesses`; false if it is none, or if
  /// one of them hits no live memory: then it is taken for an access to all of that object, whose
  /// death may have come early.
  private func decode(_ t: Int, _ pc: Int) -> Bool {
    accesses.removeAll(keepingCapacity: true)
    let i = m.code[pc]
    let r = m.header(t) + m.fp(t) + 1
    func add(_ p: Pointer, _ count: UInt64, _ kind: PendingAccess.Kind) -> Bool {
      if count == 0 { return true }
      guard let b = m.plainBytes(p, count) else {
        let id = Machine.offset(p) >= 1 << 31 ? Machine.id(p) + 1 : Machine.id(p)
        if id > 0, id < Int(m.state[Word.objectCount]) {
          let low = Int(m.objects[2 * id] >> 32)
          accesses.append(
            PendingAccess(
              kind: kind, site: Int32(pc), object: Int32(id), low: low,
              high: low + max(1, m.size(id))))
        }
        return false
      }
      let low = b - m.heap
      accesses.append(
        PendingAccess(
          kind: kind, site: Int32(pc), object: Int32(Machine.id(p)), low: low,
          high: low + Int(count)))
      return true
    }
    switch i.op {
    case .load, .loadMarked:
      return add(r[Int(i.a)] &+ UInt64(bitPattern: i.imm), UInt64(i.size), .read)
    case .store, .storeMarked:
      return add(r[Int(i.a)] &+ UInt64(bitPattern: i.imm), UInt64(i.size), .write)
    case .rmw, .cmpxchg:
      return add(r[Int(i.a)], UInt64(i.size), .read) && add(r[Int(i.a)], UInt64(i.size), .write)
    case .memcpy, .memset:
      let count = r[Int(truncatingIfNeeded: i.imm)]
      guard count <= UInt64(m.limits.heapBytes) else { return false }
      return (i.op == .memset || add(r[Int(i.b)], count, .read)) && add(r[Int(i.a)], count, .write)
    default: return false
    }
  }

  private func stepOne(_ t: Int, early: Bool) {
    let isMemory: Bool
    // Whether it accesses just the bytes that it should.
    var isSound = early
    if early {
      isMemory = true
    } else {
      let pc = m.pc(t)
      accesses.removeAll(keepingCapacity: true)
      if pc > 1 { isSound = decode(t, pc) }
      isMemory = !accesses.isEmpty
    }
    let pc = m.pc(t)
    let before = shadow.mark
    m.noted.removeAll(keepingCapacity: true)
    m.runQuestions.removeAll(keepingCapacity: true)
    if !early { resolve(beforeStepOf: t) }
    m.step(t)
    if early, m.finding?.check == .dataRace, let a = accesses.first { conflict(a) }
    if isSound { shadow.note(t, access: accesses) } else { shadow.note(t) }
    if takesFootprints { addToFootprint(isMemory: isMemory) }
    if ignoresCounters { noteReads(pc) }
    if !collapses { return }
    findConflicts(t, since: before, isMemory: isMemory)
    if !m.runQuestions.isEmpty { resolveQuestions() }
    if early { notePending(t, since: before) }
  }

  /// Tells the counters what was read.
  private func noteReads(_ pc: Int) {
    for a in accesses where a.kind == .read {
      if fault == .counterReadsForgotten, !counters.isCounter(pc) { continue }
      let bytes = a.low..<a.high
      if !counters.isCounter(pc) {
        if counted.overlaps(bytes) { evidence.readers.insert(bytes) }
      } else if Int(a.object) < m.objectsAtStart, counted.isNew(bytes) {
        evidence.counted.insert(bytes)
      }
    }
    noteKernelReads()
  }

  func noteKernelReads() {
    if counted.ranges.isEmpty || fault == .counterReadsForgotten { return }
    for n in m.noted {
      let id = Machine.id(n.pointer)
      guard id > 0, id < m.objectsAtStart, n.count > 0 else { continue }
      let low = Int(m.objects[2 * id] >> 32) + Int(Machine.offset(n.pointer))
      if counted.overlaps(low..<low + Int(n.count)) {
        evidence.readers.insert(low..<low + Int(n.count))
      }
    }
  }

  // MARK: Conflicts

  /// Holds what `t` has done since `mark` against what others have made early.
  private func findConflicts(_ t: Int, since mark: Int, isMemory: Bool) {
    var mask = pendingMask & ~(1 << UInt64(t))
    if mask == 0, departed.isEmpty { return }
    sortChanges(since: mark, isMemory: isMemory)
    accesses.withUnsafeBufferPointer { accesses in
      m.noted.withUnsafeBufferPointer { noted in
        if accesses.isEmpty, noted.isEmpty, changedBytes + changedObjects + changedModules == 0 {
          return
        }
        while mask != 0 {
          let u = mask.trailingZeroBitCount
          mask &= mask &- 1
          for p in pending(u) where conflicts(p, accesses, noted) { conflict(p) }
        }
        for d in departed where conflicts(d.access, accesses, noted) { conflict(d.access) }
      }
    }
  }

  /// The same for a step of the kernel's.
  func noteConflicts(of t: Int, since mark: Int) {
    accesses.removeAll(keepingCapacity: true)
    findConflicts(t, since: mark, isMemory: false)
  }

  /// Sorts what was changed since `mark`, as far as early accesses can conflict with it.
  private func sortChanges(since mark: Int, isMemory: Bool) {
    changedBytes = 0
    changedObjects = 0
    changedModules = 0
    let changes = shadow.changes(since: mark)
    if changes.count > changedMax {
      changed.deallocate()
      changedMax = 2 * changes.count
      changed = .allocate(capacity: 3 * changedMax)
    }
    for (k, c) in changes.enumerated() {
      if c.index >= shadow.heapAt {
        // A driver's own store is among `accesses`, to the byte.
        if isMemory || fault == .kernelWritesForgotten { continue }
        changed[changedBytes] = 8 * (c.index - shadow.heapAt)
        changedBytes += 1
      } else if c.index >= shadow.objectsAt, c.index < shadow.threadsAt {
        // It was freed, or got its life back.
        if fault == .freesForgotten { continue }
        changed[changedMax + changedObjects] = (c.index - shadow.objectsAt) / 2
        changedObjects += 1
      } else if c.index >= Word.modules, c.index < Word.modules + Word.modulesMax {
        changed[2 * changedMax + changedModules] = mark + k
        changedModules += 1
      }
    }
  }

  private func conflicts(
    _ p: PendingAccess, _ accesses: UnsafeBufferPointer<PendingAccess>,
    _ noted: UnsafeBufferPointer<(pointer: Pointer, count: UInt64)>
  ) -> Bool {
    for a in accesses where p.kind == .write || a.kind == .write && p.kind == .read {
      if a.low < p.high, p.low < a.high { return true }
    }
    if p.kind != .liveness {
      for k in 0..<changedBytes where changed[k] < p.high && p.low < changed[k] &+ 8 {
        return true
      }
    }
    if p.object != 0 {
      for k in 0..<changedObjects where changed[changedMax &+ k] == Int(p.object) { return true }
    }
    for k in 0..<changedModules {
      let c = shadow.changes(since: changed[2 * changedMax + k])[0]
      if isTextGone(at: Int(p.site), c) { return true }
    }
    if p.kind == .write, fault != .kernelReadsForgotten {
      for n in noted {
        guard Machine.id(n.pointer) == Int(p.object) else { continue }
        let base = Int(m.objects[2 * Int(p.object)] >> 32) + Int(Machine.offset(n.pointer))
        if base < p.high, p.low < base + Int(n.count) { return true }
      }
    }
    return false
  }

  /// Whether a module's word has changed so that the instruction at `pc` may be no text any more:
  /// the module is unloaded, or its init section is freed.
  private func isTextGone(at pc: Int, _ c: Shadow.Change) -> Bool {
    guard (c.old ^ m.state[c.index]) & 0xff != 0, let f = m.function(at: pc) else { return false }
    let entry = m.functionTable[f]
    return Int(entry.module) == c.index - Word.modules && !m.isTextLive(entry)
  }

  func isRacy(_ pc: Int) -> Bool { racy[pc] && fault != .racySitesForgotten }

  func conflict(_ p: PendingAccess) {
    if racy[Int(p.site)] { return }
    if fault == .conflictsNotReported {
      racy[Int(p.site)] = true
    } else {
      evidence.sites.insert(Int(p.site))
    }
  }

  /// Notes what thread `t` has just made early.
  private func notePending(_ t: Int, since mark: Int) {
    guard let site = accesses.first?.site else { return }
    for a in accesses where fault != .readsNotPending || a.kind == .write {
      if fault == .writesNotPending, a.kind == .write { continue }
      // A loop makes the same ones again and again.
      if !pending(t).contains(a) { addPending(t, a) }
      if a.kind == .write { checkWaits(a) }
    }
    // What the local instructions after it have done: locals that ended their life, and the arrival
    // at a call.
    for c in shadow.changes(since: mark)
    where c.index >= shadow.objectsAt && c.index < shadow.threadsAt {
      let id = (c.index - shadow.objectsAt) / 2
      guard c.old != 0, fault != .deathsNotPending else { continue }
      let low = Int(m.objects[2 * id] >> 32)
      let p = PendingAccess(
        kind: .write, site: site, object: Int32(id), low: low, high: low + max(1, m.size(id)))
      if !pending(t).contains(p) { addPending(t, p) }
    }
    for n in m.noted {
      let id = Machine.id(n.pointer)
      guard id > 0, id < Int(m.state[Word.objectCount]) else { continue }
      let low = Int(m.objects[2 * id] >> 32)
      let p = PendingAccess(kind: .liveness, site: site, object: Int32(id), low: low, high: low)
      if !pending(t).contains(p) { addPending(t, p) }
    }
    // A sleep that begins early ends early, and timers with later deadlines have to wait for it.
    if m.state[Word.timed] & (1 << UInt64(t)) != 0, fault != .sleepsForgotten, let a = accesses.first {
      conflict(a)
    }
  }

  /// A store to a word that some thread waits on is looked at by every later kernel call.
  private func checkWaits(_ a: PendingAccess) {
    var waiting = m.state[Word.waiting]
    while waiting != 0 {
      let t = waiting.trailingZeroBitCount
      waiting &= waiting &- 1
      let index = Int(m.header(t)[ThreadWord.wait] & 0xffff_ffff)
      let low = 8 * (index - shadow.heapAt)
      if low < a.high, a.low < low + 8 { conflict(a) }
    }
  }
}
