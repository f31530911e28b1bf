import Glibc
import Scenarios
import Sim

func cpu() -> Double {
  var t = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t)
  return Double(t.tv_sec) + Double(t.tv_nsec) / 1e9
}

let loader = try ProgramLoader()
let program = try loader.load([.file("foo.c")], defines: [], directory: "../scenarios/hello")
var world = WorldSpec()
world.threads = [
  ThreadSpec(name: "admin", actions: [.init(.unbind)]),
  ThreadSpec(name: "card", actions: [.init(.irq(0), .times(2))]),
]
let machine = Machine(program: program, world: world)
machine.prepare()
let pilot = machine.pilot()
for name in StrategyName.allCases {
  var options = ExploreOptions()
  options.strategy = name
  let start = cpu()
  let tally = machine.explore(0..<100_000, options, pilot)
  let time = cpu() - start
  print(
    name.rawValue, "runs/s", Int(Double(tally.runs) / time), "steps/s",
    Int(Double(tally.steps) / time), "steps/run", Double(tally.steps) / Double(tally.runs),
    tally.found.map { "\($0.finding.title) \($0.count)" }, tally.bounded, tally.noVerdict)
}
