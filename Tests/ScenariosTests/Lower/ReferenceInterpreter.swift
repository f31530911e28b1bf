// A second reading of what the operations mean, as plain as can be: registers in an array, memory a
// map of bytes, one thread. What the lowering makes is run on it and compared with what the same C
// does natively.

@testable import Sim

/// Runs functions of a program to their end.
struct ReferenceInterpreter {
  /// Why a run stopped early.
  enum Fault: Error, Equatable {
    case badAddress(UInt64, at: String)
    case divideByZero
    case trap(String)
    case noSuchFunction(UInt64)
    case outOfFuel
  }

  let program: Program
  private var memory: [UInt64: UInt8] = [:]
  private var top: UInt64 = 0x10_0000
  private var globals: [UInt64] = []
  private var stackObjects: [UInt64: Int] = [:]
  /// Instructions left.
  var fuel = 400_000
  /// Instructions carried out.
  private(set) var local = 0, visible = 0
  /// What external symbols answer; 0 where there is none.
  var externals: [String: ([UInt64]) -> UInt64] = [:]
  /// The arguments of the calls of externals that have no answer, in order.
  private(set) var calls: [(name: String, arguments: [UInt64])] = []

  private static let functionBase: UInt64 = 1 << 40
  private static let externalBase: UInt64 = 2 << 40

  init(_ program: Program) {
    self.program = program
    for g in program.globals {
      globals.append(allocate(max(g.size, g.bytes.count), alignment: UInt64(max(1, g.alignment))))
      for (k, b) in g.bytes.enumerated() { memory[globals[globals.count - 1] + UInt64(k)] = b }
    }
    for (n, g) in program.globals.enumerated() {
      for r in g.relocations {
        write(globals[n] &+ UInt64(r.offset), 8, value(of: r.target))
      }
    }
  }

  /// How many stack objects have not ended.
  var liveStackObjects: Int { stackObjects.count }

  private mutating func allocate(_ size: Int, alignment: UInt64 = 16) -> UInt64 {
    top = (top + 4096 + alignment - 1) / alignment * alignment
    let base = top
    for k in 0..<size { memory[base + UInt64(k)] = 0 }
    top += UInt64(size)
    return base
  }

  private func value(of operand: Operand) -> UInt64 {
    switch operand {
    case .value(let v): v
    case .global(let g, let offset): globals[g] &+ UInt64(bitPattern: Int64(offset))
    case .function(let f): Self.functionBase + UInt64(f) * 16
    case .external(let e): Self.externalBase + UInt64(e) * 16
    }
  }

  private mutating func write(_ address: UInt64, _ size: Int, _ value: UInt64) {
    for k in 0..<size { memory[address &+ UInt64(k)] = UInt8(truncatingIfNeeded: value >> (8 * k)) }
  }

  private func read(_ address: UInt64, _ size: Int) -> UInt64 {
    (0..<size).reduce(0) { $0 | UInt64(memory[address &+ UInt64($1)] ?? 0) << (8 * $1) }
  }

  private func check(_ address: UInt64, _ size: Int, _ pc: Int) throws(Fault) {
    for k in 0..<size where memory[address &+ UInt64(k)] == nil {
      throw .badAddress(address, at: program.disassembly(at: pc))
    }
  }

  /// Calls the function called `name`.
  mutating func call(_ name: String, _ arguments: [UInt64] = []) throws(Fault) -> UInt64 {
    guard let f = program.functions.firstIndex(where: { $0.name == name }) else {
      throw .noSuchFunction(0)
    }
    return try run(f, arguments)
  }

  private mutating func call(pointer: UInt64, _ arguments: [UInt64]) throws(Fault) -> UInt64 {
    if pointer >= Self.externalBase {
      return callExternal(Int((pointer - Self.externalBase) / 16), arguments)
    }
    let f = pointer &- Self.functionBase
    guard pointer >= Self.functionBase, f % 16 == 0, f / 16 < program.functions.count else {
      throw .noSuchFunction(pointer)
    }
    return try run(Int(f / 16), arguments)
  }

  private mutating func callExternal(_ e: Int, _ arguments: [UInt64]) -> UInt64 {
    let name = program.externals[e].name
    if let answer = externals[name] { return answer(arguments) }
    calls.append((name, arguments))
    return 0
  }

  private static func mask(_ bits: UInt8) -> UInt64 { bits >= 64 ? .max : (1 << UInt64(bits)) - 1 }

