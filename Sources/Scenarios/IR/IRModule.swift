// One LLVM IR module as read from its text: the input of the lowering.
//
// The tree is plain data. What the reader has checked, and the lowering may rely on: every local
// value, label, named type and symbol that is mentioned is defined; every use of a local value
// gives the type that it was defined with; every block ends in exactly one terminator and has none
// before; aggregates have the shape of their type. What it has not checked: dominance, that phis
// come first and name each predecessor, attributes, the signatures of intrinsics.

/// A module: what one `.ll` file holds.
struct IRModule {
  /// The name of the `.ll` file, as given to the reader; errors carry it.
  var fileName: String
  /// `source_filename`: the C or Rust file that was compiled.
  var sourceName = ""
  /// `target triple`.
  var targetTriple = ""
  /// `target datalayout`, with the layout of every named type worked out.
  var layout = DataLayout()
  /// `module asm` lines, in order.
  var assembly: [String] = []
  /// Named struct types, by `IRNamedTypeID`.
  var types: [IRNamedType] = []
  /// Every `@name`, by `IRSymbolID`, in the order of first mention.
  var symbols: [IRSymbol] = []
  /// Global variables and constants, in the order of the text.
  var variables: [IRVariable] = []
  /// Aliases and ifuncs, in the order of the text. `@init_module` is one in a kernel module.
  var aliases: [IRAlias] = []
  /// Functions, declared and defined, in the order of the text.
  var functions: [IRFunction] = []
  /// `attributes #n`, by number.
  var attributeGroups: [UInt32: IRAttributeGroup] = [:]
  /// Numbered and named metadata, decoded on demand.
  var metadata = MetadataTable()
  /// From `@name` (without the `@`) to its symbol.
  var symbolIDs: [String: IRSymbolID] = [:]

  /// The symbol called `name` (no `@`), or nil where the module does not mention it.
  func symbol(named name: String) -> IRSymbol? {
    symbolIDs[name].map { symbols[$0.index] }
  }

  /// The function called `name`, looked up through aliases; nil if there is none.
  func function(named name: String) -> IRFunction? {
    symbolIDs[name].flatMap { function(of: $0) }
  }

  /// The function that `symbol` stands for, looked up through aliases; nil if it is none.
  func function(of symbol: IRSymbolID) -> IRFunction? {
    guard let target = resolve(symbol), case .function(let index) = symbols[target.index].kind
    else { return nil }
    return functions[index]
  }

  /// What `symbol` stands for once aliases of plain symbols are followed: a variable or a function.
  /// Nil for an alias of something else (an address inside an object), or of itself.
  func resolve(_ symbol: IRSymbolID) -> IRSymbolID? {
    var at = symbol
    for _ in 0...aliases.count {
      guard case .alias(let index) = symbols[at.index].kind else { return at }
      guard case .symbol(let next) = aliases[index].target else { return nil }
      at = next
    }
    return nil
  }
}

/// A place in the `.ll` text; both count from 1.
struct IRPosition: Hashable, Sendable {
  /// Line, from 1.
  var line: UInt32
  /// Column in bytes, from 1.
  var column: UInt32
}

/// An index into `IRModule.symbols`.
struct IRSymbolID: Hashable, Sendable {
  /// The index.
  var index: Int
}

/// A global name and what it names.
struct IRSymbol {
  /// The name without `@` and quotes.
  var name: String
  /// What it names; the index is into the module's list of that kind.
  var kind: Kind
  /// Where it is defined or declared.
  var position: IRPosition

  /// What a global name may name.
  enum Kind: Hashable {
    /// `IRModule.variables[index]`.
    case variable(Int)
    /// `IRModule.functions[index]`.
    case function(Int)
    /// `IRModule.aliases[index]`.
    case alias(Int)
  }
}

/// How a symbol is linked. Without a keyword it is `.external`.
enum IRLinkage: String, Hashable, Sendable, CaseIterable {
  case `private`, `internal`, external, common, weak, appending
  case weakODR = "weak_odr"
  case linkonce
  case linkonceODR = "linkonce_odr"
  case externWeak = "extern_weak"
  case availableExternally = "available_externally"
}

/// `@x = global ...` or `@x = constant ...`.
struct IRVariable {
  /// Its symbol.
  var symbol: IRSymbolID
  /// The name without `@`.
  var name: String
  /// How it is linked.
  var linkage: IRLinkage
  /// `constant`: nothing may write to it.
  var isConstant: Bool
  /// `thread_local`.
  var isThreadLocal: Bool
  /// The type of its contents. Debug information may give another shape of the same bytes.
  var type: IRType
  /// What it holds at load; nil for one that another module defines.
  var initializer: IRConstant?
  /// `section`, such as `.init.data`; nil if none is given.
  var section: String?
  /// `align`, in bytes; 0 if not given.
  var alignment: UInt64
  /// `!dbg`: a DIGlobalVariableExpression.
  var debug: MetadataID?
  /// Where it stands in the text.
  var position: IRPosition
}

/// `@x = alias ...` or `@x = ifunc ...`.
struct IRAlias {
  /// Its symbol.
  var symbol: IRSymbolID
  /// The name without `@`.
  var name: String
  /// How it is linked.
  var linkage: IRLinkage
  /// `ifunc`: the target is a function that returns the address, at load.
  var isIFunc: Bool
  /// The type of what it names.
  var type: IRType
  /// What it stands for, usually `.symbol`.
  var target: IRConstant
  /// Where it stands in the text.
  var position: IRPosition
}

/// `%name = type ...`.
struct IRNamedType {
  /// The name without `%`, such as `struct.work_struct`.
  var name: String
  /// Its contents; nil for `opaque`.
  var body: IRType?
  /// Where it is defined.
  var position: IRPosition
}

/// `attributes #n = { ... }`, or what a function carries inline.
struct IRAttributeGroup: Hashable {
  /// Attributes that are words, such as `noreturn`, without what follows in parentheses.
  var words: [String] = []
  /// Attributes that are strings: key and, if given, value.
  var strings: [String: String] = [:]
}
