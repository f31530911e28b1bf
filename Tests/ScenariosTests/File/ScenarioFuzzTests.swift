import Testing

@testable import Scenarios
@testable import Sim

@Suite("Scenario fuzz")
struct ScenarioFuzzTests {
  static let seeds = [
    """
    driver: foo.c
    threads:
      a: [open x, ioctl 1 2, close]
      b: irq x*
    variants:
      v: {define: [A]}

    """,
    """
    driver: |
      int x;
      int y = *x & 1;
    interleaving: |
      | CPU0 (a) | CPU1 (work f) |
      |---|---|
      | kfree(p); | |
      | | dev->x = 1 // boom |

    """,
    #"""
    scenario: "a\tb"
    driver: 'foo.c'
    device:
      id: 1180:0592
      registers:
        0x00: any [0, 1]
        0x04: sequence [1, 0]
    expect: [use-after-free in f, leak]
    faults: [kzalloc x2]

    """#,
    """
    driver: foo.c
    interleaving: |
      admin         work f#2
      kfree#2 /* x
      */
                    readl -> #1
    assume: {f: any [0, -5], g: nothing}
    checks: {leak: off}
    time: free
    kernel: 6.1

    """,
    """
    driver: foo.c
    interleaving: |
      1. admin: kfree() ...
      2. work f:   foo.c:12
                   ^^^^

    """,
  ]

  @Test("mutated scenarios are accepted or refused with places, and nothing else")
  func mutations() {
    var random = Random(seed: 7)
    func next(_ n: Int) -> Int { Int(random.next(below: UInt64(n))) }
    let alphabet = Array(
      "{}[]:,-#&*!|>'\"%@`\n \txX0*()^.;=>~\\?<é\u{85}\u{2028}\u{0}\u{feff}".utf8)
    var accepted = 0
    for _ in 0..<2500 {
      var bytes = Array(Self.seeds[next(Self.seeds.count)].utf8)
      for _ in 0...next(4) {
        let at = next(bytes.count + 1)
        switch next(5) {
        case 0 where !bytes.isEmpty: bytes.remove(at: min(at, bytes.count - 1))
        case 1 where !bytes.isEmpty: bytes.removeSubrange(at...)
        case 2:
          let other = Array(Self.seeds[next(Self.seeds.count)].utf8)
          bytes.insert(contentsOf: other.suffix(next(other.count + 1)), at: at)
        case 3: bytes.insert(UInt8(next(256)), at: at)
        default: bytes.insert(alphabet[next(alphabet.count)], at: at)
        }
      }
      switch readScenario(bytes: bytes, path: "f.yaml") {
      case .success(let s):
        accepted += 1
        #expect(s.variants.allSatisfy { $0.variant != nil })
      case .failure(let e):
        #expect(!e.diagnostics.isEmpty && e.diagnostics.count <= 20)
        for d in e.diagnostics {
          #expect(d.headline.hasPrefix("f.yaml"))
          #expect(!d.text().unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
        }
      }
    }
    #expect(accepted > 80 && accepted < 2300)
  }

  /// A large file, made of `part` again and again.
  private static func repeated(
    _ head: String, _ part: String, _ tail: String = "", size: Int = 1 << 17
  ) -> [UInt8] {
    let room = size - head.utf8.count - tail.utf8.count
    let count = room / part.utf8.count
    return Array((head + String(repeating: part, count: count) + tail).utf8)
  }

  /// A large file: only its name goes into the log of the tests.
  struct LargeFile: CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]

    init(_ name: String, _ bytes: [UInt8]) { (testDescription, self.bytes) = (name, bytes) }
  }

  /// Files that would cost a careless reader time, memory or its stack.
  static let large: [LargeFile] = [
    LargeFile("brackets", repeated("driver: ", "[", size: scenarioBytesMax)),
    LargeFile("braces", repeated("driver: ", "{a: ")),
    LargeFile("dashes", repeated("driver:\n", "- ")), LargeFile("questions", repeated("", "? ")),
    LargeFile("quotes", repeated("driver: ", "'")), LargeFile("double quotes", repeated("driver: ", "\"a\" ")),
    LargeFile("anchors", repeated("driver: ", "&a ")),
    LargeFile("one long line", repeated("driver: ", "a", size: scenarioBytesMax)),
    LargeFile("one long word", repeated("driver: foo.c\nthreads: {a: ", "a", "}")),
    LargeFile("a long list", repeated("driver: foo.c\nfaults: [", "a1, ", "b]")),
    LargeFile("wrong actions", repeated("driver: foo.c\nthreads: {t: [", "nope, ", "bind]}")),
    LargeFile("colons", repeated("driver: ", ":")), LargeFile("comments", repeated("driver: foo.c\n", "#\n")),
    LargeFile("lines", repeated("driver: foo.c\n", "\n")), LargeFile("returns", repeated("driver: foo.c\n", "\r")),
    LargeFile("bars", repeated("driver: foo.c\ninterleaving: |\n  a  b\n  ", "|")),
    LargeFile("carets", repeated("driver: foo.c\ninterleaving: |\n  a  b\n", "  ^\n")),
    LargeFile("comment ends", repeated("driver: foo.c\ninterleaving: |\n  a  b\n  ", "*/")),
    LargeFile("rows", repeated("driver: foo.c\ninterleaving: |\n  a  b\n", "  f\n")),
    LargeFile("parentheses", repeated("driver: foo.c\ninterleaving: |\n  a  b\n  f", "(", "")),
    LargeFile("negations", repeated("driver: foo.c\ninterleaving: |\n  a  b\n  ", "!")),
    LargeFile("arrows", repeated("driver: foo.c\ninterleaving: |\n  a  b\n  f", "-> #1 ")),
    LargeFile("hashes", repeated("driver: foo.c\ninterleaving: |\n  a  b\n  f", "#1")),
    LargeFile("headings", repeated("driver: foo.c\ninterleaving: |\n  ", "a  ")),
    LargeFile("tabs", repeated("driver: foo.c\ninterleaving: |\n  a  b\n  f", "\tx")),
    LargeFile("combining", repeated("driver: foo.c\nscenario: a", "\u{301}")),
    LargeFile(
      "keys",
      Array(("driver: a.c\nassume:\n" + (0..<7_000).map { "  k\($0): 1\n" }.joined()).utf8)
    ),
    LargeFile(
      "variants",
      Array(
        ("driver: a.c\ninterleaving: |\n  a  b\n" + String(repeating: "  f\n", count: 5_000)
          + "variants:\n" + (0..<99).map { "  v\($0): {}\n" }.joined()).utf8)
    ),
    LargeFile(
      "an alias bomb",
      Array(
        ("driver: a.c\na0: &a0 [x, x]\n"
          + (1..<40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
          + "? [*a39]\n: x\n").utf8)
    ),
    LargeFile(
      "nested maps",
      Array(
        ("driver: a.c\ndevice:\n"
          + (1..<1400).map { String(repeating: " ", count: $0) + "a:\n" }.joined()).utf8)
    ),
  ]

  @Test("large and hostile files are done with in a moment", arguments: large)
  func hostile(_ file: LargeFile) {
    let (name, bytes) = (file.testDescription, file.bytes)
    let clock = ContinuousClock()
    let time = clock.measure {
      if case .failure(let e) = readScenario(bytes: bytes, path: "f.yaml") {
        #expect(!e.diagnostics.isEmpty && e.diagnostics.count <= 20, "\(name)")
        #expect(e.text().utf8.count < 20_000, "\(name)")
      }
    }
    // Far above what it takes, far below what a quadratic reader would.
    #expect(time < .seconds(10), "\(name): \(time)")
  }
}
