// The embedded headers as files, for clang: written once per process to a private folder, and
// removed when the process ends.

import KernelHeaders
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Folders to remove at exit.
private let toRemove = Mutex<[String]>([])

enum HeaderFolder {
  /// The folder of this process; it is written when it is first asked for.
  static let shared: Result<String, CompileError> = {
    do throws(CompileError) {
      return .success(try write())
    } catch {
      return .failure(error)
    }
  }()

  private static func write() throws(CompileError) -> String {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/simctl-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { b in
      b.baseAddress.flatMap { mkdtemp($0) } != nil
    }
    guard made else {
      throw CompileError(
        "cannot make a folder for the headers in \(base): \(String(cString: strerror(errno)))",
        help: "set TMPDIR to a folder that can be written")
    }
    let root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    toRemove.withLock { $0.append(root) }
    atexit { for root in toRemove.withLock({ $0 }) { HeaderFolder.remove(root) } }
    for i in 0..<Int(simctl_header_count) {
      let header = simctl_headers[i]
      let path = "\(root)/\(String(cString: header.path))"
      if let slash = path.lastIndex(of: "/") { mkdir(String(path[..<slash]), 0o700) }
      let text = UnsafeRawBufferPointer(start: header.text, count: Int(header.length))
      guard writeFile(path, text) else {
        throw CompileError("cannot write \(path): \(String(cString: strerror(errno)))")
      }
    }
    return root
  }

  private static func writeFile(_ path: String, _ text: UnsafeRawBufferPointer) -> Bool {
    let fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard fd >= 0 else { return false }
    var written = 0
    while written < text.count {
      let n = Glibc.write(fd, text.baseAddress.map { $0 + written }, text.count - written)
      if n < 0, errno == EINTR { continue }
      if n <= 0 { break }
      written += n
    }
    return close(fd) == 0 && written == text.count
  }

  /// Removes what `write` has made, and nothing else.
  private static func remove(_ root: String) {
    var folders: [String] = []
    for i in 0..<Int(simctl_header_count) {
      let path = String(cString: simctl_headers[i].path)
      unlink("\(root)/\(path)")
      if let slash = path.lastIndex(of: "/"), !folders.contains(String(path[..<slash])) {
        folders.append(String(path[..<slash]))
      }
    }
    for folder in folders { rmdir("\(root)/\(folder)") }
    rmdir(root)
  }
}
