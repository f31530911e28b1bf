/*
 * A polling timer that must not run while the system sleeps: suspend() stops it, resume() starts it
 * again, remove() shuts it down for good.
 */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/timer.h>

struct card {
	struct timer_list poll;
	void __iomem *regs;
	u32 last;
};

static void card_poll(struct timer_list *t)
{
	struct card *card = timer_container_of(card, t, poll);

	card->last = readl(card->regs);
	mod_timer(&card->poll, jiffies + HZ);
}

static int card_suspend(struct device *dev)
{
	struct card *card = dev_get_drvdata(dev);

	timer_delete_sync(&card->poll);
	return 0;
}

static int card_resume(struct device *dev)
{
	struct card *card = dev_get_drvdata(dev);

	mod_timer(&card->poll, jiffies + HZ);
	return 0;
}

static const struct dev_pm_ops card_pm = { .suspend = card_suspend, .resume = card_resume };

static int card_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct card *card = devm_kzalloc(&pdev->dev, sizeof(*card), GFP_KERNEL);
	int err;

	if (!card)
		return -ENOMEM;
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	card->regs = pcim_iomap(pdev, 0, 0);
	if (!card->regs)
		return -ENOMEM;
	pci_set_drvdata(pdev, card);
	timer_setup(&card->poll, card_poll, 0);
	mod_timer(&card->poll, jiffies + HZ);
	return 0;
}

static void card_remove(struct pci_dev *pdev)
{
	struct card *card = pci_get_drvdata(pdev);

	timer_shutdown_sync(&card->poll);
}

static const struct pci_device_id card_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
static struct pci_driver card_driver = {
	.name = "card", .id_table = card_ids, .probe = card_probe, .remove = card_remove,
	.driver.pm = &card_pm,
};
module_pci_driver(card_driver);
MODULE_LICENSE("GPL");
