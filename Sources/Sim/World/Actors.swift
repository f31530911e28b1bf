// The scenario's own threads: the admin, users, the device. Each carries out its list of actions,
// and each action is a kernel routine.

enum Actors {
  private static let actor = KernelTable.routine("actor")

  static let routines: [InternalRoutine] = [
    // Argument 0 is the number of the list of actions. Locals: item, repetitions done of those that
    // are counted, whether there is another time.
    InternalRoutine("actor") { m, f in
      let items = m.actorLists[Int(f.argument(0))]
      while true {
        let number = Int(f[0])
        guard number < items.count else {
          // exit_mm() and exit_files(): what is still mapped and open goes.
          Tasks.returnedToUser(m)
          if !m.isRunning { return .stop }
          guard m.header(m.current)[ThreadWord.files] != 0 else { return .done(0) }
          m.setOutgoing(0)
          return .enter(
            Mappings.newestFile(m) != 0 ? unmap : close, arguments: 1, 1)
        }
        let item = items[number]
        switch item.repetition {
        case .times(let n):
          if f[1] >= UInt64(n) {
            f[0] += 1
            f[1] = 0
            continue
          }
          f[1] += 1
        case .anyNumber:
          // Whether there is another time is an open question, asked in a step of its own.
          if f.phase == 1, f[2] == 0 {
            f[2] = 1
            return .next(2)
          }
          if f.phase == 2, f[2] == 1 {
            if m.choose(2) == 0 {
              f[0] += 1
              f[2] = 0
              m.setPhase(f, 1)
              continue
            }
            f[2] = 2
          } else {
            f[2] = 0
            m.setPhase(f, 1)
            continue
          }
        }
        Tasks.returnedToUser(m)
        if !m.isRunning { return .stop }
        return enter(m, f, item)
      }
    },
    // Argument 0 is a time in nanoseconds.
    InternalRoutine("sleep") { m, f in
      if f.phase > 0 { return .done(0) }
      return .wait(
        Wait(.deadline, deadline: m.state[Word.clock] &+ max(1, f.argument(0))), 1)
    },
    // Calls driver function number argument 0 with the arguments of action list entry argument 1.
    InternalRoutine("call") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 1:
        // A function of a module that is not loaded cannot be called by anybody.
        let number = Int((f.argument(0) >> 32) - Address.functionBase)
        guard m.isTextLive(m.functionTable[number]) else { return .done(Machine.int(-19)) }
        let arguments = m.actorArguments[Int(f.argument(1))]
        for (i, value) in arguments.prefix(Machine.argumentsMax).enumerated() {
          m.outgoing[i] = value
        }
        m.outgoingCount = min(arguments.count, Machine.argumentsMax)
        return .call(f.argument(0), arguments: m.outgoingCount, 2)
      default: return .done(f.result)
      }
    },
    // An action that has nothing to apply to: a real caller would get an error, and goes on.
    InternalRoutine("nothing") { _, f in f.phase == 0 ? .next(1) : .done(0) },
  ]

  /// An action of a list, resolved to the routine that carries it out.
  struct Item: Equatable {
    var repetition: Repetition
    var routine: Routine
    var arguments: (UInt64, UInt64)

    static func == (a: Item, b: Item) -> Bool {
      a.repetition == b.repetition && a.routine == b.routine && a.arguments == b.arguments
    }
  }

  /// Resolves an action: a name that nothing has leads to an action that does nothing.
  static func resolve(_ m: Machine, _ item: ThreadSpec.Item) -> Item {
    func go(_ name: String, _ a: UInt64 = 0, _ b: UInt64 = 0) -> Item {
      Item(
        repetition: item.repetition, routine: KernelTable.routine(name), arguments: (a, b))
    }
    switch item.action {
    case .insmod(let name):
      return m.moduleNumber(name).map { go("init_module", UInt64($0)) } ?? go("nothing")
    case .rmmod(let name):
      return m.moduleNumber(name).map { go("delete_module", UInt64($0)) } ?? go("nothing")
    case .bind: return go("bind_store")
    case .unbind: return go("unbind_store")
    case .bindDevice(let name): return go("bind_store", UInt64(m.nameNumber(name) + 1))
    case .unbindDevice(let name): return go("unbind_store", UInt64(m.nameNumber(name) + 1))
    case .surpriseRemove: return go("surprise_remove")
    case .rescan: return go("rescan")
    case .irq(let n): return go("raise_irq", UInt64(n))
    case .open(let name): return go("sys_open", UInt64(m.nameNumber(name)))
    case .read(let n): return go("sys_read", UInt64(n))
    case .write(let n): return go("sys_write", UInt64(n))
    case .ioctl(let command, let argument): return go("sys_ioctl", command, argument)
    case .mmap: return go("sys_mmap")
    case .touch: return go("user_access")
    case .munmap: return go("sys_munmap")
    case .poll: return go("sys_poll")
    case .epoll: return go("sys_epoll")
    case .fasync: return go("sys_fasync")
    case .close: return go("sys_close")
    case .readAttribute(let name): return go("sysfs_read", UInt64(m.nameNumber(name)))
    case .writeAttribute(let name, let value):
      return go("sysfs_write", UInt64(m.nameNumber(name)), UInt64(m.nameNumber(value)))
    case .suspend: return go("suspend")
    case .resume: return go("resume")
    case .busError(let isFatal): return go("pcie_do_recovery", isFatal ? 1 : 0)
    case .dmaWrite(let n): return go("dma_access", UInt64(n))
    case .sleep(let time): return go("sleep", time)
    case .call(let name, _):
      guard let function = m.program.functions.firstIndex(where: { $0.name == name }) else {
        return go("nothing")
      }
      return go("call", Address.function(function), UInt64(m.actorCallNumber(item.action)))
    }
  }

  private static let again = 1
  private static let close = KernelTable.routine("sys_close")
  private static let unmap = KernelTable.routine("sys_munmap")

  /// Enters the routine of an action.
  private static func enter(_ m: Machine, _ f: Frame, _ item: Item) -> Phase {
    m.outgoing[0] = item.arguments.0
    m.outgoing[1] = item.arguments.1
    m.outgoingCount = 2
    // For `x*` the next question is asked after the action.
    return .enter(item.routine, arguments: 2, f[2] == 2 ? 2 : again)
  }

  /// Starts a task that carries out list number `list`, at rest before its first action.
  static func start(_ m: Machine, list: Int) -> Int? {
    guard
      let t = m.spawn(.task, actor, (UInt64(list), 0), cookie: UInt64(list), phase: .running)
    else { return nil }
    m.prime(t)
    return t
  }
}

