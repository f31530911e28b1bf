import Testing

@testable import Scenarios
@testable import Sim

/// Exploring recalls steps: it must come to what the same seeds come to one by one.
@Suite("Recalled steps")
struct RecallTests {
  /// Interrupts, a timer, a work, a lock that an interrupt wants, faults and registers that may
  /// answer anything; what is removed too early is found.
  private static let driver = CompiledC(
    """
    struct dev { spinlock_t lock; struct timer_list timer; struct work_struct work; int n;
                 void __iomem *regs; int irq; };
    static void tick(struct timer_list *t)
    {
      struct dev *d = container_of(t, struct dev, timer);
      spin_lock(&d->lock);
      d->n++;
      spin_unlock(&d->lock);
    }
    static void job(struct work_struct *w)
    {
      struct dev *d = container_of(w, struct dev, work);
      int *p = kmalloc(24, GFP_KERNEL);
      if (p) { *p = d->n; kfree(p); }
      spin_lock_bh(&d->lock);
      d->n += readl(d->regs);
      spin_unlock_bh(&d->lock);
      mod_timer(&d->timer, jiffies + 1);
    }
    static irqreturn_t irq(int line, void *p)
    {
      struct dev *d = p;
      if (readl(d->regs) == 0) return IRQ_NONE;
      schedule_work(&d->work);
      return IRQ_HANDLED;
    }
    static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
    {
      struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);
      int err;
      if (!d) return -ENOMEM;
      spin_lock_init(&d->lock);
      timer_setup(&d->timer, tick, 0);
      INIT_WORK(&d->work, job);
      pci_set_drvdata(pdev, d);
      err = pci_enable_device(pdev);
      if (err) return err;
      d->regs = pci_iomap(pdev, 0, 0);
      d->irq = pdev->irq;
      return request_irq(pdev->irq, irq, IRQF_SHARED, "d", d);
    }
    static void remove(struct pci_dev *pdev)
    {
      struct dev *d = pci_get_drvdata(pdev);
      free_irq(d->irq, d);
    #ifdef EARLY
      timer_delete_sync(&d->timer);
      cancel_work_sync(&d->work);
    #else
      cancel_work_sync(&d->work);
      timer_delete_sync(&d->timer);
    #endif
      pci_iounmap(pdev, d->regs);
      pci_disable_device(pdev);
      kfree(d);
    }
    static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { 0 } };
    static struct pci_driver drv =
      { .name = "d", .id_table = ids, .probe = probe, .remove = remove };
    module_pci_driver(drv);
    MODULE_LICENSE("GPL");
    """, defines: ["EARLY"])

  private static let worlds = [
    "device: {registers: {0x00: 1}}\nthreads: {admin: unbind, card: irq x2}",
    "device:\n  registers:\n    0x00: any [0, 1]\nfaults: [kmalloc]\n"
      + "threads: {admin: [unbind, rmmod], card: irq x2, again: irq}",
    "device: {registers: {0x00: 1}}\nthreads: {admin: unbind, card: irq x*}",
    "device: {registers: {0x00: 1}}\nthreads: {admin: unbind, card: irq}\n"
      + "checks: {lock-order: off, irq-lock-inversion: off, uninitialised-object: off, fence: on}",
    "device: {registers: {0x00: 1}}\nthreads: {admin: unbind, card: irq x2}\n"
      + "checks: {data-race: on}",
  ]

  @Test("an exploration comes to what its seeds come to alone", arguments: worlds.indices)
  func same(_ n: Int) throws {
    let text = "driver: driver.c\n" + Self.worlds[n] + "\n"
    let scenario = try readScenario(bytes: Array(text.utf8), path: "recall.yaml").get()
    let program = try Self.driver.get()
    let (together, alone) = (
      Machine(program: program, world: scenario.world),
      Machine(program: program, world: scenario.world)
    )
    together.prepare()
    alone.prepare()
    let pilot = together.pilot()
    for strategy in StrategyName.allCases {
      var options = ExploreOptions()
      options.strategy = strategy
      var sum = Tally()
      // In parts: what is known from one helps the next.
      for part: UInt64 in 0..<4 {
        sum.merge(together.explore(part * 250..<part * 250 + 250, options, pilot))
      }
      var expected = Tally()
      for seed: UInt64 in 0..<1000 {
        let hash = alone.run(seed: seed, options, pilot)
        expected.add(alone, seed: seed, hash: hash)
      }
      #expect(sum == expected, "\(strategy)")
      #expect(!sum.bugs.isEmpty && sum.noVerdict.isEmpty)
    }
    // Races are looked for in the order of a run's accesses: nothing is recalled.
    let isRecalling = together.memo.head.pointee.recalled > 0
    #expect(isRecalling == (n != 4))
  }
}
