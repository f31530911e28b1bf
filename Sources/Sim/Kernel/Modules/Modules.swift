// Modules: loading, unloading, references, and the life of their text.
//
// Source: kernel/module/main.c, 6.12.

/// How far a module is; the low byte of its state word. References are above it.
enum ModuleState: UInt64 {
  case unloaded, coming, live, going
}

extension Machine {
  func moduleState(_ module: Int) -> ModuleState {
    ModuleState(rawValue: state[Word.modules + module] & 0xff) ?? .unloaded
  }
  func setModuleState(_ module: Int, _ new: ModuleState) {
    state[Word.modules + module] = (state[Word.modules + module] & ~0xff) | new.rawValue
  }
  func moduleReferences(_ module: Int) -> Int { Int(state[Word.modules + module] >> 8) }
  func addModuleReference(_ module: Int, _ delta: Int) {
    state[Word.modules + module] = state[Word.modules + module] &+ UInt64(
      bitPattern: Int64(delta) << 8)
  }

  /// Whether a function's text is there.
  @inline(__always)
  func isTextLive(_ entry: FunctionEntry) -> Bool {
    let s = state[Word.modules + Int(entry.module)] & 0xff
    if s == 0 { return false }
    return !entry.isInit || s == ModuleState.coming.rawValue
  }

  /// The module whose `__this_module` is at `p`, or nil for NULL and built-in code.
  func module(at p: Pointer) -> Int? {
    guard p != 0 else { return nil }
    let global = Machine.id(p) - 1
    guard program.globals.indices.contains(global),
      program.globals[global].name == "__this_module"
    else { return nil }
    return program.globals[global].module
  }
}

enum Modules {
  private static let area = "modules"
  private static let file = "kernel/module/main.c"

  /// `try_module_get()`: only a module that is going refuses. NULL (built in) never does.
  static func tryGet(_ m: Machine, _ p: Pointer) -> Bool {
    guard let module = m.module(at: p) else { return true }
    switch m.moduleState(module) {
    case .coming, .live:
      m.addModuleReference(module, 1)
      return true
    case .going, .unloaded: return false
    }
  }

  static func put(_ m: Machine, _ p: Pointer) {
    guard let module = m.module(at: p) else { return }
    guard m.moduleReferences(module) > 0 else {
      m.report(
        .refcount, kind: "module reference underflow", subject: p,
        message: "module_put() is called on module \(m.program.modules[module].name),"
          + " which has no reference.")
      return
    }
    m.addModuleReference(module, -1)
  }

  /// For each module those that export a name that it exports too.
  static func exportClashes(_ program: Program) -> [[Int]] {
    var clashes: [[Int]] = Array(repeating: [], count: program.modules.count)
    var exporters: [String: [Int]] = [:]
    let exports =
      program.functions.filter(\.isExported).map { ($0.name, $0.module) }
      + program.globals.filter { $0.isExported && !$0.isExternal }.map { ($0.name, $0.module) }
    for (name, module) in exports where clashes.indices.contains(module) {
      for other in exporters[name, default: []] where other != module {
        if !clashes[module].contains(other) { clashes[module].append(other) }
        if !clashes[other].contains(module) { clashes[other].append(module) }
      }
      exporters[name, default: []].append(module)
    }
    return clashes
  }

  /// Whether another loaded module links to `module`.
  private static func hasUsers(_ m: Machine, _ module: Int) -> Bool {
    m.moduleUsers[module].contains { m.moduleState($0) != .unloaded }
  }

  /// Frees the text and data of a module, or only its init part: every thread that still has a
  /// frame in it will fault at its next step.
  private static func freeText(_ m: Machine, _ module: Int, initOnly: Bool) {
    for (i, global) in m.program.globals.enumerated()
    where global.module == module && !global.isExternal && (!initOnly || global.isInit) {
      let p = Address.global(i)
      if !initOnly {
        m.checkFreeOfActive(p, global.size)
        if !m.isRunning { return }
      }
      m.retire(p, ObjectFlag.unloaded)
    }
    m.forEachThread { t in
      guard m.isInText(t, module: module, initOnly: initOnly) else { return }
      m.doom(t, module: module)
    }
  }

