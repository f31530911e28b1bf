// SPDX-License-Identifier: MIT
/*
 * A delayed work that polls the device for ever on a workqueue of the module's own; an interrupt
 * hurries it with mod_delayed_work(). disable_delayed_work_sync() is enough for remove, in any order
 * with free_irq(): whoever still queues is refused. The workqueue goes last, with the module.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define REG_LEVEL 0x00

static struct workqueue_struct *poll_wq;

struct poller {
	void __iomem *regs;
	struct delayed_work poll;
	u32 level;
	int irq;
};

static void poller_poll(struct work_struct *work)
{
	struct poller *p = container_of(to_delayed_work(work), struct poller, poll);

	p->level = readl(p->regs + REG_LEVEL);
	queue_delayed_work(poll_wq, &p->poll, HZ);
}

static irqreturn_t poller_irq(int irq, void *data)
{
	struct poller *p = data;

	mod_delayed_work(poll_wq, &p->poll, 0);
	return IRQ_HANDLED;
}

static int poller_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct poller *p;
	int err;

	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	err = -ENOMEM;
	p->regs = pci_iomap(pdev, 0, 0);
	if (!p->regs)
		goto err_free;
	INIT_DELAYED_WORK(&p->poll, poller_poll);
	p->irq = pdev->irq;
	pci_set_drvdata(pdev, p);
	err = request_irq(p->irq, poller_irq, 0, "poller", p);
	if (err)
		goto err_unmap;
	queue_delayed_work(poll_wq, &p->poll, HZ);
	return 0;

err_unmap:
	pci_iounmap(pdev, p->regs);
err_free:
	kfree(p);
	return err;
}

static void poller_remove(struct pci_dev *pdev)
{
	struct poller *p = pci_get_drvdata(pdev);

	disable_delayed_work_sync(&p->poll);
	free_irq(p->irq, p);
	pci_iounmap(pdev, p->regs);
	kfree(p);
}

static const struct pci_device_id poller_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};
MODULE_DEVICE_TABLE(pci, poller_ids);

static struct pci_driver poller_driver = {
	.name = "poller",
	.id_table = poller_ids,
	.probe = poller_probe,
	.remove = poller_remove,
};

static int __init poller_init(void)
{
	int err;

	poll_wq = alloc_workqueue("poller", WQ_PERCPU, 0);
	if (!poll_wq)
		return -ENOMEM;
	err = pci_register_driver(&poller_driver);
	if (err)
		destroy_workqueue(poll_wq);
	return err;
}
module_init(poller_init);

static void __exit poller_exit(void)
{
	pci_unregister_driver(&poller_driver);
	destroy_workqueue(poll_wq);
}
module_exit(poller_exit);

MODULE_DESCRIPTION("A polling work on a queue of its own");
MODULE_LICENSE("GPL");
