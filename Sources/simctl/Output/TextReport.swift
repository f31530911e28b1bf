// The story of a finding, for a tired maintainer.

import Scenarios
import Sim

/// Colours for a terminal; empty strings elsewhere.
struct Palette {
  let isOn: Bool
  func bold(_ s: String) -> String { isOn ? "\u{1b}[1m\(s)\u{1b}[0m" : s }
  func red(_ s: String) -> String { isOn ? "\u{1b}[1;31m\(s)\u{1b}[0m" : s }
  func green(_ s: String) -> String { isOn ? "\u{1b}[32m\(s)\u{1b}[0m" : s }
}

/// A text without the control sequences of colours.
func withoutColour(_ s: String) -> String { s.replacing(/\u{1b}\[[0-9;]*[mK]/, with: "") }

/// One outcome as text.
func textReport(_ o: Outcome, _ palette: Palette) -> String {
  var out = "\(o.scenario.name)" + (o.scenario.variant.map { " [\($0)]" } ?? "") + "\n"
  if !o.trace.isEmpty {
    out += "\n" + o.trace.joined(separator: "\n") + "\n"
  }
  if o.stats.states != nil {
    for line in o.stats.coverage { out += line + "\n" }
    if o.stats.seconds > 0 { out += "time: \(fixed(o.stats.seconds, 2)) s\n" }
  } else if o.command == "explore" {
    out += exploreSummary(o)
  }
  if let costs = o.costs { out += "\n" + costsText(costs) }
  for a in o.assumptions { out += "assumed: \(a)\n" }
  for note in o.notes { out += "note: \(note)\n" }
  for bug in o.bugs { out += "\n" + bugText(bug, o, palette) }
  out += "\n"
  out += verdictLine(o, palette) + "\n"
  for reason in o.reasons { out += "  \(reason)\n" }
  if let bug = o.bugs.first { out += "\nreplay: \(bug.replay)\n" }
  return out
}

private func exploreSummary(_ o: Outcome) -> String {
  let s = o.stats
  var out = "\(s.runs) runs (\(s.strategy), seeds from \(s.firstSeed)),"
  out += " \(s.distinctIsExact ? "" : "about ")\(s.distinctSchedules) distinct schedules, \(s.steps) steps\n"
  if s.seconds > 0 { out += "time: \(fixed(s.seconds, 2)) s, \(rate(s)) runs/s\n" }
  if s.bounded > 0 {
    out += "\(s.bounded) runs were cut where only callbacks that re-arm themselves were left, or"
    out += " at the step limit\n"
  }
  if !o.bugs.isEmpty {
    out += "\n"
    for bug in o.bugs {
      let i = rateInterval(bug.count, of: s.runs)
      out += "  \(bug.finding.title)\n"
      out += "    \(bug.count) of \(s.runs) runs"
      out += " (95 %: \(percent(i.low)) to \(percent(i.high)))"
      out += bug.seed.map { ", first with seed \($0)\n" } ?? "\n"
    }
  }
  return out
}

private func rate(_ s: Outcome.Stats) -> Int { Int(Double(s.runs) / max(s.seconds, 1e-9)) }

private func bugText(_ bug: Outcome.Bug, _ o: Outcome, _ palette: Palette) -> String {
  let f = bug.finding
  var out = palette.red(f.title) + "\n\n"
  out += wrapped("\(f.check.rawValue): \(f.message)") + "\n"
  if let place = bug.place {
    out += wrapped(
      "It happens in \(f.function)() at \(place.file):\(place.line), in \(f.threadName)"
        + (bug.preemptions == 1
          ? ", after 1 preemption." : ", after \(bug.preemptions) preemptions.")) + "\n"
  } else {
    out += wrapped("It happens in \(f.threadName).") + "\n"
  }
  if let story = bug.story {
    out += "\n" + diagramLines(story).joined(separator: "\n") + "\n"
    if !bug.diagramReplays {
      out += "\n(This diagram leaves out too much to be followed as a script;"
      out += " the replay command is exact.)\n"
    }
    for stack in story.stacks {
      out += "\n\(stack.heading)\n"
      for frame in stack.frames { out += "  \(frame)\n" }
    }
    if !story.advice.isEmpty { out += "\n" + wrapped("Fix: \(story.advice)") + "\n" }
  }
  return out
}

private func verdictLine(_ o: Outcome, _ palette: Palette) -> String {
  switch o.verdict {
  case .clean where o.verified:
    return palette.green("verified") + ": no interleaving breaks a check"
  case .clean:
    return palette.green("clean")
      + (o.command == "explore"
        ? ": nothing found in \(o.stats.runs) runs; seeds are not a proof" : "")
  case .finding:
    let n = o.bugs.count
    let text = n == 1 ? "1 finding" : "\(n) findings"
    return o.asExpected ? palette.green("\(text), as expected") : palette.red(text)
  case .inconclusive: return palette.bold("no verdict")
  }
}

func percent(_ d: Double) -> String { fixed(100 * d, 2) + " %" }

/// A number with so many digits after the point, without a locale.
func fixed(_ d: Double, _ digits: Int) -> String {
  let six = JSON.fixed(d)
  guard let dot = six.firstIndex(of: ".") else { return six }
  return String(six[..<six.index(dot, offsetBy: digits + 1)])
}