  private static let exitThread = KernelTable.routine("kthread_complete_and_exit")
  private static let load = KernelTable.routine("init_module")
  private static let unload = KernelTable.routine("delete_module")

  static let routines: [InternalRoutine] = [
    // do_init_module(): argument 0 is the module's number. Result: 0 or -errno.
    InternalRoutine("init_module") { m, f in
      let module = Int(f.argument(0))
      switch f.phase {
      case 0: return .next(1)
      case 1:
        guard m.moduleState(module) == .unloaded else { return .done(Machine.int(-17)) }
        // A name that a loaded module exports is not exported again: -ENOEXEC.
        for other in m.exportClashes[module] where m.moduleState(other) != .unloaded {
          return .done(Machine.int(-8))
        }
        // A symbol of a module that is not there is not resolved: -ENOENT.
        for (provider, users) in m.moduleUsers.enumerated()
        where users.contains(module) && m.moduleState(provider) != .live {
          return .done(Machine.int(-2))
        }
        for (i, global) in m.program.globals.enumerated()
        where global.module == module && !global.isExternal {
          m.revive(Address.global(i))
          m.writeInitialData(i)
        }
        m.setModuleState(module, .coming)
        // The base reference that init holds is not counted: a module that is COMING is not live.
        guard let function = m.program.modules[module].initFunction else { return .next(2) }
        m.outgoingCount = 0
        return .call(Address.function(function), arguments: 0, 2)
      case 2:
        // Async probes are waited for, unless the module asks for them itself.
        if let t = Attaching.asyncProbe(m) { return .wait(m.endOf(t), 2) }
        m.checkLeftContext("module_init")
        let result = Int32(truncatingIfNeeded: f.result)
        if result < 0 {
          // The error path of do_init_module() waits as free_module() does, and for nothing more.
          m.setModuleState(module, .going)
          f[2] = UInt64(bitPattern: Int64(result))
          Rcu.takeReaders(m, f, but: m.current)
          return Rcu.waitForReaders(m, f, then: 3)
        } else {
          m.setModuleState(module, .live)
          freeText(m, module, initOnly: true)
        }
        return m.isRunning ? .done(Machine.int(Int(result))) : .stop
      default:
        if f[0] != 0, case .wait(let wait, _) = Rcu.waitForReaders(m, f, then: 3) {
          return .wait(wait, 3)
        }
        freeText(m, module, initOnly: false)
        if !m.isRunning { return .stop }
        m.setModuleState(module, .unloaded)
        return .done(Machine.int(Int(Int64(bitPattern: f[2]))))
      }
    },
    // delete_module(): argument 0 is the module's number. Result: 0 or -errno.
    InternalRoutine("delete_module") { m, f in
      let module = Int(f.argument(0))
      switch f.phase {
      case 0: return .next(1)
      case 1:
        if hasUsers(m, module) { return .done(Machine.int(-11)) }
        guard m.moduleState(module) == .live else { return .done(Machine.int(-16)) }
        let info = m.program.modules[module]
        if info.initFunction != nil, info.exitFunction == nil { return .done(Machine.int(-16)) }
        if m.moduleReferences(module) != 0 { return .done(Machine.int(-11)) }
        m.setModuleState(module, .going)
        guard let function = info.exitFunction else { return .next(2) }
        m.outgoingCount = 0
        return .call(Address.function(function), arguments: 0, 2)
      case 2:
        m.checkLeftContext("module_exit")
        if !m.isRunning { return .stop }
        // free_module(): synchronize_rcu() waits for code that runs in atomic context now. It
        // rescues callbacks that are about to finish, and nothing else.
        Rcu.takeReaders(m, f, but: m.current)
        return Rcu.waitForReaders(m, f, then: 3)
      default:
        if f[0] != 0 {
          let next = Rcu.waitForReaders(m, f, then: 3)
          if case .wait = next { return next }
        }
        m.checkModuleLeaks(module)
        if !m.isRunning { return .stop }
        freeText(m, module, initOnly: false)
        if !m.isRunning { return .stop }
        m.setModuleState(module, .unloaded)
        return .done(0)
      }
    },
  ]

