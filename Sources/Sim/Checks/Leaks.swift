// leak: at the end of unbind or unload something is still held.

extension Machine {
  /// Called when `module` is about to be freed.
  func checkModuleLeaks(_ module: Int) {
    for id in 1..<Int(state[Word.objectCount]) where owner(id) == module + 1 && isLive(id) {
      switch kind(id) {
      case .heap:
        if isReferenced(id, outside: module) { continue }
        report(
          .leak, kind: "memory leak", size: size(id), subject: UInt64(id) << 32,
          function: program.modules[module].name,
          message: "Module \(program.modules[module].name) is unloaded, and \(describe(id))"
            + " that it allocated is still there, with nothing left that points to it.")
      case .kernel where kernelType(id) == .workqueue && flags(id) & ObjectFlag.released == 0:
        report(
          .leak, kind: "workqueue leak", subject: UInt64(id) << 32,
          function: program.modules[module].name,
          message: "Module \(program.modules[module].name) is unloaded without destroying"
            + " its workqueue.")
      default: continue
      }
      if ending != .running { return }
    }
  }

  /// Whether some live memory that does not go with the module points into object `id`: then its
  /// user may still free it (a `struct file` whose release is to come).
  private func isReferenced(_ target: Int, outside module: Int) -> Bool {
    for id in 1..<Int(state[Word.objectCount]) where id != target && isLive(id) {
      let kind = self.kind(id)
      if kind == .data, owner(id) == module + 1 { continue }
      if kind == .mmio || kind == .dma || kind == .none { continue }
      let base = UInt64(id) << 32
      var offset: UInt64 = 0
      while offset + 8 <= UInt64(size(id)) {
        if let b = bytes(base + offset, 8), Machine.id(Machine.read(b, 8)) == target {
          return true
        }
        offset += 8
      }
    }
    var found = false
    forEachThread { t in
      if Machine.id(header(t)[ThreadWord.subject]) == target { found = true }
    }
    return found
  }
}
