// LLVM IR to the machine's program: one module at a time, appended to what is there.

import Sim

/// Appends a module to a program.
///
/// - Parameters:
///   - name: The module's name, as `insmod` knows it.
///   - headerRoot: Where the embedded headers lay when it was compiled: files below it are shown
///     relative to it, and count as the kernel's.
func lower(
  _ ir: IRModule, name: String, headerRoot: String, into program: inout Program
) throws(LoweringError) {
  var lowering = ModuleLowering(ir: ir, name: name, headerRoot: headerRoot, program: program)
  try lowering.run()
  program = lowering.program
}

/// Takes only the structures' layouts from a module.
func takeLayouts(_ ir: IRModule, into program: inout Program) {
  let debug = DebugInfo(ir)
  addLayouts(debug, to: &program)
}

/// The work on one module.
struct ModuleLowering {
  let ir: IRModule
  let debug: DebugInfo
  let module: Int
  let headerRoot: String
  var program: Program

  /// By IR symbol: what it became.
  var functionOf: [Int: Int] = [:]
  var externalOf: [Int: Int] = [:]
  var globalOf: [Int: Int] = [:]
  private var locationOf: [MetadataID: Int] = [:]
  private var locationIndex: [Location: Int] = [:]
  private var fileIndex: [String: Int] = [:]
  private var nameIndex: [String: Int] = [:]

  init(ir: IRModule, name: String, headerRoot: String, program: Program) {
    self.ir = ir
    self.debug = DebugInfo(ir)
    self.headerRoot = headerRoot
    self.program = program
    self.module = program.modules.count
    self.program.modules.append(Module(name: name))
    for (i, file) in program.files.enumerated() { fileIndex[file] = i }
    for (i, n) in program.names.enumerated() { nameIndex[n] = i }
  }

  mutating func run() throws(LoweringError) {
    if debug.isOptimized {
      throw LoweringError(
        file: ir.sourceName, line: 1, column: 1,
        message: "the module was compiled with optimisation, which removes races;"
          + " compile it with -O0")
    }
    declareGlobals()
    declareFunctions()
    try fillGlobals()
    for function in ir.functions where function.isDefinition { try lowerFunction(function) }
    findEntryPoints()
    addLayouts(debug, to: &program)
  }

  // MARK: Declarations

  /// Names that C programs mention for the compiler only.
  private static let ignoredVariables: Set<String> = ["llvm.used", "llvm.compiler.used"]

  private mutating func declareGlobals() {
    for variable in ir.variables where !Self.ignoredVariables.contains(variable.name) {
      let size = ir.layout.size(of: variable.type) ?? 0
      let isExternal = variable.initializer == nil
      // A variable of the kernel's is one for all modules, but each has its own `__this_module`.
      if isExternal, variable.name != "__this_module",
        let known = program.globals.firstIndex(where: { $0.isExternal && $0.name == variable.name })
      {
        globalOf[variable.symbol.index] = known
        continue
      }
      let section = variable.section ?? ""
      globalOf[variable.symbol.index] = program.globals.count
      program.globals.append(
        Global(
          name: variable.name, module: module, size: Int(min(size, 1 << 24)),
          alignment: Int(max(1, variable.alignment)), isConstant: variable.isConstant,
          isExternal: isExternal, isInit: section.hasPrefix(".init."),
          isExported: false, location: globalLocation(variable)))
    }
  }

  private mutating func declareFunctions() {
    for function in ir.functions {
      if function.isDefinition {
        functionOf[function.symbol.index] = program.functions.count
        let place = function.debug.flatMap { debug.subprogram($0) }
        let file = place.map { normalised($0.file) } ?? (ir.sourceName, false)
        let location = intern(
          Location(
            file: intern(file: file.0), line: place?.line ?? 0, column: 1,
            function: intern(name: place?.name ?? function.name), isHeader: file.1))
        program.functions.append(
          Function(
            name: place?.name ?? function.name, module: module, entry: 0, end: 0,
            parameterCount: parameterCount(function), registerCount: 0,
            isVariadic: function.isVariadic, isInit: function.section == ".init.text",
            isHeader: file.1, location: location))
      } else if !function.name.hasPrefix("llvm.") {
        externalOf[function.symbol.index] = program.externals.count
        program.externals.append(
          External(
            name: function.name, module: module,
            returnsValue: function.result != .void, returnsPointer: function.result.isPointer))
      }
    }
    // EXPORT_SYMBOL leaves a variable that points at what it exports.
    for variable in ir.variables where variable.name.hasPrefix("__ksymtab_") {
      guard case .symbol(let target)? = variable.initializer else { continue }
      if let f = functionOf[target.index] { program.functions[f].isExported = true }
      if let g = globalOf[target.index] { program.globals[g].isExported = true }
    }
  }

  private mutating func globalLocation(_ variable: IRVariable) -> Int {
    guard let id = variable.debug, let v = debug.variable(id) else { return 0 }
    let file = normalised(v.file)
    return intern(
      Location(
        file: intern(file: file.0), line: v.line, column: 1, function: intern(name: variable.name),
        isHeader: file.1))
  }

  private mutating func findEntryPoints() {
    if let f = ir.function(named: "init_module"), let i = functionOf[f.symbol.index] {
      program.modules[module].initFunction = i
    }
    if let f = ir.function(named: "cleanup_module"), let i = functionOf[f.symbol.index] {
      program.modules[module].exitFunction = i
    }
  }

  private mutating func fillGlobals() throws(LoweringError) {
    for variable in ir.variables {
      guard let g = globalOf[variable.symbol.index], let initializer = variable.initializer else {
        continue
      }
      var image = Image(size: program.globals[g].size)
      try write(initializer, variable.type, at: 0, to: &image, variable)
      program.globals[g].bytes = image.bytes
      program.globals[g].relocations = image.relocations
    }
  }

