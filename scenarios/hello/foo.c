// SPDX-License-Identifier: MIT
/*
 * A card reader: its interrupt queues a work, and the work reads a register to see whether there
 * is a card. remove() has to stop the interrupt first and then the work, before anything goes.
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/workqueue.h>

#define FOO_STATUS 0x00

struct foo {
	void __iomem *regs;
	struct work_struct detect;
	int cards;
	int irq;
};

static void foo_detect(struct work_struct *work)
{
	struct foo *dev = container_of(work, struct foo, detect);

	if (readl(dev->regs + FOO_STATUS) & 1)
		dev->cards++;
}

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *dev = data;

	schedule_work(&dev->detect);
	return IRQ_HANDLED;
}

static int foo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct foo *dev;
	int err;

	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;
	INIT_WORK(&dev->detect, foo_detect);
	dev->irq = pdev->irq;

	err = pci_enable_device(pdev);
	if (err)
		goto free;
	dev->regs = pci_iomap(pdev, 0, 0);
	if (!dev->regs) {
		err = -ENOMEM;
		goto disable;
	}
	pci_set_drvdata(pdev, dev);
	err = request_irq(dev->irq, foo_irq, 0, "foo", dev);
	if (err)
		goto unmap;
	return 0;

unmap:
	pci_iounmap(pdev, dev->regs);
disable:
	pci_disable_device(pdev);
free:
	kfree(dev);
	return err;
}

static void foo_remove(struct pci_dev *pdev)
{
	struct foo *dev = pci_get_drvdata(pdev);

#ifdef BEFORE_FIX
	cancel_work_sync(&dev->detect);
	free_irq(dev->irq, dev);
#else
	free_irq(dev->irq, dev);
	cancel_work_sync(&dev->detect);
#endif
	pci_iounmap(pdev, dev->regs);
	pci_disable_device(pdev);
	kfree(dev);
}

static const struct pci_device_id foo_ids[] = {
	{ PCI_DEVICE(0x1180, 0x0592) },
	{ }
};

static struct pci_driver foo_driver = {
	.name = "foo",
	.id_table = foo_ids,
	.probe = foo_probe,
	.remove = foo_remove,
};
module_pci_driver(foo_driver);

MODULE_DESCRIPTION("Card detection, racing with unbind");
MODULE_LICENSE("GPL");
