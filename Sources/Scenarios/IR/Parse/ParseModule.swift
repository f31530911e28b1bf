// The top level of a module.

extension IRParser {
  /// Reads everything but function bodies.
  mutating func parseTopLevel() throws(IRError) {
    try advance()
    while token.kind != .end { try parseEntity() }
  }

  private mutating func parseEntity() throws(IRError) {
    switch token.kind {
    case .metadataNumber: try parseNumberedMetadata()
    case .metadataName: try parseNamedMetadata()
    case .global: try parseGlobal()
    case .local: try parseNamedType()
    case .comdat: try parseComdat()
    case .caret:
      // Summaries for link-time optimisation.
      lexer.skipLine()
      try advance()
    case .word: try parseEntityWord()
    default: throw unexpectedEntity
    }
  }

  private var unexpectedEntity: IRError {
    fault("expected a type, a global, a function or metadata, found \(found); is this LLVM IR?")
  }

  private mutating func parseEntityWord() throws(IRError) {
    switch token.keyword {
    case .define: try parseDefine()
    case .declare: try parseDeclare()
    case .attributes: try parseAttributeGroup()
    case .sourceFilename:
      try advance()
      try expect(.equal, "'=' after 'source_filename'")
      module.sourceName = try parseString("the name of the source file")
    case .target: try parseTarget()
    case .module:
      try advance()
      try expect(.asm, "'asm' after 'module'")
      module.assembly.append(try parseString("assembly"))
    case .uselistorder, .uselistorderBB: try skipUseListOrder()
    default: throw unexpectedEntity
    }
  }

  private mutating func parseTarget() throws(IRError) {
    try advance()
    let keyword = token.keyword
    guard keyword == .datalayout || keyword == .triple else {
      throw expected("'datalayout' or 'triple' after 'target'")
    }
    try advance()
    try expect(.equal, "'=' after 'target'")
    let position = token.position
    let string = try parseString("a string after 'target'")
    if keyword == .triple {
      module.targetTriple = string
      return
    }
    var fault = ""
    guard let layout = DataLayout(string, fault: &fault) else {
      throw self.fault("the part '\(fault)' of the data layout is not understood", at: position)
    }
    module.layout = layout
  }

  private mutating func parseComdat() throws(IRError) {
    try advance()
    try expect(.equal, "'=' after the name of a comdat")
    try expect(IRKeyword.comdat, "'comdat'")
    guard token.kind == .word else { throw expected("the kind of a comdat") }
    try advance()
  }

  /// Skips `uselistorder ptr @x, { 1, 0 }`; it only orders what has no order here.
  mutating func skipUseListOrder() throws(IRError) {
    while token.kind != .leftBrace {
      guard token.kind != .end else { throw fault("'uselistorder' ends without '{'") }
      try advance()
    }
    try skipBalanced("'uselistorder'")
  }

  private mutating func parseNamedType() throws(IRError) {
    let position = token.position
    let wasMentioned = typeNames.count
    let index = mentionType()
    let isNew = index == wasMentioned
    guard !typeMentions[index].isDefined else {
      throw fault("the type \(found) is defined twice")
    }
    try advance()
    try expect(.equal, "'=' after the name of a type")
    try expect(.type, "'type'")
    typeMentions[index].isDefined = true
    module.types[index].position = position
    if try accept(.opaque) { return }
    let body = try parseType()
    guard isNew || body.isStructure, body != .named(IRNamedTypeID(index: index)) else {
      throw fault("the type '%\(module.types[index].name)' is no struct", at: position)
    }
    module.types[index].body = body
  }

  // MARK: Symbols

  /// The symbol that the current token, `@name`, mentions.
  mutating func mentionSymbol() throws(IRError) -> IRSymbolID {
    let index = Self.number(token, lexer.bytes, in: &symbolNames)
    if index == symbolMentions.count {
      symbolMentions.append(Mention(position: token.position, isDefined: false))
      let name = symbolNames.name(index)
      // The kind is known when it is defined; until then it stands for no alias.
      module.symbols.append(IRSymbol(name: name, kind: .alias(-1), position: token.position))
      module.symbolIDs[name] = IRSymbolID(index: index)
    }
    if isTopLevelRead, !symbolMentions[index].isDefined {
      throw fault("\(found) is not declared")
    }
    return IRSymbolID(index: index)
  }

  /// Notes that the current token, `@name`, is being defined as `kind`.
  mutating func defineSymbol(_ kind: IRSymbol.Kind) throws(IRError) -> IRSymbolID {
    guard token.kind == .global else { throw expected("'@' and a name") }
    let id = try mentionSymbol()
    guard !symbolMentions[id.index].isDefined else { throw fault("\(found) is defined twice") }
    symbolMentions[id.index].isDefined = true
    module.symbols[id.index].kind = kind
    module.symbols[id.index].position = token.position
    return id
  }

  // MARK: The end of the top level

  /// Checks what could not be checked while names were still unknown.
  mutating func finishTopLevel() throws(IRError) {
    for (index, mention) in symbolMentions.enumerated() where !mention.isDefined {
      throw fault("'@\(module.symbols[index].name)' is not declared", at: mention.position)
    }
    for (index, mention) in typeMentions.enumerated() where !mention.isDefined {
      throw fault("the type '%\(module.types[index].name)' is not defined", at: mention.position)
    }
    if let number = module.metadata.sort() {
      throw fault("the metadata node !\(number) is defined twice", at: token.position)
    }
    try layOutTypes()
    isTopLevelRead = true
    for pending in pendingAggregates {
      try check(
        pending.elements, of: pending.type, isPacked: pending.isPacked, at: pending.position)
    }
    for (gep, position) in pendingAddresses { try check(gep, at: position) }
    for variable in module.variables {
      guard variable.initializer == nil || module.layout.size(of: variable.type) != nil else {
        throw fault("the type of '@\(variable.name)' has no size", at: variable.position)
      }
    }
    let debug =
      module.variables.map { ($0.debug, $0.position) }
      + module.functions.map { ($0.debug, $0.position) }
    for case (.some(let node), let position) in debug where !module.metadata.contains(node) {
      throw fault("the metadata node !\(node.number) is not defined", at: position)
    }
  }
}
