// Running another program and collecting what it writes.

import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// What a finished program left.
struct SpawnResult {
  /// The exit status, or 128 and the number of the signal that ended it.
  var status: Int32
  var output: [UInt8]
  var errors: [UInt8]
  /// Why it was killed, if it was.
  var cut: Cut?

  enum Cut {
    case time, output
  }
}

/// Bytes that a program may write before it is killed: the IR of the largest driver is a hundredth.
private let outputMax = 1 << 28

/// Held from the making of a pipe to the start of the program that gets it: a program that another
/// thread starts meanwhile would inherit its ends, and nobody would see it close.
private let spawnLock = Mutex(())

/// Runs `arguments[0]`, a path, with `input` on its standard input, and waits for it. The program
/// gets a process group of its own, so that what it starts is killed with it.
///
/// - Parameter directory: where it runs; nil is the present folder.
///
/// - Returns: nil if it cannot be started at all.
func spawnAndWait(
  _ arguments: [String], in directory: String? = nil, input: [UInt8] = [],
  environment: [String]? = nil, seconds: Int = 30
) -> SpawnResult? {
  guard let stdin = inputFile(input) else { return nil }
  defer { close(stdin) }
  let environment = environment ?? ownEnvironment()
  var arguments = arguments
  if let directory {
    // posix_spawn() has no portable way to do it.
    arguments = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", directory] + arguments
  }
  guard let started = spawnLock.withLock({ _ in start(arguments, stdin, environment) }) else {
    return nil
  }
  var result = collect(started, seconds: seconds)
  if result.cut != nil { kill(-started.pid, SIGKILL) }
  close(started.output)
  close(started.errors)
  var status: Int32 = 0
  while waitpid(started.pid, &status, 0) < 0, errno == EINTR {}
  result.status = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
  return result
}

/// This process's environment, as `NAME=VALUE`.
func ownEnvironment() -> [String] {
  var entries: [String] = []
  var p = environ
  while let entry = p.pointee {
    entries.append(String(cString: entry))
    p += 1
  }
  return entries
}

/// Text as a file: unlike a pipe it cannot fill up, nor break when nobody reads it.
private func inputFile(_ bytes: [UInt8]) -> Int32? {
  if bytes.isEmpty {
    let fd = open("/dev/null", O_RDONLY | O_CLOEXEC)
    return fd < 0 ? nil : fd
  }
  let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
  var template = Array("\(base)/simctl-input-XXXXXX".utf8CString)
  let fd = template.withUnsafeMutableBufferPointer { b in
    b.baseAddress.map { mkstemp($0) } ?? -1
  }
  guard fd >= 0 else { return nil }
  _ = fcntl(fd, F_SETFD, FD_CLOEXEC)
  unlink(template)
  var left = bytes[...]
  while !left.isEmpty {
    let n = left.withUnsafeBytes { write(fd, $0.baseAddress, $0.count) }
    if n < 0, errno == EINTR { continue }
    if n <= 0 { break }
    left = left.dropFirst(n)
  }
  guard left.isEmpty, lseek(fd, 0, SEEK_SET) == 0 else {
    close(fd)
    return nil
  }
  return fd
}

/// A program that runs, and the ends of its pipes.
private struct Started {
  var pid: pid_t
  var output: Int32
  var errors: Int32
}

private func start(_ arguments: [String], _ stdin: Int32, _ environment: [String]) -> Started? {
  var out: [Int32] = [-1, -1]
  var err: [Int32] = [-1, -1]
  guard pipe(&out) == 0 else { return nil }
  guard pipe(&err) == 0 else {
    for fd in out { close(fd) }
    return nil
  }
  for fd in out + err { _ = fcntl(fd, F_SETFD, FD_CLOEXEC) }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_adddup2(&actions, stdin, 0)
  posix_spawn_file_actions_adddup2(&actions, out[1], 1)
  posix_spawn_file_actions_adddup2(&actions, err[1], 2)
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
  var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
  defer { for p in argv { free(p) } }
  var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
  defer { for p in envp { free(p) } }
  var pid: pid_t = 0
  let code = posix_spawn(&pid, arguments[0], &actions, &attributes, &argv, &envp)
  close(out[1])
  close(err[1])
  guard code == 0 else {
    close(out[0])
    close(err[0])
    return nil
  }
  return Started(pid: pid, output: out[0], errors: err[0])
}

/// Reads both pipes to their ends, or as long and as much as is allowed.
private func collect(_ started: Started, seconds: Int) -> SpawnResult {
  var result = SpawnResult(status: -1, output: [], errors: [])
  var fds = [
    pollfd(fd: started.output, events: Int16(POLLIN), revents: 0),
    pollfd(fd: started.errors, events: Int16(POLLIN), revents: 0),
  ]
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  let end = monotonicMilliseconds() + seconds * 1000
  while fds[0].fd >= 0 || fds[1].fd >= 0 {
    let left = end - monotonicMilliseconds()
    guard left > 0 else {
      result.cut = .time
      return result
    }
    guard poll(&fds, 2, Int32(min(left, 60_000))) > 0 else { continue }
    for i in 0..<2 where fds[i].fd >= 0 && fds[i].revents != 0 {
      let n = read(fds[i].fd, &buffer, buffer.count)
      if n < 0, errno == EINTR { continue }
      if n <= 0 {
        fds[i].fd = -1
      } else if i == 0 {
        result.output += buffer[0..<n]
      } else {
        result.errors += buffer[0..<n]
      }
    }
    if result.output.count + result.errors.count > outputMax {
      result.cut = .output
      return result
    }
  }
  return result
}

private func monotonicMilliseconds() -> Int {
  var t = timespec()
  clock_gettime(CLOCK_MONOTONIC, &t)
  return t.tv_sec * 1000 + t.tv_nsec / 1_000_000
}
