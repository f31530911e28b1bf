import Testing

@testable import Scenarios

/// Sections 9.2 to 9.4: config space, regions, managed calls, power states, DMA.
@Suite("Kernel: PCI device and DMA")
struct PciDeviceTests {
  private static let c = CompiledC(
    #"""
    #include <linux/scatterlist.h>
    static int (*probe_body)(struct pci_dev *);
    static void (*remove_body)(struct pci_dev *);
    static struct pci_dev *pdev;
    static struct device *d;
    static void __iomem *regs;
    static int runs;

    static int probe(struct pci_dev *p, const struct pci_device_id *id)
    {
    	if (!probe_body)
    		return -ENODEV;
    	pdev = p;
    	d = &p->dev;
    	return probe_body(p);
    }
    static void remove(struct pci_dev *p) { remove_body(p); }
    static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver drv = { .name = "d", .id_table = ids, .probe = probe, .remove = remove };
    module_pci_driver(drv);
    static void r_nothing(struct pci_dev *p) { }

    /* 9.2 */
    static int p_card(struct pci_dev *p)
    {
    	int err = pci_enable_device(p);

    	if (err)
    		return err;
    	pci_set_master(p);
    	regs = pci_iomap(p, 0, 0);
    	return 0;
    }
    static void r_card(struct pci_dev *p) { pci_iounmap(p, regs); pci_disable_device(p); }
    void card(void) { probe_body = p_card; remove_body = r_card; }
    static int p_counted(struct pci_dev *p)
    {
    	u16 cmd;

    	sim_assert(!pci_enable_device(p) && !pci_enable_device(p));
    	pci_set_master(p);
    	pci_disable_device(p);
    	pci_read_config_word(p, PCI_COMMAND, &cmd);
    	sim_assert(cmd & PCI_COMMAND_MASTER);
    	pci_disable_device(p);
    	pci_read_config_word(p, PCI_COMMAND, &cmd);
    	sim_assert(!(cmd & PCI_COMMAND_MASTER) && (cmd & PCI_COMMAND_MEMORY));
    	return 0;
    }
    void counted(void) { probe_body = p_counted; remove_body = r_nothing; }
    static int p_config(struct pci_dev *p)
    {
    	u16 w, old;
    	u8 pm = pci_find_capability(p, PCI_CAP_ID_PM), b;

    	sim_assert(pm && pci_find_capability(p, PCI_CAP_ID_MSIX) && pci_pcie_cap(p));
    	sim_assert(!pci_find_capability(p, 0x0c));
    	pci_read_config_byte(p, pm, &b);
    	sim_assert(b == PCI_CAP_ID_PM);
    	sim_assert(!pcie_capability_read_word(p, PCI_EXP_DEVCTL, &old));
    	pcie_capability_set_word(p, PCI_EXP_DEVCTL, 0x40);
    	pcie_capability_read_word(p, PCI_EXP_DEVCTL, &w);
    	sim_assert(w == (old | 0x40));
    	sim_assert(pci_read_config_word(p, 0x43, &w) == PCIBIOS_BAD_REGISTER_NUMBER);
    	pci_write_config_word(p, 0x72, 0x1234);
    	pci_read_config_word(p, 0x72, &w);
    	sim_assert(w == 0x1234);
    	return 0;
    }
    void config(void) { probe_body = p_config; remove_body = r_nothing; }
    void read_gone(void)
    {
    	u16 w = 0;
    	int err = pci_read_config_word(pdev, PCI_VENDOR_ID, &w);

    	sim_assert(pci_dev_is_disconnected(pdev) || w != 0xffff || err);
    }
    static int p_decode(struct pci_dev *p)
    {
    	u16 cmd;

    	p_card(p);
    	writel(7, regs);
    	pci_read_config_word(p, PCI_COMMAND, &cmd);
    	pci_write_config_word(p, PCI_COMMAND, cmd & ~PCI_COMMAND_MEMORY);
    	sim_assert(readl(regs) == ~0u);
    	writel(8, regs);
    	pci_write_config_word(p, PCI_COMMAND, cmd);
    	sim_assert(readl(regs) == 7);
    	return 0;
    }
    void decode(void) { probe_body = p_decode; remove_body = r_card; }
    static int p_large(struct pci_dev *p)
    {
    	void __iomem *other, *part, *remapped;

    	p_card(p);
    	other = pci_iomap(p, 1, 0);
    	part = pci_iomap_range(p, 0, 0x1000, 0x100);
    	remapped = ioremap(pci_resource_start(p, 0) + 0x2000, 0x100);
    	writel(5, regs + 0x1010);
    	writel(6, other + 0x1010);
    	sim_assert(readl(regs + 0x1010) == 5 && readl(other + 0x1010) == 6);
    	sim_assert(readl(part + 0x10) == 5);
    	writeb(9, remapped);
    	sim_assert(readl(regs + 0x2000) == 9 && readl(regs + 0x3000) == 3);
    	sim_assert(readl(regs + 0x1014) == 0);
    	iounmap(remapped);
    	pci_iounmap(p, part);
    	pci_iounmap(p, other);
    	return 0;
    }
    void large(void) { probe_body = p_large; remove_body = r_card; }
    static int p_regions(struct pci_dev *p)
    {
    	sim_assert(pci_select_bars(p, IORESOURCE_MEM) == 3);
    	sim_assert(!pci_request_selected_regions(p, 1, "d"));
    	sim_assert(pci_request_mem_regions(p, "d") == -EBUSY);
    	sim_assert(!pci_request_region(p, 1, "d"));
    	pci_release_region(p, 0);
    	pci_release_selected_regions(p, 2);
    	sim_assert(!pci_request_mem_regions(p, "d"));
    	pci_release_mem_regions(p);
    	return 0;
    }
    void regions(void) { probe_body = p_regions; remove_body = r_nothing; }
    static int p_table(struct pci_dev *p)
    {
    	int err = pcim_enable_device(p) ?: pcim_iomap_regions(p, 3, "d");

    	if (err)
    		return err;
    	sim_assert(pcim_iomap_regions(p, 1, "d") == -EBUSY);
    	regs = pcim_iomap_table(p)[1];
    	sim_assert(regs && pcim_iomap_table(p)[0] && !pcim_iomap_table(p)[2]);
    	writel(1, regs);
    	return 0;
    }
    static void r_table(struct pci_dev *p) { sim_assert(readl(regs) == 1); }
    void table(void) { probe_body = p_table; remove_body = r_table; }
    void use_regs(void) { readl(regs); }
    static int p_pinned(struct pci_dev *p)
    {
    	int err = pcim_enable_device(p);

    	if (!err)
    		pcim_pin_device(p);
    	return err;
    }
    void pinned(void) { probe_body = p_pinned; remove_body = pci_disable_device; }
    static int p_unpinned(struct pci_dev *p) { pcim_pin_device(p); return 0; }
    void unpinned(void) { probe_body = p_unpinned; remove_body = r_nothing; }
    static int p_region(struct pci_dev *p)
    {
    	regs = pcim_iomap_region(p, 0, "d");
    	sim_assert(!IS_ERR(regs));
    	pcim_iounmap_region(p, 0);
    	regs = pcim_iomap_region(p, 0, "d");
    	sim_assert(!IS_ERR(regs));
    	return 0;
    }
    void region(void) { probe_body = p_region; remove_body = r_nothing; }

    /* Power states */
    static int p_d3(struct pci_dev *p)
    {
    	p_card(p);
    	writel(7, regs);
    	pci_save_state(p);
    	pci_set_power_state(p, PCI_D3hot);
    	sim_assert(p->current_state == PCI_D3hot);
    	return 0;
    }
    static void r_d3(struct pci_dev *p)
    {
    	pci_set_power_state(p, PCI_D0);
    	pci_restore_state(p);
    	sim_assert(readl(regs) == 7);
    	r_card(p);
    }
    static void r_d3_late(struct pci_dev *p)
    {
    	sim_assert(readl(regs) == 7);
    	r_card(p);
    }
    void d3(void) { probe_body = p_d3; remove_body = r_d3; }
    void d3_read(void) { probe_body = p_d3; remove_body = r_d3_late; }

    /* 9.4 */
    static u32 *ring, *buf;
    static dma_addr_t ring_dma, buf_dma;
    static int p_ring(struct pci_dev *p)
    {
    	int err = p_card(p);

    	if (err)
    		return err;
    	ring = dma_alloc_coherent(d, 128, &ring_dma, GFP_KERNEL);
    	if (!ring)
    		return -ENOMEM;
    	writel(1, regs + 0x10);
    	return 0;
    }
    static void r_ring_free_first(struct pci_dev *p)
    {
    	dma_free_coherent(d, 128, ring, ring_dma);
    	pci_clear_master(p);
    	r_card(p);
    }
    static void r_ring_stop_first(struct pci_dev *p)
    {
    	pci_clear_master(p);
    	dma_free_coherent(d, 128, ring, ring_dma);
    	r_card(p);
    }
    static void r_ring_stopped(struct pci_dev *p)
    {
    	writel(0, regs + 0x10);
    	readl(regs + 0x10);
    	dma_free_coherent(d, 128, ring, ring_dma);
    	r_card(p);
    }
    static void r_ring_disabled(struct pci_dev *p)
    {
    	pci_iounmap(p, regs);
    	pci_disable_device(p);
    	dma_free_coherent(d, 128, ring, ring_dma);
    }
    void ring_free_first(void) { probe_body = p_ring; remove_body = r_ring_free_first; }
    void ring_stop_first(void) { probe_body = p_ring; remove_body = r_ring_stop_first; }
    void ring_stopped(void) { probe_body = p_ring; remove_body = r_ring_stopped; }
    void ring_disabled(void) { probe_body = p_ring; remove_body = r_ring_disabled; }
    void ring_written(void) { sim_assert(READ_ONCE(ring[0]) == 0); }
    static void r_ring_size(struct pci_dev *p) { pci_clear_master(p); dma_free_coherent(d, 64, ring, ring_dma); r_card(p); }
    void ring_size(void) { probe_body = p_ring; remove_body = r_ring_size; }
    void ring_leak(void) { probe_body = p_ring; remove_body = r_card; }
    static void r_ring_irqs_off(struct pci_dev *p)
    {
    	unsigned long flags;

    	pci_clear_master(p);
    	local_irq_save(flags);
    	dma_free_coherent(d, 128, ring, ring_dma);
    	local_irq_restore(flags);
    	r_card(p);
    }
    void ring_irqs_off(void) { probe_body = p_ring; remove_body = r_ring_irqs_off; }
    /* A managed ring outlives remove(), and so must the bus mastering not. */
    static int p_managed(struct pci_dev *p)
    {
    	int err = pcim_enable_device(p);

    	if (err)
    		return err;
    	pci_set_master(p);
    	ring = dmam_alloc_coherent(d, 128, &ring_dma, GFP_KERNEL);
    	return ring ? 0 : -ENOMEM;
    }
    static void r_managed(struct pci_dev *p) { pci_clear_master(p); }
    void managed_ring(void) { probe_body = p_managed; remove_body = r_nothing; }
    void managed_ring_stopped(void) { probe_body = p_managed; remove_body = r_managed; }

    static int p_map(struct pci_dev *p)
    {
    	int err = p_card(p);

    	if (err)
    		return err;
    	buf = kzalloc(64, GFP_KERNEL);
    	if (!buf)
    		return -ENOMEM;
    	buf_dma = dma_map_single(d, buf, 64, DMA_FROM_DEVICE);
    	if (dma_mapping_error(d, buf_dma)) {
    		kfree(buf);
    		buf = NULL;
    	}
    	return 0;
    }
    static void unmap(struct pci_dev *p) { if (buf) dma_unmap_single(d, buf_dma, 64, DMA_FROM_DEVICE); }
    static void r_map_stop_first(struct pci_dev *p) { pci_clear_master(p); unmap(p); kfree(buf); r_card(p); }
    static void r_map_unmap_first(struct pci_dev *p) { unmap(p); pci_clear_master(p); kfree(buf); r_card(p); }
    static void r_map_kfree(struct pci_dev *p) { kfree(buf); pci_clear_master(p); unmap(p); r_card(p); }
    static void r_map_leak(struct pci_dev *p) { pci_clear_master(p); r_card(p); }
    static void r_map_size(struct pci_dev *p)
    { pci_clear_master(p); dma_unmap_single(d, buf_dma, 32, DMA_FROM_DEVICE); kfree(buf); r_card(p); }
    static void r_map_direction(struct pci_dev *p)
    { pci_clear_master(p); dma_unmap_single(d, buf_dma, 64, DMA_TO_DEVICE); kfree(buf); r_card(p); }
    static void r_map_twice(struct pci_dev *p) { pci_clear_master(p); unmap(p); unmap(p); kfree(buf); r_card(p); }
    static void r_map_sync(struct pci_dev *p)
    {
    	dma_sync_single_for_cpu(d, buf_dma, 64, DMA_FROM_DEVICE);
    	dma_sync_single_for_device(d, buf_dma, 64, DMA_FROM_DEVICE);
    	r_map_stop_first(p);
    }
    static void r_map_sync_late(struct pci_dev *p)
    {
    	pci_clear_master(p);
    	unmap(p);
    	dma_sync_single_for_cpu(d, buf_dma, 64, DMA_FROM_DEVICE);
    	kfree(buf);
    	r_card(p);
    }
    static void r_map_wrong_call(struct pci_dev *p)
    { pci_clear_master(p); dma_free_coherent(d, 64, buf, buf_dma); kfree(buf); r_card(p); }
    void map_stop_first(void) { probe_body = p_map; remove_body = r_map_stop_first; }
    void map_unmap_first(void) { probe_body = p_map; remove_body = r_map_unmap_first; }
    void map_kfree(void) { probe_body = p_map; remove_body = r_map_kfree; }
    void map_leak(void) { probe_body = p_map; remove_body = r_map_leak; }
    void map_size(void) { probe_body = p_map; remove_body = r_map_size; }
    void map_direction(void) { probe_body = p_map; remove_body = r_map_direction; }
    void map_twice(void) { probe_body = p_map; remove_body = r_map_twice; }
    void map_sync(void) { probe_body = p_map; remove_body = r_map_sync; }
    void map_sync_late(void) { probe_body = p_map; remove_body = r_map_sync_late; }
    void map_wrong_call(void) { probe_body = p_map; remove_body = r_map_wrong_call; }
    static int p_unchecked(struct pci_dev *p)
    {
    	p_card(p);
    	buf = kzalloc(64, GFP_KERNEL);
    	buf_dma = dma_map_single(d, buf, 64, DMA_FROM_DEVICE);
    	return 0;
    }
    void map_unchecked(void) { probe_body = p_unchecked; remove_body = r_map_stop_first; }
    static int p_stack(struct pci_dev *p)
    {
    	u32 local[4];
    	dma_addr_t a = dma_map_single(d, local, sizeof(local), DMA_FROM_DEVICE);

    	return dma_mapping_error(d, a);
    }
    void map_stack(void) { probe_body = p_stack; remove_body = r_nothing; }
    /* The device has used the buffer; then it is the CPU's. */
    void done(void) { if (READ_ONCE(buf[0])) { unmap(pdev); kfree(buf); buf = NULL; } }
    static void r_done(struct pci_dev *p) { pci_clear_master(p); unmap(p); kfree(buf); r_card(p); }
    void map_done(void) { probe_body = p_map; remove_body = r_done; }

    static struct scatterlist sg[2];
    static int p_sg(struct pci_dev *p)
    {
    	p_card(p);
    	buf = kzalloc(128, GFP_KERNEL);
    	if (!buf)
    		return -ENOMEM;
    	sg_init_table(sg, 2);
    	sg_set_buf(&sg[0], buf, 64);
    	sg_set_buf(&sg[1], buf + 16, 64);
    	sim_assert(dma_map_sg(d, sg, 2, DMA_FROM_DEVICE) == 2);
    	sim_assert(sg_dma_address(&sg[1]) == sg_dma_address(&sg[0]) + 64 && sg_dma_len(&sg[1]) == 64);
    	return 0;
    }
    static void r_sg(struct pci_dev *p)
    { pci_clear_master(p); dma_unmap_sg(d, sg, 2, DMA_FROM_DEVICE); kfree(buf); r_card(p); }
    static void r_sg_late(struct pci_dev *p)
    { dma_unmap_sg(d, sg, 2, DMA_FROM_DEVICE); kfree(buf); r_card(p); }
    void list(void) { probe_body = p_sg; remove_body = r_sg; }
    void list_late(void) { probe_body = p_sg; remove_body = r_sg_late; }

    static struct dma_pool *pool;
    static int p_pool(struct pci_dev *p)
    {
    	p_card(p);
    	pool = dma_pool_create("d", d, 32, 8, 0);
    	if (!pool)
    		return -ENOMEM;
    	buf = dma_pool_zalloc(pool, GFP_KERNEL, &buf_dma);
    	return buf ? 0 : -ENOMEM;
    }
    static void r_pool(struct pci_dev *p)
    { pci_clear_master(p); dma_pool_free(pool, buf, buf_dma); dma_pool_destroy(pool); r_card(p); }
    static void r_pool_busy(struct pci_dev *p) { pci_clear_master(p); dma_pool_destroy(pool); r_card(p); }
    static void r_pool_leak(struct pci_dev *p) { pci_clear_master(p); dma_pool_free(pool, buf, buf_dma); r_card(p); }
    static void r_pool_late(struct pci_dev *p)
    { dma_pool_free(pool, buf, buf_dma); dma_pool_destroy(pool); r_card(p); }
    void pooled(void) { probe_body = p_pool; remove_body = r_pool; }
    void pool_busy(void) { probe_body = p_pool; remove_body = r_pool_busy; }
    void pool_leak(void) { probe_body = p_pool; remove_body = r_pool_leak; }
    void pool_late(void) { probe_body = p_pool; remove_body = r_pool_late; }
    """#)

  private static func on(
    _ name: String, _ driver: String, _ threads: String, _ finds: String...,
    device: String = "bars: [256, 64]", more: String = "", bound: Bool = true
  ) -> KernelCase {
    var c = KernelCase(
      name,
      "setup: [insmod, call \(driver)\(bound ? ", bind" : "")]\nthreads: {\(threads)}\n"
        + "device: {\(device)}" + (more.isEmpty ? "" : "\n" + more))
    c.finds = finds
    return c
  }

  private static let stops = "bars: [256, 64], registers: {0x10: dma-enable}"

  static let cases: [KernelCase] = [
    on("9.2 enabling is counted, and the last disable clears bus mastering", "counted", "a: unbind"),
    on("9.2 config space and capabilities", "config", "a: unbind"),
    on("9.2 regions one by one", "regions", "a: unbind"),
    on("9.2 managed mappings by table", "table", "a: unbind"),
    on("9.2 are unmapped after remove", "table", "a: unbind, b: call use_regs",
      "use-after-remove: use_regs"),
    on("9.2 a pinned device is the driver's to disable", "pinned", "a: unbind"),
    on("9.2 pinning what is not managed", "unpinned", "a: bind", "api-misuse: pinning", bound: false),
    on("9.2 a managed region taken back early", "region", "a: unbind"),
    on("9.3 decode off: all ones, and writes are lost", "decode", "a: unbind"),
    on("9.3 config space of a gone device reads all ones before it is marked", "card",
      "a: surprise-remove, b: call read_gone", "assertion: pci_dev_is_disconnected"),
    on("9.3 every register of every BAR is remembered", "large", "a: unbind",
      device: "bars: [0x4000, 0x2000], registers: {0x3000: 3}"),
    on("9.3 registers in D3hot", "d3_read", "a: unbind", "api-misuse: low-power"),
    on("9.3 and back in D0", "d3", "a: unbind"),
    on("9.4 DMA memory freed before the device is stopped", "ring_free_first",
      "a: unbind, dev: dma-write", "dma-after-free: taken back"),
    on("9.4 freed after bus mastering is off", "ring_stop_first", "a: unbind, dev: dma-write x2"),
    on("9.4 freed after pci_disable_device", "ring_disabled", "a: unbind, dev: dma-write x2"),
    on("9.4 a device that the driver tells to stop", "ring_stopped", "a: unbind, dev: dma-write x2",
      device: stops),
    on("9.4 the device writes what it was given", "ring_stop_first",
      "a: [dma-write, call ring_written]", "assertion: ring"),
    on("9.4 a wrong size", "ring_size", "a: unbind", "api-misuse: bytes"),
    on("9.4 DMA memory left at unbind", "ring_leak", "a: unbind", "leak: DMA memory"),
    on("9.4 dma_free_coherent with interrupts off", "ring_irqs_off", "a: unbind",
      "api-misuse: interrupts off"),
    on("9.4 managed memory goes before the managed device is disabled", "managed_ring",
      "a: unbind, dev: dma-write", "dma-after-free: taken back"),
    on("9.4 managed memory of a stopped device", "managed_ring_stopped",
      "a: unbind, dev: dma-write x2"),
    on("9.4 a mapping undone before the device is stopped", "map_unmap_first",
      "a: unbind, dev: dma-write", "dma-after-free: taken back"),
    on("9.4 a mapping undone after", "map_stop_first", "a: unbind, dev: dma-write x2"),
    on("9.4 mapped memory freed", "map_kfree", "a: unbind, dev: dma-write",
      "dma-after-free: still mapped"),
    on("9.4 a mapping that is used up", "map_done", "a: [call done, unbind], dev: dma-write x3"),
    on("9.4 a mapping left at unbind", "map_leak", "a: unbind", "leak: DMA mapping"),
    on("9.4 unmapped with another size", "map_size", "a: unbind", "api-misuse: bytes"),
    on("9.4 unmapped in another direction", "map_direction", "a: unbind", "api-misuse: DMA_TO_DEVICE"),
    on("9.4 unmapped twice", "map_twice", "a: unbind", "api-misuse: not mapped"),
    on("9.4 unmapped by the wrong call", "map_wrong_call", "a: unbind", "invalid-free"),
    on("9.4 synchronized while mapped", "map_sync", "a: unbind"),
    on("9.4 synchronized when no longer", "map_sync_late", "a: unbind", "api-misuse: not mapped"),
    on("9.4 a mapping never checked", "map_unchecked", "a: unbind", "api-misuse: not checked"),
    on("9.4 a local variable mapped", "map_stack", "a: bind", "api-misuse: no device reaches",
      bound: false),
    on("9.4 a list of buffers", "list", "a: unbind, dev: dma-write 1 x2"),
    on("9.4 a list unmapped too early", "list_late", "a: unbind, dev: dma-write 1",
      "dma-after-free: taken back"),
    on("9.4 a pool", "pooled", "a: unbind, dev: dma-write x2"),
    on("9.4 a pool's buffer freed too early", "pool_late", "a: unbind, dev: dma-write",
      "dma-after-free: taken back"),
    on("9.4 a pool destroyed while in use", "pool_busy", "a: unbind", "api-misuse: pool"),
    on("9.4 a pool left", "pool_leak", "a: unbind", "leak: pool"),
    on("9.4 failing maps", "map_stop_first", "a: [bind, unbind]",
      more: "faults: [dma_map_single, pci_enable_device]", bound: false),
  ]

  @Test("PCI device and DMA", arguments: cases)
  func device(_ c: KernelCase) throws { try c.check(Self.c) }
}
