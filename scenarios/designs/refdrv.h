/* SPDX-License-Identifier: MIT */
/*
 * The reference driver of the design scenarios: an interrupt queues a work, the work reads the BAR
 * and arms a timer, the timer queues the work again. Each design adds its own probe or remove.
 *
 *	IRQ ---queues---> work ---arms---> timer ---queues---> work ...
 *
 * The circle is cut after ROUNDS: a teardown of k alternating cancels first fails with k or k + 1
 * rounds, so a smaller number would report a wrong order as safe.
 */
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#ifndef ROUNDS
#define ROUNDS 2
#endif

#define REF_EVENTS	0x00	/* how many events wait */
#define REF_IRQ_MASK	0x04	/* 1: interrupts on */

struct refdrv {
	void __iomem *regs;
	struct work_struct work;
	struct timer_list timer;
	int irq;
	int rounds;
	u32 events;
	u32 ticks;
};

static irqreturn_t ref_irq(int irq, void *data)
{
	struct refdrv *ref = data;

	if (!readl(ref->regs + REF_IRQ_MASK))
		return IRQ_NONE;
	schedule_work(&ref->work);
	return IRQ_HANDLED;
}

static void ref_work(struct work_struct *work)
{
	struct refdrv *ref = container_of(work, struct refdrv, work);

	ref->events += readl(ref->regs + REF_EVENTS);
	if (ref->rounds) {
		ref->rounds--;
		mod_timer(&ref->timer, jiffies + msecs_to_jiffies(10));
	}
}

static void ref_timer(struct timer_list *t)
{
	struct refdrv *ref = timer_container_of(ref, t, timer);

	ref->ticks++;
	schedule_work(&ref->work);
}

/* Everything that the callbacks touch is set up before anything can call them. */
static void ref_init(struct refdrv *ref, struct pci_dev *pdev)
{
	ref->irq = pdev->irq;
	ref->rounds = ROUNDS;
	INIT_WORK(&ref->work, ref_work);
	timer_setup(&ref->timer, ref_timer, 0);
}

#ifndef REF_OWN_PROBE
static int ref_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct refdrv *ref;
	int err;

	ref = kzalloc(sizeof(*ref), GFP_KERNEL);
	if (!ref)
		return -ENOMEM;
	ref_init(ref, pdev);

	err = pci_enable_device(pdev);
	if (err)
		goto free;
	ref->regs = pci_iomap(pdev, 0, 0);
	if (!ref->regs) {
		err = -ENOMEM;
		goto disable;
	}
	pci_set_drvdata(pdev, ref);
	err = request_irq(ref->irq, ref_irq, 0, "refdrv", ref);
	if (err)
		goto unmap;
	writel(1, ref->regs + REF_IRQ_MASK);
	return 0;

unmap:
	pci_iounmap(pdev, ref->regs);
disable:
	pci_disable_device(pdev);
free:
	kfree(ref);
	return err;
}

/* The last part of remove(), once nothing can use them any more. */
static inline void ref_release(struct pci_dev *pdev, struct refdrv *ref)
{
	pci_iounmap(pdev, ref->regs);
	pci_disable_device(pdev);
	kfree(ref);
}
#else
static int ref_probe(struct pci_dev *pdev, const struct pci_device_id *id);
#endif

static void ref_remove(struct pci_dev *pdev);

static const struct pci_device_id ref_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};
MODULE_DEVICE_TABLE(pci, ref_ids);

static struct pci_driver ref_driver = {
	.name = "refdrv",
	.id_table = ref_ids,
	.probe = ref_probe,
	.remove = ref_remove,
};
module_pci_driver(ref_driver);

MODULE_DESCRIPTION("Reference driver of the design scenarios");
MODULE_LICENSE("GPL");
