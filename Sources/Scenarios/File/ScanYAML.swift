// What the YAML parser would accept and we do not: anchors, aliases, tags, directives, complex
// keys, deep nesting. They are looked for before parsing, because an alias costs nothing to write
// and everything to expand, and because the parsed document no longer says what was an alias.

/// Walks the text as far as is needed to tell where a value begins.
struct YAMLScan {
  /// Deeper nesting than any scenario has.
  static let nestingMax = 24

  private let lines: [[Unicode.Scalar]]
  private var line = 0
  private var column = 0
  /// Brackets that are open.
  private var flow: [Unicode.Scalar] = []
  /// A plain scalar may go on in lines that are indented more than this; nil: none is open.
  private var openPlain: Int?
  /// The column of the key or dash that the next value belongs to.
  private var parent = -1

  /// The first thing that we do not accept, or nil.
  static func refuse(_ lines: [String]) -> Refused? {
    var scan = YAMLScan(lines: lines.map { Array($0.unicodeScalars) })
    return scan.run()
  }

  private init(lines: [[Unicode.Scalar]]) { self.lines = lines }

  private mutating func run() -> Refused? {
    while line < lines.count {
      if let found = scanLine() { return found }
      line += 1
    }
    return nil
  }

  /// Something that is not accepted, and where.
  struct Refused {
    var position: SourcePosition
    var message: String
    /// Whether it would be fine in quotes.
    var couldBeText: Bool
  }

  private func refusal(_ message: String, couldBeText: Bool = false) -> Refused {
    Refused(
      position: SourcePosition(line: line + 1, column: column + 1), message: message,
      couldBeText: couldBeText)
  }

  /// Scans from the start of a line; ends in the last line that it has used up.
  private mutating func scanLine() -> Refused? {
    let indent = lines[line].firstIndex { $0 != " " } ?? lines[line].count
    column = indent
    guard column < lines[line].count else { return nil }
    if indent == 0, lines[line][0] == "%" { return refusal("YAML directives are not used here") }
    var atValue = true
    if let open = openPlain {
      if indent > open || !flow.isEmpty { atValue = false } else { openPlain = nil }
    }
    if flow.isEmpty, openPlain == nil { parent = indent - 1 }
    var keyStart = column
    var dashes = 0
    while column < lines[line].count {
      let scalars = lines[line]
      let c = scalars[column]
      let next = column + 1 < scalars.count ? scalars[column + 1] : " "
      switch c {
      case " ", "\t":
        column += 1
        continue
      case "#" where column == indent || scalars[column - 1] == " " || scalars[column - 1] == "\t":
        return nil
      case ":" where !atValue || keyStart < column:
        // The end of a key.
        let ends =
          next == " " || next == "\t"
          || (!flow.isEmpty && ",[]{}".unicodeScalars.contains(next))
        column += 1
        if ends {
          if flow.isEmpty { parent = keyStart }
          openPlain = nil
          atValue = true
          keyStart = column
        }
        continue
      case "[" where atValue || !flow.isEmpty, "{" where atValue || !flow.isEmpty:
        flow.append(c)
        if flow.count > Self.nestingMax { return refusal("this is nested too deeply") }
        atValue = true
      case "]" where !flow.isEmpty, "}" where !flow.isEmpty:
        flow.removeLast()
        atValue = false
        openPlain = nil
      case "," where !flow.isEmpty:
        atValue = true
        openPlain = nil
        keyStart = column + 1
      case "\"" where atValue, "'" where atValue:
        keyStart = column
        skipQuoted(c)
        atValue = false
        continue
      case "|" where atValue && flow.isEmpty, ">" where atValue && flow.isEmpty:
        skipBlock()
        return nil
      case "-" where atValue && flow.isEmpty && next == " ":
        dashes += 1
        if dashes > Self.nestingMax { return refusal("this is nested too deeply") }
        parent = column
        keyStart = column + 1
      case "?" where atValue && next == " ": return refusal("a key has to be a word")
      case "&" where atValue: return refusal("YAML anchors are not used here", couldBeText: true)
      case "*" where atValue: return refusal("YAML aliases are not used here", couldBeText: true)
      case "!" where atValue: return refusal("YAML tags are not used here", couldBeText: true)
      default:
        if atValue {
          keyStart = column
          openPlain = parent
        }
        atValue = false
      }
      column += 1
    }
    return nil
  }

  /// From an opening quote to behind the closing one, which may be lines below.
  private mutating func skipQuoted(_ quote: Unicode.Scalar) {
    column += 1
    while line < lines.count {
      while column < lines[line].count {
        let c = lines[line][column]
        column += 1
        if c == "\\", quote == "\"" {
          column += 1
        } else if c == quote {
          guard quote == "'", column < lines[line].count, lines[line][column] == "'" else { return }
          column += 1
        }
      }
      guard line + 1 < lines.count else { return }
      line += 1
      column = 0
    }
  }

  /// To the last line of the block whose header this line ends with.
  private mutating func skipBlock() {
    while line + 1 < lines.count {
      let next = lines[line + 1]
      if let indent = next.firstIndex(where: { $0 != " " }), indent <= parent { return }
      line += 1
    }
  }
}
