// The state before anything has run: objects for all static data, the kernel's variables, the
// device.

extension Machine {
  /// Fills the empty state block. Module data is there but dead until the module is loaded.
  func boot() {
    state[Word.objectCount] = 1
    state[Word.clock] = limits.clockAtBoot
    state[Word.nextSequence] = limits.firstSequence
    state[Word.callbackBudget] = UInt64(limits.callbacksAfterEnd)
    for (i, global) in program.globals.enumerated() {
      let size = max(global.size, global.isExternal ? 8 : 0)
      let p = makeObject(.data, size: size, module: global.module + 1)
      precondition(
        !isRunning || p == Address.global(i), "[simctl bug] globals come first")
      if !global.isExternal { retire(p, ObjectFlag.unloaded) }
    }
    bootVariables()
    PCI.boot(self)
  }

  /// The variables that the kernel exports.
  private func bootVariables() {
    for (i, global) in program.globals.enumerated() where global.isExternal {
      let p = Address.global(i)
      if global.name == "jiffies" {
        jiffiesVariable = p
        Time.clockMoved(self)
      } else if Workqueues.systemQueues.contains(global.name) {
        let queue = systemQueue(named: global.name)
        store(p, queue)
      }
      kernelVariables[global.name] = p
    }
  }

  /// The system workqueue of that name; aliases of one queue are one queue.
  private func systemQueue(named name: String) -> Pointer {
    let canonical =
      ["system_wq": "system_percpu_wq", "system_unbound_wq": "system_dfl_wq"][name] ?? name
    if let q = systemQueuesMade[canonical] { return q }
    let q = Workqueues.makeSystemQueue(self, named: canonical)
    systemQueuesMade[canonical] = q
    return q
  }

  /// Counts a callback's start: what re-arms itself for ever must not keep a run from ending once
  /// all of the scenario's threads have finished.
  func startCallback() {
    landInterrupt()
    guard state[Word.essential] == 0, hasStarted else { return }
    if state[Word.callbackBudget] == 0 {
      ending = .bounded
    } else {
      state[Word.callbackBudget] &-= 1
    }
  }

  /// The module whose code is innermost on the current thread's stack, or -1.
  func callerModule() -> Int {
    for frame in stack(of: current) {
      if let f = frame.function { return program.functions[f].module }
    }
    return -1
  }
}
