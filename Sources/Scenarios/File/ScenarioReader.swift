// What all parts of the reader share: where errors go, and how a node is taken for what it has to
// be. An error does not end the reading: whatever else is wrong is found in the same go.

import Sim

/// Reads one scenario file.
struct ScenarioReader {
  /// As messages call the file.
  let file: String
  let lines: [String]
  private(set) var errors: [Diagnostic] = []

  init(file: String, lines: [String]) {
    self.file = file
    self.lines = lines
  }

  /// Errors beyond these are not reported: by then they follow from each other.
  static let errorsMax = 20

  /// The errors in the order of the file; empty if there are none.
  var sortedErrors: [Diagnostic] {
    let all = errors.enumerated().sorted { a, b in
      let p = a.element.position ?? SourcePosition(line: 0, column: 0)
      let q = b.element.position ?? SourcePosition(line: 0, column: 0)
      return (p.line, p.column, a.offset) < (q.line, q.column, b.offset)
    }
    return all.prefix(Self.errorsMax).map(\.element)
  }

  /// Notes an error; the same one is noted once.
  mutating func error(
    _ position: SourcePosition, _ message: String, length: Int = 1,
    notes: [Diagnostic.Note] = [], help: String? = nil
  ) {
    // A file that is wrong everywhere must not cost time without bound.
    guard errors.count < 10 * Self.errorsMax else { return }
    let line = lines.indices.contains(position.line - 1) ? lines[position.line - 1] : nil
    let new = Diagnostic(
      file: file, position: position, message: message, sourceLine: line, length: length,
      notes: notes, help: help)
    if !errors.contains(new) { errors.append(new) }
  }

  /// Notes an error about a whole node.
  mutating func error(_ node: YAMLNode, _ message: String, help: String? = nil) {
    var length = 1
    if case .text(let text, let style) = node.kind, style == .plain || style == .quoted,
      !text.contains("\n")
    {
      length = text.unicodeScalars.count + (style == .quoted ? 2 : 0)
    }
    error(node.position, message, length: max(1, length), help: help)
  }

  /// Notes an error about a key.
  mutating func error(_ key: YAMLNode.Key, _ message: String, help: String? = nil) {
    error(key.position, message, length: max(1, key.text.unicodeScalars.count), help: help)
  }

  /// Notes an error about a part of a node's text.
  mutating func error(_ node: YAMLNode, _ refusal: LocatedRefusal) {
    guard case .text(let text, let style) = node.kind, style == .plain || style == .quoted,
      !text.contains("\n")
    else {
      error(node, refusal.message, help: refusal.help)
      return
    }
    // An escape in quotes makes the text shorter than what is written: then the whole is meant.
    let start = node.position.column - 1 + (style == .quoted ? 1 : 0)
    var isVerbatim = false
    if lines.indices.contains(node.position.line - 1) {
      isVerbatim = lines[node.position.line - 1].unicodeScalars.dropFirst(start)
        .starts(with: text.unicodeScalars)
    }
    guard isVerbatim else {
      error(node, refusal.message, help: refusal.help)
      return
    }
    error(
      SourcePosition(line: node.position.line, column: start + 1 + refusal.offset),
      refusal.message, length: refusal.length, help: refusal.help)
  }

  /// One line of text.
  mutating func text(_ node: YAMLNode, _ what: String) -> String? {
    guard case .text(let text, _) = node.kind, !node.isEmpty else {
      error(node, node.isEmpty ? "\(what) is missing" : "\(what) has to be text, not \(node.what)")
      return nil
    }
    let line = text.hasSuffix("\n") ? String(text.dropLast()) : text
    guard !line.contains("\n") else {
      error(node, "\(what) has to be one line")
      return nil
    }
    guard !line.allSatisfy(\.isWhitespace) else {
      error(node, "\(what) is empty")
      return nil
    }
    return line
  }

  /// A list; a single text stands for a list of one.
  mutating func list(_ node: YAMLNode, _ what: String) -> [YAMLNode]? {
    switch node.kind {
    case .list(let items): return items
    case .text where !node.isEmpty: return [node]
    default:
      error(node, "\(what) has to be a list, not \(node.what)")
      return nil
    }
  }

  /// A map.
  mutating func map(
    _ node: YAMLNode, _ what: String, help: String? = nil
  ) -> [(key: YAMLNode.Key, value: YAMLNode)]? {
    if case .map(let pairs) = node.kind { return pairs }
    error(node, "\(what) has to be a map of names to values, not \(node.what)", help: help)
    return nil
  }

  /// A number within bounds.
  mutating func number(_ node: YAMLNode, _ range: ClosedRange<Int>, _ what: String) -> Int? {
    guard let text = text(node, what) else { return nil }
    do { return try readNumber(text, range, what) } catch {
      self.error(node, error.message)
      return nil
    }
  }
}
