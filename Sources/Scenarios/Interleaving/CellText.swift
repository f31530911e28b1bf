// The operation that a cell of a diagram names. People write what is in the source, so a cell may
// be a call with its arguments, a condition or an assignment: what counts is the call or the memory
// access in it.

import Sim

/// Why a cell names nothing.
struct CellRefusal: Error {
  var message: String
  var help: String?
}

/// The macros that are accesses in disguise: the access is what their first argument names.
private let accessMacros: [String] = [
  "READ_ONCE", "WRITE_ONCE", "smp_load_acquire", "smp_store_release", "rcu_dereference",
  "rcu_assign_pointer",
]

/// Occurrences beyond this are a slip of the pen.
private let occurrenceMax = 1_000_000

/// Bytes of a cell; no statement of C that a person would paste is longer.
private let cellMax = 1000

/// Open questions that one operation may have.
private let answersMax = 64

/// What a cell says.
struct Cell: Equatable {
  var operation: ScriptOperation
  /// Which occurrence from here, from 1.
  var occurrence = 1
  /// Numbers of the answers to the operation's open questions, from 0.
  var answers: [UInt16] = []
}

/// Reads a cell: `kfree(dev);`, `kfree#2`, `foo.c:120`, `dev->gone = true`, `free_irq() ...`,
/// `readl() -> #1`.
func parseCell(_ written: String) throws(CellRefusal) -> Cell {
  guard written.utf8.count <= cellMax else {
    throw CellRefusal(message: "this is too long for an operation", help: nil)
  }
  var text = strip(written)
  var cell = Cell(operation: .call(""))
  while let arrow = text.ranges(of: "->").last {
    let answer = String(text[arrow.upperBound...]).trimmed
    guard answer.hasPrefix("#") else { break }
    guard let n = UInt16(answer.dropFirst()), n < 0x8000, cell.answers.count < answersMax else {
      throw CellRefusal(
        message: "'\(answer.shortened)' is no answer",
        help: "'-> #0' is the first answer to an open question")
    }
    cell.answers.insert(n, at: 0)
    text = strip(String(text[..<arrow.lowerBound]))
  }
  var isStep = false
  // `NAME#2 ...` and `NAME ... #2` are the same, and so are `NAME#2()` and `NAME()#2`.
  for _ in 0..<2 {
    if text.hasSuffix("...") || text.hasSuffix("…"), !isStep {
      isStep = true
      text = strip(String(text.dropLast(text.hasSuffix("…") ? 1 : 3)))
    } else if let hash = text.lastIndex(of: "#"), cell.occurrence == 1 {
      let behind = text[text.index(after: hash)...]
      let digits = behind.prefix(while: \.isASCIIDigit)
      let rest = String(behind[digits.endIndex...])
      guard !digits.isEmpty, rest.isEmpty || rest.hasPrefix("(") && rest.hasSuffix(")") else {
        break
      }
      guard let n = Int(digits), (1...occurrenceMax).contains(n) else {
        throw CellRefusal(
          message: "'#\(String(digits).shortened)' is no occurrence",
          help: "the first from here is #1, or nothing")
      }
      cell.occurrence = n
      text = strip(String(text[..<hash]) + rest)
    }
  }
  guard !text.isEmpty else {
    throw CellRefusal(
      message: "'\(written.trimmed.shortened)' names no operation",
      help: "write the name of a function, FILE:LINE, or what is accessed")
  }
  cell.operation = try operation(text, depth: 0)
  guard isStep else { return cell }
  guard case .call(let name) = cell.operation else {
    throw CellRefusal(
      message: "'...' is one step of a call: '\(text.shortened)' is none",
      help: "write 'NAME ...' with the name of a function")
  }
  cell.operation = .step(name)
  return cell
}

/// Without the marks that are no part of an operation.
private func strip(_ text: String) -> String {
  var text = String(text.unicodeScalars.filter { $0 != "`" }).trimmed
  while let last = text.last, last == ";" || last == "{" || last == "," {
    text = String(text.dropLast()).trimmed
  }
  return text
}

private func operation(_ text: String, depth: Int) throws(CellRefusal) -> ScriptOperation {
  if text.isIdentifier { return .call(text) }
  if let (file, line) = try sourceLine(text) { return .line(file: file, line: line) }
  guard depth < 8 else { return .access(squeezed(text)) }
  if text.hasPrefix("!"), !text.hasPrefix("!=") {
    return try operation(strip(String(text.dropFirst())), depth: depth + 1)
  }
  if let (name, arguments) = call(text) {
    if ["if", "while", "for", "switch"].contains(name), !strip(arguments).isEmpty {
      return try operation(strip(arguments), depth: depth + 1)
    }
    if accessMacros.contains(name) {
      var first = strip(firstArgument(arguments))
      if first.hasPrefix("&") { first = strip(String(first.dropFirst())) }
      if !first.isEmpty { return .access(squeezed(first)) }
    }
    return .call(name)
  }
  if text.hasPrefix("return ") || text.hasPrefix("return(") {
    return try operation(strip(String(text.dropFirst(6))), depth: depth + 1)
  }
  if let (left, right) = assignment(text) {
    if isMemory(left) { return .access(squeezed(left)) }
    if call(right) != nil || isMemory(right) { return try operation(right, depth: depth + 1) }
    // The type of a declaration is no part of what is accessed.
    return .access(words(of: left).last?.text ?? left)
  }
  for comparison in ["==", "!="] {
    if let range = text.firstRange(of: comparison) {
      let left = strip(String(text[..<range.lowerBound]))
      if !left.isEmpty { return try operation(left, depth: depth + 1) }
    }
  }
  for sign in ["++", "--"] {
    guard text.count > 2 else { continue }
    if text.hasSuffix(sign) { return .access(squeezed(strip(String(text.dropLast(2))))) }
    if text.hasPrefix(sign) { return .access(squeezed(strip(String(text.dropFirst(2))))) }
  }
  guard isExpression(text) else {
    throw CellRefusal(
      message: "'\(text.shortened)' names no operation",
      help: "write the name of a function, FILE:LINE or what is accessed; comments start with //")
  }
  return .access(squeezed(text))
}

