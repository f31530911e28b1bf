// What a driver's protection costs: counted from recorded runs, so that a run that nobody looks at
// pays nothing for it.

/// The cost of one operation of the normal path, or of a teardown.
public struct CostCounts: Sendable, Equatable {
  /// Marked loads (READ_ONCE, atomic_read, test_bit, rcu_dereference) and calls that may refuse.
  public var checks = 0
  /// Atomic read-modify-write operations, and calls that make one.
  public var atomics = 0
  /// Full memory barriers: smp_mb(), atomics that are one, and calls that have one.
  public var barriers = 0
  /// Calls that allocate memory.
  public var allocations = 0
  /// Locks taken.
  public var locks = 0
  /// RCU and SRCU read sections entered.
  public var rcu = 0
  public var srcu = 0
  /// Steps in the longest stretch in which it held a lock or was in a read section.
  public var section = 0
  /// RCU and SRCU grace periods asked for, and barriers.
  public var gracePeriods = 0
  /// Those of them that are SRCU's.
  public var srcuGracePeriods = 0
  /// Calls that wait for a callback, a thread or an event.
  public var waits = 0

  public init() {}

  private static func counter(_ kind: CostKind) -> WritableKeyPath<CostCounts, Int> {
    switch kind {
    case .check: return \.checks
    case .atomic: return \.atomics
    case .barrier: return \.barriers
    case .allocation: return \.allocations
    case .lock: return \.locks
    case .rcu: return \.rcu
    case .srcu: return \.srcu
    case .gracePeriod: return \.gracePeriods
    case .srcuGracePeriod: return \.srcuGracePeriods
    case .wait: return \.waits
    }
  }

  mutating func add(_ kind: CostKind, _ n: Int = 1) { self[keyPath: Self.counter(kind)] += n }

  mutating func formMaximum(_ other: CostCounts) {
    for kind in CostKind.allCases {
      let counter = Self.counter(kind)
      self[keyPath: counter] = max(self[keyPath: counter], other[keyPath: counter])
    }
    section = max(section, other.section)
  }
}

/// The costs of a driver: of each counter the most that one operation, or one teardown, has had.
public struct Costs: Sendable, Equatable {
  /// One operation of the normal path: a callback, or what a user does.
  public struct Operation: Sendable, Equatable {
    /// `irq foo_irq`, `ioctl foo_ioctl`.
    public var name: String
    /// How often it was seen.
    public var count: Int
    public var most: CostCounts
  }

  public struct Teardown: Sendable, Equatable {
    public var most = CostCounts()
    /// How often it really had to wait.
    public var stops = 0
    /// The longest chain of waits: 1 if it waits for somebody who waits for nobody.
    public var longestChain = 0
  }

  /// By name.
  public var operations: [Operation] = []
  public var teardown = Teardown()
  /// Runs that were counted.
  public var runs = 0

  public init() {}

  /// The most of each counter that any operation has.
  public var normalPath: CostCounts {
    var most = CostCounts()
    for o in operations { most.formMaximum(o.most) }
    return most
  }

  mutating func add(_ run: RunCosts) {
    runs += 1
    for (name, seen) in run.operations {
      var o = Operation(name: name, count: seen.count, most: seen.most)
      if let n = operations.firstIndex(where: { $0.name == name }) {
        o.count += operations[n].count
        o.most.formMaximum(operations[n].most)
        operations[n] = o
      } else {
        operations.append(o)
      }
    }
    operations.sort { $0.name < $1.name }
    teardown.most.formMaximum(run.teardown)
    teardown.stops = max(teardown.stops, run.stops)
    teardown.longestChain = max(teardown.longestChain, run.longestChain)
  }
}

extension Program {
  /// The costs of one recorded run.
  public func costs(of recorder: Recorder) -> Costs {
    var costs = Costs()
    costs.add(RunCosts(self, recorder))
    return costs
  }
}

extension Machine {
  /// The costs that some seeded runs show.
  public func costs(runs: Int) -> Costs {
    var costs = Costs()
    forEachRecordedRun(runs) { costs.add(RunCosts(program, $0)) }
    return costs
  }
}

/// What one run has cost.
struct RunCosts {
  var operations: [String: (count: Int, most: CostCounts)] = [:]
  var teardown = CostCounts()
  var stops = 0
  var longestChain = 0

  private let program: Program
  /// The operation that each thread is in.
  private var open: [UInt64: (name: String, counts: CostCounts)] = [:]
  /// For each thread the frame of the call that its last step was in.
  private var lastCall: [UInt64: (frame: Int, phase: Int)] = [:]
  /// Threads that wait in a teardown.
  private var inTeardown: Set<UInt64> = []
  /// For each thread that is in a section, the steps that it has made there.
  private var sections: [UInt64: Int] = [:]
  private var barriers: PrivateBarriers

