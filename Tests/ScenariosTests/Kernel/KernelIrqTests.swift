import Testing

@testable import Scenarios

/// Sections 3: interrupts, as a PCI driver requests them.
@Suite("Kernel: interrupts")
struct KernelIrqTests {
  private static let c = CompiledC(
    #"""
    struct card { void __iomem *regs; int irq; int *late; struct work_struct work; };
    static int (*probe_body)(struct pci_dev *);
    static void (*remove_body)(struct pci_dev *);
    static struct card *card;
    static struct pci_dev *pdev;
    static int running, runs, thread_running, thread_runs, stopped, a_runs, b_runs, disabled;
    static DEFINE_MUTEX(m);
    static char id_a, id_b;

    static int probe(struct pci_dev *p, const struct pci_device_id *id)
    {
    	pdev = p;
    	return probe_body ? probe_body(p) : -ENODEV;
    }
    static void remove(struct pci_dev *p) { remove_body(p); }
    static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver drv = { .name = "d", .id_table = ids, .probe = probe, .remove = remove };
    module_pci_driver(drv);

    static irqreturn_t hard(int irq, void *dev)
    {
    	sim_assert(!running);
    	running = 1;
    	runs++;
    	sim_assert(!stopped);
    	running = 0;
    	return IRQ_HANDLED;
    }
    static irqreturn_t wake(int irq, void *dev)
    {
    	runs++;
    	sim_assert(!stopped);
    	return IRQ_WAKE_THREAD;
    }
    static irqreturn_t wake_masked(int irq, void *dev)
    {
    	sim_assert(!thread_running);
    	return IRQ_WAKE_THREAD;
    }
    static irqreturn_t thread(int irq, void *dev)
    {
    	sim_assert(!thread_running);
    	thread_running = 1;
    	msleep(1);
    	sim_assert(!stopped);
    	thread_runs++;
    	thread_running = 0;
    	return IRQ_HANDLED;
    }
    static void free_only(struct pci_dev *p) { free_irq(p->irq, &id_a); stopped = 1; }
    static void nothing(struct pci_dev *p) { }

    static int p_plain(struct pci_dev *p) { return request_irq(p->irq, hard, 0, "d", &id_a); }
    void plain(void) { probe_body = p_plain; remove_body = free_only; }

    static int p_early(struct pci_dev *p)
    {
    	int err = request_irq(p->irq, hard, 0, "d", &id_a);

    	sim_assert(!runs);
    	return err;
    }
    void early(void) { probe_body = p_early; remove_body = free_only; }

    static int p_thread(struct pci_dev *p)
    { return request_threaded_irq(p->irq, wake, thread, 0, "d", &id_a); }
    void threaded(void) { probe_body = p_thread; remove_body = free_only; }
    static int p_oneshot(struct pci_dev *p)
    { return request_threaded_irq(p->irq, wake_masked, thread, IRQF_ONESHOT, "d", &id_a); }
    void oneshot(void) { probe_body = p_oneshot; remove_body = free_only; }
    static int p_not_oneshot(struct pci_dev *p)
    { return request_threaded_irq(p->irq, wake_masked, thread, 0, "d", &id_a); }
    void not_oneshot(void) { probe_body = p_not_oneshot; remove_body = free_only; }
    static int p_thread_only(struct pci_dev *p)
    { return request_threaded_irq(p->irq, NULL, thread, IRQF_ONESHOT, "d", &id_a); }
    void thread_only(void) { probe_body = p_thread_only; remove_body = free_only; }
    static int p_wake_nobody(struct pci_dev *p) { return request_irq(p->irq, wake, 0, "d", &id_a); }
    void wake_nobody(void) { probe_body = p_wake_nobody; remove_body = free_only; }

    static irqreturn_t hard_a(int irq, void *dev) { sim_assert(dev == &id_a); a_runs++; return IRQ_NONE; }
    static irqreturn_t hard_b(int irq, void *dev)
    {
    	sim_assert(dev == &id_b);
    	b_runs++;
    	sim_assert(!(a_runs && b_runs));
    	return IRQ_HANDLED;
    }
    static int p_shared(struct pci_dev *p)
    {
    	int err = request_irq(p->irq, hard_a, IRQF_SHARED, "a", &id_a);

    	return err ? err : request_irq(p->irq, hard_b, IRQF_SHARED, "b", &id_b);
    }
    static void r_shared(struct pci_dev *p)
    {
    	free_irq(p->irq, &id_b);
    	sim_assert(b_runs <= a_runs);
    	free_irq(p->irq, &id_a);
    }
    void shared(void) { probe_body = p_shared; remove_body = r_shared; }

    static int p_errors(struct pci_dev *p)
    {
    	sim_assert(request_irq(p->irq, NULL, 0, "d", &id_a) == -EINVAL);
    	sim_assert(request_irq(p->irq, hard, IRQF_SHARED, "d", NULL) == -EINVAL);
    	sim_assert(request_threaded_irq(p->irq, NULL, thread, 0, "d", &id_a) == -EINVAL);
    	sim_assert(request_irq(p->irq, hard, IRQF_SHARED, "d", &id_a) == 0);
    	sim_assert(request_irq(p->irq, hard, 0, "d", &id_b) == -EBUSY);
    	sim_assert(request_irq(p->irq, hard, IRQF_SHARED | IRQF_ONESHOT, "d", &id_b) == -EBUSY);
    	sim_assert(request_irq(p->irq, hard, IRQF_SHARED, "d", &id_b) == 0);
    	free_irq(p->irq, &id_b);
    	return 0;
    }
    void errors(void) { probe_body = p_errors; remove_body = free_only; }

    static void r_twice(struct pci_dev *p) { free_irq(p->irq, &id_a); free_irq(p->irq, &id_a); }
    void free_twice(void) { probe_body = p_plain; remove_body = r_twice; }
    static irqreturn_t self_free(int irq, void *dev) { free_irq(irq, dev); return IRQ_HANDLED; }
    static int p_self_free(struct pci_dev *p)
    { return request_threaded_irq(p->irq, NULL, self_free, IRQF_ONESHOT, "d", &id_a); }
    void thread_frees_itself(void) { probe_body = p_self_free; remove_body = nothing; }
    static int p_hard_free(struct pci_dev *p) { return request_irq(p->irq, self_free, 0, "d", &id_a); }
    void hard_frees_itself(void) { probe_body = p_hard_free; remove_body = nothing; }

    static irqreturn_t mutex_thread(int irq, void *dev)
    {
    	mutex_lock(&m);
    	mutex_unlock(&m);
    	return IRQ_HANDLED;
    }
    static int p_mutex(struct pci_dev *p)
    { return request_threaded_irq(p->irq, NULL, mutex_thread, IRQF_ONESHOT, "d", &id_a); }
    static void r_mutex(struct pci_dev *p)
    {
    	mutex_lock(&m);
    	free_irq(p->irq, &id_a);
    	mutex_unlock(&m);
    }
    static void r_mutex_after(struct pci_dev *p)
    {
    	mutex_lock(&m);
    	mutex_unlock(&m);
    	free_irq(p->irq, &id_a);
    }
    void free_under_mutex(void) { probe_body = p_mutex; remove_body = r_mutex; }
    void free_after_mutex(void) { probe_body = p_mutex; remove_body = r_mutex_after; }

    static void card_work(struct work_struct *w) { container_of(w, struct card, work)->irq++; }
    static irqreturn_t hard_work(int irq, void *dev)
    {
    	schedule_work(&((struct card *)dev)->work);
    	return IRQ_HANDLED;
    }
    static int p_work(struct pci_dev *p)
    {
    	card = kzalloc(sizeof(*card), GFP_KERNEL);
    	if (!card)
    		return -ENOMEM;
    	INIT_WORK(&card->work, card_work);
    	return request_irq(p->irq, hard_work, 0, "d", card);
    }
    static void r_work_left(struct pci_dev *p) { free_irq(p->irq, card); kfree(card); }
    static void r_work_before(struct pci_dev *p)
    {
    	cancel_work_sync(&card->work);
    	free_irq(p->irq, card);
    	kfree(card);
    }
    static void r_work_after(struct pci_dev *p)
    {
    	free_irq(p->irq, card);
    	cancel_work_sync(&card->work);
    	kfree(card);
    }
    void work_left(void) { probe_body = p_work; remove_body = r_work_left; }
    void work_before(void) { probe_body = p_work; remove_body = r_work_before; }
    void work_after(void) { probe_body = p_work; remove_body = r_work_after; }

    void disable(void) { disable_irq(pdev->irq); disabled = 1; sim_assert(!running && !thread_running); }
    void disable_nosync(void) { disable_irq_nosync(pdev->irq); sim_assert(!running); }
    void enable(void) { disabled = 0; enable_irq(pdev->irq); }
    void disable_stop(void) { disable_irq(pdev->irq); stopped = 1; }
    void sync(void) { synchronize_irq(pdev->irq); }
    void sync_stop(void) { synchronize_irq(pdev->irq); stopped = 1; }
    void not_yet(void) { sim_assert(!runs); }
    static irqreturn_t disabled_hard(int irq, void *dev) { runs++; sim_assert(!disabled); return IRQ_HANDLED; }
    static int p_disabled(struct pci_dev *p) { return request_irq(p->irq, disabled_hard, 0, "d", &id_a); }
    void disabling(void) { probe_body = p_disabled; remove_body = free_only; }
    static irqreturn_t self_disable(int irq, void *dev) { disable_irq(irq); return IRQ_HANDLED; }
    static irqreturn_t self_nosync(int irq, void *dev) { disable_irq_nosync(irq); return IRQ_HANDLED; }
    static int p_self_disable(struct pci_dev *p) { return request_irq(p->irq, self_disable, 0, "d", &id_a); }
    static int p_self_disable_thread(struct pci_dev *p)
    { return request_threaded_irq(p->irq, NULL, self_disable, IRQF_ONESHOT, "d", &id_a); }
    static int p_self_nosync(struct pci_dev *p) { return request_irq(p->irq, self_nosync, 0, "d", &id_a); }
    void hard_disables_itself(void) { probe_body = p_self_disable; remove_body = free_only; }
    void thread_disables_itself(void) { probe_body = p_self_disable_thread; remove_body = free_only; }
    void hard_disables_nosync(void) { probe_body = p_self_nosync; remove_body = free_only; }
    static int p_no_autoen(struct pci_dev *p)
    { return request_irq(p->irq, hard, IRQF_NO_AUTOEN, "d", &id_a); }
    void no_autoen(void) { probe_body = p_no_autoen; remove_body = free_only; }

    static irqreturn_t use_late(int irq, void *dev) { (*((struct card *)dev)->late)++; return IRQ_HANDLED; }
    static int p_devm_bad(struct pci_dev *p)
    {
    	static struct card c;
    	static int early_value;

    	c.late = &early_value;
    	if (devm_request_irq(&p->dev, p->irq, use_late, 0, "d", &c))
    		return -EBUSY;
    	c.late = devm_kzalloc(&p->dev, sizeof(int), GFP_KERNEL);
    	return c.late ? 0 : -ENOMEM;
    }
    static int p_devm_good(struct pci_dev *p)
    {
    	struct card *c = devm_kzalloc(&p->dev, sizeof(*c), GFP_KERNEL);

    	if (!c)
    		return -ENOMEM;
    	c->late = devm_kzalloc(&p->dev, sizeof(int), GFP_KERNEL);
    	return devm_request_irq(&p->dev, p->irq, use_late, 0, "d", c);
    }
    void devm_bad(void) { probe_body = p_devm_bad; remove_body = nothing; }
    void devm_good(void) { probe_body = p_devm_good; remove_body = nothing; }
    static int p_devm_kfree(struct pci_dev *p)
    {
    	card = kzalloc(sizeof(*card), GFP_KERNEL);
    	card->late = &card->irq;
    	return devm_request_irq(&p->dev, p->irq, use_late, 0, "d", card);
    }
    static void r_kfree(struct pci_dev *p) { kfree(card); }
    static void r_devm_free(struct pci_dev *p) { devm_free_irq(&p->dev, p->irq, card); kfree(card); }
    void devm_kfree_in_remove(void) { probe_body = p_devm_kfree; remove_body = r_kfree; }
    void devm_free_first(void) { probe_body = p_devm_kfree; remove_body = r_devm_free; }

    static int msi_request(struct pci_dev *p)
    {
    	int n = pci_alloc_irq_vectors(p, 1, 4, PCI_IRQ_ALL_TYPES);

    	sim_assert(n == 2);
    	sim_assert(pci_irq_vector(p, 2) < 0);
    	return request_irq(pci_irq_vector(p, 1), hard, 0, "d", &id_a);
    }
    static void r_msi(struct pci_dev *p)
    {
    	free_irq(pci_irq_vector(p, 1), &id_a);
    	pci_free_irq_vectors(p);
    	sim_assert(pci_irq_vector(p, 0) == p->irq);
    }
    static void r_msi_bad(struct pci_dev *p) { pci_free_irq_vectors(p); }
    static void r_msi_leak(struct pci_dev *p) { free_irq(pci_irq_vector(p, 1), &id_a); }
    void msi(void) { probe_body = msi_request; remove_body = r_msi; }
    void msi_bad(void) { probe_body = msi_request; remove_body = r_msi_bad; }
    void msi_leak(void) { probe_body = msi_request; remove_body = r_msi_leak; }
    void irq_leak(void) { probe_body = p_plain; remove_body = nothing; }
    void no_master(void) { pci_clear_master(pdev); stopped = 1; }

    static irqreturn_t sleepy(int irq, void *dev) { kfree(kmalloc(4, GFP_KERNEL)); return IRQ_HANDLED; }
    static irqreturn_t atomic(int irq, void *dev) { kfree(kmalloc(4, GFP_ATOMIC)); return IRQ_HANDLED; }
    static int p_sleepy(struct pci_dev *p) { return request_irq(p->irq, sleepy, 0, "d", &id_a); }
    static int p_atomic(struct pci_dev *p) { return request_irq(p->irq, atomic, 0, "d", &id_a); }
    void alloc_kernel(void) { probe_body = p_sleepy; remove_body = free_only; }
    void alloc_atomic(void) { probe_body = p_atomic; remove_body = free_only; }
    static irqreturn_t locks(int irq, void *dev) { mutex_lock(&m); return IRQ_HANDLED; }
    static int p_locks(struct pci_dev *p) { return request_irq(p->irq, locks, 0, "d", &id_a); }
    void takes_mutex(void) { probe_body = p_locks; remove_body = free_only; }
    static spinlock_t left;
    static irqreturn_t leaves(int irq, void *dev) { spin_lock(&left); return IRQ_HANDLED; }
    static int p_leaves(struct pci_dev *p) { return request_irq(p->irq, leaves, 0, "d", &id_a); }
    void leaves_lock(void) { probe_body = p_leaves; remove_body = free_only; }
    """#)

  /// The case of `driver`, bound, with its threads as YAML.
  private static func on(
    _ name: String, _ driver: String, _ threads: String, _ finds: String..., vectors: Int = 1,
    bound: Bool = true
  ) -> KernelCase {
    var c = KernelCase(
      name,
      "setup: [insmod, call \(driver)\(bound ? ", bind" : "")]\nthreads: {\(threads)}\n"
        + "device: {vectors: \(vectors)}")
    c.finds = finds
    return c
  }

  static let cases: [KernelCase] = [
    on("3.1 handlers of a line never run at once", "plain", "a: irq x2, b: irq x2"),
    on("3.1 every handler of a shared line is called", "shared", "a: unbind, b: irq x2",
      "assertion: a_runs && b_runs"),
    on("3.1 IRQ_WAKE_THREAD runs the thread, never twice at once", "threaded",
      "a: irq x2, b: irq"),
    on("3.1 IRQ_WAKE_THREAD without a thread", "wake_nobody", "a: irq", "api-misuse: WAKE_THREAD"),
    on("3.2 the handler can run before request_irq returns", "early", "a: bind, b: irq",
      "assertion: !runs", bound: false),
    on("3.2 what request_irq refuses", "errors", "a: unbind"),
    on("3.2 ONESHOT keeps the line masked until the thread has finished", "oneshot", "a: irq x3"),
    on("3.2 without it the handler may run meanwhile", "not_oneshot", "a: irq x3",
      "assertion: thread_running"),
    on("3.2 no handler, only a thread", "thread_only", "a: irq x2, b: unbind"),
    on("3.3 free_irq waits for the handler and prevents more", "plain", "a: unbind, b: irq x3"),
    on("3.3 free_irq waits for the thread", "threaded", "a: unbind, b: irq x2"),
    on("3.3 free_irq of what is not requested", "free_twice", "a: unbind", "api-misuse: free_irq"),
    on("3.3 free_irq from the thread", "thread_frees_itself", "a: irq", "deadlock: self_free"),
    on("3.3 free_irq from the handler", "hard_frees_itself", "a: irq", "sleep-in-atomic"),
    on("3.3 free_irq under a mutex of the thread", "free_under_mutex", "a: irq, b: unbind",
      "deadlock", "lock-order: does not see"),
    on("3.3 not under it", "free_after_mutex", "a: irq, b: unbind"),
    on("3.3 free_irq does not stop the work that the handler queued", "work_left",
      "a: irq, b: unbind", "free-active-object: work_struct", "use-after-free: card_work"),
    on("3.3 cancelled before the irq is freed", "work_before", "a: irq, b: unbind",
      "free-active-object: work_struct", "use-after-free: card_work"),
    on("3.3 cancelled after", "work_after", "a: irq x2, b: unbind"),
    on("3.4 disable_irq is a fence", "plain", "a: call disable_stop, b: irq x2"),
    on("3.4 disable_irq waits for the thread", "threaded", "a: irq x2, b: call disable"),
    on("3.4 disable_irq_nosync does not wait", "plain", "a: irq, b: call disable_nosync",
      "assertion: running"),
    on("3.4 an interrupt while disabled is latched", "disabling",
      "a: [call disable, irq, call enable, sleep 1ms, call not_yet]", "assertion: runs"),
    on("3.4 and comes not before enable_irq", "disabling",
      "a: [call disable, call enable], b: irq x2"),
    on("3.4 NO_AUTOEN starts disabled", "no_autoen", "a: [irq, call not_yet, call enable]"),
    on("3.4 unbalanced enable_irq", "plain", "a: call enable", "api-misuse: enable_irq"),
    on("3.4 disable_irq in the handler", "hard_disables_itself", "a: irq", "sleep-in-atomic"),
    on("3.4 disable_irq in the thread", "thread_disables_itself", "a: irq", "deadlock"),
    on("3.4 disable_irq_nosync in the handler", "hard_disables_nosync", "a: irq x2, b: unbind"),
    on("3.4 synchronize_irq does not prevent the next", "plain", "a: irq x2, b: call sync_stop",
      "assertion: stopped"),
    on("3.4 synchronize_irq", "plain", "a: irq x2, b: call sync"),
    on("3.5 devres frees what was requested later first", "devm_bad", "a: irq x2, b: unbind",
      "use-after-remove: use_late"),
    on("3.5 memory before the irq", "devm_good", "a: irq x2, b: unbind"),
    on("3.5 a devm irq is live during remove", "devm_kfree_in_remove", "a: irq, b: unbind",
      "use-after-free: use_late"),
    on("3.5 devm_free_irq", "devm_free_first", "a: irq, b: unbind"),
    on("3.5 vectors", "msi", "a: irq 1 x2, b: unbind", vectors: 2),
    on("3.5 vectors freed before the irq", "msi_bad", "a: unbind", "api-misuse: vectors",
      vectors: 2),
    on("3.5 vectors left", "msi_leak", "a: unbind", "leak: vector", vectors: 2),
    on("3.5 an irq left", "irq_leak", "a: unbind", "leak: irq"),
    on("3.5 clearing bus master stops MSI", "msi", "a: [call no_master, irq 1]", vectors: 2),
    on("3.5 but not INTx", "plain", "a: [call no_master, irq]", "assertion: stopped"),
    on("0.1 GFP_KERNEL in a handler", "alloc_kernel", "a: irq", "sleep-in-atomic: sleepy"),
    on("0.1 GFP_ATOMIC in a handler", "alloc_atomic", "a: irq"),
    on("0.1 mutex_lock in a handler", "takes_mutex", "a: irq", "sleep-in-atomic: locks"),
    on("0.1 a handler that leaves a lock", "leaves_lock", "a: irq", "lock-misuse: leaves"),
  ]

  @Test("interrupts", arguments: cases)
  func interrupts(_ c: KernelCase) throws { try c.check(Self.c) }
}
