/*
 * An interrupt line that others use, too: the handler may be called at any time between request and
 * free, and once more by free_irq() itself. What it needs is ready before, and goes after.
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct card {
	void __iomem *regs;
	struct work_struct report;
	struct workqueue_struct *wq;
	unsigned int events;
};

static void card_report(struct work_struct *work)
{
	struct card *card = container_of(work, struct card, report);

	WRITE_ONCE(card->events, READ_ONCE(card->events) + 1);
	writel(1, card->regs + 4);
}

static irqreturn_t card_irq(int irq, void *data)
{
	struct card *card = data;

	if (!(readl(card->regs) & 1))
		return IRQ_NONE;
	queue_work(card->wq, &card->report);
	return IRQ_HANDLED;
}

static int card_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct card *card = kzalloc(sizeof(*card), GFP_KERNEL);
	int err = -ENOMEM;

	if (!card)
		return err;
	INIT_WORK(&card->report, card_report);
	card->wq = alloc_ordered_workqueue("card", 0);
	if (!card->wq)
		goto free_card;
	err = pci_enable_device(pdev);
	if (err)
		goto destroy;
	err = -ENOMEM;
	card->regs = pci_iomap(pdev, 0, 0);
	if (!card->regs)
		goto disable;
	err = request_irq(pdev->irq, card_irq, IRQF_SHARED, "card", card);
	if (err)
		goto unmap;
	pci_set_drvdata(pdev, card);
	return 0;

unmap:
	pci_iounmap(pdev, card->regs);
disable:
	pci_disable_device(pdev);
destroy:
	destroy_workqueue(card->wq);
free_card:
	kfree(card);
	return err;
}

static void card_remove(struct pci_dev *pdev)
{
	struct card *card = pci_get_drvdata(pdev);

	free_irq(pdev->irq, card);
	/* Runs what the handler has queued, the last call of free_irq() included. */
	destroy_workqueue(card->wq);
	pci_iounmap(pdev, card->regs);
	pci_disable_device(pdev);
	kfree(card);
}

static const struct pci_device_id card_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
static struct pci_driver card_driver = {
	.name = "card", .id_table = card_ids, .probe = card_probe, .remove = card_remove,
};
module_pci_driver(card_driver);
MODULE_LICENSE("GPL");
