import Foundation
import Testing

/// An interrupt queues a work; a timer is set up and never armed.
private let driver = """
  scenario: an interrupt queues a work
  threads:
    admin: [unbind, rmmod]
    device: irq x2
  driver: |
    #include <linux/interrupt.h>
    #include <linux/module.h>
    #include <linux/pci.h>
    #include <linux/slab.h>
    #include <linux/timer.h>
    #include <linux/workqueue.h>
    struct foo { void __iomem *regs; struct work_struct work; struct timer_list timer; int irq; };
    static irqreturn_t foo_irq(int irq, void *data)
    {
      struct foo *foo = data;
      schedule_work(&foo->work);
      return IRQ_HANDLED;
    }
    static void foo_work(struct work_struct *work)
    {
      readl(container_of(work, struct foo, work)->regs);
    }
    static void foo_timer(struct timer_list *t) { }
    static int foo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
    {
      struct foo *foo = kzalloc(sizeof(*foo), GFP_KERNEL);
      if (!foo)
        return -ENOMEM;
      foo->regs = pci_iomap(pdev, 0, 0);
      foo->irq = pdev->irq;
      INIT_WORK(&foo->work, foo_work);
      timer_setup(&foo->timer, foo_timer, 0);
      pci_set_drvdata(pdev, foo);
      return request_irq(foo->irq, foo_irq, 0, "foo", foo);
    }
    static void foo_unmap(struct pci_dev *pdev, struct foo *foo)
    {
      pci_iounmap(pdev, foo->regs);
    }
    static void foo_remove(struct pci_dev *pdev)
    {
      struct foo *foo = pci_get_drvdata(pdev);
      free_irq(foo->irq, foo);
      disable_work_sync(&foo->work);
      timer_delete_sync(&foo->timer);
      foo_unmap(pdev, foo);
      kfree(foo);
    }
    static const struct pci_device_id foo_ids[] = { { PCI_DEVICE(1, 2) }, { } };
    MODULE_DEVICE_TABLE(pci, foo_ids);
    static struct pci_driver foo_driver = {
      .name = "foo", .id_table = foo_ids, .probe = foo_probe, .remove = foo_remove,
    };
    module_pci_driver(foo_driver);
    MODULE_LICENSE("GPL");

  """

/// Enough for what is looked for, and quick without optimisation.
private let limits = ["--max-states", "20", "--seeds", "400", "--runs", "40"]
private let few = ["--max-states", "5", "--seeds", "20", "--runs", "10"]

private let judged = Result {
  try Tool.run(["mutate", "-", "--format", "json"] + limits, input: driver)
}

@Suite("simctl mutate")
struct MutateCommandTests {
  private func mutants(_ result: [String: Any]) -> [String: [String: Any]] {
    var all: [String: [String: Any]] = [:]
    for m in result["mutants"] as? [[String: Any]] ?? [] {
      let other = m["other"] as? String
      all["\(m["change"] ?? "") \(m["call"] ?? "")\(other.map { " \($0)" } ?? "")"] = m
    }
    return all
  }

  @Test("each call of a teardown is left out, weakened and swapped, and judged")
  func teardown() throws {
    let r = try judged.get()
    #expect(r.status == 0, "\(r.errors)")
    let result = try Tool.json(r.output)
    let original = result["original"] as? [String: Any] ?? [:]
    #expect(original["verdict"] as? String == "clean")
    #expect(original["fenced"] as? Bool == true)
    let all = mutants(result)
    func checks(_ name: String) -> [String] { all[name]?["checks"] as? [String] ?? ["no mutant"] }
    func verdict(_ name: String) -> String { all[name]?["verdict"] as? String ?? "no mutant" }
    #expect(checks("delete free_irq").contains("use-after-free"))
    #expect(all["delete free_irq"]?["fenced"] as? Bool == false)
    #expect(checks("delete disable_work_sync").contains("use-after-remove"))
    #expect(checks("weaken disable_work_sync cancel_work").contains("use-after-remove"))
    // The interrupt is gone by then: nobody queues the work again.
    #expect(verdict("weaken disable_work_sync cancel_work_sync") == "clean")
    #expect(verdict("swap free_irq disable_work_sync") == "clean")
    #expect(checks("delete pci_iounmap") == ["leak"])
    #expect(checks("delete kfree") == ["leak"])
    #expect(checks("delete pci_unregister_driver") == ["leak"])
    // A call of the driver's own is swapped as a whole, and not left out.
    #expect(verdict("swap timer_delete_sync foo_unmap") == "clean")
    #expect(all["delete foo_unmap"] == nil)
    #expect(checks("swap foo_unmap kfree") == ["use-after-free"])
    let location = all["delete kfree"]?["location"] as? [String: Any]
    #expect(location?["line"] as? Int == 47)
  }

  @Test("what runs of the driver itself show of a call is told with it")
  func evidence() throws {
    let r = try judged.get()
    let all = mutants(try Tool.json(r.output))
    func evidence(_ name: String, _ key: String) -> Int {
      (all[name]?["evidence"] as? [String: Int])?[key] ?? -1
    }
    // The timer is never armed: not needed.
    #expect(all["delete timer_delete_sync"]?["verdict"] as? String == "clean")
    #expect(evidence("delete timer_delete_sync", "reached") == 40)
    #expect(evidence("delete timer_delete_sync", "waited") == 0)
    #expect(evidence("delete timer_delete_sync", "stopped") == 0)
    #expect(evidence("delete free_irq", "waited") > 0)
    #expect(evidence("delete disable_work_sync", "waited") > 0)
    #expect(evidence("delete disable_work_sync", "stopped") > 0)
    #expect(evidence("delete kfree", "stopped") == 0)
  }

  @Test("the same bytes whatever --jobs, and lines of at most 100 columns")
  func text() throws {
    let one = try Tool.run(["mutate", "-", "--jobs", "1"] + few, input: driver)
    let two = try Tool.run(["mutate", "-", "--jobs", "2"] + few, input: driver)
    #expect(one.output == two.output)
    #expect(one.output.contains("never had anything to wait for or to stop"))
    #expect(one.output.contains("timer_delete_sync() left out: it never had anything"))
    for line in one.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
  }

  @Test("--mutant tells the finding of one mutant")
  func one() throws {
    let r = try Tool.run(["mutate", "-", "--mutant", "1"] + limits, input: driver)
    #expect(r.status == 0, "\(r.errors)")
    #expect(r.output.contains("foo_irq()"))
    #expect(r.output.contains("--mutant 1"))
    let none = try Tool.run(["mutate", "-", "--mutant", "99"] + limits, input: driver)
    #expect(none.status == 64)
  }

  @Test("a driver with findings of its own is status 1, a bad file 65, a bad format 64")
  func status() throws {
    let buggy = driver.replacingOccurrences(of: "free_irq(foo->irq, foo);\n", with: "")
    let r = try Tool.run(["mutate", "-"] + few, input: buggy)
    #expect(r.status == 1)
    #expect(r.output.contains("unchanged: use-after-free") || r.output.contains("unchanged: leak"))
    #expect(try Tool.run(["mutate", "scenarios/nowhere.yaml"]).status == 65)
    #expect(try Tool.run(["mutate", "-", "--format", "splat"], input: driver).status == 64)
  }
}
