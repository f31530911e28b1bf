@testable import Sim

/// Small programs that each need one part of the reduction to be right.
struct FaultPrograms {
  private var a = Assembly()
  private let word: Int
  private let other: Int
  private let object: Int
  private let timer: Int
  private let jiffies: Int
  private var setup: [Instruction] = []
  private var threads: [String] = []

  private init() {
    word = a.global("word", size: 8)
    other = a.global("other", size: 8)
    object = a.global("object", size: 8)
    timer = a.global("timer", size: 40)
    jiffies = a.global("jiffies", size: 8, isExternal: true)
  }

  // MARK: Parts of code. Registers 0 to 3 are scratch.

  private func load(_ g: Int, at offset: Int64 = 0, to r: UInt16) -> [Instruction] {
    [
      Instruction(.global, dst: 0, imm: Int64(g)),
      Instruction(.load, size: 8, dst: r, a: 0, imm: offset),
    ]
  }

  private func store(_ g: Int, at offset: Int64 = 0, _ value: Int64) -> [Instruction] {
    [
      Instruction(.global, dst: 0, imm: Int64(g)), Instruction(.const, dst: 1, imm: value),
      Instruction(.store, size: 8, a: 0, b: 1, imm: offset),
    ]
  }

  /// A finding: the object is freed twice.
  private mutating func bug() -> [Instruction] {
    load(object, to: 2) + [a.call("kfree", [2]), a.call("kfree", [2])]
  }

  private mutating func armTimer() -> [Instruction] {
    load(jiffies, to: 5) + [
      Instruction(.addI, dst: 5, a: 5, imm: 2), Instruction(.global, dst: 6, imm: Int64(timer)),
      a.call("mod_timer", [6, 5], to: 7),
    ]
  }

  /// Adds a function of `first`, then `then` if register `r` is not 0.
  @discardableResult
  private mutating func function(
    _ name: String, parameters: Int = 0, _ first: [Instruction], if r: UInt16 = 0,
    then: [Instruction] = []
  ) -> Int {
    var code = first
    if !then.isEmpty {
      let at = a.program.code.count + code.count
      code.append(
        Instruction(.branch, a: r, imm: Int64(at + 1) | Int64(at + 1 + then.count) << 32))
      code += then
    }
    return a.function(
      name, parameters: parameters, registers: 10, code + [Instruction(.ret)])
  }

  private mutating func thread(
    _ name: String, _ first: [Instruction], if r: UInt16 = 0, then: [Instruction] = []
  ) {
    threads.append(name)
    function(name, first, if: r, then: then)
  }

  /// One thread writes, takes and drops a lock, and then says so by a marked store, which orders
  /// nothing. Another takes the lock and writes only once that was said: the writes race if it took
  /// the lock first.
  static func lockedBefore() -> (Program, WorldSpec) {
    var p = FaultPrograms()
    let spin = p.a.global("spin", size: 8)
    let lock = Instruction(.global, dst: 6, imm: Int64(spin))
    let section = [lock, p.a.call("_raw_spin_lock", [6]), lock, p.a.call("_raw_spin_unlock", [6])]
    p.thread(
      "writer",
      p.store(p.word, 0) + section + [
        Instruction(.global, dst: 0, imm: Int64(p.other)), Instruction(.const, dst: 1, imm: 1),
        Instruction(.storeMarked, size: 8, a: 0, b: 1),
      ])
    p.thread(
      "reader",
      section + [
        Instruction(.global, dst: 0, imm: Int64(p.other)),
        Instruction(.loadMarked, size: 8, dst: 8, a: 0),
      ], if: 8, then: p.store(p.word, 0))
    var made = p.finished()
    made.1.checks = [CheckOverride(.dataRace, isOn: true)]
    return made
  }

  private mutating func finished() -> (Program, WorldSpec) {
    a.function(
      "setup", registers: 10,
      [
        Instruction(.const, dst: 1, imm: 16), Instruction(.const, dst: 2, imm: 0x400),
        a.call("__kmalloc", [1, 2], to: 3), Instruction(.global, dst: 0, imm: Int64(object)),
        Instruction(.store, size: 8, a: 0, b: 3),
      ] + setup + [Instruction(.ret)])
    var world = WorldSpec()
    world.setup = [.insmod(nil), .call(function: "setup", arguments: [])]
    world.threads = threads.map {
      ThreadSpec(name: $0, actions: [.init(.call(function: $0, arguments: []))])
    }
    return (a.program, world)
  }

  // MARK: The programs

  /// A word is 1 for a moment; whoever sees it does something wrong.
  static func momentary() -> (Program, WorldSpec) {
    var p = FaultPrograms()
    p.thread("writer", p.store(p.word, 1) + p.store(p.word, 0))
    let bug = p.bug()
    p.thread("reader", p.load(p.word, to: 8), if: 8, then: bug)
    return p.finished()
  }

