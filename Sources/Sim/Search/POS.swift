// Partial-order sampling: Yuan, Yang, Gu, "Partial order aware concurrency sampling", CAV 2018.
// Every thread's next event has a random priority; the highest is executed, and the events that it
// races with get new ones. Threads that do not race keep their order, so a long stretch that nobody
// else cares for costs no luck.

struct POS: Strategy {
  private let priorities = PerThread<UInt64>(0)
  private let sequences = PerThread<UInt64>(0)
  private var footprints = Footprints()
  private var nextSequence: UInt64 = 0
  private var last = -1
  var burst: Int { 1 }

  mutating func begin(_ machine: Machine) {
    sequences.fill(0)
    footprints.begin(machine)
    nextSequence = .max
    last = -1
  }

  mutating func pick(_ enabled: UInt64, _ machine: Machine) -> Int {
    if machine.state[Word.nextSequence] != nextSequence { deal(machine) }
    if last >= 0 {
      let done = footprints[last]
      if machine.state[Word.alive] & (1 << UInt64(last)) != 0 {
        footprints.update(last, machine)
        priorities[last] = machine.random.next()
      }
      var m = enabled & ~(1 << UInt64(last))
      while m != 0 {
        let t = m.trailingZeroBitCount
        m &= m &- 1
        if footprints[t].races(with: done) { priorities[t] = machine.random.next() }
      }
    }
    last = priorities.highest(of: enabled)
    return last
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
        priorities[t] = machine.random.next()
        // The thread that stepped last has its turn in `pick`, unless its slot was taken over.
        if t == last { last = -1 }
        footprints.update(t, machine)
      }
    }
  }
}
