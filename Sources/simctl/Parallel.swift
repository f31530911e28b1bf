// How many threads a command uses, and pieces of work dealt out to them.

import ArgumentParser
import Dispatch
import Synchronization

/// `--jobs`.
struct JobsOption: ParsableArguments {
  @Option(help: "Threads; the result does not depend on it. All cores by default.")
  var jobs: Int?

  func validate() throws {
    if let jobs, jobs < 1 || jobs > 1024 { throw ValidationError("--jobs must be 1 to 1024") }
  }

  var count: Int { jobs ?? coreCount() }
}

/// What `body` makes of each number below `count`, in order, worked out by up to `jobs` threads.
/// The calling thread tells `progress` each number that it begins.
func inParallel<Value: Sendable>(
  _ count: Int, jobs: Int, progress: (Int) -> Void, _ body: @Sendable (Int) -> Value
) -> [Value] {
  let results = Mutex<[Value?]>(Array(repeating: nil, count: count))
  let next = Atomic<Int>(0)
  nonisolated(unsafe) let report = progress
  DispatchQueue.concurrentPerform(iterations: min(jobs, count)) { job in
    while true {
      let n = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if n >= count { return }
      if job == 0 { report(n) }
      let value = body(n)
      results.withLock { $0[n] = value }
    }
  }
  return results.withLock { $0.compactMap { $0 } }
}
