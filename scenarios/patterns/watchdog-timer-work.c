// SPDX-License-Identifier: MIT
/*
 * A timer and a work that start each other. Every interrupt puts the watchdog off; when it barks,
 * a work resets the device and arms it again. Teardown silences the interrupt, then shuts the timer
 * down, so that whatever the work still arms is ignored, and only then cancels the work.
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#define REG_STATUS 0x00
#define REG_RESET 0x04
#define QUIET_TIME (HZ / 10)

struct dog {
	void __iomem *regs;
	struct timer_list timer;
	struct work_struct reset;
	unsigned int resets;
	int irq;
};

static void dog_bark(struct timer_list *t)
{
	struct dog *dog = timer_container_of(dog, t, timer);

	if (readl(dog->regs + REG_STATUS))
		schedule_work(&dog->reset);
	else
		mod_timer(&dog->timer, jiffies + QUIET_TIME);
}

static void dog_reset(struct work_struct *work)
{
	struct dog *dog = container_of(work, struct dog, reset);

	writel(1, dog->regs + REG_RESET);
	usleep_range(100, 200);
	dog->resets++;
	mod_timer(&dog->timer, jiffies + QUIET_TIME);
}

static irqreturn_t dog_irq(int irq, void *data)
{
	struct dog *dog = data;

	mod_timer(&dog->timer, jiffies + QUIET_TIME);
	return IRQ_HANDLED;
}

static int dog_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct dog *dog;
	int err;

	dog = devm_kzalloc(&pdev->dev, sizeof(*dog), GFP_KERNEL);
	if (!dog)
		return -ENOMEM;
	dog->regs = pci_iomap(pdev, 0, 0);
	if (!dog->regs)
		return -ENOMEM;
	timer_setup(&dog->timer, dog_bark, 0);
	INIT_WORK(&dog->reset, dog_reset);
	dog->irq = pdev->irq;
	pci_set_drvdata(pdev, dog);

	err = request_irq(dog->irq, dog_irq, 0, "dog", dog);
	if (err) {
		pci_iounmap(pdev, dog->regs);
		return err;
	}
	mod_timer(&dog->timer, jiffies + QUIET_TIME);
	return 0;
}

static void dog_remove(struct pci_dev *pdev)
{
	struct dog *dog = pci_get_drvdata(pdev);

	free_irq(dog->irq, dog);
	timer_shutdown_sync(&dog->timer);
	cancel_work_sync(&dog->reset);
	pci_iounmap(pdev, dog->regs);
}

static const struct pci_device_id dog_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};
MODULE_DEVICE_TABLE(pci, dog_ids);

static struct pci_driver dog_driver = {
	.name = "dog",
	.id_table = dog_ids,
	.probe = dog_probe,
	.remove = dog_remove,
};
module_pci_driver(dog_driver);

MODULE_DESCRIPTION("A watchdog timer and its reset work");
MODULE_LICENSE("GPL");
