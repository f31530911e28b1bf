import Foundation
import Testing

@testable import Scenarios

/// The commands of docs/lifecycle-designs.md: each names what there is, says what the scenario
/// expects, and prints what is pasted below it.
@Suite("docs/lifecycle-designs.md", .serialized)
struct LifecycleArticleTests {
  /// One command, on a line of its own (`    $ simctl ...`) or in a cell of a table.
  private struct Command {
    var line: Int
    var words: [String]
    /// What stands behind `#`, or in parentheses behind it, or in the next cell: `clean`, or checks.
    var verdict: String?
    /// What is pasted below it; empty if nothing is. It begins with `...` where it is a part.
    var output: [String] = []

    var place: String { "line \(line): simctl \(words.joined(separator: " "))" }
  }

  private static let folder = Tool.root.appendingPathComponent("scenarios/designs")

  private static func commands() throws -> [Command] {
    let page = Tool.root.appendingPathComponent("docs/lifecycle-designs.md")
    let lines = try String(contentsOf: page, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var commands: [Command] = []
    for (n, line) in lines.enumerated() {
      if line.hasPrefix("    $ simctl ") {
        let parts = line.dropFirst("    $ simctl ".count).split(separator: "#", maxSplits: 1)
        var command = Command(
          line: n + 1, words: parts[0].split(separator: " ").map(String.init),
          verdict: parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : nil)
        var output: [String] = []
        for below in lines[(n + 1)...] {
          guard below.isEmpty || below.hasPrefix("    "), !below.hasPrefix("    $ ") else { break }
          output.append(String(below.dropFirst(4)))
        }
        while output.last?.isEmpty == true { output.removeLast() }
        // An indented block after a blank line is not the command's.
        if output.first?.isEmpty == false { command.output = output }
        commands.append(command)
      } else {
        for match in line.matches(of: /`simctl ([^`]+)`(?: \|)? \(?([a-z, -]+[a-z])/) {
          commands.append(
            Command(
              line: n + 1, words: match.1.split(separator: " ").map(String.init),
              verdict: String(match.2)))
        }
      }
    }
    return commands
  }

  private func scenario(_ file: String, _ variant: String?) throws -> Scenario {
    let url = Self.folder.appendingPathComponent(file)
    let scenario = try readScenario(path: url.path).get()
    guard let variant else { return scenario }
    return try #require(scenario.variant(named: variant), "\(file) has no variant \(variant)")
  }

  private func expected(_ scenario: Scenario) -> String {
    guard case .findings(let list) = scenario.expectation else { return "clean" }
    var checks: [String] = []
    for finding in list where !checks.contains(finding.check.rawValue) {
      checks.append(finding.check.rawValue)
    }
    return checks.joined(separator: ", ")
  }

  @Test("every command names files and variants that exist, and the verdict that they expect")
  func named() throws {
    let commands = try Self.commands()
    #expect(commands.count > 100)
    for command in commands {
      switch command.words[0] {
      case "verify", "run":
        let file = try #require(command.words.dropFirst().first, "\(command.place)")
        let option = command.words.firstIndex(of: "--variant")
        let scenario = try scenario(file, option.map { command.words[$0 + 1] })
        if let verdict = command.verdict {
          let known = expected(scenario)
          let isPart = !command.output.isEmpty && known.contains(verdict)
          #expect(verdict == known || isPart, "\(command.place)")
        } else {
          #expect(!command.output.isEmpty, "\(command.place) says nothing")
        }
        #expect(scenario.method == .verify || verdictIsFound(command), "\(command.place)")
      case "compare":
        for subject in command.words.dropFirst().prefix(while: { !$0.hasPrefix("--") }) {
          let parts = subject.split(separator: ":").map(String.init)
          _ = try scenario(parts[0], parts.count > 1 ? parts[1] : nil)
        }
      case "test":
        let path = Self.folder.appendingPathComponent(command.words[1]).path
        #expect(FileManager.default.fileExists(atPath: path), "\(command.place)")
      default:
        Issue.record("\(command.place): no test knows this command")
      }
    }
  }

  /// What was found needs no proof.
  private func verdictIsFound(_ command: Command) -> Bool { command.verdict != "clean" }

  @Test("every command prints what is pasted below it")
  func pasted() throws {
    let commands = try Self.commands().filter { !$0.output.isEmpty }
    #expect(commands.count >= 10)
    for command in commands {
      let result = try Tool.run(command.words + ["--quiet"], in: Self.folder)
      let printed = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        .map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
        .joined(separator: "\n").trimmingCharacters(in: .newlines)
      if command.output[0] == "..." {
        let part = command.output.dropFirst().joined(separator: "\n")
        #expect(printed.contains(part), "\(command.place):\n\(printed)")
      } else {
        #expect(command.output.joined(separator: "\n") == printed, "\(command.place)")
        #expect(result.status == 0, "\(command.place): \(result.errors)")
      }
    }
  }
}
