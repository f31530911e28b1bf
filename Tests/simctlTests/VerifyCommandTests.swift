import Foundation
import Testing

private let hello = "scenarios/hello/foo.yaml"

@Suite("simctl verify")
struct VerifyCommandTests {
  @Test("a clean variant is verified, with the states that were seen")
  func verified() throws {
    let r = try Tool.run(["verify", hello, "--variant", "after"])
    #expect(r.status == 0, "\(r.errors)")
    #expect(r.output.contains("verified: no interleaving breaks a check"))
    #expect(!r.output.contains("note:"))
    let o = try Tool.json(
      try Tool.run(["verify", hello, "--variant", "after", "--format", "json"]).output)
    #expect(o["verified"] as? Bool == true)
    #expect(o["verdict"] as? String == "clean")
    let stats = o["stats"] as? [String: Any] ?? [:]
    #expect(stats["states"] as? Int ?? 0 > 100)
    let search = o["search"] as? [String: Any] ?? [:]
    #expect(search["complete"] as? Bool == true && search["limit"] is NSNull)
    #expect(search["depth"] as? Int ?? 0 > 10)
    #expect(search["hidden_probability_exponent"] as? Int ?? 0 < -25)
    #expect(stats["transitions"] as? Int ?? 0 > stats["states"] as? Int ?? 0)
  }

  @Test("a buggy variant has a counterexample with the fewest preemptions, the same each time")
  func counterexample() throws {
    let arguments = ["verify", hello, "--variant", "before", "--format", "json"]
    let r = try Tool.run(arguments)
    #expect(r.status == 0, "\(r.errors)")
    #expect(Tool.timeless(r.output) == Tool.timeless(try Tool.run(arguments).output))
    let o = try Tool.json(r.output)
    #expect(o["verified"] as? Bool == false)
    let findings = o["findings"] as? [[String: Any]] ?? []
    let wanted = findings.first { $0["check"] as? String == "use-after-free" }
    #expect(wanted?["preemptions"] as? Int == 2)
    let replayed = try Tool.run([
      "replay", hello, "--variant", "before", wanted?["schedule"] as? String ?? "?",
    ])
    #expect(replayed.output.contains(wanted?["title"] as? String ?? "?"))
  }

  @Test(
    "the same bytes for any number of jobs",
    arguments: [
      ["scenarios/patterns/kthread-sampler.yaml"],
      ["scenarios/patterns/kthread-sampler.yaml", "--max-states", "3000"],
      ["scenarios/patterns/kthread-sampler.yaml", "--max-preemptions", "2"],
      [hello, "--variant", "before"],
      ["scenarios/checks/data-race.yaml", "--variant", "after"],
    ])
  func jobs(_ arguments: [String]) throws {
    for format in ["text", "json"] {
      let all = ["verify"] + arguments + ["--format", format, "--jobs"]
      let one = try Tool.run(all + ["1"])
      let three = try Tool.run(all + ["3"])
      #expect(Tool.timeless(one.output) == Tool.timeless(three.output))
      #expect(one.status == three.status)
    }
    #expect(try Tool.run(["verify", hello, "--jobs", "0"]).status == 64)
  }

  @Test("a schedule has the answer to every question, the first answers too")
  func answers() throws {
    let scenario = "scenarios/corpus/smsc75xx-bind-work.yaml"
    let r = try Tool.run(["verify", scenario, "--variant", "before", "--format", "json"])
    let findings = try Tool.json(r.output)["findings"] as? [[String: Any]] ?? []
    #expect(findings.count == 2)
    for finding in findings {
      let replayed = try Tool.run([
        "replay", scenario, "--variant", "before", finding["schedule"] as? String ?? "?",
      ])
      #expect(replayed.output.contains(finding["title"] as? String ?? "?"), "\(replayed.errors)")
    }
  }

  @Test("a limit is status 2, and never called verified")
  func limits() throws {
    for bound in [["--max-states", "10"], ["--max-preemptions", "1"], ["--max-memory", "1K"]] {
      let arguments = ["verify", hello, "--variant", "after"] + bound
      let r = try Tool.run(arguments)
      #expect(r.status == 2, "\(bound)")
      #expect(!r.output.contains("verified"))
      #expect(r.output.contains("no verdict"))
      #expect(r.output.contains("\(bound[0])"))
      let o = try Tool.json(try Tool.run(arguments + ["--format", "json"]).output)
      #expect(o["verified"] as? Bool == false)
      #expect(o["verdict"] as? String == "inconclusive")
      let search = o["search"] as? [String: Any] ?? [:]
      #expect(search["complete"] as? Bool == false)
      switch bound[0] {
      case "--max-states": #expect(search["limit"] as? String == "states")
      case "--max-memory": #expect(search["limit"] as? String == "memory")
      default:
        #expect(search["limit"] is NSNull)
        #expect(search["covered_preemptions"] as? Int == 1)
      }
    }
    let r = try Tool.run(["verify", hello, "--variant", "after", "--max-preemptions", "1"])
    #expect(r.output.contains("every interleaving with at most 1 preemption was seen"))
    #expect(try Tool.run(["verify", hello, "--max-states", "0"]).status == 64)
    #expect(try Tool.run(["verify", hello, "--max-memory", "many"]).status == 64)
  }

  @Test("the reduction changes the number of states and nothing else")
  func noReduction() throws {
    for variant in ["before", "after"] {
      let arguments = ["verify", hello, "--variant", variant, "--format", "json"]
      let reduced = try Tool.json(try Tool.run(arguments).output)
      let full = try Tool.json(try Tool.run(arguments + ["--no-reduction"]).output)
      #expect(reduced["verified"] as? Bool == full["verified"] as? Bool)
      func states(_ o: [String: Any]) -> Int {
        (o["stats"] as? [String: Any])?["states"] as? Int ?? 0
      }
      func found(_ o: [String: Any]) -> Set<String> {
        Set((o["findings"] as? [[String: Any]] ?? []).compactMap { f in
          f["check"] as? String == "use-after-free" ? f["title"] as? String : nil
        })
      }
      #expect(found(reduced) == found(full))
      if variant == "after" { #expect(states(reduced) < states(full)) }
    }
  }
}
