// Threads: slots of the state block with a header and a stack of frames. Whatever may start at some
// later time (a queued work, an armed timer) is a thread too, one that waits for its first step: so
// the scheduler has only one kind of thing to choose from.

/// What kind of control flow a thread is, and so what it may do.
public enum ThreadKind: UInt8, Sendable {
  /// A task of the scenario: the admin, a user process, the device itself.
  case task
  case work
  case timer
  case hrtimer
  case irq
  case irqThread
  case kthread
  case tasklet
  case rcu
  /// An hrtimer of a _SOFT mode.
  case softHrtimer
  case irqWork

  /// Whether it may sleep, as far as its kind says.
  public var isProcessContext: Bool {
    switch self {
    case .task, .work, .irqThread, .kthread: return true
    case .timer, .hrtimer, .irq, .tasklet, .rcu, .softHrtimer, .irqWork: return false
    }
  }

  /// Whether it runs with interrupts off.
  public var isHardirq: Bool { self == .irq || self == .hrtimer || self == .irqWork }

  /// The word that names it in diagrams.
  public var word: String {
    switch self {
    case .irqThread: return "irqthread"
    case .softHrtimer: return "hrtimer"
    case .irqWork: return "irq_work"
    default: return "\(self)"
    }
  }
}

/// How far a thread is.
enum ThreadPhase: UInt64 {
  case free
  /// It waits for its first step: queued, armed.
  case pending
  case running
}

/// Thread flags.
enum ThreadFlag {
  /// It sleeps interruptibly: nobody is missed if it never wakes.
  static let idle: UInt64 = 1
  /// `kthread_stop` was called.
  static let shouldStop: UInt64 = 2
  static let interruptible: UInt64 = 4
  /// The device's own thread of the scenario (`irq x2`), an actor rather than a task.
  static let actor: UInt64 = 8
  /// Its text is gone; it must not step again.
  static let doomed: UInt64 = 16
  /// A signal is pending: interruptible sleeps end at once, until it is back in user space.
  static let signalled: UInt64 = 32
  /// It sleeps so that only a fatal signal interrupts it.
  static let killable: UInt64 = 64
  /// `kthread_park` was called.
  static let shouldPark: UInt64 = 128
  /// A user task that is frozen while the system sleeps.
  static let frozen: UInt64 = 256
}

/// The context word's parts.
enum ContextPart {
  static let preempt: UInt64 = 1
  static let irqsOff: UInt64 = 1 << 8
  static let bhOff: UInt64 = 1 << 16
  static let rcu: UInt64 = 1 << 24
  static let kindShift: UInt64 = 32
}

extension Machine {
  @inline(__always) func header(_ t: Int) -> UnsafeMutablePointer<UInt64> {
    threads + t &* threadWords
  }

  func threadKind(_ t: Int) -> ThreadKind {
    ThreadKind(rawValue: UInt8(truncatingIfNeeded: header(t)[ThreadWord.context] >> 32)) ?? .task
  }
  func sequence(_ t: Int) -> UInt64 { header(t)[ThreadWord.sequence] }
  func threadPhase(_ t: Int) -> ThreadPhase {
    ThreadPhase(rawValue: header(t)[ThreadWord.phase]) ?? .free
  }
  /// Index of the state word that changes when this instance of thread `t` ends.
  func sequenceIndex(_ t: Int) -> Int { (header(t) + ThreadWord.sequence) - state }
  /// A wait for the end of the present instance of thread `t`.
  func endOf(_ t: Int) -> Wait {
    Wait(.notEqual, index: sequenceIndex(t), value: sequence(t), thread: t + 1)
  }

