// The cost counters: of drivers whose every operation is known.

import Testing

@testable import Scenarios
@testable import Sim

private let program = CompiledC(
  """
  #include <linux/srcu.h>
  DEFINE_STATIC_SRCU(foo_srcu);
  static DEFINE_SPINLOCK(foo_lock);
  struct foo {
    struct mutex lock; spinlock_t slock; atomic_t count; unsigned long flags; int gone;
    refcount_t refs; struct work_struct work; struct timer_list timer; int irq;
  };
  static struct foo *foo;
  static void foo_work(struct work_struct *work)
  {
    mutex_lock(&foo->lock);
    mutex_unlock(&foo->lock);
  }
  static int value;
  static void foo_timer(struct timer_list *t)
  {
    rcu_read_lock();
    WRITE_ONCE(value, 1);
    WRITE_ONCE(value, 2);
    spin_lock(&foo_lock);
    spin_unlock(&foo_lock);
    WRITE_ONCE(value, 3);
    rcu_read_unlock();
    WRITE_ONCE(value, 4);
  }
  static irqreturn_t foo_irq(int irq, void *data)
  {
    spin_lock(&foo->slock);
    if (!test_and_set_bit(0, &foo->flags))
      schedule_work(&foo->work);
    spin_unlock(&foo->slock);
    mod_timer(&foo->timer, jiffies + 1);
    return IRQ_HANDLED;
  }
  static long foo_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
  {
    int idx;

    if (READ_ONCE(foo->gone) || atomic_read(&foo->count) < 0)
      return -ENODEV;
    rcu_read_lock();
    atomic_inc(&foo->count);
    rcu_read_unlock();
    idx = srcu_read_lock(&foo_srcu);
    if (refcount_inc_not_zero(&foo->refs))
      atomic_dec(&foo->count);
    kfree(kmalloc(8, GFP_KERNEL));
    srcu_read_unlock(&foo_srcu, idx);
    WRITE_ONCE(foo->gone, 0);
    smp_mb();
    if (cmd > 1)
      smp_mb();
    atomic_inc_return(&foo->count);
    if (cmd) {
      mutex_lock(&foo->lock);
      msleep(10);
      mutex_unlock(&foo->lock);
    }
    return 0;
  }
  static const struct file_operations foo_ops = {
    .owner = THIS_MODULE, .unlocked_ioctl = foo_ioctl,
  };
  static struct miscdevice foo_misc = {
    .minor = MISC_DYNAMIC_MINOR, .name = "foo", .fops = &foo_ops,
  };
  static int foo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
  {
    foo = kzalloc(sizeof(*foo), GFP_KERNEL);
    mutex_init(&foo->lock);
    spin_lock_init(&foo->slock);
    refcount_set(&foo->refs, 1);
    foo->irq = pdev->irq;
    INIT_WORK(&foo->work, foo_work);
    timer_setup(&foo->timer, foo_timer, 0);
    mutex_lock(&foo->lock);
    mutex_unlock(&foo->lock);
    return request_irq(foo->irq, foo_irq, 0, "foo", foo) ?: misc_register(&foo_misc);
  }
  static void foo_remove(struct pci_dev *pdev)
  {
    misc_deregister(&foo_misc);
    free_irq(foo->irq, foo);
    timer_shutdown_sync(&foo->timer);
    cancel_work_sync(&foo->work);
    synchronize_rcu();
    synchronize_srcu(&foo_srcu);
    mutex_lock(&foo->lock);
    mutex_unlock(&foo->lock);
  }
  static const struct pci_device_id foo_ids[] = { { PCI_DEVICE(1, 2) }, { } };
  MODULE_DEVICE_TABLE(pci, foo_ids);
  static struct pci_driver foo_driver = {
    .name = "foo", .id_table = foo_ids, .probe = foo_probe, .remove = foo_remove,
  };
  module_pci_driver(foo_driver);
  MODULE_LICENSE("GPL");
  """)

private func costs(_ command: UInt64, runs: Int) throws -> Costs {
  var world = WorldSpec()
  world.checks = [CheckOverride(.leak, isOn: false)]
  world.threads = [
    ThreadSpec(name: "admin", actions: [.init(.unbind)]),
    ThreadSpec(name: "device", actions: [.init(.irq(0))]),
    ThreadSpec(
      name: "user",
      actions: [
        .init(.open("foo")), .init(.ioctl(command: command, argument: 0), .times(2)),
        .init(.close),
      ]),
  ]
  let machine = Machine(program: try program.get(), world: world)
  machine.prepare()
  return machine.costs(runs: runs)
}

@Suite("Costs")
struct CostsTests {
  @Test("each operation of the normal path has its checks, atomics, locks and sections")
  func normalPath() throws {
    let c = try costs(0, runs: 40)
    #expect(c.runs == 40)
    #expect(c.operations.map(\.name) == [
      "ioctl foo_ioctl", "irq foo_irq", "timer foo_timer", "work foo_work",
    ])
    let ioctl = c.operations[0].most
    // READ_ONCE, atomic_read, and refcount_inc_not_zero's first look.
    #expect(ioctl.checks == 3)
    #expect(ioctl.atomics == 4)
    // SRCU has one at each end; smp_mb(); an atomic that returns a value.
    #expect(ioctl.barriers == 4)
    #expect(ioctl.allocations == 1)
    #expect(ioctl.locks == 0)
    #expect(ioctl.rcu == 1)
    #expect(ioctl.srcu == 1)
    #expect(c.operations[0].count <= 80)
    // `jiffies` is volatile, and no check.
    var irq = CostCounts()
    irq.locks = 1
    irq.atomics = 1
    // test_and_set_bit().
    irq.barriers = 1
    // In the lock: the flag, the work that is queued, and what leads to both.
    irq.section = c.operations[1].most.section
    #expect(irq.section >= 2)
    #expect(c.operations[1].most == irq)
    // The section is as long as the outer one: three stores, and both ends of the inner one.
    var timer = CostCounts()
    timer.rcu = 1
    timer.locks = 1
    timer.section = 5
    #expect(c.operations[2].most == timer)
    #expect(c.operations[3].most.locks == 1)
    // What probe() does is no part of it.
    #expect(c.normalPath.locks == 1)
  }

  @Test("a teardown has its waits and grace periods, each call once however long it takes")
  func teardown() throws {
    let t = try costs(0, runs: 40).teardown
    #expect(t.most.waits == 3)
    #expect(t.most.gracePeriods == 2)
    #expect(t.most.srcuGracePeriods == 1)
    #expect(t.most.allocations == 0)
    #expect(t.most.locks == 1)
    #expect(t.stops > 0)
    #expect(t.longestChain >= 1)
  }

  @Test("a chain of waits is as long as the threads that wait one for another")
  func chain() throws {
    // The teardown waits for the work, and the work for the mutex. Its owner sleeps until a time
    // that may come next: it waits for nobody.
    #expect(try costs(1, runs: 200).teardown.longestChain == 2)
    // Nobody holds the mutex for longer than a step.
    #expect(try costs(0, runs: 200).teardown.longestChain == 1)
  }

  @Test("counting changes no run, and counts the same again")
  func determinism() throws {
    #expect(try costs(1, runs: 20) == costs(1, runs: 20))
  }
}
