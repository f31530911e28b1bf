/*
 * Everything managed: memory first, the work's end next, the interrupt last, so that devres frees
 * the interrupt, then waits for the work, then takes the rest away. remove() has nothing to do but
 * silence the device.
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/workqueue.h>

#define REG_ENABLE 0x04
#define REG_DATA 0x08

struct card {
	void __iomem *regs;
	struct work_struct work;
	u32 *log;
	unsigned int n;
};

static void card_work(struct work_struct *work)
{
	struct card *card = container_of(work, struct card, work);

	card->log[card->n++ % 4] = readl(card->regs + REG_DATA);
}

static irqreturn_t card_irq(int irq, void *data)
{
	struct card *card = data;

	schedule_work(&card->work);
	return IRQ_HANDLED;
}

static void card_stop_work(void *data)
{
	struct card *card = data;

	cancel_work_sync(&card->work);
}

static int card_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct device *dev = &pdev->dev;
	struct card *card;
	int err;

	card = devm_kzalloc(dev, sizeof(*card), GFP_KERNEL);
	if (!card)
		return -ENOMEM;
	card->log = devm_kcalloc(dev, 4, sizeof(*card->log), GFP_KERNEL);
	if (!card->log)
		return -ENOMEM;
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	card->regs = pcim_iomap_region(pdev, 0, "card");
	if (IS_ERR(card->regs))
		return PTR_ERR(card->regs);
	INIT_WORK(&card->work, card_work);
	err = devm_add_action_or_reset(dev, card_stop_work, card);
	if (err)
		return err;
	pci_set_drvdata(pdev, card);
	err = devm_request_irq(dev, pdev->irq, card_irq, IRQF_SHARED, "card", card);
	if (err)
		return err;
	writel(1, card->regs + REG_ENABLE);
	return 0;
}

static void card_remove(struct pci_dev *pdev)
{
	struct card *card = pci_get_drvdata(pdev);

	writel(0, card->regs + REG_ENABLE);
}

static const struct pci_device_id card_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
static struct pci_driver card_driver = {
	.name = "card", .id_table = card_ids, .probe = card_probe, .remove = card_remove,
};
module_pci_driver(card_driver);
MODULE_LICENSE("GPL");
