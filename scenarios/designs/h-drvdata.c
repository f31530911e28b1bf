// SPDX-License-Identifier: MIT
/*
 * H1 to H5: when a Rust driver's data is dropped at unbind, and where the interrupt is registered.
 *
 *	H1	until January 2026: in remove(); the interrupt is in devres, and its handler gets at
 *		the data through the device (6f61a2637abe)
 *	H2 LAST	January 2026: after all of devres; BORROW: its destructor uses the BAR, which devres
 *		has
 *	H3 REG_IN_DATA	be31fcf5af75, May 2026: before devres, with the registration in it; the order
 *		of its fields is that of the drops. BAR_FIRST: the data has the BAR, too, as an
 *		earlier field, which does not compile if the registration borrows it
 *	H4	H3 with the interrupt in devres: H1 again
 *	H5 REG_IN_DATA, FORGET	the registration is forgotten: its constructor is unsafe for that
 *
 * H2 and H3 were held against the order in device_unbind_cleanup() that their patches show, H5
 * against rust/kernel/irq/request.rs of a tree of mid-2026, whose cookie is the registration
 * itself.
 */
#include "bardrv.h"
#include <linux/interrupt.h>
#include <linux/slab.h>

struct data {
	void __iomem *regs;
	int irq;
	u32 count;
};

static struct pci_dev *the_pdev;

static irqreturn_t data_irq(int irq, void *p)
{
	struct data *d = p;

	d->count++;
	readl(d->regs + BAR_STATUS);
	return IRQ_HANDLED;
}

/* The BAR of the data is devres' (pcim_iomap), but for BAR_FIRST. */
static void data_drop(void *p)
{
	struct data *d = p;

#ifdef BAR_FIRST
	pci_iounmap(the_pdev, d->regs);
#endif
#if defined(REG_IN_DATA) && !defined(FORGET)
	free_irq(d->irq, d);
#endif
#ifdef BORROW
	writel(0, d->regs + BAR_CONTROL);
#endif
	kfree(d);
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	struct data *d = kzalloc(sizeof(*d), GFP_KERNEL);
	int err = 0;

	if (!d)
		return -ENOMEM;
	the_pdev = pdev;
	d->irq = pdev->irq;
	pci_set_drvdata(pdev, d);
#ifdef LAST
	err = devm_add_action_or_reset(&pdev->dev, data_drop, d);
	if (err)
		return err;
#endif
#ifdef BAR_FIRST
	d->regs = regs;
#else
	pci_iounmap(pdev, regs);
	d->regs = pcim_iomap(pdev, 0, 0);
	if (!d->regs)
		return -ENOMEM;
#endif
#ifdef REG_IN_DATA
	err = request_irq(d->irq, data_irq, 0, "data", d);
#else
	err = devm_request_irq(&pdev->dev, d->irq, data_irq, 0, "data", d);
#endif
	return err;
}

static void ref_teardown(struct pci_dev *pdev)
{
#ifndef LAST
	data_drop(pci_get_drvdata(pdev));
#endif
}
