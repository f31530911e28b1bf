// SPDX-License-Identifier: MIT
/*
 * A7: remove() holds a mutex that the work takes, and waits for the work.
 *
 *	remove()                  worker
 *	mutex_lock()
 *	                          ref_work(): waits for the mutex
 *	disable_work_sync(): waits for the work
 */
#include "bardrv.h"
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

static DEFINE_MUTEX(lock);

struct data {
	struct work_struct work;
	void __iomem *regs;
	int irq;
	bool gone;
};

static void ref_work(struct work_struct *work)
{
	struct data *d = container_of(work, struct data, work);

	mutex_lock(&lock);
	if (!d->gone)
		readl(d->regs + BAR_STATUS);
	mutex_unlock(&lock);
}

static irqreturn_t ref_irq(int irq, void *p)
{
	struct data *d = p;

	schedule_work(&d->work);
	return IRQ_HANDLED;
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	struct data *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return -ENOMEM;
	INIT_WORK(&d->work, ref_work);
	d->regs = regs;
	d->irq = pdev->irq;
	pci_set_drvdata(pdev, d);
	return request_irq(d->irq, ref_irq, 0, "ref", d);
}

static void ref_teardown(struct pci_dev *pdev)
{
	struct data *d = pci_get_drvdata(pdev);

	free_irq(d->irq, d);
	mutex_lock(&lock);
	d->gone = true;
#ifdef UNDER_LOCK
	disable_work_sync(&d->work);
	mutex_unlock(&lock);
#else
	mutex_unlock(&lock);
	disable_work_sync(&d->work);
#endif
	pci_iounmap(pdev, d->regs);
	kfree(d);
}
