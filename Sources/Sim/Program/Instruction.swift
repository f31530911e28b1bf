// The bytecode. One instruction is 16 bytes and has no payload that needs a reference count, so
// that the inner loop of the machine is a load and a jump.
//
// Registers are numbered from 0 in each function's frame and hold 64 bits. A value of N bits is
// kept zero-extended; an operation of N bits masks its result to N bits again.
//
// Two kinds of operations:
// - *local* ones touch only the registers of their own frame: no other thread can see them, and
//   they are no steps;
// - *visible* ones touch memory or call the kernel: each is a step, a place where the scheduler
//   may switch.

/// What an instruction does. The comment gives the operands that it uses.
public enum Op: UInt8, Sendable {
  // Visible operations.

  /// `kernelPhase`: the thread is in a kernel routine; run its next phase. Only at `code[0]`.
  case kernelPhase
  /// `textFreed`: the thread is in text that was freed. Only at `code[1]`.
  case textFreed
  /// `dst = *(a + imm)`, `size` bytes (1, 2, 4, 8), zero-extended.
  case load
  /// `*(a + imm) = b`, `size` bytes.
  case store
  /// The same for a marked access (`volatile`, atomic): no data race with another marked one.
  case loadMarked
  case storeMarked
  /// `dst = *a; *a = dst OP b` in one step, `size` bytes; `imm` is a `RMWOperation` raw value.
  case rmw
  /// `dst = *a; if dst == b { *a = register imm }` in one step, `size` bytes.
  case cmpxchg
  /// Copies `register imm` bytes from `b` to `a` (may overlap).
  case memcpy
  /// Sets `register imm` bytes at `a` to the low byte of `b`.
  case memset
  /// Calls external symbol number `imm` (low 32 bits) with the arguments of list `imm >> 32`;
  /// the result goes to `dst` (or nowhere, if `dst` is `noRegister`).
  case callExternal
  /// Ends the function; its value is register `a` (or none). A step only where it returns to the
  /// kernel: a callback's epilogue is still module text.
  case ret

  // Local operations.

  /// A load from memory that nothing ever changes (a constant, a pointer that the kernel set up at
  /// boot): it commutes with everything, so it is no step.
  case loadConstant
  case const          // dst = imm
  case move           // dst = a
  case global         // dst = address of global (imm low 32) plus signed offset (imm >> 32)
  case function       // dst = address of function imm
  case external       // dst = address of external symbol imm
  /// `dst = a`, cut to `size` bits.
  case trunc
  /// `dst` = the low `size` bits of `a` sign-extended, cut to `b` bits.
  case sext
  case add, sub, mul, udiv, sdiv, urem, srem, shl, lshr, ashr, and, or, xor       // dst = a OP b
  case addI, subI, mulI, udivI, sdivI, uremI, sremI, shlI, lshrI, ashrI, andI, orI, xorI  // a OP imm
  case eq, ne, ult, ule, slt, sle                                                 // dst = a ? b
  case eqI, neI, ultI, uleI, ugtI, ugeI, sltI, sleI, sgtI, sgeI                   // dst = a ? imm
  case select         // dst = a != 0 ? b : register imm
  case countLeadingZeros, countTrailingZeros, popCount, byteSwap   // dst = OP a, `size` bits
  case jump           // to code index imm
  case branch         // a != 0 ? code index (imm low 32) : code index (imm >> 32)
  /// Through jump table number `imm` on `a`.
  case jumpTable
  /// `dst` = pointer to a new stack object of `imm` bytes, uninitialised.
  case stackObject
  /// Ends the life of the stack object that `a` points to.
  case endLife
  /// Calls function number `imm` (low 32 bits) with the arguments of list `imm >> 32`.
  case call
  /// Calls the function that register `a` points to, with the arguments of list `imm`.
  case callIndirect
  /// `dst` = pointer to the variable arguments of this function: a stack object of 8-byte slots,
  /// which `endLife` ends. Once in each variadic function, at its start.
  case varArgs
  /// A memory barrier: `imm` is a `MemoryOrder` raw value.
  case fence
  /// Control cannot come here: after a call that does not return, or a construct that the
  /// lowering refused. `imm` is an index into `Program.traps`.
  case trap

  /// Whether executing it is a step of its own.
  public var isVisible: Bool { rawValue <= Op.ret.rawValue }
}

/// What an atomic read-modify-write does with the old value and its operand.
public enum RMWOperation: Int64, Sendable {
  case exchange, add, sub, and, or, xor, nand, max, min, umax, umin
}

/// What a marked access orders besides itself. The machine is sequentially consistent, so values do
/// not depend on it; the check `data-race` does.
public struct MemoryOrder: OptionSet, Sendable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let relaxed: MemoryOrder = []
  /// What comes later sees what was before the release that is read.
  public static let acquire = MemoryOrder(rawValue: 1)
  public static let release = MemoryOrder(rawValue: 2)
  /// A full barrier on both sides.
  public static let full = MemoryOrder(rawValue: 7)
}

/// One instruction: see `Op` for which operands each uses.
public struct Instruction: Sendable {
  public var op: Op
  /// Bits for arithmetic, bytes for memory.
  public var size: UInt8
  public var dst: UInt16
  public var a: UInt16
  public var b: UInt16
  public var imm: Int64

  public init(
    _ op: Op, size: UInt8 = 64, dst: UInt16 = noRegister, a: UInt16 = noRegister,
    b: UInt16 = noRegister, imm: Int64 = 0
  ) {
    self.op = op
    self.size = size
    self.dst = dst
    self.a = a
    self.b = b
    self.imm = imm
  }
}

/// Stands for "no register".
public let noRegister = UInt16.max
