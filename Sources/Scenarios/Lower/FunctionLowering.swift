// One function: from IR to virtual code, and that through its stages. The code that is made first
// is plain: every IR value is a register, every load or store of a promoted local a move.

import Sim

/// What an IR value became.
enum LoweredValue {
  case scalar(Int32)
  /// A structure or array as a value: a register for each scalar in it, in order.
  case parts([Int32])
}

/// The state of lowering one function.
struct FunctionLowering {
  let function: IRFunction
  /// Index in `Program.functions`.
  let index: Int
  let names: AccessNames
  var code: VirtualFunction
  /// The block that code is added to.
  var current = 0
  /// By IR value; nil before it is defined.
  var values: [LoweredValue?]
  /// By IR value: the register of a promoted local, or -1.
  var promoted: [Int32]
  /// By IR value: whether it points into memory that nothing ever changes.
  var pointsToConstant: [Bool]
  /// Escaped locals, whose lives end at every return.
  var stackObjects: [Int32] = []
  /// The array of the variable arguments; -1 if the function has none.
  var variableArguments: Int32 = -1
  /// Where the second and further parts of the result go; -1 if it has one part at most.
  var resultPointer: Int32 = -1
  /// Index in `Program.locations` of the current instruction.
  var location: Int

  init(_ function: IRFunction, index: Int, location: Int, names: AccessNames, resultParts: Int) {
    self.function = function
    self.index = index
    self.location = location
    self.names = names
    let count = function.parameters.count + (resultParts > 1 ? 1 : 0)
    code = VirtualFunction(
      blocks: Array(repeating: VirtualBlock(), count: function.blocks.count),
      parameterCount: count, widths: Array(repeating: 64, count: count))
    if resultParts > 1 { resultPointer = Int32(count - 1) }
    values = Array(repeating: nil, count: function.values.count)
    promoted = Array(repeating: -1, count: function.values.count)
    pointsToConstant = Array(repeating: false, count: function.values.count)
  }

  /// Adds an instruction.
  mutating func add(_ i: VirtualInstruction) {
    var i = i
    i.location = location
    code.blocks[current].code.append(i)
  }

  /// Adds an instruction with a new register of `width` bits for its result, and gives that.
  mutating func add(
    _ op: Op, size: UInt8 = 64, width: UInt8, a: Int32 = -1, b: Int32 = -1, c: Int32 = -1,
    imm: Int64 = 0
  ) -> Int32 {
    let dst = code.newRegister(width)
    add(VirtualInstruction(op: op, size: size, dst: dst, a: a, b: b, c: c, imm: imm))
    return dst
  }

  /// A register that holds `value`.
  mutating func constant(_ value: UInt64, width: UInt8 = 64) -> Int32 {
    constant(.value(value & lowMask(width)))
  }

  /// A register that holds `operand`.
  mutating func constant(_ operand: Operand) -> Int32 {
    let dst = code.newRegister(operand.width)
    add(VirtualInstruction(operand, to: dst))
    return dst
  }

  /// Leaves the current block.
  mutating func leave(_ exit: VirtualExit) {
    code.blocks[current].exit = exit
    code.blocks[current].exitLocation = location
  }

  /// The result of the instruction that defines `id`.
  mutating func define(_ id: IRValueID?, _ register: Int32) {
    if let id { values[id.index] = .scalar(register) }
  }
}

extension ModuleLowering {
  /// The most parts that a result may have.
  private static let resultPartsMax = 8

  /// Lowers a defined function and appends its code to the program.
  mutating func lowerFunction(_ ir: IRFunction) throws(LoweringError) {
    guard let index = functionOf[ir.symbol.index] else { return }
    let location = program.functions[index].location
    let parts = leaves(of: ir.result)
    if ir.result != .void, parts == nil || (parts?.count ?? 0) > Self.resultPartsMax {
      throw error("\(unsupportedType(ir.result)) as the result of '\(ir.name)'", at: location)
    }
    var f = FunctionLowering(
      ir, index: index, location: location, names: AccessNames(ir, in: self.ir, info: debug),
      resultParts: parts?.count ?? 0)
    for (n, parameter) in ir.parameters.enumerated() {
      f.code.widths[n] = try width(parameter.type, &f)
      f.values[n] = .scalar(Int32(n))
    }
    if ir.isVariadic {
      // The machine makes the array at the call; it ends with the function's locals.
      f.variableArguments = f.add(.varArgs, width: 64)
      f.stackObjects.append(f.variableArguments)
    }
    promoteLocals(&f)
    try preparePhis(&f)
    for block in reversePostorder(ir) {
      f.current = block
      for instruction in ir.blocks[block].instructions {
        if let id = instruction.debug { f.location = self.location(id) }
        try lower(instruction, in: block, &f)
      }
    }
    try finish(&f)
  }

