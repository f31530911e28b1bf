// From a fault of the machine to a finding: what was wrong with this access, and which check is it?

extension Machine {
  /// Ends the run with a finding, unless its check is switched off. The function is the innermost
  /// one of the driver's own on the current thread's stack.
  func report(
    _ check: CheckName, kind: String, access: AccessKind = .none, size: Int = 0,
    subject: Pointer = 0, function: String? = nil, thread: Int? = nil, message: String
  ) {
    guard isRunning, checksOn & check.bit != 0 else { return }
    let t = thread ?? current
    let place = driverPlace(t)
    finding = Finding(
      check: check, kind: kind, access: access, size: size,
      function: function ?? place.function, location: place.location, thread: t,
      sequence: sequence(t), threadName: name(of: t), subject: subject, message: message)
    ending = .finding
  }

  /// A load, store or read-modify-write that hit no live memory. Returns what a load reads if its
  /// check is switched off.
  @discardableResult
  func reportAccess(_ p: Pointer, _ size: Int, _ access: AccessKind) -> UInt64 {
    let id = Self.id(p)
    let verb = access == .read ? "read" : "write"
    let signedOffset = Int64(Int32(truncatingIfNeeded: Self.offset(p)))
    if p < 4096 || (id == 0 && signedOffset >= 0) {
      report(
        .nullDereference, kind: "null-ptr-deref", access: access, size: size, subject: p,
        message: "A \(verb) of \(size) bytes through a NULL pointer"
          + (p == 0 ? "." : " plus \(p) (a field of a NULL structure)."))
      return 0
    }
    // A negative offset borrows from the object number: the object meant is the next one.
    let meant = signedOffset < 0 && kind(id + 1) != .none ? id + 1 : id
    let objectKind = kind(meant)
    guard objectKind != .none, objectKind != .record else {
      let what =
        p >= UInt64(bitPattern: -4095) ? "an error pointer (\(Int64(bitPattern: p)))"
        : isText(p) ? "a function's text" : "no object"
      report(
        .wildAccess, kind: "wild-memory-access", access: access, size: size, subject: p,
        message: "A \(verb) of \(size) bytes at \(hex(p)), which is \(what).")
      return 0
    }
    let object = describe(meant)
    let flags = self.flags(meant)
    if flags & ObjectFlag.unloaded != 0 {
      report(
        .useAfterFree, kind: "use-after-free", access: access, size: size,
        subject: UInt64(meant) << 32,
        message: "A \(verb) of \(size) bytes in \(object), which went with its module.")
    } else if flags & ObjectFlag.returned != 0 {
      report(
        .useAfterReturn, kind: "stack-use-after-return", access: access, size: size,
        subject: UInt64(meant) << 32,
        message: "A \(verb) of \(size) bytes in \(object) of a function that has returned.")
    } else if objectKind == .mmio {
      if flags & ObjectFlag.freed != 0 {
        report(
          .useAfterRemove, kind: "mmio-after-unmap", access: access, size: size,
          subject: UInt64(meant) << 32,
          message: "A \(verb) of \(size) bytes in \(object), which is no longer mapped.")
      } else {
        report(
          .wildAccess, kind: "wild-memory-access", access: access, size: size,
          subject: UInt64(meant) << 32,
          message: "A plain \(verb) in \(object): registers are accessed with readl and writel.")
      }
    } else if flags & ObjectFlag.freed != 0 {
      let released = flags & ObjectFlag.released != 0
      report(
        released ? .useAfterRemove : .useAfterFree, kind: "slab-use-after-free", access: access,
        size: size, subject: UInt64(meant) << 32,
        message: "A \(verb) of \(size) bytes in \(object), which was freed"
          + (released ? " by devres at unbind." : "."))
    } else {
      let kindName =
        objectKind == .stack ? "stack-out-of-bounds"
        : objectKind == .data ? "global-out-of-bounds" : "slab-out-of-bounds"
      let offset = meant == id ? Int64(Self.offset(p)) : signedOffset
      report(
        .outOfBounds, kind: kindName, access: access, size: size, subject: UInt64(meant) << 32,
        message: "A \(verb) of \(size) bytes at offset \(offset) of \(object),"
          + " which has \(self.size(meant)).")
    }
    return 0
  }