  /// A timer has a function for a moment; whoever arms it then gets it called.
  static func momentaryFunction() -> (Program, WorldSpec) {
    var p = FaultPrograms()
    let bug = p.bug()
    let callback = p.function("callback", parameters: 1, bug)
    p.thread(
      "writer",
      [
        Instruction(.global, dst: 0, imm: Int64(p.timer)),
        Instruction(.function, dst: 1, imm: Int64(callback)),
        Instruction(.store, size: 8, a: 0, b: 1, imm: 24),
      ] + p.store(p.timer, at: 24, 0))
    let arm = p.armTimer()
    p.thread("armer", arm)
    return p.finished()
  }

  /// Two looks at a word that the kernel sets when a timer is armed differ.
  static func twoLooks() -> (Program, WorldSpec) {
    var p = FaultPrograms()
    let callback = p.function("callback", parameters: 1, p.store(p.other, 1))
    p.setup = [
      Instruction(.global, dst: 6, imm: Int64(p.timer)),
      Instruction(.function, dst: 1, imm: Int64(callback)), Instruction(.const, dst: 2, imm: 0),
      p.a.call("init_timer_key", [6, 1, 2]),
    ]
    let arm = p.armTimer()
    p.thread("armer", arm)
    let bug = p.bug()
    p.thread(
      "looker",
      p.load(p.timer, at: 8, to: 8) + p.load(p.timer, at: 8, to: 9) + [
        Instruction(.ne, dst: 8, a: 8, b: 9)
      ], if: 8, then: bug)
    return p.finished()
  }

  /// A local is reachable from elsewhere only until its function goes on.
  static func shortLife() -> (Program, WorldSpec) {
    var p = FaultPrograms()
    p.thread(
      "owner",
      [
        Instruction(.stackObject, dst: 4, imm: 8), Instruction(.const, dst: 1, imm: 1),
        Instruction(.store, size: 8, a: 4, b: 1),
        Instruction(.global, dst: 0, imm: Int64(p.word)),
        Instruction(.store, size: 8, a: 0, b: 4),
      ] + p.load(p.other, to: 8) + [Instruction(.endLife, a: 4)])
    let bug = p.bug()
    let look = [Instruction(.load, size: 8, dst: 9, a: 8)]
    p.thread("reader", p.load(p.word, to: 8), if: 8, then: look + bug)
    return p.finished()
  }

  /// A sleep that begins early keeps a timer from expiring first.
  static func sleepAfterLoad() -> (Program, WorldSpec) {
    var p = FaultPrograms()
    let callback = p.function("callback", parameters: 1, p.store(p.other, 1))
    p.setup = [
      Instruction(.global, dst: 6, imm: Int64(p.timer)),
      Instruction(.function, dst: 1, imm: Int64(callback)), Instruction(.const, dst: 2, imm: 0),
      p.a.call("init_timer_key", [6, 1, 2]),
    ]
    let arm = p.armTimer()
    let sleep = [Instruction(.const, dst: 1, imm: 1), p.a.call("msleep", [1])]
    p.thread("sleeper", arm + p.load(p.word, to: 8) + sleep)
    return p.finished()
  }

  /// Arms a timer in the setup whose function does nothing.
  private mutating func idleTimer() {
    let callback = function("callback", parameters: 1, [])
    setup = [
      Instruction(.global, dst: 6, imm: Int64(timer)),
      Instruction(.function, dst: 1, imm: Int64(callback)), Instruction(.const, dst: 2, imm: 0),
      a.call("init_timer_key", [6, 1, 2]),
    ]
    setup += armTimer()
  }

  /// Somebody asks whether a timer function runs, and does not wait for it.
  static func askWhetherItRuns() -> (Program, WorldSpec) {
    var p = FaultPrograms()
    p.idleTimer()
    let bug = p.bug()
    p.thread(
      "asker",
      [
        Instruction(.global, dst: 6, imm: Int64(p.timer)),
        p.a.call("timer_delete_sync_try", [6], to: 8),
        Instruction(.ugtI, size: 32, dst: 8, a: 8, imm: 1),
      ], if: 8, then: bug)
    return p.finished()
  }

  /// A counter that somebody does read.
  static func readCounter() -> (Program, WorldSpec) {
    var p = FaultPrograms()
    let count =
      p.load(p.word, to: 3) + [
        Instruction(.addI, dst: 3, a: 3, imm: 1), Instruction(.store, size: 8, a: 0, b: 3),
      ]
    p.thread("first", count)
    p.thread("second", count)
    let bug = p.bug()
    p.thread(
      "reader", p.load(p.word, to: 8) + [Instruction(.eqI, dst: 8, a: 8, imm: 2)], if: 8,
      then: bug)
    return p.finished()
  }
}
