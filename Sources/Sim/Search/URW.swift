// A uniform random walk over schedules: the next thread is drawn with the number of steps that it
// still has to do as its weight, which for independent straight-line threads makes every interleaving
// equally likely. Zhao et al., "Selectively uniform concurrency testing", ASPLOS 2025. How many steps
// a thread has is measured by pilot runs.

struct URW: Strategy {
  let pilot: Pilot
  private var left: [Int]
  private var sequences: [UInt64]
  private var nextSequence: UInt64 = 0
  var burst: Int { 1 }

  init(pilot: Pilot) {
    self.pilot = pilot
    left = Array(repeating: 0, count: 64)
    sequences = Array(repeating: 0, count: 64)
  }

  mutating func begin(_ machine: Machine) {
    for i in 0..<64 { sequences[i] = 0 }
    nextSequence = .max
  }

  mutating func pick(_ enabled: UInt64, _ machine: Machine) -> Int {
    if machine.state[Word.nextSequence] != nextSequence { measure(machine) }
    var total = 0
    var m = enabled
    while m != 0 {
      let t = m.trailingZeroBitCount
      m &= m &- 1
      total &+= max(1, left[t])
    }
    var at = Int(machine.random.next(below: UInt64(total)))
    m = enabled
    while true {
      let t = m.trailingZeroBitCount
      m &= m &- 1
      at &-= max(1, left[t])
      if at < 0 || m == 0 {
        left[t] &-= 1
        return t
      }
    }
  }

  private mutating func measure(_ machine: Machine) {
    nextSequence = machine.state[Word.nextSequence]
    var m = machine.state[Word.alive]
    while m != 0 {
      let t = m.trailingZeroBitCount
      m &= m &- 1
      let s = machine.sequence(t)
      if sequences[t] != s {
        sequences[t] = s
        left[t] = pilot.stepsOf[machine.label(t)] ?? pilot.unknown
      }
    }
  }
}
