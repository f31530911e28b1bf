// A checkpoint of a verification, as a file: a few lines of text that say what it belongs to, then the
// bytes of the search, their number and a checksum. It is written beside the old one, brought to the
// disk, and put in its place: whenever the process is killed, one of the two is there and whole.

import ArgumentParser
import Sim

#if canImport(Glibc)
  import Glibc
#endif

struct CheckpointFile {
  var path: String
  /// What the bytes belong to: only a run with the same lines can go on from them.
  var lines: [(name: String, value: String)]

  private static let magic = "simctl-checkpoint 1"
  private static let bufferBytes = 1 << 20

  init(_ path: String, program: UInt64, options: String) {
    self.path = path
    lines = [
      ("build", hex(Self.build())), ("program", hex(program)), ("options", options),
    ]
  }

  /// A hash of this very executable: the bytes mean nothing to another one.
  private static func build() -> UInt64 {
    let fd = Glibc.open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
    guard fd >= 0 else { return 0 }
    defer { close(fd) }
    var sum = Checksum()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferBytes, alignment: 8)
    defer { buffer.deallocate() }
    while true {
      let n = read(fd, buffer.baseAddress, buffer.count)
      if n <= 0 { return sum.value }
      sum.add(UnsafeRawBufferPointer(rebasing: buffer[..<n]))
    }
  }

  private var head: String {
    Self.magic + "\n" + lines.map { "\($0.name) \($0.value)\n" }.joined() + "\n"
  }

  // MARK: Writing

  /// Writes the file anew; what has gone wrong, or nil.
  func save(_ body: (@escaping (UnsafeRawBufferPointer) -> Void) -> Void) -> String? {
    let temporary = path + ".tmp"
    let fd = Glibc.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard fd >= 0 else { return "\(temporary): error: cannot be written: \(lastError())" }
    let output = BufferedOutput(fd, Self.bufferBytes)
    output.writeAll(Array(head.utf8))
    body { output.add($0) }
    output.finish()
    guard !output.hasFailed, fsync(fd) == 0 else {
      let why = lastError()
      close(fd)
      unlink(temporary)
      return "\(temporary): error: cannot be written: \(why)"
    }
    close(fd)
    guard rename(temporary, path) == 0 else {
      return "\(path): error: cannot be written: \(lastError())"
    }
    let slash = path.lastIndex(of: "/")
    let folder = Glibc.open(slash.map { String(path[...$0]) } ?? ".", O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
    return nil
  }

  // MARK: Reading

  /// Hands the bytes of the file to `body` as a function that fills a buffer; exits with 65 if they
  /// are not a whole checkpoint of this run.
  func load(_ body: (@escaping (UnsafeMutableRawBufferPointer) -> Bool) throws(CheckpointError) -> Void)
    throws
  {
    func refuse(_ why: String) -> ExitCode {
      write("\(path): error: \(why)\n", to: 2)
      return ExitCode(ExitStatus.badInput.rawValue)
    }
    let fd = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard fd >= 0 else { throw refuse("cannot be read: \(lastError())") }
    defer { close(fd) }
    var info = stat()
    guard fstat(fd, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
      throw refuse("this is no file")
    }
    var start = [UInt8](repeating: 0, count: 4096)
    let got = max(0, read(fd, &start, start.count))
    let text = String(decoding: start[..<got], as: UTF8.self)
    guard text.hasPrefix(Self.magic + "\n") else {
      throw refuse("this is no checkpoint of this version of simctl")
    }
    let found = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
    for (line, actual) in zip(lines, found) where "\(line.name) \(line.value)" != actual {
      switch line.name {
      case "build": throw refuse("it was written by another build of simctl")
      case "program": throw refuse("it belongs to another scenario, variant or driver")
      default:
        throw refuse(
          "it was written with other options: '\(actual)' and not '\(line.name) \(line.value)'")
      }
    }
    let from = head.utf8.count
    guard text.hasPrefix(head) else { throw refuse("it is damaged") }
    let input = BufferedInput(fd, from: from, size: Int(info.st_size), Self.bufferBytes)
    guard input.isWhole() else { throw refuse("it is damaged or was cut") }
    do {
      try body { input.fill($0) }
    } catch {
      throw refuse(error.message)
    }
  }
}

private func lastError() -> String { String(cString: strerror(errno)) }

