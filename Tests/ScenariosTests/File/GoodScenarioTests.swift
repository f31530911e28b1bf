import Glibc
import Testing

@testable import Scenarios
@testable import Sim

private func read(_ yaml: String, path: String = "dir/foo.yaml") throws -> Scenario {
  try readScenario(bytes: Array(yaml.utf8), path: path).get()
}

/// The actions of the one thread of a scenario.
private func actions(_ list: String) throws -> [ThreadSpec.Item] {
  let s = try read("driver: foo.c\ndevice: {vectors: 8}\nthreads: {t: [\(list)]}\n")
  return s.world.threads?.first?.actions ?? []
}

@Suite("Good scenarios")
struct GoodScenarioTests {
  @Test("the contract's example means what it says")
  func contract() throws {
    let s = try read(
      """
      scenario: card-detect timer races unbind      # one line, shown in every output
      driver: foo.c                                # or a list
      define: [CARDS=2]                             # optional -D for clang

      device:                                       # the fake PCI device
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
      """)
    #expect(s.name == "card-detect timer races unbind")
    #expect(s.path == "dir/foo.yaml" && s.directory == "dir" && s.variant == nil)
    #expect(s.drivers == [.file("foo.c")] && s.defines == ["CARDS=2"])
    #expect(s.world.device.vendor == 0x1180 && s.world.device.device == 0x0592)
    #expect(s.world.device.bars == [256] && s.world.device.vectors == 1)
    #expect(s.world.device.registers.map(\.offset) == [0, 4, 8, 12])
    #expect(
      s.world.device.registers.map(\.spec) == [
        .fixed(1), .any([0, 1]), .sequence([1, 1, 0]), .clearOnRead(3),
      ])
    #expect(s.world.setup == [.insmod(nil), .bind])
    #expect(
      s.world.threads == [
        ThreadSpec(name: "admin", actions: [.init(.unbind)]),
        ThreadSpec(name: "card", actions: [.init(.irq(0), .times(2))]),
        ThreadSpec(
          name: "user",
          actions: [
            .init(.open("foo")), .init(.ioctl(command: 0x10, argument: 0)), .init(.close),
          ]),
        ThreadSpec(name: "hotplug", actions: [.init(.surpriseRemove)]),
      ])
    #expect(
      s.world.faults == [
        FaultSpec(name: "kzalloc"), FaultSpec(name: "request_threaded_irq", limit: 1),
      ])
    #expect(
      s.world.assumptions == [
        AssumptionSpec(symbol: "vendor_read", answer: .any([0, -5])),
        AssumptionSpec(symbol: "vendor_log", answer: .nothing),
      ])
    #expect(s.world.timeOrdered)
    #expect(
      s.world.checks == [CheckOverride(.dataRace, isOn: true), CheckOverride(.leak, isOn: false)])
    #expect(s.expectation == .clean && s.method == nil && s.world.kernel == .newest)
    #expect(s.variants.map(\.variant) == ["before", "after"])
    #expect(s.variants[0].defines == ["BEFORE_FIX"])
    #expect(
      s.variants[0].expectation == .findings([ExpectedFinding(.useAfterFree, in: "foo_detect")]))
    #expect(s.variants[1].defines == ["CARDS=2"] && s.variants[1].expectation == .clean)
    #expect(s.variants.allSatisfy { $0.variants.isEmpty && $0.interleaving == s.interleaving })
    #expect(
      s.interleaving?.script == [
        ScriptRow(thread: "admin", operation: .call("free_irq")),
        ScriptRow(thread: "work foo_detect", operation: .call("foo_detect")),
        ScriptRow(thread: "admin", operation: .call("kfree")),
        ScriptRow(thread: "work foo_detect", operation: .call("readl")),
      ])
    #expect(s.interleaving?.rows[1].position == SourcePosition(line: 38, column: 33))
    #expect(s.interleaving?.columns[1].position == SourcePosition(line: 36, column: 33))
  }

  @Test("what is left out has its default, and the default world is told apart from no threads")
  func defaults() throws {
    let s = try read("driver: foo.c\n")
    #expect(s.name == "foo" && s.world == WorldSpec() && s.expectation == .unstated)
    #expect(s.world.threads == nil)
    #expect(try read("driver: foo.c\nthreads: {}\n").world.threads == [])
    #expect(try read("driver: foo.c\nsetup: []\n").world.setup == [])
    #expect(try read("driver: foo.c\ndefine: []\n").defines == [])
  }

  @Test("every action of the contract")
  func everyAction() throws {
    let list = """
      insmod, insmod foo, rmmod, rmmod foo, bind, unbind, bind clk.0, unbind clk, surprise-remove, \
      rescan, irq, irq 7, \
      open foo, open /dev/foo, read, read 0, write, write 1048576, ioctl 0x5701, ioctl 1 -1, mmap, \
      poll, close, read-attr state, write-attr state on, write-attr state two words, suspend, \
      resume, dma-write, dma-write 3, sleep 10ms, sleep 5us, sleep 1s, sleep 20ns, call f, \
      call f 1 0x2 -3 4 5 6
      """
    #expect(
      try actions(list).map(\.action) == [
        .insmod(nil), .insmod("foo"), .rmmod(nil), .rmmod("foo"), .bind, .unbind,
        .bindDevice("clk.0"), .unbindDevice("clk"), .surpriseRemove,
        .rescan, .irq(0), .irq(7), .open("foo"), .open("/dev/foo"), .read(8), .read(0), .write(8),
        .write(1 << 20), .ioctl(command: 0x5701, argument: 0),
        .ioctl(command: 1, argument: .max), .mmap, .poll, .close, .readAttribute("state"),
        .writeAttribute("state", value: "on"), .writeAttribute("state", value: "two words"),
        .suspend, .resume, .dmaWrite(0), .dmaWrite(3), .sleep(10_000_000), .sleep(5_000),
        .sleep(1_000_000_000), .sleep(20), .call(function: "f", arguments: []),
        .call(function: "f", arguments: [1, 2, UInt64(bitPattern: -3), 4, 5, 6]),
      ])
  }

  @Test("how often: xN and x*, for each item of a list of its own")
  func repetitions() throws {
    #expect(
      try actions("irq x2, irq 3 x*, unbind x1, bind x1000, call f 1 x2").map(\.repetition) == [
        .times(2), .anyNumber, .times(1), .times(1000), .times(2),
      ])
    // A name that only begins like a repetition is none.
    #expect(
      try actions("open x2y, open xylophone").map(\.action) == [
        .open("x2y"), .open("xylophone"),
      ])
    #expect(
      try read("driver: a.c\nsetup: [insmod, bind x2]\n").world.setup == [
        .insmod(nil), .bind, .bind,
      ])
  }

  @Test("YAML's own ideas of types change nothing")
  func scalars() throws {
    let s = try read(
      """
      scenario: no
      driver: "on.c"
      define: [yes, ON=off, T=12:30:45, V=1.0e3, N=~]
      device: {id: 1180:0592, bars: [0x100, "512"], registers: {0x10: 0x1F, 32: 7, "64": "any [1]"}}
      kernel: 6.12
      config: [DEBUG_SHIRQ, CONFIG_DEBUG_KOBJECT_RELEASE]
      checks: {leak: "off"}
      """)
    #expect(s.name == "no" && s.drivers == [.file("on.c")])
    #expect(s.defines == ["yes", "ON=off", "T=12:30:45", "V=1.0e3", "N=~"])
    #expect(s.world.device.device == 0x592 && s.world.device.bars == [256, 512])
    #expect(s.world.device.registers.map(\.offset) == [16, 32, 64])
    #expect(s.world.kernel == .v6_12)
    #expect(s.world.config == [.debugShirq, .debugKobjectRelease])
  }

  @Test("a negative register is its 32 bits")
  func registers() throws {
    let s = try read(
      "driver: a.c\ndevice:\n  registers:\n    0x0: -1\n    4: any[0,0xffffffff]\n"
        + "    8: sequence [ 1 ,2 ]\n")
    #expect(
      s.world.device.registers.map(\.spec) == [
        .fixed(0xffff_ffff), .any([0, 0xffff_ffff]), .sequence([1, 2]),
      ])
  }

  @Test("a variant overrides the keys that it names, whole, and no others")
  func variants() throws {
    let s = try read(
      """
      driver: foo.c
      device: {vectors: 4, bars: [64]}
      threads: {a: irq 3}
      expect: leak
      check: explore 5000
      variants:
        v: {device: {vectors: 5}, threads: {b: irq 4}, check: verify, time: free, scenario: other}
        w:
        x: {driver: bar.c, setup: [insmod bar], expect: clean}
      interleaving: |
        a
        start
      """)
    #expect(s.method == .explore(runs: 5000))
    let v = try #require(s.variant(named: "v"))
    #expect(v.world.device.vectors == 5 && v.world.device.bars == [256])
    #expect(v.world.threads?.map(\.name) == ["b"] && v.method == .verify && !v.world.timeOrdered)
    #expect(v.name == "other" && v.expectation == .findings([ExpectedFinding(.leak)]))
    let w = try #require(s.variant(named: "w"))
    #expect(w.world == s.world && w.expectation == s.expectation && w.method == s.method)
    let x = try #require(s.variant(named: "x"))
    #expect(x.drivers == [.file("bar.c")] && x.world.setup == [.insmod("bar")])
    #expect(s.variant(named: "y") == nil)
  }

  @Test("what is expected, in all its forms")
  func expectations() throws {
    func expectation(_ text: String) throws -> Scenarios.Expectation {
      try read("driver: a.c\nchecks: {fence: on}\nexpect: \(text)\n").expectation
    }
    #expect(try expectation("clean") == .clean)
    #expect(try expectation("fence") == .findings([ExpectedFinding(.fence)]))
    #expect(
      try expectation("[use-after-free in f(), use-after-free in g, deadlock]")
        == .findings([
          ExpectedFinding(.useAfterFree, in: "f"), ExpectedFinding(.useAfterFree, in: "g"),
          ExpectedFinding(.deadlock),
        ]))
    #expect(
      try expectation("\n  - use-after-free\n  - deadlock in f")
        == .findings([
          ExpectedFinding(.useAfterFree), ExpectedFinding(.deadlock, in: "f"),
        ]))
  }

  @Test("C text keeps its lines, tabs and blank lines, and knows where it is from")
  func inline() throws {
    let s = try read(
      "scenario: x\ndriver: |\n  #include <a.h>\n\n  int f(int *a)\n  {\n  \treturn *a & 1;\n  }\n")
    #expect(
      s.drivers == [
        .inline("#include <a.h>\n\nint f(int *a)\n{\n\treturn *a & 1;\n}\n", line: 3)
      ])
    #expect(s.drivers[0].moduleName(0) == "driver" && s.drivers[0].moduleName(2) == "driver2")
    let two = try read(
      "driver:\n  - a.c\n  - |\n    int x;\n    int y;\nsetup: [insmod driver1, insmod a]\n")
    #expect(two.drivers == [.file("a.c"), .inline("int x;\nint y;\n", line: 4)])
  }

  @Test("line ends of Windows, a byte order mark, no line end, comments and documents' marks")
  func forms() throws {
    let plain = try read("driver: a.c\nthreads:\n  t: unbind\n")
    for yaml in [
      "driver: a.c\r\nthreads:\r\n  t: unbind\r\n", "\u{feff}driver: a.c\nthreads:\n  t: unbind",
      "---\ndriver: a.c   # the driver\nthreads: {t: [unbind]}\n...\n",
      "# é 日本\ndriver: 'a.c'\nthreads: {\"t\": 'unbind'}\n",
      "{driver: a.c, threads: {t: unbind}}",
    ] {
      let s = try read(yaml)
      #expect(s.drivers == plain.drivers && s.world == plain.world, "\(yaml)")
    }
    let crlf = try read("driver: |\r\n  int a;\r\n  int b;\r\ninterleaving: |\r\n  a\r\n  f()\r\n")
    #expect(crlf.drivers == [.inline("int a;\nint b;\n", line: 2)])
    #expect(crlf.interleaving?.rows.first?.position == SourcePosition(line: 6, column: 3))
  }

  @Test("text that looks like an anchor, an alias or a tag is text where YAML says so")
  func lookalikes() throws {
    let s = try read(
      """
      scenario: a *b and &c !d
        *e &f
      driver: |
        &a *b !c
        int *p = &x;
      define: ["*A=&b".c, 'B']
      """.replacing("\"*A=&b\".c, 'B'", with: "\"A=*b\", 'B=&c'"))
    #expect(s.name == "a *b and &c !d *e &f")
    #expect(s.defines == ["A=*b", "B=&c"])
  }

  @Test("places of keys are known, those of a variant too")
  func places() throws {
    let s = try read(
      "driver: a.c\nthreads:\n  t: [unbind,\n      bind]\nvariants:\n  v: {threads: {u: irq}}\n")
    #expect(s.source.position(of: "threads.t.1") == SourcePosition(line: 4, column: 7))
    #expect(s.source.position(of: "threads.t.9") == SourcePosition(line: 3, column: 6))
    #expect(s.source.position(of: "time") == nil)
    let v = s.variants[0].source
    #expect(v.position(of: "threads.u") == SourcePosition(line: 6, column: 20))
    // The base's thread is not one of the variant's: the nearest key above is meant.
    #expect(v.position(of: "threads.t") == SourcePosition(line: 6, column: 16))
    let d = s.source.diagnostic(at: "threads.t.1", "wrong", help: "do not")
    #expect(
      d.text() == """
        dir/foo.yaml:4:7: error: wrong
            4 |       bind]
              |       ^
        help: do not
        """)
  }

  @Test("files: a scenario, a driver, what is not there, a folder")
  func files() throws {
    let fake = try FakePrograms()
    func write(_ name: String, _ text: String) throws -> String {
      let path = "\(fake.root)/\(name)"
      let file = try #require(fopen(path, "w"))
      fputs(text, file)
      fclose(file)
      return path
    }
    let c = try write("foo.c", "int x;\n")
    let driver = try readScenario(path: c).get()
    #expect(driver.drivers == [.file("foo.c")] && driver.directory == fake.root)
    #expect(driver.world == WorldSpec())
    let yaml = try write("s.yaml", "driver: [foo.c, gone.c]\n")
    func message(_ path: String) -> String {
      guard case .failure(let error) = readScenario(path: path) else { return "accepted" }
      return error.diagnostics.map(\.headline).joined().replacing(fake.root, with: "")
    }
    #expect(message(yaml) == "/s.yaml:1:17: error: no such file: 'gone.c'")
    #expect(
      message("\(fake.root)/no.yaml")
        == "/no.yaml: error: the scenario cannot be read: No such file or directory")
    #expect(
      message(fake.root) == ": error: the scenario cannot be read: Is a directory")
  }

  @Test("every scenario of this project is understood")
  func shipped() throws {
    let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    var read = 0
    let listed = try #require(
      spawnAndWait(["/usr/bin/find", "\(root)/scenarios", "-name", "*.yaml"]))
    for path in String(decoding: listed.output, as: UTF8.self).split(separator: "\n") {
      let result = readScenario(path: String(path))
      if case .failure(let error) = result { Issue.record("\(error.text())") }
      read += 1
    }
    #expect(read > 0)
  }
}
