// The line of the source that an error is about.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension LoweringError {
  /// The same error with its line, taken from `text` (a driver that is in no file) or from the file,
  /// which is looked for in `folders`; without it where there is no such file.
  func quoted(text: String?, folders: [String]) -> LoweringError {
    if let text, file == "<stdin>" { return quoting(Array(text.utf8)) }
    let paths = file.hasPrefix("/") ? [file] : folders.map { "\($0)/\(file)" }
    for path in paths {
      if let bytes = sourceBytes(path) { return quoting(bytes) }
    }
    return self
  }
}

/// No source file is larger, in bytes.
private let sourceBytesMax = 1 << 24

private func sourceBytes(_ path: String) -> [UInt8]? {
  let fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard fd >= 0 else { return nil }
  defer { close(fd) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count < sourceBytesMax {
    let n = read(fd, &buffer, buffer.count)
    guard n > 0 else { return n == 0 ? bytes : nil }
    bytes += buffer[..<n]
  }
  return nil
}
