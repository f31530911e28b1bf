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

  /// What a module may hold, each with the calls that take it and give it back.
  private static let holdings = CompiledC(
    """
    #include <linux/ioport.h>
    #include <linux/percpu-refcount.h>
    struct node { struct list_head list; struct node *other; };
    static int probe(struct pci_dev *p, const struct pci_device_id *id) { return 0; }
    static void remove(struct pci_dev *p) { }
    static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver foo_driver = {
      .name = "foo", .id_table = ids, .probe = probe, .remove = remove,
    };
    module_pci_driver(foo_driver);

    static struct kmem_cache *cache;
    void cache_make(void) { cache = kmem_cache_create("foo", 32, 0, 0, NULL); }
    void cache_drop(void) { kmem_cache_destroy(cache); }

    static struct percpu_ref ref;
    static DECLARE_COMPLETION(gone);
    static void ref_release(struct percpu_ref *r) { complete(&gone); }
    void ref_make(void) { percpu_ref_init(&ref, ref_release, 0, GFP_KERNEL); }
    void ref_kill(void) { percpu_ref_kill(&ref); wait_for_completion(&gone); }
    void ref_exit(void) { percpu_ref_exit(&ref); }
    void ref_again(void)
    { percpu_ref_init(&ref, ref_release, PERCPU_REF_ALLOW_REINIT, GFP_KERNEL); }

    static const struct file_operations fops = { .owner = THIS_MODULE };
    static struct miscdevice misc = {
      .minor = MISC_DYNAMIC_MINOR, .name = "foo", .fops = &fops,
    };
    void misc_make(void) { misc_register(&misc); }
    void misc_drop(void) { misc_deregister(&misc); }

    void ports_take(void) { request_region(0x91, 10, "foo"); }
    void ports_give(void) { release_region(0x91, 10); }

    static struct node *kept;
    static struct node *make(void)
    {
      struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);

      INIT_LIST_HEAD(&n->list);
      return n;
    }
    void lose(void) { make(); }
    void keep(void) { kept = make(); kept->other = make(); kept->other->other = make(); }
    void drop(void) { kfree(kept->other->other); kfree(kept->other); kfree(kept); }
    void lose_pair(void)
    {
      struct node *a = make(), *b = make();

      list_add(&a->list, &b->list);
    }

    struct widget { struct miscdevice misc; };
    static struct widget *widget(void)
    {
      struct widget *w = kzalloc(sizeof(*w), GFP_KERNEL);

      w->misc.minor = MISC_DYNAMIC_MINOR;
      w->misc.name = "widget";
      w->misc.fops = &fops;
      misc_register(&w->misc);
      return w;
    }
    void registered(void) { widget(); }
    void deregistered(void) { misc_deregister(&widget()->misc); }
    """)

  private static func unload(_ name: String, _ calls: String, finds: String...) -> KernelCase {
    let actions = calls.split(separator: " ").map { "call \($0)" }.joined(separator: ", ")
    return KernelCase(
      name, "setup: [insmod]\nthreads: {admin: [\(actions), rmmod]}", finds: finds)
  }

  @Test("14.A9 what a module still holds when it is unloaded", arguments: [
    unload("a slab cache", "cache_make", finds: "leak: slab cache"),
    unload("a slab cache that is destroyed", "cache_make cache_drop"),
    unload("a percpu_ref", "ref_make", finds: "leak: percpu_ref"),
    unload("a percpu_ref that is killed only", "ref_make ref_kill", finds: "leak: percpu_ref"),
    unload(
      "a percpu_ref for reinit that is killed only", "ref_again ref_kill", finds: "leak: percpu_ref"),
    unload("a percpu_ref that is exited", "ref_make ref_kill ref_exit"),
    unload("a percpu_ref that is exited unused", "ref_make ref_exit"),
    unload("a misc device", "misc_make", finds: "leak: misc device"),
    unload("a misc device that is deregistered", "misc_make misc_drop"),
    unload("ports", "ports_take", finds: "leak: I/O region"),
    unload("ports that are released", "ports_take ports_give"),
    unload("memory that points to itself", "lose", finds: "leak: memory leak"),
    unload("memory of which each points to the other", "lose_pair", finds: "leak: memory leak"),
    unload("memory that is freed", "keep drop"),
  ])
  func module(_ c: KernelCase) throws { try c.check(Self.holdings, seeds: 20) }

  @Test("14.A9 memory that nothing reaches when all has ended", arguments: [
    KernelCase("it points to itself", calls: ["lose"], finds: "leak: memory leak"),
    KernelCase("each points to the other", calls: ["lose_pair"], finds: "leak: memory leak"),
    KernelCase("the kernel has given it back", calls: ["deregistered"], finds: "leak: memory leak"),
    KernelCase("the kernel has it", calls: ["registered"]),
    KernelCase("static data leads to it, over other memory", calls: ["keep"]),
  ])
  func orphans(_ c: KernelCase) throws { try c.check(Self.holdings, seeds: 20) }
}
