// SPDX-License-Identifier: MIT
/*
 * C8: Devres::access() of 6.16, which takes a `&Device<Bound>` in place of a check: whoever has one
 * runs in a scope that the driver core fences, an interrupt handler for instance. That is true of
 * the device. It is true of a resource only if it was acquired before the handler was registered,
 * as devres releases in reverse order.
 *
 *	LATE	C8b: the handler is registered first, and its thread acquires the BAR
 *	TRY_ACCESS	the handler asks, as any reader does
 */
#include "bardrv.h"
#define DEVRES 7
#include "devres_rs.h"
#include <linux/interrupt.h>

struct bar {
	struct devres devres;
	void __iomem *regs;
	struct pci_dev *pdev;
};

/* A cell that is set once. */
static struct bar *the_bar;
static struct pci_dev *the_pdev;

static void bar_drop_in_place(struct revocable *rev)
{
	struct bar *bar = container_of(rev, struct bar, devres.rev);

	pci_iounmap(bar->pdev, bar->regs);
}

/* The owner's reference is never dropped: the cell is static. */
static int bar_acquire(struct pci_dev *pdev, void __iomem *regs)
{
	struct bar *bar = kzalloc(sizeof(*bar), GFP_KERNEL);
	int err;

	if (!bar || !regs)
		return -ENOMEM;
	bar->regs = regs;
	bar->pdev = pdev;
	err = devres_new(&bar->devres, &pdev->dev, bar_drop_in_place);
	if (!err)
		smp_store_release(&the_bar, bar);
	return err;
}

static irqreturn_t bar_irq(int irq, void *data)
{
	struct bar *bar = smp_load_acquire(&the_bar);

	if (!bar)
		return IRQ_WAKE_THREAD;
#ifdef TRY_ACCESS
	if (!revocable_try_access(&bar->devres.rev))
		return IRQ_NONE;
	readl(bar->regs + BAR_STATUS);
	revocable_end(&bar->devres.rev);
#else
	/* access(dev): it is the device of this Devres, so there is nothing else to ask. */
	readl(bar->regs + BAR_STATUS);
#endif
	return IRQ_HANDLED;
}

#ifdef LATE
static irqreturn_t bar_thread(int irq, void *data)
{
	if (!the_bar)
		bar_acquire(the_pdev, pci_iomap(the_pdev, 0, 0));
	return IRQ_HANDLED;
}
#else
#define bar_thread NULL
#endif

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	the_pdev = pdev;
#ifdef LATE
	pci_iounmap(pdev, regs);
#else
	int err = bar_acquire(pdev, regs);

	if (err)
		return err;
#endif
	return devm_request_threaded_irq(&pdev->dev, pdev->irq, bar_irq, bar_thread, 0, "bar",
					 &the_bar);
}

static void ref_teardown(struct pci_dev *pdev)
{
}
