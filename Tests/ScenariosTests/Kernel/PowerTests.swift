import Testing

@testable import Scenarios

/// Sections 9.6, 9.8, 9.9: resets and recovery, runtime PM, system suspend.
@Suite("Kernel: power and recovery")
struct PowerTests {
  private static let c = CompiledC(
    #"""
    #include <linux/pm_runtime.h>
    static int (*probe_body)(struct pci_dev *);
    static void (*remove_body)(struct pci_dev *);
    static struct pci_dev *pdev;
    static struct device *d;
    static void __iomem *regs;
    static int suspends, resumes, idles, removed, in_callback, failing, order, *mem;
    static DEFINE_MUTEX(m);

    static int probe(struct pci_dev *p, const struct pci_device_id *id)
    {
    	if (!probe_body)
    		return -ENODEV;
    	pdev = p;
    	d = &p->dev;
    	if (pci_enable_device(p))
    		return -EIO;
    	regs = pci_iomap(p, 0, 0);
    	return probe_body(p);
    }
    static void remove(struct pci_dev *p)
    {
    	remove_body(p);
    	pci_iounmap(p, regs);
    	pci_disable_device(p);
    	removed = 1;
    }

    static int rt_suspend(struct device *dev)
    {
    	sim_assert(!removed && !in_callback);
    	in_callback = 1;
    	if (mem)
    		(*mem)++;
    	suspends++;
    	writel(5, regs + 0x20);
    	in_callback = 0;
    	return failing;
    }
    static int rt_resume(struct device *dev)
    {
    	sim_assert(!removed && !in_callback);
    	in_callback = 1;
    	resumes++;
    	readl(regs);
    	in_callback = 0;
    	return 0;
    }
    static int rt_idle(struct device *dev) { idles++; return 0; }
    static int sys_suspend(struct device *dev) { sim_assert(order == 0); order = 1; return failing; }
    static int sys_late(struct device *dev) { sim_assert(order == 1); order = 2; return 0; }
    static int sys_noirq(struct device *dev) { sim_assert(order == 2); order = 3; return 0; }
    static int sys_resume_noirq(struct device *dev) { sim_assert(order == 3); order = 4; return 0; }
    static int sys_early(struct device *dev) { sim_assert(order == 4); order = 5; return 0; }
    static int sys_resume(struct device *dev) { sim_assert(order == 5); order = 6; readl(regs); return 0; }
    static const struct dev_pm_ops pm = {
    	RUNTIME_PM_OPS(rt_suspend, rt_resume, rt_idle)
    	SYSTEM_SLEEP_PM_OPS(sys_suspend, sys_resume)
    	LATE_SYSTEM_SLEEP_PM_OPS(sys_late, sys_early)
    	NOIRQ_SYSTEM_SLEEP_PM_OPS(sys_noirq, sys_resume_noirq)
    };

    /* 9.6 */
    static int detected, enabled_mmio, slot, resumed, prepared, vote = PCI_ERS_RESULT_NEED_RESET;
    static int failed;
    static pci_ers_result_t error_detected(struct pci_dev *p, pci_channel_state_t state)
    {
    	sim_assert(!removed);
    	if (state == pci_channel_io_perm_failure) {
    		failed = 1;
    		return PCI_ERS_RESULT_DISCONNECT;
    	}
    	detected++;
    	return vote;
    }
    static pci_ers_result_t mmio_enabled(struct pci_dev *p)
    { sim_assert(detected == 1 && !slot); enabled_mmio++; return PCI_ERS_RESULT_RECOVERED; }
    static int restores = 1;
    static pci_ers_result_t slot_reset(struct pci_dev *p)
    {
    	sim_assert(detected == 1 && pci_channel_offline(p));
    	slot++;
    	if (restores) {
    		pci_restore_state(p);
    		pci_save_state(p);
    		sim_assert(readl(regs + 0x20) == 0);
    	}
    	return PCI_ERS_RESULT_RECOVERED;
    }
    static void resume_errors(struct pci_dev *p) { sim_assert(!pci_channel_offline(p)); resumed++; }
    static void reset_prepare(struct pci_dev *p) { prepared = 1; }
    static void reset_done(struct pci_dev *p) { sim_assert(prepared == 1); prepared = 2; }
    static const struct pci_error_handlers handlers = {
    	.error_detected = error_detected, .mmio_enabled = mmio_enabled, .slot_reset = slot_reset,
    	.resume = resume_errors, .reset_prepare = reset_prepare, .reset_done = reset_done,
    };
    static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver drv = {
    	.name = "d", .id_table = ids, .probe = probe, .remove = remove,
    	.driver.pm = &pm, .err_handler = &handlers,
    };
    module_pci_driver(drv);
    static void r_nothing(struct pci_dev *p) { }

    static int p_errors(struct pci_dev *p) { pci_save_state(p); writel(7, regs + 0x20); return 0; }
    void errors(void) { probe_body = p_errors; remove_body = r_nothing; }
    void recoverable(void) { errors(); vote = PCI_ERS_RESULT_CAN_RECOVER; }
    void hopeless(void) { errors(); vote = PCI_ERS_RESULT_DISCONNECT; }
    void unrestored(void) { errors(); restores = 0; }
    void was_reset(void) { sim_assert(slot == 1 && resumed == 1 && !enabled_mmio); }
    void was_recovered(void) { sim_assert(!slot && resumed == 1 && enabled_mmio == 1); }
    void was_lost(void) { sim_assert(!slot && !resumed && failed); }
    void still_lost(void) { sim_assert(readl(regs) == ~0u); }
    static struct work_struct w;
    static void locking(struct work_struct *work) { device_lock(d); device_unlock(d); }
    static pci_ers_result_t flushing(struct pci_dev *p, pci_channel_state_t state)
    { flush_work(&w); return PCI_ERS_RESULT_DISCONNECT; }
    static const struct pci_error_handlers flushing_handlers = { .error_detected = flushing };
    static int p_flushing(struct pci_dev *p)
    { INIT_WORK(&w, locking); schedule_work(&w); return 0; }
    static void r_flushing(struct pci_dev *p) { cancel_work(&w); }
    void flush_in_handler(void)
    { probe_body = p_flushing; remove_body = r_flushing; drv.err_handler = &flushing_handlers; }
    static int p_reset(struct pci_dev *p)
    {
    	writel(7, regs + 0x20);
    	sim_assert(!pci_reset_function_locked(p));
    	sim_assert(readl(regs + 0x20) == 0 && prepared == 2);
    	return 0;
    }
    void reset_locked(void) { probe_body = p_reset; remove_body = r_nothing; }
    static int p_reset_self(struct pci_dev *p) { return pci_reset_function(p); }
    void reset_self(void) { probe_body = p_reset_self; remove_body = r_nothing; }
    static int p_reset_try(struct pci_dev *p) { sim_assert(pci_try_reset_function(p) == -EAGAIN); return 0; }
    void reset_try(void) { probe_body = p_reset_try; remove_body = r_nothing; }

    /* 9.8: allowed by user space; the probe's count is dropped */
    static int p_rpm(struct pci_dev *p) { pm_runtime_put_noidle(d); return 0; }
    static void r_rpm(struct pci_dev *p) { pm_runtime_get_noresume(d); }
    void rpm(void) { probe_body = p_rpm; remove_body = r_rpm; }
    void use(void)
    {
    	int err = pm_runtime_get_sync(d);

    	sim_assert(err >= 0);
    	readl(regs);
    	pm_runtime_put(d);
    }
    void use_sync(void)
    {
    	sim_assert(!pm_runtime_resume_and_get(d));
    	writel(1, regs);
    	pm_runtime_put_sync(d);
    }
    void use_asleep(void) { readl(regs); }
    void not_suspended(void) { sim_assert(!suspends); }
    void resumed_again(void) { sim_assert(resumes); }
    void put_only(void) { pm_runtime_get_noresume(d); pm_runtime_put(d); }
    static void r_rpm_forgotten(struct pci_dev *p) { }
    void rpm_forgotten(void) { probe_body = p_rpm; remove_body = r_rpm_forgotten; }
    static void r_rpm_puts(struct pci_dev *p) { pm_runtime_put_sync(d); readl(regs); pm_runtime_get_noresume(d); pm_runtime_get_noresume(d); }
    void rpm_puts(void) { probe_body = p_rpm; remove_body = r_rpm_puts; }
    void underflow(void) { pm_runtime_put(d); }
    static int p_auto(struct pci_dev *p)
    {
    	pm_runtime_set_autosuspend_delay(d, 100);
    	pm_runtime_use_autosuspend(d);
    	pm_runtime_mark_last_busy(d);
    	pm_runtime_put_autosuspend(d);
    	return 0;
    }
    static void r_auto(struct pci_dev *p) { pm_runtime_get_sync(d); pm_runtime_dont_use_autosuspend(d); pm_runtime_get_noresume(d); pm_runtime_put_noidle(d); }
    void autosuspend(void) { probe_body = p_auto; remove_body = r_auto; }
    static int p_disabled(struct pci_dev *p)
    {
    	pm_runtime_disable(d);
    	pm_runtime_set_suspended(d);
    	sim_assert(pm_runtime_get_sync(d) == -EACCES);
    	sim_assert(pm_runtime_resume_and_get(d) == -EACCES);
    	pm_runtime_set_active(d);
    	sim_assert(pm_runtime_get_sync(d) == 1);
    	pm_runtime_enable(d);
    	pm_runtime_put_noidle(d);
    	/* The first get_sync failed and has raised the count all the same. */
    	pm_runtime_put_noidle(d);
    	pm_runtime_put_noidle(d);
    	return 0;
    }
    void disabled(void) { probe_body = p_disabled; remove_body = r_rpm; }
    static int p_enable(struct pci_dev *p) { pm_runtime_enable(d); return 0; }
    void enabled_twice(void) { probe_body = p_enable; remove_body = r_nothing; }
    void busy(void) { failing = -EBUSY; }
    void stays(void) { sim_assert(!pm_runtime_suspended(d)); }
    static int p_mem(struct pci_dev *p) { mem = kzalloc(sizeof(*mem), GFP_KERNEL); return p_rpm(p); }
    static void r_mem_early(struct pci_dev *p) { kfree(mem); pm_runtime_put_sync(d); pm_runtime_get_noresume(d); pm_runtime_get_noresume(d); }
    static void r_mem(struct pci_dev *p) { pm_runtime_get_noresume(d); kfree(mem); mem = NULL; }
    void mem_early(void) { probe_body = p_mem; remove_body = r_mem_early; }
    void mem_good(void) { probe_body = p_mem; remove_body = r_mem; }
    void wait_barrier(void) { pm_runtime_barrier(d); sim_assert(!in_callback); }
    void forbid(void) { pm_runtime_forbid(d); sim_assert(pm_runtime_active(d)); readl(regs); pm_runtime_allow(d); }
    void atomic_get(void) { spinlock_t l; spin_lock_init(&l); spin_lock(&l); pm_runtime_get(d); pm_runtime_put(d); spin_unlock(&l); }
    void atomic_get_sync(void) { spinlock_t l; spin_lock_init(&l); spin_lock(&l); pm_runtime_get_sync(d); spin_unlock(&l); }

    /* 9.9 */
    static struct timer_list t;
    static void tick(struct timer_list *timer) { readl(regs); mod_timer(timer, jiffies + 1); }
    static int p_sleep(struct pci_dev *p) { return 0; }
    void sleeping(void) { probe_body = p_sleep; remove_body = r_nothing; }
    static int p_timer(struct pci_dev *p) { timer_setup(&t, tick, 0); mod_timer(&t, jiffies + 1); return 0; }
    static void r_timer(struct pci_dev *p) { timer_shutdown_sync(&t); }
    void timer_runs_on(void) { probe_body = p_timer; remove_body = r_timer; }
    static int timer_off(struct device *dev) { timer_delete_sync(&t); return 0; }
    static int timer_on(struct device *dev) { mod_timer(&t, jiffies + 1); return 0; }
    static const struct dev_pm_ops stopping = { SYSTEM_SLEEP_PM_OPS(timer_off, timer_on) };
    void timer_stopped(void) { timer_runs_on(); drv.driver.pm = &stopping; }
    void in_order(void) { sim_assert(order == 0 || order == 6); order = 0; }
    void was_resumed(void) { sim_assert(order == 6); }
    void refused(void) { sim_assert(order == 1 && !pm_runtime_suspended(d)); readl(regs); }
    static irqreturn_t hard(int irq, void *dev) { sim_assert(order != 3); readl(regs); return IRQ_HANDLED; }
    static int p_irq(struct pci_dev *p) { return request_irq(p->irq, hard, 0, "d", &order); }
    static void r_irq(struct pci_dev *p) { free_irq(p->irq, &order); }
    void irqs(void) { probe_body = p_irq; remove_body = r_irq; }
    static DECLARE_WAIT_QUEUE_HEAD(wq);
    void waits(void) { if (wait_event_interruptible(wq, order == 77)) return; }
    void touches(void) { sim_assert(order == 0 || order == 6); readl(regs); }
    """#)

  private static func on(
    _ name: String, _ driver: String, _ threads: String, _ finds: String...,
    device: String = "power: auto", bound: Bool = true
  ) -> KernelCase {
    var c = KernelCase(
      name,
      "setup: [insmod, call \(driver)\(bound ? ", bind" : "")]\nthreads: {\(threads)}\n"
        + "device: {\(device)}")
    c.finds = finds
    return c
  }

  static let cases: [KernelCase] = [
    on("9.6 a fatal error: detected, reset, resumed", "errors", "a: [aer-reset, call was_reset]"),
    on("9.6 an error that the driver recovers from", "recoverable",
      "a: [aer-nonfatal, call was_recovered]"),
    on("9.6 a driver that gives up is told that its device is lost", "hopeless",
      "a: [aer-nonfatal, call was_lost]"),
    on("9.6 nothing answers after a reset until the state is restored", "unrestored",
      "a: [aer-reset, call still_lost]"),
    on("9.6 recovery holds device_lock against remove", "errors", "a: aer-reset, b: unbind"),
    on("9.6 a handler that waits for a work that takes device_lock", "flush_in_handler",
      "a: aer-reset", "deadlock", "lock-order: device_lock"),
    on("9.6 pci_reset_function_locked in probe", "reset_locked", "a: [bind, unbind]", bound: false),
    on("9.6 pci_reset_function in probe waits for itself", "reset_self", "a: bind", "deadlock: p_reset_self",
      bound: false),
    on("9.6 pci_try_reset_function does not", "reset_try", "a: [bind, unbind]", bound: false),
    on("9.8 a device that nobody uses is suspended", "rpm", "a: [call put_only, sleep 1ms, call not_suspended]",
      "assertion: !suspends"),
    on("9.8 not while user space forbids it", "rpm", "a: [call put_only, sleep 1ms, call not_suspended]",
      device: "vectors: 1"),
    on("9.8 get_sync resumes, users and unbind", "rpm", "a: call use, b: call use_sync, c: unbind",
      "use-after-remove"),
    on("9.8 registers without a count", "rpm", "a: [call put_only, sleep 1ms, call use_asleep]",
      "api-misuse: low-power"),
    on("9.8 users alone", "rpm", "a: call use, b: call use_sync, c: call use"),
    on("9.8 unbind resumes and waits", "rpm", "a: call put_only, b: unbind"),
    on("9.8 remove that does not take the count back", "rpm_forgotten", "a: unbind",
      "api-misuse: underflow"),
    on("9.8 a count dropped too often", "rpm", "a: call underflow", "api-misuse: underflow"),
    on("9.8 remove that drops the bus's count", "rpm_puts", "a: unbind", "api-misuse: low-power"),
    on("9.8 a callback in remove after its memory", "mem_early", "a: unbind", "use-after-free: rt_suspend"),
    on("9.8 the count keeps callbacks away", "mem_good", "a: call put_only, b: unbind"),
    on("9.8 autosuspend and unbind", "autosuspend", "a: [sleep 200ms, call not_suspended, unbind]",
      "assertion: !suspends"),
    on("9.8 autosuspend against unbind", "autosuspend", "a: [sleep 200ms, unbind], b: call put_only"),
    on("9.8 get_sync of a disabled device fails and raises the count", "disabled", "a: [bind, unbind]",
      bound: false),
    on("9.8 enabled twice", "enabled_twice", "a: bind", "api-misuse: pm_runtime_enable", bound: false),
    on("9.8 a callback that refuses", "rpm", "a: [call busy, call put_only, sleep 1ms, call stays]"),
    on("9.8 the barrier waits for callbacks", "rpm", "a: [call put_only, call wait_barrier]"),
    on("9.8 forbid and allow", "rpm", "a: [call put_only, call forbid], b: call use"),
    on("9.8 pm_runtime_get in atomic context", "rpm", "a: call atomic_get"),
    on("9.8 pm_runtime_get_sync in atomic context", "rpm",
      "a: [call put_only, sleep 1ms, call atomic_get_sync]", "sleep-in-atomic"),
    on("9.9 the callbacks of a suspend come in order", "sleeping",
      "a: [suspend, resume, call was_resumed]"),
    on("9.9 a suspend that the driver refuses", "sleeping", "a: [call busy, suspend, call refused]"),
    on("9.9 user tasks are frozen", "sleeping", "a: [suspend, resume], b: [call touches, call touches]"),
    on("9.9 a sleep that signals end is no hindrance", "sleeping",
      "a: [suspend, resume], b: call waits"),
    on("9.9 a timer runs on after suspend", "timer_runs_on", "a: [suspend, resume]",
      "api-misuse: low-power"),
    on("9.9 a driver that stops it", "timer_stopped", "a: [suspend, resume, unbind]"),
    on("9.9 device interrupts are off in the last stage", "irqs", "a: [suspend, resume, unbind], b: irq x2"),
    on("9.9 frozen for good", "sleeping", "a: suspend, b: call touches"),
  ]

  @Test("power and recovery", arguments: cases)
  func power(_ c: KernelCase) throws { try c.check(Self.c, seeds: 300) }
}
