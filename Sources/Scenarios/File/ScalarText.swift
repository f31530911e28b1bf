// Numbers, times and names in the text of a scenario. We read them ourselves, so that every one is
// either exactly what it looks like or refused.

/// Why a text is not what was wanted.
struct Refusal: Error {
  var message: String

  init(_ message: String) { self.message = message }
}

/// An unsigned number: decimal, or hexadecimal with `0x`.
func readNumber(_ text: String) throws(Refusal) -> UInt64 {
  let shown = text.shortened
  if text.count > 1, text.first == "-", text.dropFirst().allSatisfy(\.isASCIIDigit) {
    throw Refusal("'\(shown)' is negative")
  }
  let digits: Substring
  let radix: Int
  if text.hasPrefix("0x") || text.hasPrefix("0X") {
    digits = text.dropFirst(2)
    radix = 16
  } else {
    digits = text[...]
    radix = 10
    if text.count > 1, text.first == "0", text.allSatisfy(\.isASCIIDigit) {
      throw Refusal("'\(shown)' starts with a 0; write it in decimal without, or as 0x...")
    }
  }
  let isNumber = digits.allSatisfy { radix == 16 ? $0.isASCIIHexDigit : $0.isASCIIDigit }
  guard !digits.isEmpty, isNumber else { throw Refusal("'\(shown)' is not a number") }
  guard let value = UInt64(digits, radix: radix) else {
    throw Refusal("'\(shown)' does not fit in 64 bits")
  }
  return value
}

/// A number that may have a minus, as its 64 bits.
func readSigned(_ text: String) throws(Refusal) -> Int64 {
  guard text.hasPrefix("-") else { return Int64(bitPattern: try readNumber(text)) }
  let value: UInt64
  do { value = try readNumber(String(text.dropFirst())) } catch {
    throw Refusal(
      error.message.contains("64 bits")
        ? "'\(text.shortened)' does not fit in 64 bits"
        : "'\(text.shortened)' is not a number, such as -5")
  }
  guard value <= UInt64(Int64.max) + 1 else {
    throw Refusal("'\(text.shortened)' does not fit in 64 bits")
  }
  return Int64(bitPattern: 0 &- value)
}

/// A number within bounds.
func readNumber(_ text: String, _ range: ClosedRange<Int>, _ what: String) throws(Refusal) -> Int {
  let value = try readNumber(text)
  guard let n = Int(exactly: value), range.contains(n) else {
    throw Refusal(
      "\(what) has to be from \(range.lowerBound) to \(range.upperBound), not \(text.shortened)")
  }
  return n
}

/// The longest a thread can be told to sleep: an hour, in nanoseconds.
private let sleepMax: UInt64 = 3_600_000_000_000

/// A time such as `10ms`, in nanoseconds.
func readTime(_ text: String) throws(Refusal) -> UInt64 {
  let digits = text.prefix(while: \.isASCIIDigit)
  let units: [(String, UInt64)] = [
    ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
  ]
  let unit = text[digits.endIndex...]
  guard !digits.isEmpty, let factor = units.first(where: { $0.0 == unit })?.1 else {
    throw Refusal("'\(text.shortened)' is not a time; write it with its unit: 100ns, 5us, 10ms, 1s")
  }
  let (value, overflow) = try readNumber(String(digits)).multipliedReportingOverflow(by: factor)
  guard !overflow, value <= sleepMax else {
    throw Refusal("'\(text.shortened)' is longer than an hour")
  }
  return value
}

extension Character {
  var isASCIIDigit: Bool { ("0"..."9").contains(self) && isASCII }
  var isASCIIHexDigit: Bool { isASCII && isHexDigit }
  var isASCIILetter: Bool { isASCII && isLetter }
}

extension StringProtocol {
  /// Whether it could be the name of something in C.
  var isIdentifier: Bool {
    guard let first, first.isASCIILetter || first == "_" else { return false }
    return count <= 128 && allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || $0 == "_" }
  }

  /// Whether it could name a thread or a variant.
  var isPlainName: Bool {
    guard let first, first.isASCIILetter || first.isASCIIDigit || first == "_" else { return false }
    return count <= 64
      && allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "_-.+".contains($0) }
  }
}

/// A word of a text, and where it starts in it, counted in Unicode scalars.
struct TextWord {
  var text: String
  var offset: Int
}

/// The words of a text, which spaces part.
func words(of text: String) -> [TextWord] {
  var result: [TextWord] = []
  var word = String.UnicodeScalarView()
  var n = 0
  for scalar in text.unicodeScalars {
    if scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" {
      if !word.isEmpty {
        result.append(TextWord(text: String(word), offset: n - word.count))
        word = String.UnicodeScalarView()
      }
    } else {
      word.append(scalar)
    }
    n += 1
  }
  if !word.isEmpty { result.append(TextWord(text: String(word), offset: n - word.count)) }
  return result
}
