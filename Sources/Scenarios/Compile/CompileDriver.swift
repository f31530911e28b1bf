// C to LLVM IR, with the embedded headers.

import KernelHeaders

#if canImport(Glibc)
  import Glibc
#endif

/// Why a driver could not be compiled.
public struct CompileError: Error, Sendable {
  /// What simctl says; with clang's own words after it where clang said something.
  public var message: String
  public var clangOutput: String

  init(_ message: String, clangOutput: String = "") {
    self.message = message
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

/// clang with the headers that it is given, for one process.
final class Compiler: Sendable {
  let clang: Clang
  /// Where the embedded headers were written.
  let headerRoot: String

  init() throws(CompileError) {
    clang = try Clang.find()
    headerRoot = try Self.writeHeaders()
  }

  deinit { Self.removeTree(headerRoot) }

  private static func writeHeaders() throws(CompileError) -> String {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/simctl-XXXXXX".utf8CString)
    guard
      let made = template.withUnsafeMutableBufferPointer({ b in
        b.baseAddress.flatMap { mkdtemp($0) }
      })
    else {
      throw CompileError("cannot make a folder for the headers in \(base)")
    }
    let root = String(cString: made)
    for i in 0..<Int(simctl_header_count) {
      let header = headers[i]
      let path = "\(root)/\(String(cString: header.path))"
      if let slash = path.lastIndex(of: "/") { mkdir(String(path[..<slash]), 0o755) }
      let fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
      guard fd >= 0 else { throw CompileError("cannot write \(path)") }
      var left = Int(header.length)
      var from = UnsafeRawPointer(header.text)
      while left > 0, let p = from {
        let n = write(fd, p, left)
        if n <= 0 { break }
        left -= n
        from = p + n
      }
      close(fd)
      if left > 0 { throw CompileError("cannot write \(path)") }
    }
    return root
  }

  private static var headers: UnsafePointer<simctl_header> { simctl_headers }

  private static func removeTree(_ root: String) {
    for i in 0..<Int(simctl_header_count) {
      unlink("\(root)/\(String(cString: headers[i].path))")
    }
    for d in ["linux", "simctl"] { rmdir("\(root)/\(d)") }
    rmdir(root)
  }

  private func flags(_ name: String) -> [String] {
    [
      clang.path, "-x", "c", "-S", "-emit-llvm", "-O0", "-g", "-ffreestanding", "-nostdinc", "-I",
      headerRoot, "-fno-discard-value-names", "-fwrapv", "-fno-strict-aliasing", "-mno-sse",
      "-mno-80387", "-fno-stack-protector", "-fno-PIE", "-std=gnu11", "-Wall",
      "-Wno-unused-function", "-D__KERNEL__", "-DMODULE", "-DKBUILD_MODNAME=\"\(name)\"",
      "--target=x86_64-linux-gnu", "-fdebug-compilation-dir=.", "-o", "-",
    ]
  }

  /// Compiles a file in `directory`, or text that is not in a file.
  func compile(
    file: String?, text: String?, name: String, defines: [String], directory: String,
    color: Bool = false
  ) throws(CompileError) -> CompiledModule {
    var arguments = flags(name) + defines.map { "-D\($0)" }
    arguments.append(color ? "-fcolor-diagnostics" : "-fno-color-diagnostics")
    if let file {
      arguments.append(file)
    } else {
      arguments += ["-I", ".", "-"]
    }
    guard
      let r = spawnAndWait(
        arguments, in: directory, input: Array((text ?? "").utf8), seconds: 60)
    else { throw CompileError("\(clang.path) cannot be started") }
    let said = String(decoding: r.errors, as: UTF8.self)
    if r.timedOut { throw CompileError("clang did not finish within 60 s", clangOutput: said) }
    guard r.status == 0 else {
      throw CompileError("\(file ?? "the inline driver") does not compile", clangOutput: said)
    }
    return CompiledModule(name: name, ir: r.output, warnings: said)
  }

  /// The layouts of all structures that the kernel models know.
  func compileLayouts() throws(CompileError) -> [UInt8] {
    try compile(
      file: nil, text: "#include <simctl/layouts.h>\n", name: "layouts", defines: [], directory: "."
    ).ir
  }
}