extension Machine {
  /// The number of the module that an action names; the only or last one if it names none.
  func moduleNumber(_ name: String?) -> Int? {
    guard let name else { return program.modules.isEmpty ? nil : program.modules.count - 1 }
    return program.modules.firstIndex { $0.name == name }
  }

  /// The number of a device's or attribute's name in the scenario.
  func nameNumber(_ name: String) -> Int {
    if let n = actorNames.firstIndex(of: name) { return n }
    actorNames.append(name)
    return actorNames.count - 1
  }

  /// The number of a `call` action's argument list.
  func actorCallNumber(_ action: ActionSpec) -> Int {
    guard case .call(_, let arguments) = action else { return 0 }
    if let n = actorArguments.firstIndex(of: arguments) { return n }
    actorArguments.append(arguments)
    return actorArguments.count - 1
  }

  /// Loads every module where the scenario says `insmod` without a name.
  static func expand(_ actions: [ActionSpec], modules: [Module]) -> [ThreadSpec.Item] {
    actions.flatMap { action -> [ThreadSpec.Item] in
      if action == .insmod(nil) { return modules.map { ThreadSpec.Item(.insmod($0.name)) } }
      return [ThreadSpec.Item(action)]
    }
  }

  /// Brings the machine to where the scenario's threads start: runs the setup alone and makes that
  /// the state that `reset` goes back to. If the setup asks open questions (a fault, a register
  /// that may answer anything), it becomes a part of every run instead.
  public func prepare() {
    keepAsStart()
    hasStarted = false
    runSetup()
    if state[Word.questions] == 0, isRunning {
      startThreads()
      keepAsStart()
      setupIsShared = true
    } else {
      setupIsShared = false
    }
  }

  /// Puts the machine before its first scheduling choice.
  public func begin() {
    memo.leave()
    reset()
    races?.isOn = false
    if !setupIsShared {
      hasStarted = false
      runSetup()
      if isRunning { startThreads() }
    }
    races?.start(self)
  }

  private func runSetup() {
    let items = Self.expand(world.setup, modules: program.modules)
    actorLists = [items.map { Actors.resolve(self, $0) }]
    threadNames = ["setup"]
    // A task without actions would end at once, and the run with it.
    if items.isEmpty { return }
    guard let t = Actors.start(self, list: 0) else { return }
    let s = sequence(t)
    if isDirty { refresh() }
    while isRunning, sequence(t) == s {
      let enabled = state[Word.enabled]
      if enabled == 0 {
        state[Word.essential] = 1 << UInt64(t)
        endOrDeadlock()
        break
      }
      // Alone, unless it waits for something that others have to do.
      let next = enabled & (1 << UInt64(t)) != 0 ? t : enabled.trailingZeroBitCount
      step(next)
    }
  }

  private func startThreads() {
    let specs = world.threads ?? defaultThreads()
    for spec in specs {
      actorLists.append(spec.actions.map { Actors.resolve(self, $0) })
      threadNames.append(spec.name)
    }
    // Lists are numbered from 1; number 0 is the setup's.
    for i in specs.indices {
      guard let t = Actors.start(self, list: i + 1) else { return }
      state[Word.essential] |= 1 << UInt64(t)
    }
    hasStarted = true
    steps = 0
    refresh()
  }

  /// Lets a new task arrive at its first action.
  func prime(_ t: Int) {
    let saved = current
    current = t
    _ = runPhases(t)
    current = saved
  }
}
