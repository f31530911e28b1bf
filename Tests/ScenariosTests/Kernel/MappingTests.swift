import Testing

/// What user space has mapped of a device, and what becomes of it when the driver goes.
@Suite("Mappings")
struct MappingTests {
  /// A driver that lets users map its registers (minor `foo`) and its memory (minor `mem`).
  private static let driver = """
    #include <linux/mm.h>
    static struct pci_dev *pdev;
    static struct address_space *mapping;
    static char *buffer;
    static DEFINE_MUTEX(lock);
    static bool gone, was_released, was_closed;

    static unsigned long pfn(void) { return pci_resource_start(pdev, 0) >> PAGE_SHIFT; }
    static int foo_open(struct inode *inode, struct file *f) { mapping = f->f_mapping; return 0; }
    static int foo_release(struct inode *inode, struct file *f) { was_released = true; return 0; }
    static void foo_vma_close(struct vm_area_struct *vma) { was_closed = true; }
    static vm_fault_t foo_fault(struct vm_fault *vmf)
    {
    	vm_fault_t ret = VM_FAULT_SIGBUS;
    	if (HOLDS_LOCK)
    		mutex_lock(&lock);
    	if (!gone)
    		ret = vmf_insert_pfn(vmf->vma, vmf->address, pfn());
    	if (HOLDS_LOCK)
    		mutex_unlock(&lock);
    	return ret;
    }
    static const struct vm_operations_struct foo_vm_ops = {
    	.close = foo_vma_close,
    	.fault = foo_fault,
    };
    static int foo_mmap(struct file *f, struct vm_area_struct *vma)
    {
    	int ret = -ENODEV;
    	if (REMAPS) {
    		mutex_lock(&lock);
    		if (!gone)
    			ret = io_remap_pfn_range(vma, vma->vm_start, pfn(), vma->vm_end - vma->vm_start,
    						 vma->vm_page_prot);
    		mutex_unlock(&lock);
    		return ret;
    	}
    	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND);
    	vma->vm_ops = &foo_vm_ops;
    	return 0;
    }
    static int mem_mmap(struct file *f, struct vm_area_struct *vma)
    {
    	return remap_pfn_range(vma, vma->vm_start, virt_to_phys(buffer) >> PAGE_SHIFT, PAGE_SIZE,
    			       vma->vm_page_prot);
    }
    static int refuse_mmap(struct file *f, struct vm_area_struct *vma) { return -EPERM; }
    static int page_mmap(struct file *f, struct vm_area_struct *vma)
    {
    	return vm_insert_page(vma, vma->vm_start, virt_to_page(buffer));
    }
    static const struct file_operations foo_ops = {
    	.owner = OWNER, .open = foo_open, .release = foo_release, .mmap = foo_mmap,
    };
    static const struct file_operations mem_ops = { .owner = THIS_MODULE, .mmap = mem_mmap };
    static const struct file_operations refuse_ops = { .owner = THIS_MODULE, .mmap = refuse_mmap };
    static const struct file_operations page_ops = { .owner = THIS_MODULE, .mmap = page_mmap };
    static struct miscdevice misc[] = {
    	{ .minor = MISC_DYNAMIC_MINOR, .name = "foo", .fops = &foo_ops },
    	{ .minor = MISC_DYNAMIC_MINOR, .name = "mem", .fops = &mem_ops },
    	{ .minor = MISC_DYNAMIC_MINOR, .name = "refuse", .fops = &refuse_ops },
    	{ .minor = MISC_DYNAMIC_MINOR, .name = "page", .fops = &page_ops },
    };
    static int probe(struct pci_dev *d, const struct pci_device_id *id)
    {
    	pdev = d;
    	gone = false;
    	buffer = IS_DEVM ? devm_kzalloc(&d->dev, PAGE_SIZE, GFP_KERNEL) : kzalloc(PAGE_SIZE, GFP_KERNEL);
    	for (int i = 0; i < ARRAY_SIZE(misc); i++)
    		if (misc_register(&misc[i]))
    			return -EBUSY;
    	return 0;
    }
    static void remove(struct pci_dev *d)
    {
    	for (int i = 0; i < ARRAY_SIZE(misc); i++)
    		misc_deregister(&misc[i]);
    	if (ZAPS) {
    		mutex_lock(&lock);
    		gone = true;
    		mutex_unlock(&lock);
    		if (mapping)
    			unmap_mapping_range(mapping, 0, 0, 1);
    	}
    	if (!IS_DEVM)
    		kfree(buffer);
    }
    static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, {} };
    static struct pci_driver drv = { .name = "foo", .id_table = ids, .probe = probe, .remove = remove };
    module_pci_driver(drv);

    /* For the scenarios. */
    void not_released(void) { WARN_ON(was_released); }
    void released(void) { WARN_ON(!was_released); }
    void closed(void) { WARN_ON(!was_closed); }
    void zap(void) { unmap_mapping_range(mapping, 0, 0, 1); }
    void zap_elsewhere(void) { unmap_mapping_range(mapping, PAGE_SIZE, PAGE_SIZE, 1); }
    """

