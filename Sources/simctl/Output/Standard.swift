// The two streams: results on standard output, progress and diagnostics on standard error.

#if canImport(Glibc)
  import Glibc
#endif

/// Writes all of `text` to a file descriptor; false if that is impossible.
@discardableResult
func write(_ text: String, to descriptor: Int32) -> Bool {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let n = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if n < 0 {
      if errno == EINTR { continue }
      return false
    }
    bytes = bytes.dropFirst(n)
  }
  return true
}

/// Whether a stream is a terminal that takes control sequences.
func isTerminal(_ descriptor: Int32) -> Bool {
  isatty(descriptor) == 1 && environment("TERM") != "dumb"
}

/// An environment variable that is set and not empty, or nil.
func environment(_ name: String) -> String? {
  guard let value = getenv(name) else { return nil }
  let text = String(cString: value)
  return text.isEmpty ? nil : text
}

/// When to use colour on a stream.
enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never

  /// Whether the stream gets colour: `NO_COLOR` is honoured.
  func isOn(_ descriptor: Int32) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto: return environment("NO_COLOR") == nil && isTerminal(descriptor)
    }
  }
}

/// A line that is rewritten in place on a terminal, and nothing elsewhere.
struct ProgressLine {
  let isOn: Bool
  private var lastLength = 0

  init(quiet: Bool) {
    isOn = !quiet && isTerminal(2) && environment("CI") == nil
  }

  mutating func show(_ text: String) {
    guard isOn else { return }
    // A line that wraps could not be rewritten.
    let text = String(text.prefix(Self.width() - 1))
    let pad = max(0, lastLength - text.count)
    write("\r" + text + String(repeating: " ", count: pad), to: 2)
    lastLength = text.count
  }

  /// The columns of the terminal; 80 where it does not say.
  private static func width() -> Int {
    var size = winsize()
    guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
    return Int(size.ws_col)
  }

  mutating func clear() {
    guard isOn, lastLength > 0 else { return }
    write("\r" + String(repeating: " ", count: lastLength) + "\r", to: 2)
    lastLength = 0
  }
}
