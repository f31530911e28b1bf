@testable import Sim

/// Small concurrent programs made from a seed, for holding one search against another: threads that
/// load and store shared words, take a mutex or a spinlock with and without interrupts, queue, flush
/// and cancel works (one of them in an object that is freed), arm timers, allocate, free and use an
/// object, sleep, free the interrupt, and are interrupted.
enum RandomPrograms {
  ///
  /// With `equal` two threads or three carry out the same function.
  static func make(seed: UInt64, equal: Bool = false) -> (Program, WorldSpec) {
    var random = Random(seed: seed &* 0x9e37_79b9 &+ 77)
    func below(_ n: UInt64) -> UInt64 { random.next(below: n) }
    var a = Assembly()
    let words = (0..<3).map { a.global("word\($0)", size: 8) }
    let object = a.global("object", size: 8)
    let lock = a.global("lock", size: 32)
    let work = a.global("work", size: 32)
    let timer = a.global("timer", size: 40)
    let queue = a.global("system_wq", size: 8, isExternal: true)
    let jiffies = a.global("jiffies", size: 8, isExternal: true)
    let spin = a.global("spin", size: 8)
    let hasIrq = below(2) == 0
    var workFunction = 0

    func address(_ g: Int, to r: UInt16) -> Instruction {
      Instruction(.global, dst: r, imm: Int64(g))
    }
    /// A new object, which can be queued as a work.
    func makeObject() -> [Instruction] {
      [
        Instruction(.const, dst: 1, imm: 32), Instruction(.const, dst: 2, imm: 0x400),
        a.call("__kmalloc", [1, 2], to: 3),
        Instruction(.function, dst: 1, imm: Int64(workFunction)),
        Instruction(.store, size: 8, a: 3, b: 1, imm: 24), address(object, to: 0),
        Instruction(.store, size: 8, a: 0, b: 3),
      ]
    }
    /// Instructions of one operation. Registers 8 and 9 carry values from one to the next.
    func operation(inCallback: Bool) -> [Instruction] {
      let word = words[Int(below(3))]
      switch below(inCallback ? 15 : 24) {
      case 0, 1:
        return [
          address(word, to: 0), Instruction(below(2) == 0 ? .load : .loadMarked, size: 8, dst: 8, a: 0),
        ]
      case 2, 3:
        return [
          address(word, to: 0), Instruction(.const, dst: 1, imm: Int64(below(2))),
          Instruction(.store, size: 8, a: 0, b: 1),
        ]
      case 4: return [address(word, to: 0), Instruction(.store, size: 8, a: 0, b: 8)]
      case 5:
        return [
          address(word, to: 0), Instruction(.const, dst: 1, imm: 1),
          Instruction(.rmw, size: 8, dst: 8, a: 0, b: 1, imm: RMWOperation.xor.rawValue),
        ]
      case 6, 7:
        // Uses the object, if there is one.
        return [
          address(object, to: 0), Instruction(.load, size: 8, dst: 2, a: 0),
          Instruction(below(2) == 0 ? .load : .loadMarked, size: 8, dst: 9, a: 2),
        ]
      case 8:
        return [
          address(work, to: 6), address(queue, to: 5), Instruction(.load, size: 8, dst: 5, a: 5),
          Instruction(.const, dst: 4, imm: 0), a.call("queue_work_on", [4, 5, 6], to: 7),
        ]
      case 9:
        return [
          address(timer, to: 6), address(jiffies, to: 5),
          Instruction(.load, size: 8, dst: 5, a: 5), Instruction(.addI, dst: 5, a: 5, imm: 2),
          a.call("mod_timer", [6, 5], to: 7),
        ]
      case 10:
        // A counter.
        return [
          address(word, to: 0), Instruction(.load, size: 8, dst: 3, a: 0),
          Instruction(.addI, dst: 3, a: 3, imm: 1), Instruction(.andI, dst: 3, a: 3, imm: 1),
          Instruction(.store, size: 8, a: 0, b: 3),
        ]
      case 11, 12:
        // Interrupts stay on: a handler that takes the lock, too, may land on its holder.
        return [
          address(spin, to: 6), a.call("_raw_spin_lock", [6]), address(word, to: 0),
          Instruction(.load, size: 8, dst: 8, a: 0), address(spin, to: 6),
          a.call("_raw_spin_unlock", [6]),
        ]
      case 13:
        return [
          address(spin, to: 6), a.call("_raw_spin_lock_irqsave", [6], to: 5),
          address(word, to: 0), Instruction(.const, dst: 1, imm: Int64(below(2))),
          Instruction(.store, size: 8, a: 0, b: 1), address(spin, to: 6),
          a.call("_raw_spin_unlock_irqrestore", [6, 5]),
        ]
      case 14:
        // Queues the object as a work, if there is one.
        return [
          address(object, to: 0), Instruction(.load, size: 8, dst: 6, a: 0),
          address(queue, to: 5), Instruction(.load, size: 8, dst: 5, a: 5),
          Instruction(.const, dst: 4, imm: 0), a.call("queue_work_on", [4, 5, 6], to: 7),
        ]
      case 15:
        switch below(3) {
        case 0: return [address(work, to: 6), a.call("cancel_work_sync", [6], to: 7)]
        case 1: return [address(work, to: 6), a.call("flush_work", [6], to: 7)]
        default: return [address(work, to: 6), a.call("work_busy", [6], to: 8)]
        }
      case 16:
        // The second does not wait, and tells whether the function runs.
        return [
          address(timer, to: 6),
          below(2) == 0
            ? a.call("timer_delete_sync", [6], to: 7)
            : a.call("timer_delete_sync_try", [6], to: 8),
        ]
      case 17:
        return [
          address(object, to: 0), Instruction(.load, size: 8, dst: 2, a: 0), a.call("kfree", [2]),
        ]
      case 18:
        return [
          address(lock, to: 6), a.call("mutex_lock", [6]), address(word, to: 0),
          Instruction(.load, size: 8, dst: 8, a: 0), address(lock, to: 6),
          a.call("mutex_unlock", [6]),
        ]
      case 19:
        return [Instruction(.const, dst: 1, imm: Int64(1 + below(3))), a.call("msleep", [1])]
      case 20:
        // A local that others can reach for a while.
        return [
          Instruction(.stackObject, dst: 2, imm: 8), address(word, to: 0),
          Instruction(.store, size: 8, a: 0, b: 2), address(words[0], to: 0),
          Instruction(.load, size: 8, dst: 8, a: 0), Instruction(.endLife, a: 2),
        ]
      case 21:
        return [
          Instruction(.const, dst: 1, imm: Int64(Interrupts.intx)), address(spin, to: 2),
          a.call(hasIrq ? "free_irq" : "synchronize_irq", [1, 2], to: 7),
        ]
      case 22:
        return [
          address(word, to: 0), Instruction(.load, size: 8, dst: 2, a: 0),
          Instruction(.load, size: 8, dst: 9, a: 2),
        ]
      default: return makeObject()
      }
    }
    /// A body of operations; now and then one is skipped if the value carried is not 0.
    func body(_ count: Int, inCallback: Bool) -> [Instruction] {
      var code: [Instruction] = [
        Instruction(.const, dst: 8, imm: 0), Instruction(.const, dst: 9, imm: 0),
      ]
      for _ in 0..<count {
        let part = operation(inCallback: inCallback)
        if below(4) == 0 {
          let at = a.program.code.count + code.count
          code.append(
            Instruction(.branch, a: 8, imm: Int64(at + 1 + part.count) | Int64(at + 1) << 32))
        }
        code += part
      }
      return code + [Instruction(.ret)]
    }
    workFunction = a.function(
      "work_fn", parameters: 1, registers: 10, body(1 + Int(below(hasIrq ? 1 : 2)), inCallback: true))
    let timerFunction = a.function(
      "timer_fn", parameters: 1, registers: 10, body(1, inCallback: true))
    let handler = a.function(
      "handler", parameters: 2, registers: 10, body(1 + Int(below(2)), inCallback: true))
    var request: [Instruction] = []
    if hasIrq {
      request = [
        Instruction(.const, dst: 0, imm: Int64(Interrupts.intx)),
        Instruction(.function, dst: 1, imm: Int64(handler)), Instruction(.const, dst: 2, imm: 0),
        Instruction(.const, dst: 3, imm: 0x80), Instruction(.const, dst: 4, imm: 0),
        address(spin, to: 5), a.call("request_threaded_irq", [0, 1, 2, 3, 4, 5], to: 7),
      ]
    }
    a.function(
      "setup", registers: 10,
      makeObject() + request + [
        address(work, to: 6), Instruction(.function, dst: 1, imm: Int64(workFunction)),
        Instruction(.store, size: 8, a: 6, b: 1, imm: 24),
        address(timer, to: 6), Instruction(.function, dst: 1, imm: Int64(timerFunction)),
        Instruction(.const, dst: 2, imm: 0), a.call("init_timer_key", [6, 1, 2]),
        Instruction(.ret),
      ])
    let threads = hasIrq ? 2 : 2 + Int(below(2))
    let functions = equal ? threads == 3 ? 1 + Int(below(2)) : 1 : threads
    for k in 0..<functions {
      a.function(
        "t\(k)", registers: 10, body(threads == 2 ? hasIrq ? 1 + Int(below(2)) : 2 + Int(below(4)) : 1 + Int(below(3)), inCallback: false))
    }
    var world = WorldSpec()
    world.setup = [.insmod(nil), .call(function: "setup", arguments: [])]
    world.threads = (0..<threads).map {
      let function = max(0, $0 + functions - threads)
      return ThreadSpec(
        name: "t\($0)", actions: [.init(.call(function: "t\(function)", arguments: []))])
    }
    if hasIrq {
      let times = below(2) == 0 ? 1 : 2
      world.threads?.append(
        ThreadSpec(name: "device", actions: [.init(.irq(0), .times(times))]))
    }
    if below(3) == 0 {
      world.threads?.append(ThreadSpec(name: "admin", actions: [.init(.rmmod(nil))]))
    }
    return (a.program, world)
  }
}

