// Links the modules of a scenario to each other.

import Sim

extension Program {
  /// Calls of, and references to, what another module exports go there.
  mutating func linkModules() {
    moduleUsers = Array(repeating: [], count: modules.count)
    var functionFor: [Int: Int] = [:]
    for (e, external) in externals.enumerated() {
      guard
        let f = functions.firstIndex(where: {
          $0.isExported && $0.name == external.name && $0.module != external.module
        })
      else { continue }
      functionFor[e] = f
      let exporter = functions[f].module
      if !moduleUsers[exporter].contains(external.module) {
        moduleUsers[exporter].append(external.module)
      }
    }
    func resolved(_ operand: Operand) -> Operand {
      if case .external(let e) = operand, let f = functionFor[e] { return .function(f) }
      if case .global(let g, let offset) = operand, let to = exportedGlobal(for: g) {
        return .global(to, offset: offset)
      }
      return operand
    }
    for k in code.indices {
      switch code[k].op {
      case .callExternal:
        if let f = functionFor[Int(UInt32(truncatingIfNeeded: code[k].imm))] {
          code[k].op = .call
          code[k].imm = Int64(f) | (code[k].imm >> 32) << 32
        }
      case .external:
        if let f = functionFor[Int(code[k].imm)] {
          code[k].op = .function
          code[k].imm = Int64(f)
        }
      case .global:
        let g = Int(UInt32(truncatingIfNeeded: code[k].imm))
        if let to = exportedGlobal(for: g) {
          code[k].imm = Int64(to) | (code[k].imm >> 32) << 32
        }
      default: break
      }
    }
    constants = constants.map(resolved)
    for g in globals.indices {
      for r in globals[g].relocations.indices {
        globals[g].relocations[r].target = resolved(globals[g].relocations[r].target)
      }
    }
    // What is linked is no longer missing.
    for (e, _) in functionFor { externals[e].name = "" }
  }

  private func exportedGlobal(for g: Int) -> Int? {
    guard globals[g].isExternal else { return nil }
    return globals.firstIndex { $0.isExported && !$0.isExternal && $0.name == globals[g].name }
  }
}
