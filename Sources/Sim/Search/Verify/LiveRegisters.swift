// Which registers a thread still reads. What it does not read any more must not tell two states
// apart: a register that holds the last round's value would keep a loop from closing.

/// For every instruction of a program the registers that are read before they are written when
/// control stands before it.
struct LiveRegisters {
  private var masks: [UInt64]
  /// By code index: where its mask begins, and how many words it has.
  private var starts: [Int32]
  private var counts: [Int32]

  init(_ program: Program) {
    starts = Array(repeating: -1, count: program.code.count)
    counts = Array(repeating: 0, count: program.code.count)
    masks = []
    for function in program.functions { add(function, program) }
  }

  /// Whether register `r` is live before the instruction at `pc`; every register is where nothing
  /// is known.
  @inline(__always)
  func isLive(_ r: Int, at pc: Int) -> Bool {
    guard pc < starts.count, starts[pc] >= 0, r / 64 < Int(counts[pc]) else { return true }
    return masks[Int(starts[pc]) + r / 64] & (1 << UInt64(r % 64)) != 0
  }

  /// The registers from `64 * word` on that are live before the instruction at `pc`, a bit each.
  @inline(__always)
  func mask(_ word: Int, at pc: Int) -> UInt64 {
    guard pc < starts.count, starts[pc] >= 0, word < Int(counts[pc]) else { return .max }
    return masks[Int(starts[pc]) + word]
  }

  private mutating func add(_ f: Function, _ program: Program) {
    let words = (f.registerCount + 63) / 64
    guard words > 0, f.end > f.entry else { return }
    let base = masks.count
    masks += Array(repeating: 0, count: words * (f.end - f.entry))
    for pc in f.entry..<f.end {
      starts[pc] = Int32(base + (pc - f.entry) * words)
      counts[pc] = Int32(words)
    }
    var live = [UInt64](repeating: 0, count: words)
    var changes = true
    while changes {
      changes = false
      for pc in stride(from: f.end - 1, through: f.entry, by: -1) {
        let i = program.code[pc]
        for w in 0..<words { live[w] = 0 }
        Self.forEachSuccessor(i, pc, program) { next in
          guard next >= f.entry, next < f.end else { return }
          for w in 0..<words { live[w] |= masks[base + (next - f.entry) * words + w] }
        }
        if i.dst != noRegister, Int(i.dst) < f.registerCount {
          live[Int(i.dst) / 64] &= ~(1 << UInt64(i.dst % 64))
        }
        Self.forEachRead(i, program) { r in
          if r < f.registerCount { live[r / 64] |= 1 << UInt64(r % 64) }
        }
        for w in 0..<words where masks[base + (pc - f.entry) * words + w] != live[w] {
          masks[base + (pc - f.entry) * words + w] = live[w]
          changes = true
        }
      }
    }
  }

  private static func forEachSuccessor(
    _ i: Instruction, _ pc: Int, _ program: Program, _ body: (Int) -> Void
  ) {
    switch i.op {
    case .ret, .trap: break
    case .jump: body(Int(i.imm))
    case .branch:
      body(Int(UInt32(truncatingIfNeeded: i.imm)))
      body(Int(i.imm >> 32))
    case .jumpTable:
      let table = program.jumpTables[Int(i.imm)]
      for c in table.cases { body(c.target) }
      body(table.fallback)
    default: body(pc + 1)
    }
  }

  static func forEachRead(_ i: Instruction, _ program: Program, _ body: (Int) -> Void) {
    if i.a != noRegister { body(Int(i.a)) }
    // Of `sext` this is a number of bits.
    if i.b != noRegister, i.op != .sext { body(Int(i.b)) }
    switch i.op {
    case .cmpxchg, .memcpy, .memset, .select: body(Int(truncatingIfNeeded: i.imm))
    case .callExternal, .call: list(Int(i.imm >> 32))
    case .callIndirect: list(Int(i.imm))
    default: break
    }
    func list(_ n: Int) {
      for entry in program.argumentLists[n] where entry >= 0 { body(Int(entry)) }
    }
  }
}
