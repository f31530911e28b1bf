// SPDX-License-Identifier: MIT
/*
 * C1 to C7: a mapped BAR in a Devres (see devres_rs.h, version DEVRES) that two may drop: its
 * owner, at any time, and devres when the device is unbound.
 *
 * T's destructor takes two steps, and touches both the device and an object beside the Devres that
 * belongs to the owner.
 *
 *	ADJACENT	the owner frees that object as soon as its drop has returned
 *	NEST	the owner is itself managed: the device's list holds the BAR, then a registration
 *		that drops the BAR's Devres
 *	IN_READER	the owner drops inside an RCU read section
 *	LOCKED	T's destructor takes device_lock
 */
#include "bardrv.h"
#include "devres_rs.h"

struct owner {
	int drops;
};

struct bar {
	struct devres devres;
	void __iomem *regs;
	struct pci_dev *pdev;
	struct owner *owner;
};

static struct bar *the_bar;
static struct owner *the_owner;

static void bar_drop_in_place(struct revocable *rev)
{
	struct bar *bar = container_of(rev, struct bar, devres.rev);

#ifdef LOCKED
	device_lock(&bar->pdev->dev);
#endif
	writel(0, bar->regs + BAR_CONTROL);
	bar->owner->drops++;
	pci_iounmap(bar->pdev, bar->regs);
#ifdef LOCKED
	device_unlock(&bar->pdev->dev);
#endif
}

void bar_drop(void)
{
#ifdef IN_READER
	rcu_read_lock();
#endif
	devres_drop(&the_bar->devres);
#ifdef ADJACENT
	kfree(the_owner);
#endif
#ifdef IN_READER
	rcu_read_unlock();
#endif
}

void bar_read(void)
{
	struct bar *bar = the_bar;

	if (!revocable_try_access(&bar->devres.rev))
		return;
	readl(bar->regs + BAR_STATUS);
	revocable_end(&bar->devres.rev);
}

#ifdef NEST
static void registration_cb(void *data)
{
	bar_drop();
}
#endif

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	struct bar *bar = kzalloc(sizeof(*bar), GFP_KERNEL);
	int err;

	if (bar)
		bar->owner = kzalloc(sizeof(*bar->owner), GFP_KERNEL);
	if (!bar || !bar->owner) {
		kfree(bar);
		pci_iounmap(pdev, regs);
		return -ENOMEM;
	}
	bar->regs = regs;
	bar->pdev = pdev;
	the_bar = bar;
	the_owner = bar->owner;
	err = devres_new(&bar->devres, &pdev->dev, bar_drop_in_place);
#ifdef NEST
	if (!err)
		err = devm_add_action(&pdev->dev, registration_cb, NULL);
#endif
	return err;
}

static void ref_teardown(struct pci_dev *pdev)
{
}
