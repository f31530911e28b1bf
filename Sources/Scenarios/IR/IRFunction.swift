// Functions and their blocks.

/// An index into `IRFunction.blocks`; the entry is 0.
struct IRBlockID: Hashable, Sendable {
  /// The index.
  var index: Int
}

/// A function, declared or defined.
struct IRFunction {
  /// Its symbol.
  var symbol: IRSymbolID
  /// The name without `@` and quotes.
  var name: String
  /// How it is linked.
  var linkage: IRLinkage
  /// Calling convention, as written (`fastcc`); nil for C.
  var convention: String?
  /// What it gives.
  var result: IRType
  /// How the result is given: `signext`, `zeroext`.
  var resultAttributes: IRParameterAttributes
  /// The fixed parameters; parameter `i` is value `i`.
  var parameters: [IRParameter]
  /// Ends in `...`.
  var isVariadic: Bool
  /// Attributes, those of its groups not resolved: see `IRModule.has(_:_:)`.
  var attributes: IRFunctionAttributes
  /// `section`, such as `.init.text`; nil if none is given.
  var section: String?
  /// `!dbg`: a DISubprogram.
  var debug: MetadataID?
  /// Where it stands in the text.
  var position: IRPosition
  /// False for `declare`: then `blocks` is empty.
  var isDefinition: Bool
  /// The blocks, in the order of the text; the first is the entry.
  var blocks: [IRBlock] = []
  /// Every local value, by `IRValueID`.
  var values: [IRLocal] = []
  /// `#dbg_declare(...)` and the like, and calls of `llvm.dbg.declare` (which are not kept as
  /// instructions), in the order of the text.
  var debugRecords: [IRDebugRecord] = []

  /// Its type.
  var type: IRFunctionType {
    IRFunctionType(
      result: result, parameters: parameters.map(\.type), isVariadic: isVariadic)
  }

  /// The block with label `name` (no `%`); a block without a label has its number as name.
  func block(named name: String) -> IRBlockID? {
    blocks.firstIndex { $0.name == name }.map { IRBlockID(index: $0) }
  }
}

/// A parameter of a function.
struct IRParameter {
  /// Its type.
  var type: IRType
  /// The name without `%`; its number if it has none.
  var name: String
  /// How it is passed.
  var attributes: IRParameterAttributes
}

/// A local value.
struct IRLocal {
  /// The name without `%`; its number if it has none.
  var name: String
  /// Its type.
  var type: IRType
}

/// A block of instructions.
struct IRBlock {
  /// The label; its number if it has none.
  var name: String
  /// The instructions; the last one, and only that, is a terminator.
  var instructions: [IRInstruction]
  /// Where its label, or its first instruction, stands.
  var position: IRPosition
}

/// Attributes of a function or a call.
struct IRFunctionAttributes: Hashable {
  /// Words such as `noreturn`, without what follows in parentheses.
  var words: [String] = []
  /// Numbers of `attributes #n`.
  var groups: [UInt32] = []
}

extension IRModule {
  /// Whether `attributes`, or a group that it names, has the word `word` (such as `noreturn`).
  func has(_ word: String, _ attributes: IRFunctionAttributes) -> Bool {
    attributes.words.contains(word)
      || attributes.groups.contains { attributeGroups[$0]?.words.contains(word) ?? false }
  }
}

/// How a parameter, an argument or a result is passed. What changes nothing is dropped.
struct IRParameterAttributes: Hashable {
  /// `signext`, `zeroext`: to be extended to the width of a register.
  var isSignExtended = false, isZeroExtended = false
  /// `noundef`, `nonnull`: it must not be undefined, not be null.
  var isNoUndef = false, isNonNull = false
  /// `byval(T)`: the callee gets a copy of the T that the pointer points to.
  var byValue: IRType?
  /// `sret(T)`: points to where the callee puts its result.
  var structReturn: IRType?
  /// `elementtype(T)`, of memory operands of inline assembly.
  var elementType: IRType?
  /// `align N`, in bytes; 0 if not given.
  var alignment: UInt64 = 0
}

/// A debug record: what a variable of the source is, from here on.
struct IRDebugRecord {
  /// `declare` (the value is the address of the variable), `value`, `assign`, `label`,
  /// `declare_value`; as written after `#dbg_` or `llvm.dbg.`.
  var kind: String
  /// The address or value; nil where it is lost (`poison`, an empty `!{}`) or for `label`.
  var value: IRTypedValue?
  /// A DILocalVariable; a DILabel for `label`.
  var variable: MetadataID
  /// A DIExpression; nil for `label`.
  var expression: MetadataID?
  /// A DILocation, for the scope.
  var debug: MetadataID?
  /// The block it is in.
  var block: IRBlockID
  /// The index, in the block, of the instruction that it precedes.
  var instruction: Int
}
