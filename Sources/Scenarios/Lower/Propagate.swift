// Constants, copies and address offsets go to where they are used.
//
// A register that is written once, before every use, is *stable*: what it was computed from, if
// that is stable too, holds wherever it is used. Of the others (locals that are written again and
// again) something is known only within a block, and until one of the registers involved is
// written.

import Sim

extension VirtualFunction {
  /// Simplifies every instruction by what is known of its operands. What becomes useless stays, for
  /// `removeDeadCode()`.
  mutating func propagate() {
    var work = Propagation(self)
    work.run()
    self = work.f
  }
}

/// One pass.
struct Propagation {
  var f: VirtualFunction
  private let order: [Int]
  private(set) var isStable: [Bool]
  /// What last wrote each register, if that is all there is to know about its value.
  private var facts: [Fact?]
  /// When each register was last written.
  private var written: [Int]
  private var clock = 0
  private var blockStart = 0
  /// Registers that hold constants, in this block.
  private var constants: [(constant: Operand, register: Int32)] = []
  private(set) var code: [VirtualInstruction] = []

  private struct Fact {
    var instruction: VirtualInstruction
    var time: Int
  }

  /// Constants remembered in a block; more would make long blocks slow.
  private static let constantsMax = 16

  init(_ function: VirtualFunction) {
    f = function
    order = function.reversePostorder()
    isStable = function.stableRegisters(order)
    facts = Array(repeating: nil, count: function.widths.count)
    written = Array(repeating: 0, count: function.widths.count)
  }

  mutating func run() {
    narrowLocals()
    for n in order {
      blockStart = clock
      constants = []
      code = []
      for i in f.blocks[n].code { note(simplify(i)) }
      f.blocks[n].exit = simplify(f.blocks[n].exit, f.blocks[n].exitLocation)
      f.blocks[n].code = code
    }
  }

  /// A local is no wider than what is written to it.
  private mutating func narrowLocals() {
    var widest = Array(repeating: UInt8(1), count: f.widths.count)
    for p in 0..<f.parameterCount { widest[p] = 64 }
    for n in order {
      for i in f.blocks[n].code where i.dst >= 0 {
        let w = i.op == .move ? f.widths[Int(i.a)] : i.constant?.width ?? 64
        widest[Int(i.dst)] = max(widest[Int(i.dst)], w)
      }
    }
    for r in f.widths.indices { f.widths[r] = min(f.widths[r], widest[r]) }
  }

  // MARK: What is known

  /// Adds an instruction to the block and remembers what it does.
  private mutating func note(_ i: VirtualInstruction) {
    code.append(i)
    guard i.dst >= 0 else { return }
    facts[Int(i.dst)] = i.isPure ? Fact(instruction: i, time: clock) : nil
    clock += 1
    written[Int(i.dst)] = clock
    if let constant = i.constant { remember(constant, i.dst) }
  }

  /// What gave `r` its present value, if the operands still have theirs.
  func definition(of r: Int32) -> VirtualInstruction? {
    guard r >= 0, let fact = facts[Int(r)] else { return nil }
    if !isStable[Int(r)], fact.time < blockStart { return nil }
    var holds = true
    fact.instruction.forEachUse { use in
      if !isStable[Int(use)], fact.time < blockStart || written[Int(use)] > fact.time {
        holds = false
      }
    }
    return holds ? fact.instruction : nil
  }

  /// The register to use in place of `r`.
  func resolved(_ r: Int32) -> Int32 {
    var r = r
    // A local that is written again is not replaced by what was put into it: the allocator can
    // make one of the two.
    for _ in 0..<8 {
      guard r >= 0, isStable[Int(r)], let d = definition(of: r), d.op == .move else { break }
      r = d.a
    }
    return r
  }

  /// The constant that `r` holds.
  func constant(_ r: Int32) -> Operand? { definition(of: r)?.constant }

  /// The number that `r` holds.
  func number(_ r: Int32) -> UInt64? {
    if case .value(let v)? = constant(r) { v } else { nil }
  }

  /// How many low bits of `r` can be set.
  func width(_ r: Int32) -> UInt8 { f.widths[Int(r)] }

