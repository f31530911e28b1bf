// SPDX-License-Identifier: MIT
/*
 * B1 to B5: a mapped BAR in a Revocable (see revocable.h); the readers are others' threads.
 *
 *	B1	as it is meant: readers do not sleep
 *	B2 SLEEP	a reader waits, with the guard, for what comes after the revocation
 *	B3 NOSYNC	revoke_nosync() although there may be readers
 *	B4 SELF	the revoker holds a guard itself
 *	B5 ESCAPE	a reference outlives the guard: T was stored as 'static
 *	FORGET	nobody revokes it
 */
#include "bardrv.h"
#include "revocable.h"
#include <linux/completion.h>
#include <linux/slab.h>

/* T, on the heap. */
struct bar {
	void __iomem *regs;
	struct pci_dev *pdev;
};

static struct {
	struct revocable rev;
	struct bar *bar;
} shared;
static DECLARE_COMPLETION(removed);

static void bar_drop(struct revocable *rev)
{
	struct bar *bar = shared.bar;

	pci_iounmap(bar->pdev, bar->regs);
	kfree(bar);
}

static u32 bar_status(struct bar *bar)
{
	return readl(bar->regs + BAR_STATUS);
}

void bar_read(void)
{
	struct bar *bar;

	if (!revocable_try_access(&shared.rev))
		return;
	bar = shared.bar;
	bar_status(bar);
#ifdef SLEEP
	wait_for_completion(&removed);
	bar_status(bar);
#endif
	revocable_end(&shared.rev);
#ifdef ESCAPE
	bar_status(bar);
#endif
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	shared.bar = kzalloc(sizeof(*shared.bar), GFP_KERNEL);
	if (!shared.bar) {
		pci_iounmap(pdev, regs);
		return -ENOMEM;
	}
	shared.bar->regs = regs;
	shared.bar->pdev = pdev;
	revocable_init(&shared.rev, bar_drop);
	return 0;
}

static void ref_teardown(struct pci_dev *pdev)
{
#ifdef SELF
	bool guard = revocable_try_access(&shared.rev);
#endif
#ifdef NOSYNC
	revocable_revoke_nosync(&shared.rev);
#elif !defined(FORGET)
	revocable_revoke(&shared.rev);
#endif
#ifdef SELF
	if (guard)
		revocable_end(&shared.rev);
#endif
	complete_all(&removed);
}
