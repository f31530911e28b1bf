/*
 * A shared INTx with a threaded handler. The hard handler asks the device, masks it and wakes the
 * thread; the thread does the work and unmasks. remove() silences the device, frees the interrupt,
 * and only then takes the registers away.
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>

#define REG_STATUS 0x00
#define REG_ENABLE 0x04
#define REG_DATA 0x08

struct card {
	void __iomem *regs;
	struct mutex lock;
	u32 last;
	unsigned int events;
};

static irqreturn_t card_irq(int irq, void *data)
{
	struct card *card = data;
	u32 status = readl(card->regs + REG_STATUS);

	/* Not ours, or the device has gone. */
	if (!status || PCI_POSSIBLE_ERROR(status))
		return IRQ_NONE;
	writel(0, card->regs + REG_ENABLE);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t card_thread(int irq, void *data)
{
	struct card *card = data;

	mutex_lock(&card->lock);
	card->last = readl(card->regs + REG_DATA);
	card->events++;
	mutex_unlock(&card->lock);
	writel(1, card->regs + REG_ENABLE);
	return IRQ_HANDLED;
}

static int card_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct card *card;
	int err;

	card = kzalloc(sizeof(*card), GFP_KERNEL);
	if (!card)
		return -ENOMEM;
	mutex_init(&card->lock);
	err = pci_enable_device(pdev);
	if (err)
		goto free;
	err = pci_request_regions(pdev, "card");
	if (err)
		goto disable;
	card->regs = pci_iomap(pdev, 0, 0);
	if (!card->regs) {
		err = -ENOMEM;
		goto release;
	}
	pci_set_drvdata(pdev, card);
	err = request_threaded_irq(pdev->irq, card_irq, card_thread, IRQF_SHARED, "card", card);
	if (err)
		goto unmap;
	writel(1, card->regs + REG_ENABLE);
	return 0;

unmap:
	pci_iounmap(pdev, card->regs);
release:
	pci_release_regions(pdev);
disable:
	pci_disable_device(pdev);
free:
	kfree(card);
	return err;
}

static void card_remove(struct pci_dev *pdev)
{
	struct card *card = pci_get_drvdata(pdev);

	writel(0, card->regs + REG_ENABLE);
	free_irq(pdev->irq, card);
	pci_iounmap(pdev, card->regs);
	pci_release_regions(pdev);
	pci_disable_device(pdev);
	kfree(card);
}

static const struct pci_device_id card_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
static struct pci_driver card_driver = {
	.name = "card", .id_table = card_ids, .probe = card_probe, .remove = card_remove,
};
module_pci_driver(card_driver);
MODULE_LICENSE("GPL");
