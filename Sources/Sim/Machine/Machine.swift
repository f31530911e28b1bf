// The machine: a program, a world, and one flat block of state. A run is a pure function of these
// and of the list of choices that the scheduler makes.

/// Executes a program step by step. It decides nothing itself: which thread steps next, and what an
/// open question answers, is asked of the schedule.
///
/// A class only so that kernel routines can be handed a plain reference; everything that changes in
/// a run lies in the state block or is reset with it.
public final class Machine {
  public let program: Program
  public let world: WorldSpec
  public let limits: StateLimits
  let fields: Fields

  // The state block and its parts. None of these pointers ever changes.
  let state: UnsafeMutablePointer<UInt64>
  let objects: UnsafeMutablePointer<UInt64>
  let threads: UnsafeMutablePointer<UInt64>
  let heap: UnsafeMutableRawPointer
  let threadWords: Int
  let stateWords: Int

  // The program in the form that the inner loop reads.
  let code: UnsafeMutablePointer<Instruction>
  let functionTable: UnsafeMutablePointer<FunctionEntry>
  let externalTable: UnsafeMutablePointer<ExternalEntry>
  let valueTable: UnsafeMutablePointer<ValueEntry>
  let argumentTable: UnsafeMutablePointer<ArgumentList>
  let routineTable: UnsafeMutablePointer<RoutineEntry>
  private let argumentWords: UnsafeMutablePointer<UInt64>

  /// The arguments of a call that is being made, at most `argumentsMax`.
  let outgoing: UnsafeMutablePointer<UInt64>
  static let argumentsMax = 16

  /// What changes at every step, behind a pointer: a stored property of a class would be checked
  /// for exclusive access each time.
  let hot: UnsafeMutablePointer<Hot>
  /// A bit for each object, for checks that mark objects.
  let scratch: UnsafeMutablePointer<UInt64>
  var outgoingCount: Int {
    @inline(__always) get { hot.pointee.outgoingCount }
    @inline(__always) set { hot.pointee.outgoingCount = newValue }
  }
  /// The thread whose step is running.
  var current: Int {
    @inline(__always) get { hot.pointee.current }
    @inline(__always) set { hot.pointee.current = newValue }
  }
  /// Whether the run goes on.
  public var isRunning: Bool { @inline(__always) get { hot.pointee.isRunning } }
  /// How the run stands; anything but `running` ends the step loop.
  public internal(set) var ending: Ending {
    get { isRunning ? .running : storedEnding }
    set {
      storedEnding = newValue
      hot.pointee.isRunning = newValue == .running
    }
  }
  private var storedEnding = Ending.running
  public internal(set) var finding: Finding?
  /// Visible steps of this run so far.
  public internal(set) var steps: Int {
    @inline(__always) get { hot.pointee.steps }
    @inline(__always) set { hot.pointee.steps = newValue }
  }
  /// Set when kernel state has changed, so that waits have to be looked at again.
  var isDirty: Bool {
    @inline(__always) get { hot.pointee.isDirty }
    @inline(__always) set { hot.pointee.isDirty = newValue }
  }
  /// Answers to open questions, and the random numbers of a seeded run: both part of the schedule.
  var answers = AnswerSource.first
  var random: Random {
    @inline(__always) get { hot.pointee.random }
    @inline(__always) _modify { yield &hot.pointee.random }
  }
  /// A hash of the answers to open questions so far, for telling schedules apart.
  var answerHash: UInt64 {
    @inline(__always) get { hot.pointee.answerHash }
    @inline(__always) set { hot.pointee.answerHash = newValue }
  }
  /// Whether choices are written down, and those of the present run.
  var logsSchedule: Bool {
    @inline(__always) get { hot.pointee.logsSchedule }
    set {
      hot.pointee.logsSchedule = newValue
      hot.pointee.isWatched = newValue || hot.pointee.isRecording || races != nil
    }
  }
  /// Whether steps are logged or recorded.
  var isWatched: Bool { @inline(__always) get { hot.pointee.isWatched } }
  var log: [UInt16] = []
  /// With `notesAccesses`: what kernel code has touched since it was emptied, as (address, bytes).
  var noted: [(pointer: Pointer, count: UInt64)] = []
  /// How many of them a step has touched itself; the rest are what waits look at after it.
  var notedByStep = Int.max
  /// With `notesAccesses`: what kernel code has asked of running callbacks since it was emptied.
  var runQuestions: [RunQuestion] = []
  /// With `AnswerSource.noted`: the questions since it was emptied, and their answers.
  var drawn: [(count: Int, answer: Int)] = []
  /// With `AnswerSource.searched`: the number of answers of each open question since it was emptied.
  var asked: [UInt16] = []
  /// Records what happens, for a person; nil while exploring.
  public var recorder: Recorder? {
    @inline(__always) get { hot.pointee.isRecording ? storedRecorder : nil }
    set {
      storedRecorder = newValue
      hot.pointee.isRecording = newValue != nil
      hot.pointee.isWatched = newValue != nil || hot.pointee.logsSchedule || races != nil
    }
  }
  private var storedRecorder: Recorder?
  /// Which checks end a run.
  let checksOn: UInt64
  /// The check of data races, nil where it is off. Not a part of the state: it starts anew with
  /// each run.
  let races: DataRaces?
  /// The order of locks so far: not a part of the state either.
  let lockGraph: LockGraph
  let prefilter = LockPrefilter()
  /// What is known of the steps of runs: see `StepMemo`.
  let memo = StepMemo()

