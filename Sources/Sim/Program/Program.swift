// What is run: the functions, data and layouts of all modules of a scenario, in one value.

/// The bytecode of a scenario's modules, with all that a person needs to read about it.
public struct Program: Sendable {
  /// All functions' code. `code[0]` is `kernelPhase`, `code[1]` is `textFreed`.
  public var code: [Instruction] = [Instruction(.kernelPhase), Instruction(.textFreed)]
  /// For each instruction the index of its location in `locations` (0: unknown).
  public var locationOf: [UInt32] = [0, 0]
  /// For each instruction the index in `names` of the access or call as a person reads it, such
  /// as `dev->regs[1].x` or `queue_work_on` (0: none).
  public var textOf: [UInt32] = [0, 0]
  /// For each instruction the `MemoryOrder` of its access; plain and relaxed ones order nothing.
  public var orderOf: [MemoryOrder] = [.relaxed, .relaxed]

  public var modules: [Module] = []
  public var functions: [Function] = []
  public var globals: [Global] = []
  public var externals: [External] = []
  /// Argument lists of calls. An entry that is not negative is a register; a negative one, `~x`,
  /// is `constants[x]`.
  public var argumentLists: [[Int32]] = []
  public var constants: [Operand] = []
  public var jumpTables: [JumpTable] = []
  /// What `trap` says when control reaches it.
  public var traps: [String] = []
  public var locations: [Location] = [Location.unknown]
  public var files: [String] = ["?"]
  public var names: [String] = [""]
  /// The layouts of the kernel's and the drivers' structures, by C name (`work_struct`).
  public var layouts: [String: StructLayout] = [:]

  /// For each module the modules that link to it: they must be unloaded first.
  public var moduleUsers: [[Int]] = []

  public init() {}
}

/// A constant as an argument of a call.
public enum Operand: Sendable, Equatable {
  case value(UInt64)
  case global(Int, offset: Int32)
  case function(Int)
  case external(Int)
}

/// A loadable module: one translation unit.
public struct Module: Sendable {
  /// The stem of its file, as `insmod` names it.
  public var name: String
  /// The function behind `init_module` / `cleanup_module`, if the module has one.
  public var initFunction: Int?
  public var exitFunction: Int?

  public init(name: String, initFunction: Int? = nil, exitFunction: Int? = nil) {
    self.name = name
    self.initFunction = initFunction
    self.exitFunction = exitFunction
  }
}

/// A function that is defined in some module.
public struct Function: Sendable {
  public var name: String
  /// Index in `Program.modules`.
  public var module: Int
  /// Code index of its first instruction, and one past its last.
  public var entry: Int
  public var end: Int
  /// Arguments arrive in registers 0 ..< parameterCount.
  public var parameterCount: Int
  public var registerCount: Int
  public var isVariadic: Bool
  /// Whether its text goes when `init_module` has returned (`__init`).
  public var isInit: Bool
  /// Whether it comes from a header (`linux/...`): a person calls it the kernel's, not the driver's.
  public var isHeader: Bool
  /// Whether other modules may link to it (`EXPORT_SYMBOL`).
  public var isExported: Bool
  /// Where it is defined (index in `Program.locations`).
  public var location: Int

  public init(
    name: String, module: Int, entry: Int, end: Int, parameterCount: Int, registerCount: Int,
    isVariadic: Bool = false, isInit: Bool = false, isHeader: Bool = false,
    isExported: Bool = false, location: Int = 0
  ) {
    self.name = name
    self.module = module
    self.entry = entry
    self.end = end
    self.parameterCount = parameterCount
    self.registerCount = registerCount
    self.isVariadic = isVariadic
    self.isInit = isInit
    self.isHeader = isHeader
    self.isExported = isExported
    self.location = location
  }
}

/// A variable with static storage, or one that the kernel provides (`jiffies`).
public struct Global: Sendable {
  public var name: String
  /// Index in `Program.modules`.
  public var module: Int
  /// Bytes; for an external one as its declaration says (0 if the declaration does not).
  public var size: Int
  public var alignment: Int
  /// The initial bytes; what is beyond them is zero.
  public var bytes: [UInt8]
  /// Addresses to store into `bytes` (8 bytes each) before the module runs.
  public var relocations: [(offset: Int, target: Operand)]
  public var isConstant: Bool
  /// Declared here and defined elsewhere: by the kernel, or by another module.
  public var isExternal: Bool
  /// Whether it goes when `init_module` has returned (`__initdata`).
  public var isInit: Bool
  public var isExported: Bool
  /// The C type's struct name, if it is one, for reports.
  public var location: Int

  public init(
    name: String, module: Int, size: Int, alignment: Int = 8, bytes: [UInt8] = [],
    relocations: [(offset: Int, target: Operand)] = [], isConstant: Bool = false,
    isExternal: Bool = false, isInit: Bool = false, isExported: Bool = false, location: Int = 0
  ) {
    self.name = name
    self.module = module
    self.size = size
    self.alignment = alignment
    self.bytes = bytes
    self.relocations = relocations
    self.isConstant = isConstant
    self.isExternal = isExternal
    self.isInit = isInit
    self.isExported = isExported
    self.location = location
  }
}

/// A function that the modules call and none of this module defines: one that the kernel exports,
/// or that another module does.
public struct External: Sendable {
  public var name: String
  public var module: Int
  /// Where it is needed first (index in `Program.locations`).
  public var location: Int
  public var returnsValue: Bool
  public var returnsPointer: Bool

  public init(
    name: String, module: Int, location: Int = 0, returnsValue: Bool = true,
    returnsPointer: Bool = false
  ) {
    self.name = name
    self.module = module
    self.location = location
    self.returnsValue = returnsValue
    self.returnsPointer = returnsPointer
  }
}

/// The targets of a `switch`.
public struct JumpTable: Sendable {
  /// Sorted by value.
  public var cases: [(value: UInt64, target: Int)]
  public var fallback: Int

  public init(cases: [(value: UInt64, target: Int)], fallback: Int) {
    self.cases = cases
    self.fallback = fallback
  }
}

/// A place in the source. `caller` leads from an inlined function to the place it is inlined at.
public struct Location: Sendable, Hashable {
  /// Index in `Program.files`.
  public var file: Int
  public var line: Int
  public var column: Int
  /// The function as the source names it: index in `Program.names`.
  public var function: Int
  /// Whether that function is in a header.
  public var isHeader: Bool
  /// Index in `Program.locations` of the place it is inlined at, or 0.
  public var caller: Int

  public init(
    file: Int, line: Int, column: Int, function: Int, isHeader: Bool = false, caller: Int = 0
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.function = function
    self.isHeader = isHeader
    self.caller = caller
  }

  static let unknown = Location(file: 0, line: 0, column: 0, function: 0)
}

/// Where the fields of a C structure lie.
public struct StructLayout: Sendable {
  /// Bytes.
  public var size: Int
  /// Byte offset and size by name; fields of anonymous members stand here too, and fields of named
  /// structure members as `member.field`.
  public var fields: [String: Field]

  /// Where one field lies: bytes from the start of the structure.
  public struct Field: Sendable {
    public var offset: Int
    public var size: Int

    public init(offset: Int, size: Int) {
      self.offset = offset
      self.size = size
    }
  }

  public init(size: Int, fields: [String: Field] = [:]) {
    self.size = size
    self.fields = fields
  }
}
