// SPDX-License-Identifier: MIT
/*
 * Everything managed: the order of registration is the reverse of the order of teardown. The irq is
 * requested last, so it goes first; then the action that stops the timer and the work that the
 * handler starts; then the memory that they use. There is no remove().
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct acts {
	void __iomem *regs;
	struct work_struct work;
	struct timer_list timer;
	u32 events;
};

static void acts_work(struct work_struct *work)
{
	struct acts *a = container_of(work, struct acts, work);

	a->events += readl(a->regs);
	mod_timer(&a->timer, jiffies + 2);
}

static void acts_timer(struct timer_list *t)
{
	struct acts *a = timer_container_of(a, t, timer);

	writel(1, a->regs + 4);
}

static irqreturn_t acts_irq(int irq, void *data)
{
	struct acts *a = data;

	schedule_work(&a->work);
	return IRQ_HANDLED;
}

static void acts_stop(void *data)
{
	struct acts *a = data;

	timer_shutdown_sync(&a->timer);
	cancel_work_sync(&a->work);
}

static int acts_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct acts *a;
	int err;

	a = devm_kzalloc(&pdev->dev, sizeof(*a), GFP_KERNEL);
	if (!a)
		return -ENOMEM;
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	a->regs = pcim_iomap(pdev, 0, 0);
	if (!a->regs)
		return -ENOMEM;
	INIT_WORK(&a->work, acts_work);
	timer_setup(&a->timer, acts_timer, 0);
	err = devm_add_action_or_reset(&pdev->dev, acts_stop, a);
	if (err)
		return err;
	return devm_request_irq(&pdev->dev, pdev->irq, acts_irq, 0, "acts", a);
}

static const struct pci_device_id acts_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};
MODULE_DEVICE_TABLE(pci, acts_ids);

static struct pci_driver acts_driver = {
	.name = "acts",
	.id_table = acts_ids,
	.probe = acts_probe,
};
module_pci_driver(acts_driver);

MODULE_DESCRIPTION("Managed resources and an action that stops callbacks");
MODULE_LICENSE("GPL");