  /// The objects behind the kernel's variables that drivers link to, made at boot.
  var jiffiesVariable: Pointer = 0
  var kernelVariables: [String: Pointer] = [:]
  var systemQueuesMade: [String: Pointer] = [:]
  /// The names of the scenario's threads, by number; the last one is the setup's.
  public internal(set) var threadNames: [String] = []
  /// Whether the scenario's threads have been started (setup is over).
  public internal(set) var hasStarted: Bool {
    @inline(__always) get { hot.pointee.hasStarted }
    @inline(__always) set { hot.pointee.hasStarted = newValue }
  }

  /// The scenario's lists of actions, and what they name. Number 0 is the setup.
  var actorLists: [[Actors.Item]] = []
  var actorNames: [String] = []
  var actorArguments: [[UInt64]] = []
  /// Whether one setup serves all runs.
  var setupIsShared = false
  /// For each module those that link to it.
  let moduleUsers: [[Int]]
  /// For each module those that export a name that it exports too.
  let exportClashes: [[Int]]

  private var snapshot: Snapshot?

  /// The machine for `program` in `world`, in its state before anything has run.
  public init(program: Program, world: WorldSpec, limits: StateLimits = StateLimits()) {
    self.program = program
    self.world = world
    self.limits = limits
    self.fields = Fields(program.layouts)
    self.checksOn = CheckName.mask(world.checks)
    races = checksOn & CheckName.dataRace.bit != 0 ? DataRaces(program, limits) : nil
    lockGraph = LockGraph(
      isOn: checksOn
        & (CheckName.lockOrder.bit | CheckName.irqLockInversion.bit
          | CheckName.uninitialisedObject.bit) != 0)
    // The lowering may know of no links between modules.
    self.moduleUsers =
      program.moduleUsers
      + Array(repeating: [], count: max(0, program.modules.count - program.moduleUsers.count))
    exportClashes = Modules.exportClashes(program)
    threadWords = limits.threadWords
    let objectWords = 2 * limits.objectsMax
    let threadsWords = limits.threadsMax * limits.threadWords
    stateWords = Word.count + objectWords + threadsWords + limits.heapBytes / 8
    state = .allocate(capacity: stateWords)
    state.initialize(repeating: 0, count: stateWords)
    objects = state + Word.count
    threads = objects + objectWords
    heap = UnsafeMutableRawPointer(threads + threadsWords)
    outgoing = .allocate(capacity: Self.argumentsMax)
    outgoing.initialize(repeating: 0, count: Self.argumentsMax)
    scratch = .allocate(capacity: limits.objectsMax / 64 + 1)
    scratch.initialize(repeating: 0, count: limits.objectsMax / 64 + 1)
    hot = .allocate(capacity: 1)
    hot.initialize(to: Hot())

    let linked = LinkedProgram(program)
    code = .allocate(capacity: linked.code.count)
    code.initialize(from: linked.code, count: linked.code.count)
    functionTable = .allocate(capacity: max(1, linked.functions.count))
    functionTable.initialize(from: linked.functions, count: linked.functions.count)
    externalTable = .allocate(capacity: max(1, linked.externals.count))
    externalTable.initialize(from: linked.externals, count: linked.externals.count)
    valueTable = .allocate(capacity: max(1, linked.values.count))
    valueTable.initialize(from: linked.values, count: linked.values.count)
    argumentWords = .allocate(capacity: max(1, linked.argumentWords.count))
    argumentWords.initialize(from: linked.argumentWords, count: linked.argumentWords.count)
    argumentTable = .allocate(capacity: max(1, linked.argumentLists.count))
    for (i, list) in linked.argumentLists.enumerated() {
      (argumentTable + i).initialize(
        to: ArgumentList(words: argumentWords + list.start, count: list.count))
    }
    let routines = KernelTable.routines
    routineTable = .allocate(capacity: max(1, routines.count))
    routineTable.initialize(from: routines, count: routines.count)
    externalCount = linked.externals.count
    functionCount = linked.functions.count
    hot.pointee.isWatched = races != nil
    boot()
  }

  let externalCount: Int
  let functionCount: Int

  deinit {
    state.deallocate()
    code.deallocate()
    functionTable.deinitialize(count: functionCount)
    functionTable.deallocate()
    externalTable.deallocate()
    valueTable.deinitialize(count: externalCount)
    valueTable.deallocate()
    lockGraph.deallocate()
    prefilter.deallocate()
    memo.deallocate()
    hot.deinitialize(count: 1)
    hot.deallocate()
    scratch.deallocate()
    argumentTable.deallocate()
    argumentWords.deallocate()
    outgoing.deallocate()
    routineTable.deinitialize(count: KernelTable.routines.count)
    routineTable.deallocate()
  }

