// Virtual code to the program: blocks in order, jumps to the next block left out, registers chosen.

import Sim

extension ModuleLowering {
  mutating func emitCode(_ f: inout FunctionLowering) throws(LoweringError) {
    guard let index = functionOf[f.function.symbol.index] else { return }
    removeUnreachable(&f)
    var allocation = RegisterAllocation(
      f.blocks, registerCount: Int(f.registerCount), parameters: f.parameterCount)
    if !allocation.uninitialised.isEmpty {
      // What the source reads before writing is 0: a run must not depend on an earlier one.
      let zeros = allocation.uninitialised.map {
        VirtualInstruction(op: .const, dst: $0, imm: 0, location: program.functions[index].location)
      }
      f.blocks[0].code.insert(contentsOf: zeros, at: 0)
      allocation = RegisterAllocation(
        f.blocks, registerCount: Int(f.registerCount), parameters: f.parameterCount)
    }
    guard allocation.count < 4000 else {
      throw unsupported("a function with so many live values", &f)
    }
    let entry = program.code.count
    var starts = Array(repeating: -1, count: f.blocks.count)
    var patches: [(at: Int, targets: [Int])] = []
    for n in f.blocks.indices where !f.blocks[n].code.isEmpty {
      starts[n] = program.code.count
      for (k, i) in f.blocks[n].code.enumerated() {
        if i.op == .move, reg(i.dst, allocation) == reg(i.a, allocation) { continue }
        // A result that nobody reads needs no register, and nothing local needs doing then.
        let isLast = k == f.blocks[n].code.count - 1
        if isLast, i.op == .jump, i.targets[0] == next(n, f) { continue }
        if !i.targets.isEmpty { patches.append((program.code.count, i.targets)) }
        append(i, allocation)
      }
    }
    if program.code.count == entry {
      trap("an empty function was called", &f)
      if let last = f.blocks[f.current].code.last { append(last, allocation) }
    }
    for patch in patches {
      let targets = patch.targets.map { starts[$0] }
      switch program.code[patch.at].op {
      case .jump: program.code[patch.at].imm = Int64(targets[0])
      case .branch:
        program.code[patch.at].imm = Int64(targets[0]) | Int64(targets[1]) << 32
      default:
        let table = Int(program.code[patch.at].imm)
        program.jumpTables[table].fallback = targets[0]
        for k in program.jumpTables[table].cases.indices {
          program.jumpTables[table].cases[k].target =
            targets[program.jumpTables[table].cases[k].target]
        }
      }
    }
    program.functions[index].entry = entry
    program.functions[index].end = program.code.count
    program.functions[index].registerCount = max(allocation.count, f.parameterCount)
  }

  private func next(_ n: Int, _ f: FunctionLowering) -> Int? {
    var k = n + 1
    while k < f.blocks.count, f.blocks[k].code.isEmpty { k += 1 }
    return k < f.blocks.count ? k : nil
  }

  private func removeUnreachable(_ f: inout FunctionLowering) {
    var reached = Set<Int>()
    var work = [0]
    while let n = work.popLast() {
      guard reached.insert(n).inserted else { continue }
      work += f.blocks[n].code.last?.targets ?? []
    }
    for n in f.blocks.indices where !reached.contains(n) { f.blocks[n].code = [] }
  }

  private func reg(_ v: Int32, _ allocation: RegisterAllocation) -> UInt16 {
    v < 0 || allocation.registers[Int(v)] < 0
      ? noRegister : UInt16(allocation.registers[Int(v)])
  }

  private mutating func append(_ i: VirtualInstruction, _ allocation: RegisterAllocation) {
    var imm = i.imm
    var b = reg(i.op == .sext ? -1 : i.b, allocation)
    if i.op == .sext { b = UInt16(i.b) }
    switch i.op {
    case .call, .callExternal, .callIndirect:
      let list = i.arguments.map { $0 < 0 ? $0 : Int32(reg($0, allocation)) }
      program.argumentLists.append(list)
      let number = Int64(program.argumentLists.count - 1)
      imm = i.op == .callIndirect ? number : i.imm | number << 32
    case .select, .cmpxchg, .memcpy, .memset: imm = Int64(reg(i.c, allocation))
    default: break
    }
    program.code.append(
      Instruction(
        i.op, size: i.size, dst: reg(i.dst, allocation), a: reg(i.a, allocation), b: b, imm: imm))
    program.locationOf.append(UInt32(i.location))
    program.textOf.append(UInt32(i.text))
  }
}