  static let symbols: [Symbol] = [
    Symbol(
      "try_module_get", in: area, source: "\(file):try_module_get, 6.12",
      fences: "keeps the module until module_put; fails only while the module is going",
      .value { m in tryGet(m, m.argument(0)) ? 1 : 0 }),
    Symbol(
      "__module_get", in: area, source: "\(file):__module_get, 6.12",
      .value { m in
        if let module = m.module(at: m.argument(0)) { m.addModuleReference(module, 1) }
        return 0
      }),
    Symbol(
      "__request_module", as: "request_module", in: area, from: .process, sleeps: true,
      source: "kernel/module/kmod.c:__request_module, 6.12",
      approximation: "no module is loaded; the answer is success",
      .value { _ in 0 }),
    // The reference and the thread go in the kernel's own text: the module may be gone in between.
    Symbol(
      "__module_put_and_kthread_exit", as: "module_put_and_kthread_exit", in: area,
      from: .process, source: "\(file):__module_put_and_kthread_exit, 6.12",
      fences: "after the reference has gone no code of the module runs in this thread",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          put(m, f.argument(0))
          if !m.isRunning { return .stop }
          m.setOutgoing(0, f.argument(1))
          return .enter(exitThread, arguments: 2, 2)
        default: return .done(0)
        }
      }),
    Symbol(
      "module_put", in: area, source: "\(file):module_put, 6.12",
      fences: "nothing: the text may go before the caller has left it",
      .value { m in
        put(m, m.argument(0))
        return 0
      }),
  ]
}

extension Machine {
  /// Makes thread `t` fault at its next step within `module`: every return into it, and the place
  /// where it rests.
  func doom(_ t: Int, module: Int) {
    let h = header(t)
    func isGone(_ pc: Int) -> Bool {
      guard pc > 1, let f = function(at: pc) else { return false }
      let entry = functionTable[f]
      return Int(entry.module) == module && (moduleState(module) != .live || entry.isInit)
    }
    let resting = pc(t)
    if isGone(resting) {
      h[ThreadWord.savedPC] = UInt64(resting)
      rest(t, 1)
      // It faults as soon as it runs: whatever it waited for.
      return
    }
    var fp = self.fp(t)
    while fp != 0 {
      let base = h + fp
      let returnPC = Int(base[0] & 0xffff_ffff)
      // A return address is one past the call.
      if returnPC > 1, isGone(returnPC - 1) {
        h[ThreadWord.savedPC] = UInt64(returnPC)
        base[0] = (base[0] & ~0xffff_ffff) | 1
        return
      }
      fp = Int((base[0] >> 32) & 0xffff)
    }
  }

  /// The initial bytes of a module's variable.
  func writeInitialData(_ i: Int) {
    let global = program.globals[i]
    guard let to = bytes(Address.global(i), UInt64(global.size)) else { return }
    to.initializeMemory(as: UInt8.self, repeating: 0, count: global.size)
    for (k, byte) in global.bytes.prefix(global.size).enumerated() {
      to.storeBytes(of: byte, toByteOffset: k, as: UInt8.self)
    }
    for relocation in global.relocations where relocation.offset + 8 <= global.size {
      to.storeBytes(
        of: Address.resolve(relocation.target), toByteOffset: relocation.offset, as: UInt64.self)
    }
  }
}
