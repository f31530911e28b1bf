import Foundation
import Testing

private let hello = "scenarios/hello/foo.yaml"

@Suite("End to end")
struct EndToEndTests {
  @Test("a buggy variant is found, drawn, and as expected")
  func buggyVariant() throws {
    let r = try Tool.run(["explore", hello, "--variant", "before", "--seeds", "3000"])
    #expect(r.status == 0, "\(r.errors)")
    #expect(r.output.contains("KASAN: slab-use-after-free Read in foo_detect"))
    #expect(r.output.contains("^^^^"))
    let last = r.output.split(separator: "\n").last.map(String.init) ?? ""
    #expect(last.hasPrefix("replay: simctl replay \(hello) --variant before sc1:"))
    for line in r.output.split(separator: "\n") where !line.contains("replay: ") {
      #expect(line.count <= 79 || line.contains(" runs "), "\(line)")
    }
  }

  @Test("a finding where none was expected is status 1, its absence too")
  func statuses() throws {
    let path = try Tool.file(
      "x.yaml",
      """
      driver: \(Tool.root.path)/scenarios/hello/foo.c
      threads: {admin: unbind, card: irq x2}
      variants:
        before: {define: [BEFORE_FIX], expect: clean}
        after: {expect: deadlock}
      """)
    let found = try Tool.run(["explore", path, "--variant", "before", "--seeds", "3000"])
    #expect(found.status == 1, "\(found.errors)")
    let missing = try Tool.run(["explore", path, "--variant", "after", "--seeds", "500"])
    #expect(missing.status == 1)
    #expect(missing.output.contains("expected and not found: deadlock"))
  }

  @Test("the same bytes again, and with any number of jobs")
  func determinism() throws {
    for format in ["text", "json"] {
      let arguments = [
        "explore", hello, "--variant", "before", "--seeds", "4000", "--format", format,
      ]
      let one = try Tool.run(arguments + ["--jobs", "1"])
      let again = try Tool.run(arguments + ["--jobs", "1"])
      let three = try Tool.run(arguments + ["--jobs", "3"])
      #expect(!one.output.isEmpty)
      #expect(Tool.timeless(one.output) == Tool.timeless(again.output))
      #expect(Tool.timeless(one.output) == Tool.timeless(three.output))
    }
  }

  @Test("shards are disjoint and complete")
  func shards() throws {
    var runs = 0
    var counts = 0
    for i in 1...3 {
      let r = try Tool.run([
        "explore", hello, "--variant", "before", "--seeds", "1000", "--shard", "\(i)/3", "--format",
        "json",
      ])
      let o = try Tool.json(r.output)
      runs += (o["stats"] as? [String: Any])?["runs"] as? Int ?? 0
      for f in o["findings"] as? [[String: Any]] ?? [] { counts += f["count"] as? Int ?? 0 }
    }
    let whole = try Tool.json(
      try Tool.run([
        "explore", hello, "--variant", "before", "--seeds", "1000", "--format", "json",
      ]).output)
    var all = 0
    for f in whole["findings"] as? [[String: Any]] ?? [] { all += f["count"] as? Int ?? 0 }
    #expect(runs == 1000)
    #expect(counts == all)
    #expect(all > 0)
  }

