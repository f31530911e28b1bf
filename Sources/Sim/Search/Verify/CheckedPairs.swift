// For tests: are two steps independent that a search calls so?

/// Takes each two steps that a search calls independent in both orders.
struct CheckedPairs {
  var count = 0
  var wrong: [String] = []

  init(_ m: Machine, most: Int) {
    let stepper = Stepper(m, collapses: true)
    let team = Team(Expander(stepper, Fingerprints(m, stepper.shadow)))
    team.first.checksPairs = true
    var assumptions = team.assumptions
    var limits = SearchLimits()
    limits.states = most
    while true {
      team.assume(assumptions)
      let r = StateSearch(team, countsPreemptions: false, limits: limits).run()
      if r.end != .conflict { break }
      _ = assumptions.apply(team.evidence)
    }
    count = team.first.pairs
    wrong = team.first.wrongPairs
  }
}
