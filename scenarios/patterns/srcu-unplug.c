// SPDX-License-Identifier: MIT
/*
 * Operations that sleep run in an SRCU section and look first whether the device has gone. remove()
 * says that it has, waits for those that did not see it, and then takes the registers away.
 */
#include <linux/delay.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/srcu.h>

DEFINE_STATIC_SRCU(unplug);
static bool unplugged = true;
static void __iomem *regs;

static bool srcufoo_enter(int *index)
{
	*index = srcu_read_lock(&unplug);
	if (!smp_load_acquire(&unplugged))
		return true;
	srcu_read_unlock(&unplug, *index);
	return false;
}

static void srcufoo_exit(int index) { srcu_read_unlock(&unplug, index); }

static long srcufoo_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	long value;
	int index;

	if (!srcufoo_enter(&index))
		return -ENODEV;
	writel(cmd, regs);
	msleep(1);
	value = readl(regs);
	srcufoo_exit(index);
	return value;
}

static const struct file_operations srcufoo_ops = {
	.owner = THIS_MODULE, .unlocked_ioctl = srcufoo_ioctl,
};
static struct miscdevice srcufoo_misc = {
	.minor = MISC_DYNAMIC_MINOR, .name = "srcufoo", .fops = &srcufoo_ops,
};

static int srcufoo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int err = pci_enable_device(pdev);

	if (err)
		return err;
	regs = pci_iomap(pdev, 0, 0);
	if (!regs) {
		pci_disable_device(pdev);
		return -ENOMEM;
	}
	smp_store_release(&unplugged, false);
	err = misc_register(&srcufoo_misc);
	if (err) {
		pci_iounmap(pdev, regs);
		pci_disable_device(pdev);
	}
	return err;
}

static void srcufoo_remove(struct pci_dev *pdev)
{
	misc_deregister(&srcufoo_misc);
	smp_store_release(&unplugged, true);
	synchronize_srcu(&unplug);
	pci_iounmap(pdev, regs);
	pci_disable_device(pdev);
}

static const struct pci_device_id srcufoo_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
static struct pci_driver srcufoo_driver = {
	.name = "srcufoo", .id_table = srcufoo_ids, .probe = srcufoo_probe, .remove = srcufoo_remove,
};
module_pci_driver(srcufoo_driver);
MODULE_LICENSE("GPL");
