// What every kernel routine needs: its arguments, contexts, parking, symbols that are not modelled.

extension Machine {
  /// Argument `i` of the call that is being made.
  @inline(__always) func argument(_ i: Int) -> UInt64 { i < outgoingCount ? outgoing[i] : 0 }

  /// Argument `i` as a C `int`.
  func intArgument(_ i: Int) -> Int {
    Int(Int32(truncatingIfNeeded: argument(i)))
  }

  /// A C `int` result.
  static func int(_ value: Int) -> UInt64 { UInt64(UInt32(truncatingIfNeeded: value)) }

  /// `ERR_PTR(-error)`.
  static func errorPointer(_ error: Int) -> UInt64 { UInt64(bitPattern: Int64(-error)) }

  /// Puts arguments of a call back that a routine is about to make.
  func setOutgoing(_ values: UInt64...) {
    for (i, value) in values.enumerated() { outgoing[i] = value }
    outgoingCount = values.count
  }

  /// Makes the thread wait; a wait that closes a cycle of threads that wait for each other is a
  /// deadlock at once, whatever else may still run.
  func park(_ t: Int, on wait: Wait) {
    setWait(t, wait)
    guard wait.kind != .none, wait.deadline == 0 else { return }
    var seen: UInt64 = 0
    var u = t
    repeat {
      let bit: UInt64 = 1 << UInt64(u)
      guard seen & bit == 0, let next = threadWaitedFor(by: u),
        state[Word.alive] & (1 << UInt64(next)) != 0
      else { return }
      seen |= bit
      u = next
    } while u != t
    reportDeadlock(t, isCycle: true)
  }

  /// The calling context against what the symbol allows.
  func checkContext(_ t: Int, _ external: Int) {
    let entry = externalTable[external]
    if entry.sleeps { checkMaySleep(program.externals[external].name) }
    if !isRunning { return }
    if entry.context == .notHardirq, threadKind(t).isHardirq {
      report(
        .apiMisuse, kind: "call-from-hardirq",
        message: "\(program.externals[external].name)() is called from a hard interrupt.")
    }
  }

  /// Sleeping where it is forbidden: the same whether or not the call would block this time.
  func checkMaySleep(_ call: String) {
    let t = current
    guard !maySleep(t), !Rcu.isSelfWait(self, call) else { return }
    let context = header(t)[ThreadWord.context]
    var why: [String] = []
    if !threadKind(t).isProcessContext { why.append("in \(threadKind(t).contextName) context") }
    if context & 0xff != 0 { why.append("with a spinlock held or preemption off") }
    if (context >> 8) & 0xff != 0 { why.append("with interrupts off") }
    if (context >> 16) & 0xff != 0 {
      let isBH = threadKind(t) == .work && Workqueues.isBH(self, header(t)[ThreadWord.cookie])
      why.append(isBH ? "in a BH work" : "with softirqs off")
    }
    if (context >> 24) & 0xff != 0 { why.append("in an RCU read section") }
    report(
      .sleepInAtomic, kind: "sleeping function called from invalid context",
      message: "\(call)() may sleep, but is called \(why.joined(separator: ", ")).")
  }

  /// Reaching a symbol that is not modelled: what the scenario assumes of it, or no verdict.
  func callUnmodelled(_ external: Int) -> UInt64 {
    let name = program.externals[external].name
    for assumption in world.assumptions where assumption.symbol == name {
      switch assumption.answer {
      case .nothing: return 0
      case .value(let v): return UInt64(bitPattern: v)
      case .any(let values):
        guard !values.isEmpty else { return 0 }
        return UInt64(bitPattern: values[choose(values.count)])
      }
    }
    endWithoutVerdict("reached \(name)(), which is not modelled")
    return 0
  }

  /// Whether this call of the symbol `name` fails: an open choice where the scenario injects
  /// faults.
  func failsByFault(_ name: String) -> Bool {
    guard !world.faults.isEmpty else { return false }
    let called = displayName(ofCall: name)
    for (i, fault) in world.faults.enumerated() where fault.name == name || fault.name == called {
      let used = state[Word.faults + i]
      if let limit = fault.limit, used >= UInt64(limit) { continue }
      if choose(2) == 1 {
        state[Word.faults + i] = used + 1
        return true
      }
    }
    return false
  }

  /// What the driver's source calls: the outermost header function around the kernel call, such as
  /// `kzalloc` for `__kmalloc`.
  func displayName(ofCall symbol: String) -> String {
    var name = KernelTable.symbol(named: symbol)?.display ?? symbol
    for frame in stack(of: current) {
      if frame.function == nil { continue }
      var location = frame.location
      while location != 0 {
        let l = program.locations[location]
        if !l.isHeader { return name }
        name = program.names[l.function]
        location = l.caller
      }
      if frame.location == 0 { return name }
    }
    return name
  }
}

extension ThreadKind {
  /// `softirq` or `hardirq` or `process`, for messages.
  var contextName: String {
    isProcessContext ? "process" : isHardirq ? "hardirq" : "softirq"
  }
}
