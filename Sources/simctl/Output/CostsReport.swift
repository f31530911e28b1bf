// The cost counters as text and as JSON.

import Sim

/// A table of the operations and a line about the teardown.
func costsText(_ c: Costs) -> String {
  let runs = c.runs == 1 ? "in this run" : "in \(c.runs) runs"
  var out = "costs, at most, \(runs):\n"
  let width = max(22, (c.operations.map(\.name.count).max() ?? 0) + 2)
  out += "  " + "normal path".padded(to: width)
  out += "  seen  checks  atomics  barriers  allocs  locks  rcu  srcu  section  waits\n"
  for o in c.operations {
    let m = o.most
    out += "  " + o.name.padded(to: width) + column(o.count, 6) + column(m.checks, 8)
    out += column(m.atomics, 9) + column(m.barriers, 10) + column(m.allocations, 8)
    out += column(m.locks, 7) + column(m.rcu, 5) + column(m.srcu, 6) + column(m.section, 9)
    out += column(m.waits + m.gracePeriods, 7) + "\n"
  }
  if c.operations.isEmpty { out += "  nothing of it was seen\n" }
  let t = c.teardown
  out += "  teardown: " + plural(t.most.waits, "wait") + ", "
  out += plural(t.most.gracePeriods, "grace period")
  if t.most.srcuGracePeriods > 0 { out += " (\(t.most.srcuGracePeriods) of SRCU)" }
  out += "; it stood still " + plural(t.stops, "time")
  out += "; longest chain of waits " + String(t.longestChain) + "\n"
  return out
}

private func column(_ n: Int, _ width: Int) -> String {
  let text = String(n)
  return String(repeating: " ", count: max(0, width - text.count)) + text
}

private func plural(_ n: Int, _ word: String) -> String { "\(n) \(word)\(n == 1 ? "" : "s")" }

func costsJSON(_ c: Costs) -> JSON {
  .object([
    ("runs", .int(c.runs)),
    (
      "normal_path",
      .array(
        c.operations.map { o in
          .object([("operation", .string(o.name)), ("seen", .int(o.count))] + members(o.most))
        })
    ),
    (
      "teardown",
      .object(
        members(c.teardown.most) + [
          ("stood_still", .int(c.teardown.stops)),
          ("longest_chain", .int(c.teardown.longestChain)),
        ])
    ),
  ])
}

private func members(_ c: CostCounts) -> [(String, JSON)] {
  [
    ("checks", .int(c.checks)), ("atomics", .int(c.atomics)), ("barriers", .int(c.barriers)),
    ("allocations", .int(c.allocations)), ("locks", .int(c.locks)), ("rcu", .int(c.rcu)),
    ("srcu", .int(c.srcu)), ("longest_section", .int(c.section)),
    ("grace_periods", .int(c.gracePeriods)), ("srcu_grace_periods", .int(c.srcuGracePeriods)),
    ("waits", .int(c.waits)),
  ]
}
