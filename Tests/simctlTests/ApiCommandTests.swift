import Foundation
import Testing

@testable import Sim
@testable import simctl

@Suite("simctl api")
struct ApiCommandTests {
  @Test("a symbol by its own name and by what drivers call it")
  func one() throws {
    for name in ["queue_work_on", "queue_work"] {
      let r = try Tool.run(["api", name])
      #expect(r.status == 0, "\(r.errors)")
      #expect(r.output.hasPrefix("queue_work_on\n  called as     queue_work\n"), "\(r.output)")
      #expect(r.output.contains("  source        kernel/workqueue.c:queue_work_on, 6.12\n"))
    }
    let sync = try Tool.run(["api", "timer_delete_sync"]).output
    #expect(sync.contains("  contexts      not hardirq; hard interrupts too, of a TIMER_IRQSAFE"))
    #expect(sync.contains("  fences        disarms and waits for a running callback; others may arm"))
    #expect(sync.contains("  sleeps        no\n"))
  }

  @Test("what headers define is told to be there")
  func headers() throws {
    let r = try Tool.run(["api", "kref_get"])
    #expect(r.status == 0 && r.output.contains("<linux/kref.h>, line "), "\(r.output)")
  }

  @Test("a name that nothing has is status 65, with the nearest one")
  func unknown() throws {
    let r = try Tool.run(["api", "cancel_wrk_sync"])
    #expect(r.status == 65)
    #expect(
      r.errors == "error: there is no modelled symbol 'cancel_wrk_sync';"
        + " did you mean 'cancel_work_sync'?\n", "\(r.errors)")
    #expect(r.output.isEmpty)
    #expect(try Tool.run(["api", "no/such/file.c"]).status == 65)
  }

  @Test("all of them, as text and as JSON")
  func all() throws {
    let text = try Tool.run(["api"]).output
    for (subsystem, _) in KernelTable.subsystems {
      #expect(text.components(separatedBy: "\n\(subsystem)\n").count <= 2, "\(subsystem)")
    }
    for arguments in [["api", "--json"], ["api", "--format", "json"]] {
      let r = try Tool.run(arguments)
      let symbols = try Tool.json(r.output)["symbols"] as? [[String: Any]] ?? []
      #expect(symbols.count == KernelTable.symbols.count)
      let keys = ["name", "subsystem", "contexts", "sleeps", "source", "fences", "approximation"]
      for symbol in symbols { #expect(keys.allSatisfy { symbol[$0] != nil }, "\(symbol)") }
    }
    let one = try Tool.json(try Tool.run(["api", "flush_work", "--json"]).output)
    #expect((one["symbols"] as? [[String: Any]])?.first?["sleeps"] as? Bool == true)
  }

  @Test("of a driver, what it needs and what of that is not modelled")
  func driver() throws {
    let path = try Tool.file(
      "n.c", "#include <linux/slab.h>\nvoid vendor(void);\nvoid f(void) { kfree(NULL); vendor(); }\n")
    let r = try Tool.run(["api", path])
    #expect(r.output.contains("  kfree\n"), "\(r.output)")
    #expect(r.output.contains("vendor  NOT MODELLED, needed at"), "\(r.output)")
  }
}
