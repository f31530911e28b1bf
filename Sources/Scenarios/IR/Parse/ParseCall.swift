// Calls, inline assembly and debug records.

extension IRParser {
  /// Consumes `[tail] call ...`.
  mutating func parseCall() throws(IRError) -> Parsed {
    if token.keyword != .call {
      try advance()
      guard token.kind == .word, token.keyword == .call else {
        throw expected("'call'")
      }
    }
    let call = try parseCallParts()
    return Parsed(operation: .call(call), type: call.type.result)
  }

  /// Consumes a call from its keyword, the current token, to its attributes and bundles.
  mutating func parseCallParts() throws(IRError) -> IRCall {
    try advance()
    var convention: String?
    var resultAttributes = IRParameterAttributes()
    while !startsType {
      if token.kind == .word, token.keyword == .addrspace {
        _ = try parseAddressSpace()
      } else if try !parseConvention(&convention),
        try !parseParameterAttribute(&resultAttributes)
      {
        throw expected("the type of a call")
      }
    }
    let start = token.position
    let type = try parseType()
    let calleeToken = token
    let callee: IRValue
    if token.kind == .global {
      callee = .constant(.symbol(try parseCallee()))
    } else if token.kind == .word, token.keyword == .asm {
      callee = .inlineAsm(try parseInlineAsm())
    } else {
      callee = try parseValue(.ptr)
    }
    let (arguments, isForwarding) = try parseArguments()
    let functionType = try typeOfCall(type, arguments, isForwarding: isForwarding, at: start)
    if case .constant(.symbol(let symbol)) = callee {
      declareIntrinsic(symbol, functionType, at: calleeToken.position)
    }
    let attributes = try parseFunctionAttributes()
    return IRCall(
      type: functionType, callee: callee, arguments: arguments, convention: convention,
      attributes: attributes, bundles: try parseBundles())
  }

  /// Consumes `@name`, which may be an intrinsic that is not declared: LLVM knows them all.
  private mutating func parseCallee() throws(IRError) -> IRSymbolID {
    let isIntrinsic = lexer.bytes[token.range].starts(with: "llvm.".utf8)
    let wasRead = isTopLevelRead
    isTopLevelRead = wasRead && !isIntrinsic
    defer { isTopLevelRead = wasRead }
    return try parseSymbol()
  }

  /// Declares `symbol` as the call has it, if nothing declares it.
  private mutating func declareIntrinsic(
    _ symbol: IRSymbolID, _ type: IRFunctionType, at position: IRPosition
  ) {
    guard !symbolMentions[symbol.index].isDefined else { return }
    symbolMentions[symbol.index].isDefined = true
    module.symbols[symbol.index].kind = .function(module.functions.count)
    module.functions.append(
      IRFunction(
        symbol: symbol, name: module.symbols[symbol.index].name, linkage: .external,
        convention: nil, result: type.result, resultAttributes: IRParameterAttributes(),
        parameters: type.parameters.enumerated().map { number, type in
          IRParameter(type: type, name: String(number), attributes: IRParameterAttributes())
        },
        isVariadic: type.isVariadic, attributes: IRFunctionAttributes(), section: nil, debug: nil,
        position: position, isDefinition: false))
  }

  private mutating func parseArguments() throws(IRError) -> ([IRArgument], Bool) {
    try expect(.leftParen, "'(' of a call")
    var arguments: [IRArgument] = []
    if try accept(.rightParen) { return (arguments, false) }
    repeat {
      // `musttail` calls forward the rest of the arguments.
      if try accept(.ellipsis) {
        try expect(.rightParen, "')' after '...'")
        return (arguments, true)
      }
      let type = try parseType("the type of an argument")
      if type == .label {
        throw fault("arguments that are labels are of LLVM 14 and older and are not read")
      }
      // The types of metadata operands would be taken for attributes.
      let attributes =
        type == .metadata ? IRParameterAttributes() : try parseParameterAttributes()
      arguments.append(
        IRArgument(type: type, value: try parseValue(type), attributes: attributes))
    } while try accept(.comma)
    try expect(.rightParen, "',' or ')' after an argument")
    return (arguments, false)
  }

  /// The type of the function that is called; `type` is that type, or only its result.
  private func typeOfCall(
    _ type: IRType, _ arguments: [IRArgument], isForwarding: Bool, at position: IRPosition
  ) throws(IRError) -> IRFunctionType {
    guard case .function(let function) = type else {
      return IRFunctionType(
        result: type, parameters: arguments.map(\.type), isVariadic: isForwarding)
    }
    let count = function.parameters.count
    guard arguments.count == count || function.isVariadic && arguments.count > count,
      zip(arguments, function.parameters).allSatisfy({ $0.type == $1 })
    else { throw fault("the arguments do not fit the type of the call", at: position) }
    return function
  }

