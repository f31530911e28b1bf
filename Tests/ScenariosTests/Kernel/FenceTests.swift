import Testing

@testable import Scenarios
@testable import Sim

@Suite("The strict remove contract")
struct FenceTests {
  private static let driver = """
    struct foo {
      struct work_struct work;
      struct timer_list timer;
      struct rcu_head rcu;
      struct miscdevice misc;
      struct task_struct *task;
      int irq, isMisc;
    };
    static struct foo foo;
    static int ticks;
    static void foo_work(struct work_struct *w) { WRITE_ONCE(ticks, 1); }
    static void foo_timer(struct timer_list *t) { WRITE_ONCE(ticks, 2); }
    static void foo_rcu(struct rcu_head *head) { WRITE_ONCE(ticks, 3); }
    static int foo_thread(void *data)
    {
      while (!kthread_should_stop())
        msleep(10);
      return 0;
    }
    static irqreturn_t foo_irq(int irq, void *data)
    {
      schedule_work(&foo.work);
      return IRQ_HANDLED;
    }
    static long foo_ioctl(struct file *f, unsigned int cmd, unsigned long arg) { return 0; }
    static const struct file_operations foo_ops = {
      .owner = THIS_MODULE, .unlocked_ioctl = foo_ioctl,
    };
    static ssize_t level_show(struct device *d, struct device_attribute *a, char *buf)
    {
      return 0;
    }
    static DEVICE_ATTR_RO(level);
    static int foo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
    {
      int err = 0;

      INIT_WORK(&foo.work, foo_work);
      timer_setup(&foo.timer, foo_timer, 0);
    #ifdef IRQ
      err = request_irq(pdev->irq, foo_irq, 0, "foo", &foo);
    #endif
    #ifdef TIMER
      mod_timer(&foo.timer, jiffies + 5);
    #endif
    #ifdef MISC
      foo.misc.minor = MISC_DYNAMIC_MINOR;
      foo.misc.name = "foo";
      foo.misc.fops = &foo_ops;
      err = misc_register(&foo.misc);
    #endif
    #ifdef KTHREAD
      foo.task = kthread_run(foo_thread, NULL, "foo");
    #endif
    #ifdef ATTRIBUTE
      err = device_create_file(&pdev->dev, &dev_attr_level);
    #endif
    #ifdef PROBE_FAILS
      schedule_work(&foo.work);
      return -ENODEV;
    #endif
      return err;
    }
    static void foo_remove(struct pci_dev *pdev)
    {
    #if defined(IRQ) && !(FORGET & 1)
      free_irq(pdev->irq, &foo);
    #endif
    #if defined(IRQ) && !(FORGET & 2)
      cancel_work_sync(&foo.work);
    #endif
    #if defined(TIMER) && !FORGET
      timer_shutdown_sync(&foo.timer);
    #endif
    #if defined(MISC) && !(FORGET & 1)
      misc_deregister(&foo.misc);
    #endif
    #if defined(KTHREAD) && !FORGET
      kthread_stop(foo.task);
    #endif
    #if defined(ATTRIBUTE) && !FORGET
      device_remove_file(&pdev->dev, &dev_attr_level);
    #endif
    #ifdef RCU
      call_rcu(&foo.rcu, foo_rcu);
    #if !FORGET
      rcu_barrier();
    #endif
    #endif
    }
    static const struct pci_device_id foo_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver foo_driver = {
      .name = "foo", .id_table = foo_ids, .probe = foo_probe, .remove = foo_remove,
    };
    static struct work_struct own_work;
    static int __init foo_init(void)
    {
    #ifdef MODULE_WORK
      INIT_WORK(&own_work, foo_work);
      schedule_work(&own_work);
    #endif
      return pci_register_driver(&foo_driver);
    }
    static void __exit foo_exit(void)
    {
      pci_unregister_driver(&foo_driver);
    #ifdef MODULE_WORK
      cancel_work_sync(&own_work);
    #endif
      timer_delete_sync(&foo.timer);
      rcu_barrier();
    }
    module_init(foo_init);
    module_exit(foo_exit);
    """

  private static func world(_ rest: String, fence: Bool = true) -> String {
    "checks: {fence: \(fence ? "on" : "off"), leak: off}\n" + rest
  }
  private static let unbind = "threads: {admin: unbind}"
  private static let irq = "threads: {admin: unbind, device: irq}"

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var defines: [String]
    var world: String
    var finds: [String]
    init(_ name: String, _ defines: [String], _ world: String, _ finds: String...) {
      (testDescription, self.defines, self.world, self.finds) = (name, defines, world, finds)
    }
  }

  @Test("14.A1 what a binding set up and did not fence", arguments: [
    Row("a work that is queued", ["IRQ", "FORGET=2"], irq, "fence: queued by foo_irq() at"),
    Row("its clean twin", ["IRQ"], irq),
    Row("a requested irq", ["IRQ", "FORGET=1"], unbind, "fence: irq foo_irq"),
    Row("an armed timer", ["TIMER", "FORGET=1"], unbind, "fence: armed by foo_probe() at"),
    Row("a timer shut down", ["TIMER"], unbind),
    Row("a registered misc device", ["MISC", "FORGET=1"], unbind, "fence: still registered"),
    Row("an open file", ["MISC"], "threads: {admin: unbind, user: [open foo, ioctl 1, close]}",
      "fence: a file that user has open"),
    Row("a misc device that nobody opens", ["MISC"], unbind),
    Row("a kthread", ["KTHREAD", "FORGET=1"], unbind, "fence: kthread foo_thread"),
    Row("a kthread that is stopped", ["KTHREAD"], unbind),
    Row("an attribute", ["ATTRIBUTE", "FORGET=1"], unbind, "fence: of the attribute level"),
    Row("an attribute that is removed", ["ATTRIBUTE"], unbind),
    Row("an RCU callback", ["RCU", "FORGET=1"], unbind, "fence: rcu foo_rcu"),
    Row("rcu_barrier", ["RCU"], unbind),
    Row("a work of the module's own", ["MODULE_WORK"], "threads: {admin: [unbind, rmmod]}"),
  ])
  func strict(_ row: Row) throws {
    try KernelCase(row.testDescription, Self.world(row.world), finds: row.finds)
      .check(CompiledC(Self.driver, defines: row.defines), seeds: 200)
  }

  @Test("14.A10 a failed probe leaves a work behind")
  func failedProbe() throws {
    let c = CompiledC(Self.driver, defines: ["PROBE_FAILS"])
    try KernelCase("failed probe", Self.world("setup: [insmod]\nthreads: {admin: bind}"),
      finds: ["fence: The probe has failed"]).check(c, seeds: 100)
  }

  @Test("14.A1 the check is off unless asked for")
  func off() throws {
    let c = CompiledC(Self.driver, defines: ["TIMER", "FORGET=1"])
    try KernelCase("off", Self.world(Self.unbind, fence: false)).check(c, seeds: 100)
  }
}
