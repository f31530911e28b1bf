// Calls: of functions of the module, of symbols that others define, through pointers.
//
// A structure that is passed by value goes as a pointer to a copy. A result of more than one part
// (`{ i64, i64 }`) comes back as the first part, and the others through a pointer that the caller
// passes after the fixed arguments.

import Sim

extension ModuleLowering {
  /// The most arguments that the machine passes.
  private static let argumentsMax = 16

  mutating func lowerCall(
    _ c: IRCall, _ result: IRValueID?, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    switch c.callee {
    case .inlineAsm(let asm): try lowerAssembly(asm, c, result, &f)
    case .constant(.symbol(let id)):
      guard let target = ir.resolve(id) else {
        throw unsupported("a call of '\(ir.symbols[id.index].name)', which is no function,", &f)
      }
      let name = ir.symbols[target.index].name
      if name.hasPrefix("llvm.") {
        try lowerIntrinsic(name, c, result, &f)
      } else if let function = functionOf[target.index] {
        try emitCall(.call, Int64(function), name, c, result, &f)
      } else if let external = externalOf[target.index] {
        if try lowerBlockOperation(name, c, result, &f) { return }
        if program.externals[external].location == 0 {
          program.externals[external].location = f.location
        }
        try emitCall(.callExternal, Int64(external), name, c, result, &f)
      } else {
        throw unsupported("a call of the variable '\(name)'", &f)
      }
    case .local: try emitCall(.callIndirect, 0, calleeName(c.callee, f), c, result, &f)
    case .constant: try emitCall(.callIndirect, 0, "", c, result, &f)
    case .metadata: throw unsupported("a call of metadata", &f)
    }
  }

  /// What a pointer to a function was loaded from: `dev->ops->start`.
  private func calleeName(_ callee: IRValue, _ f: FunctionLowering) -> String {
    guard let id = callee.local else { return "" }
    for block in f.function.blocks {
      for i in block.instructions where i.result == id {
        guard case .load(let load) = i.operation else { return "" }
        return f.names.text(of: load.pointer.value, size: 8) ?? ""
      }
    }
    // A parameter of an optimised module.
    return id.index < f.function.parameters.count ? f.function.parameters[id.index].name : ""
  }

  private mutating func emitCall(
    _ op: Op, _ target: Int64, _ name: String, _ c: IRCall, _ result: IRValueID?,
    _ f: inout FunctionLowering
  ) throws(LoweringError) {
    var v = VirtualInstruction(op: op, imm: target)
    if op == .callIndirect { v.a = try register(c.callee, .ptr, &f) }
    var temporaries: [Int32] = []
    for (n, argument) in c.arguments.enumerated() {
      if let type = argument.attributes.byValue {
        guard n < c.type.parameters.count || !c.type.isVariadic else {
          throw unsupported("a structure as a variable argument", &f, "pass a pointer to it")
        }
        temporaries.append(try copy(argument, type, &f))
        v.arguments.append(.register(temporaries[temporaries.count - 1]))
      } else {
        v.arguments.append(.register(try register(argument.value, argument.type, &f)))
      }
    }
    let places = c.type.result == .void ? [] : leaves(of: c.type.result)
    guard let places, places.count < 2 || op != .callExternal else {
      throw unsupported("'\(name)' returning \(unsupportedType(c.type.result))", &f)
    }
    var returned: Int32 = -1
    if places.count > 1 {
      returned = f.add(
        .stackObject, width: 64, imm: Int64(ir.layout.size(of: c.type.result) ?? 16))
      temporaries.append(returned)
      v.arguments.insert(
        .register(returned), at: min(c.type.parameters.count, v.arguments.count))
    }
    guard v.arguments.count <= Self.argumentsMax else {
      throw unsupported(
        "a call with \(v.arguments.count) arguments (at most \(Self.argumentsMax) work)", &f,
        "pass a structure")
    }
    // A function of ours gives a result that is cut to its width; what the kernel gives has 64
    // bits.
    let w = places.first.flatMap { scalarWidth($0.type) } ?? 64
    if !places.isEmpty, result != nil { v.dst = f.code.newRegister(op == .call ? w : 64) }
    v.text = intern(name: name)
    f.add(v)
    if let result, v.dst >= 0 {
      var parts = [v.dst]
      if op != .call, w < 64 { parts = [f.add(.trunc, size: w, width: w, a: v.dst)] }
      for place in places.dropFirst() {
        parts.append(
          try load(place.type, at: returned, Int64(place.offset), .load, "result", &f))
      }
      f.values[result.index] =
        scalarWidth(c.type.result) != nil ? .scalar(parts[0]) : .parts(parts)
    } else if let result {
      f.values[result.index] = .parts([])
    }
    for object in temporaries { f.add(VirtualInstruction(op: .endLife, a: object)) }
  }

