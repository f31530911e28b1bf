// `bench classes`: how many interleavings differ in more than the order of independent steps,
// beside what tools that carry out one execution for each (optimal DPOR) count.

import Glibc
import Scenarios
import Sim

func classes(root: String) throws {
  // Nidhugg (optimal) and GenMC agree on all of them.
  let rows: [(subject: String, others: Int)] = [
    ("small:1,3,2", 90), ("small:2,3,2", 1_750), ("small:2,4,3", 35_084), ("small:3,3,2", 60_672),
    ("lockless:1,2,2", 76),
  ]
  print("## Classes of interleavings\n")
  print(
    "| race | classes | optimal DPOR elsewhere | cut short | steps | s |\n"
      + "| --- | --- | --- | --- | --- | --- |")
  for r in rows {
    let s = try subject(r.subject, root: root)
    let counter = ClassCounter(Verifier.machine(s.program, s.world))
    let start = cpu()
    let c = counter.run()
    let name = r.subject.replacing(":", with: "(", maxReplacements: 1) + ")"
    print(
      "| \(name) | \(c.classes) | \(r.others) | \(c.blocked) | \(c.steps)"
        + " | \(fixed(cpu() - start)) |")
  }
}
