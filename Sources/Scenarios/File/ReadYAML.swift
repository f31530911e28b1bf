// Text to YAML nodes, strictly: what is not plain YAML of lists, maps and text is refused with its
// place. Scalars stay text: YAML 1.1 would make `no` false, `010` eight and `12:30` a number of
// seconds.

import Yams

/// The largest scenario, in bytes; a megabyte holds any driver and any diagram.
let scenarioBytesMax = 1 << 20

/// The text of a file's bytes, or why they are none. A byte order mark is dropped.
func decodeText(_ bytes: [UInt8], file: String) throws(Diagnostic) -> String {
  guard bytes.count <= scenarioBytesMax else {
    throw Diagnostic(
      file: file, message: "the scenario is larger than \(scenarioBytesMax >> 20) MiB",
      help: "keep a large driver in a .c file of its own")
  }
  var bytes = bytes[...]
  if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes = bytes.dropFirst(3) }
  if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
    throw Diagnostic(file: file, message: "this is UTF-16; save it as UTF-8")
  }
  let text = String(decoding: bytes, as: UTF8.self)
  let isValid = text.utf8.elementsEqual(bytes)
  var line = 1
  var column = 1
  var consumed = bytes.startIndex
  var last: Unicode.Scalar = " "
  for scalar in text.unicodeScalars {
    if scalar == "\u{fffd}", !isValid, !bytes[consumed...].starts(with: [0xef, 0xbf, 0xbd]) {
      let hex = String(bytes[consumed], radix: 16)
      throw Diagnostic(
        file: file, position: SourcePosition(line: line, column: column),
        message: "this is not UTF-8 text: byte 0x\(hex)")
    }
    consumed += UTF8.width(scalar)
    let isBreak = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
    if isBreak {
      if !(scalar == "\n" && last == "\r") { line += 1 }
      column = 1
    } else if scalar != "\t",
      scalar.properties.generalCategory == .control || scalar == "\u{feff}"
    {
      let hex = String(scalar.value, radix: 16)
      throw Diagnostic(
        file: file, position: SourcePosition(line: line, column: column),
        message: "a control character (U+\(String(repeating: "0", count: max(0, 4 - hex.count)))"
          + "\(hex.uppercased())) has no place in a scenario")
    } else {
      column += 1
    }
    last = scalar
  }
  return text
}

/// The one document of a text; nil if it is empty.
func readYAML(_ text: String, lines: [String], file: String) throws(Diagnostic) -> YAMLNode? {
  func diagnostic(
    _ position: SourcePosition, _ message: String, notes: [Diagnostic.Note] = [],
    help: String? = nil
  ) -> Diagnostic {
    let line = lines.indices.contains(position.line - 1) ? lines[position.line - 1] : nil
    return Diagnostic(
      file: file, position: position, message: message, sourceLine: line, notes: notes, help: help)
  }
  if let refused = YAMLScan.refuse(lines) {
    throw diagnostic(
      refused.position, refused.message,
      help: refused.couldBeText ? "put quotes around it if it is meant as text" : nil)
  }
  do {
    // The encoding is named because the default is taken from the environment.
    let parser = try Yams.Parser(yaml: text, encoding: .utf8)
    guard let root = try parser.singleRoot() else { return nil }
    return try convert(root, depth: 0, diagnostic: { diagnostic($0, $1) })
  } catch let error as Diagnostic {
    throw error
  } catch let error as YamlError {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      throw syntaxError(problem, mark, context, lines, diagnostic)
    case .duplicatedKeysInMapping(let keys, let context):
      let first = SourcePosition(line: context.mark.line, column: context.mark.column)
      let key = keys.first ?? "?"
      guard let second = second(key, after: first, lines) else {
        throw diagnostic(first, "the key '\(key.shortened)' is given twice")
      }
      throw diagnostic(
        second, "the key '\(key.shortened)' is given twice",
        notes: [.init(position: first, message: "first given here")])
    case .memory:
      throw Diagnostic(file: file, message: "this is nested too deeply")
    default:
      throw Diagnostic(file: file, message: "this is not YAML: \(error)".shortenedLines)
    }
  } catch {
    throw Diagnostic(file: file, message: "this is not YAML: \(error)".shortenedLines)
  }
}

extension String {
  fileprivate var shortenedLines: String {
    String(prefix { $0 != "\n" }.prefix(200))
  }
}