private func hex(_ v: UInt64) -> String { String(v, radix: 16) }

/// A checksum of bytes; those of all parts but the last must be a multiple of eight.
private struct Checksum {
  var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    let words = bytes.count / 8
    for k in 0..<words {
      mix(bytes.loadUnaligned(fromByteOffset: 8 * k, as: UInt64.self))
    }
    for k in 8 * words..<bytes.count { mix(UInt64(bytes[k])) }
  }

  private mutating func mix(_ w: UInt64) {
    let x = (value ^ w).multipliedFullWidth(by: 0x9fb2_1c65_1e98_df25)
    value = (x.high ^ x.low) &+ 0x9e37_79b9_7f4a_7c15
  }
}

/// Bytes on their way to a file, followed by their number and checksum.
private final class BufferedOutput {
  private let fd: Int32
  private let buffer: UnsafeMutableRawBufferPointer
  private var used = 0
  private var count = 0
  private var sum = Checksum()
  private(set) var hasFailed = false

  init(_ fd: Int32, _ size: Int) {
    self.fd = fd
    buffer = .allocate(byteCount: size, alignment: 8)
  }

  deinit { buffer.deallocate() }

  func writeAll(_ bytes: [UInt8]) { bytes.withUnsafeBytes { put($0) } }

  func add(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes
    while !rest.isEmpty {
      let n = min(rest.count, buffer.count - used)
      UnsafeMutableRawBufferPointer(rebasing: buffer[used...])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<n]))
      used += n
      rest = UnsafeRawBufferPointer(rebasing: rest[n...])
      if used == buffer.count { flush() }
    }
  }

  func finish() {
    flush()
    var end: [UInt64] = [UInt64(count).littleEndian, sum.value.littleEndian]
    end.withUnsafeMutableBytes { put(UnsafeRawBufferPointer($0)) }
  }

  private func flush() {
    let part = UnsafeRawBufferPointer(rebasing: buffer[..<used])
    sum.add(part)
    put(part)
    count += used
    used = 0
  }

  private func put(_ bytes: UnsafeRawBufferPointer) {
    var at = 0
    while at < bytes.count, !hasFailed {
      let n = Glibc.write(fd, bytes.baseAddress! + at, bytes.count - at)
      if n < 0, errno == EINTR { continue }
      if n <= 0 { hasFailed = true } else { at += n }
    }
  }
}

/// The bytes that a `BufferedOutput` has written.
private final class BufferedInput {
  private let fd: Int32
  private let from: Int
  private let count: Int
  private let size: Int
  private let buffer: UnsafeMutableRawBufferPointer
  private var filled = 0
  private var used = 0
  private var at = 0

  init(_ fd: Int32, from: Int, size: Int, _ bufferBytes: Int) {
    self.fd = fd
    self.from = from
    self.size = size
    count = size - from - 16
    buffer = .allocate(byteCount: bufferBytes, alignment: 8)
  }

  deinit { buffer.deallocate() }

  /// Whether number and checksum are right; the bytes can be read then.
  func isWhole() -> Bool {
    guard count >= 0 else { return false }
    var sum = Checksum()
    while at < count {
      guard refill() else { return false }
      sum.add(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
    }
    var end: [UInt64] = [0, 0]
    let got = end.withUnsafeMutableBytes { pread(fd, $0.baseAddress, 16, off_t(size - 16)) }
    at = 0
    filled = 0
    used = 0
    return got == 16 && UInt64(littleEndian: end[0]) == UInt64(count)
      && UInt64(littleEndian: end[1]) == sum.value
  }

  func fill(_ bytes: UnsafeMutableRawBufferPointer) -> Bool {
    var done = 0
    while done < bytes.count {
      if used == filled, !refill() { return false }
      let n = min(bytes.count - done, filled - used)
      UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[used..<used + n]))
      used += n
      done += n
    }
    return true
  }

  /// Reads the next part, the same parts as were written.
  private func refill() -> Bool {
    let want = min(buffer.count, count - at)
    if want <= 0 { return false }
    var got = 0
    while got < want {
      let n = pread(fd, buffer.baseAddress! + got, want - got, off_t(from + at + got))
      if n < 0, errno == EINTR { continue }
      if n <= 0 { return false }
      got += n
    }
    at += want
    filled = want
    used = 0
    return true
  }
}
