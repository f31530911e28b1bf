import Testing

@testable import Sim

/// A driver by hand: probe queues a work that reads an object; remove frees it, after cancelling
/// the work or not.
private func workRace(cancels: Bool) -> (Program, WorldSpec) {
  var a = Assembly()
  let object = a.global("object", size: 8)
  let work = a.global("work", size: 32)
  let queue = a.global("system_wq", size: 8, isExternal: true)
  let workFunction = a.function(
    "foo_work", parameters: 1,
    [
      Instruction(.global, dst: 1, imm: Int64(object)),
      Instruction(.load, size: 8, dst: 2, a: 1),
      Instruction(.load, size: 8, dst: 3, a: 2),
      Instruction(.ret),
    ])
  let alloc = a.call("__kmalloc", [1, 2], to: 3)
  let queueWork = a.call("queue_work_on", [4, 5, 6], to: 7)
  a.function(
    "foo_start",
    [
      Instruction(.const, dst: 1, imm: 64),
      Instruction(.const, dst: 2, imm: 0x400),
      alloc,
      Instruction(.global, dst: 0, imm: Int64(object)),
      Instruction(.store, size: 8, a: 0, b: 3),
      Instruction(.global, dst: 6, imm: Int64(work)),
      Instruction(.function, dst: 1, imm: Int64(workFunction)),
      Instruction(.store, size: 8, a: 6, b: 1, imm: 24),
      Instruction(.global, dst: 5, imm: Int64(queue)),
      Instruction(.load, size: 8, dst: 5, a: 5),
      Instruction(.const, dst: 4, imm: 0),
      queueWork,
      Instruction(.ret),
    ])
  let cancel = a.call("cancel_work_sync", [6], to: 7)
  let free = a.call("kfree", [2])
  var stop = [Instruction(.global, dst: 6, imm: Int64(work))]
  if cancels { stop.append(cancel) }
  stop += [
    Instruction(.global, dst: 1, imm: Int64(object)),
    Instruction(.load, size: 8, dst: 2, a: 1),
    free,
    Instruction(.ret),
  ]
  a.function("foo_stop", stop)
  var world = WorldSpec()
  world.setup = [.insmod(nil), .call(function: "foo_start", arguments: [])]
  world.threads = [
    ThreadSpec(
      name: "admin", actions: [ThreadSpec.Item(.call(function: "foo_stop", arguments: []))])
  ]
  return (a.program, world)
}

/// Runs with a simple seeded choice, as a search would.
private func run(_ machine: Machine, seed: UInt64) {
  var x = seed &* 0x9e37_79b9_7f4a_7c15 | 1
  machine.begin()
  while machine.ending == .running {
    let enabled = machine.state[Word.enabled]
    if enabled == 0 {
      machine.endOrDeadlock()
      break
    }
    x ^= x << 13
    x ^= x >> 7
    x ^= x << 17
    var pick = Int(x % UInt64(enabled.nonzeroBitCount))
    var mask = enabled
    while pick > 0 {
      mask &= mask - 1
      pick -= 1
    }
    machine.step(mask.trailingZeroBitCount)
  }
}

@Suite("Machine")
struct MachineTests {
  @Test("a work that is not cancelled reads freed memory")
  func workRaceFound() {
    let (program, world) = workRace(cancels: false)
    let machine = Machine(program: program, world: world)
    machine.prepare()
    #expect(machine.ending == .running)
    var found: Set<String> = []
    for seed in 1...200 {
      run(machine, seed: UInt64(seed))
      if let f = machine.finding { found.insert(f.title) }
    }
    #expect(found == ["KASAN: slab-use-after-free Read in foo_work"])
  }

  @Test("cancelling it first leaves nothing to find")
  func workRaceFixed() {
    let (program, world) = workRace(cancels: true)
    let machine = Machine(program: program, world: world)
    machine.prepare()
    for seed in 1...500 {
      run(machine, seed: UInt64(seed))
      #expect(machine.ending == .finished, "\(String(describing: machine.finding))")
    }
  }
}
