import Foundation
import Testing

private let steps = "scenarios/designs/a5-missing-step.yaml"
private let limits = ["--max-states", "30", "--seeds", "500", "--runs", "20"]

@Suite("simctl compare, run --costs")
struct CompareCommandTests {
  private func subjects(_ r: Tool.Result) throws -> [[String: Any]] {
    try Tool.json(r.output)["subjects"] as? [[String: Any]] ?? []
  }

  @Test("variants side by side: verdicts, checks, strict contract, costs")
  func variants() throws {
    let r = try Tool.run(
      ["compare", steps, "--variants", "forgot-work,all", "--format", "json"] + limits)
    #expect(r.status == 0, "\(r.errors)")
    let all = try subjects(r)
    #expect(all.map { $0["variant"] as? String } == ["forgot-work", "all"])
    #expect(all.map { $0["verdict"] as? String } == ["finding", "clean"])
    #expect((all.first?["checks"] as? [String])?.contains("free-active-object") == true)
    #expect(all.last?["checks"] as? [String] == [])
    #expect(all.map { $0["fenced"] as? Bool } == [false, true])
    func teardown(_ s: [String: Any]) -> [String: Int] {
      (s["costs"] as? [String: Any])?["teardown"] as? [String: Int] ?? [:]
    }
    #expect(all.map { teardown($0)["waits"] } == [2, 3])
    let json = try Tool.run(
      ["compare", steps + ":forgot-work", steps + ":all", "--format", "json", "--jobs", "1"]
        + limits)
    #expect(json.output == r.output)
  }

  @Test("a scenario alone is all of its variants, in a table of at most 100 columns")
  func table() throws {
    let page = try Tool.file("compare.html", "")
    let few = ["--max-states", "2", "--seeds", "5", "--runs", "2"]
    let r = try Tool.run(["compare", "scenarios/designs/a1-fence-all.yaml", "--html", page] + few)
    for word in ["[strict]", "verdict", "strict contract", "longest chain of waits", "F"] {
      #expect(r.output.contains(word))
    }
    for line in r.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.hasPrefix("<!DOCTYPE html>"))
    for word in ["prefers-color-scheme: dark", "strict contract", "</html>"] {
      #expect(html.contains(word))
    }
    for word in ["http:", "https:", "src=", "<script"] { #expect(!html.contains(word)) }
    // Every row has a cell for each of the six.
    let rows = html.split(separator: "\n").filter { $0.contains("scope=\"row\"") }
    #expect(!rows.isEmpty)
    for row in rows { #expect(row.components(separatedBy: "<td").count == 7, "\(row)") }
  }

  @Test("one that is not as expected is status 1; a variant that is not there 65; no file 64")
  func status() throws {
    let wrong = try Tool.file(
      "wrong.yaml", "driver: \(Tool.root.path)/scenarios/hello/foo.c\nexpect: leak\n")
    #expect(try Tool.run(["compare", wrong] + limits).status == 1)
    let none = try Tool.run(["compare", steps + ":nowhere"] + limits)
    #expect(none.status == 65)
    #expect(none.errors.contains("forgot-work"))
    #expect(try Tool.run(["compare"]).status == 64)
    #expect(try Tool.run(["compare", steps, "--format", "splat"]).status == 64)
  }

  @Test("run --costs counts one run")
  func run() throws {
    let r = try Tool.run(["run", steps, "--variant", "all", "--costs", "--format", "json"])
    let costs = try Tool.json(r.output)["costs"] as? [String: Any] ?? [:]
    #expect(costs["runs"] as? Int == 1)
    #expect((costs["teardown"] as? [String: Int])?["waits"] == 3)
    let text = try Tool.run(["run", steps, "--variant", "all", "--costs"]).output
    #expect(text.contains("teardown: 3 waits, 0 grace periods"))
    let without = try Tool.run(["run", steps, "--variant", "all"]).output
    #expect(!without.contains("grace periods"))
  }

  @Test("a run that ends in freed text counts nothing that was not done")
  func freedText() throws {
    // The work's only marked load is that of jiffies; some of the runs end before it.
    let r = try Tool.run(
      ["compare", steps + ":forgot-work", "--format", "json", "--max-states", "1", "--seeds", "1",
        "--runs", "200"])
    let costs = try subjects(r).first?["costs"] as? [String: Any] ?? [:]
    let work = (costs["normal_path"] as? [[String: Any]] ?? []).first {
      $0["operation"] as? String == "work ref_work"
    }
    #expect(work?["checks"] as? Int == 0)
  }
}
