// `bench corpus`: every variant of the corpus, verified: the verdicts beside what the records say
// (the table of docs/verified.md), and what the search takes. `bench scaled`: one race that grows.

import Foundation
import Scenarios

private struct Variant {
  var record: String
  var name: String
  /// The least number of forced switches that the record states.
  var switches: Int
  var one: Measured
  /// With two jobs, where the search is large enough for it to be of interest.
  var two: Measured?
  /// Without reduction, if that came to an end.
  var plain: Measured?
}

/// States after which a search is cut.
private let most = 3_000_000
/// The same for the search without reduction.
private let mostPlain = 300_000
/// A variant with fewer states says nothing about speed.
private let large = 10_000

func corpus(root: String) throws {
  let folder = "\(root)/scenarios/corpus"
  var all: [Variant] = []
  for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  where file.hasSuffix(".yaml") {
    let path = "\(folder)/\(file)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let switches = text.firstMatch(of: /(\d+) forced switch/).flatMap { Int($0.1) } ?? 0
    for variant in try readScenario(path: path).get().variants {
      let name = variant.variant ?? ""
      let subject = "\(path):\(name)"
      guard let one = measure(subject, "jobs=1 states=\(most)") else { continue }
      var v = Variant(
        record: String(file.dropLast(5)), name: name, switches: switches, one: one)
      if one.states >= large, one.result == "verified" {
        v.two = measure(subject, "jobs=2 states=\(most)")
      }
      if one.result == "verified" {
        let plain = measure(subject, "jobs=1 states=\(mostPlain) plain")
        if plain?.result == "verified" { v.plain = plain }
      }
      all.append(v)
      FileHandle.standardError.write(Data("\(v.record) \(name): \(one.line)\n".utf8))
    }
  }
  verdicts(all)
  costs(all)
}

/// What is found, with the fewest preemptions first.
private func found(_ m: Measured) -> String {
  if m.findings.isEmpty { return m.result == "verified" ? "verified" : "no verdict" }
  let list = m.findings.map { text -> (preemptions: Int, text: String) in
    let parts = text.split(separator: ":").map(String.init)
    let names = parts[0].split(separator: "/").map(String.init)
    let place = names.count < 2 || names[1] == "-" ? "" : " in `\(names[1])`"
    return (Int(parts[1]) ?? 0, "\(names[0])\(place): \(parts[1]) (\(parts[2]))")
  }
  return list.sorted { ($0.preemptions, $0.text) < ($1.preemptions, $1.text) }.map(\.text)
    .joined(separator: "<br>")
}

private func verdicts(_ all: [Variant]) {
  print("## Verdicts\n")
  print(
    "| record | variant | verdict, or findings: preemptions (changes of thread) | states"
      + " | switches in the record |\n| --- | --- | --- | --- | --- |")
  for v in all {
    print(
      "| \(v.record) | `\(v.name)` | \(found(v.one)) | \(v.one.states)"
        + " | \(v.name == "before" ? "\(v.switches)" : "") |")
  }
  let after = all.filter { $0.name == "after" }
  let verified = after.filter { $0.one.result == "verified" }
  print("\n\(verified.count) of \(after.count) `after` are verified.")
}

private func costs(_ all: [Variant]) {
  let big = all.filter { $0.two != nil }.sorted { $0.one.states > $1.one.states }
  print("\n## Searches of \(large) states and more\n")
  print(
    "| variant | states | transitions | states/s | transitions/s | bytes/state | two jobs: wall"
      + " | processor | states without reduction | factor |\n| --- |"
      + String(repeating: " --- |", count: 9))
  for v in big { row("\(v.record) \(v.name)", v.one, v.two, v.plain) }
  let states = big.reduce(0) { $0 + $1.one.states }
  let transitions = big.reduce(0) { $0 + $1.one.transitions }
  let time = big.reduce(0) { $0 + $1.one.cpu }
  print(
    "\nTogether: \(states) states, \(number(Double(states) / time)) a second,"
      + " \(number(Double(transitions) / time)) transitions a second.")
  let reduced = all.filter { $0.plain != nil }
  let with = reduced.reduce(0) { $0 + $1.one.states }
  let without = reduced.reduce(0) { $0 + ($1.plain?.states ?? 0) }
  print(
    "Without reduction \(reduced.count) of the \(all.filter { $0.one.result == "verified" }.count)"
      + " verified variants end within \(mostPlain) states: \(without) states, \(with) with it.")
}

private func row(_ name: String, _ one: Measured, _ two: Measured?, _ plain: Measured?) {
  let cut = one.result == "cut" ? " (cut)" : ""
  // How much sooner two jobs are done, and how much more of the processor they take.
  let scaling =
    two.map { "\(fixed(one.wall / max(0.001, $0.wall))) | \(fixed($0.cpu / one.cpu))" } ?? " | "
  let without = plain.map { "\($0.states)\($0.result == "cut" ? " (cut)" : "")" } ?? ""
  let factor = plain.map {
    (cut.isEmpty && $0.result == "cut" ? "more than " : "")
      + fixed(Double($0.states) / Double(max(1, one.states)))
  }
  print(
    "| \(name) | \(one.states)\(cut) | \(one.transitions)"
      + " | \(number(Double(one.states) / one.cpu)) | \(number(Double(one.transitions) / one.cpu))"
      + " | \(one.search / max(1, one.states)) | \(scaling) | \(without) | \(factor ?? "") |")
}

func scaled(root: String) {
  print("## N callers and N works\n")
  print(
    "| N | states | transitions | states/s | transitions/s | bytes/state | two jobs: wall"
      + " | processor | states without reduction | factor |\n| --- |"
      + String(repeating: " --- |", count: 9))
  for n in 1...4 {
    let subject = "\(root)/scenarios/bench/scaled.yaml:scaled-\(n)"
    guard let one = measure(subject, "jobs=1 states=10000000") else { continue }
    let isCut = one.result == "cut"
    let two = isCut || one.states < large ? nil : measure(subject, "jobs=2 states=10000000")
    let plain = one.states > 1_000_000 ? nil : measure(subject, "jobs=1 states=10000000 plain")
    row("\(n)", one, two, plain)
  }
}
