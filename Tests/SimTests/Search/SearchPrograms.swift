@testable import Sim

/// Small programs with one known bug, for tests of the search.
enum SearchPrograms {
  /// `user` looks at `gone`, then uses an object; `admin` sets `gone`, does `extra` reads of its
  /// own and frees the object. One preemption shows it: right after the look.
  static func checkThenUse(extra: Int = 0, fixed: Bool = false) -> (Program, WorldSpec) {
    var a = Assembly()
    let gone = a.global("gone", size: 8)
    let object = a.global("object", size: 8)
    let other = a.global("other", size: 8)
    let alloc = a.call("__kmalloc", [1, 2], to: 3)
    a.function(
      "setup",
      [
        Instruction(.const, dst: 1, imm: 64),
        Instruction(.const, dst: 2, imm: 0x400),
        alloc,
        Instruction(.global, dst: 0, imm: Int64(object)),
        Instruction(.store, size: 8, a: 0, b: 3),
        Instruction(.ret),
      ])
    // `branch` goes to code indices, which count from the first instruction of the program.
    let start = a.program.code.count
    a.function(
      "user",
      [
        Instruction(.global, dst: 0, imm: Int64(gone)),
        Instruction(.load, size: 8, dst: 1, a: 0),
        Instruction(.branch, a: 1, imm: Int64(start + 6) | Int64(start + 3) << 32),
        Instruction(.global, dst: 2, imm: Int64(object)),
        Instruction(.load, size: 8, dst: 2, a: 2),
        Instruction(.load, size: 8, dst: 3, a: 2),
        Instruction(.ret),
      ])
    let free = a.call("kfree", [2])
    var admin = [
      Instruction(.global, dst: 0, imm: Int64(gone)),
      Instruction(.const, dst: 1, imm: 1),
      Instruction(.store, size: 8, a: 0, b: 1),
      Instruction(.global, dst: 3, imm: Int64(other)),
    ]
    for _ in 0..<extra { admin.append(Instruction(.load, size: 8, dst: 4, a: 3)) }
    admin += [
      Instruction(.global, dst: 2, imm: Int64(object)),
      Instruction(.load, size: 8, dst: 2, a: 2),
    ]
    if !fixed { admin.append(free) }
    admin.append(Instruction(.ret))
    a.function("admin", admin)
    return (a.program, world(setup: ["setup"], threads: ["user", "admin"]))
  }

  /// A work that queues itself for ever, and a thread that reads `reads` times.
  static func requeues(reads: Int) -> (Program, WorldSpec) {
    var a = Assembly()
    let work = a.global("work", size: 32)
    let queue = a.global("system_wq", size: 8, isExternal: true)
    let again = a.call("queue_work_on", [4, 5, 6], to: 7)
    let arm = [
      Instruction(.global, dst: 6, imm: Int64(work)),
      Instruction(.global, dst: 5, imm: Int64(queue)),
      Instruction(.load, size: 8, dst: 5, a: 5),
      Instruction(.const, dst: 4, imm: 0),
      again,
      Instruction(.ret),
    ]
    let function = a.function("foo_work", parameters: 1, arm)
    a.function(
      "setup",
      [
        Instruction(.global, dst: 6, imm: Int64(work)),
        Instruction(.function, dst: 1, imm: Int64(function)),
        Instruction(.store, size: 8, a: 6, b: 1, imm: 24),
      ] + arm)
    var user = [Instruction(.global, dst: 3, imm: Int64(queue))]
    for _ in 0..<reads { user.append(Instruction(.load, size: 8, dst: 4, a: 3)) }
    user.append(Instruction(.ret))
    a.function("user", user)
    return (a.program, world(setup: ["setup"], threads: ["user"]))
  }

  /// `n` threads of `steps` reads each: nothing to find, many interleavings.
  static func independent(_ n: Int, steps: Int) -> (Program, WorldSpec) {
    var a = Assembly()
    let word = a.global("word", size: 8)
    var body = [Instruction(.global, dst: 0, imm: Int64(word))]
    for _ in 0..<steps { body.append(Instruction(.load, size: 8, dst: 1, a: 0)) }
    body.append(Instruction(.ret))
    for k in 0..<n { a.function("f\(k)", body) }
    return (a.program, world(setup: [], threads: (0..<n).map { "f\($0)" }))
  }

  private static func world(setup: [String], threads: [String]) -> WorldSpec {
    var world = WorldSpec()
    world.setup = [.insmod(nil)] + setup.map { .call(function: $0, arguments: []) }
    world.threads = threads.map {
      ThreadSpec(name: $0, actions: [.init(.call(function: $0, arguments: []))])
    }
    return world
  }

  static func machine(_ made: (Program, WorldSpec)) -> Machine {
    let machine = Machine(program: made.0, world: made.1)
    machine.prepare()
    return machine
  }
}
