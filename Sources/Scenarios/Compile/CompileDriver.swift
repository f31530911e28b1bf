// C to LLVM IR, with the embedded headers.

import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Why a driver could not be compiled.
public struct CompileError: Error, Sendable, Equatable {
  /// What simctl says, and a way out where there is one.
  public var message: String
  /// clang's own words.
  public var clangOutput: String

  init(_ message: String, help: String? = nil, clangOutput: String = "") {
    self.message = message + (help.map { "\nhelp: \($0)" } ?? "")
    self.clangOutput = clangOutput
  }
}

/// The compiled text of one module.
struct CompiledModule {
  var name: String
  var ir: [UInt8]
  /// Warnings, as clang wrote them.
  var warnings: String
}

/// clang with the headers that it is given; usable from several threads.
struct Compiler: Sendable {
  let clang: Clang
  /// Where the embedded headers were written.
  let headerRoot: String

  /// Seconds that clang has for a driver: a large one takes a fifth of one.
  static let timeLimit = 30

  init() throws(CompileError) { try self.init(clang: Clang.find()) }

  init(clang: Clang) throws(CompileError) {
    self.clang = clang
    headerRoot = try HeaderFolder.shared.get()
  }

  /// What a driver is compiled with: as the kernel would, but unoptimised, so that every access of
  /// the source is one of the IR.
  private func flags(_ name: String) -> [String] {
    // As Kbuild makes it: a name in C.
    let module = name.replacing("-", with: "_").replacing("\\", with: "\\\\")
      .replacing("\"", with: "\\\"")
    return [
      clang.path, "-x", "c", "-S", "-emit-llvm", "-O0", "-g", "-ffreestanding", "-nostdinc",
      "-fno-discard-value-names", "-fwrapv", "-fno-strict-aliasing",
      "-mno-sse", "-mno-80387", "-fno-stack-protector", "-fno-PIE", "-std=gnu11",
      "--target=x86_64-linux-gnu", "-fdebug-compilation-dir=.", "-I", headerRoot,
      // The folder's name is another one every time, and has no place in a result.
      "-ffile-prefix-map=\(headerRoot)/=", "-Wall",
      "-Wno-unused-function", "-Wno-unused-const-variable", "-Wno-unused-but-set-variable",
      "-Wno-pointer-sign", "-Werror=implicit-function-declaration", "-Werror=implicit-int",
      "-Werror=return-type", "-D__KERNEL__", "-DMODULE", "-DKBUILD_MODNAME=\"\(module)\"",
    ]
  }

  /// Compiles a file in `directory`, or text that is not in a file.
  ///
  /// - Parameters:
  ///   - file: relative to `directory`; what it is called in the debug information.
  ///   - name: the module's.
  ///   - defines: `NAME` or `NAME=VALUE`.
  ///   - color: whether clang's words are for a terminal.
  func compile(
    file: String?, text: String?, name: String, defines: [String], directory: String,
    color: Bool = false
  ) throws(CompileError) -> CompiledModule {
    var arguments = flags(name) + defines.map { "-D\($0)" }
    arguments.append(color ? "-fcolor-diagnostics" : "-fno-color-diagnostics")
    // clang only takes an absolute one.
    if let real = realpath(directory.isEmpty ? "." : directory, nil) {
      arguments.append("-working-directory=\(String(cString: real))")
      free(real)
    }
    arguments += ["-o", "-"]
    if let file {
      arguments.append(file.hasPrefix("-") ? "./\(file)" : file)
    } else {
      arguments += ["-iquote", ".", "-"]
    }
    guard
      let r = spawnAndWait(
        arguments, input: Array((text ?? "").utf8), environment: Self.environment(),
        seconds: Self.timeLimit)
    else { throw CompileError("\(clang.path) cannot be started") }
    let said = relocate(String(decoding: r.errors, as: UTF8.self), directory)
    let what = file.map { directory == "." || $0.hasPrefix("/") ? $0 : "\(directory)/\($0)" }
    try check(r, said, what ?? "the inline driver")
    return CompiledModule(name: name, ir: r.output, warnings: said)
  }

  private func check(
    _ r: SpawnResult, _ said: String, _ what: String
  ) throws(CompileError) {
    switch r.cut {
    case .time?:
      throw CompileError(
        "clang did not finish \(what) within \(Self.timeLimit) s", clangOutput: said)
    case .output?: throw CompileError("clang wrote too much for \(what)")
    case nil: break
    }
    if r.status > 128 {
      throw CompileError(
        "clang was killed by signal \(r.status - 128) while it compiled \(what)",
        clangOutput: said)
    }
    guard r.status == 0 else { throw CompileError("\(what) does not compile", clangOutput: said) }
    guard !r.output.isEmpty else {
      throw CompileError("\(clang.path) wrote no LLVM IR for \(what)", clangOutput: said)
    }
  }

  /// The environment without what would quietly change how clang compiles.
  private static func environment() -> [String] {
    let unwanted = [
      "CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH", "CCC_OVERRIDE_OPTIONS",
      "CLANG_CONFIG_FILE_SYSTEM_DIR", "CLANG_CONFIG_FILE_USER_DIR", "CLANG_NO_DEFAULT_CONFIG",
    ]
    return ["CLANG_NO_DEFAULT_CONFIG=1"]
      + ownEnvironment().filter { entry in !unwanted.contains { entry.hasPrefix("\($0)=") } }
  }

  /// clang's words with paths as the user sees them: it ran in another folder, and the headers lie
  /// in one of ours.
  private func relocate(_ said: String, _ directory: String) -> String {
    var lines: [Substring] = said.split(separator: "\n", omittingEmptySubsequences: false)
    for i in lines.indices {
      lines[i] = Substring(lines[i].replacing("\(headerRoot)/", with: ""))
      guard directory != ".", !directory.isEmpty else { continue }
      var at = lines[i].startIndex
      // A colour, or the words before a path.
      while lines[i][at...].hasPrefix("\u{1b}["), let m = lines[i][at...].firstIndex(of: "m") {
        at = lines[i].index(after: m)
      }
      for words in ["In file included from ", "                 from "]
      where lines[i][at...].hasPrefix(words) {
        at = lines[i].index(at, offsetBy: words.count)
      }
      let rest = lines[i][at...]
      if Self.startsWithPlace(rest) {
        let path = rest.hasPrefix("./") ? rest.dropFirst(2) : rest
        lines[i] = lines[i][..<at] + "\(directory)/" + path
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Whether a text begins with `PATH:LINE:`, the path a relative one of the user's.
  private static func startsWithPlace(_ text: Substring) -> Bool {
    guard let first = text.first, first != "/", first != "<", first != " ",
      let colon = text.firstIndex(of: ":"),
      !["linux/", "simctl/", "asm/"].contains(where: { text.hasPrefix($0) })
    else { return false }
    let digits = text[text.index(after: colon)...].prefix(while: \.isASCIIDigit)
    return !digits.isEmpty && text[digits.endIndex...].first == ":"
  }

  /// The layouts of all structures that the kernel models know, as IR; compiled once per process.
  func compileLayouts() throws(CompileError) -> [UInt8] {
    if let known = layoutsByClang.withLock({ $0[clang.path] }) { return known }
    let ir = try compile(
      file: nil, text: "#include <simctl/layouts.h>\n", name: "layouts", defines: [],
      directory: "."
    ).ir
    layoutsByClang.withLock { $0[clang.path] = ir }
    return ir
  }
}

private let layoutsByClang = Mutex<[String: [UInt8]]>([:])
