// Many seeded runs of one machine.

/// What is to be explored.
public struct ExploreOptions: Sendable {
  public var strategy = StrategyName.mix
  /// Of PCT: the number of ordering constraints that a bug may need.
  public var depth = 3

  public init() {}
}

/// One finding of an exploration.
public struct FoundBug: Sendable {
  public var finding: Finding
  public var count: Int
  public var firstSeed: UInt64
}

/// Counts of many runs; tallies of disjoint seeds can be merged in any order.
public struct Tally: Sendable {
  public var runs = 0
  public var steps = 0
  /// Runs that were cut without a finding: see `Ending.bounded`.
  public var bounded = 0
  /// Runs without a verdict, by reason.
  public var noVerdict: [String: Int] = [:]
  public var bugs: [String: FoundBug] = [:]
  /// A hash of each run's schedule.
  public var schedules: [UInt64] = []

  public init() {}

  /// Findings in the order of their first seeds.
  public var found: [FoundBug] {
    bugs.values.sorted { ($0.firstSeed, $0.finding.key) < ($1.firstSeed, $1.finding.key) }
  }

  /// The number of different schedules.
  public var distinctSchedules: Int {
    var count = 0
    var previous: UInt64?
    for hash in schedules.sorted() where hash != previous {
      count += 1
      previous = hash
    }
    return count
  }

  public mutating func merge(_ other: Tally) {
    runs += other.runs
    steps += other.steps
    bounded += other.bounded
    for (why, n) in other.noVerdict { noVerdict[why, default: 0] += n }
    for (key, bug) in other.bugs {
      guard var mine = bugs[key] else {
        bugs[key] = bug
        continue
      }
      mine.count += bug.count
      if bug.firstSeed < mine.firstSeed {
        mine.firstSeed = bug.firstSeed
        mine.finding = bug.finding
      }
      bugs[key] = mine
    }
    schedules += other.schedules
  }
}

extension Machine {
  /// Runs one seed: the machine is left at its end. Returns a hash of the schedule.
  @discardableResult
  public func run(seed: UInt64, _ options: ExploreOptions, _ pilot: Pilot) -> UInt64 {
    switch options.strategy {
    case .random:
      var s = RandomWalk()
      return run(seed, &s)
    case .pct:
      var s = PCT(depth: options.depth, pilot: pilot)
      return run(seed, &s)
    case .pos:
      var s = POS()
      return run(seed, &s)
    case .urw:
      var s = URW(pilot: pilot)
      return run(seed, &s)
    case .mix: return run(seed: seed, Self.dealt(seed, options), pilot)
    }
  }

  /// The strategy that `mix` deals to a seed: partial-order sampling to three of four, since it was
  /// measured best at both ends (see `Benchmarks`), and the others in turn.
  static func dealt(_ seed: UInt64, _ options: ExploreOptions) -> ExploreOptions {
    var o = options
    if seed % 4 != 3 {
      o.strategy = .pos
    } else {
      switch seed / 4 % 3 {
      case 0: o.strategy = .pct
      case 1: o.strategy = .urw
      default: o.strategy = .random
      }
    }
    return o
  }

  private func run<S: Strategy>(_ seed: UInt64, _ strategy: inout S) -> UInt64 {
    random = Random(seed: seed)
    answers = .random
    begin()
    strategy.begin(self)
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    while isRunning {
      let enabled = state[Word.enabled]
      if enabled == 0 {
        endOrDeadlock()
        break
      }
      let t = strategy.pick(enabled, self)
      // Bursts and single steps of one thread hash alike.
      let n = step(t, most: logsSchedule ? 1 : strategy.burst)
      for _ in 0..<n { hash = (hash ^ UInt64(t)) &* 0x0000_0100_0000_01b3 }
    }
    return hash
  }

  /// Explores the seeds of a range, on this machine alone.
  public func explore(
    _ seeds: Range<UInt64>, _ options: ExploreOptions, _ pilot: Pilot,
    stop: () -> Bool = { false }
  ) -> Tally {
    switch options.strategy {
    case .random:
      var s = RandomWalk()
      return explore(seeds, stop) { m, seed in m.run(seed, &s) }
    case .pct:
      var s = PCT(depth: options.depth, pilot: pilot)
      return explore(seeds, stop) { m, seed in m.run(seed, &s) }
    case .pos:
      var s = POS()
      return explore(seeds, stop) { m, seed in m.run(seed, &s) }
    case .urw:
      var s = URW(pilot: pilot)
      return explore(seeds, stop) { m, seed in m.run(seed, &s) }
    case .mix:
      var pct = PCT(depth: options.depth, pilot: pilot)
      var urw = URW(pilot: pilot)
      var walk = RandomWalk()
      var pos = POS()
      return explore(seeds, stop) { m, seed in
        switch Self.dealt(seed, options).strategy {
        case .urw: return m.run(seed, &urw)
        case .pct: return m.run(seed, &pct)
        case .pos: return m.run(seed, &pos)
        default: return m.run(seed, &walk)
        }
      }
    }
  }

  private func explore(
    _ seeds: Range<UInt64>, _ stop: () -> Bool, _ one: (Machine, UInt64) -> UInt64
  ) -> Tally {
    var tally = Tally()
    tally.schedules.reserveCapacity(seeds.count)
    for seed in seeds {
      if tally.runs & 255 == 255, stop() { break }
      let hash = one(self, seed)
      tally.schedules.append(hash)
      tally.runs += 1
      tally.steps += steps
      switch ending {
      case .running, .finished: break
      case .bounded: tally.bounded += 1
      case .noVerdict(let why): tally.noVerdict[why, default: 0] += 1
      case .finding:
        guard let finding else { break }
        if tally.bugs[finding.key] == nil {
          tally.bugs[finding.key] = FoundBug(finding: finding, count: 1, firstSeed: seed)
        } else {
          tally.bugs[finding.key]?.count += 1
        }
      }
    }
    return tally
  }

  /// The schedule of a seed: the same run, one step at a time and written down.
  public func schedule(ofSeed seed: UInt64, _ options: ExploreOptions, _ pilot: Pilot) -> Schedule {
    logsSchedule = true
    log = []
    run(seed: seed, options, pilot)
    logsSchedule = false
    return Schedule(log)
  }
}

/// The interval in which a rate of `k` in `n` lies with 95 % confidence (Wilson 1927).
public func rateInterval(_ k: Int, of n: Int) -> (low: Double, high: Double) {
  guard n > 0 else { return (0, 1) }
  let z = 1.959_963_984_540_054
  let p = Double(k) / Double(n)
  let d = 1 + z * z / Double(n)
  let centre = (p + z * z / (2 * Double(n))) / d
  let half = z * (p * (1 - p) / Double(n) + z * z / (4 * Double(n) * Double(n))).squareRoot() / d
  return (k == 0 ? 0 : max(0, centre - half), k == n ? 1 : min(1, centre + half))
}
