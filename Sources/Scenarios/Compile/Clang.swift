// Finding clang: `SIMCTL_CLANG`, beside `swift`, then on the PATH; version 15 or newer.

#if canImport(Glibc)
  import Glibc
#endif

/// A usable clang.
struct Clang: Sendable, Equatable {
  /// Absolute, or with a slash in it.
  var path: String
  var version: Int

  /// The oldest version whose IR we read (opaque pointers).
  static let oldest = 15
  /// The newest version that is looked for by name, `clang-NN`.
  private static let newestNamed = 40

  /// Finds clang in this process's environment, or says where it was looked for and what to do.
  static func find() throws(CompileError) -> Clang {
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    return try find(named: variable("SIMCTL_CLANG"), path: variable("PATH") ?? "/usr/bin:/bin")
  }

  /// Finds clang.
  ///
  /// - Parameters:
  ///   - named: what `SIMCTL_CLANG` says: a path, or the name of a program on the PATH.
  ///   - path: the PATH.
  static func find(named: String?, path: String) throws(CompileError) -> Clang {
    // An empty folder of a PATH is the present one.
    let folders = path.split(separator: ":", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "." : String($0) }
    if let named { return try check(named, folders) }
    var found: [String] = []
    for path in candidates(folders) where access(path, X_OK) == 0 {
      switch version(of: path) {
      case .clang(let version) where version >= oldest:
        return Clang(path: path, version: version)
      case .clang(let version): found.append("\(path) is version \(version)")
      case .broken(let why): found.append("\(path) \(why)")
      }
    }
    let seen = found.isEmpty ? "" : ": \(found.joined(separator: ", "))"
    throw CompileError(
      "no clang of version \(oldest) or newer was found beside swift or on the PATH\(seen)",
      help: "install clang (every Swift toolchain has one), or set SIMCTL_CLANG to its path")
  }

  /// The clang that `SIMCTL_CLANG` names: that one or none.
  private static func check(_ named: String, _ folders: [String]) throws(CompileError) -> Clang {
    var path = named
    if !named.contains("/") {
      path = folders.map { "\($0)/\(named)" }.first { access($0, X_OK) == 0 } ?? named
    }
    let help = "set SIMCTL_CLANG to a clang of version \(oldest) or newer, or unset it"
    guard path.contains("/"), access(path, F_OK) == 0 else {
      throw CompileError("SIMCTL_CLANG is '\(named)', which is not there", help: help)
    }
    switch version(of: path) {
    case .clang(let version) where version >= oldest: return Clang(path: path, version: version)
    case .clang(let version):
      throw CompileError(
        "SIMCTL_CLANG is '\(named)', clang \(version); \(oldest) or newer is needed", help: help)
    case .broken(let why):
      throw CompileError("SIMCTL_CLANG is '\(named)', which \(why)", help: help)
    }
  }

  /// Where a clang may be, the best first, each once.
  private static func candidates(_ folders: [String]) -> [String] {
    var found: [String] = []
    for folder in folders where access("\(folder)/swift", X_OK) == 0 {
      found.append("\(folder)/clang")
      // `swift` may be a link into the toolchain.
      if let real = realpath("\(folder)/swift", nil) {
        let path = String(cString: real)
        free(real)
        if let slash = path.lastIndex(of: "/") { found.append("\(path[..<slash])/clang") }
      }
    }
    for folder in folders { found.append("\(folder)/clang") }
    for version in stride(from: newestNamed, through: oldest, by: -1) {
      for folder in folders { found.append("\(folder)/clang-\(version)") }
    }
    var seen: Set<String> = []
    return found.filter { seen.insert($0).inserted }
  }

  private enum Version {
    case clang(Int)
    /// The rest of a sentence that begins with the program's path.
    case broken(String)
  }

  private static func version(of path: String) -> Version {
    guard let r = spawnAndWait([path, "--version"], seconds: 20) else {
      return .broken("cannot be started")
    }
    if r.cut != nil { return .broken("does not answer '--version'") }
    guard r.status == 0 else { return .broken("fails with status \(r.status)") }
    let text = String(decoding: r.output.prefix(1 << 12), as: UTF8.self)
    guard let range = text.firstRange(of: "clang version "),
      let version = Int(text[range.upperBound...].prefix(while: \.isASCIIDigit))
    else { return .broken("is not clang") }
    return .clang(version)
  }
}
