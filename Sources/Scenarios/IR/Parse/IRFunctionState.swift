// What is known of a function while its body is read.

/// The names, values and blocks of one function.
struct IRFunctionState {
  /// Index into `IRModule.functions`.
  var index = 0
  /// Names of local values; the number is the `IRValueID`.
  var names = IRNameTable()
  /// Each local value.
  var locals: [Local] = []
  /// The number of the next value or block without a name.
  var nextNumber: UInt64 = 0
  /// Labels, numbered in the order of first mention.
  var labels = IRNameTable()
  /// Each label.
  var labelStates: [Label] = []
  /// The blocks, in the order of the text.
  var blocks: [IRBlock] = []
  /// Debug records, in the order of the text.
  var debugRecords: [IRDebugRecord] = []

  /// A local value.
  struct Local {
    /// Its type, as its first mention gives it.
    var type: IRType
    /// Where it was first mentioned.
    var position: IRPosition
    /// Whether it has been defined.
    var isDefined: Bool
  }

  /// A label.
  struct Label {
    /// Where it was first mentioned.
    var position: IRPosition
    /// The index of its block; nil until it is defined.
    var block: Int?
  }

  /// Forgets everything, for function `index`.
  mutating func reset(index: Int) {
    self.index = index
    names.removeAll()
    locals.removeAll(keepingCapacity: true)
    nextNumber = 0
    labels.removeAll()
    labelStates.removeAll(keepingCapacity: true)
    blocks = []
    debugRecords = []
  }
}

extension IRParser {
  // MARK: Local values

  /// Consumes `%name`, a use of a local value of `type`.
  mutating func parseLocal(_ type: IRType) throws(IRError) -> IRValueID {
    let index = Self.number(token, lexer.bytes, in: &function.names)
    if index == function.locals.count {
      guard isTopLevelRead else { throw fault("there is no local value here") }
      function.locals.append(
        IRFunctionState.Local(type: type, position: token.position, isDefined: false))
    } else if function.locals[index].type != type {
      throw fault(
        "\(found) is \(module.text(of: function.locals[index].type)) and is used as "
          + module.text(of: type))
    }
    try advance()
    return IRValueID(index: index)
  }

  /// Defines the result of an instruction: called as `name` says, or by the next number if nil.
  mutating func defineLocal(
    _ name: IRToken?, _ type: IRType, at position: IRPosition
  ) throws(IRError) -> IRValueID {
    let index: Int
    if let name {
      index = Self.number(name, lexer.bytes, in: &function.names)
      noteNumber(name)
    } else {
      let digits = Array(String(function.nextNumber).utf8)
      function.nextNumber &+= 1
      index = function.names.add(digits, 0..<digits.count)
    }
    if index == function.locals.count {
      function.locals.append(
        IRFunctionState.Local(type: type, position: position, isDefined: true))
      return IRValueID(index: index)
    }
    let local = function.locals[index]
    let text = "'%\(function.names.name(index))'"
    if local.isDefined { throw fault("\(text) is defined twice", at: position) }
    guard local.type == type else {
      throw fault(
        "\(text) is \(module.text(of: type)) and was used as \(module.text(of: local.type))",
        at: position)
    }
    function.locals[index].isDefined = true
    return IRValueID(index: index)
  }

  /// Goes on counting after `name`, if it is a number.
  private mutating func noteNumber(_ name: IRToken) {
    if !name.isQuoted, let number = lexer.decimal(name.range), number < .max {
      function.nextNumber = max(function.nextNumber, number + 1)
    }
  }

  // MARK: Blocks

  /// Consumes `label %name`.
  mutating func parseLabel() throws(IRError) -> IRBlockID {
    try expect(IRKeyword.label, "'label'")
    return try parseLabelName()
  }

  /// Consumes `%name`, a use of a label. The number is that of the label, until `finishBody`.
  mutating func parseLabelName() throws(IRError) -> IRBlockID {
    guard token.kind == .local else { throw expected("'%' and a label") }
    let index = Self.number(token, lexer.bytes, in: &function.labels)
    if index == function.labelStates.count {
      function.labelStates.append(IRFunctionState.Label(position: token.position, block: nil))
    }
    try advance()
    return IRBlockID(index: index)
  }

  /// Starts a block: called as the current token, a label, says, or else by the next number.
  mutating func startBlock() throws(IRError) {
    let index: Int
    if token.kind == .label {
      index = Self.number(token, lexer.bytes, in: &function.labels)
      noteNumber(token)
    } else {
      let digits = Array(String(function.nextNumber).utf8)
      function.nextNumber &+= 1
      index = function.labels.add(digits, 0..<digits.count)
    }
    if index == function.labelStates.count {
      function.labelStates.append(IRFunctionState.Label(position: token.position, block: nil))
    }
    guard function.labelStates[index].block == nil else {
      throw fault("the label '\(function.labels.name(index))' is defined twice")
    }
    function.labelStates[index].block = function.blocks.count
    function.blocks.append(
      IRBlock(
        name: function.labels.name(index), instructions: [], position: token.position))
    if token.kind == .label { try advance() }
  }
}
