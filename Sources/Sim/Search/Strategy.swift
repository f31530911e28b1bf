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
  /// A uniform random walk over schedules: threads weighted by the steps that they have left
  /// (Zhao et al., ASPLOS 2025).
  case urw
  /// Deals the others out by seed.
  case mix
}

/// What a strategy may know of a program before it starts: measured once, by pilot runs that do not
/// depend on any seed.
public struct Pilot: Sendable {
  /// Steps of a run.
  var length = 1
  /// Steps of a thread, by what it is: see `Machine.label`.
  var stepsOf: [UInt64: Int] = [:]
  /// Steps of a thread that no pilot run has seen.
  var unknown = 4

  init() {}
}

extension Machine {
  /// What a thread is, the same in every run: the scenario's number of it, or its function.
  @inline(__always)
  func label(_ t: Int) -> UInt64 {
    let h = header(t)
    let kind = (h[ThreadWord.context] >> ContextPart.kindShift) & 0xff
    return kind << 56 ^ (kind == 0 ? h[ThreadWord.cookie] : h[ThreadWord.function])
  }

  /// Measures a few runs.
  public func pilot() -> Pilot {
    var pilot = Pilot()
    var runs: [UInt64: Int] = [:]
    for seed in 0..<6 {
      random = Random(seed: 0x7069_6c6f_7400 + UInt64(seed))
      answers = .random
      begin()
      var stepsOf: [UInt64: Int] = [:]
      while isRunning {
        let enabled = state[Word.enabled]
        if enabled == 0 {
          endOrDeadlock()
          break
        }
        let t = seed == 0 ? defaultThread() : random.pick(from: enabled)
        stepsOf[label(t), default: 0] += 1
        step(t)
      }
      pilot.length = max(pilot.length, steps)
      for (label, n) in stepsOf {
        pilot.stepsOf[label] = max(pilot.stepsOf[label] ?? 0, n)
        runs[label, default: 0] += 1
      }
    }
    return pilot
  }
}
