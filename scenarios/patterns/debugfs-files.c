// SPDX-License-Identifier: MIT
/*
 * debugfs: removal comes first in remove(), and waits for what is under way. ->release may come
 * later and touches nothing of the device.
 */
#include <linux/debugfs.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>

struct probe_dev {
	void __iomem *regs;
	struct dentry *dir;
	u32 interrupts;
};

static irqreturn_t dbg_irq(int irq, void *data)
{
	struct probe_dev *p = data;

	WRITE_ONCE(p->interrupts, READ_ONCE(p->interrupts) + 1);
	return IRQ_HANDLED;
}

static ssize_t regs_read(struct file *f, char __user *buf, size_t n, loff_t *pos)
{
	struct probe_dev *p = f->private_data;

	return readl(p->regs) ? 0 : -EIO;
}

static int regs_release(struct inode *inode, struct file *f)
{
	f->private_data = NULL;
	return 0;
}

static const struct file_operations regs_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.read = regs_read,
	.release = regs_release,
};

static int dbg_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct probe_dev *p;
	int err;

	p = devm_kzalloc(&pdev->dev, sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	p->regs = pcim_iomap(pdev, 0, 0);
	if (!p->regs)
		return -ENOMEM;
	err = devm_request_irq(&pdev->dev, pdev->irq, dbg_irq, 0, "dbg", p);
	if (err)
		return err;
	pci_set_drvdata(pdev, p);
	p->dir = debugfs_create_dir("dbg", NULL);
	debugfs_create_u32("interrupts", 0400, p->dir, &p->interrupts);
	debugfs_create_file("regs", 0400, p->dir, p, &regs_fops);
	return 0;
}

static void dbg_remove(struct pci_dev *pdev)
{
	struct probe_dev *p = pci_get_drvdata(pdev);

	debugfs_remove(p->dir);
}

static const struct pci_device_id dbg_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};
MODULE_DEVICE_TABLE(pci, dbg_ids);

static struct pci_driver dbg_driver = {
	.name = "dbg",
	.id_table = dbg_ids,
	.probe = dbg_probe,
	.remove = dbg_remove,
};
module_pci_driver(dbg_driver);

MODULE_DESCRIPTION("debugfs files of a device");
MODULE_LICENSE("GPL");
