// Finding clang: `SIMCTL_CLANG`, beside `swift`, then on the PATH; version 15 or newer.

#if canImport(Glibc)
  import Glibc
#endif

/// A usable clang.
struct Clang: Sendable {
  var path: String
  var version: Int

  /// The oldest version whose IR we read (opaque pointers).
  static let oldest = 15

  /// Finds clang, or says where it was looked for and what to do.
  static func find() throws(CompileError) -> Clang {
    if let path = getenv("SIMCTL_CLANG").map({ String(cString: $0) }), !path.isEmpty {
      guard let version = version(of: path) else {
        throw CompileError("SIMCTL_CLANG is '\(path)', which is not a clang that runs")
      }
      guard version >= oldest else {
        throw CompileError(
          "SIMCTL_CLANG is '\(path)', clang \(version); simctl needs \(oldest) or newer")
      }
      return Clang(path: path, version: version)
    }
    var tooOld: [String] = []
    for path in candidates() {
      guard access(path, X_OK) == 0, let version = version(of: path) else { continue }
      if version >= oldest { return Clang(path: path, version: version) }
      tooOld.append("\(path) is version \(version)")
    }
    let found = tooOld.isEmpty ? "" : " (\(tooOld.joined(separator: ", ")))"
    throw CompileError(
      "no clang of version \(oldest) or newer was found beside swift or on the PATH\(found);"
        + " install one, or set SIMCTL_CLANG to its path")
  }

  private static func candidates() -> [String] {
    let directories = (getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin")
      .split(separator: ":").map(String.init)
    var found: [String] = []
    for d in directories where access("\(d)/swift", X_OK) == 0 {
      found.append("\(d)/clang")
      // `swift` may be a link into the toolchain.
      if let real = realpath("\(d)/swift", nil) {
        let path = String(cString: real)
        free(real)
        if let slash = path.lastIndex(of: "/") { found.append("\(path[..<slash])/clang") }
      }
    }
    for d in directories { found.append("\(d)/clang") }
    for v in stride(from: 30, through: oldest, by: -1) {
      for d in directories { found.append("\(d)/clang-\(v)") }
    }
    var seen: Set<String> = []
    return found.filter { seen.insert($0).inserted }
  }

  private static func version(of path: String) -> Int? {
    guard let r = spawnAndWait([path, "--version"], in: nil, seconds: 20), r.status == 0 else {
      return nil
    }
    let text = String(decoding: r.output, as: UTF8.self)
    guard let range = text.firstRange(of: "clang version ") else { return nil }
    return Int(text[range.upperBound...].prefix { $0.isNumber })
  }
}
