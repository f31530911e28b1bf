import ArgumentParser
import Sim

/// What a check means, an example, how to fix it.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Explain a check: what it means, an example, how to fix it.")

  @Argument(help: "A check's name, such as use-after-free; all of them if left out.")
  var check: String?

  func run() throws {
    guard let check else {
      var text = ""
      for name in CheckName.allCases {
        text += name.rawValue.padded(to: 22) + name.explanation.meaning + "\n"
      }
      print(text, terminator: "")
      return
    }
    guard let name = CheckName(rawValue: check) else {
      let names = CheckName.allCases.map(\.rawValue)
      let nearest = names.min { distance($0, check) < distance($1, check) } ?? ""
      throw ValidationError("there is no check '\(check)'; did you mean '\(nearest)'?")
    }
    let e = name.explanation
    var text = "\(name.rawValue)\n\n\(wrapped(e.meaning))\n\n"
    if !e.isImplemented { text += "Not implemented yet: it never fires.\n\n" }
    if !name.isOnByDefault { text += "Off by default: checks: {\(name.rawValue): on}\n\n" }
    text += "For example\n\n"
    for line in e.example.split(separator: "\n", omittingEmptySubsequences: false) {
      text += "    \(line)\n"
    }
    text += "\nWhat to do\n\n\(wrapped(e.remedy))\n\nOn a real kernel it is seen by: \(e.seenBy).\n"
    print(text, terminator: "")
  }
}

extension String {
  /// Filled up with spaces, never cut.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}

/// Broken into lines of at most 75 columns.
func wrapped(_ text: String, indent: String = "") -> String {
  var lines: [String] = []
  var line = indent
  for word in text.split(separator: " ") {
    if line.count + word.count + 1 > 75, line != indent {
      lines.append(line)
      line = indent
    }
    line += (line == indent ? "" : " ") + word
  }
  lines.append(line)
  return lines.joined(separator: "\n")
}

/// Levenshtein distance, for "did you mean".
func distance(_ a: String, _ b: String) -> Int {
  let a = Array(a)
  let b = Array(b)
  var row = Array(0...b.count)
  for i in 0..<a.count {
    var previous = row[0]
    row[0] = i + 1
    for j in 0..<b.count {
      let old = row[j + 1]
      row[j + 1] = min(old + 1, row[j] + 1, previous + (a[i] == b[j] ? 0 : 1))
      previous = old
    }
  }
  return row[b.count]
}
