// SPDX-License-Identifier: MIT
/*
 * A blocking notifier chain of the module, called by a work that the interrupt queues, and a client
 * that the binding registers. Unregistering waits for a call under way, so the client may go after.
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct client {
	struct notifier_block nb;
	struct work_struct work;
	int irq;
	u32 events;
};

static BLOCKING_NOTIFIER_HEAD(chain);

static int client_event(struct notifier_block *nb, unsigned long action, void *data)
{
	struct client *c = container_of(nb, struct client, nb);

	c->events += action;
	return NOTIFY_OK;
}

static void client_work(struct work_struct *work)
{
	blocking_notifier_call_chain(&chain, 1, NULL);
}

static irqreturn_t client_irq(int irq, void *data)
{
	struct client *c = data;

	schedule_work(&c->work);
	return IRQ_HANDLED;
}

static int client_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct client *c;
	int err;

	c = kzalloc(sizeof(*c), GFP_KERNEL);
	if (!c)
		return -ENOMEM;
	c->nb.notifier_call = client_event;
	c->irq = pdev->irq;
	INIT_WORK(&c->work, client_work);
	err = blocking_notifier_chain_register(&chain, &c->nb);
	if (err)
		goto free;
	pci_set_drvdata(pdev, c);
	err = request_irq(c->irq, client_irq, 0, "client", c);
	if (err)
		goto unregister;
	return 0;

unregister:
	blocking_notifier_chain_unregister(&chain, &c->nb);
free:
	kfree(c);
	return err;
}

static void client_remove(struct pci_dev *pdev)
{
	struct client *c = pci_get_drvdata(pdev);

	free_irq(c->irq, c);
	cancel_work_sync(&c->work);
	blocking_notifier_chain_unregister(&chain, &c->nb);
	kfree(c);
}

static const struct pci_device_id client_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};
MODULE_DEVICE_TABLE(pci, client_ids);

static struct pci_driver client_driver = {
	.name = "client",
	.id_table = client_ids,
	.probe = client_probe,
	.remove = client_remove,
};
module_pci_driver(client_driver);

MODULE_DESCRIPTION("A client of a notifier chain");
MODULE_LICENSE("GPL");
