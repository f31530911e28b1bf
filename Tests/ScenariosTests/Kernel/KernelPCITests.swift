import Testing

@testable import Scenarios

/// Sections 8.2 to 8.4 and 9.1 to 9.5: binding, devres, PCI, registers, removal.
@Suite("Kernel: PCI and driver core")
struct KernelPCITests {
  private static let c = CompiledC(
    #"""
    static int (*probe_body)(struct pci_dev *);
    static void (*remove_body)(struct pci_dev *);
    static struct pci_dev *pdev;
    static void __iomem *regs;
    static int probes, removes, in_probe, in_remove, order, seen, *value;
    static struct work_struct w;
    static struct timer_list t;
    static u32 last;

    static int probe(struct pci_dev *p, const struct pci_device_id *id)
    {
    	int err;

    	pdev = p;
    	if (!probe_body)
    		return -ENODEV;
    	sim_assert(p->dev.driver && pci_get_drvdata(p) == NULL);
    	sim_assert(!in_probe && !in_remove && probes == removes);
    	in_probe = 1;
    	err = probe_body(p);
    	if (!err)
    		probes++;
    	in_probe = 0;
    	return err;
    }
    static void remove(struct pci_dev *p)
    {
    	sim_assert(!in_probe && !in_remove);
    	in_remove = 1;
    	removes++;
    	if (remove_body)
    		remove_body(p);
    	in_remove = 0;
    }
    static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver drv = { .name = "d", .id_table = ids, .probe = probe, .remove = remove };
    module_pci_driver(drv);

    static int p_nothing(struct pci_dev *p) { return 0; }
    static void r_nothing(struct pci_dev *p) { }
    void empty(void) { probe_body = p_nothing; remove_body = r_nothing; }
    void all_removed(void) { sim_assert(probes == removes); }
    void removed_once(void) { sim_assert(removes == 1); }
    void is_bound(void) { sim_assert(probes == removes + 1 && pdev->dev.driver && pdev->driver == &drv); }

    /* 8.2 */
    static void act(void *data) { *(int *)data = ++order; }
    static int a1, a2, a3;
    static int p_fails(struct pci_dev *p)
    {
    	pci_set_drvdata(p, &order);
    	if (devm_add_action_or_reset(&p->dev, act, &a1))
    		return -ENOMEM;
    	return -EIO;
    }
    void failing(void) { probe_body = p_fails; }
    void after_failure(void)
    {
    	sim_assert(removes == 0 && probes == 0 && a1 == 1);
    	sim_assert(pdev->dev.driver == NULL && pci_get_drvdata(pdev) == NULL && pdev->driver == NULL);
    }
    static int p_fails_mapped(struct pci_dev *p)
    {
    	regs = pci_iomap(p, 0, 0);
    	return -EIO;
    }
    void failing_mapped(void) { probe_body = p_fails_mapped; }
    static int p_fails_enabled(struct pci_dev *p) { return pci_enable_device(p) ?: -EIO; }
    void failing_enabled(void) { probe_body = p_fails_enabled; }
    static int p_goto(struct pci_dev *p)
    {
    	int err = -ENOMEM;

    	value = kzalloc(sizeof(*value), GFP_KERNEL);
    	if (!value)
    		return -ENOMEM;
    	err = pci_enable_device(p);
    	if (err)
    		goto free;
    	err = pci_request_regions(p, "d");
    	if (err)
    		goto disable;
    	regs = pci_iomap(p, 0, 0);
    	if (!regs) {
    		err = -ENOMEM;
    		goto release;
    	}
    	return 0;
    release:
    	pci_release_regions(p);
    disable:
    	pci_disable_device(p);
    free:
    	kfree(value);
    	value = NULL;
    	return err;
    }
    static void r_goto(struct pci_dev *p)
    {
    	pci_iounmap(p, regs);
    	pci_release_regions(p);
    	pci_disable_device(p);
    	kfree(value);
    }
    void ladder(void) { probe_body = p_goto; remove_body = r_goto; }
    static int p_unchecked(struct pci_dev *p)
    {
    	value = kzalloc(sizeof(*value), GFP_KERNEL);
    	*value = 1;
    	return 0;
    }
    static void r_kfree(struct pci_dev *p) { kfree(value); }
    void unchecked(void) { probe_body = p_unchecked; remove_body = r_kfree; }

    /* 8.3 */
    static int p_drvdata(struct pci_dev *p)
    {
    	value = kzalloc(sizeof(*value), GFP_KERNEL);
    	pci_set_drvdata(p, value);
    	return 0;
    }
    void drvdata(void) { probe_body = p_drvdata; remove_body = r_kfree; }
    static void still_there(void *data)
    {
    	sim_assert(!in_remove && removes == 1);
    	sim_assert(pci_get_drvdata(pdev) == &order && pdev->dev.driver == &drv.driver);
    	seen = 1;
    }
    static int p_still(struct pci_dev *p)
    {
    	pci_set_drvdata(p, &order);
    	return devm_add_action_or_reset(&p->dev, still_there, NULL);
    }
    void devres_sees_drvdata(void) { probe_body = p_still; remove_body = r_nothing; }
    void was_seen(void) { sim_assert(seen && !pci_get_drvdata(pdev) && !pdev->dev.driver); }
    void late_drvdata(void) { int *d = pci_get_drvdata(pdev); *d = 1; }
    void late_checked(void) { int *d = pci_get_drvdata(pdev); if (d) seen = 1; }
    static void locking_fn(struct work_struct *work)
    {
    	device_lock(&pdev->dev);
    	device_unlock(&pdev->dev);
    }
    static int p_locking(struct pci_dev *p) { INIT_WORK(&w, locking_fn); schedule_work(&w); return 0; }
    static void r_cancel(struct pci_dev *p) { cancel_work_sync(&w); }
    void lock_in_work(void) { probe_body = p_locking; remove_body = r_cancel; }

    /* 8.4 */
    static int p_order(struct pci_dev *p)
    {
    	return devm_add_action(&p->dev, act, &a1) ?: devm_add_action(&p->dev, act, &a2) ?:
    	       devm_add_action(&p->dev, act, &a3);
    }
    static void r_order(struct pci_dev *p) { sim_assert(order == 0); }
    void lifo(void) { probe_body = p_order; remove_body = r_order; }
    void was_lifo(void) { sim_assert(a3 == 1 && a2 == 2 && a1 == 3); }
    static void r_order_changed(struct pci_dev *p)
    {
    	devm_remove_action(&p->dev, act, &a2);
    	devm_release_action(&p->dev, act, &a1);
    	sim_assert(order == 1 && a1 == 1);
    }
    void changed(void) { probe_body = p_order; remove_body = r_order_changed; }
    void was_changed(void) { sim_assert(a1 == 1 && a2 == 0 && a3 == 2); }
    static void r_no_action(struct pci_dev *p) { devm_remove_action(&p->dev, act, &order); }
    void no_action(void) { probe_body = p_nothing; remove_body = r_no_action; }
    static int p_reset(struct pci_dev *p)
    {
    	int err = devm_add_action_or_reset(&p->dev, act, &a1);

    	sim_assert(!err == (a1 == 0));
    	return err;
    }
    void or_reset(void) { probe_body = p_reset; remove_body = r_nothing; }
    static void adds(void *data) { devm_kzalloc(&pdev->dev, 8, GFP_KERNEL); }
    static int p_adds(struct pci_dev *p) { return devm_add_action(&p->dev, adds, NULL); }
    void adding(void) { probe_body = p_adds; remove_body = r_nothing; }
    void probed_once(void) { sim_assert(probes == 1); }
    static int p_devm(struct pci_dev *p)
    {
    	value = devm_kzalloc(&p->dev, sizeof(*value), GFP_KERNEL);
    	return value ? 0 : -ENOMEM;
    }
    static void r_use(struct pci_dev *p) { (*value)++; }
    void devm(void) { probe_body = p_devm; remove_body = r_use; }
    void use_value(void) { (*value)++; }
    static void r_devm_kfree(struct pci_dev *p) { devm_kfree(&p->dev, value); value = NULL; }
    static void r_devm_kfree_static(struct pci_dev *p) { devm_kfree(&p->dev, &order); }
    static void r_kfree_devm(struct pci_dev *p) { kfree(value); }
    void devm_kfreed(void) { probe_body = p_devm; remove_body = r_devm_kfree; }
    void devm_kfree_static(void) { probe_body = p_devm; remove_body = r_devm_kfree_static; }
    void kfree_of_devm(void) { probe_body = p_devm; remove_body = r_kfree_devm; }
    struct timed { struct timer_list t; };
    static void timed_fn(struct timer_list *timer) { seen = 1; }
    static struct timed *timed;
    static int p_timed(struct pci_dev *p)
    {
    	timed = devm_kzalloc(&p->dev, sizeof(*timed), GFP_KERNEL);
    	timer_setup(&timed->t, timed_fn, 0);
    	mod_timer(&timed->t, jiffies + 5);
    	return 0;
    }
    static void r_timed(struct pci_dev *p) { timer_shutdown_sync(&timed->t); }
    void armed_devm(void) { probe_body = p_timed; remove_body = r_nothing; }
    void shut_devm(void) { probe_body = p_timed; remove_body = r_timed; }
    static void shut(void *data) { timer_shutdown_sync(&timed->t); }
    static int p_timed_action(struct pci_dev *p)
    { p_timed(p); return devm_add_action_or_reset(&p->dev, shut, NULL); }
    void shut_by_action(void) { probe_body = p_timed_action; remove_body = r_nothing; }

    /* 9.2, 9.3 */
    static int p_card(struct pci_dev *p)
    {
    	if (pci_enable_device(p))
    		return -EIO;
    	pci_set_master(p);
    	regs = pci_iomap(p, 0, 0);
    	return 0;
    }
    static void r_card(struct pci_dev *p) { pci_iounmap(p, regs); pci_disable_device(p); }
    void card(void) { probe_body = p_card; remove_body = r_card; }
    static void r_disable_first(struct pci_dev *p)
    {
    	pci_disable_device(p);
    	sim_assert(readl(regs) == 1);
    	pci_iounmap(p, regs);
    }
    void disable_first(void) { probe_body = p_card; remove_body = r_disable_first; }
    static void r_disable_twice(struct pci_dev *p) { r_card(p); pci_disable_device(p); }
    void disable_twice(void) { probe_body = p_card; remove_body = r_disable_twice; }
    static void r_unmap_twice(struct pci_dev *p) { r_card(p); pci_iounmap(p, regs); }
    void unmap_twice(void) { probe_body = p_card; remove_body = r_unmap_twice; }
    void left_mapped(void) { probe_body = p_card; remove_body = pci_disable_device; }
    static void r_left_enabled(struct pci_dev *p) { pci_iounmap(p, regs); }
    void left_enabled(void) { probe_body = p_card; remove_body = r_left_enabled; }
    static int p_regions(struct pci_dev *p)
    {
    	sim_assert(!pci_request_regions(p, "d"));
    	sim_assert(pci_request_regions(p, "d") == -EBUSY);
    	sim_assert(pci_request_region(p, 0, "d") == -EBUSY);
    	return 0;
    }
    void left_regions(void) { probe_body = p_regions; remove_body = r_nothing; }
    void freed_regions(void) { probe_body = p_regions; remove_body = pci_release_regions; }
    static void r_regions_twice(struct pci_dev *p) { pci_release_regions(p); pci_release_regions(p); }
    void regions_twice(void) { probe_body = p_regions; remove_body = r_regions_twice; }
    static int p_managed(struct pci_dev *p)
    {
    	int err = pcim_enable_device(p);

    	if (err)
    		return err;
    	sim_assert(!pci_request_regions(p, "d"));
    	regs = pcim_iomap(p, 0, 0);
    	sim_assert(pci_alloc_irq_vectors(p, 1, 1, PCI_IRQ_MSI) == 1);
    	return 0;
    }
    static void r_managed(struct pci_dev *p) { sim_assert(readl(regs) == 1); }
    void managed(void) { probe_body = p_managed; remove_body = r_managed; }
    static int p_region(struct pci_dev *p)
    {
    	regs = pcim_iomap_region(p, 0, "d");
    	sim_assert(!IS_ERR(regs));
    	sim_assert(PTR_ERR(pcim_iomap_region(p, 0, "d")) == -EBUSY);
    	sim_assert(pcim_iomap_region(p, 3, "d") != NULL);
    	return 0;
    }
    void region(void) { probe_body = p_region; remove_body = r_nothing; }

    void use_reg(void) { last = readl(regs); }
    void write_reg(void) { writel(5, regs + 0x20); sim_assert(readl(regs + 0x20) == 5); }
    void registers(void)
    {
    	sim_assert(readl(regs) == 1 && readb(regs) == 1 && readw(regs) == 1);
    	writel(0x11223344, regs + 0x20);
    	sim_assert(readb(regs + 0x20) == 0x44 && readb(regs + 0x23) == 0x11);
    	sim_assert(readw(regs + 0x22) == 0x1122 && readq(regs + 0x20) == 0x11223344);
    	writeb(0x55, regs + 0x21);
    	sim_assert(ioread32(regs + 0x20) == 0x11225544);
    	writew(0x6677, regs + 0x22);
    	sim_assert(readl(regs + 0x20) == 0x66775544);
    	writeq(0x1122334455667788, regs + 0x20);
    	sim_assert(readl(regs + 0x24) == 0x11223344 && readl(regs + 0x20) == 0x55667788);
    	sim_assert(readl(regs + 8) == 1 && readl(regs + 8) == 1 && readl(regs + 8) == 0 && readl(regs + 8) == 0);
    	sim_assert(readl(regs + 12) == 3 && readl(regs + 12) == 0);
    	writel(9, regs + 12);
    	sim_assert(readl(regs + 12) == 9 && readl(regs + 12) == 0);
    	writel(9, regs);
    	sim_assert(readl(regs) == 9);
    }
    void any_zero(void) { sim_assert(readl(regs + 4) != 0); }
    void any_seven(void) { sim_assert(readl(regs + 4) != 7); }
    void any_both(void) { u32 v = readl(regs + 4); sim_assert(v == 0 || v == 7); }
    void beyond(void) { readl(regs + 256); }
    void straddle(void) { readl(regs + 254); }
    void before(void) { readl(regs - 4); }
    void not_mapped(void) { readl((void __iomem *)&order); }
    void plain(void) { last = *(volatile u32 __force *)regs; }
    void gone_before_flag(void) { sim_assert(pci_dev_is_disconnected(pdev) || readl(regs) != ~0u); }
    static void r_gone(struct pci_dev *p)
    {
    	u16 vendor = 0;

    	sim_assert(pci_dev_is_disconnected(p) && !pci_device_is_present(p));
    	sim_assert(readl(regs) == ~0u && readb(regs) == 0xff && readw(regs) == 0xffff);
    	writel(3, regs);
    	sim_assert(readl(regs) == ~0u);
    	pci_read_config_word(p, PCI_VENDOR_ID, &vendor);
    	sim_assert(vendor == 0xffff);
    	r_card(p);
    }
    void gone(void) { probe_body = p_card; remove_body = r_gone; }
    static void r_poll(struct pci_dev *p) { while (readl(regs) & 2) msleep(1); r_card(p); }
    void polls(void) { probe_body = p_card; remove_body = r_poll; }
    void config(void)
    {
    	u16 v; u32 d;

    	pci_read_config_word(pdev, PCI_VENDOR_ID, &v);
    	pci_read_config_dword(pdev, PCI_VENDOR_ID, &d);
    	sim_assert(v == 0x1180 && d == 0x05921180);
    	sim_assert(pci_resource_len(pdev, 0) == 256 && pci_resource_len(pdev, 1) == 64);
    	sim_assert(pci_iomap(pdev, 5, 0) == NULL);
    }

    /* 9.4 */
    static void *dma;
    static dma_addr_t handle;
    static int p_dma(struct pci_dev *p)
    {
    	dma = dma_alloc_coherent(&p->dev, 64, &handle, GFP_KERNEL);
    	sim_assert(!dma || handle);
    	return dma ? 0 : -ENOMEM;
    }
    static void r_dma(struct pci_dev *p) { memset(dma, 0, 64); dma_free_coherent(&p->dev, 64, dma, handle); }
    static void r_dma_twice(struct pci_dev *p) { r_dma(p); dma_free_coherent(&p->dev, 64, dma, handle); }
    void dma_good(void) { probe_body = p_dma; remove_body = r_dma; }
    void dma_twice(void) { probe_body = p_dma; remove_body = r_dma_twice; }
    void use_dma(void) { *(volatile int *)dma = 1; }

    /* A work that touches the registers, and remove() without a fence. */
    static void touch_fn(struct work_struct *work) { last = readl(regs); }
    static int p_touch(struct pci_dev *p) { INIT_WORK(&w, touch_fn); p_card(p); schedule_work(&w); return 0; }
    static void r_touch(struct pci_dev *p) { cancel_work_sync(&w); r_card(p); }
    void touching(void) { probe_body = p_touch; remove_body = r_card; }
    void fenced(void) { probe_body = p_touch; remove_body = r_touch; }
    static void touch_timer(struct timer_list *timer) { last = readl(regs); }
    static int p_touch_timer(struct pci_dev *p)
    { timer_setup(&t, touch_timer, 0); p_card(p); mod_timer(&t, jiffies + 1); return 0; }
    void timer_touching(void) { probe_body = p_touch_timer; remove_body = r_card; }
    static void r_touch_timer(struct pci_dev *p) { timer_shutdown_sync(&t); r_card(p); }
    void timer_fenced(void) { probe_body = p_touch_timer; remove_body = r_touch_timer; }
    static void r_unregister(struct pci_dev *p) { pci_unregister_driver(&drv); }
    void self_unregister(void) { probe_body = p_nothing; remove_body = r_unregister; }
    """#)

  private static func on(
    _ name: String, _ driver: String, _ threads: String, _ finds: String..., bound: Bool = true,
    faults: String = ""
  ) -> KernelCase {
    var c = KernelCase(
      name,
      """
      setup: [insmod, call \(driver)\(bound ? ", bind" : "")]
      threads: {\(threads)}
      faults: [\(faults)]
      device:
        bars: [256, 64]
        vectors: 1
        registers: {0: 1, 4: "any [0, 7]", 8: "sequence [1, 1, 0]", 12: clear-on-read 3}
      """)
    c.finds = finds
    return c
  }

  static let cases: [KernelCase] = [
    on("8.2 a failed probe releases devres, and remove is not called", "failing",
      "a: call after_failure"),
    on("8.2 what a failed probe leaves mapped", "failing_mapped", "a: bind", "leak: mapping",
      bound: false),
    on("8.2 what a failed probe leaves enabled", "failing_enabled", "a: bind", "leak: enabled",
      bound: false),
    on("8.2 a ladder of gotos", "ladder", "a: [bind, unbind, bind, unbind]", bound: false,
      faults: "kzalloc, pci_enable_device, pci_request_regions, pci_iomap"),
    on("8.2 an allocation that is not checked", "unchecked", "a: [bind, unbind]",
      "null-dereference: p_unchecked", bound: false, faults: "kzalloc"),
    on("8.2 without faults", "unchecked", "a: [bind, unbind]", bound: false),
    on("8.2 bind and unbind are serialised", "empty",
      "a: [unbind, bind], b: [bind, unbind], c: [unbind, bind]"),
    on("8.2 bound", "empty", "a: call is_bound"),
    on("8.3 one of two unbinds calls remove", "empty",
      "a: [unbind, call removed_once], b: [unbind, call removed_once]"),
    on("8.3 drvdata is there until devres is done", "devres_sees_drvdata",
      "a: [unbind, call was_seen]"),
    on("8.3 drvdata is NULL after unbind", "drvdata", "a: unbind, b: call late_drvdata",
      "null-dereference: late_drvdata", "use-after-free: late_drvdata"),
    on("8.3 checked", "drvdata", "a: unbind, b: call late_checked"),
    on("8.3 device_lock in a work that remove waits for", "lock_in_work", "a: unbind", "deadlock",
      "lock-order: device_lock"),
    on("8.1 rmmod unbinds", "empty", "a: rmmod"),
    on("8.1 rmmod against unbind", "card", "a: rmmod, b: unbind"),
    on("8.1 remove that unregisters its driver", "self_unregister", "a: unbind", "deadlock"),
    on("8.4 after remove, last in first out", "lifo", "a: [unbind, call was_lifo]"),
    on("8.4 devm_remove_action and devm_release_action", "changed",
      "a: [unbind, call was_changed]"),
    on("8.4 devm_remove_action of what is not there", "no_action", "a: unbind", "api-misuse"),
    on("8.4 or_reset", "or_reset", "a: [bind, unbind]", bound: false, faults: "devm_add_action"),
    on("8.4 what is added during release stays, and the next probe fails", "adding",
      "a: [unbind, bind, call probed_once]"),
    on("8.4 devm memory is there in remove and gone after it", "devm", "a: unbind, b: call use_value",
      "use-after-remove: use_value"),
    on("8.4 only in remove", "devm", "a: unbind"),
    on("8.4 devm_kfree", "devm_kfreed", "a: unbind"),
    on("8.4 devm_kfree of other memory", "devm_kfree_static", "a: unbind", "api-misuse"),
    on("8.4 kfree of devm memory", "kfree_of_devm", "a: unbind", "invalid-free"),
    on("8.4 devm memory with an armed timer", "armed_devm", "a: unbind",
      "free-active-object: timer_list"),
    on("8.4 shut down in remove", "shut_devm", "a: unbind"),
    on("8.4 shut down by an action", "shut_by_action", "a: unbind"),
    on("9.2 a disabled device keeps decoding", "disable_first", "a: unbind"),
    on("9.2 disabled twice", "disable_twice", "a: unbind", "api-misuse"),
    on("9.2 unmapped twice", "unmap_twice", "a: unbind", "api-misuse"),
    on("9.2 left mapped", "left_mapped", "a: unbind", "leak: mapping"),
    on("9.2 left enabled", "left_enabled", "a: unbind", "leak: enabled"),
    on("9.2 regions are exclusive", "freed_regions", "a: unbind"),
    on("9.2 regions left", "left_regions", "a: unbind", "leak: region"),
    on("9.2 regions released twice", "regions_twice", "a: unbind", "api-misuse"),
    on("9.2 managed", "managed", "a: [unbind, bind, unbind]"),
    on("9.2 pcim_iomap_region", "region", "a: [unbind, bind]"),
    on("9.3 registers", "card", "a: call registers"),
    on("9.3 any", "card", "a: call any_both"),
    on("9.3 any: the one", "card", "a: call any_zero", "assertion"),
    on("9.3 any: the other", "card", "a: call any_seven", "assertion"),
    on("9.3 beyond the mapping", "card", "a: call beyond", "out-of-bounds"),
    on("9.3 half beyond it", "card", "a: call straddle", "out-of-bounds"),
    on("9.3 before it", "card", "a: call before", "out-of-bounds"),
    on("9.3 in memory that is no mapping", "card", "a: call not_mapped", "wild-access: no mapping"),
    on("9.3 a plain access", "card", "a: call plain", "wild-access"),
    on("9.3 after iounmap", "card", "a: unbind, b: call use_reg", "use-after-remove: use_reg"),
    on("9.3 written", "card", "a: call write_reg"),
    on("9.3 written after iounmap", "card", "a: unbind, b: call write_reg",
      "use-after-remove: write_reg"),
    on("9.3 after surprise removal", "gone", "a: surprise-remove"),
    on("9.3 reads all ones before the flag is set", "card",
      "a: surprise-remove, b: call gone_before_flag", "assertion: pci_dev_is_disconnected",
      "use-after-remove: gone_before_flag"),
    on("9.3 a loop on a bit", "polls", "a: [unbind, rescan, bind]"),
    on("9.3 config space and resources", "card", "a: call config"),
    on("9.4 DMA memory after it was freed", "dma_good", "a: unbind, b: call use_dma",
      "use-after-remove: use_dma"),
    on("9.4 DMA memory freed twice", "dma_twice", "a: unbind", "double-free"),
    on("9.4 DMA memory", "dma_good", "a: unbind"),
    on("9.5 surprise removal, rescan", "card", "a: [surprise-remove, rescan, call is_bound]"),
    on("9.5 against unbind", "card", "a: surprise-remove, b: unbind, c: rescan"),
    on("9.5 a work that remove does not stop", "touching", "a: unbind", "use-after-remove: touch_fn"),
    on("9.5 that it stops", "fenced", "a: unbind"),
    on("9.5 a timer that remove does not stop", "timer_touching", "a: unbind",
      "use-after-remove: touch_timer"),
    on("9.5 that it stops (timer)", "timer_fenced", "a: unbind"),
  ]

  @Test("PCI and driver core", arguments: cases)
  func pci(_ c: KernelCase) throws { try c.check(Self.c) }
}
