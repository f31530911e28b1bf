// Mutants of a driver: its program with one call of the teardown left out, weakened, or swapped
// with its neighbour. They are made on the bytecode, so that every line keeps its number.

/// One change of a teardown.
public struct Mutant: Sendable {
  public enum Change: Sendable, Equatable {
    case delete
    /// By the symbol of this display name.
    case weaken(by: String)
    /// With the call that follows it.
    case swap(with: String)
  }

  public var change: Change
  /// Index in `Teardown.sites`.
  public var site: Int
  public var program: Program
}

extension Program {
  /// The place in the driver's own source to which an instruction belongs, where a function of a
  /// header may have been inlined.
  public func driverLocation(ofCodeAt pc: Int) -> Location {
    var l = locations[Int(locationOf[pc])]
    while l.isHeader, l.caller != 0 { l = locations[l.caller] }
    return l
  }

  /// All mutants of a teardown, in the order of its calls.
  public func mutants(of teardown: Teardown) -> [Mutant] {
    var mutants: [Mutant] = []
    let inOrder = teardown.sites.sorted { $0.pc < $1.pc }
    for (n, site) in teardown.sites.enumerated() {
      if !site.isOwnFunction {
        mutants.append(Mutant(change: .delete, site: n, program: deleting(site.pc)))
        for weaker in TeardownCalls.weakerCalls(than: site.name) {
          guard let program = replacing(site.pc, by: weaker) else { continue }
          let name = displayName(ofCall: weaker.symbol)
          mutants.append(Mutant(change: .weaken(by: name), site: n, program: program))
        }
      }
      guard let next = inOrder.first(where: { $0.pc > site.pc }), next.function == site.function,
        let program = swapping(site.pc, next.pc, in: functions[site.function])
      else { continue }
      mutants.append(Mutant(change: .swap(with: next.name), site: n, program: program))
    }
    return mutants
  }

  /// The call does nothing and answers 0.
  private func deleting(_ pc: Int) -> Program {
    var program = self
    let dst = code[pc].dst
    program.code[pc] =
      dst == noRegister
      ? Instruction(.jump, imm: Int64(pc + 1)) : Instruction(.const, dst: dst, imm: 0)
    return program
  }

  /// nil for a function of a header: its arguments are others than those of the symbol.
  private func replacing(_ pc: Int, by weaker: WeakerCall) -> Program? {
    guard code[pc].op == .callExternal else { return nil }
    var program = self
    let old = externals[Int(UInt32(truncatingIfNeeded: code[pc].imm))]
    var external = old
    external.name = weaker.symbol
    var list = Int(code[pc].imm >> 32)
    if let kept = weaker.arguments {
      let all = argumentLists[list]
      guard kept.allSatisfy(all.indices.contains) else { return nil }
      program.argumentLists.append(kept.map { all[$0] })
      list = program.argumentLists.count - 1
    }
    program.externals.append(external)
    program.code[pc].imm = Int64(program.externals.count - 1) | Int64(list) << 32
    program.names.append(displayName(ofCall: weaker.symbol))
    program.textOf[pc] = UInt32(program.names.count - 1)
    return program
  }

  /// The two calls in the other order, each with the instructions that make its arguments; nil
  /// where something else lies between them, control can come between them, or one needs a register
  /// that the other sets.
  private func swapping(_ first: Int, _ second: Int, in function: Function) -> Program? {
    let targets = jumpTargets(function)
    func isArgument(_ pc: Int) -> Bool { code[pc].op.isOfArguments }
    func line(_ pc: Int) -> [Int] {
      let l = driverLocation(ofCodeAt: pc)
      return [l.file, l.line]
    }
    guard (first + 1..<second).allSatisfy(isArgument),
      (first + 1...second).allSatisfy({ !targets.contains($0) })
    else { return nil }
    var start = first
    while start > function.entry, !targets.contains(start), isArgument(start - 1),
      line(start - 1) == line(first)
    {
      start -= 1
    }
    var middle = second
    while middle > first + 1, isArgument(middle - 1), line(middle - 1) == line(second) {
      middle -= 1
    }
    let a = registers(start..<middle)
    let b = registers(middle..<second + 1)
    guard a.needed.isDisjoint(with: b.written), b.needed.isDisjoint(with: a.written) else {
      return nil
    }
    let live = LiveRegisters(self)
    for r in a.written.intersection(b.written) where live.isLive(r, at: second + 1) { return nil }
    let order = Array(middle...second) + Array(start..<middle)
    var program = self
    for (to, from) in zip(start..., order) {
      program.code[to] = code[from]
      program.locationOf[to] = locationOf[from]
      program.textOf[to] = textOf[from]
      if orderOf.indices.contains(second) { program.orderOf[to] = orderOf[from] }
    }
    return program
  }

  /// The registers that these instructions need from before, and those that they set.
  private func registers(_ range: Range<Int>) -> (needed: Set<Int>, written: Set<Int>) {
    var needed: Set<Int> = []
    var written: Set<Int> = []
    for pc in range {
      LiveRegisters.forEachRead(code[pc], self) { r in
        if !written.contains(r) { needed.insert(r) }
      }
      if code[pc].dst != noRegister { written.insert(Int(code[pc].dst)) }
    }
    return (needed, written)
  }

  private func jumpTargets(_ function: Function) -> Set<Int> {
    var targets: Set<Int> = []
    for pc in function.entry..<function.end {
      let i = code[pc]
      switch i.op {
      case .jump: targets.insert(Int(i.imm))
      case .branch:
        targets.insert(Int(UInt32(truncatingIfNeeded: i.imm)))
        targets.insert(Int(i.imm >> 32))
      case .jumpTable:
        let table = jumpTables[Int(i.imm)]
        targets.formUnion(table.cases.map(\.target))
        targets.insert(table.fallback)
      default: break
      }
    }
    return targets
  }
}

extension Op {
  /// Whether it only makes values: it may be moved with the call that they are for.
  fileprivate var isOfArguments: Bool {
    switch self {
    case .load, .loadMarked, .loadConstant: return true
    case .jump, .branch, .jumpTable, .stackObject, .endLife, .call, .callIndirect, .varArgs,
      .fence, .trap:
      return false
    default: return !isVisible
    }
  }
}
