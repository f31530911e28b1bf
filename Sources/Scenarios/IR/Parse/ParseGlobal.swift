// Global variables, aliases and ifuncs.

extension IRParser {
  /// What may stand before `global`, `constant` or `alias`, as far as it is kept.
  private struct GlobalPrefix {
    var linkage: IRLinkage?
    var isThreadLocal = false
  }

  /// Consumes `@name = ...`, whose name is the current token.
  mutating func parseGlobal() throws(IRError) {
    let name = token
    try advance()
    try expect(.equal, "'=' after the name of a global")
    let prefix = try parseGlobalPrefix()
    let keyword = token.keyword
    switch keyword {
    case .global, .constant:
      let symbol = try define(name, as: .variable(module.variables.count))
      try advance()
      try parseVariable(symbol, name.position, prefix, isConstant: keyword == .constant)
    case .alias, .ifunc:
      let symbol = try define(name, as: .alias(module.aliases.count))
      try advance()
      try parseAlias(symbol, name.position, prefix, isIFunc: keyword == .ifunc)
    default:
      throw expected("'global', 'constant', 'alias' or 'ifunc'")
    }
  }

  /// Defines the symbol that an earlier token names.
  private mutating func define(
    _ name: IRToken, as kind: IRSymbol.Kind
  ) throws(IRError) -> IRSymbolID {
    let current = token
    token = name
    let symbol = try defineSymbol(kind)
    token = current
    return symbol
  }

  private mutating func parseGlobalPrefix() throws(IRError) -> GlobalPrefix {
    var prefix = GlobalPrefix()
    while token.kind == .word {
      switch token.keyword {
      case .linkage(let linkage):
        prefix.linkage = linkage
        try advance()
      case .threadLocal:
        prefix.isThreadLocal = true
        try skipWordAttribute()
      case .addrspace: _ = try parseAddressSpace()
      case .none, .externallyInitialized: try skipWordAttribute()
      default: return prefix
      }
    }
    return prefix
  }

  private mutating func parseVariable(
    _ symbol: IRSymbolID, _ position: IRPosition, _ prefix: GlobalPrefix, isConstant: Bool
  ) throws(IRError) {
    let type = try parseType()
    var variable = IRVariable(
      symbol: symbol, name: module.symbols[symbol.index].name,
      linkage: prefix.linkage ?? .external, isConstant: isConstant,
      isThreadLocal: prefix.isThreadLocal, type: type, initializer: nil, section: nil,
      alignment: 0, debug: nil, position: position)
    // These two, where they are written, make it a declaration.
    if prefix.linkage != .external, prefix.linkage != .externWeak {
      variable.initializer = try parseConstant(type)
    }
    while try accept(.comma) {
      switch token.kind {
      case .metadataName: try parseAttachment(&variable.debug)
      case .word: try parseGlobalProperty(&variable)
      default: throw expected("a property of a global")
      }
    }
    var attributes = IRFunctionAttributes()
    while token.kind != .word, try parseFunctionAttribute(&attributes) {}
    module.variables.append(variable)
  }

  private mutating func parseGlobalProperty(_ variable: inout IRVariable) throws(IRError) {
    switch token.keyword {
    case .section:
      try advance()
      variable.section = try parseString("the name of a section")
    case .align: variable.alignment = try parseAlignment()
    case .comdat: try skipWordAttribute()
    case .partition:
      try advance()
      _ = try parseString("the name of a partition")
    // `code_model "large"`, `no_sanitize_address`, ...
    case .none:
      try skipWordAttribute()
      if token.kind == .string { try advance() }
    default: throw expected("a property of a global")
    }
  }

  private mutating func parseAlias(
    _ symbol: IRSymbolID, _ position: IRPosition, _ prefix: GlobalPrefix, isIFunc: Bool
  ) throws(IRError) {
    let type = try parseType()
    try expect(.comma, "',' after the type of an alias")
    let target: IRConstant
    if startsType {
      target = try parseTypedConstant().constant
    } else {
      // An expression whose type is its own.
      target = try parseConstantExpression(.ptr)
    }
    while try accept(.comma) {
      switch token.kind {
      case .word where token.keyword == .partition:
        try advance()
        _ = try parseString("the name of a partition")
      case .metadataName:
        var debug: MetadataID?
        try parseAttachment(&debug)
      default: throw expected("'partition' after an alias")
      }
    }
    module.aliases.append(
      IRAlias(
        symbol: symbol, name: module.symbols[symbol.index].name,
        linkage: prefix.linkage ?? .external, isIFunc: isIFunc, type: type, target: target,
        position: position))
  }
}
