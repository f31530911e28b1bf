// Where a driver's teardown makes the calls that could be left out: found in the lowered program,
// from what runs of the driver reach.

/// What runs of the unmutated driver show of one call of its teardown.
public struct CallEvidence: Sendable, Equatable {
  /// Runs that came to it.
  public var runs = 0
  /// Runs in which it had to wait for something.
  public var waited = 0
  /// Runs in which it took a callback away that was queued, armed or raised and had not started.
  public var stopped = 0

  public init() {}
}

/// One call of the teardown.
public struct TeardownSite: Sendable {
  /// Code index of the call.
  public var pc: Int
  /// Index in `Program.functions`.
  public var function: Int
  /// As drivers write it: `free_irq`, or the driver's own function.
  public var name: String
  /// Whether it calls a function of the driver that makes calls of the teardown: only swapped.
  public var isOwnFunction: Bool
  public var evidence = CallEvidence()
}

/// The teardown of a driver, as some recorded runs have shown it.
public struct Teardown: Sendable {
  public var sites: [TeardownSite] = []
  /// Runs that were recorded.
  public var runs = 0
  /// Whether a module was unloaded in any of them.
  public var unloads = false
  /// Names of the other calls that the teardown makes, sorted: they are not mutated.
  public var otherCalls: [String] = []
}

extension Program {
  /// The name by which drivers call a symbol of the kernel.
  func displayName(ofCall symbol: String) -> String {
    KernelTable.symbol(named: symbol)?.display ?? symbol
  }

  /// What the call at `pc` calls, as drivers write it: a symbol of the kernel, or the function of a
  /// header that stands for one. nil if it is no call, or one of the driver's own functions.
  func kernelCall(at pc: Int) -> String? {
    let i = code[pc]
    let callee = Int(UInt32(truncatingIfNeeded: i.imm))
    switch i.op {
    case .callExternal: return displayName(ofCall: externals[callee].name)
    case .call: return functions[callee].isHeader ? functions[callee].name : nil
    default: return nil
    }
  }

  /// The driver's own function that the call at `pc` calls.
  func ownCall(at pc: Int) -> Int? {
    guard code[pc].op == .call else { return nil }
    let callee = Int(UInt32(truncatingIfNeeded: code[pc].imm))
    return functions[callee].isHeader ? nil : callee
  }
}

extension StackFrame {
  /// Kernel routines under which a driver's teardown runs.
  static let teardownRoutines: Set<String> = [
    "device_remove", "device_release_driver", "devres_release_all", "delete_module",
  ]

  /// Whether this is the stack of a teardown: of unbinding or unloading, not of a failed probe.
  static func isTeardown(_ stack: [StackFrame]) -> Bool {
    var isTeardown = false
    for frame in stack {
      guard let routine = frame.routine else { continue }
      if routine == "really_probe" { return false }
      isTeardown = isTeardown || teardownRoutines.contains(routine)
    }
    return isTeardown
  }
}

extension Machine {
  /// Finds the calls of the teardown: in all functions that some of `runs` seeded runs has in a
  /// teardown, and in the functions that those call. The order is that in which they were reached
  /// first, then that of the program.
  public func teardown(runs: Int) -> Teardown {
    var functions: [Int] = []
    var order: [Int] = []
    var evidence: [Int: CallEvidence] = [:]
    var unloads = false
    forEachRecordedRun(runs) { recorder in
      unloads = unloads
        || program.modules.indices.contains { moduleState($0) == .unloaded }
      var seen = SeenCalls()
      for event in recorder.events where seen.isTeardown(event) {
        for frame in event.stack {
          guard let f = frame.function else { continue }
          if !program.functions[f].isHeader, !functions.contains(f) { functions.append(f) }
          seen.note(frame.pc, event)
          if evidence[frame.pc] == nil {
            evidence[frame.pc] = CallEvidence()
            order.append(frame.pc)
          }
        }
      }
      for (pc, call) in seen.calls {
        evidence[pc]?.runs += 1
        if call.waited { evidence[pc]?.waited += 1 }
        if call.stopped { evidence[pc]?.stopped += 1 }
      }
    }
    var teardown = sites(in: functions, order, evidence)
    teardown.runs = runs
    teardown.unloads = unloads
    return teardown
  }

  private func sites(
    in reached: [Int], _ order: [Int], _ evidence: [Int: CallEvidence]
  ) -> Teardown {
    var teardown = Teardown()
    let functions = program.closure(of: reached)
    var others: Set<String> = []
    for f in functions {
      for pc in program.functions[f].entry..<program.functions[f].end {
        var site: TeardownSite?
        if let name = program.kernelCall(at: pc) {
          if TeardownCalls.isKnown(name) {
            site = TeardownSite(pc: pc, function: f, name: name, isOwnFunction: false)
          } else if program.code[pc].op == .callExternal {
            others.insert(name)
          }
        } else if let callee = program.ownCall(at: pc), program.tearsDown(callee) {
          site = TeardownSite(
            pc: pc, function: f, name: program.functions[callee].name, isOwnFunction: true)
        }
        if var site {
          site.evidence = evidence[pc] ?? CallEvidence()
          teardown.sites.append(site)
        }
      }
    }
    let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    teardown.sites.sort { (place[$0.pc] ?? .max, $0.pc) < (place[$1.pc] ?? .max, $1.pc) }
    teardown.otherCalls = others.sorted()
    return teardown
  }
}

extension Program {
  /// These functions, in their order, and the driver's own functions that they call.
  fileprivate func closure(of functions: [Int]) -> [Int] {
    var all = functions
    var n = 0
    while n < all.count {
      for pc in self.functions[all[n]].entry..<self.functions[all[n]].end {
        if let callee = ownCall(at: pc), !all.contains(callee) { all.append(callee) }
      }
      n += 1
    }
    return all
  }

  /// Whether a function or one that it calls makes a call of the teardown.
  fileprivate func tearsDown(_ function: Int) -> Bool {
    closure(of: [function]).contains { f in
      (functions[f].entry..<functions[f].end).contains { pc in
        kernelCall(at: pc).map(TeardownCalls.isKnown) ?? false
      }
    }
  }
}

/// What the calls of one run's teardown have done, by code index.
private struct SeenCalls {
  var calls: [Int: (waited: Bool, stopped: Bool)] = [:]
  /// Threads that wait after their last step, and those that have made one.
  private var waiting: Set<UInt64> = []
  private var started: Set<UInt64> = []
  private var takesAway = false
  private var waited = false

  /// Takes the next event of the run; whether it belongs to a teardown.
  mutating func isTeardown(_ event: Event) -> Bool {
    waited = waiting.contains(event.sequence)
    takesAway = event.ended.contains { $0 != event.sequence && !started.contains($0) }
    started.insert(event.sequence)
    if event.isWaiting {
      waiting.insert(event.sequence)
    } else {
      waiting.remove(event.sequence)
    }
    return StackFrame.isTeardown(event.stack)
  }

  /// A frame of that event stands at `pc`.
  mutating func note(_ pc: Int, _ event: Event) {
    let before = calls[pc] ?? (false, false)
    calls[pc] = (before.waited || waited, before.stopped || takesAway)
  }
}
