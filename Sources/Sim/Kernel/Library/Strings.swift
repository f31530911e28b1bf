// The few library functions that drivers call out of line.

enum Strings {
  private static let area = "library"

  /// Formatting is approximated by an empty string: nothing in a race hangs on the text.
  private static func format(_ name: String, sizeAt: Int?) -> Symbol {
    Symbol(
      name, in: area, source: "lib/vsprintf.c:\(name), 6.12",
      approximation: "writes an empty string and returns 0",
      .value { m in
        let size = sizeAt.map { m.argument($0) } ?? 1
        if size > 0, m.argument(0) != 0 { m.store(m.argument(0), 0, 1) }
        return 0
      })
  }

  static let symbols: [Symbol] = [
    format("snprintf", sizeAt: 1), format("scnprintf", sizeAt: 1), format("sprintf", sizeAt: nil),
    format("sysfs_emit", sizeAt: nil),
  ]
}
