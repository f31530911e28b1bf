// Links the modules of a scenario to each other: as the module loader does with EXPORT_SYMBOL.

import Sim

extension Program {
  /// Leads calls of, and references to, what another module exports there, and notes which module
  /// then uses which. Names that are not exported stay their module's own. Where two modules export
  /// one name, the first one's is taken; the loader refuses to have both loaded at once.
  mutating func linkModules() {
    let links = ModuleLinks(self)
    moduleUsers = links.users
    for pc in code.indices {
      let low = Int(UInt32(truncatingIfNeeded: code[pc].imm))
      let high = (code[pc].imm >> 32) << 32
      switch code[pc].op {
      case .callExternal:
        guard let f = links.functionFor[low] else { continue }
        code[pc].op = .call
        code[pc].imm = Int64(f) | high
      case .external:
        guard let f = links.functionFor[low] else { continue }
        code[pc].op = .function
        code[pc].imm = Int64(f)
      case .global:
        if let g = links.globalFor[low] { code[pc].imm = Int64(g) | high }
      default: break
      }
    }
    constants = constants.map(links.resolved)
    for g in globals.indices {
      for r in globals[g].relocations.indices {
        globals[g].relocations[r].target = links.resolved(globals[g].relocations[r].target)
      }
    }
    // What is linked is no longer missing.
    for e in externals.indices where links.functionFor[e] != nil { externals[e].name = "" }
  }
}

/// What of one module is another's.
private struct ModuleLinks {
  /// By external symbol and by external variable: what it is in the module that exports it.
  var functionFor: [Int?]
  var globalFor: [Int?]
  /// By module: those that use something of it, in order of their first use.
  var users: [[Int]]

  init(_ program: Program) {
    users = Array(repeating: [], count: program.modules.count)
    functionFor = Array(repeating: nil, count: program.externals.count)
    globalFor = Array(repeating: nil, count: program.globals.count)
    var functions: [String: Int] = [:]
    for (n, f) in program.functions.enumerated() where f.isExported && functions[f.name] == nil {
      functions[f.name] = n
    }
    var globals: [String: Int] = [:]
    for (n, g) in program.globals.enumerated() where g.isExported && !g.isExternal {
      if globals[g.name] == nil { globals[g.name] = n }
    }
    for (e, external) in program.externals.enumerated() {
      guard let f = functions[external.name] else { continue }
      functionFor[e] = f
      note(program.functions[f].module, usedBy: external.module)
    }
    for (n, global) in program.globals.enumerated() where global.isExternal {
      guard let g = globals[global.name] else { continue }
      globalFor[n] = g
      note(program.globals[g].module, usedBy: global.module)
    }
  }

  private mutating func note(_ module: Int, usedBy user: Int) {
    guard module != user, !users[module].contains(user) else { return }
    users[module].append(user)
  }

  func resolved(_ operand: Operand) -> Operand {
    switch operand {
    case .external(let e): functionFor[e].map { .function($0) } ?? operand
    case .global(let g, let offset): globalFor[g].map { .global($0, offset: offset) } ?? operand
    case .value, .function: operand
    }
  }
}