  init(_ program: Program, _ recorder: Recorder) {
    self.program = program
    barriers = PrivateBarriers(program)
    for event in recorder.events { take(event, recorder) }
    for sequence in open.keys.sorted() { close(sequence) }
  }

  private mutating func take(_ event: Event, _ recorder: Recorder) {
    let kinds = kinds(of: event)
    // What a thread does in private between two steps belongs to the one before.
    let before = barriers.before(event)
    let section = section(event)
    noteWait(event)
    if StackFrame.isTeardown(event.stack) {
      for kind in kinds { teardown.add(kind) }
      teardown.add(.barrier, before)
      teardown.section = max(teardown.section, section)
      return
    }
    guard let name = operation(event, recorder) else { return }
    if open[event.sequence]?.name != name {
      close(event.sequence)
      open[event.sequence] = (name, CostCounts())
    }
    var counts = open[event.sequence]?.counts ?? CostCounts()
    for kind in kinds { counts.add(kind) }
    counts.add(.barrier, before)
    counts.section = max(counts.section, section)
    open[event.sequence]?.counts = counts
    if event.kind == .returns { close(event.sequence) }
  }

  /// The steps of the thread since it has entered the section that it is in, this one included; 0
  /// for the step that enters one and for that which leaves it.
  private mutating func section(_ event: Event) -> Int {
    guard event.isInSection else {
      sections[event.sequence] = nil
      return 0
    }
    let steps = sections[event.sequence].map { $0 + 1 } ?? 0
    sections[event.sequence] = steps
    return steps
  }

  private mutating func close(_ sequence: UInt64) {
    guard let done = open.removeValue(forKey: sequence) else { return }
    var seen = operations[done.name] ?? (0, CostCounts())
    seen.count += 1
    seen.most.formMaximum(done.counts)
    operations[done.name] = seen
  }

  /// What the step counts as: a call counts once, in its first step.
  private mutating func kinds(of event: Event) -> [CostKind] {
    guard let top = event.stack.first else { return [] }
    var phase = 1
    if case .call(_, let n) = event.kind { phase = n }
    let last = lastCall.updateValue((event.frame, phase), forKey: event.sequence)
    if let routine = top.routine {
      if phase > 1, let last, last.frame == event.frame { return [] }
      return CostKinds.of(routine)
    }
    let i = program.code[top.pc]
    switch (event.kind, i.op) {
    // `jiffies` is volatile, and no test of the driver's.
    case (.access(_, let p, _), .loadMarked): return isKernelVariable(p) ? [] : [.check]
    case (.access, .rmw), (.access, .cmpxchg):
      let isFull = program.orderOf.indices.contains(top.pc) && program.orderOf[top.pc] == .full
      return isFull ? [.atomic, .barrier] : [.atomic]
    case (.call, .callExternal):
      return CostKinds.of(program.externals[Int(UInt32(truncatingIfNeeded: i.imm))].name)
    default: return []
    }
  }

  private func isKernelVariable(_ p: Pointer) -> Bool {
    let n = Machine.id(p) - 1
    return program.globals.indices.contains(n) && program.globals[n].isExternal
  }

  /// The operation of the normal path that a step belongs to, or nil.
  private func operation(_ event: Event, _ recorder: Recorder) -> String? {
    var outermost: Int?
    var entry: String?
    for frame in event.stack {
      if let f = frame.function { outermost = f }
      if let routine = frame.routine {
        if routine == "really_probe" || routine == "init_module" { return nil }
        if Self.entries[routine] != nil { entry = Self.entries[routine] }
      }
    }
    guard let outermost, let thread = recorder.threads[event.sequence] else { return nil }
    let word = thread.kind == .task ? entry ?? "call" : thread.kind.word
    return "\(word) \(program.functions[outermost].name)"
  }

  /// How users come to driver text.
  private static let entries = [
    "sys_open": "open", "sys_close": "close", "sys_read": "read", "sys_write": "write",
    "sys_ioctl": "ioctl", "sys_mmap": "mmap", "sys_poll": "poll", "sys_epoll": "epoll",
    "sys_fasync": "fasync", "sysfs_read": "show", "sysfs_write": "store",
    "suspend": "suspend", "resume": "resume",
  ]

  private mutating func noteWait(_ event: Event) {
    guard event.isWaiting else {
      inTeardown.remove(event.sequence)
      return
    }
    if StackFrame.isTeardown(event.stack) {
      stops += 1
      inTeardown.insert(event.sequence)
    }
    for chain in event.waitChains where inTeardown.contains(chain.sequence) {
      longestChain = max(longestChain, chain.length)
    }
  }
}
