import Testing

@testable import Scenarios
@testable import Sim

/// Locks that interrupts take, held with them on.
@Suite("Kernel: locks and interrupts")
struct IrqInversionTests {
  static let driver = CompiledC(
    """
    static DEFINE_SPINLOCK(s);
    static DEFINE_SPINLOCK(t);
    static DEFINE_RWLOCK(rw);
    static struct hrtimer hr;
    static struct timer_list timer;
    static int mode;
    static enum hrtimer_restart hr_fn(struct hrtimer *h)
    {
    	if (mode == 1) {
    		read_lock(&rw);
    		read_unlock(&rw);
    	} else if (mode == 2) {
    		if (spin_trylock(&s))
    			spin_unlock(&s);
    	} else {
    		spin_lock(&s);
    		spin_unlock(&s);
    	}
    	return HRTIMER_NORESTART;
    }
    static void timer_fn(struct timer_list *x) { spin_lock(&s); spin_unlock(&s); }
    static int __init start(void)
    {
    	hrtimer_setup(&hr, hr_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    	timer_setup(&timer, timer_fn, 0);
    	return 0;
    }
    static void __exit stop(void) { hrtimer_cancel(&hr); timer_shutdown_sync(&timer); }
    module_init(start);
    module_exit(stop);
    MODULE_LICENSE("GPL");
    void hard(void) { hrtimer_start(&hr, ns_to_ktime(1000), HRTIMER_MODE_REL); msleep(20); }
    void reads(void) { mode = 1; hard(); }
    void tries(void) { mode = 2; hard(); }
    void soft(void) { mod_timer(&timer, jiffies + 1); msleep(20); }
    void plain(void) { spin_lock(&s); spin_unlock(&s); }
    void bh(void) { spin_lock_bh(&s); spin_unlock_bh(&s); }
    void irq(void) { spin_lock_irq(&s); spin_unlock_irq(&s); }
    void tried(void) { if (spin_trylock(&s)) spin_unlock(&s); }
    void shared(void) { read_lock(&rw); read_unlock(&rw); }
    void exclusive(void) { write_lock(&rw); write_unlock(&rw); }
    void chain(void)
    {
    	spin_lock_irq(&s);
    	spin_lock(&t);
    	spin_unlock(&t);
    	spin_unlock_irq(&s);
    }
    void t_plain(void) { spin_lock(&t); spin_unlock(&t); }
    void t_irq(void) { spin_lock_irq(&t); spin_unlock_irq(&t); }
    void switched_on(void)
    {
    	spin_lock_irq(&t);
    	spin_lock(&s);
    	spin_unlock_irq(&t);
    	spin_unlock(&s);
    }
    """)

  private static func alone(_ name: String, _ calls: String, _ finds: String...) -> KernelCase {
    let list = calls.split(separator: " ").map { "call \($0)" }.joined(separator: ", ")
    return KernelCase(name, "threads: {one: [\(list)]}", finds: finds)
  }

  static let cases: [KernelCase] = [
    alone("14.B6 held with interrupts on, and taken in one", "hard plain",
      "irq-lock-inversion: inconsistent"),
    alone("14.B6 the other way round", "plain hard", "irq-lock-inversion: hr_fn"),
    alone("14.B6 held with interrupts off", "hard irq irq"),
    alone("14.B6 _bh is not enough for a hard interrupt", "hard bh", "irq-lock-inversion: bh"),
    alone("14.B6 held with softirqs on, and taken in one", "soft plain",
      "irq-lock-inversion: inconsistent"),
    alone("14.B6 _bh is enough for a softirq", "soft bh irq"),
    alone("14.B6 a trylock holds it too", "hard tried", "irq-lock-inversion: tried"),
    alone("14.B6 a trylock in the interrupt waits for nobody", "tries plain"),
    alone("14.B6 readers on both sides", "reads shared"),
    alone("14.B6 a reader in the interrupt and a writer", "reads exclusive",
      "irq-lock-inversion: exclusive"),
    alone("14.B6 through another lock", "hard chain t_plain", "irq-lock-inversion: t_plain"),
    alone("14.B6 through another lock that is safe", "hard chain t_irq"),
    alone("14.B6 interrupts switched on while it is held", "hard switched_on",
      "irq-lock-inversion: switched_on"),
    KernelCase("14.B6 where it happens it is a deadlock", calls: ["hard", "plain"],
      finds: "irq-lock-inversion", "deadlock"),
  ]

  @Test("locks and interrupts", arguments: cases)
  func checked(_ c: KernelCase) throws { try c.check(Self.driver, seeds: 60) }
}
