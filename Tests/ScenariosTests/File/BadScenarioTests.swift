import Testing

@testable import Scenarios
@testable import Sim

/// The first line of each diagnostic, or nothing if the text is accepted.
private func headlines(_ yaml: String) -> [String] {
  switch readScenario(bytes: Array(yaml.utf8), path: "s.yaml") {
  case .success: return []
  case .failure(let error): return error.diagnostics.map(\.headline)
  }
}

private let head = "driver: foo.c\n"

/// Text and what is said of it, first.
private let bad: [(String, String)] = [
  ("", "s.yaml: error: the scenario is empty"),
  ("# nothing\n", "s.yaml: error: the scenario is empty"),
  ("just text\n", "s.yaml:1:1: error: a scenario is a map, not 'just text'"),
  ("- a\n- b\n", "s.yaml:1:1: error: a scenario is a map, not a list"),
  ("scenario: x\n", "s.yaml:1:1: error: there is no 'driver'"),
  ("drivr: foo.c\n", "s.yaml:1:1: error: unknown key 'drivr'; did you mean 'driver'?"),
  (head + "thread: {a: unbind}\n", "s.yaml:2:1: error: unknown key 'thread'; did you mean 'threads'?"),
  (head + "expects: clean\n", "s.yaml:2:1: error: unknown key 'expects'; did you mean 'expect'?"),
  ("driver: foo.h\n", "s.yaml:1:9: error: a driver is a .c file, not 'foo.h'"),
  ("driver: []\n", "s.yaml:1:9: error: there is no driver in the list"),
  ("driver: {a: b}\n", "s.yaml:1:9: error: a C file, or C text is expected here, not a map"),
  ("driver: [a.c, x/a.c]\n", "s.yaml:1:15: error: two drivers are called 'a'"),
  ("driver:\n", "s.yaml:1:1: error: 'driver' has no value"),
  (head + "define: [1X]\n", "s.yaml:2:10: error: '1X' is no definition: write NAME or NAME=VALUE"),
  (head + "define: \"-DX\"\n", "s.yaml:2:9: error: '-DX' is no definition: write NAME or NAME=VALUE"),
  (head + "device: pci\n", "s.yaml:2:9: error: device is a map, not 'pci'"),
  (head + "device: {vector: 1}\n", "s.yaml:2:10: error: unknown key 'vector'; did you mean 'vectors'?"),
  (head + "device: {id: \"1180\"}\n", "s.yaml:2:14: error: an id is VENDOR:DEVICE in four hexadecimal digits each, not '1180'"),
  (head + "device: {id: \"118g:0592\"}\n", "s.yaml:2:14: error: an id is VENDOR:DEVICE in four hexadecimal digits each, not '118g:0592'"),
  (head + "device: {bars: [big]}\n", "s.yaml:2:17: error: a BAR's size must be a number (decimal or 0x...), not 'big'"),
  (head + "device: {bars: [99999999]}\n", "s.yaml:2:17: error: a BAR's size must be at most 1048576, not 99999999"),
  (head + "device: {bars: [1, 2, 3, 4, 5, 6, 7]}\n", "s.yaml:2:16: error: a PCI device has at most 6 BARs"),
  (head + "device: {vectors: 99}\n", "s.yaml:2:19: error: the number of vectors must be at most 32, not 99"),
  (head + "device: {vectors: -1}\n", "s.yaml:2:19: error: the number of vectors must be a number (decimal or 0x...), not '-1'"),
  (head + "device:\n  registers: {0x01: 1}\n", "s.yaml:3:15: error: a register's offset is a multiple of 4, not 0x01"),
  (head + "device:\n  registers: {x: 1}\n", "s.yaml:3:15: error: a register's offset must be a number (decimal or 0x...), not 'x'"),
  (head + "device:\n  registers: {0x00: 1, 0: 2}\n", "s.yaml:3:24: error: register 0 is given twice"),
  (head + "device:\n  registers: {0x00: maybe}\n", "s.yaml:3:21: error: a register is N, any [N, M], sequence [N, M] or clear-on-read N, not 'maybe'"),
  (head + "device:\n  registers:\n    0x00: any []\n", "s.yaml:4:11: error: 'any' needs 1 to 64 values"),
  (head + "device:\n  registers:\n    0x00: anny [1]\n", "s.yaml:4:11: error: a register is N, any [N, M], sequence [N, M] or clear-on-read N, not 'anny [1]'; did you mean 'any'?"),
  (head + "device:\n  registers:\n    0x00: any [1, z]\n", "s.yaml:4:11: error: a register's value must be a number (decimal or 0x...), not 'z'"),
  (head + "device:\n  registers:\n    0x00: 0x1ffffffff\n", "s.yaml:4:11: error: a register's value must be at most 4294967295, not 0x1ffffffff"),
  (head + "device:\n  bars: [16]\n  registers: {0x10: 1}\n", "s.yaml:3:3: error: register 0x10 lies beyond BAR 0, which has 16 bytes"),
  (head + "threads: unbind\n", "s.yaml:2:10: error: threads is a map, not 'unbind'"),
  (head + "threads: {a: unbnd}\n", "s.yaml:2:14: error: unknown action 'unbnd'; did you mean 'unbind'?"),
  (head + "threads: {a: irq x0}\n", "s.yaml:2:14: error: an action is repeated 1 to 1000 times (or x*), not 'x0'"),
  (head + "threads: {a: irq 99}\n", "s.yaml:2:14: error: 'irq' must be at most 31, not 99"),
  (head + "threads: {a: irq -1}\n", "s.yaml:2:14: error: 'irq' must be a number (decimal or 0x...), not '-1'"),
  (head + "threads: {a: open}\n", "s.yaml:2:14: error: 'open' is written 'open NAME'"),
  (head + "threads: {a: unbind now}\n", "s.yaml:2:14: error: 'unbind' is written 'unbind'"),
  (head + "threads: {a: ioctl}\n", "s.yaml:2:14: error: 'ioctl' is written 'ioctl CMD [ARG]'"),
  (head + "threads: {a: ioctl START}\n", "s.yaml:2:14: error: an ioctl's command must be a number (decimal or 0x...), not 'START'"),
  (head + "threads: {a: sleep 10}\n", "s.yaml:2:14: error: a time is a number with ns, us, ms or s, not '10'"),
  (head + "threads: {a: sleep soon}\n", "s.yaml:2:14: error: a time is a number with ns, us, ms or s, not 'soon'"),
  (head + "threads: {a: call}\n", "s.yaml:2:14: error: 'call' is written 'call FUNCTION [ARG...]'"),
  (head + "threads: {a: call f x}\n", "s.yaml:2:14: error: an argument must be a number (decimal or 0x...), not 'x'"),
  (head + "threads: {a: write-attr x}\n", "s.yaml:2:14: error: 'write-attr' is written 'write-attr NAME VALUE'"),
  (head + "threads: {a: []}\n", "s.yaml:2:14: error: there is no action in the list"),
  (head + "threads: {a: }\n", "s.yaml:2:11: error: thread 'a' does nothing"),
  (head + "threads: {setup: unbind}\n", "s.yaml:2:11: error: 'setup' cannot be a thread's name"),
  (head + "threads: {work foo: unbind}\n", "s.yaml:2:11: error: 'work foo' cannot be a thread's name"),
  (head + "setup: [insmod x2]\n", "s.yaml:2:9: error: an action of the setup is not repeated"),
  (head + "faults: [kzalloc x]\n", "s.yaml:2:10: error: 'kzalloc x' is no fault: write CALL or CALL xN"),
  (head + "faults: [kzalloc x0]\n", "s.yaml:2:10: error: 'kzalloc x0' is no fault: write CALL or CALL xN"),
  (head + "assume: {f: maybe}\n", "s.yaml:2:13: error: an answer is a number, 'nothing' or 'any [N, M]', not 'maybe'"),
  (head + "assume: nothing\n", "s.yaml:2:9: error: assume is a map, not 'nothing'"),
  (head + "time: fre\n", "s.yaml:2:7: error: time is 'ordered' or 'free', not 'fre'; did you mean 'free'?"),
  (head + "checks: {data-rac: on}\n", "s.yaml:2:10: error: unknown check 'data-rac'; did you mean 'data-race'?"),
  (head + "checks: {leak: no}\n", "s.yaml:2:16: error: a check is 'on' or 'off', not 'no'"),
  (head + "expect: use-after-fre\n", "s.yaml:2:9: error: unknown check 'use-after-fre'; did you mean 'use-after-free'?"),
  (head + "expect: use-after-free at f\n", "s.yaml:2:9: error: 'use-after-free at f' is no expectation: write CHECK or CHECK in FUNCTION"),
  (head + "expect: [clean, leak]\n", "s.yaml:2:9: error: 'clean' cannot be expected together with findings"),
  (head + "expect: []\n", "s.yaml:2:9: error: nothing is expected: write 'clean' or a check's name"),
  (head + "check: prove\n", "s.yaml:2:8: error: check is 'verify' or 'explore N', not 'prove'"),
  (head + "check: explore many\n", "s.yaml:2:8: error: the number of runs must be a number (decimal or 0x...), not 'many'"),
  (head + "kernel: \"5.4\"\n", "s.yaml:2:9: error: the kernel is one of 6.1, 6.12, 7.1, not '5.4'"),
  (head + "variants: {a b: {}}\n", "s.yaml:2:12: error: 'a b' is no name for a variant: use letters, digits, - and _"),
  (head + "variants: {a: {variants: {}}}\n", "s.yaml:2:16: error: unknown key 'variants'"),
  (head + "variants: {a: {expct: clean}}\n", "s.yaml:2:16: error: unknown key 'expct'; did you mean 'expect'?"),
  (head + "variants: before\n", "s.yaml:2:11: error: variants is a map, not 'before'"),
  (head + "interleaving: |\n  admin\n", "s.yaml:3:1: error: the diagram has no rows"),
  (head + "interleaving: |\n  CPU0    CPU1\n  a()\n", "s.yaml:3:1: error: the heading 'CPU0' names no thread"),
  (head + "interleaving: |\n  admin      work f\n  a()        b()\n", "s.yaml:4:1: error: row 1: a row has one cell, this line has 2"),
  (head + "driver: bar.c\n", "s.yaml:2:1: error: the key 'driver' is given twice"),
  (head + "scenario: &a x\n", "s.yaml:2:11: error: YAML anchors are not used here"),
  ("driver: \"foo.c\n", "s.yaml:2:1: error: this is not YAML: found unexpected end of stream"),
  ("driver: foo.c\n\tdefine: X\n", "s.yaml:2:1: error: a tab cannot indent YAML"),
  ("driver: a.c\n---\ndriver: b.c\n", "s.yaml:2:1: error: a file holds one scenario"),
  ("driver: a\u{7}.c\n", "s.yaml:1:10: error: a control character (U+0007) has no place in a scenario"),
]

