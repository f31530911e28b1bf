import Testing

@testable import Scenarios
@testable import Sim

@Suite("Interrupts on the holder's CPU")
struct InterruptionTests {
  private static let driver = CompiledC(text)
  private static let text =
    """
    #include <linux/seqlock.h>
    static DEFINE_SPINLOCK(s);
    static DEFINE_RWLOCK(rl);
    static DEFINE_SEQLOCK(sq);
    static struct timer_list timer;
    static struct hrtimer hrt;
    static int n;
    static irqreturn_t foo_irq(int irq, void *d)
    {
    #ifdef SEQ
    	(void)read_seqbegin(&sq);
    #elif defined(RWLOCK)
    	read_lock(&rl); n++; read_unlock(&rl);
    #elif defined(ENABLES)
    	spin_lock_irq(&s); n++; spin_unlock_irq(&s);
    #else
    	spin_lock(&s); n++; spin_unlock(&s);
    #endif
    	return IRQ_HANDLED;
    }
    static void foo_timer(struct timer_list *t) { spin_lock(&s); n++; spin_unlock(&s); }
    static enum hrtimer_restart foo_hrtimer(struct hrtimer *t)
    { spin_lock(&s); n++; spin_unlock(&s); return HRTIMER_NORESTART; }
    static int foo_probe(struct pci_dev *p, const struct pci_device_id *id)
    {
    	timer_setup(&timer, foo_timer, 0);
    	hrtimer_setup(&hrt, foo_hrtimer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    	return request_irq(p->irq, foo_irq, IRQF_SHARED, "foo", &timer);
    }
    static void foo_remove(struct pci_dev *p)
    {
    	free_irq(p->irq, &timer);
    	timer_shutdown_sync(&timer);
    	hrtimer_cancel(&hrt);
    }
    static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { 0 } };
    static struct pci_driver foo = { .name = "foo", .id_table = ids, .probe = foo_probe, .remove = foo_remove };
    module_pci_driver(foo);
    void arm(void) { mod_timer(&timer, jiffies + 1); }
    void arm_hrtimer(void) { hrtimer_start(&hrt, 1000, HRTIMER_MODE_REL); }
    void plain(void) { spin_lock(&s); n++; spin_unlock(&s); }
    void bh(void) { spin_lock_bh(&s); n++; spin_unlock_bh(&s); }
    void irqsave(void) { unsigned long f; spin_lock_irqsave(&s, f); n++; spin_unlock_irqrestore(&s, f); }
    void nested_irq(void)
    {
    	unsigned long f;
    	spin_lock_irqsave(&s, f);
    	local_irq_disable();
    	local_irq_enable();
    	n++;
    	spin_unlock_irqrestore(&s, f);
    }
    void rl_read(void) { read_lock(&rl); n++; read_unlock(&rl); }
    void rl_write(void) { write_lock(&rl); n++; write_unlock(&rl); }
    void seq(void) { write_seqlock(&sq); n++; write_sequnlock(&sq); }
    void seq_irq(void) { write_seqlock_irq(&sq); n++; write_sequnlock_irq(&sq); }
    """

  private static func world(_ user: String, _ other: String = "irq x2") -> String {
    "threads: {user: [call \(user)], card: [\(other)]}"
      + "\nchecks: {irq-lock-inversion: off, lock-order: off}"
  }

  static let cases: [KernelCase] = [
    KernelCase("14.B7 an irq handler spins for a lock of the thread that it interrupts",
      world("plain"), finds: "deadlock: hard lockup"),
    KernelCase("6.1 _bh does not keep hard interrupts away", world("bh"), finds: "deadlock: hard lockup"),
    KernelCase("6.1 _irqsave keeps interrupts away", world("irqsave")),
    KernelCase("6.1 interrupts enabled too early inside an irqsave section",
      world("nested_irq"), finds: "deadlock: hard lockup"),
    KernelCase("14.B7 a timer spins for a lock taken without _bh",
      world("plain", "call arm"), finds: "deadlock: soft lockup"),
    KernelCase("6.1 _bh keeps timers away", world("bh", "call arm")),
    KernelCase("6.1 _irqsave keeps timers away", world("irqsave", "call arm")),
    KernelCase("14.B7 an hrtimer spins for a lock taken with _bh",
      world("bh", "call arm_hrtimer"), finds: "deadlock: hard lockup"),
    KernelCase("0.1 a hard interrupt lands on a softirq that holds the lock",
      "threads: {user: [call arm], card: [irq]}\nchecks: {irq-lock-inversion: off, lock-order: off}",
      finds: "deadlock: hard lockup"),
  ]

  @Test(arguments: cases)
  func `an interrupt lands on the holder`(_ c: KernelCase) throws {
    try c.check(Self.driver, seeds: 300)
  }

  @Test func `6.1 a seqlock reader in an interrupt on the writer's CPU spins for ever`() throws {
    let c = CompiledC(Self.text, defines: ["SEQ"])
    try KernelCase("seq", Self.world("seq"), finds: "deadlock: hard lockup").check(c, seeds: 300)
    try KernelCase("seq_irq", Self.world("seq_irq")).check(c, seeds: 300)
  }

  @Test func `6.1 an rwlock read in an interrupt does not wait for readers`() throws {
    let c = CompiledC(Self.text, defines: ["RWLOCK"])
    try KernelCase("read", Self.world("rl_read")).check(c, seeds: 300)
    try KernelCase("write", Self.world("rl_write"), finds: "deadlock: hard lockup")
      .check(c, seeds: 300)
  }

  @Test func `14.B10 a handler that enables interrupts`() throws {
    let c = CompiledC(Self.text, defines: ["ENABLES"])
    try KernelCase("enables", Self.world("irqsave"), finds: "lock-misuse: hard interrupt")
      .check(c, seeds: 300)
  }
}
