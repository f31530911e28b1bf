// SPDX-License-Identifier: MIT
/*
 * F5 to F7: a work that uses what the driver's data has, cancelled when its handle is dropped.
 *
 *	F5	cancel_sync(), as the bindings of 2025 have it; the interrupt may queue it afterwards
 *	F6 SCOPED	ScopedWork (proposed in August 2026): its drop is cancel_work_sync(), and the
 *		order of the fields has dropped the interrupt before
 *	F6 SCOPED, FORGET	the handle is forgotten
 *	F7 DELAYED	a delayed work wrapped in it: the drop cancels the work, not the timer
 *	SELF	the work queues itself again
 *	DISABLE	disable_work_sync() in place of cancel_work_sync()
 */
#include "bardrv.h"
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct data {
	struct delayed_work dwork;
	struct work_struct work;
	void __iomem *regs;
	int irq;
	int again;
};

static void data_run(struct data *d)
{
	readl(d->regs + BAR_STATUS);
}

static void __maybe_unused data_work(struct work_struct *work)
{
	struct data *d = container_of(work, struct data, work);

	data_run(d);
#ifdef SELF
	if (d->again) {
		d->again--;
		schedule_work(&d->work);
	}
#endif
}

static void __maybe_unused data_delayed(struct work_struct *work)
{
	data_run(container_of(to_delayed_work(work), struct data, dwork));
}

static irqreturn_t data_irq(int irq, void *p)
{
	struct data *d = p;

#ifdef DELAYED
	schedule_delayed_work(&d->dwork, msecs_to_jiffies(10));
#else
	schedule_work(&d->work);
#endif
	return IRQ_HANDLED;
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	struct data *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return -ENOMEM;
	INIT_WORK(&d->work, data_work);
	INIT_DELAYED_WORK(&d->dwork, data_delayed);
	d->regs = regs;
	d->irq = pdev->irq;
	d->again = 2;
	pci_set_drvdata(pdev, d);
	return request_irq(d->irq, data_irq, 0, "data", d);
}

static void work_drop(struct data *d)
{
#ifdef DELAYED
	cancel_work_sync(&d->dwork.work);
#elif defined(DISABLE)
	disable_work_sync(&d->work);
#elif !defined(FORGET)
	cancel_work_sync(&d->work);
#endif
}

static void ref_teardown(struct pci_dev *pdev)
{
	struct data *d = pci_get_drvdata(pdev);

#ifdef SCOPED
	free_irq(d->irq, d);
	work_drop(d);
#else
	work_drop(d);
	free_irq(d->irq, d);
#endif
	pci_iounmap(pdev, d->regs);
	kfree(d);
}
