// The kernel's test protocol (Documentation/dev-tools/ktap.rst), for `simctl test --format ktap`.

/// One line of a KTAP subtest.
struct KTAPResult {
  var name: String
  var isOK: Bool
  /// `SKIP ...`, or nil.
  var directive: String?
  /// Lines before the result.
  var diagnostics: [String]
}

/// One nested suite for each scenario file.
func ktap(_ suites: [(name: String, results: [KTAPResult])]) -> String {
  var out = "KTAP version 1\n1..\(suites.count)\n"
  for (i, suite) in suites.enumerated() {
    let name = ktapName(suite.name)
    out += "    KTAP version 1\n    # Subtest: \(name)\n    1..\(suite.results.count)\n"
    for (k, result) in suite.results.enumerated() {
      for line in result.diagnostics { out += "    # \(ktapText(line))\n" }
      out += "    \(result.isOK ? "ok" : "not ok") \(k + 1) \(ktapName(result.name))"
      out += result.directive.map { " # \($0)" } ?? ""
      out += "\n"
    }
    let failed = suite.results.count { !$0.isOK }
    let skipped = suite.results.count { $0.directive?.hasPrefix("SKIP") ?? false }
    out += "# \(name): pass:\(suite.results.count - failed - skipped) fail:\(failed)"
    out += " skip:\(skipped) total:\(suite.results.count)\n"
    out += "\(failed == 0 ? "ok" : "not ok") \(i + 1) \(name)\n"
  }
  return out
}

/// A `#` would cut a name short for its readers.
private func ktapName(_ s: String) -> String {
  String(s.map { $0 == "#" || $0.isWhitespace ? "_" : $0 })
}

/// One line, without control characters.
private func ktapText(_ s: String) -> String {
  String(s.map { $0.isNewline ? " " : $0 })
}
