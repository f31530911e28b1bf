// Virtual code to the program: blocks in their order, jumps to the next block left out.

import Sim

extension ModuleLowering {
  /// Appends the code of function number `index` to the program.
  mutating func emit(_ f: VirtualFunction, _ allocation: RegisterAllocation, function index: Int) {
    let entry = program.code.count
    var starts = Array(repeating: -1, count: f.blocks.count)
    var exits: [(at: Int, exit: VirtualExit)] = []
    for (k, n) in f.order.enumerated() {
      starts[n] = program.code.count
      for i in f.blocks[n].code { append(i, allocation) }
      let next = k + 1 < f.order.count ? f.order[k + 1] : -1
      if case .jump(next) = f.blocks[n].exit { continue }
      exits.append((program.code.count, f.blocks[n].exit))
      append(f.blocks[n].exit, f.blocks[n].exitLocation, allocation)
    }
    for (at, exit) in exits { setTargets(at, exit, starts) }
    program.functions[index].entry = entry
    program.functions[index].end = program.code.count
    program.functions[index].parameterCount = f.parameterCount
    program.functions[index].registerCount = max(allocation.count, f.parameterCount)
  }

  private func number(_ r: Int32, _ allocation: RegisterAllocation) -> UInt16 {
    guard r >= 0, allocation.registers[Int(r)] >= 0 else { return noRegister }
    return UInt16(truncatingIfNeeded: allocation.registers[Int(r)])
  }

  private mutating func append(_ i: VirtualInstruction, _ allocation: RegisterAllocation) {
    var made = Instruction(
      i.op, size: i.size, dst: number(i.dst, allocation), a: number(i.a, allocation),
      b: number(i.b, allocation), imm: i.imm)
    switch i.op {
    case .move where made.dst == made.a: return
    case .call, .callExternal: made.imm |= argumentList(i.arguments, allocation) << 32
    case .callIndirect: made.imm = argumentList(i.arguments, allocation)
    case .select, .cmpxchg, .memcpy, .memset: made.imm = Int64(number(i.c, allocation))
    case .sext:
      made.b = UInt16(truncatingIfNeeded: i.imm)
      made.imm = 0
    default: break
    }
    // `rmw` has its operation there, and no third register.
    append(made, i.location, i.text, i.order)
  }

  private mutating func append(
    _ i: Instruction, _ location: Int, _ text: Int, _ order: MemoryOrder = .relaxed
  ) {
    program.code.append(i)
    program.orderOf.append(order)
    program.locationOf.append(UInt32(location))
    program.textOf.append(UInt32(text))
  }

  /// The number of an argument list.
  private mutating func argumentList(
    _ arguments: [VirtualArgument], _ allocation: RegisterAllocation
  ) -> Int64 {
    program.argumentLists.append(
      arguments.map { argument in
        switch argument {
        case .register(let r): return Int32(number(r, allocation))
        case .constant(let operand):
          program.constants.append(operand)
          return ~Int32(program.constants.count - 1)
        }
      })
    return Int64(program.argumentLists.count - 1)
  }

  private mutating func append(
    _ exit: VirtualExit, _ location: Int, _ allocation: RegisterAllocation
  ) {
    switch exit {
    case .jump: append(Instruction(.jump), location, 0)
    case .branch(let r, _, _): append(Instruction(.branch, a: number(r, allocation)), location, 0)
    case .table(let r, _, _):
      program.jumpTables.append(JumpTable(cases: [], fallback: 0))
      append(
        Instruction(
          .jumpTable, a: number(r, allocation), imm: Int64(program.jumpTables.count - 1)),
        location, 0)
    case .ret(let r): append(Instruction(.ret, a: number(r, allocation)), location, 0)
    case .trap(let n): append(Instruction(.trap, imm: Int64(n)), location, 0)
    case .none: preconditionFailure("[simctl bug] a block without an exit is laid out")
    }
  }

  private mutating func setTargets(_ at: Int, _ exit: VirtualExit, _ starts: [Int]) {
    switch exit {
    case .jump(let t): program.code[at].imm = Int64(starts[t])
    case .branch(_, let t, let e):
      program.code[at].imm = Int64(starts[t]) | Int64(starts[e]) << 32
    case .table(_, let cases, let fallback):
      program.jumpTables[Int(program.code[at].imm)] = JumpTable(
        cases: cases.map { ($0.value, starts[$0.target]) }, fallback: starts[fallback])
    case .none, .ret, .trap: break
    }
  }
}