@Suite("Bad scenarios")
struct BadScenarioTests {
  @Test("each is refused with its place, its cause and the nearest word", arguments: bad)
  func refused(_ item: (String, String)) {
    #expect(headlines(item.0).first == item.1, "\(item.0)")
  }

  @Test("there are enough of them, and none twice")
  func enough() {
    #expect(bad.count >= 60)
    #expect(Set(bad.map(\.0)).count == bad.count)
  }

  @Test("independent mistakes are told together")
  func together() {
    let all = headlines("driver: foo.c\ntime: never\nexpect: nothing\nthreads: {a: jump}\n")
    #expect(all.count == 3, "\(all)")
  }

  @Test("the contract's example is accepted, and means what it says")
  func contract() throws {
    let yaml = """
      scenario: card-detect timer races unbind
      driver: foo.c
      define: [CARDS=2]
      device:
        id: "1180:0592"
        bars: [256]
        vectors: 1
        registers:
          0x00: 1
          0x04: any [0, 1]
          0x08: sequence [1, 1, 0]
          0x0c: clear-on-read 3
      setup: [insmod, bind]
      threads:
        admin: unbind
        card:  irq x2
        user:  [open foo, ioctl 0x10, close]
        hotplug: surprise-remove
      faults: [kzalloc, request_threaded_irq x1]
      assume:
        vendor_read: any [0, -5]
        vendor_log: nothing
      time: ordered
      checks: {data-race: on, leak: off}
      expect: clean
      variants:
        before: {define: [BEFORE_FIX], expect: use-after-free in foo_detect}
        after:  {}
      interleaving: |
        admin                         work foo_detect
        free_irq
                                      foo_detect
        kfree
                                      readl
      """
    let s = try readScenario(bytes: Array(yaml.utf8), path: "foo.yaml").get()
    #expect(s.world.device.vendor == 0x1180 && s.world.device.device == 0x0592)
    #expect(s.world.device.registers.map(\.spec) == [
      .fixed(1), .any([0, 1]), .sequence([1, 1, 0]), .clearOnRead(3),
    ])
    #expect(s.world.threads?.map(\.name) == ["admin", "card", "user", "hotplug"])
    #expect(s.world.threads?[1].actions == [.init(.irq(0), .times(2))])
    #expect(s.world.faults == [FaultSpec(name: "kzalloc"), FaultSpec(name: "request_threaded_irq", limit: 1)])
    #expect(s.world.assumptions[0].answer == .any([0, -5]))
    #expect(s.variants.map(\.variant) == ["before", "after"])
    #expect(s.variants[0].expectation == .findings([ExpectedFinding(.useAfterFree, in: "foo_detect")]))
    #expect(s.variants[1].expectation == .clean)
    #expect(s.interleaving?.script == [
      ScriptRow(thread: "admin", operation: .call("free_irq")),
      ScriptRow(thread: "work foo_detect", operation: .call("foo_detect")),
      ScriptRow(thread: "admin", operation: .call("kfree")),
      ScriptRow(thread: "work foo_detect", operation: .call("readl")),
    ])
  }

  @Test("mutated scenarios are accepted or refused, and nothing else")
  func fuzz() {
    var random = Random(seed: 7)
    let seeds = bad.map(\.0) + [
      "driver: foo.c\nthreads:\n  a: [open x, ioctl 1 2, close]\n  b: irq x*\nvariants:\n  v: {define: [A]}\n",
      "driver: |\n  int x;\ninterleaving: |\n  | CPU0 (a) | CPU1 (work f) |\n  |---|---|\n  | kfree(p); | |\n  | | dev->x = 1 // boom |\n",
    ]
    let alphabet = Array("{}[]:,-#&*!|>'\"%@`\n \txX0*()^.;=>~é\u{0}\u{feff}".utf8)
    var accepted = 0
    for _ in 0..<3000 {
      var bytes = Array(seeds[Int(random.next(below: UInt64(seeds.count)))].utf8)
      for _ in 0...random.next(below: 4) {
        let at = Int(random.next(below: UInt64(bytes.count + 1)))
        switch random.next(below: 4) {
        case 0 where !bytes.isEmpty: bytes.remove(at: min(at, bytes.count - 1))
        case 1 where !bytes.isEmpty: bytes.removeSubrange(at...)
        case 2:
          let other = Array(seeds[Int(random.next(below: UInt64(seeds.count)))].utf8)
          bytes.insert(contentsOf: other.suffix(Int(random.next(below: UInt64(other.count + 1)))), at: at)
        default:
          bytes.insert(alphabet[Int(random.next(below: UInt64(alphabet.count)))], at: at)
        }
      }
      switch readScenario(bytes: bytes, path: "f.yaml") {
      case .success: accepted += 1
      case .failure(let e):
        #expect(!e.diagnostics.isEmpty)
        #expect(e.diagnostics.allSatisfy { $0.headline.hasPrefix("f.yaml") })
      }
    }
    #expect(accepted > 0)
  }
}
