// Metadata: most of the text of a module, and little of it is ever looked at. So it is indexed by
// number and place at load, and decoded on demand.

/// A metadata node: `!5`, or one written in place.
struct MetadataID: Hashable, Sendable {
  /// The number; below zero for a node written in place.
  var number: Int32
}

/// The metadata of a module.
struct MetadataTable: Sendable {
  /// The text of the module, padded for the lexer.
  private var text: [UInt8] = IRLexer.padding
  /// Where each numbered node starts, in the order of numbers once `sort()` has been called.
  private var nodes: [(number: Int32, start: Int)] = []
  /// Where each node written in place starts.
  private var inPlace: [Int] = []
  /// Lists such as `!llvm.dbg.cu`, by name (without `!`).
  var named: [String: [MetadataID]] = [:]

  /// An empty table.
  init() {}

  /// A table over `text`, which has the lexer's padding.
  init(text: [UInt8]) { self.text = text }

  /// The numbers of all numbered nodes, in order.
  var numbered: some Sequence<MetadataID> {
    nodes.lazy.map { MetadataID(number: $0.number) }
  }

  /// Whether node `id` is there.
  func contains(_ id: MetadataID) -> Bool { start(of: id) != nil }

  /// Notes that node `number` starts at byte `start`.
  mutating func add(number: Int32, start: Int) {
    nodes.append((number, start))
  }

  /// Notes a node written in place, which starts at byte `start`, and gives it a number.
  mutating func addInPlace(start: Int) -> MetadataID {
    inPlace.append(start)
    return MetadataID(number: Int32(truncatingIfNeeded: -inPlace.count))
  }

  /// Sorts the nodes by number, and gives a number that occurs twice, if there is one.
  mutating func sort() -> Int32? {
    let isSorted = nodes.indices.dropFirst().allSatisfy { nodes[$0 - 1].number <= nodes[$0].number }
    if !isSorted { nodes.sort { ($0.number, $0.start) < ($1.number, $1.start) } }
    return nodes.indices.dropFirst().first { nodes[$0 - 1].number == nodes[$0].number }
      .map { nodes[$0].number }
  }

  private func start(of id: MetadataID) -> Int? {
    if id.number < 0 {
      let index = -1 - Int(id.number)
      return inPlace.indices.contains(index) ? inPlace[index] : nil
    }
    // Compilers number nodes without gaps; a search is needed only where a text has some.
    let number = Int(id.number)
    if nodes.indices.contains(number), nodes[number].number == id.number {
      return nodes[number].start
    }
    var low = 0
    var high = nodes.count
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle].number < id.number { low = middle + 1 } else { high = middle }
    }
    return low < nodes.count && nodes[low].number == id.number ? nodes[low].start : nil
  }

  /// Whether the text of node `id` starts with `prefix`; a quick test, before decoding it.
  func starts(_ id: MetadataID, with prefix: StaticString) -> Bool {
    guard let start = start(of: id) else { return false }
    return prefix.withUTF8Buffer { text[start...].starts(with: $0) }
  }

  /// Decodes node `id`; nil if it is not there or is malformed.
  func node(_ id: MetadataID) -> MetadataNode? {
    guard let start = start(of: id) else { return nil }
    var decoder = MetadataDecoder(lexer: IRLexer(padded: text, at: start))
    return decoder.decode()
  }
}

/// A decoded node.
struct MetadataNode: Hashable {
  /// `DILocation` and the like; nil for a tuple `!{...}`.
  var name: String?
  /// The operands; those of a tuple, and of DIExpression, have no key.
  var fields: [Field]

  /// One operand.
  struct Field: Hashable {
    /// Its name; empty if it has none.
    var key: String
    /// What it is.
    var value: MetadataValue
  }

  /// The operand called `key`, or nil.
  subscript(key: String) -> MetadataValue? {
    fields.first { $0.key == key }?.value
  }

  /// The node that operand `key` refers to, or nil.
  func reference(_ key: String) -> MetadataID? {
    if case .reference(let id) = self[key] { id } else { nil }
  }

  /// The string that operand `key` is, or nil.
  func string(_ key: String) -> String? {
    if case .string(let string) = self[key] { string } else { nil }
  }

  /// The integer that operand `key` is, or nil.
  func integer(_ key: String) -> Int? {
    if case .integer(let number) = self[key] { Int(number) } else { nil }
  }

  /// The words that operand `key` is (`DIFlagBitField`, `true`), or none.
  func words(_ key: String) -> [String] {
    if case .words(let words) = self[key] { words } else { [] }
  }
}

/// An operand of a metadata node.
enum MetadataValue: Hashable {
  /// `!5`.
  case reference(MetadataID)
  /// A node written in place.
  indirect case node(MetadataNode)
  case string(String)
  /// An integer, with a type (`i64 5`) or without; more than 64 bits wrap around.
  case integer(Int64)
  /// `DW_TAG_member`, `true`, `DIFlagA | DIFlagB`.
  case words([String])
  case null
  /// `ptr @name` and the like: the name.
  case symbol(String)
  /// Anything else.
  case other
}
