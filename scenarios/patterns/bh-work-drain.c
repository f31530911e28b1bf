// SPDX-License-Identifier: MIT
/*
 * A BH work in place of a tasklet: the interrupt queues it on system_bh_wq, it reads one value a
 * run and queues itself while there is more. Unlike tasklet_kill(), cancel_work_sync() drops what
 * is queued, and refuses what the work itself queues meanwhile.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#define REG_MORE 0x00
#define REG_DATA 0x04
#define BUDGET 2

struct drain {
	void __iomem *regs;
	struct work_struct work;
	spinlock_t lock;
	u32 data[4];
	unsigned int count;
	int irq;
};

static void drain_run(struct work_struct *work)
{
	struct drain *d = container_of(work, struct drain, work);
	int budget = BUDGET;

	while (budget-- && readl(d->regs + REG_MORE)) {
		spin_lock(&d->lock);
		d->data[d->count++ % 4] = readl(d->regs + REG_DATA);
		spin_unlock(&d->lock);
	}
	if (budget < 0)
		queue_work(system_bh_wq, work);
}

static irqreturn_t drain_irq(int irq, void *data)
{
	struct drain *d = data;

	queue_work(system_bh_wq, &d->work);
	return IRQ_HANDLED;
}

static int drain_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct drain *d;
	int err;

	d = devm_kzalloc(&pdev->dev, sizeof(*d), GFP_KERNEL);
	if (!d)
		return -ENOMEM;
	spin_lock_init(&d->lock);
	INIT_WORK(&d->work, drain_run);
	d->irq = pdev->irq;
	d->regs = pci_iomap(pdev, 0, 0);
	if (!d->regs)
		return -ENOMEM;
	pci_set_drvdata(pdev, d);
	err = request_irq(d->irq, drain_irq, 0, "drain", d);
	if (err)
		pci_iounmap(pdev, d->regs);
	return err;
}

static void drain_remove(struct pci_dev *pdev)
{
	struct drain *d = pci_get_drvdata(pdev);

	free_irq(d->irq, d);
	cancel_work_sync(&d->work);
	pci_iounmap(pdev, d->regs);
}

static const struct pci_device_id drain_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};
MODULE_DEVICE_TABLE(pci, drain_ids);

static struct pci_driver drain_driver = {
	.name = "drain",
	.id_table = drain_ids,
	.probe = drain_probe,
	.remove = drain_remove,
};
module_pci_driver(drain_driver);

MODULE_DESCRIPTION("A BH work that drains the device");
MODULE_LICENSE("GPL");
