/* SPDX-License-Identifier: MIT */
/*
 * The reference driver of the designs that protect one resource: a PCI function with a BAR. A
 * design supplies what owns the mapping and who may use it:
 *
 *	ref_setup()	the last part of probe(): the mapping is handed over
 *	ref_teardown()	remove()
 *	ref_module_init(), ref_module_exit()	with REF_MODULE: what the module itself owns
 *
 * Other threads of a scenario call functions of the design directly (`call bar_read`), in place of
 * the file operations, timers and works that would call them in a real driver.
 */
#include <linux/module.h>
#include <linux/pci.h>

#define BAR_STATUS	0x00
#define BAR_CONTROL	0x04

static int ref_setup(struct pci_dev *pdev, void __iomem *regs);
static void ref_teardown(struct pci_dev *pdev);

static int ref_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	void __iomem *regs;
	int err;

	err = pcim_enable_device(pdev);
	if (err)
		return err;
	regs = pci_iomap(pdev, 0, 0);
	if (!regs)
		return -ENOMEM;
	return ref_setup(pdev, regs);
}

static void ref_remove(struct pci_dev *pdev)
{
	ref_teardown(pdev);
}

static const struct pci_device_id ref_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};
MODULE_DEVICE_TABLE(pci, ref_ids);

static struct pci_driver ref_driver = {
	.name = "refdrv",
	.id_table = ref_ids,
	.probe = ref_probe,
	.remove = ref_remove,
};
#ifdef REF_MODULE
static int ref_module_init(void);
static void ref_module_exit(void);

static int __init refdrv_init(void)
{
	int err;

	err = ref_module_init();
	if (err)
		return err;
	err = pci_register_driver(&ref_driver);
	if (err)
		ref_module_exit();
	return err;
}
module_init(refdrv_init);

static void __exit refdrv_exit(void)
{
	pci_unregister_driver(&ref_driver);
	ref_module_exit();
}
module_exit(refdrv_exit);
#else
module_pci_driver(ref_driver);
#endif

MODULE_DESCRIPTION("Reference driver of the designs that protect one resource");
MODULE_LICENSE("GPL");