  /// A copy of a structure for the callee.
  private mutating func copy(
    _ argument: IRArgument, _ type: IRType, _ f: inout FunctionLowering
  ) throws(LoweringError) -> Int32 {
    guard let size = ir.layout.size(of: type), size <= 1 << 16 else {
      throw unsupported(unsupportedType(type), &f, "pass a pointer to it")
    }
    let source = try register(argument.value, argument.type, &f)
    let object = f.add(.stackObject, width: 64, imm: Int64(max(1, size)))
    let count = f.constant(size)
    f.add(
      VirtualInstruction(
        op: .memcpy, a: object, b: source, c: count, text: intern(name: "memcpy")))
    return object
  }

  /// memcpy and its like, by whatever name; false if it is none.
  mutating func lowerBlockOperation(
    _ name: String, _ c: IRCall, _ result: IRValueID?, _ f: inout FunctionLowering
  ) throws(LoweringError) -> Bool {
    guard ["memcpy", "memmove", "memset", "__memcpy", "__memmove", "__memset"].contains(name),
      c.arguments.count >= 3
    else { return false }
    let to = try register(c.arguments[0].value, c.arguments[0].type, &f)
    let b = try register(c.arguments[1].value, c.arguments[1].type, &f)
    let count = try register(c.arguments[2].value, c.arguments[2].type, &f)
    let isSet = name.hasSuffix("memset")
    f.add(
      VirtualInstruction(
        op: isSet ? .memset : .memcpy, a: to, b: b, c: count,
        text: intern(name: name.hasPrefix("__") ? String(name.dropFirst(2)) : name)))
    f.define(result, to)
    return true
  }

  /// `asm`: only what has no instructions, as `barrier()` and OPTIMIZER_HIDE_VAR().
  private mutating func lowerAssembly(
    _ asm: IRInlineAsm, _ c: IRCall, _ result: IRValueID?, _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard asm.template.allSatisfy(\.isWhitespace) else {
      let shown = asm.template.prefix(40).map { $0 == "\n" || $0 == "\t" ? " " : "\($0)" }
      throw unsupported(
        "inline assembly (\"\(shown.joined())\")", &f,
        "write it in C: barriers, atomics and I/O are in linux/*.h")
    }
    guard let result else { return }
    let constraints = asm.constraints.split(separator: ",")
    let outputs = constraints.filter { $0.hasPrefix("=") && !$0.hasPrefix("=*") }.count
    let inputs = constraints.filter { !$0.hasPrefix("=") && !$0.hasPrefix("~") }
    var parts: [Int32] = []
    for n in 0..<outputs {
      // An output that is tied to an input is that input.
      guard let tied = inputs.firstIndex(where: { $0 == "\(n)" }), tied < c.arguments.count else {
        throw unsupported("inline assembly with an output that nothing sets", &f, "write it in C")
      }
      parts.append(try register(c.arguments[tied].value, c.arguments[tied].type, &f))
    }
    guard parts.count == leaves(of: c.type.result)?.count else {
      throw unsupported("this inline assembly", &f, "write it in C")
    }
    f.values[result.index] = scalarWidth(c.type.result) != nil ? .scalar(parts[0]) : .parts(parts)
  }
}
