// The bytecode as text, for people who look at what the lowering made.

extension Program {
  /// The code of function `index`, an instruction a line: its code index, what it does, and behind
  /// `;` the access or call in the words of the source and its place. Empty for a number that is no
  /// function.
  public func disassembly(of index: Int) -> String {
    guard functions.indices.contains(index) else { return "" }
    let function = functions[index]
    var text = "\(function.name): \(function.parameterCount) parameters, "
    text += "\(function.registerCount) registers"
    if function.isVariadic { text += ", variadic" }
    if function.isInit { text += ", init" }
    if function.isExported { text += ", exported" }
    text += "\n"
    for pc in function.entry..<max(function.entry, function.end) {
      let mark = code[pc].op.isVisible ? "*" : " "
      let line = pad("\(pc)", 6, left: true) + " \(mark) " + disassembly(at: pc)
      let note = annotation(at: pc)
      text += note.isEmpty ? line : pad(line, 48) + " ; " + note
      text += "\n"
    }
    return text
  }

  /// One instruction without its place: `r3 = load.4 [r1 + 16]`.
  public func disassembly(at pc: Int) -> String {
    guard code.indices.contains(pc) else { return "" }
    let i = code[pc]
    let text = operation(i)
    return i.dst == noRegister ? text : "r\(i.dst) = \(text)"
  }

  private func operation(_ i: Instruction) -> String {
    let name = "\(i.op)"
    let sized = "\(name).\(i.size)"
    switch i.op {
    case .kernelPhase, .textFreed: return name
    case .load, .loadMarked, .loadConstant: return "\(sized) [\(address(i))]"
    case .store, .storeMarked: return "\(sized) [\(address(i))], \(register(i.b))"
    case .rmw:
      let kind = RMWOperation(rawValue: i.imm).map { "\($0)" } ?? "?"
      return "\(sized) \(kind) [\(register(i.a))], \(register(i.b))"
    case .cmpxchg: return "\(sized) [\(register(i.a))], \(register(i.b)), \(third(i))"
    case .memcpy, .memset: return "\(name) \(register(i.a)), \(register(i.b)), \(third(i))"
    case .callExternal:
      return "\(name) \(named(externals.map(\.name), low(i)))(\(arguments(high(i))))"
    case .call: return "\(name) \(named(functions.map(\.name), low(i)))(\(arguments(high(i))))"
    case .callIndirect: return "\(name) *\(register(i.a))(\(arguments(Int(clamping: i.imm))))"
    case .ret: return i.a == noRegister ? name : "\(name) \(register(i.a))"
    case .const: return "\(name) \(i.imm)"
    case .global: return "\(name) \(named(globals.map(\.name), low(i)))\(signed(i.imm >> 32))"
    case .function: return "\(name) \(named(functions.map(\.name), low(i)))"
    case .external: return "\(name) \(named(externals.map(\.name), low(i)))"
    case .move, .trunc, .countLeadingZeros, .countTrailingZeros, .popCount, .byteSwap:
      return i.op == .move ? "\(name) \(register(i.a))" : "\(sized) \(register(i.a))"
    case .sext: return "\(sized)to\(i.b) \(register(i.a))"
    case .select: return "\(name) \(register(i.a)), \(register(i.b)), \(third(i))"
    case .jump: return "\(name) \(i.imm)"
    case .branch: return "\(name) \(register(i.a)), \(low(i)), \(high(i))"
    case .jumpTable: return "\(name) \(register(i.a)), \(table(Int(clamping: i.imm)))"
    case .stackObject: return "\(name) \(i.imm)"
    case .endLife: return "\(name) \(register(i.a))"
    case .varArgs: return name
    case .fence: return "\(name) \(i.imm)"
    case .trap: return "\(name) \"\(named(traps, Int(clamping: i.imm)))\""
    default:
      let second = i.b == noRegister ? "\(i.imm)" : register(i.b)
      return "\(sized) \(register(i.a)), \(second)"
    }
  }

  private func low(_ i: Instruction) -> Int { Int(UInt32(truncatingIfNeeded: i.imm)) }

  private func high(_ i: Instruction) -> Int { Int(UInt32(truncatingIfNeeded: i.imm >> 32)) }

  private func register(_ r: UInt16) -> String { r == noRegister ? "-" : "r\(r)" }

  private func third(_ i: Instruction) -> String { "r\(i.imm)" }

  private func address(_ i: Instruction) -> String { "\(register(i.a))\(signed(i.imm))" }

  private func signed(_ n: Int64) -> String {
    n == 0 ? "" : n < 0 ? " - \(n.magnitude)" : " + \(n)"
  }

  private func named(_ list: [String], _ n: Int) -> String {
    list.indices.contains(n) && !list[n].isEmpty ? list[n] : "#\(n)"
  }

  private func arguments(_ list: Int) -> String {
    guard argumentLists.indices.contains(list) else { return "?" }
    return argumentLists[list].map { entry in
      if entry >= 0 { return "r\(entry)" }
      guard constants.indices.contains(Int(~entry)) else { return "?" }
      switch constants[Int(~entry)] {
      case .value(let v): return "\(Int64(bitPattern: v))"
      case .global(let g, let offset):
        return "&\(named(globals.map(\.name), g))\(signed(Int64(offset)))"
      case .function(let f): return named(functions.map(\.name), f)
      case .external(let e): return named(externals.map(\.name), e)
      }
    }.joined(separator: ", ")
  }

  private func table(_ n: Int) -> String {
    guard jumpTables.indices.contains(n) else { return "?" }
    let cases = jumpTables[n].cases.map { "\($0.value): \($0.target)" }
    return "[\((cases + ["else: \(jumpTables[n].fallback)"]).joined(separator: ", "))]"
  }

  private func annotation(at pc: Int) -> String {
    let text = textOf.indices.contains(pc) ? named(names, Int(textOf[pc])) : ""
    let index = locationOf.indices.contains(pc) ? Int(locationOf[pc]) : 0
    guard locations.indices.contains(index), locations[index].line > 0 else {
      return textOf.indices.contains(pc) && textOf[pc] != 0 ? text : ""
    }
    let l = locations[index]
    let place = "\(named(files, l.file)):\(l.line):\(l.column)"
    return textOf.indices.contains(pc) && textOf[pc] != 0 ? "\(text)  \(place)" : place
  }

  private func pad(_ text: String, _ width: Int, left: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return left ? space + text : text + space
  }
}
