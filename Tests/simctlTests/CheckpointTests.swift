import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

private let sampler = "scenarios/patterns/kthread-sampler.yaml"

@Suite("simctl verify: checkpoints")
struct CheckpointTests {
  private static let arguments = ["verify", sampler, "--jobs", "2"]
  private static let whole = Result { Tool.timeless(try Tool.run(arguments).output) }

  /// A checkpoint of a search that was killed on its way.
  private static let killed = Result {
    let path = try Tool.file("killed.checkpoint", "")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Tool.path)
    process.arguments = arguments + ["--checkpoint", path, "--checkpoint-every", "0.001"]
    process.currentDirectoryURL = Tool.root
    process.standardOutput = Pipe()
    try process.run()
    // Once it has the table of the search without a bound.
    for _ in 0..<60_000 where process.isRunning {
      let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int ?? 0
      if size > 200_000 { break }
      usleep(1000)
    }
    let wasRunning = process.isRunning
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return (path: path, wasRunning: wasRunning)
  }

  @Test("a search that was killed goes on from its checkpoint and ends as if it had not been")
  func resumes() throws {
    let (path, wasRunning) = try Self.killed.get()
    #expect(wasRunning)
    let r = try Tool.run(Self.arguments + ["--resume", path])
    #expect(r.status == 0, "\(r.errors)")
    #expect(try Tool.timeless(r.output) == Self.whole.get())
    let one = try Tool.run(["verify", sampler, "--jobs", "1", "--resume", path])
    #expect(try Tool.timeless(one.output) == Self.whole.get())
  }

  @Test("a limit of time leaves a checkpoint, again and again until the search ends")
  func timeLimit() throws {
    let path = try Tool.file("slices.checkpoint", "")
    var arguments = ["verify", sampler, "--max-preemptions", "3"]
    let whole = try Tool.run(arguments)
    arguments += ["--checkpoint", path, "--time-limit", "0.5"]
    var r = try Tool.run(arguments)
    var slices = 1
    while r.output.contains("--time-limit ended the search"), slices < 500 {
      #expect(r.status == 2)
      r = try Tool.run(arguments + ["--resume", path])
      slices += 1
    }
    #expect(slices > 1)
    #expect(Tool.timeless(r.output) == Tool.timeless(whole.output))
  }

  @Test("the history of accesses goes with the states")
  func dataRaces() throws {
    let path = try Tool.file("races.checkpoint", "")
    let arguments = ["verify", "scenarios/checks/data-race.yaml", "--variant", "after"]
    let whole = try Tool.run(arguments)
    let cut = try Tool.run(arguments + ["--max-states", "300", "--checkpoint", path])
    #expect(cut.status == 2)
    let resumed = try Tool.run(arguments + ["--jobs", "2", "--resume", path])
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(Tool.timeless(resumed.output) == Tool.timeless(whole.output))
  }

  @Test("a file that is no checkpoint of this run is refused, and says why")
  func refuses() throws {
    let (path, _) = try Self.killed.get()
    let good = try Data(contentsOf: URL(fileURLWithPath: path))
    func refused(_ data: Data, _ why: String, _ more: [String] = Self.arguments) throws {
      let file = try Tool.file("bad.checkpoint", "")
      try data.write(to: URL(fileURLWithPath: file))
      let r = try Tool.run(more + ["--resume", file])
      #expect(r.status == 65, "\(why): \(r.status)")
      #expect(r.errors.contains("bad.checkpoint: error: ") && r.errors.contains(why), "\(r.errors)")
      #expect(r.output.isEmpty)
    }
    try refused(Data(), "no checkpoint")
    try refused(Data("nothing of the kind\n".utf8), "no checkpoint")
    try refused(good.prefix(good.count - 1), "damaged or was cut")
    try refused(good.prefix(good.count / 2), "damaged or was cut")
    try refused(good.prefix(60), "error")
    for at in [200, good.count / 3, good.count / 2, good.count - 3] {
      var bad = good
      bad[bad.startIndex + at] ^= 4
      try refused(bad, "damaged or was cut")
    }
    try refused(
      good, "another scenario", ["verify", "scenarios/hello/foo.yaml", "--variant", "after"])
    try refused(good, "other options", Self.arguments + ["--max-preemptions", "2"])
    try refused(good, "other options", Self.arguments + ["--no-reduction"])
    let missing = try Tool.run(Self.arguments + ["--resume", "/nowhere/x"])
    #expect(missing.status == 65 && missing.errors.contains("/nowhere/x: error:"))
  }

  @Test("a checkpoint that cannot be written is status 74")
  func cannotWrite() throws {
    let r = try Tool.run(
      Self.arguments + ["--checkpoint", "/nowhere/x", "--checkpoint-every", "0.001"])
    #expect(r.status == 74)
    #expect(r.errors.contains("/nowhere/x.tmp: error: cannot be written"))
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () throws -> Success) { self.init(catching: body) }
}
