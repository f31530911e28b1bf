// Selectively uniform random walk: Zhao, Wolff, Mathur, Roychoudhury, "Selectively uniform
// concurrency testing", ASPLOS 2025. Of a run, the events on one thing (a word of memory, a lock, a
// part of the kernel) count as interesting, or all do. The thread that carries out the next
// interesting event is drawn with the number of those that it still has to do as its weight, which
// for independent straight-line threads makes all their orders equally likely. What is not
// interesting runs in the order of random priorities.
//
// How many events a thread has is measured by pilot runs that depend on no seed.

struct SURW: Strategy {
  let pilot: Pilot
  private let left = PerThread<Int>(0)
  private let priorities = PerThread<UInt64>(0)
  private let sequences = PerThread<UInt64>(0)
  private var footprints = Footprints()
  private var nextSequence: UInt64 = 0
  /// Which of the pilot's things is interesting, -1 for all.
  private var chosen = -1
  private var thing: UInt64 = 0
  /// Threads whose next event is interesting.
  private var interesting: UInt64 = 0
  /// The thread that is to carry out the next interesting event, -1 if it is to be drawn.
  private var intended = -1
  private var last = -1
  var burst: Int { 1 }

  init(pilot: Pilot) { self.pilot = pilot }

  mutating func begin(_ machine: Machine) {
    sequences.fill(0)
    footprints.begin(machine)
    nextSequence = .max
    interesting = 0
    intended = -1
    last = -1
    // All events in one of four runs.
    let things = pilot.things.count
    let drawn = Int(machine.random.next(below: UInt64(max(1, things + (things + 2) / 3))))
    chosen = drawn < things ? drawn : -1
    thing = chosen < 0 ? 0 : pilot.things[chosen].key
  }

  mutating func pick(_ enabled: UInt64, _ machine: Machine) -> Int {
    // What runs for ever must not starve the rest for ever.
    if machine.steps >= pilot.fairAfter { return machine.random.pick(from: enabled) }
    if machine.state[Word.nextSequence] != nextSequence { meet(machine) }
    let alive = machine.state[Word.alive]
    if last >= 0 {
      if interesting & (1 << UInt64(last)) != 0 {
        left[last] &-= 1
        if last == intended { intended = -1 }
      }
      settle(last, alive, machine)
      last = -1
    }
    interesting &= alive
    if intended >= 0, alive & (1 << UInt64(intended)) == 0 { intended = -1 }
    if intended < 0 { intended = draw(alive, machine) }
    var allowed = enabled & ~interesting
    if intended >= 0 { allowed |= enabled & (1 << UInt64(intended)) }
    if allowed == 0 {
      // The intended thread waits for one that is held back.
      intended = draw(enabled, machine)
      allowed = intended >= 0 ? 1 << UInt64(intended) : enabled
    }
    last = priorities.highest(of: allowed)
    return last
  }

  /// One of the threads, by the interesting events that each has left; -1 if none has any.
  private func draw(_ mask: UInt64, _ machine: Machine) -> Int {
    var total = 0
    var m = mask
    while m != 0 {
      let t = m.trailingZeroBitCount
      m &= m &- 1
      total &+= weight(t)
    }
    if total == 0 { return -1 }
    var at = Int(machine.random.next(below: UInt64(total)))
    m = mask
    while m != 0 {
      let t = m.trailingZeroBitCount
      m &= m &- 1
      at &-= weight(t)
      if at < 0 { return t }
    }
    return -1
  }

  @inline(__always)
  private func weight(_ t: Int) -> Int {
    max(left[t], interesting & (1 << UInt64(t)) != 0 ? 1 : 0)
  }

  /// `t` has come to rest: is its next event interesting?
  private mutating func settle(_ t: Int, _ alive: UInt64, _ machine: Machine) {
    let bit: UInt64 = 1 << UInt64(t)
    interesting &= ~bit
    guard alive & bit != 0 else { return }
    if chosen < 0 {
      interesting |= bit
    } else {
      footprints.update(t, machine)
      if footprints[t].thing == thing { interesting |= bit }
    }
  }

  /// Looks at threads that are new.
  private mutating func meet(_ machine: Machine) {
    nextSequence = machine.state[Word.nextSequence]
    let alive = machine.state[Word.alive]
    var m = alive
    while m != 0 {
      let t = m.trailingZeroBitCount
      m &= m &- 1
      let s = machine.sequence(t)
      if sequences[t] != s {
        sequences[t] = s
        priorities[t] = machine.random.next()
        left[t] = pilot.expected(of: machine.label(t), thing: chosen)
        if t == intended { intended = -1 }
        if t == last { last = -1 }
        settle(t, alive, machine)
      }
    }
  }
}
