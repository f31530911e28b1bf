// leak: allocated memory that nobody can free any more, since nothing leads to it. Looked for as
// kmemleak does (mm/kmemleak.c:kmemleak_scan, 6.12): from roots, through all memory that is reached.
// An object that only points to itself, as every empty list head does, keeps nothing.

extension Machine {
  /// Called when a run has ended. The roots are static data, stacks and what the kernel keeps; a
  /// record that is on no list of the kernel's any more keeps nothing.
  func checkOrphans() {
    guard let lost = firstUnreached(unloading: nil) else { return }
    let module = owner(lost) - 1
    let name = program.modules.indices.contains(module) ? program.modules[module].name : "?"
    report(
      .leak, kind: "memory leak", size: size(lost), subject: UInt64(lost) << 32, function: name,
      thread: 0,
      message: "\(describe(lost)) of module \(name) is still allocated, and nothing points to it"
        .capitalizedFirst + " any more.")
  }

  /// Called when `module` is about to be freed: memory of it that is reached only from what goes
  /// with the module is lost. What is reached otherwise somebody may still free (a `struct file`
  /// whose release is to come, or another module by its memory). The kernel's records do not count:
  /// they may remember what they have served, and nobody frees memory by way of them.
  func checkLostMemory(of module: Int) {
    guard let lost = firstUnreached(unloading: module) else { return }
    let name = program.modules[module].name
    report(
      .leak, kind: "memory leak", size: size(lost), subject: UInt64(lost) << 32, function: name,
      message: "Module \(name) is unloaded, and \(describe(lost)) that it allocated is still there,"
        + " with nothing left that points to it.")
  }

  /// The first allocation (of the module that is being unloaded, if one is) that no root leads to,
  /// or nil. A pointer is a word that has an object's number, wherever in it it points: what is
  /// reached may be too much, never too little.
  private func firstUnreached(unloading module: Int?) -> Int? {
    let count = Int(state[Word.objectCount])
    func isSought(_ id: Int) -> Bool {
      kind(id) == .heap && isLive(id) && (module == nil || owner(id) - 1 == module)
    }
    func part(_ id: Int) -> Part {
      let isOwn = module == nil || owner(id) - 1 == module
      switch kind(id) {
      case .none, .mmio: return .nothing
      case .heap: return isOwn ? .way : .root
      case .record: return module == nil ? .way : .nothing
      case .dma: return module == nil ? .root : .nothing
      case .data: return module == nil || !isOwn ? .root : .nothing
      default: return .root
      }
    }
    var unreached = 0
    for id in 1..<count where isSought(id) { unreached += 1 }
    if unreached == 0 { return nil }
    // A bit for each object, in the machine's own scratch words.
    let reached = scratch
    reached.update(repeating: 0, count: count / 64 + 1)
    var grows = false
    func isReached(_ id: Int) -> Bool { reached[id / 64] & (1 << UInt64(id % 64)) != 0 }
    func scan(_ words: UnsafePointer<UInt64>, _ n: Int) {
      for i in 0..<n {
        let id = Machine.id(words[i])
        guard id > 0, id < count, !isReached(id) else { continue }
        reached[id / 64] |= 1 << UInt64(id % 64)
        grows = true
        if isSought(id) { unreached -= 1 }
      }
    }
    func scan(object id: Int) {
      // What only looks for pointers reads no value.
      guard let b = plainBytes(UInt64(id) << 32, UInt64(size(id) & ~7)) else { return }
      scan(UnsafePointer(b.assumingMemoryBound(to: UInt64.self)), size(id) / 8)
    }
    if module == nil {
      scan(UnsafePointer(state), Word.count)
      forEachThread { t in scan(UnsafePointer(header(t)), sp(t)) }
    } else {
      forEachThread { t in scan(UnsafePointer(header(t)) + ThreadWord.subject, 1) }
    }
    for id in 1..<count where isLive(id) && part(id) == .root { scan(object: id) }
    while unreached > 0, grows {
      grows = false
      for id in 1..<count where isReached(id) && isLive(id) && part(id) == .way {
        scan(object: id)
      }
    }
    return unreached == 0 ? nil : (1..<count).first { isSought($0) && !isReached($0) }
  }

  /// What the pointers in an object are worth.
  private enum Part {
    case root
    /// They count if the object is reached.
    case way
    case nothing
  }
}
