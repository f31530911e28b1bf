import Testing

@testable import Scenarios
@testable import Sim

/// What many seeded runs of a small driver end in.
struct Explored {
  /// Each `CHECK in FUNCTION` that was found.
  var found: Set<String> = []
  var messages: [String] = []
  /// Why runs ended without a verdict.
  var noVerdict: Set<String> = []
  var finished = 0

  /// Whether every run came to its end without a finding.
  var isClean: Bool { found.isEmpty && noVerdict.isEmpty && finished > 0 }

  /// Runs C text in a world. `setup` is `insmod` unless it says more.
  init(
    _ text: String, defines: [String] = [], setup: [ActionSpec] = [.insmod(nil)],
    threads: [(String, [ActionSpec])], faults: [FaultSpec] = [], checks: [CheckOverride] = [],
    seeds: UInt64 = 150
  ) throws {
    var world = WorldSpec()
    world.setup = setup
    world.faults = faults
    world.checks = checks
    world.threads = threads.map { name, actions in
      ThreadSpec(name: name, actions: actions.map { ThreadSpec.Item($0) })
    }
    try self.init(text, defines: defines, world: world, seeds: seeds)
  }

  /// Runs C text in the world as given.
  init(_ text: String, defines: [String] = [], world: WorldSpec, seeds: UInt64 = 150) throws {
    let program = try ProgramLoader().load([.inline(text)], defines: defines, directory: "/")
    let machine = Machine(program: program, world: world)
    machine.prepare()
    for strategy in [StrategyName.random, .pos] {
      var options = ExploreOptions()
      options.strategy = strategy
      for seed in 0..<seeds {
        machine.run(seed: seed, options, Pilot())
        switch machine.ending {
        case .finding:
          guard let f = machine.finding else { continue }
          if found.insert("\(f.check.rawValue) in \(f.function)").inserted {
            messages.append(f.message)
          }
        case .noVerdict(let why): noVerdict.insert(why)
        case .finished: finished += 1
        case .bounded, .running: continue
        }
      }
    }
  }
}

/// A function of the driver as an action.
func call(_ function: String) -> ActionSpec { .call(function: function, arguments: []) }
