// What a load or a store touches, in the words of the source: `dev->regs[1].x`.
//
// The pointer is walked back inside its function: through `getelementptr` and casts to a variable,
// a load of a pointer (which has a name itself), or a global; what was added on the way is found in
// the type again. At -O0 that is nearly always possible; where it is not there is no name.

/// Names the accesses of one function.
struct AccessNames {
  private let module: IRModule
  private let info: DebugInfo
  /// What defines each value; nil for parameters.
  private var definitions: [IROperation?]
  /// The variable that lives at the address that a value is.
  private var variables: [IRValueID: DebugVariable] = [:]
  /// The variable that a value is, where optimisation has left no address.
  private var values: [IRValueID: DebugVariable] = [:]
  private let arrow: String

  /// How many pointers a name may go through, `a->b->c`; and how many steps to one pointer.
  private static let depthMax = 8
  private static let stepMax = 64

  /// Prepares to name the accesses of `function`.
  init(_ function: IRFunction, in module: IRModule, info: DebugInfo) {
    self.module = module
    self.info = info
    // Rust writes a field of what a reference points to like a field.
    arrow = info.units.contains { $0.language.hasPrefix("DW_LANG_Rust") } ? "." : "->"
    definitions = Array(repeating: nil, count: function.values.count)
    for block in function.blocks {
      for instruction in block.instructions {
        if let result = instruction.result {
          definitions[result.index] = instruction.operation
        }
      }
    }
    for record in function.debugRecords {
      guard let value = record.value?.value.local,
        record.expression.flatMap({ module.metadata.node($0) })?.fields.isEmpty ?? true,
        let variable = info.variable(record.variable)
      else { continue }
      if record.kind == "declare" {
        variables[value] = variables[value] ?? variable
      } else {
        values[value] = values[value] ?? variable
      }
    }
    noteStores(in: function)
  }

  /// A value that is put into a variable is called like it: parameters, and spills of Rust.
  private mutating func noteStores(in function: IRFunction) {
    for block in function.blocks {
      for instruction in block.instructions {
        guard case .store(let store) = instruction.operation,
          let value = store.value.value.local, values[value] == nil,
          let address = store.pointer.value.local, let variable = variables[address]
        else { continue }
        if case .load = definitions[value.index] { continue }
        values[value] = variable
      }
    }
  }

  /// What an access of `size` bytes at `pointer` touches; nil where it cannot be told.
  func text(of pointer: IRValue, size: Int) -> String? {
    place(pointer, size: size, depth: 0)?.text
  }

  private struct Place {
    var text: String
    var type: MetadataID?
  }

  private typealias Indices = [(scale: Int, text: String)]

  private func place(_ pointer: IRValue, size: Int, depth: Int) -> Place? {
    guard depth < Self.depthMax else { return nil }
    var pointer = pointer
    var offset = 0
    var indices: Indices = []
    for _ in 0..<Self.stepMax {
      switch pointer {
      case .constant(.symbol(let symbol)):
        if let variable = global(symbol) { return member(of: variable, offset, size, indices) }
        // A variable of the kernel's, such as `jiffies`, is only declared: its name is all there is.
        return offset == 0 && indices.isEmpty ? declared(symbol) : nil
      case .constant(.getElementPtr(let gep)):
        guard let added = module.layout.offset(of: gep) else { return nil }
        offset &+= Int(added)
        pointer = .constant(gep.base.constant)
      case .local(let id):
        if let variable = variables[id] { return member(of: variable, offset, size, indices) }
        switch definitions[id.index] {
        case .getElementPtr(let gep):
          guard let steps = module.layout.steps(of: gep) else { return nil }
          offset &+= Int(steps.constant)
          indices = steps.terms.map { (Int($0.scale), name(of: $0.index, depth)) } + indices
          pointer = gep.base.value
          continue
        case .cast(.bitcast, let value, _, _), .cast(.addrspacecast, let value, _, _),
          .freeze(let value):
          pointer = value.value
          continue
        default: break
        }
        return named(pointer, size: 8, depth: depth).flatMap {
          pointed($0, offset, size, indices)
        }
      default: return nil
      }
    }
    return nil
  }

  /// The name of a value itself: of the variable or the member that it was loaded from.
  private func named(_ value: IRValue, size: Int, depth: Int) -> Place? {
    guard let id = value.local else { return nil }
    if let variable = values[id], let name = variable.name {
      return Place(text: name, type: variable.type)
    }
    guard case .load(let load) = definitions[id.index] else { return nil }
    return place(load.pointer.value, size: size, depth: depth + 1)
  }

  /// The name of an index: of the variable it comes from, or dots.
  private func name(of index: IRTypedValue, _ depth: Int) -> String {
    var index = index
    for _ in 0..<Self.stepMax {
      guard let id = index.value.local,
        case .cast(let cast, let value, _, _) = definitions[id.index],
        [.sext, .zext, .trunc].contains(cast)
      else { break }
      index = value
    }
    let bytes = module.layout.storeSize(of: index.type) ?? 0
    return named(index.value, size: Int(bytes), depth: depth)?.text ?? "..."
  }

  private func global(_ symbol: IRSymbolID) -> DebugVariable? {
    guard let target = module.resolve(symbol),
      case .variable(let index) = module.symbols[target.index].kind
    else { return nil }
    return module.variables[index].debug.flatMap { info.variable($0) }
  }

  private func declared(_ symbol: IRSymbolID) -> Place? {
    let symbol = module.symbols[symbol.index]
    guard case .variable(let index) = symbol.kind, module.variables[index].initializer == nil else {
      return nil
    }
    return Place(text: symbol.name, type: nil)
  }

  /// What is touched in `variable`.
  private func member(
    of variable: DebugVariable, _ offset: Int, _ size: Int, _ indices: Indices
  ) -> Place? {
    guard let name = variable.name, let type = variable.type else { return nil }
    return info.member(of: type, byteOffset: offset, size: size, indices: indices).map {
      Place(text: name + $0.path, type: $0.type)
    }
  }

  /// What is touched behind `pointer`.
  private func pointed(
    _ pointer: Place, _ offset: Int, _ size: Int, _ indices: Indices
  ) -> Place? {
    guard let type = pointer.type, let target = info.pointee(of: type) else { return nil }
    let name = pointer.text
    let length = info.type(target)?.size ?? 0
    if let first = indices.first, length > 0, first.scale == length {
      let found = info.member(
        of: target, byteOffset: offset, size: size, indices: Array(indices.dropFirst()))
      return found.map { Place(text: "\(name)[\(first.text)]\($0.path)", type: $0.type) }
    }
    if let found = info.member(of: target, byteOffset: offset, size: size, indices: indices) {
      guard found.path.hasPrefix(".") else {
        let text = found.path.isEmpty ? "*\(name)" : "(*\(name))\(found.path)"
        return Place(text: text, type: found.type)
      }
      return Place(text: name + arrow + found.path.dropFirst(), type: found.type)
    }
    // Past the first element: a pointer into an array.
    guard length > 0, offset >= length, indices.isEmpty else { return nil }
    return info.member(of: target, byteOffset: offset % length, size: size, indices: []).map {
      Place(text: "\(name)[\(offset / length)]\($0.path)", type: $0.type)
    }
  }
}
