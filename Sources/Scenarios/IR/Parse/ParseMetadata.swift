// Metadata, as far as it is read at load: numbers, places, and the lists with a name.

extension IRParser {
  /// Consumes `!5 = ...`, whose number is the current token.
  mutating func parseNumberedMetadata() throws(IRError) {
    let number = try metadataNumber()
    try advance()
    try expect(.equal, "'=' after the number of a metadata node")
    _ = try accept(.distinct)
    if token.kind == .word, token.keyword == .metadata || startsType {
      throw fault("metadata of LLVM 3.5 and older is not read; compile with clang 15 or later")
    }
    module.metadata.add(number: number, start: token.start)
    try skipMetadataNode()
  }

  /// Consumes `!name = !{!1, !2}`, whose name is the current token.
  mutating func parseNamedMetadata() throws(IRError) {
    let name = String(decoding: unescape(token.range), as: UTF8.self)
    try advance()
    try expect(.equal, "'=' after the name of a metadata list")
    try expect(.exclamation, "'!' of a metadata list")
    try expect(.leftBrace, "'{' of a metadata list")
    var list: [MetadataID] = []
    while token.kind != .rightBrace {
      list.append(try parseMetadataNode())
      guard try accept(.comma) else { break }
    }
    try expect(.rightBrace, "',' or '}' in a metadata list")
    module.metadata.named[name, default: []] += list
  }

  /// Consumes `!5`, or a node written in place.
  mutating func parseMetadataNode() throws(IRError) -> MetadataID {
    guard token.kind == .metadataNumber else {
      let start = token.start
      try skipMetadataNode()
      return module.metadata.addInPlace(start: start)
    }
    let id = MetadataID(number: try metadataNumber())
    if isTopLevelRead, !module.metadata.contains(id) {
      throw fault("the metadata node \(found) is not defined")
    }
    try advance()
    return id
  }

  private func metadataNumber() throws(IRError) -> Int32 {
    guard let number = lexer.decimal(token.range), number <= UInt64(Int32.max) else {
      throw fault("the number of a metadata node is at most 2147483647")
    }
    return Int32(number)
  }

  /// Skips `!{...}` or `!DIName(...)`.
  private mutating func skipMetadataNode() throws(IRError) {
    switch token.kind {
    case .exclamation:
      try advance()
      guard token.kind == .leftBrace else {
        throw expected("'{' after '!'")
      }
    case .metadataName:
      try advance()
      guard token.kind == .leftParen else {
        throw expected("'(' after the name of a metadata node")
      }
    default: throw expected("a metadata node")
    }
    try skipBalanced("a metadata node")
  }

  /// Consumes an operand of type `metadata`, or of a debug record.
  mutating func parseMetadataOperand() throws(IRError) -> IRMetadataOperand {
    switch token.kind {
    case .exclamation where lexer.peek() == UInt8(ascii: "\""):
      try advance()
      return .string(try parseString("a metadata string"))
    case .metadataNumber, .exclamation, .metadataName: return .node(try parseMetadataNode())
    default: return .value(try parseTypedValue("a metadata node or a value"))
    }
  }

  /// Consumes `, !dbg !5, !other !6` after an instruction or a global, as far as it goes, and gives
  /// the node of `!dbg`.
  mutating func parseAttachments() throws(IRError) -> MetadataID? {
    var debug: MetadataID?
    while try accept(.comma) {
      guard token.kind == .metadataName else {
        throw expected("'!' and the name of metadata after ','")
      }
      try parseAttachment(&debug)
    }
    return debug
  }

  /// Consumes `!name !5`, whose name is the current token.
  mutating func parseAttachment(_ debug: inout MetadataID?) throws(IRError) {
    let isDebug = lexer.holds("dbg", token.range)
    try advance()
    let node = try parseMetadataNode()
    if isDebug { debug = node }
  }
}