  // MARK: Saving and restoring

  /// The used parts of a state.
  struct Snapshot {
    var globals: [UInt64]
    var objects: [UInt64]
    var heap: [UInt8]
    var threads: [(slot: Int, words: [UInt64])]
    var steps: Int
  }

  /// Makes the present state the one that every run starts from.
  public func keepAsStart() {
    var saved: [(slot: Int, words: [UInt64])] = []
    var mask = state[Word.alive]
    while mask != 0 {
      let t = mask.trailingZeroBitCount
      mask &= mask &- 1
      let used = Int((header(t)[ThreadWord.registers] >> 48) & 0xffff)
      saved.append((t, Array(UnsafeBufferPointer(start: header(t), count: used))))
    }
    snapshot = Snapshot(
      globals: Array(UnsafeBufferPointer(start: state, count: Word.count)),
      objects: Array(
        UnsafeBufferPointer(start: objects, count: 2 * Int(state[Word.objectCount]))),
      heap: Array(
        UnsafeRawBufferPointer(start: heap, count: Int(state[Word.heapTop]))),
      threads: saved,
      steps: steps)
    lockGraph.keep()
    memo.forget()
  }

  /// How many objects every run has from its start.
  var objectsAtStart: Int { (snapshot?.objects.count ?? 0) / 2 }

  /// Goes back to the start state of a run.
  public func reset() {
    guard let snapshot else { return }
    lockGraph.reset()
    // What later runs made must not be seen as live: the object table beyond the start is empty.
    let madeSince = Int(state[Word.objectCount]) - snapshot.objects.count / 2
    if madeSince > 0 {
      (objects + snapshot.objects.count).update(repeating: 0, count: 2 * madeSince)
    }
    snapshot.globals.withUnsafeBufferPointer {
      state.update(from: $0.baseAddress!, count: $0.count)
    }
    snapshot.objects.withUnsafeBufferPointer { part in
      if let base = part.baseAddress { objects.update(from: base, count: part.count) }
    }
    snapshot.heap.withUnsafeBytes { part in
      if let base = part.baseAddress { heap.copyMemory(from: base, byteCount: part.count) }
    }
    for thread in snapshot.threads {
      thread.words.withUnsafeBufferPointer {
        header(thread.slot).update(from: $0.baseAddress!, count: $0.count)
      }
    }
    ending = .running
    finding = nil
    steps = snapshot.steps
    isDirty = false
  }

  /// Asks an open question with `count` answers.
  func choose(_ count: Int) -> Int {
    state[Word.questions] &+= 1
    guard count > 1 else { return 0 }
    let next = nextAnswer(count)
    let chosen = next < count ? next : 0
    hashAnswer(chosen)
    if logsSchedule { log.append(Schedule.answerBit | UInt16(chosen & 0x7fff)) }
    recorder?.chose(chosen, of: count)
    return chosen
  }

  func hashAnswer(_ answer: Int) {
    answerHash = (answerHash &+ UInt64(answer) &+ 1) &* 0x9e37_79b9_7f4a_7c15
  }

  /// Ends the run without a verdict.
  func endWithoutVerdict(_ why: String) {
    if isRunning { ending = .noVerdict(why) }
  }
}

/// One entry of the function table.
struct FunctionEntry {
  var entry: Int32
  var registerCount: Int32
  var parameterCount: Int32
  var module: UInt8
  var isInit: Bool
  var isVariadic: Bool
}

/// How the machine carries out an external symbol.
struct ExternalEntry {
  enum Kind: UInt8 { case unmodelled, value, blocking, routine }
  var kind: Kind
  var sleeps: Bool
  var context: CallContext
  /// Index in `KernelTable.symbols`, or -1.
  var symbol: Int32
  var routine: Int32
}

/// The functions of an external symbol that is done in one step.
struct ValueEntry {
  var value: @Sendable (Machine) -> UInt64
  var wait: @Sendable (Machine) -> Wait
}

/// A routine; in a structure, so that a table of them holds them as they are.
struct RoutineEntry {
  let body: RoutineBody
}

/// See `Machine.hot`.
struct Hot {
  var outgoingCount = 0
  var current = 0
  var steps = 0
  var isRunning = true
  var isDirty = false
  var logsSchedule = false
  var isRecording = false
  var isWatched = false
  /// Whether the kernel's own accesses to memory are noted: see `Machine.noted`.
  var notesAccesses = false
  var hasStarted = false
  /// Threads that a search takes for one another: see `EqualThreads`.
  var equalThreads: UInt64 = 0
  var random = Random(seed: 0)
  var answerHash: UInt64 = 0
}

/// The arguments of one call: registers, or constants already resolved.
struct ArgumentList {
  /// Pairs of (register or -1, constant).
  var words: UnsafeMutablePointer<UInt64>
  var count: Int
}
