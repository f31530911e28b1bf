// Exploring on all cores, and telling what was found.

import Dispatch
import Scenarios
import Sim
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The clock for people's eyes only.
func now() -> Double {
  var t = timespec()
  clock_gettime(CLOCK_MONOTONIC, &t)
  return Double(t.tv_sec) + Double(t.tv_nsec) / 1e9
}

/// The number of cores, at least 1.
func coreCount() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

/// What `explore` is asked to do.
struct ExploreRequest {
  var seeds: UInt64
  var start: UInt64
  var shard = Shard()
  var jobs: Int
  var options: ExploreOptions
}

/// Runs the seeds of a request; the same result for any number of jobs.
func explore(
  _ subject: Subject, _ request: ExploreRequest, progress: ((Int, Int) -> Void)? = nil
) -> (tally: Tally, pilot: Pilot) {
  let first = subject.makeMachine()
  first.prepare()
  let pilot = first.pilot()
  let seeds = shardSeeds(request)
  let chunk: UInt64 = 512
  let chunks = Int((seeds.upperBound - seeds.lowerBound + chunk - 1) / chunk)
  if chunks == 0 { return (Tally(), pilot) }
  let jobs = max(1, min(request.jobs, chunks))
  let next = Atomic<Int>(0)
  let done = Atomic<Int>(0)
  let results = Mutex<[Tally?]>(Array(repeating: nil, count: chunks))
  nonisolated(unsafe) let firstMachine = first
  nonisolated(unsafe) let report = progress
  DispatchQueue.concurrentPerform(iterations: jobs) { job in
    let machine: Machine
    if job == 0 {
      machine = firstMachine
    } else {
      machine = subject.makeMachine()
      machine.prepare()
    }
    while true {
      let n = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if n >= chunks { return }
      let from = seeds.lowerBound + UInt64(n) * chunk
      let to = min(seeds.upperBound, from + chunk)
      let tally = machine.explore(from..<to, request.options, pilot)
      results.withLock { $0[n] = tally }
      let finished = done.wrappingAdd(1, ordering: .relaxed).newValue
      let all = Int(seeds.upperBound - seeds.lowerBound)
      if job == 0 { report?(min(all, finished * Int(chunk)), all) }
    }
  }
  var total = Tally()
  results.withLock { for tally in $0 { if let tally { total.merge(tally) } } }
  return (total, pilot)
}

/// The seeds of a shard: consecutive, so that shards are disjoint and complete.
private func shardSeeds(_ request: ExploreRequest) -> Range<UInt64> {
  let n = UInt64(request.shard.count)
  let i = UInt64(request.shard.index)
  let each = request.seeds / n
  let extra = request.seeds % n
  let from = request.start &+ i * each + min(i, extra)
  return from..<(from &+ each + (i < extra ? 1 : 0))
}

/// Minimises a schedule that ends in a finding, and tells its story.
func tellBug(
  _ subject: Subject, _ machine: Machine, _ schedule: Schedule, finding: Finding, seed: UInt64?,
  count: Int, minimise: Bool = true
) -> Outcome.Bug {
  let small: MinimisedSchedule
  if minimise {
    small = machine.minimise(schedule, key: finding.key)
  } else {
    small = machine.minimise(schedule, key: finding.key, budget: 0)
  }
  let recorder = Recorder()
  machine.recorder = recorder
  try? machine.replay(small.schedule)
  machine.recorder = nil
  var story = machine.finding.flatMap { _ in tellStory(machine, recorder) }
  let told = machine.finding ?? finding
  var replays = false
  if let short = story {
    replays = followsDiagram(subject, short, key: told.key)
    // Where the rows that matter do not pin the run down, every step gets a row.
    if !replays, let full = tellStory(machine, recorder, full: true),
      followsDiagram(subject, full, key: told.key)
    {
      story = full
      replays = true
    }
  }
  var bug = bug(subject, told, story, small.schedule, preemptions: small.preemptions, count: count)
  bug.seed = seed
  bug.diagramReplays = replays
  return bug
}

private func bug(
  _ subject: Subject, _ told: Finding, _ story: Story?, _ schedule: Schedule, preemptions: Int,
  count: Int
) -> Outcome.Bug {
  let text = scheduleText(schedule, fingerprint: subject.fingerprint)
  var place: (file: String, line: Int, column: Int)?
  if told.location != 0 {
    let l = subject.program.locations[told.location]
    place = (subject.program.files[l.file], l.line, l.column)
  }
  let variant = subject.scenario.variant.map { " --variant \(quoted($0))" } ?? ""
  return Outcome.Bug(
    finding: told, story: story, seed: nil, count: count, preemptions: preemptions,
    schedule: text, place: place,
    replay: "simctl replay \(quoted(subject.scenario.path))\(variant) \(text)",
    diagramReplays: false)
}

/// Tells of a run that need never end. Its rows are not minimised, and end with one round.
func tellRound(_ subject: Subject, _ schedule: Schedule, _ finding: Finding) -> Outcome.Bug {
  let machine = Verifier.machine(subject.program, subject.scenario.world)
  let recorder = Recorder()
  machine.recorder = recorder
  try? machine.replay(schedule)
  machine.recorder = nil
  let story = machine.finding.flatMap { _ in tellStory(machine, recorder) }
  return bug(
    subject, machine.finding ?? finding, story, schedule,
    preemptions: machine.preemptions(in: schedule), count: 1)
}

/// Whether the rows of a story's diagram, followed as a script, lead to the same finding.
private func followsDiagram(_ subject: Subject, _ story: Story, key: String) -> Bool {
  let machine = subject.makeMachine()
  machine.prepare()
  machine.begin()
  do {
    try machine.follow(story.rows.map(\.script)) { _ in }
  } catch {
    return false
  }
  machine.runToEnd()
  return machine.finding?.key == key
}

/// A word for the shell.
func quoted(_ s: String) -> String {
  let plain = s.allSatisfy { $0.isLetter || $0.isNumber || "-_./=+:,@%".contains($0) }
  return plain && !s.isEmpty ? s : "'" + s.replacing("'", with: "'\\''") + "'"
}