  @Test("every finding replays from its schedule, its trace file and its pasted diagram")
  func replays() throws {
    for (path, variant) in [
      (hello, "before"), ("scenarios/corpus/pci-endpoint-test-irq.yaml", "before"),
      ("scenarios/corpus/sh-aica-timer-work-pingpong.yaml", "upstream-fix"),
      ("scenarios/corpus/bq24190-input-current-work.yaml", "before"),
      ("scenarios/designs/a4-circular.yaml", "cancel-delete"),
      ("scenarios/designs/e2-hrtimer-forgotten.yaml", "forgotten"),
    ] {
      let trace = try Tool.file("trace", "")
      let r = try Tool.run([
        "explore", path, "--variant", variant, "--seeds", "6000", "--format", "json",
        "--trace-out", trace,
      ])
      let findings = try Tool.json(r.output)["findings"] as? [[String: Any]] ?? []
      #expect(!findings.isEmpty, "\(path): \(r.errors)")
      for (n, finding) in findings.enumerated() {
        let title = finding["title"] as? String ?? "?"
        let schedule = finding["schedule"] as? String ?? "?"
        let replay = ["replay", path, "--variant", variant, schedule]
        let first = try Tool.run(replay)
        #expect(first.output.contains(title), "\(path): \(first.errors)")
        #expect(first.output == (try Tool.run(replay)).output)
        if n == 0 {
          let byFile = try Tool.run(["replay", path, trace])
          #expect(byFile.output == first.output, "\(byFile.errors)")
        }
        // Paste the diagram into a copy of the scenario.
        let diagram = finding["diagram"] as? [String] ?? []
        var text = try String(
          contentsOf: Tool.root.appendingPathComponent(path), encoding: .utf8)
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        text = text.replacing("driver: ", with: "driver: \(Tool.root.path)/\(folder)/", maxReplacements: 1)
        text += "\ninterleaving: |\n" + diagram.map { "  \($0)\n" }.joined()
        let copy = try Tool.file("copy.yaml", text)
        let pasted = try Tool.run(["run", copy, "--variant", variant])
        #expect(
          pasted.output.contains(title),
          "\(path) \(title):\n\(diagram.joined(separator: "\n"))\n\(pasted.errors)")
      }
    }
  }

  @Test("wrong input is status 65 and names its place; a wrong command line is 64")
  func badInput() throws {
    let trace = try Tool.file("t", "simctl-trace 1\nscenario x\nschedule sc1:00000000:0.1\nchecksum 0\n")
    let c = try Tool.file("broken.c", "#include <linux/module.h>\nint f(void) { return x; }\n")
    let optimised = try Tool.file("asm.c", "void f(void) { __asm__(\"nop\"); }\n")
    let cases: [([String], Int32, String)] = [
      (["run", "no/such.yaml"], 65, "no/such.yaml: error: the scenario cannot be read"),
      (["run", hello, "--variant", "nope"], 65, "there is no variant 'nope'; it has before, after"),
      (["run", c], 65, "broken.c:2:22: error: use of undeclared identifier 'x'"),
      (["run", optimised], 65, "asm.c:1:16: error: inline assembly (\"nop\") cannot be executed"),
      (["replay", hello, trace], 65, "checksum does not match"),
      (["replay", hello, "sc1:00000000:0.1"], 65, "belongs to another program"),
      (["replay", hello, "sc1:zz"], 65, "is no schedule"),
      (["run", hello, "--seed", "x"], 64, "seed"),
      (["explore", hello, "--shard", "4/3"], 64, "shard"),
      (["explore", hello, "--output", "nope=x"], 64, "FORMAT=FILE"),
      (["explain", "use-after-fre"], 64, "did you mean 'use-after-free'?"),
      (["test", "/nonexistent"], 65, "no such file or folder"),
    ]
    for (arguments, status, message) in cases {
      let r = try Tool.run(arguments)
      #expect(r.status == status, "\(arguments): \(r.status) \(r.errors)")
      #expect(r.errors.contains(message), "\(arguments): \(r.errors)")
    }
    let unwritable = try Tool.run(["explore", hello, "--seeds", "10", "--output", "json=/no/x"])
    #expect(unwritable.status == 74)
  }

  @Test("standard input is read as a scenario")
  func standardInput() throws {
    let r = try Tool.run(
      ["run", "-"],
      input: """
        driver: |
          #include <linux/module.h>
          void f(void) { int *p = NULL; *p = 1; }
          MODULE_LICENSE("GPL");
        threads: {a: call f}
        """)
    #expect(r.status == 1, "\(r.errors)")
    #expect(r.output.contains("KASAN: null-ptr-deref Write in f"))
  }

  @Test("a symbol that is not modelled is listed first, and reaching it is no verdict")
  func unmodelled() throws {
    let path = try Tool.file(
      "u.c",
      """
      #include <linux/module.h>
      int vendor_read(int reg);
      void vendor_log(int x);
      static int __init u_init(void) { return 0; }
      static void __exit u_exit(void) { if (vendor_read(1) == 7) vendor_log(2); }
      module_init(u_init);
      module_exit(u_exit);
      """)
    let r = try Tool.run(["explore", path, "--seeds", "100"])
    #expect(r.status == 2)
    #expect(r.errors.contains("vendor_log (needed at"))
    #expect(r.errors.contains("vendor_read (needed at"))
    #expect(r.output.contains("reached vendor_read(), which is not modelled"))
    let assumed = try Tool.run([
      "explore", path, "--seeds", "100", "--assume", "vendor_read=0", "--assume",
      "vendor_log=nothing",
    ])
    #expect(assumed.status == 0, "\(assumed.output)")
    #expect(assumed.output.contains("assumed: vendor_read() returns 0"))
  }

  @Test("test prints KTAP, JUnit and JSON of one run")
  func testFormats() throws {
    let junit = try Tool.file("junit.xml", "")
    let r = try Tool.run([
      "test", "scenarios/hello", "--seeds", "2000", "--buggy-seeds", "2000", "--format", "ktap",
      "--output", "junit=\(junit)",
    ])
    #expect(r.status == 0, "\(r.output)")
    #expect(r.output.hasPrefix("KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: "))
    #expect(r.output.contains("    ok 1 before\n"))
    #expect(r.output.contains("    ok 2 after\n"))
    let xml = try String(contentsOfFile: junit, encoding: .utf8)
    #expect(xml.contains("<testcase classname=\"scenarios/hello/foo.yaml\" name=\"before\""))
    let j = try Tool.json(
      try Tool.run([
        "test", "scenarios/hello", "--seeds", "2000", "--buggy-seeds", "2000", "--format", "json",
      ]).output)
    #expect(j["passed"] as? Int == 2)
    #expect((j["results"] as? [[String: Any]])?.count == 2)
  }

  @Test("test reports what cannot be used, and goes on")
  func unusableScenarios() throws {
    let driver = """
      driver: |
        #include <linux/module.h>
        void f(void) { @ }
        MODULE_LICENSE("GPL");
      threads: {a: call f}
      """
    let good = try Tool.file("3-good.yaml", driver.replacing("@", with: ""))
    let folder = URL(fileURLWithPath: good).deletingLastPathComponent()
    for (name, text) in [
      ("1-malformed.yaml", "driver: ["), ("2-uncompilable.yaml", driver.replacing("@", with: "x;")),
      ("4-nowhere.yaml", "driver: nowhere.c\n"), ("5-misnamed.yaml", driver.replacing("@", with: "")
        .replacing("call f", with: "call g")),
      ("6-buggy.yaml", driver.replacing("@", with: "*(volatile int *)0 = 1;")),
    ] {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    let xml = try Tool.file("junit.xml", "")
    let r = try Tool.run(["test", folder.path, "--output", "junit=\(xml)"])
    #expect(r.status == 65, "\(r.errors)")
    let words = r.output.split(separator: "\n").compactMap { line -> String? in
      let parts = line.split(separator: " ")
      guard parts.count > 1, parts[1].contains(folder.path) else { return nil }
      return "\(parts[0]) \(parts[1].split(separator: "/").last ?? "")"
    }
    #expect(
      words.prefix(6) == [
        "ERROR 1-malformed.yaml", "ERROR 2-uncompilable.yaml", "ok 3-good.yaml",
        "ERROR 4-nowhere.yaml", "ERROR 5-misnamed.yaml", "FAIL 6-buggy.yaml",
      ], "\(r.output)")
    #expect(r.output.contains("1 passed, 1 failed, 4 that cannot be used\n"), "\(r.output)")
    #expect(r.errors.contains("error: use of undeclared identifier 'x'"), "\(r.errors)")
    let suites = try String(contentsOfFile: xml, encoding: .utf8)
    #expect(suites.components(separatedBy: "<error type=\"input\"").count == 5, "\(suites)")
    #expect(suites.components(separatedBy: "<failure type").count == 2, "\(suites)")
    let ktap = try Tool.run(["test", folder.path, "--format", "ktap"])
    #expect(ktap.status == 65)
    #expect(ktap.output.components(separatedBy: "\n    not ok 1").count == 6, "\(ktap.output)")
    #expect(ktap.output.contains("error: use of undeclared identifier 'x'"), "\(ktap.output)")
    let j = try Tool.json(
      try Tool.run(["test", folder.path, "--format", "json", "--fail-fast"]).output)
    #expect(j["errors"] as? Int == 1)
    #expect((j["results"] as? [[String: Any]])?.first?["error"] is String)
  }

  @Test("every diagram of every scenario replays, and keeps to 75 columns")
  func allDiagrams() throws {
    let r = try Tool.run([
      "test", "scenarios", "--max-states", "2000", "--seeds", "20", "--buggy-seeds", "300",
      "--format", "json",
    ])
    let results = try Tool.json(r.output)["results"] as? [[String: Any]] ?? []
    #expect(results.count > 50, "\(r.errors)")
    var diagrams = 0
    for result in results {
      let label = "\(result["scenario"] ?? "") \(result["variant"] ?? "")"
      for finding in result["findings"] as? [[String: Any]] ?? [] {
        let lines = finding["diagram"] as? [String] ?? []
        diagrams += 1
        // A round that goes on for ever is no script with an end.
        let isRound = finding["check"] as? String == "hung-teardown"
        #expect(!lines.isEmpty, "\(label)")
        #expect(
          finding["diagram_replays"] as? Bool == !isRound,
          "\(label):\n\(lines.joined(separator: "\n"))")
        #expect(lines.allSatisfy { $0.count <= 75 }, "\(label)")
      }
    }
    #expect(diagrams > 60)
  }
}
