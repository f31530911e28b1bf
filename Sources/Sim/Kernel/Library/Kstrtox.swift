// Numbers from text, as ->store functions read them.
//
// Source: lib/kstrtox.c, 6.12.

enum Kstrtox {
  private static let area = "library"

  /// The number that the whole text is, with one line break allowed at its end. nil if it is none,
  /// and the second value tells that it is one out of range.
  static func parse(_ text: String, base: Int) -> (value: Int64?, isOutOfRange: Bool) {
    var digits = Substring(text)
    if digits.last == "\n" { digits = digits.dropLast() }
    var isNegative = false
    if digits.first == "-" || digits.first == "+" {
      isNegative = digits.first == "-"
      digits = digits.dropFirst()
    }
    var base = base
    let isHexadecimal = digits.hasPrefix("0x") || digits.hasPrefix("0X")
    if base == 0 { base = isHexadecimal ? 16 : digits.hasPrefix("0") && digits.count > 1 ? 8 : 10 }
    if base == 16, isHexadecimal { digits = digits.dropFirst(2) }
    guard (2...36).contains(base), let first = digits.first, first != "-", first != "+" else {
      return (nil, false)
    }
    for c in digits {
      guard let d = c.hexDigitValue, d < base else { return (nil, false) }
    }
    guard let v = Int64((isNegative ? "-" : "") + digits, radix: base) else { return (nil, true) }
    return (v, false)
  }

  private static func integer(
    _ name: String, size: Int, _ range: ClosedRange<Int64>
  ) -> Symbol {
    Symbol(
      name, in: area, source: "lib/kstrtox.c:\(name), 6.12",
      .value { m in
        let (value, isOutOfRange) = parse(m.string(at: m.argument(0)), base: m.intArgument(1))
        guard let value else { return Machine.int(isOutOfRange ? -34 : -22) }
        // An unsigned number has no sign.
        if range.lowerBound == 0, value < 0 { return Machine.int(-22) }
        guard range.contains(value) else { return Machine.int(-34) }
        m.store(m.argument(2), UInt64(bitPattern: value), size)
        return 0
      })
  }

  static let symbols: [Symbol] = [
    integer("kstrtoint", size: 4, Int64(Int32.min)...Int64(Int32.max)),
    integer("kstrtouint", size: 4, 0...Int64(UInt32.max)),
    Symbol(
      "kstrtobool", in: area, source: "lib/kstrtox.c:kstrtobool, 6.12",
      .value { m in
        let text = m.string(at: m.argument(0))
        let answer: UInt64
        switch text.first {
        case "y", "Y", "t", "T", "1": answer = 1
        case "n", "N", "f", "F", "0": answer = 0
        case "o", "O":
          switch text.dropFirst().first {
          case "n", "N": answer = 1
          case "f", "F": answer = 0
          default: return Machine.int(-22)
          }
        default: return Machine.int(-22)
        }
        m.store(m.argument(1), answer, 1)
        return 0
      }),
  ]
}