/// Whether a text could be C: it has a name in it, and no two words stand side by side.
private func isExpression(_ text: String) -> Bool {
  guard !text.hasPrefix("<"), text.contains(where: { $0.isASCIILetter || $0 == "_" }) else {
    return false
  }
  let all = words(of: text).map(\.text)
  for (a, b) in zip(all, all.dropFirst()) {
    if ["struct", "union", "enum", "const", "unsigned", "signed", "sizeof"].contains(a) {
      continue
    }
    if let end = a.last, let start = b.first, end.isASCIILetter || end.isASCIIDigit || end == "_",
      start.isASCIILetter || start == "_"
    {
      return false
    }
  }
  return true
}

/// Whether an expression names memory that is no local variable.
private func isMemory(_ text: String) -> Bool {
  text.contains("->") || text.contains(".") || text.contains("[") || text.hasPrefix("*")
}

/// One blank where there were several.
private func squeezed(_ text: String) -> String {
  words(of: text).map(\.text).joined(separator: " ")
}

/// `FILE:LINE`.
private func sourceLine(_ text: String) throws(CellRefusal) -> (String, Int)? {
  guard let colon = text.lastIndex(of: ":"), colon != text.startIndex else { return nil }
  let digits = text[text.index(after: colon)...]
  let file = text[..<colon]
  guard !digits.isEmpty, digits.allSatisfy(\.isASCIIDigit), file.contains(".") else { return nil }
  // A conditional expression has a colon too, but no file name before it.
  guard !file.contains("?"), !file.contains("(") else { return nil }
  if let other = file.lastIndex(of: ":") {
    throw CellRefusal(
      message: "'\(text.shortened)' is not FILE:LINE", help: "write '\(file[..<other]):LINE'")
  }
  guard let line = Int(digits), (1...10_000_000).contains(line) else {
    throw CellRefusal(message: "there is no line \(String(digits).shortened)", help: nil)
  }
  return (String(file), line)
}

/// `NAME(...)` and nothing behind it.
private func call(_ text: String) -> (name: String, arguments: String)? {
  guard let open = text.firstIndex(of: "("), text.last == ")" else { return nil }
  let name = String(text[..<open]).trimmed
  guard name.isIdentifier else { return nil }
  var depth = 0
  let close = text.index(before: text.endIndex)
  var i = open
  while i < text.endIndex {
    if text[i] == "(" { depth += 1 }
    if text[i] == ")" {
      depth -= 1
      if depth == 0, i != close { return nil }
    }
    i = text.index(after: i)
  }
  return (name, String(text[text.index(after: open)..<close]))
}

private func firstArgument(_ arguments: String) -> String {
  var depth = 0
  var first = ""
  for c in arguments {
    if c == "(" || c == "[" { depth += 1 }
    if c == ")" || c == "]" { depth -= 1 }
    if c == ",", depth == 0 { break }
    first.append(c)
  }
  return first
}

/// The two sides of `a = b`, `a |= b` and the like.
private func assignment(_ text: String) -> (left: String, right: String)? {
  let c = Array(text)
  var depth = 0
  for i in c.indices {
    if c[i] == "(" || c[i] == "[" { depth += 1 }
    if c[i] == ")" || c[i] == "]" { depth -= 1 }
    guard c[i] == "=", depth == 0, i > 0, i + 1 < c.count, c[i + 1] != "=" else { continue }
    if "=!".contains(c[i - 1]) { continue }
    var end = i
    if "+-*/%&|^".contains(c[i - 1]) {
      end = i - 1
    } else if "<>".contains(c[i - 1]) {
      guard i > 1, c[i - 2] == c[i - 1] else { continue }
      end = i - 2
    }
    let left = String(c[..<end]).trimmed
    let right = strip(String(c[(i + 1)...]))
    return left.isEmpty || right.isEmpty ? nil : (left, right)
  }
  return nil
}

/// A cell that `parseCell` reads back.
func cellText(_ cell: Cell) -> String {
  let number = cell.occurrence > 1 ? "#\(cell.occurrence)" : ""
  let answers = cell.answers.map { " -> #\($0)" }.joined()
  switch cell.operation {
  case .call(let name):
    // What a thread begins and ends with is no call.
    let isCall = name.isIdentifier && name != "return" && name != "start"
    return name + number + (isCall ? "()" : "") + answers
  case .step(let name): return name + number + "() ..." + answers
  case .line(let file, let line):
    let name = file.split(separator: "/").last.map(String.init) ?? file
    return "\(name):\(line)\(number)\(answers)"
  case .access(let text): return text + (number.isEmpty ? "" : " " + number) + answers
  }
}
