// Other processes and what they have used: each measurement has one of its own, so that its peak of
// memory is its own, too.

import Glibc

struct Used {
  var status: Int32
  var output: String
  /// Processor time, user and system, in seconds.
  var cpu: Double
  /// The most memory at a time, in bytes.
  var memory: Int
}

/// Runs a shell command and waits for it.
func run(_ command: String) -> Used {
  var ends: [Int32] = [0, 0]
  guard pipe(&ends) == 0 else { fatalError("pipe") }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
  posix_spawn_file_actions_addclose(&actions, ends[0])
  var arguments: [UnsafeMutablePointer<CChar>?] = ["sh", "-c", command].map { (s: String) in
    strdup(s)
  }
  arguments.append(nil)
  var pid: pid_t = 0
  guard posix_spawn(&pid, "/bin/sh", &actions, nil, arguments, environ) == 0 else {
    fatalError("cannot run sh")
  }
  for a in arguments { free(a) }
  posix_spawn_file_actions_destroy(&actions)
  close(ends[1])
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let n = read(ends[0], &buffer, buffer.count)
    if n <= 0 { break }
    bytes += buffer[..<n]
  }
  close(ends[0])
  var status: Int32 = 0
  var usage = rusage()
  wait4(pid, &status, 0, &usage)
  return Used(
    status: status, output: String(decoding: bytes, as: UTF8.self),
    cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime), memory: usage.ru_maxrss << 10)
}

func seconds(_ t: timeval) -> Double { Double(t.tv_sec) + Double(t.tv_usec) / 1e6 }

func clock(_ id: clockid_t) -> Double {
  var t = timespec()
  clock_gettime(id, &t)
  return Double(t.tv_sec) + Double(t.tv_nsec) / 1e9
}
