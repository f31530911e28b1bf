// What many runs came to.

/// One finding of an exploration.
public struct FoundBug: Sendable, Equatable {
  public var finding: Finding
  /// Runs that ended in it.
  public var count: Int
  public var firstSeed: UInt64
}

/// Counts of many runs. Tallies of disjoint seeds can be merged in any order, with the same result.
public struct Tally: Sendable, Equatable {
  public var runs = 0
  public var steps = 0
  /// Runs that were cut without a finding: see `Ending.bounded`.
  public var bounded = 0
  /// Runs without a verdict, by reason.
  public var noVerdict: [String: Int] = [:]
  /// By `Finding.key`.
  public var bugs: [String: FoundBug] = [:]
  /// A hash of each run's choices.
  public var schedules = ScheduleSet()

  public init() {}

  /// Findings in the order of their first seeds.
  public var found: [FoundBug] {
    bugs.values.sorted { ($0.firstSeed, $0.finding.key) < ($1.firstSeed, $1.finding.key) }
  }

  /// The number of different schedules; see `ScheduleSet.count`.
  public var distinctSchedules: Int { schedules.count }

  /// Counts a run that has ended on `machine`.
  mutating func add(_ machine: Machine, seed: UInt64, hash: UInt64) {
    schedules.insert(hash)
    runs += 1
    steps += machine.steps
    switch machine.ending {
    case .running, .finished: break
    case .bounded: bounded += 1
    case .noVerdict(let why): noVerdict[why, default: 0] += 1
    case .finding:
      guard let finding = machine.finding else { break }
      let key = finding.key
      if bugs[key] == nil {
        bugs[key] = FoundBug(finding: finding, count: 1, firstSeed: seed)
      } else {
        bugs[key]?.count += 1
        if let bug = bugs[key], seed < bug.firstSeed {
          bugs[key]?.firstSeed = seed
          bugs[key]?.finding = finding
        }
      }
    }
  }

  /// Adds the counts of other seeds.
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
    schedules.formUnion(other.schedules)
  }
}
