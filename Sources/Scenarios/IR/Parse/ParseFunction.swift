// Functions: their headers in the first pass, their bodies in the second.

extension IRParser {
  /// Consumes `declare ...`, whose first word is the current token.
  mutating func parseDeclare() throws(IRError) {
    try advance()
    var debug: MetadataID?
    while token.kind == .metadataName { try parseAttachment(&debug) }
    var function = try parseHeader(isDefinition: false)
    function.debug = debug
    while try parseProperty(of: &function) {}
    module.functions.append(function)
  }

  /// Consumes `define ... { ... }`, whose first word is the current token; the body is skipped.
  mutating func parseDefine() throws(IRError) {
    try advance()
    var function = try parseHeader(isDefinition: true)
    while token.kind != .leftBrace {
      if token.kind == .metadataName {
        try parseAttachment(&function.debug)
      } else if try !parseProperty(of: &function) {
        throw expected("an attribute or '{' of function '@\(function.name)'")
      }
    }
    bodies.append((module.functions.count, lexer.mark))
    module.functions.append(function)
    try skipBalanced("the body of function '@\(function.name)'")
  }

  /// Consumes from the linkage to the parameters.
  private mutating func parseHeader(isDefinition: Bool) throws(IRError) -> IRFunction {
    var linkage = IRLinkage.external
    var convention: String?
    var resultAttributes = IRParameterAttributes()
    while !startsType {
      if case .linkage(let word) = token.keyword, token.kind == .word {
        linkage = word
        try advance()
      } else if token.kind == .word, token.keyword == .addrspace {
        _ = try parseAddressSpace()
      } else if try !parseConvention(&convention),
        try !parseParameterAttribute(&resultAttributes)
      {
        throw expected("the type of a function")
      }
    }
    let result = try parseType()
    let position = token.position
    let symbol = try defineSymbol(.function(module.functions.count))
    try advance()
    var function = IRFunction(
      symbol: symbol, name: module.symbols[symbol.index].name, linkage: linkage,
      convention: convention, result: result, resultAttributes: resultAttributes, parameters: [],
      isVariadic: false, attributes: IRFunctionAttributes(), section: nil, debug: nil,
      position: position, isDefinition: isDefinition)
    try parseParameters(of: &function)
    return function
  }

  /// Consumes a calling convention, `fastcc` or `cc 10`, if it is there.
  mutating func parseConvention(_ convention: inout String?) throws(IRError) -> Bool {
    guard token.kind == .word, token.keyword == .none, token.range.count >= 2,
      lexer.bytes[token.range.suffix(2)].elementsEqual("cc".utf8)
    else { return false }
    convention = text
    let isNumbered = token.range.count == 2
    try advance()
    if isNumbered { convention = "cc \(try parseNumber32("the number of a calling convention"))" }
    return true
  }

  private mutating func parseParameters(of function: inout IRFunction) throws(IRError) {
    try expect(.leftParen, "'(' after the name of a function")
    if try accept(.rightParen) { return }
    var number = 0
    repeat {
      if try accept(.ellipsis) {
        function.isVariadic = true
        break
      }
      let type = try parseType("the type of a parameter")
      switch type {
      case .void, .label, .function: throw fault("no parameter can have this type")
      default: break
      }
      var parameter = IRParameter(
        type: type, name: "", attributes: try parseParameterAttributes())
      if token.kind == .local {
        var names = IRNameTable()
        let index = Self.number(token, lexer.bytes, in: &names)
        parameter.name = names.name(index)
        if !token.isQuoted, let given = lexer.decimal(token.range), given < 1 << 31 {
          number = max(number, Int(given) + 1)
        }
        try advance()
      } else {
        parameter.name = String(number)
        number += 1
      }
      function.parameters.append(parameter)
    } while try accept(.comma)
    try expect(.rightParen, "',' or ')' after a parameter")
  }

  /// Consumes one of what may follow the parameters, but for metadata; false if there is none.
  private mutating func parseProperty(of function: inout IRFunction) throws(IRError) -> Bool {
    if try parseFunctionAttribute(&function.attributes) { return true }
    guard token.kind == .word else { return false }
    switch token.keyword {
    case .section:
      try advance()
      function.section = try parseString("the name of a section")
    case .partition, .gc:
      try advance()
      _ = try parseString("a string")
    case .comdat: try skipWordAttribute()
    case .addrspace: _ = try parseAddressSpace()
    case .personality, .prefix, .prologue:
      try advance()
      _ = try parseTypedConstant()
    default: return false
    }
    return true
  }

