// Probabilistic concurrency testing: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A randomized
// scheduler with probabilistic guarantees of finding bugs", ASPLOS 2010. Threads get random
// priorities, the highest one runs; at depth - 1 random points of the run the thread that runs
// falls below all others.

struct PCT: Strategy {
  let depth: Int
  let pilot: Pilot
  private let priorities = PerThread<UInt64>(0)
  private let sequences = PerThread<UInt64>(0)
  /// Steps at which a change is due, descending, so that the next is last.
  private var changes: [Int] = []
  private var nextSequence: UInt64 = 0
  /// What has fallen lies below every priority that is dealt out.
  private var fallen: UInt64 = 0
  private(set) var burst = 1

  init(depth: Int, pilot: Pilot) {
    self.depth = max(1, depth)
    self.pilot = pilot
  }

  mutating func begin(_ machine: Machine) {
    sequences.fill(0)
    nextSequence = .max
    fallen = 1 << 32
    changes.removeAll(keepingCapacity: true)
    for _ in 1..<depth {
      changes.append(machine.steps + 1 + Int(machine.random.next(below: UInt64(pilot.length))))
    }
    changes.sort(by: >)
  }

  mutating func pick(_ enabled: UInt64, _ machine: Machine) -> Int {
    // A thread that always has the highest priority must not starve the rest for ever.
    if machine.steps >= pilot.fairAfter {
      burst = 1
      return machine.random.pick(from: enabled)
    }
    if machine.state[Word.nextSequence] != nextSequence { deal(machine) }
    var best = priorities.highest(of: enabled)
    while let due = changes.last, machine.steps >= due {
      changes.removeLast()
      fallen &-= 1
      priorities[best] = fallen
      best = priorities.highest(of: enabled)
    }
    // Whoever has the highest priority keeps it: it may run on up to the next change.
    burst = min(changes.last ?? .max, pilot.fairAfter) &- machine.steps
    return best
  }

  /// Gives every thread that is new a priority.
  private mutating func deal(_ machine: Machine) {
    nextSequence = machine.state[Word.nextSequence]
    var m = machine.state[Word.alive]
    while m != 0 {
      let t = m.trailingZeroBitCount
      m &= m &- 1
      let s = machine.sequence(t)
      if sequences[t] != s {
        sequences[t] = s
        priorities[t] = machine.random.next() | 1 << 63
      }
    }
  }
}
