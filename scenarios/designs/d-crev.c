// SPDX-License-Identifier: MIT
/*
 * D1 to D4: a resource behind the C `revocable` (see crev.h, version CREV).
 *
 *	D1	use_shared(): a handle that was made at open() and is shared by the threads that use
 *		the file; use_private(): the index of the read section is the caller's own
 *	D2, D3	consume(): looks the provider up while it may be revoked
 *	D4	consume() of a consumer that pins the owner, whose last reference goes with last();
 *		OWNER_GOES: the owner goes at unbind, as if nobody else had it
 */
#include "bardrv.h"
#include "crev.h"

static struct revocable_provider *slot;
static struct revocable_provider *owned;
static struct revocable file_handle;

static void use(struct revocable *rev)
{
	void __iomem *regs = revocable_try_access(rev);

	if (regs)
		readl(regs + BAR_STATUS);
	revocable_withdraw(rev);
}

void use_shared(void)
{
	use(&file_handle);
}

void use_private(void)
{
	struct revocable rev = { .rp = file_handle.rp };

	use(&rev);
}

void consume(void)
{
	struct revocable rev;

#if CREV == 8
	if (!revocable_init(owned, &owned, &rev))
		return;
#else
	if (!revocable_init(READ_ONCE(slot), &slot, &rev))
		return;
#endif
	use(&rev);
	revocable_deinit(&rev);
}

void last(void)
{
	revocable_provider_put(owned);
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	slot = revocable_provider_alloc(regs);
	if (!slot) {
		pci_iounmap(pdev, regs);
		return -ENOMEM;
	}
	owned = slot;
	pci_set_drvdata(pdev, regs);
#ifdef OPEN
	revocable_init(slot, &slot, &file_handle);
#endif
	return 0;
}

static void ref_teardown(struct pci_dev *pdev)
{
	revocable_provider_revoke(&slot);
	pci_iounmap(pdev, pci_get_drvdata(pdev));
#ifdef OWNER_GOES
	last();
#endif
}