  // MARK: Bodies

  /// Reads all function bodies.
  mutating func parseBodies() throws(IRError) {
    for (index, mark) in bodies {
      lexer.mark = mark
      try parseBody(of: index)
    }
    var labels: [IRSymbolID: Set<String>] = [:]
    for (symbol, block, position) in blockAddresses {
      if labels[symbol] == nil {
        labels[symbol] = Set(module.function(of: symbol)?.blocks.map(\.name) ?? [])
      }
      guard labels[symbol]?.contains(block) ?? false else {
        throw fault("'%\(block)' is no block of that function", at: position)
      }
    }
  }

  private mutating func parseBody(of index: Int) throws(IRError) {
    function.reset(index: index)
    for parameter in module.functions[index].parameters {
      let name = Array(parameter.name.utf8)
      let local = function.names.add(name, 0..<name.count)
      guard local == function.locals.count else {
        throw fault(
          "the parameter '%\(parameter.name)' is there twice",
          at: module.functions[index].position)
      }
      function.locals.append(
        IRFunctionState.Local(
          type: parameter.type, position: module.functions[index].position, isDefined: true))
      if let number = UInt64(parameter.name), number < .max {
        function.nextNumber = max(function.nextNumber, number + 1)
      }
    }
    try advance()
    var isOpen = false
    while token.kind != .rightBrace {
      if token.kind == .word,
        token.keyword == .uselistorder || token.keyword == .uselistorderBB
      {
        try skipUseListOrder()
        continue
      }
      if token.kind == .label || !isOpen {
        guard !isOpen else {
          throw fault("the block before \(found) does not end in a terminator")
        }
        try startBlock()
        isOpen = true
        continue
      }
      if token.kind == .hash {
        try parseDebugRecord()
        continue
      }
      guard let instruction = try parseInstruction() else { continue }
      let block = function.blocks.count - 1
      function.blocks[block].instructions.append(instruction)
      if instruction.operation.isTerminator { isOpen = false }
    }
    guard !isOpen else { throw fault("the last block does not end in a terminator") }
    try finishBody()
  }

  /// Checks that all that is used is defined, and puts the function into the module.
  private mutating func finishBody() throws(IRError) {
    for (index, local) in function.locals.enumerated() where !local.isDefined {
      throw fault("'%\(function.names.name(index))' is not defined", at: local.position)
    }
    var places: [Int] = []
    for (index, label) in function.labelStates.enumerated() {
      guard let block = label.block else {
        throw fault("there is no block '%\(function.labels.name(index))'", at: label.position)
      }
      places.append(block)
    }
    if !places.indices.allSatisfy({ places[$0] == $0 }) {
      for block in function.blocks.indices {
        for index in function.blocks[block].instructions.indices {
          function.blocks[block].instructions[index].operation.renumberBlocks(places)
        }
      }
    }
    guard !function.blocks.isEmpty else { throw fault("a function has at least one block") }
    module.functions[function.index].blocks = function.blocks
    module.functions[function.index].debugRecords = function.debugRecords
    module.functions[function.index].values = function.locals.enumerated().map { index, local in
      IRLocal(name: function.names.name(index), type: local.type)
    }
    function.blocks = []
    function.debugRecords = []
  }
}

extension IROperation {
  /// Replaces every block `b` by block `places[b]`.
  fileprivate mutating func renumberBlocks(_ places: [Int]) {
    func at(_ block: IRBlockID) -> IRBlockID { IRBlockID(index: places[block.index]) }
    switch self {
    case .phi(let type, let incoming):
      self = .phi(
        type: type, incoming.map { IRIncoming(value: $0.value, block: at($0.block)) })
    case .br(let block): self = .br(at(block))
    case .condBr(let condition, let then, let other):
      self = .condBr(condition, then: at(then), else: at(other))
    case .switch(let value, let other, let cases):
      self = .switch(
        value, default: at(other),
        cases.map { IRSwitchCase(value: $0.value, block: at($0.block)) })
    case .indirectBr(let address, let blocks): self = .indirectBr(address, blocks.map(at))
    case .callBr(let call, let next, let blocks):
      self = .callBr(call, fallthrough: at(next), indirect: blocks.map(at))
    case .invoke(let call, let normal, let unwind):
      self = .invoke(call, normal: at(normal), unwind: at(unwind))
    default: break
    }
  }
}
