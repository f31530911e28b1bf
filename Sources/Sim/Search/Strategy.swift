// Seeded strategies: each is a way of choosing the next thread. A seed is a whole run and stands
// alone: nothing is learnt from other seeds.

/// Chooses threads for one run after another.
protocol Strategy {
  /// Called before a run, when the machine stands before its first choice and `machine.random` is
  /// seeded.
  mutating func begin(_ machine: Machine)
  /// The thread to step next, one of the bits of `enabled` (never 0).
  mutating func pick(_ enabled: UInt64, _ machine: Machine) -> Int
  /// How many plain memory accesses `pick`'s thread may take without asking again.
  var burst: Int { get }
}

/// The strategies by their published names.
public enum StrategyName: String, Sendable, CaseIterable {
  /// A uniformly random enabled thread at every step.
  case random
  /// Random priorities with few change points (Burckhardt et al., ASPLOS 2010).
  case pct
  /// Partial-order sampling: random priorities of events (Yuan, Yang, Gu, CAV 2018).
  case pos
  /// A uniform random walk over the orders of selected events: threads weighted by the events that
  /// they have left (Zhao et al., ASPLOS 2025).
  case urw
  /// Deals the others out by seed.
  case mix
}
