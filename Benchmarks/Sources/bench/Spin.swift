// `bench spin`: verify beside SPIN (the Debian packages spin and gcc), each race in one run of both.
// SPIN's time and memory are pan's alone, compiled with -O2, partial-order reduction on; simctl's are
// the search's time and the memory of its whole process. Neither has its compilers' time in it.

import Foundation

/// What a run of pan says.
struct Pan {
  var states = 0
  var transitions = 0
  /// Steps of the shortest error, with `breadthFirst`.
  var steps = 0
  var used: Used

  /// Makes and runs the pan of a model; nil where SPIN or gcc is not there or fails.
  init?(_ model: String, _ defines: [String], breadthFirst: Bool = false, root: String) {
    let folder = NSTemporaryDirectory() + "simctl-spin-\(getpid())"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let d = defines.map { "-D\($0)" }.joined(separator: " ")
    let file = FileManager.default.currentDirectoryPath + "/" + root + "/Benchmarks/spin/" + model
    let made = run(
      "cd '\(folder)' && spin -a \(d) '\(file)' >/dev/null 2>&1"
        + " && gcc -O2 -DSAFETY \(breadthFirst ? "-DBFS" : "") -o pan pan.c 2>/dev/null")
    guard made.status == 0 else { return nil }
    used = run("cd '\(folder)' && exec ./pan -m3000000 2>&1")
    func number(before text: String) -> Int {
      for line in used.output.split(separator: "\n") where line.contains(text) {
        return line.split(separator: " ").first.flatMap { Int($0) } ?? 0
      }
      return 0
    }
    states = number(before: "states, stored")
    if states == 0 { states = number(before: "states stored") }
    transitions = number(before: "transitions (= stored+matched)")
    // "pan:1: assertion violated ... (at depth 42)"
    if let at = used.output.range(of: "(at depth ") {
      steps = Int(used.output[at.upperBound...].prefix { $0.isNumber }) ?? 0
    }
  }
}

func spin(root: String) {
  let sizes = ["1,3,2", "2,3,2", "2,4,3", "3,3,2", "4,5,4"]
  var rows: [(name: String, model: String, defines: [String], subject: String, limit: Int)] = []
  for s in sizes {
    let n = s.split(separator: ",")
    rows.append(
      ("small(\(s))", "small.pml", ["NI=\(n[0])", "WR=\(n[1])", "IR=\(n[2])"], "small:\(s)", 12_000_000))
  }
  let lifecycle = "\(root)/Benchmarks/spin/lifecycle.yaml"
  rows.append(("lifecycle", "lifecycle.pml", [], "\(lifecycle):fixed", 12_000_000))

  print("## verify beside SPIN, one job\n")
  print(
    "| race | SPIN: states | transitions | s | MB | simctl: states | transitions | s | MB"
      + " | states | time | memory |\n| --- |" + String(repeating: " --- |", count: 11))
  for r in rows {
    guard let pan = Pan(r.model, r.defines, root: root),
      let m = measure(r.subject, "jobs=1 states=\(r.limit)")
    else {
      print("| \(r.name) | not run: spin and gcc are needed |")
      continue
    }
    print(
      "| \(r.name) | \(pan.states) | \(pan.transitions) | \(fixed(pan.used.cpu))"
        + " | \(megabytes(pan.used.memory)) | \(m.states)\(m.result == "cut" ? " (cut)" : "")"
        + " | \(m.transitions) | \(fixed(m.cpu)) | \(megabytes(m.memory))"
        + " | \(fixed(Double(m.states) / Double(max(1, pan.states))))"
        + " | \(fixed(m.cpu / max(0.01, pan.used.cpu)))"
        + " | \(fixed(Double(m.memory) / Double(max(1, pan.used.memory)))) |")
  }

  print("\n## The shortest counterexample of lifecycle, in steps\n")
  print("| mistake | SPIN, breadth first | simctl |\n| --- | --- | --- |")
  for wrong in 1...3 {
    let pan = Pan("lifecycle.pml", ["WRONG=\(wrong)"], breadthFirst: true, root: root)
    let m = measure("\(lifecycle):wrong-\(wrong)", "jobs=1")
    print(
      "| WRONG=\(wrong) | \(pan.map { "\($0.steps)" } ?? "not run")"
        + " | \(m.map { "\($0.steps)" } ?? "not run") |")
  }
}
