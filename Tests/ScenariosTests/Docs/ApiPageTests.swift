import Foundation
import Testing

@testable import Sim

@Suite("Docs: the modelled symbols")
struct ApiPageTests {
  /// Each word is one thing that a symbol may say, so that the table can be searched.
  private func row(_ s: Symbol) -> String {
    let name = s.display == s.name ? "`\(s.name)`" : "`\(s.display)` (`\(s.name)`)"
    let contexts = s.contextNote.isEmpty ? s.context.rawValue : "\(s.context.rawValue); \(s.contextNote)"
    let cells = [
      name, contexts, s.sleeps ? "sleeps" : "", Page.cell(s.fences), Page.cell(s.approximation),
      s.source,
    ]
    return "| " + cells.joined(separator: " | ") + " |\n"
  }

  @Test("docs/api.md tells of every symbol")
  func page() throws {
    var text = """
      # The modelled kernel symbols

      This page is generated from the kernel's table: `simctl api` prints the same, `simctl api NAME` one
      symbol, `simctl api FILE` those that a driver needs. What real kernels do in headers (`kref_get`,
      `schedule_work`, ...) is C in our headers too, and has no row here.

      - **contexts**: `any`, `not hardirq`, or `process`; a call from elsewhere is reported.
      - **fences**: what a call waits for or prevents, and what it does not. An empty cell: it is no fence,
        and nobody takes it for one.
      - **not exact**: what the model leaves out or does otherwise.

      \(KernelTable.symbols.count) symbols.

      """
    for (name, symbols) in KernelTable.subsystems {
      text += "\n## \(name.prefix(1).uppercased() + name.dropFirst())\n\n"
      text += "| symbol | contexts | sleeps | fences | not exact | source |\n"
      text += "| --- | --- | --- | --- | --- | --- |\n"
      text += symbols.map(row).joined()
    }
    try Page.check("api.md", text)
  }

  @Test("each symbol names its source; what sleeps is for process context, and says so")
  func rules() {
    for s in KernelTable.symbols {
      #expect(s.source == "simctl's own" || s.source.contains(/, \d+\.\d+/), "\(s.name): \(s.source)")
      #expect(!s.sleeps || s.context == .process, "\(s.name) sleeps, and is for \(s.context.rawValue)")
      for text in [s.fences, s.approximation, s.contextNote] {
        #expect(!text.hasSuffix(".") && !text.hasPrefix(" "), "\(s.name): \(text)")
      }
    }
  }

  /// Calls that are mistaken for fences.
  @Test(
    "what is taken for a fence and is none says so",
    arguments: [
      "cancel_work", "cancel_delayed_work", "mod_delayed_work_on", "timer_delete", "timer_shutdown",
      "hrtimer_try_to_cancel", "disable_irq_nosync", "tasklet_disable_nosync", "call_rcu",
      "unregister_chrdev_region", "cdev_del", "misc_deregister", "raw_notifier_chain_unregister",
      "destroy_workqueue", "flush_work", "synchronize_irq", "pci_disable_device", "kfree", "iounmap",
      "dma_free_attrs", "pci_free_irq_vectors", "module_put", "work_busy", "hrtimer_active", "put_device",
      "__simctl_mmio_write32", "rcu_barrier", "synchronize_rcu", "free_irq", "vfree", "__udelay",
    ])
  func noFence(_ name: String) throws {
    let fences = try #require(KernelTable.symbol(named: name)).fences
    let words = ["nothing", "not", "does not", "never", "knows nothing", "go on", "keeps working"]
    #expect(words.contains { fences.contains($0) }, "\(name): \(fences)")
  }
}