  /// Consumes `[ "tag"(...), ... ]`, if it is there.
  private mutating func parseBundles() throws(IRError) -> [String] {
    guard try accept(.leftBracket) else { return [] }
    var tags: [String] = []
    repeat {
      tags.append(try parseString("the tag of an operand bundle"))
      guard token.kind == .leftParen else { throw fault("expected '(' after the tag of a bundle") }
      try skipBalanced("an operand bundle")
    } while try accept(.comma)
    try expect(.rightBracket, "',' or ']' after an operand bundle")
    return tags
  }

  /// Consumes `asm ...`.
  mutating func parseInlineAsm() throws(IRError) -> IRInlineAsm {
    try advance()
    var hasSideEffect = false
    while token.kind == .word {
      if isWord("sideeffect") { hasSideEffect = true }
      guard
        isWord("sideeffect") || isWord("alignstack") || isWord("inteldialect")
          || isWord("unwind")
      else { throw expected("the template of inline assembly") }
      try advance()
    }
    let template = try parseString("the template of inline assembly")
    try expect(.comma, "',' in inline assembly")
    let constraints = try parseString("the constraints of inline assembly")
    return IRInlineAsm(
      template: template, constraints: constraints, hasSideEffect: hasSideEffect)
  }

  // MARK: Debug records

  /// Consumes `#dbg_declare(...)` and the like, whose first token is the current one.
  mutating func parseDebugRecord() throws(IRError) {
    guard lexer.bytes[token.range].starts(with: "dbg_".utf8) else {
      throw expected("an instruction")
    }
    let kind = String(decoding: lexer.bytes[token.range.dropFirst(4)], as: UTF8.self)
    try advance()
    try expect(.leftParen, "'(' of a debug record")
    var operands: [IRMetadataOperand] = []
    repeat { operands.append(try parseMetadataOperand()) } while try accept(.comma)
    try expect(.rightParen, "',' or ')' in a debug record")
    // The last operand is the location.
    guard case .node(let debug) = operands.popLast() else {
      throw fault("a debug record ends in its location")
    }
    try addRecord(kind, operands, debug)
  }

  /// Consumes `call void @llvm.dbg.declare(...)` and the like as a debug record; false, with
  /// nothing consumed, if the current instruction is something else.
  mutating func parseDebugCall() throws(IRError) -> Bool {
    guard token.keyword == .call || token.keyword == .tail else { return false }
    let mark = lexer.mark
    let first = token
    if token.keyword == .tail { try advance() }
    let isCall = try accept(.call)
    let isVoidCall = isCall ? try accept(.void) : false
    guard isVoidCall, token.kind == .global,
      lexer.bytes[token.range].starts(with: "llvm.dbg.".utf8)
    else {
      lexer.mark = mark
      token = first
      return false
    }
    let kind = String(decoding: lexer.bytes[token.range.dropFirst(9)], as: UTF8.self)
    try advance()
    let (arguments, _) = try parseArguments()
    let operands = arguments.compactMap { argument in
      if case .metadata(let operand) = argument.value { operand } else { nil }
    }
    _ = try parseFunctionAttributes()
    try addRecord(kind, operands, try parseAttachments())
    return true
  }

  private mutating func addRecord(
    _ kind: String, _ operands: [IRMetadataOperand], _ debug: MetadataID?
  ) throws(IRError) {
    let nodes = operands.map { operand -> MetadataID? in
      if case .node(let node) = operand { node } else { nil }
    }
    let variableIndex = kind == "label" ? 0 : 1
    guard nodes.indices.contains(variableIndex), let variable = nodes[variableIndex] else {
      throw fault("a debug record names a variable")
    }
    var value: IRTypedValue?
    if kind != "label", case .value(let operand) = operands[0],
      operand.value != .constant(.poison), operand.value != .constant(.undef)
    {
      value = operand
    }
    let block = max(0, function.blocks.count - 1)
    function.debugRecords.append(
      IRDebugRecord(
        kind: kind, value: value, variable: variable,
        expression: kind == "label" || nodes.count < 3 ? nil : nodes[2], debug: debug,
        block: IRBlockID(index: block),
        instruction: function.blocks.isEmpty ? 0 : function.blocks[block].instructions.count))
  }
}