/// One complete search of a program, with or without the reductions.
struct Searched: Equatable {
  var keys: Set<String> = []
  var endStates: Set<Fingerprint> = []
  var noVerdict: Set<String> = []
  var isComplete = false
  var states = 0

  /// - Parameters:
  ///   - fault: a mistake to be made on purpose.
  ///   - raw: nothing of a state is taken for unimportant.
  ///   - tellsEqual: threads that do the same are told apart, but at the ends of runs.
  init(
    _ made: (Program, WorldSpec), reduces: Bool, bound: Int? = nil, raw: Bool = false,
    tellsEqual: Bool = false,
    fault: ReductionFault = .none, statesMax: Int = 1500
  ) {
    var limits = StateLimits()
    limits.objectsMax = 1024
    limits.heapBytes = 1 << 16
    let m = Verifier.machine(made.0, made.1, limits)
    let stepper = Stepper(m, collapses: reduces, ignoresCounters: !raw)
    stepper.fault = fault
    stepper.shadow.checksNotes = true
    var options = Fingerprints.Options()
    if raw {
      options = .init(
        deadRegisters: false, numbersObjects: false, relativeTime: false, relativeSequences: false)
    }
    if tellsEqual {
      options.equalThreads = false
      options.equalEnds = true
    }
    let team = Team(Expander(stepper, Fingerprints(m, stepper.shadow, options)))
    var assumptions = team.assumptions
    var searchLimits = SearchLimits()
    searchLimits.states = statesMax
    while true {
      team.assume(assumptions)
      let s = StateSearch(team, countsPreemptions: bound != nil, limits: searchLimits)
      s.endStates = []
      let r = s.run(through: bound ?? 0)
      if r.end == .conflict {
        _ = assumptions.apply(team.evidence)
        continue
      }
      keys = Set(r.found.map(\.finding.key))
      noVerdict = Set(r.noVerdict.keys)
      isComplete = r.end == .complete
      states = r.states
      endStates = s.endStates ?? []
      return
    }
  }

  /// How it differs, for a person.
  func difference(from other: Searched) -> String {
    "keys \(keys.subtracting(other.keys)), not \(other.keys.subtracting(keys)),"
      + " ends \(endStates.count) and not \(other.endStates.count),"
      + " no verdict \(noVerdict) and not \(other.noVerdict)"
  }

  /// What the reductions must keep.
  func agrees(with other: Searched) -> Bool {
    keys == other.keys && endStates == other.endStates && noVerdict == other.noVerdict
  }
}
