import Testing

@testable import Scenarios

/// Sections 3: what requests are refused, nesting, fences and what is none, messages.
@Suite("Kernel: interrupt lines")
struct InterruptTests {
  private static let c = CompiledC(
    #"""
    static int (*probe_body)(struct pci_dev *);
    static void (*remove_body)(struct pci_dev *);
    static struct pci_dev *pdev;
    static void __iomem *regs;
    static int irq, runs, thread_runs, stopped, value, *late;
    static char id_a, id_b;

    static int probe(struct pci_dev *p, const struct pci_device_id *id)
    {
    	if (!probe_body)
    		return -ENODEV;
    	pdev = p;
    	irq = p->irq;
    	regs = pci_iomap(p, 0, 0);
    	return probe_body(p);
    }
    static void remove(struct pci_dev *p)
    {
    	remove_body(p);
    	if (regs)
    		pci_iounmap(p, regs);
    	regs = NULL;
    }
    static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver drv = { .name = "d", .id_table = ids, .probe = probe, .remove = remove };
    module_pci_driver(drv);

    static irqreturn_t hard(int n, void *dev) { runs++; sim_assert(!stopped); return IRQ_HANDLED; }
    static irqreturn_t wakes(int n, void *dev) { runs++; return IRQ_WAKE_THREAD; }
    static irqreturn_t thread(int n, void *dev)
    {
    	msleep(1);
    	sim_assert(!stopped);
    	thread_runs++;
    	return IRQ_HANDLED;
    }
    static void r_free(struct pci_dev *p) { free_irq(irq, &id_a); }
    static void r_nothing(struct pci_dev *p) { }
    static int p_plain(struct pci_dev *p) { return request_irq(irq, hard, 0, "d", &id_a); }
    void plain(void) { probe_body = p_plain; remove_body = r_free; }
    static int p_threaded(struct pci_dev *p)
    { return request_threaded_irq(irq, wakes, thread, 0, "d", &id_a); }
    void threaded(void) { probe_body = p_threaded; remove_body = r_free; }

    static int p_refused(struct pci_dev *p)
    {
    	sim_assert(request_irq(33, hard, 0, "d", &id_a) == -EINVAL);
    	sim_assert(request_irq(-1, hard, 0, "d", &id_a) == -EINVAL);
    	sim_assert(request_irq(irq, NULL, IRQF_SHARED, "d", &id_a) == -EINVAL);
    	sim_assert(request_irq(irq, hard, IRQF_SHARED | IRQF_NO_AUTOEN, "d", &id_a) == -EINVAL);
    	sim_assert(request_irq(irq, hard, IRQF_COND_SUSPEND, "d", &id_a) == -EINVAL);
    	sim_assert(request_irq(irq, hard, IRQF_SHARED | IRQF_TRIGGER_LOW, "d", &id_a) == 0);
    	sim_assert(request_irq(irq, hard, IRQF_SHARED | IRQF_TRIGGER_HIGH, "d", &id_b) == -EBUSY);
    	sim_assert(request_irq(irq, hard, IRQF_SHARED, "d", &id_b) == 0);
    	free_irq(irq, &id_b);
    	return 0;
    }
    void refused(void) { probe_body = p_refused; remove_body = r_free; }

    /* 3.2: messages are safe without ONESHOT */
    static int in_thread;
    static irqreturn_t not_masked(int n, void *dev) { sim_assert(!in_thread); return IRQ_WAKE_THREAD; }
    static irqreturn_t long_thread(int n, void *dev)
    {
    	in_thread = 1;
    	msleep(1);
    	in_thread = 0;
    	return IRQ_HANDLED;
    }
    static int p_oneshot_msi(struct pci_dev *p)
    {
    	sim_assert(pci_alloc_irq_vectors(p, 1, 1, PCI_IRQ_MSI) == 1);
    	irq = pci_irq_vector(p, 0);
    	return request_threaded_irq(irq, not_masked, long_thread, IRQF_ONESHOT, "d", &id_a);
    }
    static int p_thread_msi(struct pci_dev *p)
    {
    	sim_assert(pci_alloc_irq_vectors(p, 1, 1, PCI_IRQ_MSI) == 1);
    	irq = pci_irq_vector(p, 0);
    	return request_threaded_irq(irq, NULL, thread, 0, "d", &id_a);
    }
    static void r_msi(struct pci_dev *p) { free_irq(irq, &id_a); pci_free_irq_vectors(p); }
    void oneshot_msi(void) { probe_body = p_oneshot_msi; remove_body = r_msi; }
    void thread_msi(void) { probe_body = p_thread_msi; remove_body = r_msi; }

    /* 3.3: CONFIG_DEBUG_SHIRQ */
    static irqreturn_t reads(int n, void *dev) { readl(regs); runs++; return IRQ_NONE; }
    static irqreturn_t counts(int n, void *dev) { runs++; return IRQ_NONE; }
    static int p_shared(struct pci_dev *p) { return request_irq(irq, reads, IRQF_SHARED, "d", &id_a); }
    static void r_unmap_first(struct pci_dev *p)
    {
    	pci_iounmap(p, regs);
    	free_irq(irq, &id_a);
    	regs = NULL;
    }
    void shared_unmap_first(void) { probe_body = p_shared; remove_body = r_unmap_first; }
    void shared_free_first(void) { probe_body = p_shared; remove_body = r_free; }
    static int p_counts(struct pci_dev *p) { return request_irq(irq, counts, IRQF_SHARED, "d", &id_a); }
    void shared_counts(void) { probe_body = p_counts; remove_body = r_free; }
    void called_once(void) { sim_assert(runs == 1); }
    void never_called(void) { sim_assert(runs == 0); }
    static int p_plain_reads(struct pci_dev *p) { return request_irq(irq, reads, 0, "d", &id_a); }
    void alone_unmap_first(void) { probe_body = p_plain_reads; remove_body = r_unmap_first; }
    static irqreturn_t sleeps(int n, void *dev) { msleep(1); return IRQ_NONE; }
    static int p_sleeps(struct pci_dev *p) { return request_irq(irq, sleeps, IRQF_SHARED, "d", &id_a); }
    void shared_sleeps(void) { probe_body = p_sleeps; remove_body = r_free; }
    static irqreturn_t use_late(int n, void *dev) { (*late)++; return IRQ_NONE; }
    static int p_devm_late(struct pci_dev *p)
    {
    	int err;

    	late = &value;
    	err = devm_request_irq(&p->dev, irq, use_late, IRQF_SHARED, "d", &id_a);
    	if (err)
    		return err;
    	late = devm_kzalloc(&p->dev, sizeof(*late), GFP_KERNEL);
    	return late ? 0 : -ENOMEM;
    }
    static int p_devm_early(struct pci_dev *p)
    {
    	late = devm_kzalloc(&p->dev, sizeof(*late), GFP_KERNEL);
    	return late ? devm_request_irq(&p->dev, irq, use_late, IRQF_SHARED, "d", &id_a) : -ENOMEM;
    }
    void devm_late(void) { probe_body = p_devm_late; remove_body = r_nothing; }
    void devm_early(void) { probe_body = p_devm_early; remove_body = r_nothing; }

    /* 3.3: the wait is for the whole line */
    static DECLARE_COMPLETION(go);
    static irqreturn_t stuck(int n, void *dev) { wait_for_completion(&go); return IRQ_HANDLED; }
    static int p_two(struct pci_dev *p)
    {
    	int err = request_threaded_irq(irq, NULL, stuck, IRQF_SHARED | IRQF_ONESHOT, "a", &id_a);

    	return err ?: request_threaded_irq(irq, NULL, thread, IRQF_SHARED | IRQF_ONESHOT, "b", &id_b);
    }
    static void r_two(struct pci_dev *p)
    {
    	free_irq(irq, &id_b);
    	complete_all(&go);
    	free_irq(irq, &id_a);
    }
    static void r_two_good(struct pci_dev *p)
    {
    	complete_all(&go);
    	free_irq(irq, &id_b);
    	free_irq(irq, &id_a);
    }
    void two(void) { probe_body = p_two; remove_body = r_two; }
    void two_good(void) { probe_body = p_two; remove_body = r_two_good; }
    static irqreturn_t disables(int n, void *dev) { disable_hardirq(n); return IRQ_HANDLED; }
    static int p_disables(struct pci_dev *p) { return request_irq(irq, disables, 0, "d", &id_a); }
    void hard_disables_hard(void) { probe_body = p_disables; remove_body = r_free; }
    static irqreturn_t syncs(int n, void *dev) { synchronize_irq(n); return IRQ_HANDLED; }
    static int p_syncs(struct pci_dev *p)
    { return request_threaded_irq(irq, NULL, syncs, IRQF_ONESHOT, "d", &id_a); }
    void thread_syncs(void) { probe_body = p_syncs; remove_body = r_free; }

    /* 3.4 */
    static int ran_disabled, is_disabled;
    static irqreturn_t counted(int n, void *dev) { runs++; if (is_disabled) ran_disabled = 1; return IRQ_HANDLED; }
    static int p_counted(struct pci_dev *p) { return request_irq(irq, counted, 0, "d", &id_a); }
    void counting(void) { probe_body = p_counted; remove_body = r_free; }
    void disable(void) { disable_irq(irq); is_disabled = 1; }
    void nested(void) { disable_irq(irq); disable_irq_nosync(irq); enable_irq(irq); is_disabled = 1; }
    void enable(void) { is_disabled = 0; enable_irq(irq); }
    void not_ran(void) { sim_assert(!ran_disabled); }
    void one_run(void) { sim_assert(runs <= 1); }
    void ran(void) { sim_assert(runs >= 1); }
    void hard_only(void) { disable_hardirq(irq); stopped = 1; }
    void hard_result(void) { if (disable_hardirq(irq)) stopped = 1; }
    void sync_hard(void) { sim_assert(synchronize_hardirq(irq)); }
    static irqreturn_t from_handler(int n, void *dev) { disable_irq_nosync(n); enable_irq(n); return IRQ_HANDLED; }
    static int p_from_handler(struct pci_dev *p) { return request_irq(irq, from_handler, 0, "d", &id_a); }
    void enables_itself(void) { probe_body = p_from_handler; remove_body = r_free; }
    void wake(void) { irq_wake_thread(irq, &id_a); }
    void thread_ran(void) { sim_assert(!thread_runs); }
    static void r_hint_left(struct pci_dev *p) { irq_set_affinity_hint(irq, (void *)&id_b); free_irq(irq, &id_a); }
    static void r_hint(struct pci_dev *p)
    {
    	irq_set_affinity_hint(irq, (void *)&id_b);
    	irq_set_affinity_hint(irq, NULL);
    	free_irq(irq, &id_a);
    }
    void hint_left(void) { probe_body = p_plain; remove_body = r_hint_left; }
    void hint(void) { probe_body = p_plain; remove_body = r_hint; }

    /* 3.4, 3.5: masked in the device; register 0x10 enables its interrupts */
    static int p_masked(struct pci_dev *p) { int err = request_irq(irq, hard, 0, "d", &id_a); writel(1, regs + 0x10); return err; }
    static int p_masked_msi(struct pci_dev *p)
    {
    	sim_assert(pci_alloc_irq_vectors(p, 1, 1, PCI_IRQ_MSI) == 1);
    	irq = pci_irq_vector(p, 0);
    	return p_masked(p);
    }
    static void r_mask_sync(struct pci_dev *p)
    {
    	writel(0, regs + 0x10);
    	readl(regs + 0x10);
    	synchronize_irq(irq);
    	stopped = 1;
    	free_irq(irq, &id_a);
    	pci_free_irq_vectors(p);
    }
    static void r_mask_disable(struct pci_dev *p)
    {
    	writel(0, regs + 0x10);
    	disable_irq(irq);
    	stopped = 1;
    	free_irq(irq, &id_a);
    	pci_free_irq_vectors(p);
    }
    void intx_mask_sync(void) { probe_body = p_masked; remove_body = r_mask_sync; }
    void msi_mask_sync(void) { probe_body = p_masked_msi; remove_body = r_mask_sync; }
    void msi_mask_disable(void) { probe_body = p_masked_msi; remove_body = r_mask_disable; }
    void intx_off(void) { pci_intx(pdev, 0); synchronize_irq(irq); stopped = 1; }
    void no_master(void) { pci_clear_master(pdev); synchronize_irq(irq); stopped = 1; }

    static int p_msi_old(struct pci_dev *p)
    {
    	int old = p->irq;

    	sim_assert(!pci_enable_msi(p) && p->irq != old && p->msi_enabled);
    	irq = p->irq;
    	return request_irq(irq, hard, 0, "d", &id_a);
    }
    static void r_msi_old(struct pci_dev *p)
    {
    	free_irq(irq, &id_a);
    	pci_disable_msi(p);
    	sim_assert(p->irq != irq && !p->msi_enabled);
    }
    void msi_old(void) { probe_body = p_msi_old; remove_body = r_msi_old; }
    static void r_wrong_number(struct pci_dev *p)
    {
    	pci_disable_msi(p);
    	free_irq(p->irq, &id_a);
    }
    void wrong_number(void) { probe_body = p_msi_old; remove_body = r_wrong_number; }
    static int p_msix(struct pci_dev *p)
    {
    	struct msix_entry e[2] = { { .entry = 0 }, { .entry = 1 } };

    	sim_assert(pci_msix_vec_count(p) == 2);
    	sim_assert(pci_enable_msix_range(p, e, 3, 4) == -ENOSPC);
    	sim_assert(pci_enable_msix_exact(p, e, 2) == 0 && e[0].vector != e[1].vector);
    	irq = e[1].vector;
    	return request_irq(irq, hard, 0, "d", &id_a);
    }
    static void r_msix(struct pci_dev *p) { free_irq(irq, &id_a); pci_disable_msix(p); }
    void msix(void) { probe_body = p_msix; remove_body = r_msix; }
    static int p_fallback(struct pci_dev *p)
    {
    	sim_assert(pci_alloc_irq_vectors(p, 1, 4, PCI_IRQ_MSI | PCI_IRQ_MSIX) == -ENOSPC);
    	sim_assert(pci_alloc_irq_vectors(p, 2, 4, PCI_IRQ_ALL_TYPES) == -ENOSPC);
    	sim_assert(pci_alloc_irq_vectors(p, 1, 4, PCI_IRQ_ALL_TYPES) == 1);
    	sim_assert(pci_irq_vector(p, 0) == irq);
    	return request_irq(irq, hard, 0, "d", &id_a);
    }
    void fallback(void) { probe_body = p_fallback; remove_body = r_msi; }
    static int p_twice(struct pci_dev *p)
    { pci_alloc_irq_vectors(p, 1, 1, PCI_IRQ_MSI); return pci_enable_msi(p); }
    void allocated_twice(void) { probe_body = p_twice; remove_body = r_nothing; }
    """#)

  private static func on(
    _ name: String, _ driver: String, _ threads: String, _ finds: String..., vectors: Int = 1,
    config: String = "", registers: String = "", bound: Bool = true
  ) -> KernelCase {
    var c = KernelCase(
      name,
      "setup: [insmod, call \(driver)\(bound ? ", bind" : "")]\nthreads: {\(threads)}\n"
        + "device: {vectors: \(vectors), registers: {\(registers)}}"
        + (config.isEmpty ? "" : "\nconfig: [\(config)]"))
    c.finds = finds
    return c
  }

  private static let enables = "0x10: irq-enable"

  static let cases: [KernelCase] = [
    on("3.2 what request_irq refuses, and what sharing takes", "refused", "a: unbind"),
    on("3.2 a message's handler may run while its ONESHOT thread does", "oneshot_msi",
      "a: irq x3", "assertion: in_thread"),
    on("3.2 a message needs no ONESHOT for a thread alone", "thread_msi", "a: irq x2, b: unbind"),
    on("3.3 DEBUG_SHIRQ calls the handler once more", "shared_counts", "a: [unbind, call called_once]",
      config: "DEBUG_SHIRQ"),
    on("3.3 without it the handler is not called", "shared_counts", "a: [unbind, call never_called]"),
    on("3.3 DEBUG_SHIRQ after the registers are unmapped", "shared_unmap_first", "a: unbind",
      "use-after-remove: reads", config: "DEBUG_SHIRQ"),
    on("3.3 DEBUG_SHIRQ before they are", "shared_free_first", "a: unbind, b: irq x2",
      config: "DEBUG_SHIRQ"),
    on("3.3 DEBUG_SHIRQ leaves a line that is not shared alone", "alone_unmap_first", "a: unbind",
      config: "DEBUG_SHIRQ"),
    on("3.3 DEBUG_SHIRQ calls with interrupts off", "shared_sleeps", "a: unbind",
      "sleep-in-atomic: sleeps", config: "DEBUG_SHIRQ"),
    on("3.5 DEBUG_SHIRQ finds a devm irq requested too early", "devm_late", "a: unbind",
      "use-after-remove: use_late", config: "DEBUG_SHIRQ"),
    on("3.5 DEBUG_SHIRQ and a devm irq requested last", "devm_early", "a: unbind, b: irq x2",
      config: "DEBUG_SHIRQ"),
    on("3.3 free_irq waits for another driver's thread on the line", "two", "a: irq, b: unbind",
      "deadlock: stuck"),
    on("3.3 and goes on when that one has finished", "two_good", "a: irq, b: unbind"),
    on("3.1 a shared line is raised by others when the device is gone", "shared_counts",
      "a: [surprise-remove], b: [irq, call never_called]", "assertion: runs == 0"),
    on("3.4 disable_hardirq in the own handler", "hard_disables_hard", "a: irq", "deadlock: disables"),
    on("3.4 synchronize_irq in the own thread", "thread_syncs", "a: irq", "deadlock: syncs"),
    on("3.4 disable_irq nests", "counting",
      "a: [call nested, irq x2, call not_ran, call enable, sleep 1ms, call one_run]"),
    on("3.4 what came meanwhile is delivered once", "counting",
      "a: [call disable, irq x3, call enable, sleep 1ms, call one_run]"),
    on("3.4 disable_hardirq does not wait for the thread", "threaded", "a: irq, b: call hard_only",
      "assertion: stopped"),
    on("3.4 disable_hardirq tells whether a thread is active", "threaded",
      "a: irq, b: call hard_result"),
    on("3.4 synchronize_hardirq tells of an active thread", "threaded", "a: irq, b: call sync_hard",
      "assertion: synchronize_hardirq"),
    on("3.4 disabling and enabling in the handler", "enables_itself", "a: irq x2, b: unbind"),
    on("3.1 irq_wake_thread", "threaded", "a: [call wake, sleep 10ms, call thread_ran]",
      "assertion: !thread_runs"),
    on("3.3 an affinity hint left", "hint_left", "a: unbind", "api-misuse: hint"),
    on("3.3 an affinity hint taken back", "hint", "a: unbind"),
    on("3.4 a message on its way comes after synchronize_irq", "msi_mask_sync", "a: irq, b: unbind",
      "assertion: stopped", registers: enables),
    on("3.4 disable_irq keeps it off", "msi_mask_disable", "a: irq x2, b: unbind",
      registers: enables),
    on("3.4 an INTx is synchronized with", "intx_mask_sync", "a: irq x2, b: unbind",
      registers: enables),
    on("3.5 pci_intx keeps the device from raising INTx", "plain", "a: irq x2, b: call intx_off"),
    on("3.5 bus mastering off does not", "plain", "a: irq x2, b: call no_master",
      "assertion: stopped"),
    on("3.5 pci_enable_msi changes pci_dev.irq", "msi_old", "a: irq, b: unbind"),
    on("3.5 the number after pci_disable_msi is another one", "wrong_number", "a: unbind",
      "api-misuse: vectors freed"),
    on("3.5 MSI-X by table", "msix", "a: irq 1, b: unbind", vectors: 2),
    on("3.5 no messages: INTx", "fallback", "b: unbind", vectors: 0),
    on("3.5 messages switched on twice", "allocated_twice", "a: bind", "api-misuse: twice",
      bound: false),
  ]

  @Test("interrupt lines", arguments: cases)
  func lines(_ c: KernelCase) throws { try c.check(Self.c) }
}
