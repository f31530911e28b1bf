// Many seeded runs of one machine.

/// What is to be explored.
public struct ExploreOptions: Sendable {
  public var strategy = StrategyName.mix
  /// Of PCT: the number of ordering constraints that a bug may need.
  public var depth = 3
  /// Whether the first finding ends it: runs with later seeds are not made.
  public var stopsAtFirst = false

  public init() {}
}

extension Machine {
  /// Runs one seed: the machine is left at its end. Returns a hash of its choices.
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
      var s = SURW(pilot: pilot)
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
    answerHash = 0
    let remembers = beginAgain()
    if !remembers { begin() }
    strategy.begin(self)
    var steps = FNV1a()
    while isRunning {
      let enabled = state[Word.enabled]
      if enabled == 0 {
        if remembers { endAgain() } else { endOrDeadlock() }
        break
      }
      let t = strategy.pick(enabled, self)
      // Bursts and single steps of one thread hash alike.
      let n =
        remembers ? stepAgain(t, enabled) : step(t, most: isWatched ? 1 : strategy.burst)
      for _ in 0..<n { steps.add(UInt64(t)) }
    }
    var hash = steps.value ^ answerHash
    hash = (hash ^ hash >> 32) &* 0xd6e8_feb8_6659_fd93
    return hash ^ hash >> 32
  }

  /// Explores the seeds of a range, on this machine alone.
  public func explore(
    _ seeds: Range<UInt64>, _ options: ExploreOptions, _ pilot: Pilot,
    stop: () -> Bool = { false }
  ) -> Tally {
    switch options.strategy {
    case .random:
      var s = RandomWalk()
      return explore(seeds, options, stop) { m, seed in m.run(seed, &s) }
    case .pct:
      var s = PCT(depth: options.depth, pilot: pilot)
      return explore(seeds, options, stop) { m, seed in m.run(seed, &s) }
    case .pos:
      var s = POS()
      return explore(seeds, options, stop) { m, seed in m.run(seed, &s) }
    case .urw:
      var s = SURW(pilot: pilot)
      return explore(seeds, options, stop) { m, seed in m.run(seed, &s) }
    case .mix:
      var pct = PCT(depth: options.depth, pilot: pilot)
      var urw = SURW(pilot: pilot)
      var walk = RandomWalk()
      var pos = POS()
      return explore(seeds, options, stop) { m, seed in
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
    _ seeds: Range<UInt64>, _ options: ExploreOptions, _ stop: () -> Bool,
    _ one: (Machine, UInt64) -> UInt64
  ) -> Tally {
    var tally = Tally()
    lockGraph.reset()
    if memo.head.pointee.isKept {
      prefilter.goOn(lockGraph)
    } else {
      memo.forget()
      prefilter.start(lockGraph)
      memo.head.pointee.isKept = true
    }
    memo.head.pointee.isOn = true
    defer {
      memo.head.pointee.isOn = false
      memo.leave()
      prefilter.stop()
    }
    for seed in seeds {
      if tally.runs & 255 == 255, stop() { break }
      var hash = one(self, seed)
      if prefilter.isToBeRepeated() {
        memo.forget()
        hash = one(self, seed)
      }
      tally.add(self, seed: seed, hash: hash)
      if options.stopsAtFirst, finding != nil { break }
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
