import Glibc
import Testing

@testable import Scenarios

/// A folder of fake programs, gone with the test.
final class FakePrograms {
  let root: String

  init() throws {
    var template = Array("/tmp/simctl-fake-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = spawnAndWait(["/bin/rm", "-r", root]) }

  /// Writes a shell script to `FOLDER/NAME`.
  @discardableResult
  func script(_ path: String, _ body: String) throws -> String {
    let full = "\(root)/\(path)"
    for (i, c) in path.enumerated() where c == "/" { mkdir("\(root)/\(path.prefix(i))", 0o700) }
    let file = try #require(fopen(full, "w"))
    fputs("#!/bin/sh\n\(body)\n", file)
    fclose(file)
    try #require(chmod(full, 0o700) == 0)
    return full
  }

  /// A clang of that version.
  @discardableResult
  func clang(_ path: String, _ version: Int) throws -> String {
    try script(path, "echo 'Debian clang version \(version).0.1 (x)'; echo Target: none")
  }
}

@Suite("Clang")
struct ClangTests {
  let fake = try! FakePrograms()

  private func message(named: String? = nil, path: String) -> String {
    do throws(CompileError) {
      return "found \(try Clang.find(named: named, path: path).path)"
    } catch {
      return error.message.replacing(fake.root, with: "")
    }
  }

  @Test("the clang beside swift comes before the PATH's own order")
  func besideSwift() throws {
    try fake.clang("a/clang", 20)
    try fake.script("b/swift", "")
    try fake.clang("b/clang", 17)
    let found = try Clang.find(named: nil, path: "\(fake.root)/a:\(fake.root)/b")
    #expect(found == Clang(path: "\(fake.root)/b/clang", version: 17))
  }

  @Test("swift may be a link into the toolchain")
  func linkedSwift() throws {
    try fake.script("toolchain/swift", "")
    try fake.clang("toolchain/clang", 21)
    try fake.clang("bin/clang", 16)
    try #require(symlink("\(fake.root)/toolchain/swift", "\(fake.root)/bin/swift") == 0)
    // Beside the link first, and then where it leads.
    #expect(try Clang.find(named: nil, path: "\(fake.root)/bin").version == 16)
    unlink("\(fake.root)/bin/clang")
    #expect(try Clang.find(named: nil, path: "\(fake.root)/bin").version == 21)
  }

  @Test("a clang that is too old or broken is passed over for clang-NN, the newest first")
  func numbered() throws {
    try fake.clang("a/clang", 14)
    try fake.clang("a/clang-16", 16)
    try fake.clang("b/clang-18", 18)
    let found = try Clang.find(named: nil, path: "\(fake.root)/a:\(fake.root)/b")
    #expect(found.version == 18)
  }

  @Test("if there is none, every one that was seen is named, with what is wrong with it")
  func none() throws {
    #expect(
      message(path: "\(fake.root)/empty") == """
        no clang of version 15 or newer was found beside swift or on the PATH
        help: install clang (every Swift toolchain has one), or set SIMCTL_CLANG to its path
        """)
    try fake.clang("a/clang", 14)
    try fake.script("b/clang", "echo gcc 12")
    try fake.script("c/clang", "exit 3")
    try fake.clang("d/clang", 99)
    chmod("\(fake.root)/d/clang", 0o600)
    #expect(
      message(path: ["a", "b", "c", "d"].map { "\(fake.root)/\($0)" }.joined(separator: ":"))
        .hasPrefix(
          """
          no clang of version 15 or newer was found beside swift or on the PATH: /a/clang is \
          version 14, /b/clang is not clang, /c/clang fails with status 3
          help: 
          """))
  }

  @Test("SIMCTL_CLANG is used, or refused with what is wrong with it, and nothing else is tried")
  func named() throws {
    let good = try fake.clang("good", 15)
    try fake.clang("bin/clang", 21)
    try fake.clang("bin/my-clang", 19)
    let path = "\(fake.root)/bin"
    #expect(try Clang.find(named: good, path: path) == Clang(path: good, version: 15))
    #expect(try Clang.find(named: "my-clang", path: path).version == 19)
    let help = "\nhelp: set SIMCTL_CLANG to a clang of version 15 or newer, or unset it"
    #expect(
      message(named: try fake.clang("old", 14), path: path)
        == "SIMCTL_CLANG is '/old', clang 14; 15 or newer is needed" + help)
    #expect(
      message(named: "\(fake.root)/no", path: path)
        == "SIMCTL_CLANG is '/no', which is not there" + help)
    #expect(
      message(named: "no-clang", path: path)
        == "SIMCTL_CLANG is 'no-clang', which is not there" + help)
    #expect(
      message(named: try fake.script("gcc", "echo gcc"), path: path)
        == "SIMCTL_CLANG is '/gcc', which is not clang" + help)
    #expect(
      message(named: fake.root, path: path)
        == "SIMCTL_CLANG is '', which cannot be started" + help)
  }
}

@Suite("Spawn")
struct SpawnTests {
  let fake = try! FakePrograms()

  @Test("much on both pipes at once does not block")
  func bothPipes() throws {
    let program = try fake.script(
      "p",
      "i=0; while [ $i -lt 300 ]; do printf '%01000d' 0; printf '%01000d' 0 >&2; i=$((i+1)); done")
    let r = try #require(spawnAndWait([program], seconds: 20))
    #expect(r.status == 0 && r.output.count == 300_000 && r.errors.count == 300_000)
  }

  @Test("input that nobody reads does no harm, and input is read whole")
  func input() throws {
    let input = [UInt8](repeating: 0x61, count: 3_000_000)
    #expect(try #require(spawnAndWait(["/bin/true"], input: input, seconds: 20)).status == 0)
    let r = try #require(spawnAndWait(["/bin/cat"], input: input, seconds: 20))
    #expect(r.output == input)
  }

  @Test("a program that takes too long is killed with what it has started")
  func timeLimit() throws {
    let program = try fake.script("p", "echo said; sleep 60 & sleep 60")
    let started = time(nil)
    let r = try #require(spawnAndWait([program], seconds: 1))
    #expect(time(nil) - started < 20)
    #expect(r.cut == .time && r.status == 128 + SIGKILL)
    #expect(r.output == Array("said\n".utf8))
  }

  @Test("status, signal, folder and a program that is not there")
  func ends() throws {
    #expect(try #require(spawnAndWait(["/bin/sh", "-c", "exit 7"])).status == 7)
    #expect(try #require(spawnAndWait(["/bin/sh", "-c", "kill -9 $$"])).status == 137)
    #expect(try #require(spawnAndWait(["/bin/pwd"], in: "/usr")).output == Array("/usr\n".utf8))
    #expect(spawnAndWait(["/no/such/program"]) == nil)
  }
}

extension SpawnResult: Equatable {
  public static func == (a: SpawnResult, b: SpawnResult) -> Bool {
    a.status == b.status && a.output == b.output && a.errors == b.errors && a.cut == b.cut
  }
}
