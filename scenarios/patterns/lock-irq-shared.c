// SPDX-License-Identifier: MIT
/*
 * A spinlock shared with the interrupt handler. The handler takes it plainly; whoever else takes it
 * switches interrupts off first, and waits for the handler only when it has let go of it.
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/sysfs.h>

struct ring {
	spinlock_t lock;
	void __iomem *regs;
	u32 head, tail;
};

static irqreturn_t ring_irq(int irq, void *data)
{
	struct ring *ring = data;

	spin_lock(&ring->lock);
	ring->head += readl(ring->regs);
	spin_unlock(&ring->lock);
	return IRQ_HANDLED;
}

static ssize_t fill_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct ring *ring = dev_get_drvdata(dev);
	unsigned long flags;
	u32 fill;

	spin_lock_irqsave(&ring->lock, flags);
	fill = ring->head - ring->tail;
	spin_unlock_irqrestore(&ring->lock, flags);
	return sysfs_emit(buf, "%u\n", fill);
}

static ssize_t fill_store(struct device *dev, struct device_attribute *attr, const char *buf,
			  size_t n)
{
	struct ring *ring = dev_get_drvdata(dev);

	spin_lock_irq(&ring->lock);
	ring->tail = ring->head;
	spin_unlock_irq(&ring->lock);
	return n;
}
static DEVICE_ATTR_RW(fill);

static struct attribute *ring_attrs[] = { &dev_attr_fill.attr, NULL };
ATTRIBUTE_GROUPS(ring);

static int ring_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct ring *ring = kzalloc(sizeof(*ring), GFP_KERNEL);
	int err;

	if (!ring)
		return -ENOMEM;
	spin_lock_init(&ring->lock);
	err = pci_enable_device(pdev);
	if (err)
		goto free;
	err = -ENOMEM;
	ring->regs = pci_iomap(pdev, 0, 0);
	if (!ring->regs)
		goto disable;
	err = request_irq(pdev->irq, ring_irq, IRQF_SHARED, "ring", ring);
	if (err)
		goto unmap;
	pci_set_drvdata(pdev, ring);
	return 0;

unmap:
	pci_iounmap(pdev, ring->regs);
disable:
	pci_disable_device(pdev);
free:
	kfree(ring);
	return err;
}

static void ring_remove(struct pci_dev *pdev)
{
	struct ring *ring = pci_get_drvdata(pdev);

	free_irq(pdev->irq, ring);
	pci_iounmap(pdev, ring->regs);
	pci_disable_device(pdev);
	kfree(ring);
}

static const struct pci_device_id ring_ids[] = { { PCI_DEVICE(0x1b36, 0x0005) }, { } };
MODULE_DEVICE_TABLE(pci, ring_ids);

static struct pci_driver ring_driver = {
	.name = "ring",
	.id_table = ring_ids,
	.probe = ring_probe,
	.remove = ring_remove,
	.driver.dev_groups = ring_groups,
};
module_pci_driver(ring_driver);

MODULE_DESCRIPTION("A spinlock shared with an interrupt handler");
MODULE_LICENSE("GPL");
