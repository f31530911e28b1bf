// YAML as we use it: text, lists and maps with their places, and nothing that would be typed for
// us. The rest of the reader sees only this, whoever has parsed it.

/// A piece of YAML.
struct YAMLNode {
  enum Kind {
    /// The text of a scalar. A plain one with no text is YAML's null.
    case text(String, style: Style)
    case list([YAMLNode])
    /// In the order of the file; no key is there twice.
    case map([(key: Key, value: YAMLNode)])
  }

  enum Style {
    case plain
    case quoted
    /// `|` or `>`: what is written starts in the line below.
    case block
  }

  /// A key of a map.
  struct Key {
    var text: String
    var position: SourcePosition
  }

  var kind: Kind
  var position: SourcePosition

  /// Whether nothing is written there.
  var isEmpty: Bool {
    if case .text("", .plain) = kind { return true }
    return false
  }

  /// What it is, for a message.
  var what: String {
    switch kind {
    case .text(let text, _): return isEmpty ? "nothing" : "'\(text.shortened)'"
    case .list: return "a list"
    case .map: return "a map"
    }
  }
}

extension String {
  /// Short enough to be quoted in a message.
  var shortened: String {
    let line = prefix { $0 != "\n" }
    return line.count < count || line.count > 40 ? String(line.prefix(37)) + "..." : self
  }
}

/// The lines of a text, broken where YAML breaks them.
func linesOfYAML(_ text: String) -> [String] {
  var lines: [String] = []
  var line = String.UnicodeScalarView()
  var afterReturn = false
  for scalar in text.unicodeScalars {
    if scalar == "\n", afterReturn {
      afterReturn = false
      continue
    }
    afterReturn = scalar == "\r"
    switch scalar {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
      lines.append(String(line))
      line = String.UnicodeScalarView()
    default: line.append(scalar)
    }
  }
  lines.append(String(line))
  return lines
}
