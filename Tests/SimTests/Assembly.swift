@testable import Sim

/// Builds small programs by hand, for tests of the machine that need no compiler.
struct Assembly {
  var program = Program()

  init(layouts: [String: StructLayout] = Assembly.kernelLayouts) {
    program.layouts = layouts
    program.modules = [Module(name: "test")]
  }

  /// A plausible layout for the structures that the kernel model touches.
  static let kernelLayouts: [String: StructLayout] = {
    func layout(_ size: Int, _ fields: [(String, Int, Int)]) -> StructLayout {
      var l = StructLayout(size: size)
      for f in fields { l.fields[f.0] = StructLayout.Field(offset: f.1, size: f.2) }
      return l
    }
    return [
      "work_struct": layout(32, [("data", 0, 8), ("func", 24, 8)]),
      "timer_list": layout(40, [
        ("entry.pprev", 8, 8), ("expires", 16, 8), ("function", 24, 8), ("flags", 32, 4),
      ]),
      "delayed_work": layout(88, [("work", 0, 32), ("timer", 32, 40), ("wq", 72, 8)]),
      "mutex": layout(32, [("owner", 0, 8)]),
      "raw_spinlock": layout(4, [("raw_lock", 0, 4)]),
    ]
  }()

  /// A function; the first instructions get their arguments in registers 0, 1, ...
  @discardableResult
  mutating func function(
    _ name: String, parameters: Int = 0, registers: Int = 8, isInit: Bool = false,
    _ body: [Instruction]
  ) -> Int {
    let entry = program.code.count
    program.names.append(name)
    program.locations.append(
      Location(file: 0, line: program.functions.count + 1, column: 1,
        function: program.names.count - 1))
    for i in body {
      program.code.append(i)
      program.locationOf.append(UInt32(program.locations.count - 1))
      program.textOf.append(0)
    }
    program.functions.append(
      Function(
        name: name, module: 0, entry: entry, end: program.code.count, parameterCount: parameters,
        registerCount: registers, isInit: isInit))
    return program.functions.count - 1
  }

  mutating func global(_ name: String, size: Int, isExternal: Bool = false) -> Int {
    program.globals.append(
      Global(name: name, module: 0, size: size, isExternal: isExternal))
    return program.globals.count - 1
  }

  /// A call of an external symbol with registers as arguments.
  mutating func call(_ name: String, _ arguments: [Int32], to dst: UInt16 = noRegister)
    -> Instruction
  {
    let e: Int
    if let known = program.externals.firstIndex(where: { $0.name == name }) {
      e = known
    } else {
      program.externals.append(External(name: name, module: 0))
      e = program.externals.count - 1
    }
    program.argumentLists.append(arguments)
    return Instruction(
      .callExternal, dst: dst, imm: Int64(e) | Int64(program.argumentLists.count - 1) << 32)
  }
}
