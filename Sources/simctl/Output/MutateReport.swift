// The table of mutants: as text and as JSON.

import Scenarios
import Sim

extension Mutant {
  /// As the text has it.
  fileprivate var what: String {
    switch change {
    case .delete: return "left out"
    case .weaken(let by): return "\(by)() instead"
    case .swap(let with): return "after \(with)()"
    }
  }
}

extension TeardownSite {
  /// What the driver's own runs show of the call.
  fileprivate func evidenceText(of all: Int) -> String {
    if evidence.runs == 0 { return "not reached in \(all) runs" }
    var text = "reached in \(evidence.runs) of \(all) runs"
    if evidence.waited > 0 { text += ", waited in \(evidence.waited)" }
    if evidence.stopped > 0 { text += ", kept a callback from starting in \(evidence.stopped)" }
    if isIdle { text += ", never had anything to wait for or to stop" }
    return text
  }

  /// A fence that had nothing to do in any run.
  fileprivate var isIdle: Bool {
    TeardownCalls.isFence(name) && evidence.waited == 0 && evidence.stopped == 0
  }
}

func mutationText(_ r: MutationResult, _ palette: Palette) -> String {
  var out = r.scenario.name + (r.scenario.variant.map { " [\($0)]" } ?? "") + "\n"
  out += hanging("unchanged: ", resultText(r.original, palette)) + "\n"
  var site = -1
  for (n, mutant) in r.mutants.enumerated() {
    if mutant.site != site {
      site = mutant.site
      let s = r.teardown.sites[site]
      let place = r.place(s)
      out += "\n\(palette.bold("\(s.name)()")) in \(r.program.functions[s.function].name)()"
      out += " at \(place.file):\(place.line)\n"
      if !s.isOwnFunction { out += "     \(s.evidenceText(of: r.teardown.runs))\n" }
    }
    let number = String(n + 1)
    let head = String(repeating: " ", count: max(0, 4 - number.count)) + number + " "
      + mutant.what.padded(to: 40) + " "
    out += hanging(head, resultText(r.judged[n], palette)) + "\n"
  }
  out += "\n\(r.mutants.count) mutants: \(r.count(.finding)) caught, \(r.count(.clean)) clean"
  let without = r.count(.inconclusive)
  out += without > 0 ? ", \(without) without a verdict\n" : "\n"
  if r.teardown.sites.isEmpty {
    out += "no run has reached a call of a teardown: do the threads unbind or unload?\n"
  }
  let clean = cleanText(r)
  if !clean.isEmpty { out += "\nNot needed, or not exercised by this scenario:\n" + clean }
  if !r.teardown.otherCalls.isEmpty {
    out += "\n" + hanging("not mutated: ", r.teardown.otherCalls.joined(separator: ", ")) + "\n"
  }
  return out
}

private func resultText(_ m: JudgedMutant, _ palette: Palette) -> String {
  let j = m.judgement
  switch j.verdict {
  case .clean:
    return "clean, \(j.method)" + (m.isFenced ? "" : "; not fenced")
  case .inconclusive: return "no verdict: \(j.reasons.joined(separator: "; "))"
  case .finding:
    var text = j.checks.map(\.rawValue).joined(separator: ", ")
    if !m.later.isEmpty {
      text += "; later \(m.later.map(\.rawValue).joined(separator: ", "))"
    }
    return text
  }
}

/// The clean mutants, and what is known of why.
private func cleanText(_ r: MutationResult) -> String {
  var out = ""
  for (n, mutant) in r.mutants.enumerated() where r.judged[n].judgement.verdict == .clean {
    let site = r.teardown.sites[mutant.site]
    let number = String(n + 1)
    let head = String(repeating: " ", count: max(0, 4 - number.count)) + number + " "
    let why = reason(mutant, r.judged[n], site, r)
    out += hanging(head, "\(site.name)() \(mutant.what): \(why)") + "\n"
  }
  return out
}

private func reason(
  _ mutant: Mutant, _ judged: JudgedMutant, _ site: TeardownSite, _ r: MutationResult
) -> String {
  if site.evidence.runs == 0 {
    return "never reached in \(r.teardown.runs) runs: not exercised"
  }
  if !judged.isFenced, r.original.isFenced {
    return "a callback can run after the teardown, and all that it uses is still there"
      + (r.teardown.unloads ? "" : ": the module is not unloaded here")
  }
  switch mutant.change {
  case .swap: return "the order of the two does not matter here"
  case .delete, .weaken:
    if !TeardownCalls.isFence(site.name) { return "nothing here depends on it" }
    if !site.isIdle { return "it had something to do, but what else the teardown does suffices here" }
    return "it never had anything to wait for or to stop"
      + (r.teardown.unloads ? "" : ", and the module is not unloaded here")
  }
}

/// `text` behind `head`, wrapped to 100 columns with the following lines under its beginning.
private func hanging(_ head: String, _ text: String) -> String {
  let indent = head.count
  var lines = [head]
  var used = indent
  for word in text.split(separator: " ") {
    if used > indent, used + 1 + word.count > 100 {
      lines.append(String(repeating: " ", count: indent))
      used = indent
    }
    if used > indent {
      lines[lines.count - 1] += " "
      used += 1
    }
    lines[lines.count - 1] += word
    used += word.count
  }
  return lines.joined(separator: "\n")
}

func mutationJSON(_ r: MutationResult) -> JSON {
  .object([
    ("schema", .int(1)),
    ("command", .string("mutate")),
    ("scenario", .string(r.scenario.path)),
    ("variant", r.scenario.variant.map { .string($0) } ?? .null),
    ("seeds", .int(Int(r.seeds))),
    ("runs", .int(r.teardown.runs)),
    ("original", .object(members(r.original))),
    (
      "mutants",
      .array(
        r.mutants.enumerated().map { n, mutant in
          .object(members(mutant, number: n + 1, r) + members(r.judged[n]))
        })
    ),
    ("caught", .int(r.count(.finding))),
    ("clean", .int(r.count(.clean))),
    ("inconclusive", .int(r.count(.inconclusive))),
    ("not_mutated", .array(r.teardown.otherCalls.map { .string($0) })),
  ])
}

private func members(_ mutant: Mutant, number: Int, _ r: MutationResult) -> [(String, JSON)] {
  let site = r.teardown.sites[mutant.site]
  let place = r.place(site)
  var change = "delete"
  var other = JSON.null
  switch mutant.change {
  case .delete: break
  case .weaken(let by):
    change = "weaken"
    other = .string(by)
  case .swap(let with):
    change = "swap"
    other = .string(with)
  }
  return [
    ("number", .int(number)),
    ("change", .string(change)),
    ("call", .string(site.name)),
    ("other", other),
    ("function", .string(r.program.functions[site.function].name)),
    ("location", .object([("file", .string(place.file)), ("line", .int(place.line))])),
    (
      "evidence",
      .object([
        ("reached", .int(site.evidence.runs)),
        ("waited", .int(site.evidence.waited)),
        ("stopped", .int(site.evidence.stopped)),
      ])
    ),
  ]
}

private func members(_ m: JudgedMutant) -> [(String, JSON)] {
  let j = m.judgement
  return [
    ("verdict", .string(j.verdict.rawValue)),
    ("verified", .bool(j.verified)),
    ("checks", .array(j.checks.map { .string($0.rawValue) })),
    ("later", .array(m.later.map { .string($0.rawValue) })),
    ("fenced", .bool(m.isFenced)),
    ("states", .int(j.states)),
    ("reasons", .array(j.reasons.map { .string($0) })),
  ]
}