  /// Virtual code to bytecode.
  private mutating func finish(_ f: inout FunctionLowering) throws(LoweringError) {
    f.code.simplifyControlFlow()
    // What the first round finds to be constant can make branches, and so whole blocks, go.
    for _ in 0..<2 {
      f.code.propagate()
      f.code.simplifyControlFlow()
      f.code.removeDeadCode()
    }
    f.code.simplifyControlFlow()
    f.code.repeatLoopConditions()
    f.code.layOut()
    let limits = program.functions[f.index].location
    guard f.code.zeroUninitialised(), let allocation = f.code.allocateRegisters() else {
      throw error(
        "the function '\(f.function.name)' is too large: it has \(f.code.blocks.count) blocks and"
          + " \(f.code.widths.count) values; split it", at: limits)
    }
    emit(f.code, allocation, function: f.index)
  }

  /// The blocks that can be reached, each before those that it leads to, loops aside.
  private func reversePostorder(_ ir: IRFunction) -> [Int] {
    var order: [Int] = []
    var seen = Array(repeating: false, count: ir.blocks.count)
    var stack: [(block: Int, targets: [Int])] = []
    func enter(_ block: Int) {
      seen[block] = true
      let targets = ir.blocks[block].instructions.last.map { targetsOf($0.operation) } ?? []
      // The first target comes first in the result: so it is the last to be finished.
      stack.append((block, targets))
    }
    guard !ir.blocks.isEmpty else { return [] }
    enter(0)
    while let top = stack.last {
      if let next = top.targets.last {
        stack[stack.count - 1].targets.removeLast()
        if !seen[next] { enter(next) }
      } else {
        order.append(top.block)
        stack.removeLast()
      }
    }
    return order.reversed()
  }

  private func targetsOf(_ operation: IROperation) -> [Int] {
    switch operation {
    case .br(let b): [b.index]
    case .condBr(_, let t, let e): [t.index, e.index]
    case .switch(_, let fallback, let cases): cases.map(\.block.index) + [fallback.index]
    case .callBr(_, let next, let others): [next.index] + others.map(\.index)
    case .invoke(_, let next, let unwind): [next.index, unwind.index]
    case .indirectBr(_, let blocks): blocks.map(\.index)
    default: []
    }
  }

  // MARK: Values

  /// The register of a scalar operand.
  mutating func register(
    _ value: IRValue, _ type: IRType, _ f: inout FunctionLowering
  ) throws(LoweringError) -> Int32 {
    let w = try width(type, &f)
    switch value {
    case .local(let id):
      if case .scalar(let r)? = f.values[id.index] { return r }
      throw unsupported(
        "the value %\(f.function.values[id.index].name), which is used before it is defined,", &f)
    case .constant(let c):
      guard let operand = operand(c) else {
        throw unsupported("a constant that is neither a number nor an address", &f)
      }
      if case .value(let v) = operand { return f.constant(v, width: w) }
      guard w == 64 else { throw unsupported("an address cut to \(w) bits", &f) }
      return f.constant(operand)
    case .metadata, .inlineAsm: throw unsupported("metadata or assembly as a value", &f)
    }
  }

  /// The register of a scalar operand.
  mutating func register(
    _ v: IRTypedValue, _ f: inout FunctionLowering
  ) throws(LoweringError) -> Int32 {
    try register(v.value, v.type, &f)
  }

  /// The registers of the scalars of an operand of any type.
  mutating func parts(
    _ v: IRTypedValue, _ f: inout FunctionLowering
  ) throws(LoweringError) -> [Int32] {
    if scalarWidth(v.type) != nil { return [try register(v, &f)] }
    if case .local(let id) = v.value, case .parts(let parts)? = f.values[id.index] { return parts }
    guard case .constant(let c) = v.value, let leaves = leaves(of: v.type) else {
      throw unsupported(unsupportedType(v.type), &f)
    }
    switch c {
    case .undef, .poison, .zeroInitializer: return leaves.map { _ in f.constant(0) }
    case .aggregate(let elements):
      var all: [Int32] = []
      for e in elements {
        all += try parts(IRTypedValue(type: e.type, value: .constant(e.constant)), &f)
      }
      return all
    default: throw unsupported(unsupportedType(v.type), &f)
    }
  }
}
