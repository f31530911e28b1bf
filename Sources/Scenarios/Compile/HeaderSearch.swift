// Where the embedded headers define what real kernels define in headers too.

import KernelHeaders

/// The functions and macros that are defined in the embedded headers, and where each is.
public struct HeaderNames: Sendable {
  public struct Place: Sendable, Equatable {
    /// Such as `linux/kref.h`.
    public var header: String
    public var line: Int
  }
  public private(set) var places: [String: Place] = [:]

  public init() {
    for i in 0..<Int(simctl_header_count) {
      let header = simctl_headers[i]
      let path = String(cString: header.path)
      guard path.hasPrefix("linux/") else { continue }
      let text = UnsafeRawBufferPointer(start: header.text, count: Int(header.length))
      let lines = String(decoding: text, as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false)
      for (n, line) in lines.enumerated() {
        guard let name = Self.defined(line), places[name] == nil else { continue }
        places[name] = Place(header: path, line: n + 1)
      }
    }
  }

  /// What a line begins to define: `#define NAME(...)`, or a function that is static inline.
  private static func defined(_ line: Substring) -> String? {
    if line.hasPrefix("#define ") {
      let name = line.dropFirst(8).drop { $0 == " " }.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      return line[name.endIndex...].first == "(" ? String(name) : nil
    }
    guard line.hasPrefix("static "), line.contains("inline"), let open = line.firstIndex(of: "(")
    else { return nil }
    let before = line[..<open]
    let name = before.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    return name.isEmpty ? nil : String(name.reversed())
  }
}