  private static func signed(_ v: UInt64, _ bits: UInt8) -> Int64 {
    let shift = 64 - Int64(bits)
    return Int64(bitPattern: v << UInt64(shift)) >> shift
  }

  private mutating func run(_ index: Int, _ arguments: [UInt64]) throws(Fault) -> UInt64 {
    let f = program.functions[index]
    // What is in a register before it is written must not matter.
    var r = [UInt64](repeating: 0xdead_beef_dead_beef, count: max(f.registerCount, 1))
    for p in 0..<f.parameterCount { r[p] = p < arguments.count ? arguments[p] : 0 }
    let rest = Array(arguments.dropFirst(f.parameterCount))
    var pc = f.entry
    while true {
      precondition(pc >= f.entry && pc < f.end, "\(f.name) runs out of its code")
      fuel -= 1
      if fuel < 0 { throw .outOfFuel }
      let i = program.code[pc]
      if i.op.isVisible { visible += 1 } else { local += 1 }
      if i.op == .ret { return i.a == noRegister ? 0 : r[Int(i.a)] }
      pc = try step(i, pc, &r, rest)
    }
  }

  private func list(_ n: Int, _ r: [UInt64]) -> [UInt64] {
    program.argumentLists[n].map { $0 >= 0 ? r[Int($0)] : value(of: program.constants[Int(~$0)]) }
  }

  /// Carries out one instruction and gives the index of the next.
  private mutating func step(
    _ i: Instruction, _ pc: Int, _ r: inout [UInt64], _ rest: [UInt64]
  ) throws(Fault) -> Int {
    let size = Int(i.size)
    func a() -> UInt64 { r[Int(i.a)] }
    func b() -> UInt64 { r[Int(i.b)] }
    switch i.op {
    case .load, .loadMarked, .loadConstant:
      precondition([1, 2, 4, 8].contains(size))
      let p = a() &+ UInt64(bitPattern: i.imm)
      try check(p, size, pc)
      r[Int(i.dst)] = read(p, size)
    case .store, .storeMarked:
      precondition([1, 2, 4, 8].contains(size))
      let p = a() &+ UInt64(bitPattern: i.imm)
      try check(p, size, pc)
      write(p, size, b())
    case .rmw:
      try check(a(), size, pc)
      let old = read(a(), size)
      let sizeBits = UInt8(size * 8)
      let (so, sv) = (Self.signed(old, sizeBits), Self.signed(b(), sizeBits))
      let new: UInt64
      switch RMWOperation(rawValue: i.imm) {
      case .exchange: new = b()
      case .add: new = old &+ b()
      case .sub: new = old &- b()
      case .and: new = old & b()
      case .or: new = old | b()
      case .xor: new = old ^ b()
      case .nand: new = ~(old & b())
      case .max: new = UInt64(bitPattern: max(so, sv))
      case .min: new = UInt64(bitPattern: min(so, sv))
      case .umax: new = max(old, b())
      case .umin: new = min(old, b())
      case nil: preconditionFailure()
      }
      write(a(), size, new)
      if i.dst != noRegister { r[Int(i.dst)] = old }
    case .cmpxchg:
      try check(a(), size, pc)
      let old = read(a(), size)
      if old == b() { write(a(), size, r[Int(i.imm)]) }
      r[Int(i.dst)] = old
    case .memcpy:
      let count = Int(r[Int(i.imm)])
      try check(a(), count, pc)
      try check(b(), count, pc)
      let bytes = (0..<count).map { memory[b() &+ UInt64($0)] ?? 0 }
      for (k, byte) in bytes.enumerated() { memory[a() &+ UInt64(k)] = byte }
    case .memset:
      let count = Int(r[Int(i.imm)])
      try check(a(), count, pc)
      for k in 0..<count { memory[a() &+ UInt64(k)] = UInt8(truncatingIfNeeded: b()) }
    case .callExternal, .call, .callIndirect:
      let arguments = list(Int(i.op == .callIndirect ? i.imm : i.imm >> 32), r)
      let target = Int(UInt32(truncatingIfNeeded: i.imm))
      let value =
        i.op == .call
        ? try run(target, arguments)
        : i.op == .callExternal
          ? callExternal(target, arguments) : try call(pointer: a(), arguments)
      if i.dst != noRegister { r[Int(i.dst)] = value }
    case .const: r[Int(i.dst)] = UInt64(bitPattern: i.imm)
    case .global:
      r[Int(i.dst)] =
        globals[Int(UInt32(truncatingIfNeeded: i.imm))] &+ UInt64(bitPattern: i.imm >> 32)
    case .function: r[Int(i.dst)] = value(of: .function(Int(i.imm)))
    case .external: r[Int(i.dst)] = value(of: .external(Int(i.imm)))
    case .jump: return Int(i.imm)
    case .branch:
      return a() != 0 ? Int(UInt32(truncatingIfNeeded: i.imm)) : Int(i.imm >> 32)
    case .jumpTable:
      let table = program.jumpTables[Int(i.imm)]
      precondition(
        zip(table.cases, table.cases.dropFirst()).allSatisfy { $0.value < $1.value }, "unsorted")
      return table.cases.first { $0.value == a() }?.target ?? table.fallback
    case .stackObject:
      let base = allocate(Int(i.imm))
      stackObjects[base] = Int(i.imm)
      for k in 0..<Int(i.imm) { memory[base + UInt64(k)] = 0xaa }
      r[Int(i.dst)] = base
    case .endLife:
      guard let length = stackObjects.removeValue(forKey: a()) else {
        throw .badAddress(a(), at: program.disassembly(at: pc))
      }
      for k in 0..<length { memory[a() + UInt64(k)] = nil }
    case .varArgs:
      let base = allocate(rest.count * 8)
      stackObjects[base] = rest.count * 8
      for (k, v) in rest.enumerated() { write(base + UInt64(8 * k), 8, v) }
      r[Int(i.dst)] = base
    case .trap: throw .trap(program.traps[Int(i.imm)])
    case .kernelPhase, .textFreed, .ret: preconditionFailure("no code of a function")
    case .fence: break
    default: r[Int(i.dst)] = try compute(i, r)
    }
    return pc + 1
  }

