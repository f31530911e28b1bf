// One outcome as the published JSON object.

import Scenarios
import Sim

func jsonObject(_ o: Outcome) -> JSON {
  var members: [(String, JSON)] = [
    ("schema", .int(1)),
    ("command", .string(o.command)),
    ("scenario", .string(o.scenario.path)),
    ("variant", o.scenario.variant.map { .string($0) } ?? .null),
    ("verdict", .string(o.verdict.rawValue)),
    ("verified", .bool(o.verified)),
    ("as_expected", .bool(o.asExpected)),
    ("error", o.unusable.map { .string(withoutColour($0.text)) } ?? .null),
    ("reasons", .array(o.reasons.map { .string($0) })),
    ("assumed", .array(o.assumptions.map { .string($0) })),
    ("notes", .array(o.notes.map { .string($0) })),
    ("findings", .array(o.bugs.map(finding))),
    ("stats", stats(o.stats)),
    ("search", o.stats.search.map(search) ?? .null),
  ]
  if let costs = o.costs { members.append(("costs", costsJSON(costs))) }
  return .object(members)
}

private func finding(_ bug: Outcome.Bug) -> JSON {
  let f = bug.finding
  var history: [JSON] = []
  for stack in bug.story?.stacks ?? [] {
    history.append(
      .object([
        ("event", .string(stack.heading)),
        ("stack", .array(stack.frames.map { .string($0) })),
      ]))
  }
  return .object([
    ("check", .string(f.check.rawValue)),
    ("title", .string(f.title)),
    ("message", .string(f.message)),
    ("function", .string(f.function)),
    (
      "location",
      bug.place.map {
        .object([
          ("file", .string($0.file)), ("line", .int($0.line)), ("column", .int($0.column)),
        ])
      } ?? .null
    ),
    ("thread", .string(f.threadName)),
    ("seed", bug.seed.map { .int(Int(truncatingIfNeeded: $0)) } ?? .null),
    ("preemptions", .int(bug.preemptions)),
    ("count", .int(bug.count)),
    ("diagram", .array((bug.story.map(diagramLines) ?? []).map { .string($0) })),
    ("diagram_replays", .bool(bug.diagramReplays)),
    ("history", .array(history)),
    ("advice", .string(bug.story?.advice ?? "")),
    ("schedule", .string(bug.schedule)),
    ("replay", .string(bug.replay)),
  ])
}

/// What a verification has covered.
private func search(_ s: Outcome.Search) -> JSON {
  .object([
    ("complete", .bool(s.isComplete)),
    ("covered_preemptions", s.coveredPreemptions < 0 ? .null : .int(s.coveredPreemptions)),
    ("limit", s.limit.map { .string($0) } ?? .null),
    ("depth", .int(s.depth)),
    ("hidden_probability_exponent", .int(-s.hiddenExponent)),
  ])
}

private func stats(_ s: Outcome.Stats) -> JSON {
  .object([
    ("runs", .int(s.runs)),
    ("states", s.states.map { .int($0) } ?? .null),
    ("transitions", .int(s.states == nil ? s.steps : s.transitions)),
    ("distinct_schedules", .int(s.distinctSchedules)),
    ("bounded_runs", .int(s.bounded)),
    ("seconds", .double(s.seconds)),
    ("peak_memory_bytes", .int(peakMemory())),
  ])
}
