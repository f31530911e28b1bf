// What happened in a run, for a person. Recording costs time and memory, so only a run that is to
// be shown is recorded: exploring finds it, replaying tells it.

/// One step of a run.
public struct Event: Sendable {
  public enum Kind: Sendable, Equatable {
    /// A memory access.
    case access(AccessKind, Pointer, size: Int)
    /// A phase of a kernel call: its name as the driver's source has it.
    case call(String, phase: Int)
    /// A callback begins, in a thread that the kernel starts.
    case start
    /// The last instruction of a callback.
    case returns
  }

  /// Counts the steps of the run from 0.
  public var step: Int
  public var thread: Int
  public var sequence: UInt64
  public var kind: Kind
  /// The access or call as a person reads it.
  public var text: String
  /// Innermost first.
  public var stack: [StackFrame]
  /// Virtual nanoseconds.
  public var time: UInt64
  /// Where the routine's frame lies, for telling the steps of one call from those of the next; -1
  /// if it is none.
  public var frame: Int
  /// Whether the thread could go on after it: a switch away was then a preemption.
  public var couldGoOn = true
  /// Whether its thread waits after it; then, for each thread that waits for another one, how many
  /// waits follow one on another from there: it waits for one who waits, and so on.
  public var isWaiting = false
  public var waitChains: [(sequence: UInt64, length: Int)] = []
  /// Whether the call that it is a step of has more steps to come.
  public var isUnfinished = false
  /// Answers given to open questions in this step: (chosen, of how many).
  public var answers: [(chosen: Int, count: Int)]
  /// Objects made and freed in this step, threads spawned and ended.
  public var made: [Pointer] = []
  public var freed: [Pointer] = []
  public var spawned: [UInt64] = []
  public var ended: [UInt64] = []
}

/// One thread instance that was ever there.
public struct ThreadRecord: Sendable {
  public var sequence: UInt64
  public var slot: Int
  public var kind: ThreadKind
  public var name: String
  public var subject: Pointer
  public var function: Pointer
  /// Index in `events` of the step that made it, nil if setup or the scenario did.
  public var spawnedAt: Int?
  public var endedAt: Int?
}

/// Collects the events of one run.
public final class Recorder {
  public private(set) var events: [Event] = []
  /// By sequence number.
  public private(set) var threads: [UInt64: ThreadRecord] = [:]
  private var pending: Event?

  public init() {}

  /// The step that made or freed an object, if it was in this run.
  public func event(making p: Pointer) -> Event? {
    events.first { $0.made.contains { Machine.id($0) == Machine.id(p) } }
  }
  public func event(freeing p: Pointer) -> Event? {
    events.last { $0.freed.contains { Machine.id($0) == Machine.id(p) } }
  }

  func willStep(_ t: Int, _ m: Machine) {
    let (kind, text) = m.whatNext(t)
    pending = Event(
      step: m.steps, thread: t, sequence: m.sequence(t), kind: kind, text: text,
      stack: m.stack(of: t), time: m.state[Word.clock], frame: m.pc(t) == 0 ? m.fp(t) : -1,
      answers: [])
    note(t, m)
  }

  func didStep(_ t: Int, _ m: Machine) {
    if var event = pending {
      event.couldGoOn = m.state[Word.enabled] & (1 << UInt64(t)) != 0
        && m.sequence(t) == event.sequence
      event.isUnfinished =
        event.frame >= 0 && event.couldGoOn && m.pc(t) == 0 && m.fp(t) == event.frame
      let bit: UInt64 = 1 << UInt64(t)
      event.isWaiting =
        m.sequence(t) == event.sequence && m.state[Word.waiting] & bit != 0
        && m.state[Word.enabled] & bit == 0
      if event.isWaiting {
        m.forEachThread { u in
          let length = m.waitChain(u)
          if length > 0 { event.waitChains.append((m.sequence(u), length)) }
        }
      }
      events.append(event)
    }
    pending = nil
    if m.state[Word.alive] & (1 << UInt64(t)) != 0 { note(t, m) }
  }

  func chose(_ chosen: Int, of count: Int) { pending?.answers.append((chosen, count)) }
  func made(_ p: Pointer) { pending?.made.append(p) }
  func freed(_ p: Pointer) { pending?.freed.append(p) }

