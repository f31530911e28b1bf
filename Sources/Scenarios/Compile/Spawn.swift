// Running another program and collecting what it writes.

#if canImport(Glibc)
  import Glibc
#endif

/// What a finished program left.
struct SpawnResult {
  var status: Int32
  var output: [UInt8]
  var errors: [UInt8]
  var timedOut: Bool
}

/// Runs `arguments[0]` in `directory`, with `input` on its standard input, and waits for it.
/// nil if it cannot be started at all.
func spawnAndWait(
  _ arguments: [String], in directory: String?, input: [UInt8] = [], seconds: Int = 60
) -> SpawnResult? {
  var out: [Int32] = [0, 0]
  var err: [Int32] = [0, 0]
  var inp: [Int32] = [0, 0]
  guard pipe(&out) == 0, pipe(&err) == 0, pipe(&inp) == 0 else { return nil }
  for fd in out + err + inp { _ = fcntl(fd, F_SETFD, FD_CLOEXEC) }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_adddup2(&actions, inp[0], 0)
  posix_spawn_file_actions_adddup2(&actions, out[1], 1)
  posix_spawn_file_actions_adddup2(&actions, err[1], 2)
  var arguments = arguments
  if let directory, !directory.isEmpty, directory != "." {
    // The portable way to start a program in another folder.
    arguments = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", directory] + arguments
  }
  var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
  argv.append(nil)
  defer { for p in argv { free(p) } }
  var pid: pid_t = 0
  let code = posix_spawnp(&pid, arguments[0], &actions, nil, argv, environ)
  close(out[1])
  close(err[1])
  close(inp[0])
  guard code == 0 else {
    close(out[0])
    close(err[0])
    close(inp[1])
    return nil
  }
  var result = SpawnResult(status: -1, output: [], errors: [], timedOut: false)
  var toWrite = input[...]
  if toWrite.isEmpty {
    close(inp[1])
    inp[1] = -1
  } else {
    _ = fcntl(inp[1], F_SETFL, O_NONBLOCK)
  }
  var openOut = true
  var openErr = true
  let started = monotonicSeconds()
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while openOut || openErr {
    var fds = [
      pollfd(fd: openOut ? out[0] : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: openErr ? err[0] : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: inp[1], events: Int16(POLLOUT), revents: 0),
    ]
    let n = poll(&fds, 3, 500)
    if monotonicSeconds() - started > seconds {
      kill(pid, SIGKILL)
      result.timedOut = true
      break
    }
    if n <= 0 { continue }
    if fds[2].revents != 0 {
      let w = toWrite.withUnsafeBytes { write(inp[1], $0.baseAddress, $0.count) }
      if w > 0 { toWrite = toWrite.dropFirst(w) }
      if w <= 0 || toWrite.isEmpty {
        close(inp[1])
        inp[1] = -1
      }
    }
    if openOut, fds[0].revents != 0 {
      let r = read(out[0], &buffer, buffer.count)
      if r > 0 { result.output += buffer[0..<r] } else { openOut = false }
    }
    if openErr, fds[1].revents != 0 {
      let r = read(err[0], &buffer, buffer.count)
      if r > 0 { result.errors += buffer[0..<r] } else { openErr = false }
    }
  }
  close(out[0])
  close(err[0])
  if inp[1] >= 0 { close(inp[1]) }
  var status: Int32 = 0
  while waitpid(pid, &status, 0) < 0, errno == EINTR {}
  result.status = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
  return result
}

private func monotonicSeconds() -> Int {
  var t = timespec()
  clock_gettime(CLOCK_MONOTONIC, &t)
  return t.tv_sec
}