  /// Calls `body` with each live thread's slot, in order of slots.
  @inline(__always)
  func forEachThread(_ body: (Int) -> Void) {
    var mask = state[Word.alive]
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      body(t)
    }
  }

  /// The first live thread of a kind that serves `subject`, in a phase, or nil.
  func findThread(_ kind: ThreadKind, serving subject: Pointer, _ phase: ThreadPhase) -> Int? {
    if phase == .running { asks(of: kind, subject) }
    return thread(kind, serving: subject, phase)
  }

  /// The same for whether somebody has to wait, which is no question that a step asks.
  func thread(_ kind: ThreadKind, serving subject: Pointer, _ phase: ThreadPhase) -> Int? {
    var mask = state[Word.alive]
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      let h = header(t)
      if h[ThreadWord.subject] == subject, h[ThreadWord.phase] == phase.rawValue,
        threadKind(t) == kind
      {
        return t
      }
    }
    return nil
  }

  /// A new thread whose bottom frame is a kernel routine with the given arguments, resting before
  /// its first phase. nil, and no verdict, when all slots are taken.
  func spawn(
    _ kind: ThreadKind, _ routine: Routine, _ arguments: (UInt64, UInt64) = (0, 0),
    subject: Pointer = 0, function: Pointer = 0, cookie: UInt64 = 0, wait: Wait = .none,
    phase: ThreadPhase = .pending
  ) -> Int? {
    let free = ~state[Word.alive]
    let t = free.trailingZeroBitCount
    guard t < limits.threadsMax else {
      endWithoutVerdict("the run has more than \(limits.threadsMax) threads at once")
      return nil
    }
    let h = header(t)
    h.update(repeating: 0, count: ThreadWord.headerCount)
    let sequence = state[Word.nextSequence] &+ 1
    state[Word.nextSequence] = sequence
    h[ThreadWord.context] = UInt64(kind.rawValue) << ContextPart.kindShift
    h[ThreadWord.subject] = subject
    h[ThreadWord.function] = function
    h[ThreadWord.cookie] = cookie
    h[ThreadWord.sequence] = sequence
    h[ThreadWord.phase] = phase.rawValue
    state[Word.alive] |= 1 << UInt64(t)
    setRegisters(t, pc: 0, fp: 0, sp: ThreadWord.headerCount)
    pushKernelFrame(t, routine, returnPC: 0, destination: noRegister)
    let frame = topFrame(t)
    frame.setArgument(0, arguments.0)
    frame.setArgument(1, arguments.1)
    setPhase(frame, 1)
    setWait(t, wait)
    if checksFence { noteOrigin(t) }
    recorder?.spawned(t, self)
    races?.added(t, self, parent: current)
    return t
  }

  /// Ends thread `t`: its slot is free.
  func exit(_ t: Int) {
    let bit: UInt64 = 1 << UInt64(t)
    recorder?.exited(t, self)
    races?.ended(t, self)
    state[Word.alive] &= ~bit
    state[Word.enabled] &= ~bit
    state[Word.waiting] &= ~bit
    state[Word.timed] &= ~bit
    state[Word.essential] &= ~bit
    if state[Word.interrupted] != 0 { resumeInterrupted(by: t) }
    header(t)[ThreadWord.sequence] = 0
    header(t)[ThreadWord.phase] = 0
    isDirty = true
  }

  // MARK: Frames

  @inline(__always)
  func setRegisters(_ t: Int, pc: Int, fp: Int, sp: Int) {
    header(t)[ThreadWord.registers] =
      UInt64(UInt32(truncatingIfNeeded: pc)) | UInt64(UInt16(truncatingIfNeeded: fp)) << 32
      | UInt64(UInt16(truncatingIfNeeded: sp)) << 48
  }
  @inline(__always) func pc(_ t: Int) -> Int {
    Int(truncatingIfNeeded: header(t)[ThreadWord.registers] & 0xffff_ffff)
  }
  @inline(__always) func fp(_ t: Int) -> Int {
    Int(truncatingIfNeeded: (header(t)[ThreadWord.registers] >> 32) & 0xffff)
  }
  @inline(__always) func sp(_ t: Int) -> Int {
    Int(truncatingIfNeeded: header(t)[ThreadWord.registers] >> 48)
  }

  /// The frame of the kernel routine on top of thread `t`'s stack.
  func topFrame(_ t: Int) -> Frame { Frame(words: header(t) + fp(t)) }

  func setPhase(_ frame: Frame, _ phase: Int) {
    frame.words[1] = (frame.words[1] & ~0xffff_0000) | UInt64(phase) << 16
  }

  /// Pushes a kernel routine's frame and makes the thread rest in it.
  func pushKernelFrame(_ t: Int, _ routine: Routine, returnPC: Int, destination: UInt16) {
    let base = sp(t)
    guard base + Frame.count <= threadWords else {
      endWithoutVerdict("the stack of a thread is full (recursion?)")
      return
    }
    let words = header(t) + base
    words[0] =
      UInt64(UInt32(truncatingIfNeeded: returnPC))
      | UInt64(UInt16(truncatingIfNeeded: fp(t))) << 32 | UInt64(destination) << 48
    words[1] = UInt64(routine.number)
    (words + 2).update(repeating: 0, count: Frame.count - 2)
    setRegisters(t, pc: 0, fp: base, sp: base + Frame.count)
  }

  // MARK: Waiting

  func setWait(_ t: Int, _ wait: Wait) {
    let bit: UInt64 = 1 << UInt64(t)
    let h = header(t)
    if wait.kind == .none {
      h[ThreadWord.wait] = 0
      state[Word.waiting] &= ~bit
      state[Word.timed] &= ~bit
      if state[Word.interrupted] & bit == 0 { state[Word.enabled] |= bit }
      return
    }
    h[ThreadWord.wait] =
      UInt64(UInt32(truncatingIfNeeded: wait.index)) | UInt64(wait.kind.rawValue) << 32
      | UInt64(wait.thread) << 40
    h[ThreadWord.waitValue] = wait.value
    h[ThreadWord.deadline] = wait.deadline
    state[Word.waiting] |= bit
    if wait.deadline != 0 {
      state[Word.timed] |= bit
    } else {
      state[Word.timed] &= ~bit
    }
    state[Word.enabled] &= ~bit
    isDirty = true
  }

  /// Looks at every waiting thread again: which can step now?
  func refresh() {
    isDirty = false
    if hot.pointee.notesAccesses { notedByStep = min(notedByStep, noted.count) }
    var earliest = UInt64.max
    if world.timeOrdered {
      var timed = state[Word.timed]
      while timed != 0 {
        let t = timed.trailingZeroBitCount
        timed &= timed &- 1
        let h = header(t)
        if h[ThreadWord.deadline] < earliest { earliest = h[ThreadWord.deadline] }
      }
    }
    var enabled = state[Word.enabled]
    var waiting = state[Word.waiting]
    while waiting != 0 {
      let t = waiting.trailingZeroBitCount
      waiting &= waiting &- 1
      let bit: UInt64 = 1 << UInt64(t)
      if isOver(header(t), t, earliest) { enabled |= bit } else { enabled &= ~bit }
    }
    enabled &= ~state[Word.interrupted]
    if let races { races.woke(enabled & ~state[Word.enabled], by: current, self) }
    state[Word.enabled] = enabled
    if enabled == 0 { Tasks.signalSleepers(self) }
  }

  @inline(__always)
  private func isOver(_ h: UnsafeMutablePointer<UInt64>, _ t: Int, _ earliest: UInt64) -> Bool {
    let index = Int(h[ThreadWord.wait] & 0xffff_ffff)
    let value = h[ThreadWord.waitValue]
    switch WaitKind(rawValue: UInt8(truncatingIfNeeded: h[ThreadWord.wait] >> 32)) ?? .none {
    case .none: return true
    case .equal: return state[index] == value
    case .notEqual: return state[index] != value
    case .clear, .bitsClear, .rwLock: return state[index] & value == 0
    case .set: return state[index] & value != 0
    case .zero: return state[index] == 0
    case .deadline: return h[ThreadWord.deadline] <= earliest
    case .notEqualOrDeadline:
      return state[index] != value || h[ThreadWord.deadline] <= earliest
    case .setOrDeadline:
      return state[index] & value != 0 || h[ThreadWord.deadline] <= earliest
    case .zeroOrDeadline: return state[index] == 0 || h[ThreadWord.deadline] <= earliest
    case .noneRunning:
      return thread(ThreadKind(rawValue: UInt8(index)) ?? .task, serving: value, .running)
        == nil
    case .workStart: return Work.mayStart(self, t)
    case .workToken: return WorkCancelling.canGrab(self, value, index)
    case .timerStart: return h[ThreadWord.deadline] <= earliest && Timers.mayStart(self, t)
    case .taskletStart: return Tasklets.mayStart(self, t)
    case .freezing: return SystemSleep.canFreeze(self, but: t)
    case .parked: return false
    }
  }

  /// The thread that `t` waits for, if it waits and the wait says who has to act.
  func threadWaitedFor(by t: Int) -> Int? {
    let h = header(t)
    if state[Word.interrupted] & (1 << UInt64(t)) != 0 {
      return Int(h[ThreadWord.interruptedBy]) - 1
    }
    guard state[Word.waiting] & (1 << UInt64(t)) != 0 else { return nil }
    let index = Int(h[ThreadWord.wait] & 0xffff_ffff)
    let value = h[ThreadWord.waitValue]
    let number = Int((h[ThreadWord.wait] >> 40) & 0xff)
    let named = number > 0 ? number - 1 : nil
    switch WaitKind(rawValue: UInt8(truncatingIfNeeded: h[ThreadWord.wait] >> 32)) ?? .none {
    case .equal:
      // A lock's owner word.
      let owner = state[index]
      return owner > 0 && owner <= UInt64(limits.threadsMax) ? Int(owner) - 1 : nil
    case .clear:
      let owner = (state[index] & value) >> UInt64(value.trailingZeroBitCount & 63)
      return owner > 0 && owner <= UInt64(limits.threadsMax) ? Int(owner) - 1 : nil
    case .noneRunning:
      return thread(ThreadKind(rawValue: UInt8(index)) ?? .task, serving: value, .running)
    case .notEqual:
      return state[index] == value ? named : nil
    case .bitsClear: return state[index] & value != 0 ? named : nil
    case .rwLock:
      return state[index] & value != 0 ? ReadWriteLocks.blocker(self, t, index, value) : nil
    case .zero: return state[index] != 0 ? named : nil
    default: return nil
    }
  }

  // MARK: Context

  /// Whether the thread may sleep now.
  func maySleep(_ t: Int) -> Bool {
    threadKind(t).isProcessContext && header(t)[ThreadWord.context] & 0xffff_ffff == 0
  }

  /// Notes that `t` holds the lock at `lock`, and how (see `Held`).
  func addHeld(_ t: Int, _ lock: Pointer, _ how: UInt64 = 0) {
    let h = header(t)
    let n = Int(h[ThreadWord.heldCount])
    guard n < ThreadWord.heldMax else {
      endWithoutVerdict("a thread holds more than \(ThreadWord.heldMax) locks at once")
      return
    }
    h[ThreadWord.held + n] = lock
    h[ThreadWord.heldInfo + n] = how | UInt64(placeOfCall(t)) << 32
    h[ThreadWord.heldCount] = UInt64(n + 1)
    if how & Held.isUse == 0 { races?.locked(t, lock) }
  }

  /// The kernel call that `t` makes, as a code index: where it is, or where a kernel routine
  /// returns to.
  @inline(__always)
  func placeOfCall(_ t: Int) -> Int {
    let here = pc(t)
    return here != 0 ? here : max(0, Int(topFrame(t).words[0] & 0xffff_ffff) - 1)
  }

  /// Whether it was held; it is no longer.
  @discardableResult
  func removeHeld(_ t: Int, _ lock: Pointer) -> Bool {
    let h = header(t)
    let n = Int(h[ThreadWord.heldCount])
    // The last one taken first: readers may hold a lock twice.
    var i = n - 1
    while i >= 0, h[ThreadWord.held + i] != lock { i -= 1 }
    if i < 0 || h[ThreadWord.heldInfo + i] & Held.isUse == 0 { races?.unlocked(t, lock) }
    guard i >= 0 else { return false }
    for j in i..<n - 1 {
      h[ThreadWord.held + j] = h[ThreadWord.held + j + 1]
      h[ThreadWord.heldInfo + j] = h[ThreadWord.heldInfo + j + 1]
    }
    h[ThreadWord.held + n - 1] = 0
    h[ThreadWord.heldInfo + n - 1] = 0
    h[ThreadWord.heldCount] = UInt64(n - 1)
    return true
  }

  func holds(_ t: Int, _ lock: Pointer) -> Bool {
    let h = header(t)
    for i in 0..<Int(h[ThreadWord.heldCount]) where h[ThreadWord.held + i] == lock { return true }
    return false
  }

  /// The driver function in which `t` has taken the lock that it took last.
  func functionOfLastHeld(_ t: Int) -> String? {
    let h = header(t)
    let n = Int(h[ThreadWord.heldCount])
    guard n > 0 else { return nil }
    return driverFunction(at: Int(h[ThreadWord.heldInfo + n - 1] >> 32))
  }

  /// The driver's own function that a code index belongs to, or nil.
  func driverFunction(at pc: Int) -> String? {
    guard program.locationOf.indices.contains(pc) else { return nil }
    var location = Int(program.locationOf[pc])
    while location != 0 {
      let l = program.locations[location]
      if !l.isHeader { return program.names[l.function] }
      location = l.caller
    }
    return function(at: pc).map { program.functions[$0].name }
  }
}