  func spawned(_ t: Int, _ m: Machine) {
    note(t, m)
    let s = m.sequence(t)
    threads[s]?.spawnedAt = pending == nil ? nil : events.count
    pending?.spawned.append(s)
  }

  func exited(_ t: Int, _ m: Machine) {
    let s = m.sequence(t)
    note(t, m)
    threads[s]?.endedAt = events.count
    pending?.ended.append(s)
  }

  private func note(_ t: Int, _ m: Machine) {
    let s = m.sequence(t)
    let h = m.header(t)
    var record =
      threads[s]
      ?? ThreadRecord(
        sequence: s, slot: t, kind: m.threadKind(t), name: "", subject: 0, function: 0)
    record.name = m.name(of: t)
    record.subject = h[ThreadWord.subject]
    record.function = h[ThreadWord.function]
    threads[s] = record
  }
}

extension Machine {
  /// How many waits follow one on another from thread `t`: 0 if it does not wait, 1 if it waits for
  /// nobody in particular or for a thread that does not wait itself.
  fileprivate func waitChain(_ t: Int) -> Int {
    var length = 0
    var at = t
    while length < limits.threadsMax, threadPhase(at) == .running,
      state[Word.waiting] & ~state[Word.enabled] & (1 << UInt64(at)) != 0
    {
      length += 1
      guard let next = threadWaitedFor(by: at) else { break }
      at = next
    }
    return length
  }

  /// What the kernel calls the later part of a routine that has called back into the driver.
  private static func phaseName(_ routine: String, _ phase: Int) -> String {
    switch (routine, phase) {
    case ("delete_module", 2...): return "free_module"
    case ("init_module", 2...): return "do_init_module"
    case ("device_release_driver", 2...): return "device_unbind_cleanup"
    case ("really_probe", 2...): return "driver_bound"
    default: return routine
    }
  }

  /// What the next step of thread `t` is, as a person reads it.
  public func whatNext(_ t: Int) -> (Event.Kind, String) {
    let saved = current
    current = t
    defer { current = saved }
    let pc = self.pc(t)
    if pc == 0 {
      let frame = topFrame(t)
      let isStart = threadPhase(t) == .pending
      if isStart {
        let function = header(t)[ThreadWord.function]
        return (.start, function == 0 ? "kfree_rcu" : functionName(function) ?? "?")
      }
      let name = displayName(
        ofCall: Self.phaseName(KernelTable.routineName(frame.routine), frame.phase))
      return (.call(name, phase: frame.phase), name)
    }
    let i = program.code[pc]
    let text = program.names[Int(program.textOf[pc])]
    let r = header(t) + fp(t) + 1
    switch i.op {
    case .load, .loadMarked:
      return (
        .access(.read, r[Int(i.a)] &+ UInt64(bitPattern: i.imm), size: Int(i.size)), text
      )
    case .store, .storeMarked:
      return (
        .access(.write, r[Int(i.a)] &+ UInt64(bitPattern: i.imm), size: Int(i.size)), text
      )
    case .rmw, .cmpxchg: return (.access(.write, r[Int(i.a)], size: Int(i.size)), text)
    case .memcpy, .memset:
      return (.access(.write, r[Int(i.a)], size: Int(r[Int(i.imm)] & 0xffff)), text)
    case .callExternal:
      let name = program.externals[Int(UInt32(truncatingIfNeeded: i.imm))].name
      let shown = displayName(ofCall: name)
      return (.call(shown, phase: 1), shown)
    case .callIndirect:
      let name = functionName(r[Int(i.a)]) ?? "?"
      return (.call(name, phase: 1), name)
    case .textFreed: return (.returns, "freed text")
    default:
      return (.returns, function(at: pc).map { program.functions[$0].name } ?? "?")
    }
  }
}

extension Machine {
  /// Calls `body` with the recording of each of the first `runs` seeds.
  func forEachRecordedRun(_ runs: Int, _ body: (Recorder) -> Void) {
    let pilot = pilot()
    for seed in 0..<UInt64(runs) {
      let recorder = Recorder()
      self.recorder = recorder
      run(seed: seed, ExploreOptions(), pilot)
      self.recorder = nil
      body(recorder)
    }
  }
}