  // MARK: Static data

  private struct Image {
    var bytes: [UInt8]
    var relocations: [(offset: Int, target: Operand)] = []

    init(size: Int) { bytes = Array(repeating: 0, count: size) }

    mutating func put(_ value: UInt64, _ size: Int, at offset: Int) {
      for k in 0..<size where offset + k < bytes.count {
        bytes[offset + k] = UInt8(truncatingIfNeeded: k < 8 ? value >> UInt64(8 * k) : 0)
      }
    }
  }

  private func write(
    _ constant: IRConstant, _ type: IRType, at offset: Int, to image: inout Image,
    _ variable: IRVariable
  ) throws(LoweringError) {
    switch constant {
    case .null, .undef, .poison, .zeroInitializer, .none: return
    case .int(let v): image.put(v, Int(ir.layout.size(of: type) ?? 8), at: offset)
    case .wideInt(let words):
      for (k, w) in words.enumerated() { image.put(w, 8, at: offset + 8 * k) }
    case .bytes(let bytes):
      for (k, b) in bytes.enumerated() where offset + k < image.bytes.count {
        image.bytes[offset + k] = b
      }
    case .aggregate(let elements):
      for (k, element) in elements.enumerated() {
        guard let place = ir.layout.element(of: type, indices: [UInt32(k)]) else { continue }
        try write(
          element.constant, element.type, at: offset + Int(place.offset), to: &image, variable)
      }
    default:
      guard let operand = self.operand(constant) else {
        let l = program.locations[globalOf[variable.symbol.index].map { program.globals[$0].location } ?? 0]
        throw LoweringError(
          file: program.files[l.file], line: l.line, column: l.column,
          message: "the initial value of '\(variable.name)' is not supported:"
            + " assign it at run time instead")
      }
      if case .value(let v) = operand {
        image.put(v, Int(ir.layout.size(of: type) ?? 8), at: offset)
      } else {
        image.relocations.append((offset, operand))
      }
    }
  }

  /// A scalar constant as an operand; nil for what has no such form.
  func operand(_ constant: IRConstant) -> Operand? {
    switch constant {
    case .int(let v): return .value(v)
    case .null, .undef, .poison, .zeroInitializer, .none: return .value(0)
    case .symbol(let id): return symbolOperand(id)
    case .getElementPtr(let gep):
      guard let base = operand(gep.base.constant), let offset = ir.layout.offset(of: gep) else {
        return nil
      }
      switch base {
      case .global(let g, let o): return .global(g, offset: o &+ Int32(truncatingIfNeeded: offset))
      case .value(let v): return .value(v &+ UInt64(bitPattern: offset))
      case .function, .external: return offset == 0 ? base : nil
      }
    case .cast(let cast, let value):
      switch cast {
      case .ptrtoint, .inttoptr, .bitcast, .zext, .ptrtoaddr, .addrspacecast:
        return operand(value.constant)
      default: return nil
      }
    case .binary(let op, let a, let b):
      guard case .value(let x)? = operand(a.constant), case .value(let y)? = operand(b.constant)
      else { return nil }
      switch op {
      case .add: return .value(x &+ y)
      case .sub: return .value(x &- y)
      case .and: return .value(x & y)
      case .or: return .value(x | y)
      default: return nil
      }
    case .blockAddress: return .value(1)
    default: return nil
    }
  }

  private func symbolOperand(_ id: IRSymbolID) -> Operand? {
    guard let target = ir.resolve(id) else { return nil }
    if let f = functionOf[target.index] { return .function(f) }
    if let e = externalOf[target.index] { return .external(e) }
    if let g = globalOf[target.index] { return .global(g, offset: 0) }
    return nil
  }

  // MARK: Names and places

  /// A path as people know it, and whether it is a header of the kernel.
  private func normalised(_ path: String) -> (String, Bool) {
    if !headerRoot.isEmpty, path.hasPrefix(headerRoot + "/") {
      return (String(path.dropFirst(headerRoot.count + 1)), true)
    }
    return (path.hasPrefix("./") ? String(path.dropFirst(2)) : path, false)
  }

  private mutating func intern(file: String) -> Int {
    if let i = fileIndex[file] { return i }
    program.files.append(file)
    fileIndex[file] = program.files.count - 1
    return program.files.count - 1
  }

  mutating func intern(name: String) -> Int {
    if let i = nameIndex[name] { return i }
    program.names.append(name)
    nameIndex[name] = program.names.count - 1
    return program.names.count - 1
  }

  private mutating func intern(_ location: Location) -> Int {
    if let i = locationIndex[location] { return i }
    program.locations.append(location)
    locationIndex[location] = program.locations.count - 1
    return program.locations.count - 1
  }

  /// The location of an instruction, with the places that it is inlined at.
  mutating func location(_ id: MetadataID?) -> Int {
    guard let id else { return 0 }
    if let i = locationOf[id] { return i }
    var caller = 0
    for frame in debug.location(of: id).reversed() {
      let file = normalised(frame.file)
      caller = intern(
        Location(
          file: intern(file: file.0), line: frame.line, column: frame.column,
          function: intern(name: frame.function), isHeader: file.1, caller: caller))
    }
    locationOf[id] = caller
    return caller
  }

  /// An error at an instruction.
  mutating func error(_ message: String, at id: MetadataID?) -> LoweringError {
    let l = program.locations[location(id)]
    return LoweringError(
      file: l.line > 0 ? program.files[l.file] : ir.sourceName, line: max(1, l.line),
      column: max(1, l.column), message: message)
  }
}
