// What is only right or wrong beside what another key says: a vector that the device does not have,
// a finding that no check looks for, a column of a diagram that is nobody's.

import Sim

/// Something that has to be held against other keys.
struct Use {
  enum What: Equatable {
    case vector(Int)
    case module(String)
    case check(CheckName)
    case column(String)
  }

  var what: What
  var node: YAMLNode

  init(_ what: What, _ node: YAMLNode) {
    self.what = what
    self.node = node
  }
}

extension ScenarioReader {
  /// Checks what depends on several keys of a scenario, or of a variant.
  mutating func checkTogether(_ draft: Draft) {
    let scenario = draft.scenario
    for key in Self.keys {
      for use in draft.uses[key] ?? [] {
        let problem: Problem?
        switch use.what {
        case .vector(let n): problem = Self.noVector(n, scenario)
        case .module(let name): problem = Self.noModule(name, scenario)
        case .check(let check): problem = Self.notLookedFor(check, scenario)
        case .column(let thread): problem = Self.noThread(thread, scenario)
        }
        if let problem { report(problem, use.node, scenario.variant) }
      }
    }
  }

  private typealias Problem = (message: String, help: String)

  /// Notes a problem; one of a variant says which, unless the scenario has it too.
  private mutating func report(_ problem: Problem, _ node: YAMLNode, _ variant: String?) {
    var message = problem.message
    if let variant {
      if errors.contains(where: { $0.position == node.position && $0.message == message }) {
        return
      }
      message += " (in variant '\(variant.shortened)')"
    }
    error(node, message, help: problem.help)
  }

  private static func noVector(_ n: Int, _ scenario: Scenario) -> Problem? {
    let count = scenario.world.device.vectors
    if n < count { return nil }
    return (
      "there is no interrupt vector \(n): the device has \(count == 0 ? "none" : "\(count)")",
      count == 0 ? "give it some with 'device: {vectors: N}'" : "vectors are counted from 0"
    )
  }

  private static func noModule(_ name: String, _ scenario: Scenario) -> Problem? {
    let modules = scenario.drivers.enumerated().map { $1.moduleName($0) }
    if modules.isEmpty || modules.contains(name) { return nil }
    return (
      "there is no module '\(name.shortened)'\(didYouMean(name, in: modules))",
      "the modules are named after their files: \(modules.joined(separator: ", "))"
    )
  }

  private static func notLookedFor(_ check: CheckName, _ scenario: Scenario) -> Problem? {
    let override = scenario.world.checks.last { $0.check == check }
    if !(override?.isOn ?? check.isOnByDefault) {
      return (
        "'\(check.rawValue)' is expected, but it is off",
        "switch it on with 'checks: {\(check.rawValue): on}'"
      )
    }
    if check == .hungTeardown, case .explore? = scenario.method {
      return (
        "'hung-teardown' is expected, but seeded runs cannot find it", "write 'check: verify'"
      )
    }
    return nil
  }

  /// What the kernel calls the threads that it starts itself.
  private static let kinds = [
    "work", "timer", "hrtimer", "irq", "irqthread", "kthread", "tasklet", "rcu",
  ]

  private static func noThread(_ name: String, _ scenario: Scenario) -> Problem? {
    let words = name.split(separator: " ")
    if words.count == 2, kinds.contains(String(words[0])) { return nil }
    let gap = "columns are parted by two spaces or more, or by '|'"
    // The threads of the default world are known only once the driver has run.
    guard let threads = scenario.world.threads?.map(\.name) else {
      return words.count == 1 ? nil : ("there is no thread '\(name.shortened)'", gap)
    }
    if threads.contains(name) { return nil }
    return (
      "there is no thread '\(name.shortened)'\(didYouMean(name, in: threads))",
      words.count > 2
        ? gap
        : "a column is headed by one of \(threads.joined(separator: ", ")), or by kind and"
          + " function: 'work foo_detect'"
    )
  }
}
