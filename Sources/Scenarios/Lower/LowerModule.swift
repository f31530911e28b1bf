// LLVM IR to the machine's program: one module at a time, appended to what is there.
//
// Each function goes through the same stages, one file each:
//
//     IR -> virtual code (LowerInstruction, LowerMemory, LowerCall, ...; PromoteLocals says which
//        locals are registers), plain and long-winded
//     -> Propagate: constants, copies and address offsets go to where they are used
//     -> RemoveDeadCode, ControlFlow: what has become useless goes, blocks find their order
//     -> LiveRanges, AllocateRegisters: moves vanish, registers are shared
//     -> EmitCode: bytecode
//
// Everything is done in the order of the text, so that the same text gives the same program.

import Sim

/// Appends a module to a program.
///
/// - Parameters:
///   - name: The module's name, as `insmod` knows it.
///   - headerRoot: Where the embedded headers lay when it was compiled: files below it are shown
///     relative to it, and count as the kernel's.
/// - Throws: Where the module has something that the machine cannot execute; the program is then as
///   it was.
func lower(
  _ ir: IRModule, name: String, headerRoot: String = "", into program: inout Program
) throws(LoweringError) {
  var lowering = ModuleLowering(ir: ir, name: name, headerRoot: headerRoot, program: program)
  try lowering.run()
  program = lowering.program
}

/// Takes only the structures' layouts from a module.
func takeLayouts(_ ir: IRModule, into program: inout Program) {
  addLayouts(DebugInfo(ir), to: &program)
}

/// The work on one module.
struct ModuleLowering {
  let ir: IRModule
  let debug: DebugInfo
  /// Index in `Program.modules`.
  let module: Int
  let headerRoot: String
  var program: Program

  /// By IR symbol: what it became.
  var functionOf: [Int: Int] = [:]
  var externalOf: [Int: Int] = [:]
  var globalOf: [Int: Int] = [:]

  /// What is known of names and places already; see Places.swift.
  var places: Places

  init(ir: IRModule, name: String, headerRoot: String, program: Program) {
    self.ir = ir
    self.debug = DebugInfo(ir)
    self.headerRoot = headerRoot
    self.program = program
    self.module = program.modules.count
    self.places = Places(program)
    self.program.modules.append(Module(name: name))
  }

  mutating func run() throws(LoweringError) {
    try checkModule()
    try declareGlobals()
    declareFunctions()
    markExports()
    try fillGlobals()
    for function in ir.functions where function.isDefinition { try lowerFunction(function) }
    program.modules[module].initFunction = entryPoint("init_module")
    program.modules[module].exitFunction = entryPoint("cleanup_module")
    addLayouts(debug, to: &program)
  }

  private func checkModule() throws(LoweringError) {
    if debug.isOptimized {
      throw moduleError(
        "the module was compiled with optimisation, which removes races; compile it with -O0")
    }
    if ir.layout.pointerSize() != 8 || !ir.layout.isLittleEndian {
      throw moduleError(
        "the module was compiled for '\(ir.targetTriple)', which is no little-endian machine with"
          + " 64-bit pointers; compile it with --target=x86_64-linux-gnu")
    }
    if let line = ir.assembly.first(where: { !$0.allSatisfy(\.isWhitespace) }) {
      throw moduleError(
        "assembly outside of functions ('\(line)') cannot be executed; leave it out")
    }
  }

  private func moduleError(_ message: String) -> LoweringError {
    LoweringError(file: ir.sourceName, line: 1, column: 1, message: message)
  }

  private func entryPoint(_ name: String) -> Int? {
    ir.function(named: name).flatMap { functionOf[$0.symbol.index] }
  }

  // MARK: Declarations

  /// The largest variable, in bytes.
  private static let globalSizeMax: UInt64 = 1 << 24

  private mutating func declareGlobals() throws(LoweringError) {
    for variable in ir.variables where isData(variable) {
      let isExternal = variable.initializer == nil
      // A variable of the kernel's is one for all modules, but each has its own `__this_module`.
      if isExternal, variable.name != "__this_module",
        let known = program.globals.firstIndex(where: { $0.isExternal && $0.name == variable.name })
      {
        globalOf[variable.symbol.index] = known
        continue
      }
      let size = ir.layout.size(of: variable.type) ?? 0
      let location = globalLocation(variable)
      guard size <= Self.globalSizeMax else {
        throw error(
          "the variable '\(variable.name)' has \(size) bytes, more than \(Self.globalSizeMax)"
            + " that a scenario may have in one; make it smaller", at: location)
      }
      if variable.isThreadLocal {
        throw error(
          "the variable '\(variable.name)' is thread-local, which the kernel has not;"
            + " use a variable per device or per CPU", at: location)
      }
      let section = variable.section ?? ""
      globalOf[variable.symbol.index] = program.globals.count
      program.globals.append(
        Global(
          name: variable.name, module: module, size: Int(size),
          alignment: Int(min(max(1, variable.alignment), 4096)), isConstant: variable.isConstant,
          isExternal: isExternal,
          isInit: section.hasPrefix(".init.data") || section.hasPrefix(".init.rodata"),
          location: location))
    }
  }

  /// Whether a variable is one of the program: not for the compiler, nor for the module loader.
  private func isData(_ variable: IRVariable) -> Bool {
    !variable.name.hasPrefix("llvm.") && !variable.name.hasPrefix("__ksymtab_")
      && variable.section != ".modinfo"
  }

  private mutating func declareFunctions() {
    for function in ir.functions {
      if function.isDefinition {
        functionOf[function.symbol.index] = program.functions.count
        let place = function.debug.flatMap { debug.subprogram($0) }
        let name = place?.name ?? function.name
        let location = location(
          file: place?.file ?? ir.sourceName, line: place?.line ?? 0, function: name)
        program.functions.append(
          Function(
            name: name, module: module, entry: 0, end: 0,
            parameterCount: function.parameters.count, registerCount: 0,
            isVariadic: function.isVariadic,
            isInit: function.section?.hasPrefix(".init.text") ?? false,
            isHeader: program.locations[location].isHeader, location: location))
      } else if !function.name.hasPrefix("llvm.") {
        externalOf[function.symbol.index] = program.externals.count
        program.externals.append(
          External(
            name: function.name, module: module, returnsValue: function.result != .void,
            returnsPointer: function.result.isPointer))
      }
    }
  }

  /// EXPORT_SYMBOL leaves a variable that points at what it exports.
  private mutating func markExports() {
    for variable in ir.variables where variable.name.hasPrefix("__ksymtab_") {
      guard case .symbol(let symbol)? = variable.initializer, let target = ir.resolve(symbol) else {
        continue
      }
      if let f = functionOf[target.index] { program.functions[f].isExported = true }
      if let g = globalOf[target.index] { program.globals[g].isExported = true }
    }
  }

  private mutating func globalLocation(_ variable: IRVariable) -> Int {
    guard let id = variable.debug, let v = debug.variable(id) else { return 0 }
    return location(file: v.file, line: v.line, function: variable.name)
  }
}
