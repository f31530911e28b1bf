// Code with as many registers as it likes, in blocks: what a function is between IR and bytecode.

import Sim

/// An instruction on virtual registers; -1 is none.
struct VirtualInstruction {
  /// Never `ret`, `jump`, `branch` or `jumpTable`: those are exits of blocks.
  var op: Op
  /// As in `Instruction`.
  var size: UInt8 = 64
  /// Registers. `c` is the one that the bytecode has in `imm`.
  var dst: Int32 = -1, a: Int32 = -1, b: Int32 = -1, c: Int32 = -1
  /// As in `Instruction`, without register numbers and argument lists; for `sext` the width of the
  /// result.
  var imm: Int64 = 0
  /// Of a call.
  var arguments: [VirtualArgument] = []
  /// Indices in `Program.locations` and `Program.names`.
  var location = 0
  var text = 0
  /// Of a marked access.
  var order = MemoryOrder.relaxed
}

/// An argument of a call.
enum VirtualArgument: Equatable {
  case register(Int32)
  case constant(Operand)
}

/// A run of instructions that is entered at its start.
struct VirtualBlock {
  var code: [VirtualInstruction] = []
  /// How it is left.
  var exit = VirtualExit.none
  /// Where in the source, as an index in `Program.locations`.
  var exitLocation = 0
}

/// How a block is left; targets are numbers of blocks.
enum VirtualExit {
  /// Not known yet, or never: the block cannot be reached.
  case none
  case jump(Int)
  case branch(Int32, then: Int, else: Int)
  case table(Int32, [(value: UInt64, target: Int)], fallback: Int)
  /// A register, or -1.
  case ret(Int32)
  /// Index in `Program.traps`.
  case trap(Int)
}

extension VirtualInstruction {
  /// Calls `body` with each register that it reads.
  func forEachUse(_ body: (Int32) -> Void) {
    if a >= 0 { body(a) }
    if b >= 0 { body(b) }
    if c >= 0 { body(c) }
    for case .register(let r) in arguments { body(r) }
  }

  /// Whether leaving it out changes nothing but `dst`.
  var isPure: Bool {
    switch op {
    case .udivI, .sdivI, .uremI, .sremI: imm != 0
    case .udiv, .sdiv, .urem, .srem, .stackObject, .endLife, .call, .callIndirect, .fence, .trap, .jump,
      .branch, .jumpTable:
      false
    default: !op.isVisible
    }
  }
}

extension VirtualExit {
  /// The register that it reads, or -1.
  var use: Int32 {
    switch self {
    case .branch(let r, _, _), .table(let r, _, _), .ret(let r): r
    case .none, .jump, .trap: -1
    }
  }

  /// The blocks that it leads to, as often as it names them.
  var targets: [Int] {
    switch self {
    case .jump(let t): [t]
    case .branch(_, let t, let e): [t, e]
    case .table(_, let cases, let fallback): cases.map(\.target) + [fallback]
    case .none, .ret, .trap: []
    }
  }

  /// The same with other targets, and with another register.
  func mapping(targets map: (Int) -> Int, register: (Int32) -> Int32 = { $0 }) -> VirtualExit {
    switch self {
    case .jump(let t): return .jump(map(t))
    case .branch(let r, let t, let e):
      let (t, e) = (map(t), map(e))
      return t == e ? .jump(t) : .branch(register(r), then: t, else: e)
    case .table(let r, let cases, let fallback):
      return .table(
        register(r), cases.map { ($0.value, map($0.target)) }, fallback: map(fallback))
    case .ret(let r): return .ret(r < 0 ? r : register(r))
    case .none, .trap: return self
    }
  }
}

/// A function in virtual code.
struct VirtualFunction {
  /// Block 0 is the entry.
  var blocks: [VirtualBlock]
  /// Registers 0 ..< parameterCount are the parameters; they are never written.
  var parameterCount: Int
  /// For each register how many low bits can be set.
  var widths: [UInt8]
  /// The order in which the blocks are laid out; set by `layOut()`.
  var order: [Int] = []

  /// A register that holds values of `width` bits.
  mutating func newRegister(_ width: UInt8 = 64) -> Int32 {
    widths.append(width)
    return Int32(widths.count - 1)
  }
}

/// The low `bits` bits, all set.
func lowMask(_ bits: UInt8) -> UInt64 { bits >= 64 ? .max : (1 << UInt64(bits)) - 1 }

extension Operand {
  /// How many low bits can be set.
  var width: UInt8 {
    if case .value(let v) = self { return UInt8(max(1, 64 - v.leadingZeroBitCount)) }
    return 64
  }
}

extension VirtualInstruction {
  /// Puts `operand` into `dst`.
  init(_ operand: Operand, to dst: Int32, location: Int = 0) {
    switch operand {
    case .value(let v): self.init(op: .const, dst: dst, imm: Int64(bitPattern: v))
    case .global(let g, let offset):
      self.init(op: .global, dst: dst, imm: Int64(g) | Int64(offset) << 32)
    case .function(let n): self.init(op: .function, dst: dst, imm: Int64(n))
    case .external(let n): self.init(op: .external, dst: dst, imm: Int64(n))
    }
    self.location = location
  }

  /// The constant that it puts into `dst`, if it does just that.
  var constant: Operand? {
    switch op {
    case .const: .value(UInt64(bitPattern: imm))
    case .global:
      .global(
        Int(UInt32(truncatingIfNeeded: imm)), offset: Int32(truncatingIfNeeded: imm >> 32))
    case .function: .function(Int(imm))
    case .external: .external(Int(imm))
    default: nil
    }
  }
}
