// SPDX-License-Identifier: MIT
/*
 * B7: AsyncRevocable of Rust-for-Linux pull request 791 (2022, never merged). Revoking sets a bit
 * in the count of users and does not wait; the last guard that goes drops T. Right for what it was
 * made for, futures of an executor; wrong for a device's resource, which has to go while the device
 * is bound. The usage count starts at 0; what revokes at 0 drops T itself. Held against
 * rust/kernel/revocable.rs of that branch; a count that is saturated is left out.
 */
#include "bardrv.h"
#include <linux/atomic.h>

#define REVOKED	0x40000000

static atomic_t usage = ATOMIC_INIT(REVOKED);
static void __iomem *bar;
static struct pci_dev *bar_pdev;

static void bar_drop(void)
{
	pci_iounmap(bar_pdev, bar);
}

void bar_read(void)
{
	int n = atomic_read(&usage);

	do {
		if (n & REVOKED)
			return;
	} while (!atomic_try_cmpxchg(&usage, &n, n + 1));

	readl(bar + BAR_STATUS);

	if (atomic_dec_return(&usage) == REVOKED)
		bar_drop();
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	bar = regs;
	bar_pdev = pdev;
	atomic_set(&usage, 0);
	return 0;
}

static void ref_teardown(struct pci_dev *pdev)
{
	if (atomic_fetch_or(REVOKED, &usage) == 0)
		bar_drop();
}
