// A program with its addresses filled in: globals are objects 1, 2, ..., functions and external
// symbols have object numbers that no memory ever gets.

/// Turns symbolic operands into the machine's pointers.
enum Address {
  /// Object numbers from here on are functions.
  static let functionBase: UInt64 = 0x4000_0000
  /// Object numbers from here on are external symbols.
  static let externalBase: UInt64 = 0x5000_0000

  static func global(_ i: Int, offset: Int64 = 0) -> Pointer {
    (UInt64(i + 1) << 32) &+ UInt64(bitPattern: offset)
  }
  static func function(_ i: Int) -> Pointer { (functionBase + UInt64(i)) << 32 }
  static func external(_ i: Int) -> Pointer { (externalBase + UInt64(i)) << 32 }

  static func resolve(_ operand: Operand) -> Pointer {
    switch operand {
    case .value(let v): return v
    case .global(let i, let offset): return global(i, offset: Int64(offset))
    case .function(let i): return function(i)
    case .external(let i): return external(i)
    }
  }
}

/// The arrays behind the machine's tables.
struct LinkedProgram {
  var code: [Instruction]
  var functions: [FunctionEntry]
  var externals: [ExternalEntry]
  var values: [ValueEntry]
  var argumentWords: [UInt64] = []
  var argumentLists: [(start: Int, count: Int)] = []

  init(_ program: Program) {
    code = program.code.map { instruction in
      var i = instruction
      switch i.op {
      case .global:
        let offset = i.imm >> 32
        i = Instruction(
          .const, dst: i.dst,
          imm: Int64(
            bitPattern: Address.global(Int(UInt32(truncatingIfNeeded: i.imm)), offset: offset)))
      case .function:
        i = Instruction(.const, dst: i.dst, imm: Int64(bitPattern: Address.function(Int(i.imm))))
      case .external:
        i = Instruction(.const, dst: i.dst, imm: Int64(bitPattern: Address.external(Int(i.imm))))
      default: break
      }
      return i
    }
    // A function with variable arguments keeps a pointer to them behind its registers.
    for function in program.functions where function.isVariadic {
      for pc in function.entry..<function.end where code[pc].op == .varArgs {
        code[pc].imm = Int64(function.registerCount)
      }
    }
    functions = program.functions.map {
      FunctionEntry(
        entry: Int32($0.entry), registerCount: Int32($0.registerCount),
        parameterCount: Int32($0.parameterCount), module: UInt8(truncatingIfNeeded: $0.module),
        isInit: $0.isInit, isVariadic: $0.isVariadic)
    }
    let entries = program.externals.map { KernelTable.entry(for: $0.name) }
    externals = entries.map(\.0)
    values = entries.map(\.1)
    for list in program.argumentLists {
      argumentLists.append((argumentWords.count, min(list.count, Machine.argumentsMax)))
      for entry in list.prefix(Machine.argumentsMax) {
        if entry >= 0 {
          argumentWords.append(UInt64(entry))
          argumentWords.append(0)
        } else {
          argumentWords.append(.max)
          argumentWords.append(Address.resolve(program.constants[Int(~entry)]))
        }
      }
    }
  }
}
