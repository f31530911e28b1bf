// Benchmarks: speed of exploring, seeds to the first find, start-up. Everything is CPU time of one
// thread unless it says wall time; ratios within one run are what counts.

import Glibc
import Scenarios
import Sim

func cpu() -> Double { clock(CLOCK_THREAD_CPUTIME_ID) }

func number(_ d: Double) -> String {
  d >= 1e6 ? "\(Double(Int(d / 1e4)) / 100) M" : d >= 1e3 ? "\(Int(d / 1e3)) k" : "\(Int(d))"
}

func median(_ values: [Double]) -> Double {
  let s = values.sorted()
  return s.isEmpty ? 0 : s[s.count / 2]
}

func pad(_ s: String, _ n: Int) -> String {
  s.count >= n ? s : s + String(repeating: " ", count: n - s.count)
}

// `bench [ROOT]`, `bench spin|classes|corpus|scaled [ROOT]`, and what they run in other processes:
// `bench one SUBJECT [OPTION...]`.
let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "one" {
  try one(Array(arguments.dropFirst()), root: "..")
  exit(0)
}
if arguments.first == "spin" {
  spin(root: arguments.count > 1 ? arguments[1] : "..")
  exit(0)
}
if let name = arguments.first, ["classes", "corpus", "scaled"].contains(name) {
  let root = arguments.count > 1 ? arguments[1] : ".."
  switch name {
  case "classes": try classes(root: root)
  case "corpus": try corpus(root: root)
  default: scaled(root: root)
  }
  exit(0)
}

let root = arguments.first ?? ".."
let loader = try ProgramLoader()

struct Race {
  var name: String
  var machine: Machine
  var pilot: Pilot
}

func calls(_ names: [String]) -> [ThreadSpec] {
  names.enumerated().map { n, f in
    ThreadSpec(name: "\(f)\(n)", actions: [.init(.call(function: "bench_\(f)", arguments: []))])
  }
}

@MainActor
func race(
  _ name: String, _ file: String, _ directory: String, _ defines: [String], _ threads: [ThreadSpec]
) throws -> Race {
  let program = try loader.load([.file(file)], defines: defines, directory: directory)
  var world = WorldSpec()
  world.threads = threads
  let machine = Machine(program: program, world: world)
  machine.prepare()
  return Race(name: name, machine: machine, pilot: machine.pilot())
}

let races = "\(root)/scenarios/bench"
let hello = "\(root)/scenarios/hello"
let admin = ThreadSpec(name: "admin", actions: [.init(.unbind), .init(.rmmod(nil))])
let subjects = [
  try race("small(1,3,2)", "small.c", races, [], calls(["remove", "work", "ioctl"])),
  try race("lockless(1)", "lockless.c", races, [], calls(["remove", "work", "ioctl"])),
  try race(
    "hello, 2 irqs", "foo.c", hello, [],
    [admin, ThreadSpec(name: "card", actions: [.init(.irq(0), .times(2))])]),
  try race(
    "hello, 20 irqs", "foo.c", hello, [],
    [admin, ThreadSpec(name: "card", actions: [.init(.irq(0), .times(20))])]),
]

print("## Exploring, one thread\n")
print("| scenario | strategy | runs/s | steps/s | steps/run |\n| --- | --- | --- | --- | --- |")
for s in subjects {
  for name in StrategyName.allCases {
    var options = ExploreOptions()
    options.strategy = name
    var runs: [Double] = []
    var steps: [Double] = []
    var perRun = 0.0
    for round in 0..<5 {
      let start = cpu()
      let tally = s.machine.explore(
        UInt64(round) * 20_000..<UInt64(round + 1) * 20_000, options, s.pilot)
      let time = cpu() - start
      runs.append(Double(tally.runs) / time)
      steps.append(Double(tally.steps) / time)
      perRun = Double(tally.steps) / Double(tally.runs)
    }
    print(
      "| \(s.name) | \(name.rawValue) | \(number(median(runs))) | \(number(median(steps)))"
        + " | \(Int(perRun)) |")
  }
}

print("\n## Seeds to the first find: narrow(EXTRA), median / mean over 51 starts\n")
print("| strategy | EXTRA 0 | EXTRA 10 | EXTRA 30 |\n| --- | --- | --- | --- |")
let narrow = try [0, 10, 30].map { extra in
  try race(
    "narrow(\(extra))", "narrow.c", races, ["EXTRA=\(extra)"],
    calls(["timer", "work", "ioctl", "remove"]))
}
for name in StrategyName.allCases {
  var cells: [String] = []
  for n in narrow {
    var options = ExploreOptions()
    options.strategy = name
    var found: [Double] = []
    for trial in 0..<51 {
      let first = UInt64(trial) * 1_000_000
      var at = first
      while at < first + 200_000 {
        n.machine.run(seed: at, options, n.pilot)
        at += 1
        if n.machine.finding != nil { break }
      }
      found.append(Double(at - first))
    }
    cells.append("\(Int(median(found))) / \(Int(found.reduce(0, +) / 51))")
  }
  print("| \(name.rawValue) | \(cells.joined(separator: " | ")) |")
}
