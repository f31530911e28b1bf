// What a register or an unmodelled call answers: `1`, `any [0, -5]`, `sequence [1, 0]`, `nothing`.

import Sim

/// The most answers that one open choice or one sequence may have.
private let answersMax = 64

/// The numbers in `[1, 2]`, read from the words after the one that came before them.
private func readValues(
  _ text: String, after keyword: TextWord
) throws(LocatedRefusal) -> [Int64] {
  let scalars = Array(text.unicodeScalars)
  let from = keyword.offset + keyword.text.unicodeScalars.count
  var list = String(String.UnicodeScalarView(scalars[from...]))
  list = list.trimmed
  guard list.hasPrefix("["), list.hasSuffix("]"), list.count >= 2 else {
    throw LocatedRefusal(
      "'\(keyword.text)' is followed by a list", at: keyword,
      help: "write '\(keyword.text) [0, 1]'")
  }
  list = String(list.dropFirst().dropLast())
  if list.trimmed.isEmpty { throw LocatedRefusal("the list is empty", at: keyword) }
  var values: [Int64] = []
  var offset = from
  while offset < scalars.count, scalars[offset] != "[" { offset += 1 }
  offset += 1
  for part in list.split(separator: ",", omittingEmptySubsequences: false) {
    let trimmed = String(part).trimmed
    let blanks = part.unicodeScalars.prefix { $0 == " " || $0 == "\t" }.count
    let word = TextWord(text: trimmed, offset: offset + blanks)
    offset += part.unicodeScalars.count + 1
    guard !trimmed.isEmpty else { throw LocatedRefusal("a number is missing here", at: word) }
    guard values.count < answersMax else {
      throw LocatedRefusal("more than \(answersMax) answers", at: word)
    }
    do { values.append(try readSigned(trimmed)) } catch {
      throw LocatedRefusal(error.message, at: word)
    }
  }
  return values
}

extension String {
  /// Without the blanks around it.
  var trimmed: String {
    let blank: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
    let start = unicodeScalars.drop(while: blank)
    guard let last = start.lastIndex(where: { !blank($0) }) else { return "" }
    return String(start[...last])
  }
}

/// The first two words; the second may be glued to the first, as in `any[0, 1]`.
private func keyword(_ text: String) -> TextWord {
  let first = words(of: text).first ?? TextWord(text: "", offset: 0)
  let name = first.text.prefix { $0 != "[" }
  return name.isEmpty ? first : TextWord(text: String(name), offset: first.offset)
}

/// Reads what a register answers. Values are 32 bits wide, as the registers are.
func readRegisterSpec(_ text: String) throws(LocatedRefusal) -> RegisterSpec {
  let first = keyword(text)
  func narrow(_ values: [Int64]) throws(LocatedRefusal) -> [UInt64] {
    var result: [UInt64] = []
    for v in values {
      guard v >= -0x8000_0000, v <= 0xffff_ffff else {
        throw LocatedRefusal("\(v) does not fit in the 32 bits of a register", at: first)
      }
      result.append(UInt64(UInt32(truncatingIfNeeded: v)))
    }
    return result
  }
  switch first.text {
  case "any": return .any(try narrow(try readValues(text, after: first)))
  case "sequence": return .sequence(try narrow(try readValues(text, after: first)))
  case "clear-on-read":
    let all = words(of: text)
    guard all.count == 2 else {
      throw LocatedRefusal(
        "'clear-on-read' is followed by one number", at: first, help: "write 'clear-on-read 1'")
    }
    return .clearOnRead(try narrow([try value(all[1])])[0])
  case "irq-enable", "dma-enable":
    let all = words(of: text)
    guard all.count <= 2 else {
      throw LocatedRefusal(
        "'\(all[2].text.shortened)' is too much here", at: all[2],
        help: "write '\(first.text)', or '\(first.text) 0x1' for single bits")
    }
    let bits = all.count == 2 ? try narrow([try value(all[1])])[0] : 0xffff_ffff
    if bits == 0 { throw LocatedRefusal("no bit enables anything", at: all[1]) }
    return first.text == "irq-enable" ? .irqEnable(bits) : .dmaEnable(bits)
  default:
    let known = ["any", "sequence", "clear-on-read", "irq-enable", "dma-enable"]
    if first.text.first?.isASCIILetter == true {
      throw LocatedRefusal(
        "unknown register behaviour '\(first.text.shortened)'\(didYouMean(first.text, in: known))",
        at: first, help: "write a number, 'any [0, 1]', 'sequence [1, 0]', 'clear-on-read 1', 'irq-enable' or"
          + " 'dma-enable'")
    }
    return .fixed(try narrow([try single(text)])[0])
  }
}

private func value(_ word: TextWord) throws(LocatedRefusal) -> Int64 {
  do { return try readSigned(word.text) } catch { throw LocatedRefusal(error.message, at: word) }
}

private func single(_ text: String) throws(LocatedRefusal) -> Int64 {
  let all = words(of: text)
  guard let first = all.first else {
    throw LocatedRefusal("a number is missing", at: TextWord(text: "", offset: 0))
  }
  if all.count > 1 {
    throw LocatedRefusal("'\(all[1].text.shortened)' is too much here", at: all[1])
  }
  return try value(first)
}

/// Reads what a call answers that is not modelled: `nothing`, a number, or `any [...]`.
func readAnswer(_ text: String) throws(LocatedRefusal) -> AssumptionSpec.Answer {
  let first = keyword(text)
  switch first.text {
  case "nothing":
    if let extra = words(of: text).dropFirst().first {
      throw LocatedRefusal("'\(extra.text.shortened)' is too much here", at: extra)
    }
    return .nothing
  case "any": return .any(try readValues(text, after: first))
  default:
    if first.text.first?.isASCIILetter == true {
      let meant = didYouMean(first.text, in: ["nothing", "any"])
      throw LocatedRefusal(
        "'\(first.text.shortened)' is no answer\(meant)", at: first,
        help: "write 'nothing', a number such as -5, or 'any [0, -5]'")
    }
    return .value(try single(text))
  }
}
