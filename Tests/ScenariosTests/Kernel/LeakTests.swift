import Testing

@testable import Scenarios
@testable import Sim

/// Memory that a module leaves is lost, whatever the kernel remembers of it.
@Suite("Leaks of memory")
struct LeakTests {
  private static let driver = """
    #include <linux/notifier.h>
    static BLOCKING_NOTIFIER_HEAD(chain);
    struct foo { struct notifier_block nb; int irq; };
    static irqreturn_t foo_irq(int irq, void *data) { return IRQ_HANDLED; }
    static int foo_event(struct notifier_block *nb, unsigned long event, void *data)
    { return NOTIFY_OK; }
    static int foo_probe(struct pci_dev *p, const struct pci_device_id *id)
    {
      struct foo *foo = kzalloc(sizeof(*foo), GFP_KERNEL);

      foo->irq = p->irq;
      foo->nb.notifier_call = foo_event;
      pci_set_drvdata(p, foo);
      blocking_notifier_chain_register(&chain, &foo->nb);
      return request_irq(foo->irq, foo_irq, 0, "foo", foo);
    }
    static void foo_remove(struct pci_dev *p)
    {
      struct foo *foo = pci_get_drvdata(p);

      free_irq(foo->irq, foo);
      blocking_notifier_chain_unregister(&chain, &foo->nb);
    #ifndef KEEPS
      kfree(foo);
    #endif
    }
    static const struct pci_device_id foo_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver foo_driver = {
      .name = "foo", .id_table = foo_ids, .probe = foo_probe, .remove = foo_remove,
    };
    module_pci_driver(foo_driver);
    """

  @Test("14.A10 memory that the kernel was given and has given back", arguments: [false, true])
  func given(_ keeps: Bool) throws {
    try KernelCase(
      "given", "threads: {admin: [unbind, rmmod], device: irq x2}",
      finds: keeps ? ["leak: memory leak"] : [String]()
    ).check(CompiledC(Self.driver, defines: keeps ? ["KEEPS"] : []), seeds: 60)
  }
}