  private static func compiled(
    remaps: Int = 1, zaps: Int = 1, locks: Int = 1, isDevm: Int = 0, owner: String = "THIS_MODULE"
  ) -> CompiledC {
    CompiledC(
      driver,
      defines: [
        "REMAPS=\(remaps)", "ZAPS=\(zaps)", "HOLDS_LOCK=\(locks)", "IS_DEVM=\(isDevm)",
        "OWNER=\(owner)", "MISC_DYNAMIC_MINOR=255",
      ])
  }

  private static let remapped = compiled()
  private static let faulted = compiled(remaps: 0)
  private static let left = compiled(zaps: 0)
  private static let race = "threads: {admin: unbind, user: [open foo, mmap, touch, touch, close]}"

  @Test("10.3 a BAR stays mapped over unbind until unmap_mapping_range takes it away")
  func bars() throws {
    try KernelCase("left", Self.race, finds: "use-after-remove: foo_mmap").check(Self.left)
    try KernelCase("taken away", Self.race).check(Self.remapped)
    try KernelCase("taken away, with ->fault", Self.race).check(Self.faulted)
    try KernelCase(
      "bound again", "threads: {admin: [unbind, bind], user: [open foo, mmap, touch, touch]}",
      finds: "use-after-remove: foo_mmap"
    ).check(Self.left)
    try KernelCase(
      "two files",
      "threads: {admin: unbind, a: [open foo, mmap, touch], b: [open foo, mmap, touch]}"
    ).check(Self.remapped)
  }

  @Test("10.3 a fault handler without the lock maps the BAR again behind unmap_mapping_range")
  func faultRace() throws {
    try KernelCase(
      "fault", "threads: {admin: unbind, user: [open foo, mmap, touch, touch]}",
      finds: "use-after-remove: foo_mmap"
    ).check(Self.compiled(remaps: 0, locks: 0), seeds: 1000)
  }

  @Test("10.3 a page that was taken away is asked for again, in the range that was named")
  func zapping() throws {
    try KernelCase(
      "asked for", "threads: {user: [open foo, mmap, touch, call zap, touch, unbind, touch]}"
    ).check(Self.faulted, seeds: 100)
    try KernelCase(
      "another range",
      "threads: {user: [open foo, mmap, touch, call zap_elsewhere, unbind, touch]}",
      finds: "use-after-remove: foo_mmap"
    ).check(Self.left, seeds: 100)
    // Without ->fault the user gets SIGBUS, and that is all.
    try KernelCase(
      "no fault handler", "threads: {user: [open foo, mmap, call zap, unbind, touch]}"
    ).check(Self.left, seeds: 100)
  }

  @Test("10.3 a mapping holds its file: ->release comes after munmap")
  func holdsFile() throws {
    for end in ["munmap, call released", "call not_released, munmap, call released, call closed"] {
      try KernelCase(
        end, "threads: {user: [open foo, mmap, close, touch, call not_released, \(end)]}"
      ).check(Self.faulted, seeds: 100)
    }
    try KernelCase(
      "refused", "threads: {user: [open refuse, open foo, close, call released, mmap, close]}"
    ).check(Self.remapped, seeds: 100)
    try KernelCase("exit", "threads: {user: [open foo, mmap, close], b: [open foo, mmap]}")
      .check(Self.faulted, seeds: 100)
  }

  @Test("10.3 a mapping pins the module through .owner, and nothing else does")
  func pins() throws {
    let world = "threads: {admin: [unbind, rmmod], user: [open foo, mmap, close, touch, munmap]}"
    try KernelCase("pinned", world).check(Self.faulted)
    try KernelCase("not pinned", world, finds: "execute-after-free", "free-active-object")
      .check(Self.compiled(remaps: 0, owner: "NULL"))
  }

  @Test("10.3 memory that is freed while a user has it mapped")
  func memory() throws {
    let world = "threads: {admin: unbind, user: [open mem, mmap, touch]}"
    try KernelCase("kmalloc", world, finds: "use-after-free: mem_mmap").check(Self.remapped)
    try KernelCase("devm", world, finds: "use-after-remove: mem_mmap")
      .check(Self.compiled(isDevm: 1))
    try KernelCase("counted", "threads: {admin: unbind, user: [open page, mmap, touch]}")
      .check(Self.remapped)
  }

  @Test("10.3 the default world maps, touches and unmaps")
  func defaultWorld() throws {
    try KernelCase("left", "checks: {leak: off}", finds: [
      "use-after-remove: foo_mmap", "use-after-free: mem_mmap",
    ]).check(Self.left)
  }
}