  private func compute(_ i: Instruction, _ r: [UInt64]) throws(Fault) -> UInt64 {
    let m = Self.mask(i.size)
    let x = r[Int(i.a)]
    let isImmediate = i.b == noRegister
    let y = isImmediate ? UInt64(bitPattern: i.imm) & m : i.op == .sext ? 0 : r[Int(i.b)]
    func s(_ v: UInt64) -> Int64 { Self.signed(v, i.size) }
    switch i.op {
    case .move: return x
    case .trunc: return x & m
    case .sext: return UInt64(bitPattern: s(x)) & Self.mask(UInt8(i.b))
    case .add, .addI: return (x &+ y) & m
    case .sub, .subI: return (x &- y) & m
    case .mul, .mulI: return (x &* y) & m
    case .udiv, .udivI, .sdiv, .sdivI, .urem, .uremI, .srem, .sremI:
      guard y != 0 else { throw .divideByZero }
      switch i.op {
      case .udiv, .udivI: return x / y
      case .urem, .uremI: return x % y
      case .sdiv, .sdivI:
        return UInt64(bitPattern: s(x).dividedReportingOverflow(by: s(y)).partialValue) & m
      default:
        let (rest, _) = s(x).remainderReportingOverflow(dividingBy: s(y))
        return UInt64(bitPattern: rest) & m
      }
    case .shl, .shlI: return y < UInt64(i.size) ? (x << y) & m : 0
    case .lshr, .lshrI: return y < UInt64(i.size) ? x >> y : 0
    case .ashr, .ashrI: return UInt64(bitPattern: s(x) >> Int64(min(y, 63))) & m
    case .and, .andI: return x & y
    case .or, .orI: return x | y
    case .xor, .xorI: return x ^ y
    case .eq, .eqI: return x == y ? 1 : 0
    case .ne, .neI: return x != y ? 1 : 0
    case .ult, .ultI: return x < y ? 1 : 0
    case .ule, .uleI: return x <= y ? 1 : 0
    case .ugtI: return x > y ? 1 : 0
    case .ugeI: return x >= y ? 1 : 0
    case .slt, .sltI: return s(x) < s(y) ? 1 : 0
    case .sle, .sleI: return s(x) <= s(y) ? 1 : 0
    case .sgtI: return s(x) > s(y) ? 1 : 0
    case .sgeI: return s(x) >= s(y) ? 1 : 0
    case .select: return x != 0 ? r[Int(i.b)] : r[Int(i.imm)]
    case .countLeadingZeros: return UInt64(x.leadingZeroBitCount - (64 - Int(i.size)))
    case .countTrailingZeros: return min(UInt64(x.trailingZeroBitCount), UInt64(i.size))
    case .popCount: return UInt64(x.nonzeroBitCount)
    case .byteSwap: return x.byteSwapped >> UInt64(64 - Int(i.size))
    default: preconditionFailure("\(i.op)")
    }
  }
}
