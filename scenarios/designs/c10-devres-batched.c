// SPDX-License-Identifier: MIT
/*
 * C10: a plan of June 2025 for one grace period a device in place of one a resource. Unbind first
 * makes every Devres of the device unavailable, then waits for the readers of all, then drops them
 * one by one. A devres action that was added last stands for the first two.
 *
 * An owner may drop its Devres meanwhile, and may itself be managed (NEST): then its drop finds the
 * Devres unavailable although nobody has dropped T, nor will before it returns.
 *
 *	(none)	as for C7, one flag says both: not available, and somebody else drops T
 *	CLAIM	a second flag says who drops T
 */
#include "bardrv.h"
#include <linux/completion.h>
#include <linux/kref.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

struct bar {
	struct kref ref;
	int available;
	int claimed;
	int flipped;
	struct completion revoked;
	void __iomem *regs;
	struct pci_dev *pdev;
};

static struct bar *the_bar;
static DECLARE_COMPLETION(grace_period);

static void bar_free(struct kref *ref)
{
	kfree(container_of(ref, struct bar, ref));
}

static void bar_destroy(struct bar *bar)
{
	writel(0, bar->regs + BAR_CONTROL);
	pci_iounmap(bar->pdev, bar->regs);
	complete_all(&bar->revoked);
}

/* First of all at unbind: for each Devres of the device (one here), then once for all. */
static void batch_cb(void *data)
{
	struct bar *bar = data;

	bar->flipped = xchg(&bar->available, 0);
	synchronize_rcu();
	complete_all(&grace_period);
	kref_put(&bar->ref, bar_free);
}

static void bar_cb(void *data)
{
	struct bar *bar = data;

#ifdef CLAIM
	if (!xchg(&bar->claimed, 1))
#else
	if (bar->flipped)
#endif
		bar_destroy(bar);
	else
		wait_for_completion(&bar->revoked);
	kref_put(&bar->ref, bar_free);
}

void bar_drop(void)
{
	struct bar *bar = the_bar;
	bool won;

#ifdef CLAIM
	won = !xchg(&bar->claimed, 1);
	/* Unbind has made it unavailable: readers of its references may still be inside. */
	if (won && !xchg(&bar->available, 0))
		wait_for_completion(&grace_period);
#else
	won = xchg(&bar->available, 0);
#endif
	if (won) {
		bar_destroy(bar);
		if (!devm_remove_action_nowarn(&bar->pdev->dev, bar_cb, bar))
			kref_put(&bar->ref, bar_free);
	} else {
		wait_for_completion(&bar->revoked);
	}
	kref_put(&bar->ref, bar_free);
}

void bar_read(void)
{
	struct bar *bar = the_bar;

	rcu_read_lock();
	if (READ_ONCE(bar->available))
		readl(bar->regs + BAR_STATUS);
	rcu_read_unlock();
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

	if (!bar) {
		pci_iounmap(pdev, regs);
		return -ENOMEM;
	}
	kref_init(&bar->ref);
	kref_get(&bar->ref);	/* bar_cb() */
	kref_get(&bar->ref);	/* batch_cb() */
	init_completion(&bar->revoked);
	bar->available = 1;
	bar->regs = regs;
	bar->pdev = pdev;
	the_bar = bar;
	err = devm_add_action(&pdev->dev, bar_cb, bar);
#ifdef NEST
	if (!err)
		err = devm_add_action(&pdev->dev, registration_cb, NULL);
#endif
	if (!err)
		err = devm_add_action(&pdev->dev, batch_cb, bar);
	return err;
}

static void ref_teardown(struct pci_dev *pdev)
{
}
