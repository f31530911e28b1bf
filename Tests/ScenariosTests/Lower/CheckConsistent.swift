// What must hold for any program.

import Testing

@testable import Scenarios
@testable import Sim

/// Every number in the program means something.
func checkConsistent(_ program: Program) {
  #expect(program.locationOf.count == program.code.count)
  #expect(program.textOf.count == program.code.count)
  for f in program.functions {
    let code = f.entry..<f.end
    #expect(!code.isEmpty && f.end <= program.code.count, "\(f.name)")
    let last = program.code[f.end - 1].op
    #expect([.ret, .jump, .branch, .jumpTable, .trap].contains(last), "\(f.name) runs out")
    for pc in code {
      let i = program.code[pc]
      let line = program.disassembly(at: pc)
      for r in registers(of: i, program) {
        #expect(Int(r) < f.registerCount, "\(f.name): \(line)")
      }
      for target in targets(of: i, program) {
        #expect(code.contains(target), "\(f.name): \(line)")
      }
      #expect(Int(program.locationOf[pc]) < program.locations.count)
      #expect(Int(program.textOf[pc]) < program.names.count)
    }
  }
}

private func targets(of i: Instruction, _ program: Program) -> [Int] {
  switch i.op {
  case .jump: [Int(i.imm)]
  case .branch: [Int(UInt32(truncatingIfNeeded: i.imm)), Int(i.imm >> 32)]
  case .jumpTable:
    program.jumpTables[Int(i.imm)].cases.map(\.target) + [program.jumpTables[Int(i.imm)].fallback]
  default: []
  }
}

/// The registers that an instruction must have.
private func registers(of i: Instruction, _ program: Program) -> [UInt16] {
  switch i.op {
  case .load, .loadMarked, .loadConstant, .move, .trunc, .sext, .countLeadingZeros,
    .countTrailingZeros, .popCount, .byteSwap:
    return [i.dst, i.a]
  case .store, .storeMarked: return [i.a, i.b]
  case .rmw: return [i.dst, i.a, i.b]
  case .cmpxchg, .select: return [i.dst, i.a, i.b, UInt16(clamping: i.imm)]
  case .memcpy, .memset: return [i.a, i.b, UInt16(clamping: i.imm)]
  case .const, .global, .function, .external, .stackObject, .varArgs: return [i.dst]
  case .call, .callExternal, .callIndirect:
    let list = program.argumentLists[Int(i.op == .callIndirect ? i.imm : i.imm >> 32)]
    return list.filter { $0 >= 0 }.map { UInt16($0) } + (i.op == .callIndirect ? [i.a] : [])
      + (i.dst == noRegister ? [] : [i.dst])
  case .ret: return i.a == noRegister ? [] : [i.a]
  case .branch, .jumpTable, .endLife: return [i.a]
  case .jump, .fence, .trap, .kernelPhase, .textFreed: return []
  default: return i.op.isImmediate ? [i.dst, i.a] : [i.dst, i.a, i.b]
  }
}
