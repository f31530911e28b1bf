// SPDX-License-Identifier: MIT
/*
 * The device's structure is referred to by the binding and by every open file. Whoever drops the
 * last reference frees it; remove() only takes away what the hardware needs, under a lock that every
 * operation takes, so that a late ioctl gets -ENODEV.
 */
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>

struct kreffoo {
	struct kref ref;
	struct mutex lock;
	void __iomem *regs;
	atomic_t interrupts;
	struct miscdevice misc;
};

static void kreffoo_free(struct kref *ref) { kfree(container_of(ref, struct kreffoo, ref)); }

static int kreffoo_open(struct inode *inode, struct file *file)
{
	/* misc_open() holds misc_mtx, and so the binding's reference is still there. */
	struct kreffoo *dev = container_of(file->private_data, struct kreffoo, misc);

	kref_get(&dev->ref);
	file->private_data = dev;
	return 0;
}

static int kreffoo_release(struct inode *inode, struct file *file)
{
	struct kreffoo *dev = file->private_data;

	kref_put(&dev->ref, kreffoo_free);
	return 0;
}

static long kreffoo_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct kreffoo *dev = file->private_data;
	long ret = -ENODEV;

	mutex_lock(&dev->lock);
	if (dev->regs) {
		ret = cmd == 1 ? (long)readl(dev->regs) : atomic_read(&dev->interrupts);
	}
	mutex_unlock(&dev->lock);
	return ret;
}

static const struct file_operations kreffoo_ops = {
	.owner = THIS_MODULE,
	.open = kreffoo_open,
	.release = kreffoo_release,
	.unlocked_ioctl = kreffoo_ioctl,
};

static irqreturn_t kreffoo_irq(int irq, void *data)
{
	struct kreffoo *dev = data;

	atomic_inc(&dev->interrupts);
	return IRQ_HANDLED;
}

static int kreffoo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct kreffoo *dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	int err;

	if (!dev)
		return -ENOMEM;
	kref_init(&dev->ref);
	mutex_init(&dev->lock);
	pci_set_drvdata(pdev, dev);
	err = pci_enable_device(pdev);
	if (err)
		goto put;
	dev->regs = pci_iomap(pdev, 0, 0);
	err = -ENOMEM;
	if (!dev->regs)
		goto disable;
	err = request_irq(pdev->irq, kreffoo_irq, IRQF_SHARED, "kreffoo", dev);
	if (err)
		goto unmap;
	dev->misc.minor = MISC_DYNAMIC_MINOR;
	dev->misc.name = "kreffoo";
	dev->misc.fops = &kreffoo_ops;
	err = misc_register(&dev->misc);
	if (err)
		goto irq;
	return 0;
irq:
	free_irq(pdev->irq, dev);
unmap:
	pci_iounmap(pdev, dev->regs);
disable:
	pci_disable_device(pdev);
put:
	kref_put(&dev->ref, kreffoo_free);
	return err;
}

static void kreffoo_remove(struct pci_dev *pdev)
{
	struct kreffoo *dev = pci_get_drvdata(pdev);
	void __iomem *regs;

	misc_deregister(&dev->misc);
	free_irq(pdev->irq, dev);
	mutex_lock(&dev->lock);
	regs = dev->regs;
	dev->regs = NULL;
	mutex_unlock(&dev->lock);
	pci_iounmap(pdev, regs);
	pci_disable_device(pdev);
	kref_put(&dev->ref, kreffoo_free);
}

static const struct pci_device_id kreffoo_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
static struct pci_driver kreffoo_driver = {
	.name = "kreffoo", .id_table = kreffoo_ids, .probe = kreffoo_probe, .remove = kreffoo_remove,
};
module_pci_driver(kreffoo_driver);
MODULE_LICENSE("GPL");
