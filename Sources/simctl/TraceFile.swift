// A trace file: the schedule of one run, with what it belongs to, as text with a checksum.

import ArgumentParser
import Sim

#if canImport(Glibc)
  import Glibc
#endif

/// What a trace file holds.
struct TraceFile {
  var scenario: String
  var variant: String?
  var finding: String?
  var schedule: String

  var text: String {
    var body = "simctl-trace 1\nscenario \(scenario)\n"
    if let variant { body += "variant \(variant)\n" }
    if let finding { body += "finding \(finding)\n" }
    body += "schedule \(schedule)\n"
    return body + "checksum \(Self.checksum(body))\n"
  }

  /// Reads one; the message says what is damaged and where.
  static func parse(_ text: String, path: String) throws(ScheduleTextError) -> TraceFile {
    func bad(_ line: Int, _ why: String) -> ScheduleTextError {
      ScheduleTextError(message: "\(path):\(line):1: error: \(why)")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.first == "simctl-trace 1" else {
      throw bad(1, "this is no trace of simctl (its first line is not 'simctl-trace 1')")
    }
    var trace = TraceFile(scenario: "", variant: nil, finding: nil, schedule: "")
    var body = "simctl-trace 1\n"
    var isChecked = false
    for (n, line) in lines.enumerated().dropFirst() {
      if line.isEmpty, n == lines.count - 1 { break }
      guard let space = line.firstIndex(of: " ") else { throw bad(n + 1, "the line is damaged") }
      let value = String(line[line.index(after: space)...])
      switch line[..<space] {
      case "scenario": trace.scenario = value
      case "variant": trace.variant = value
      case "finding": trace.finding = value
      case "schedule": trace.schedule = value
      case "checksum":
        guard value == checksum(body) else {
          throw bad(n + 1, "the checksum does not match: the trace was changed or cut")
        }
        isChecked = true
      default: throw bad(n + 1, "unknown field '\(line[..<space].prefix(20))'")
      }
      body += line + "\n"
    }
    guard isChecked else { throw bad(lines.count, "the trace has no checksum: it was cut") }
    return trace
  }

  private static func checksum(_ text: String) -> String {
    var hash = FNV1a()
    hash.add(text)
    let s = String(hash.value, radix: 16)
    return String(repeating: "0", count: 16 - s.count) + s
  }
}

/// Whether there is anything of that name.
func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// The bytes of a file, or nil; at most 64 MiB.
func readFile(_ path: String) -> [UInt8]? {
  let fd = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
  guard fd >= 0 else { return nil }
  defer { if fd != 0 { close(fd) } }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count < 1 << 26 {
    let n = read(fd, &buffer, buffer.count)
    if n < 0, errno == EINTR { continue }
    if n < 0 { return nil }
    if n == 0 { break }
    bytes += buffer[0..<n]
  }
  return bytes
}

/// Writes a file, or exits with 74.
func writeFile(_ path: String, _ text: String) throws {
  let fd = path == "-" ? 1 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
  guard fd >= 0 else {
    write("\(path): error: cannot be written: \(String(cString: strerror(errno)))\n", to: 2)
    throw ExitCode(ExitStatus.cannotWrite.rawValue)
  }
  let isWritten = write(text, to: fd)
  let isClosed = fd == 1 || close(fd) == 0
  guard isWritten, isClosed else {
    write("\(path): error: cannot be written: \(String(cString: strerror(errno)))\n", to: 2)
    throw ExitCode(ExitStatus.cannotWrite.rawValue)
  }
}
