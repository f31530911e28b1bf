// The heading of a column: `admin`, `work foo_detect#2`, `CPU 1 (admin)`.

/// The thread that a heading names, which of that name, and what else it says.
func readHeadingText(
  _ heading: String
) throws(CellRefusal) -> (thread: String, ordinal: Int, label: String) {
  var text = String(heading.unicodeScalars.filter { $0 != "`" }).trimmed
  if text.hasSuffix(":") { text = String(text.dropLast()).trimmed }
  var label = ""
  if let count = labelLength(text) {
    let end = text.index(text.startIndex, offsetBy: count)
    label = String(text[..<end]).trimmed
    text = String(text[end...]).trimmed
    while let first = text.first, first == ":" || first == "-" || first == "," {
      text = String(text.dropFirst()).trimmed
    }
    if text.hasPrefix("("), text.hasSuffix(")") {
      text = String(text.dropFirst().dropLast()).trimmed
    }
  } else if text.hasSuffix(")"), let open = text.lastIndex(of: "("), open != text.startIndex {
    // `admin (CPU 1)`
    let inner = String(text[text.index(after: open)...].dropLast()).trimmed
    if labelLength(inner) == inner.count {
      label = inner
      text = String(text[..<open]).trimmed
    }
  }
  var ordinal = 1
  if let hash = text.lastIndex(of: "#") {
    let digits = text[text.index(after: hash)...]
    guard let n = Int(digits), (1...64).contains(n) else {
      throw CellRefusal(
        message: "'\(text.shortened)' names no thread", help: "write 'NAME#2' for the second one")
    }
    ordinal = n
    text = String(text[..<hash]).trimmed
  }
  if text.hasSuffix("()") { text = String(text.dropLast(2)).trimmed }
  let thread = words(of: text).map(\.text).joined(separator: " ")
  guard !thread.isEmpty else {
    let what = label.isEmpty ? "this column" : "column '\(label.shortened)'"
    throw CellRefusal(
      message: "\(what) names no thread",
      help: "write '\(label.isEmpty ? "CPU0" : label) (THREAD)', or only the thread's name")
  }
  return (thread, ordinal, label)
}

/// How many characters of a heading are a label such as `CPU0`, `CPU 1` or `Thread 2`.
private func labelLength(_ text: String) -> Int? {
  let lower = text.lowercased()
  guard lower.count == text.count else { return nil }
  for word in ["cpu", "thread", "task"] where lower.hasPrefix(word) {
    var rest = lower.dropFirst(word.count)
    rest = rest.drop { $0 == " " }
    if rest.first == "#" { rest = rest.dropFirst() }
    let digits = rest.prefix(while: \.isASCIIDigit)
    // `task a`, but not `tasklet`.
    let isLetter =
      digits.isEmpty && word != "cpu" && lower.dropFirst(word.count).first == " "
      && rest.first?.isASCIILetter == true && rest.dropFirst().first?.isASCIILetter != true
    guard !digits.isEmpty || isLetter else { return nil }
    let after = rest.dropFirst(isLetter ? 1 : digits.count)
    if let next = after.first, next.isASCIILetter || next == "_" || next.isASCIIDigit { return nil }
    return lower.count - after.count
  }
  return nil
}
