// Steps of drivers that are said to change places, carried out in both orders.

import Foundation
import Testing

@testable import Scenarios
@testable import Sim

struct IndependenceTests {
  static let scenarios = [
    "corpus/rtsx-usb-ms-poll-chain", "corpus/vub300-kref-timer-chain", "corpus/phy-get-module-race",
    "corpus/uio-open-idr", "corpus/hci-qca-close-timers", "patterns/pci-threaded-irq",
    "patterns/srcu-unplug", "patterns/notifier-client", "patterns/lock-rwsem-teardown",
    "patterns/runtime-pm-ioctl", "patterns/rcu-published-state", "patterns/tasklet-completion",
    "patterns/debugfs-files", "patterns/percpu-ref-requests",
  ]

  @Test("steps that are said to change places lead to the same in both orders")
  func changePlaces() throws {
    var pairs = 0
    for name in Self.scenarios {
      let path = Page.root.appendingPathComponent("scenarios/\(name).yaml").path
      let file = try readScenario(path: path).get()
      for scenario in file.variants.isEmpty ? [file] : file.variants {
        let program = try ProgramLoader().load(scenario)
        let p = CheckedPairs(Verifier.machine(program, scenario.world), most: 600)
        #expect(p.wrong.isEmpty, "\(name) \(scenario.variant ?? ""): \(p.wrong.first ?? "")")
        pairs += p.count
      }
    }
    #expect(pairs > 2000)
  }
}
