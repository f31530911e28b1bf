// JUnit XML in the form that both Jenkins' reader and the strict Ant schema accept.

/// One test case.
struct JUnitCase {
  var name: String
  var seconds: Double
  /// Type and text of what was not as expected.
  var failure: (type: String, message: String, text: String)?
  /// A fault of the tool, or an input that it could not use.
  var error: (type: String, message: String)?
  var skipped: Bool
}

func junit(_ suites: [(name: String, cases: [JUnitCase])]) -> String {
  var out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
  for (i, suite) in suites.enumerated() {
    let failures = suite.cases.count { $0.failure != nil }
    let errors = suite.cases.count { $0.error != nil }
    let skipped = suite.cases.count { $0.skipped }
    let seconds = suite.cases.reduce(0) { $0 + $1.seconds }
    out += "  <testsuite name=\"\(xml(suite.name))\" package=\"simctl\" id=\"\(i)\""
    out += " tests=\"\(suite.cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
    out += " skipped=\"\(skipped)\" time=\"\(JSON.fixed(seconds))\""
    out += " timestamp=\"1970-01-01T00:00:00\" hostname=\"localhost\">\n"
    out += "    <properties/>\n"
    for test in suite.cases {
      out += "    <testcase classname=\"\(xml(suite.name))\" name=\"\(xml(test.name))\""
      out += " time=\"\(JSON.fixed(test.seconds))\""
      if let f = test.failure {
        out += ">\n      <failure type=\"\(xml(f.type))\" message=\"\(xml(f.message))\">"
        out += xml(f.text) + "</failure>\n    </testcase>\n"
      } else if let e = test.error {
        out += ">\n      <error type=\"\(xml(e.type))\" message=\"\(xml(e.message))\"/>\n"
        out += "    </testcase>\n"
      } else if test.skipped {
        out += ">\n      <skipped/>\n    </testcase>\n"
      } else {
        out += "/>\n"
      }
    }
    out += "    <system-out/>\n    <system-err/>\n  </testsuite>\n"
  }
  return out + "</testsuites>\n"
}

/// Escaped, and without the control characters that XML 1.0 forbids.
func xml(_ s: String) -> String {
  var out = ""
  for scalar in s.unicodeScalars {
    switch scalar {
    case "&": out += "&amp;"
    case "<": out += "&lt;"
    case ">": out += "&gt;"
    case "\"": out += "&quot;"
    case "\n", "\t": out.unicodeScalars.append(scalar)
    default:
      let v = scalar.value
      if v < 0x20 || (v >= 0xfffe && v <= 0xffff) { continue }
      out.unicodeScalars.append(scalar)
    }
  }
  return out
}