  mutating func narrow(_ r: Int32, to width: UInt8) {
    if isStable[Int(r)] { f.widths[Int(r)] = min(f.widths[Int(r)], max(1, width)) }
  }

  // MARK: Constants in registers

  private mutating func remember(_ constant: Operand, _ register: Int32) {
    if constants.count == Self.constantsMax { constants.removeFirst() }
    constants.append((constant, register))
  }

  /// A register of this block that holds `constant`: one that does so already, or a new one.
  mutating func register(_ constant: Operand, location: Int) -> Int32 {
    for known in constants where known.constant == constant {
      if self.constant(known.register) == constant { return known.register }
    }
    let r = f.newRegister(constant.width)
    isStable.append(true)
    facts.append(nil)
    written.append(0)
    note(VirtualInstruction(constant, to: r, location: location))
    return r
  }

  /// The register to use in place of `r` where it must be one: constants share one in a block.
  func shared(_ r: Int32) -> Int32 {
    guard let constant = constant(r) else { return r }
    for known in constants where known.constant == constant {
      if self.constant(known.register) == constant { return known.register }
    }
    return r
  }

  // MARK: Exits

  private mutating func simplify(_ exit: VirtualExit, _ location: Int) -> VirtualExit {
    switch exit {
    case .branch(let r, let then, let otherwise):
      return simplifyBranch(resolved(r), then, otherwise)
    case .table(let r, let cases, let fallback):
      let r = resolved(r)
      if let v = number(r) {
        return .jump(cases.first { $0.value == v }?.target ?? fallback)
      }
      guard cases.count == 1 else { return .table(r, cases, fallback: fallback) }
      let isIt = f.newRegister(1)
      isStable.append(true)
      facts.append(nil)
      written.append(0)
      var compare = VirtualInstruction(
        op: .eqI, dst: isIt, a: r, imm: Int64(bitPattern: cases[0].value))
      compare.location = location
      note(simplify(compare))
      return simplifyBranch(resolved(isIt), cases[0].target, fallback)
    case .ret(let r): return .ret(r < 0 ? r : shared(resolved(r)))
    case .none, .jump, .trap: return exit
    }
  }

  private func simplifyBranch(_ r: Int32, _ then: Int, _ otherwise: Int) -> VirtualExit {
    var (r, then, otherwise) = (r, then, otherwise)
    for _ in 0..<8 {
      if let c = constant(r) { return .jump(c == .value(0) ? otherwise : then) }
      guard let d = definition(of: r), d.imm == (d.op == .xorI ? 1 : 0) else { break }
      switch d.op {
      case .neI: break
      case .eqI: swap(&then, &otherwise)
      case .xorI where width(d.a) == 1: swap(&then, &otherwise)
      default: return .branch(r, then: then, else: otherwise)
      }
      r = resolved(d.a)
    }
    return then == otherwise ? .jump(then) : .branch(r, then: then, else: otherwise)
  }
}

extension VirtualFunction {
  /// Which registers are written once, before every use.
  fileprivate func stableRegisters(_ order: [Int]) -> [Bool] {
    let dominators = Dominators(self, order: order)
    // By register: where it is written; block -1 not at all, -2 more than once.
    var place: [(block: Int, index: Int)] = Array(repeating: (-1, 0), count: widths.count)
    for p in 0..<parameterCount { place[p] = (0, -1) }
    for n in order {
      for (k, i) in blocks[n].code.enumerated() where i.dst >= 0 {
        place[Int(i.dst)] = place[Int(i.dst)].block == -1 ? (n, k) : (-2, 0)
      }
    }
    var isStable = place.map { $0.block >= 0 }
    for n in order {
      func check(_ r: Int32, _ index: Int) {
        guard isStable[Int(r)] else { return }
        let (block, at) = place[Int(r)]
        isStable[Int(r)] = block == n ? at < index : dominators.dominates(block, n)
      }
      for (k, i) in blocks[n].code.enumerated() { i.forEachUse { check($0, k) } }
      if blocks[n].exit.use >= 0 { check(blocks[n].exit.use, blocks[n].code.count) }
    }
    return isStable
  }
}
