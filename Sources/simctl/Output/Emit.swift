// Choosing the format and where it goes.

import ArgumentParser
import Sim

#if canImport(Glibc)
  import Glibc
#endif

/// The most memory that this process has had, in bytes.
func peakMemory() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return usage.ru_maxrss * 1024
}

/// Prints an outcome in the chosen format and writes the others, then gives the exit status.
func emit(_ o: Outcome, _ options: CommonOptions) throws {
  for item in options.output {
    let (format, path) = try CommonOptions.outputTarget(item)
    try writeFile(path, render(o, format, Palette(isOn: false)))
  }
  if let path = options.traceOut, let bug = o.bugs.first {
    let trace = TraceFile(
      scenario: o.scenario.path, variant: o.scenario.variant, finding: bug.finding.title,
      schedule: bug.schedule)
    try writeFile(path, trace.text)
  }
  guard write(render(o, options.format, Palette(isOn: options.color.isOn(1))), to: 1) else {
    throw ExitCode(ExitStatus.cannotWrite.rawValue)
  }
  if o.status != .asExpected { throw ExitCode(o.status.rawValue) }
}

/// One outcome in a format.
func render(_ o: Outcome, _ format: Format, _ palette: Palette) -> String {
  switch format {
  case .text: return textReport(o, palette)
  case .json: return jsonObject(o).text
  case .github: return githubAnnotations([o])
  case .diagram:
    return o.bugs.compactMap(\.story).map { diagramLines($0).joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  case .splat: return o.bugs.map(splat).joined(separator: "\n")
  case .ktap: return ktap([suite(o.scenario.path, [o])])
  case .junit: return junit([(o.scenario.path, [junitCase(o)])])
  }
}

/// A KTAP suite of one scenario file.
func suite(_ path: String, _ outcomes: [Outcome]) -> (name: String, results: [KTAPResult]) {
  (
    path,
    outcomes.map { o in
      KTAPResult(
        name: o.scenario.variant ?? "scenario", isOK: o.asExpected,
        directive: o.status == .noVerdict ? "SKIP no verdict" : nil,
        diagnostics: o.bugs.map(\.finding.title) + o.reasons + o.bugs.prefix(1).map {
          "replay: \($0.replay)"
        })
    }
  )
}

func junitCase(_ o: Outcome) -> JUnitCase {
  var test = JUnitCase(
    name: o.scenario.variant ?? "scenario", seconds: o.stats.seconds, failure: nil, error: nil,
    skipped: o.status == .noVerdict)
  if o.unusable != nil { test.error = ("input", o.reasons.joined(separator: "; ")) }
  if !o.asExpected, o.verdict != .inconclusive {
    test.failure = (
      o.bugs.first?.finding.check.rawValue ?? "missing",
      o.bugs.first?.finding.title ?? o.reasons.first ?? "not as expected",
      textReport(o, Palette(isOn: false))
    )
  }
  return test
}

/// Annotations of GitHub Actions: at most nine errors, then one notice with the rest.
func githubAnnotations(_ outcomes: [Outcome]) -> String {
  var lines: [String] = []
  for o in outcomes where !o.asExpected {
    for bug in o.bugs {
      let place = bug.place.map {
        "file=\(property($0.file)),line=\($0.line),col=\(max(1, $0.column)),"
      } ?? ""
      lines.append(
        "::error \(place)title=\(property(bug.finding.title))::"
          + data(bug.finding.message + "\nreplay: \(bug.replay)"))
    }
    if o.bugs.isEmpty {
      lines.append(
        "::error file=\(property(o.scenario.path))::"
          + data(o.reasons.joined(separator: "; ")))
    }
  }
  var out = lines.prefix(9)
  if lines.count > 9 { out.append("::notice::\(lines.count - 9) more findings are not shown") }
  return out.map { $0 + "\n" }.joined()
}

private func data(_ s: String) -> String {
  s.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
}
private func property(_ s: String) -> String {
  data(s).replacing(":", with: "%3A").replacing(",", with: "%2C")
}

/// A finding in the shape of a kernel report, marked as simulated.
private func splat(_ bug: Outcome.Bug) -> String {
  let f = bug.finding
  let rule = String(repeating: "=", count: 66)
  var out = "\(rule)\n(simulated) BUG: \(f.title)\n"
  if f.access != .none, f.size > 0 {
    out += "\(f.access == .write ? "Write" : "Read") of size \(f.size) by task \(f.threadName)\n"
  }
  for stack in bug.story?.stacks ?? [] {
    out += "\n\(stack.heading)\n"
    for frame in stack.frames { out += " \(frame)\n" }
  }
  return out + rule + "\n"
}
