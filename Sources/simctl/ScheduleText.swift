// A schedule as one word: `sc1:0123abcd:0.12-3.4-a1-0.2`. Stretches are THREAD.STEPS, answers to open
// questions are aN, and r stands before a round that can go on for ever; the second part tells the
// program and world that it belongs to.

import Sim

/// Why a schedule's text cannot be used.
struct ScheduleTextError: Error {
  var message: String
}

/// The text of a schedule.
func scheduleText(_ schedule: Schedule, fingerprint: UInt64) -> String {
  var parts: [String] = []
  var thread = -1
  var count = 0
  func flush() {
    if count > 0 { parts.append("\(thread).\(count)") }
    count = 0
  }
  for (n, choice) in schedule.choices.enumerated() {
    if n == schedule.roundStart {
      flush()
      parts.append("r")
    }
    if choice & Schedule.answerBit != 0 {
      flush()
      parts.append("a\(choice & ~Schedule.answerBit)")
    } else if Int(choice) == thread, count > 0 {
      count += 1
    } else {
      flush()
      thread = Int(choice)
      count = 1
    }
  }
  flush()
  return "sc1:\(shortHex(fingerprint)):" + parts.joined(separator: "-")
}

/// The schedule of a text; refuses one of another program.
func parseSchedule(_ text: String, fingerprint: UInt64) throws(ScheduleTextError) -> Schedule {
  let fields = text.split(separator: ":", omittingEmptySubsequences: false)
  guard fields.count == 3, fields[0] == "sc1" else {
    throw ScheduleTextError(
      message: "'\(text.prefix(40))' is no schedule: it does not start with sc1:")
  }
  guard fields[1] == shortHex(fingerprint) else {
    throw ScheduleTextError(
      message: "the schedule belongs to another program or scenario (\(fields[1]), and this is"
        + " \(shortHex(fingerprint))): it cannot be replayed; explore again")
  }
  var choices: [UInt16] = []
  var roundStart: Int?
  if fields[2].isEmpty { return Schedule([]) }
  for (n, part) in fields[2].split(separator: "-", omittingEmptySubsequences: false).enumerated() {
    if part == "r", roundStart == nil {
      roundStart = choices.count
      continue
    }
    if part.hasPrefix("a"), let v = UInt16(part.dropFirst()), v < Schedule.answerBit {
      choices.append(Schedule.answerBit | v)
      continue
    }
    let numbers = part.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let t = numbers[0], let k = numbers[1], t >= 0, t < 64, k > 0,
      k <= 1_000_000, choices.count + k <= 2_000_000
    else {
      throw ScheduleTextError(
        message: "part \(n + 1) of the schedule, '\(part.prefix(20))', is damaged")
    }
    choices += Array(repeating: UInt16(t), count: k)
  }
  var schedule = Schedule(choices)
  if roundStart != choices.count { schedule.roundStart = roundStart }
  return schedule
}

/// The upper half as eight hexadecimal digits.
func shortHex(_ v: UInt64) -> String {
  let s = String(UInt32(truncatingIfNeeded: v >> 32), radix: 16)
  return String(repeating: "0", count: 8 - s.count) + s
}
