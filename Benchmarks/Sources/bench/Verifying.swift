// One verification, measured in a process of its own: `bench one SUBJECT [OPTION...]`. A subject is
// `small:NI,WR,IR`, `lockless:NI,WR,IR`, `FILE` or `FILE:VARIANT`; options are jobs=N, states=N,
// bound=N, plain (without reduction).

import Dispatch
import Glibc
import Scenarios
import Sim

/// What was measured, as one line of words.
struct Measured {
  var result: String
  var states: Int
  var transitions: Int
  /// Bytes of the table of states and of the states that wait.
  var search: Int
  /// Operations of the first counterexample after the setup.
  var steps: Int
  var cpu: Double
  var wall: Double
  var memory: Int
  /// Each finding with its fewest preemptions and the changes of thread of its schedule, as
  /// CHECK/FUNCTION:PREEMPTIONS:CHANGES.
  var findings: [String] = []

  var line: String {
    "\(result) \(states) \(transitions) \(search) \(steps) \(cpu) \(wall) \(memory)"
      + findings.map { " \($0)" }.joined()
  }

  init?(_ line: String) {
    let w = line.split(whereSeparator: \.isWhitespace).map(String.init)
    guard w.count >= 8, let states = Int(w[1]), let transitions = Int(w[2]), let search = Int(w[3]),
      let steps = Int(w[4]), let cpu = Double(w[5]), let wall = Double(w[6]), let memory = Int(w[7])
    else { return nil }
    result = w[0]
    (self.states, self.transitions, self.search, self.steps) = (states, transitions, search, steps)
    (self.cpu, self.wall, self.memory) = (cpu, wall, memory)
    findings = Array(w[8...])
  }

  /// - Parameter preemptions: how many a schedule has.
  init(_ v: Verification, cpu: Double, wall: Double, preemptions: (Schedule) -> Int) {
    result = v.isVerified ? "verified" : v.found.isEmpty ? "cut" : "finding"
    states = v.states
    transitions = v.transitions
    search = v.bytes
    let threads = v.found.map { f in f.schedule.choices.filter { $0 & 0x8000 == 0 } }
    steps = threads.first?.count ?? 0
    findings = zip(v.found, threads).map { f, threads in
      let changes = zip(threads, threads.dropFirst()).filter { $0 != $1 }.count
      return "\(f.finding.check.rawValue)/\(f.finding.function ?? "-")"
        + ":\(preemptions(f.schedule)):\(changes)"
    }
    self.cpu = cpu
    self.wall = wall
    var usage = rusage()
    getrusage(0, &usage)  // RUSAGE_SELF
    memory = usage.ru_maxrss << 10
  }
}

struct Subject {
  var program: Program
  var world: WorldSpec
  var wanted: [ExpectedFinding] = []
}

func subject(_ name: String, root: String) throws -> Subject {
  let loader = try ProgramLoader()
  let parts = name.split(separator: ":").map(String.init)
  if parts[0] == "small" || parts[0] == "lockless" {
    let n = parts[1].split(separator: ",")
    var world = WorldSpec()
    world.setup = [.insmod(nil)]
    world.threads = calls(
      ["remove", "work"] + Array(repeating: "ioctl", count: Int(n[0]) ?? 1))
    let program = try loader.load(
      [.file("\(parts[0]).c")], defines: ["WR=\(n[1])", "IR=\(n[2])"],
      directory: "\(root)/scenarios/bench")
    return Subject(program: program, world: world)
  }
  let whole = try readScenario(path: parts[0]).get()
  let scenario = parts.count > 1 ? whole.variant(named: parts[1]) ?? whole : whole
  let program = try loader.load(scenario)
  var s = Subject(program: program, world: scenario.world)
  if case .findings(let expected) = scenario.expectation { s.wanted = expected }
  return s
}

/// `bench one`.
func one(_ arguments: [String], root: String) throws {
  let s = try subject(arguments[0], root: root)
  var options = VerifyOptions()
  options.wanted = s.wanted.map { ($0.check, $0.function) }
  var jobs = 1
  for a in arguments.dropFirst() {
    let n = Int(a.drop { $0 != "=" }.dropFirst()) ?? 0
    if a == "plain" { options.reduces = false }
    if a.hasPrefix("jobs=") { jobs = n }
    if a.hasPrefix("states=") { options.limits.states = n }
    if a.hasPrefix("bound=") { options.maxPreemptions = n }
  }
  options.limits.memory = 6 << 30
  let make = { Verifier.machine(s.program, s.world) }
  let (cpu, wall) = (clock(CLOCK_PROCESS_CPUTIME_ID), clock(CLOCK_MONOTONIC))
  let v = Verifier(make(), options, jobs: jobs, make: make) { n, body in
    DispatchQueue.concurrentPerform(iterations: n, execute: body)
  }.run()
  let (cpuUsed, wallUsed) = (
    clock(CLOCK_PROCESS_CPUTIME_ID) - cpu, clock(CLOCK_MONOTONIC) - wall
  )
  let machine = Machine(program: s.program, world: s.world)
  machine.prepare()
  print(
    Measured(v, cpu: cpuUsed, wall: wallUsed) { machine.preemptions(in: $0) }.line)
}

/// Measures in another process.
func measure(_ subject: String, _ options: String = "") -> Measured? {
  let used = run("exec '\(CommandLine.arguments[0])' one '\(subject)' \(options) 2>/dev/null")
  return Measured(used.output)
}

func megabytes(_ bytes: Int) -> String { "\(bytes >> 20)" }

func fixed(_ d: Double) -> String {
  let n = Int((d * 100).rounded())
  return "\(n / 100).\(n % 100 < 10 ? "0" : "")\(n % 100)"
}
