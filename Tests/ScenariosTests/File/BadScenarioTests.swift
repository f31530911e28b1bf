import Glibc
import Testing

@testable import Scenarios

/// One refused scenario of `Tests/Fixtures/Scenario/bad.txt`.
struct BadScenario: CustomTestStringConvertible {
  /// `! PLACE: MESSAGE` of each error, `? HELP` below it where there is one.
  var expected: String
  var yaml: String

  var testDescription: String { yaml.isEmpty ? "(nothing)" : yaml }

  /// What is said of it now, in the same form.
  var said: String {
    switch readScenario(bytes: Array(yaml.utf8), path: "s.yaml") {
    case .success: return "accepted\n"
    case .failure(let error):
      return error.diagnostics.map { d in
        let headline = d.headline.replacing("s.yaml:", with: "").replacing(" error:", with: "")
        return "! \(headline)\n" + (d.help.map { "? \($0)\n" } ?? "")
      }.joined()
    }
  }

  static let path =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    + "/Fixtures/Scenario/bad.txt"

  /// The fixture: each case starts with a line `%%%`, `>>>` parts what is expected from the YAML.
  static let all: [BadScenario] = {
    text(of: path).split(separator: "%%%\n").compactMap { part in
      let parts = part.split(separator: ">>>\n", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { return nil }
      return BadScenario(expected: String(parts[0]), yaml: String(parts[1]))
    }
  }()

  private static func text(of path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let n = fread(&buffer, 1, buffer.count, file)
      if n == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[0..<n]
    }
  }
}

@Suite("Bad scenarios")
struct BadScenarioTests {
  @Test("each is refused with its places, its causes and a way out", arguments: BadScenario.all)
  func refused(_ bad: BadScenario) {
    #expect(bad.said == bad.expected)
  }

  @Test("there are enough of them, and none twice")
  func enough() {
    #expect(BadScenario.all.count >= 180)
    #expect(Set(BadScenario.all.map(\.yaml)).count == BadScenario.all.count)
  }

  @Test("the fixture is written anew on request")
  func record() throws {
    guard getenv("RECORD_SNAPSHOTS") != nil else { return }
    let text = BadScenario.all.map { "%%%\n\($0.said)>>>\n\($0.yaml)" }.joined()
    let file = try #require(fopen(BadScenario.path, "w"))
    fputs(text, file)
    fclose(file)
  }

  /// Bytes that are no text, and what is said of them.
  static let texts: [([UInt8], String)] = [
    (
      Array("driver: ".utf8) + [0xff, 0x0a], "s.yaml:1:9: error: this is not UTF-8 text: byte 0xff"
    ),
    (Array("a\ndriver: é".utf8) + [0xc3], "s.yaml:2:10: error: this is not UTF-8 text: byte 0xc3"),
    (
      Array("driver: \u{fffd}".utf8) + [0xed, 0xa0, 0x80],
      "s.yaml:1:10: error: this is not UTF-8 text: byte 0xed"
    ),
    (
      Array("driver: foo\0.c".utf8),
      "s.yaml:1:12: error: a control character (U+0000) has no place in a scenario"
    ),
    (
      Array("driver: a.c\n\u{1b}[31m".utf8),
      "s.yaml:2:1: error: a control character (U+001B) has no place in a scenario"
    ),
    ([0xff, 0xfe, 0x64, 0x00], "s.yaml: error: this is UTF-16; save it as UTF-8"),
    (
      [UInt8](repeating: 0x20, count: (1 << 20) + 1),
      "s.yaml: error: the scenario is larger than 1 MiB"
    ),
  ]

  @Test("what is no text is refused where it is none", arguments: texts)
  func noText(_ bytes: [UInt8], _ expected: String) {
    guard case .failure(let error) = readScenario(bytes: bytes, path: "s.yaml") else {
      Issue.record("accepted")
      return
    }
    #expect(error.diagnostics.map(\.headline) == [expected])
  }

  @Test("no more errors are told than a person reads, in the order of the file")
  func many() {
    let yaml = (0..<500).map { "k\($0): 1\n" }.joined()
    guard case .failure(let error) = readScenario(bytes: Array(yaml.utf8), path: "s.yaml") else {
      Issue.record("accepted")
      return
    }
    #expect(error.diagnostics.count == 20)
    #expect(error.diagnostics.compactMap(\.position?.line) == Array(1...20))
  }

  @Test("independent mistakes of one file are told together")
  func together() {
    let yaml = """
      driver: foo.c
      time: never
      threads:
        a: [jump, irq 7]
      variants:
        x: {expect: nothing, checks: {leak: maybe}}
        y: {define: 1}
      """
    guard case .failure(let error) = readScenario(bytes: Array(yaml.utf8), path: "s.yaml") else {
      Issue.record("accepted")
      return
    }
    #expect(error.diagnostics.compactMap(\.position?.line) == [2, 4, 4, 6, 6, 7])
  }
}