/// What libyaml says, in words that help.
private func syntaxError(
  _ problem: String, _ mark: Mark, _ context: YamlError.Context?, _ lines: [String],
  _ diagnostic: (SourcePosition, String, [Diagnostic.Note], String?) -> Diagnostic
) -> Diagnostic {
  // libyaml puts the end of the text behind the last line.
  var position = SourcePosition(line: mark.line, column: mark.column)
  if position.line > lines.count, let last = lines.last {
    position = SourcePosition(line: lines.count, column: last.unicodeScalars.count + 1)
  }
  let line = lines.indices.contains(position.line - 1) ? lines[position.line - 1] : ""
  let scalars = Array(line.unicodeScalars)
  let indent = scalars.prefix { $0 == " " || $0 == "\t" }
  if let tab = indent.firstIndex(of: "\t") {
    return diagnostic(
      SourcePosition(line: position.line, column: tab + 1), "a tab cannot indent YAML", [],
      "use spaces")
  }
  if problem == "but found another document" {
    return diagnostic(position, "a file holds one scenario", [], "split it at the '---'")
  }
  if problem == "found unexpected end of stream", let context,
    context.text.contains("quoted scalar")
  {
    return diagnostic(
      SourcePosition(line: context.mark.line, column: context.mark.column),
      "this quote is never closed", [], nil)
  }
  var notes: [Diagnostic.Note] = []
  if let context, !context.text.isEmpty,
    context.mark.line != mark.line || context.mark.column != mark.column
  {
    notes.append(
      .init(
        position: SourcePosition(line: context.mark.line, column: context.mark.column),
        message: context.text))
  }
  var help: String?
  if line.contains(" any [") || line.contains(" sequence [") {
    help = "inside brackets, put quotes around it: \"any [0, 1]\""
  } else if problem.contains("mapping values are not allowed") {
    help = "put quotes around a text that has ': ' in it"
  }
  return diagnostic(position, "this is not YAML: \(problem)", notes, help)
}

/// Where `key` is given again in the map that has it at `first`: libyaml's binding tells only one
/// of the places.
private func second(
  _ key: String, after first: SourcePosition, _ lines: [String]
) -> SourcePosition? {
  for n in first.line..<max(first.line, lines.count) {
    let scalars = Array(lines[n].unicodeScalars)
    guard let indent = scalars.firstIndex(where: { $0 != " " }) else { continue }
    if indent < first.column - 1 { return nil }
    guard indent == first.column - 1 else { continue }
    let rest = String(String.UnicodeScalarView(scalars[indent...]))
    for written in [key, "\"\(key)\"", "'\(key)'"] where rest.hasPrefix(written) {
      let after = rest.dropFirst(written.count).drop { $0 == " " }
      if after.first == ":" { return SourcePosition(line: n + 1, column: first.column) }
    }
  }
  return nil
}

/// Yams' nodes as ours. The parser has to be alive: nodes know their anchors only through it.
private func convert(
  _ node: Node, depth: Int, diagnostic: (SourcePosition, String) -> Diagnostic
) throws(Diagnostic) -> YAMLNode {
  let position = SourcePosition(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  guard depth <= YAMLScan.nestingMax else {
    throw diagnostic(position, "this is nested too deeply")
  }
  guard node.anchor == nil else { throw diagnostic(position, "YAML anchors are not used here") }
  switch node {
  case .scalar(let scalar):
    let style: YAMLNode.Style
    switch scalar.style {
    case .plain, .any: style = .plain
    case .singleQuoted, .doubleQuoted: style = .quoted
    case .literal: style = .literal
    case .folded: style = .folded
    }
    return YAMLNode(kind: .text(scalar.string, style: style), position: position)
  case .sequence(let sequence):
    var items: [YAMLNode] = []
    for item in sequence {
      items.append(try convert(item, depth: depth + 1, diagnostic: diagnostic))
    }
    return YAMLNode(kind: .list(items), position: position)
  case .mapping(let mapping):
    var pairs: [(key: YAMLNode.Key, value: YAMLNode)] = []
    var seen: [String: SourcePosition] = [:]
    for (key, value) in mapping {
      let converted = try convert(key, depth: depth + 1, diagnostic: diagnostic)
      guard case .text(let text, _) = converted.kind else {
        throw diagnostic(converted.position, "a key has to be a word, not \(converted.what)")
      }
      // Yams takes `1` and `"1"` for two keys.
      if let first = seen.updateValue(converted.position, forKey: text) {
        var error = diagnostic(
          converted.position, "the key '\(text.shortened)' is given twice")
        error.notes = [.init(position: first, message: "first given here")]
        throw error
      }
      pairs.append(
        (
          YAMLNode.Key(text: text, position: converted.position),
          try convert(value, depth: depth + 1, diagnostic: diagnostic)
        ))
    }
    return YAMLNode(kind: .map(pairs), position: position)
  case .alias:
    throw diagnostic(position, "YAML aliases are not used here")
  }
}
