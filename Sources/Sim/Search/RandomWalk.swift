/// A uniformly random enabled thread at every step.
struct RandomWalk: Strategy {
  var burst: Int { 1 }
  mutating func begin(_ machine: Machine) {}
  @inline(__always)
  mutating func pick(_ enabled: UInt64, _ machine: Machine) -> Int {
    machine.random.pick(from: enabled)
  }
}
