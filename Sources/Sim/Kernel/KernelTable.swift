// All that the kernel exports, in one table, and the routines that it keeps to itself.

/// A routine of the kernel's own: a worker, a softirq, the steps of unbinding.
struct InternalRoutine: Sendable {
  let name: String
  let body: RoutineBody

  init(_ name: String, _ body: @escaping RoutineBody) {
    self.name = name
    self.body = body
  }
}

/// Finds symbols and routines.
public enum KernelTable {
  /// Every exported symbol, ordered by subsystem.
  public static let symbols: [Symbol] = Array(
    [
      Work.symbols,
      WorkQueueing.symbols,
      WorkCancelling.symbols,
      Workqueues.symbols,
      Timers.symbols,
      Hrtimers.symbols,
      Time.symbols,
      Locks.symbols,
      Slab.symbols,
      SlabCaches.symbols,
      IrqRequests.symbols,
      IrqControl.symbols,
      Devres.symbols,
      DriverCore.symbols,
      PCI.symbols,
      PCIRegions.symbols,
      PCIVectors.symbols,
      ConfigSpace.symbols,
      DMA.symbols,
      DMAPools.symbols,
      ErrorRecovery.symbols,
      RuntimePMCalls.symbols,
      MMIO.symbols,
      MiscDevices.symbols,
      FileCalls.symbols,
      Cdevs.symbols,
      FileWatches.symbols,
      Mappings.symbols,
      Completions.symbols,
      WaitQueues.symbols,
      Tasks.symbols,
      Kthreads.symbols,
      KthreadWorkers.symbols,
      Rcu.symbols,
      Srcu.symbols,
      Tasklets.symbols,
      IrqWork.symbols,
      Refcounts.symbols,
      PercpuRefs.symbols,
      UserCopy.symbols,
      Sysfs.symbols,
      Modules.symbols,
      Printk.symbols,
      Strings.symbols,
      Kstrtox.symbols,
    ].joined())

  private static let internals: [InternalRoutine] = Array(
    [
      Work.routines,
      Timers.routines,
      Hrtimers.routines,
      Interrupts.routines,
      Devres.routines,
      DriverCore.routines,
      DMA.routines,
      ErrorRecovery.routines,
      RuntimePM.routines,
      SystemSleep.routines,
      FileCalls.routines,
      Mappings.routines,
      Cdevs.routines,
      Sysfs.routines,
      Kthreads.routines,
      KthreadWorkers.routines,
      RcuCallbacks.routines,
      Srcu.routines,
      PercpuRefs.routines,
      Tasklets.routines,
      IrqWork.routines,
      Modules.routines,
      Actors.routines,
    ].joined())

  /// The symbols of each subsystem, in the order in which the subsystems come first.
  public static let subsystems: [(name: String, symbols: [Symbol])] = {
    var all: [(name: String, symbols: [Symbol])] = []
    for symbol in symbols {
      if let i = all.firstIndex(where: { $0.name == symbol.subsystem }) {
        all[i].symbols.append(symbol)
      } else {
        all.append((symbol.subsystem, [symbol]))
      }
    }
    return all
  }()

  private static let symbolIndex: [String: Int] = {
    var index: [String: Int] = [:]
    for (i, symbol) in symbols.enumerated() {
      precondition(index[symbol.name] == nil, "[simctl bug] \(symbol.name) is modelled twice")
      index[symbol.name] = i
    }
    return index
  }()

  // Kept as structures all along: an array of bare functions would hold them behind thunks.
  private static let named: [InternalRoutine] =
    internals
    + symbols.compactMap { symbol in
      if case .routine(let body) = symbol.body { return InternalRoutine(symbol.name, body) }
      return nil
    }

  private static let routineIndex: [String: Int] = {
    var index: [String: Int] = [:]
    for (i, entry) in named.enumerated() { index[entry.name] = i }
    return index
  }()

  static let routines: [RoutineEntry] = named.map { RoutineEntry(body: $0.body) }

  static func routineName(_ number: Int) -> String {
    named.indices.contains(number) ? named[number].name : "?"
  }

  /// The routine of that name, which must exist.
  static func routine(_ name: String) -> Routine {
    guard let number = routineIndex[name] else {
      preconditionFailure("[simctl bug] no kernel routine \(name)")
    }
    return Routine(number: number)
  }

  /// The modelled symbol of that name, or nil.
  public static func symbol(named name: String) -> Symbol? { symbolIndex[name].map { symbols[$0] } }

  /// How the machine carries out the external symbol `name`.
  static func entry(for name: String) -> (ExternalEntry, ValueEntry) {
    var functions = ValueEntry(value: { _ in 0 }, wait: { _ in .none })
    var entry = ExternalEntry(
      kind: .unmodelled, sleeps: false, context: .any, symbol: -1, routine: -1)
    guard let number = symbolIndex[name] else { return (entry, functions) }
    let symbol = symbols[number]
    entry = ExternalEntry(
      kind: .value, sleeps: symbol.sleeps && !symbol.checksContext,
      context: symbol.checksContext ? .any : symbol.context, symbol: Int32(number), routine: -1)
    switch symbol.body {
    case .value(let value): functions.value = value
    case .blocking(let wait, let value):
      entry.kind = .blocking
      functions = ValueEntry(value: value, wait: wait)
    case .routine:
      entry.kind = .routine
      entry.routine = Int32(routine(symbol.name).number)
    }
    return (entry, functions)
  }
}
