import Foundation
import Sim
import Testing

@testable import simctl

@Suite("Formats")
struct FormatTests {
  @Test("a schedule's text is read back, for any schedule")
  func scheduleRoundTrip() throws {
    var random = Random(seed: 3)
    for _ in 0..<300 {
      var choices: [UInt16] = []
      for _ in 0..<random.next(below: 60) {
        let isAnswer = random.next(below: 5) == 0
        choices.append(
          isAnswer
            ? Schedule.answerBit | UInt16(random.next(below: 9)) : UInt16(random.next(below: 4)))
      }
      let s = Schedule(choices)
      let text = scheduleText(s, fingerprint: 0xdead_beef_0000_0000)
      #expect(try parseSchedule(text, fingerprint: 0xdead_beef_1234_5678) == s)
    }
  }

  @Test("a damaged schedule or trace is refused with a message, whatever the damage")
  func damage() throws {
    let trace = TraceFile(
      scenario: "a.yaml", variant: "before", finding: "x", schedule: "sc1:00000000:0.1-a1-2.3")
    var random = Random(seed: 11)
    let alphabet = Array("0123456789abcsx.:-# \n\u{fffd}é".unicodeScalars)
    var refused = 0
    for _ in 0..<800 {
      var scalars = Array(trace.text.unicodeScalars)
      let at = Int(random.next(below: UInt64(scalars.count)))
      switch random.next(below: 3) {
      case 0: scalars.remove(at: at)
      case 1: scalars.removeSubrange(at...)
      default: scalars[at] = alphabet[Int(random.next(below: UInt64(alphabet.count)))]
      }
      let text = String(String.UnicodeScalarView(scalars))
      if text == trace.text { continue }
      do {
        let read = try TraceFile.parse(text, path: "t")
        // Only what does not change a field may pass.
        #expect(read.schedule == trace.schedule)
      } catch {
        #expect(error.message.hasPrefix("t:"))
        refused += 1
      }
      _ = try? parseSchedule(String(text.prefix(60)), fingerprint: 0)
    }
    #expect(refused > 600)
    #expect(try TraceFile.parse(trace.text, path: "t").schedule == trace.schedule)
  }

  @Test("JSON keeps the order of keys and escapes what must be")
  func json() throws {
    let text = JSON.object([
      ("b", .string("a\"\\\n\u{1}é")), ("a", .double(1.5)), ("c", .array([])), ("d", .null),
    ]).text
    #expect(text.hasPrefix("{\n  \"b\": \"a\\\"\\\\\\n\\u0001é\",\n  \"a\": 1.500000,"))
    let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(parsed?["b"] as? String == "a\"\\\n\u{1}é")
  }

  @Test("KTAP names hold no '#', and XML no control characters")
  func escaping() {
    let text = ktap([("a#b", [KTAPResult(name: "x y", isOK: false, directive: nil, diagnostics: [])])])
    #expect(text.contains("# Subtest: a_b\n"))
    #expect(text.contains("    not ok 1 x_y\n"))
    #expect(xml("a<b>&\"\u{1}\u{b}") == "a&lt;b&gt;&amp;&quot;")
  }

  @Test("the interval of a rate holds the rate")
  func intervals() {
    for (k, n) in [(0, 10), (1, 10), (10, 10), (659, 10_000)] {
      let i = rateInterval(k, of: n)
      let p = Double(k) / Double(n)
      #expect(i.low <= p && p <= i.high && i.low >= 0 && i.high <= 1)
    }
    #expect(abs(rateInterval(0, of: 100).high - 0.037) < 0.001)
  }

  @Test("every check is explained, and says so if it is not implemented")
  func explanations() {
    for check in CheckName.allCases {
      #expect(!check.explanation.meaning.isEmpty && !check.explanation.remedy.isEmpty)
    }
  }
}