  /// A thread steps whose text was freed under it.
  func reportFreedText(_ t: Int) {
    let h = header(t)
    // For the report the thread is where it was.
    rest(t, Int(h[ThreadWord.savedPC]))
    let place = driverPlace(t)
    report(
      .executeAfterFree, kind: "execute-after-free", access: .execute,
      function: place.function, thread: t,
      message: "\(name(of: t)) is still in \(place.function)(), in text that was freed"
        + " when its module was unloaded.")
    if isRunning { endWithoutVerdict("a thread is in freed text, and the check is off") }
  }

  /// A call into text that has been freed.
  func reportCallOfFreedText(_ function: Int) {
    let f = program.functions[function]
    let module = program.modules[f.module].name
    report(
      .executeAfterFree, kind: "execute-after-free", access: .execute,
      subject: Address.function(function), function: f.name,
      message: f.isInit && moduleState(f.module) == .live
        ? "\(f.name)() is called, but it is __init text of \(module), freed after init."
        : "\(f.name)() is called, but module \(module) was unloaded and its text freed.")
    if isRunning { endWithoutVerdict("freed text is called, and the check is off") }
  }

  /// A call through a pointer that is no function.
  func reportWildCall(_ target: Pointer) {
    if target < 4096 {
      report(
        .nullDereference, kind: "null-ptr-deref", access: .execute, subject: target,
        message: "A call through a NULL function pointer.")
    } else {
      report(
        .wildAccess, kind: "wild-memory-access", access: .execute, subject: target,
        message: "A call of \(hex(target)), which is no function.")
    }
    if isRunning { endWithoutVerdict("a wild call, and its check is off") }
  }

  func reachedTrap(_ number: Int) {
    let text = program.traps.indices.contains(number) ? program.traps[number] : "unreachable code"
    endWithoutVerdict("\(text), in \(driverPlace(current).function)()")
  }

  // MARK: Who and where

  /// Whether `p` is a function's address.
  func isText(_ p: Pointer) -> Bool {
    let id = p >> 32
    return id >= Address.functionBase && id < Address.externalBase + UInt64(externalCount)
  }

  func hex(_ p: Pointer) -> String { "0x" + String(p, radix: 16) }

  /// The name of the function at `p`, or nil.
  func functionName(_ p: Pointer) -> String? {
    let id = p >> 32
    if id >= Address.functionBase, id < Address.functionBase + UInt64(functionCount) {
      return program.functions[Int(id - Address.functionBase)].name
    }
    if id >= Address.externalBase, id < Address.externalBase + UInt64(externalCount) {
      return program.externals[Int(id - Address.externalBase)].name
    }
    return nil
  }

  /// How a person calls thread `t`: as the scenario does, or by kind and function.
  public func name(of t: Int) -> String {
    let kind = threadKind(t)
    if kind == .task {
      let index = Int(header(t)[ThreadWord.cookie])
      return threadNames.indices.contains(index) ? threadNames[index] : "setup"
    }
    let function = header(t)[ThreadWord.function]
    if kind == .rcu, function == 0 { return "rcu kfree_rcu" }
    return "\(kind.word) \(functionName(function) ?? "?")"
  }

  /// A short phrase for an object.
  func describe(_ id: Int) -> String {
    switch kind(id) {
    case .data:
      let global = id - 1
      return program.globals.indices.contains(global)
        ? "the variable \(program.globals[global].name)" : "static data"
    case .heap: return "a \(size(id))-byte object"
    case .devm: return "a \(size(id))-byte devm object"
    case .stack: return "a local variable"
    case .mmio: return flags(id) & ObjectFlag.port != 0 ? "an I/O port region" : "a mapped BAR"
    case .dma: return "a DMA buffer"
    case .kernel, .record: return kernelType(id).phrase
    case .none: return "no object"
    }
  }

  /// The innermost place in the driver's own code on the stack of `t`; the callback's name if it
  /// is not in driver code.
  func driverPlace(_ t: Int) -> (function: String, location: Int) {
    for frame in stack(of: t) {
      var location = frame.location
      while location != 0 {
        let l = program.locations[location]
        if !l.isHeader { return (program.names[l.function], location) }
        location = l.caller
      }
      if frame.location == 0, let f = frame.function, !program.functions[f].isHeader {
        return (program.functions[f].name, 0)
      }
    }
    // No driver code on the stack: the callback that it is about, or the kernel's own function.
    if let callback = functionName(header(t)[ThreadWord.function]) { return (callback, 0) }
    if pc(t) == 0 { return (KernelTable.routineName(topFrame(t).routine), 0) }
    return (name(of: t), 0)
  }
}
