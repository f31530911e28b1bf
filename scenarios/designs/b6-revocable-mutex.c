// SPDX-License-Identifier: MIT
/*
 * B6: the revocable mutex of Rust-for-Linux pull requests 569 and 738 (2021 and 2022, never
 * merged; held against rust/kernel/sync/revocable.rs of that branch). Readers and the revoker take
 * one lock: a reader may sleep, and the revoker waits for it.
 * WAIT: a reader waits for what comes only after the revocation. SELF: the revoker is a reader.
 */
#include "bardrv.h"
#include <linux/completion.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static DECLARE_COMPLETION(removed);
static bool available;
static void __iomem *bar;

void bar_read(void)
{
	mutex_lock(&lock);
	if (available) {
		readl(bar + BAR_STATUS);
#ifdef WAIT
		wait_for_completion(&removed);
#endif
		readl(bar + BAR_STATUS);
	}
	mutex_unlock(&lock);
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	bar = regs;
	available = true;
	return 0;
}

static void ref_teardown(struct pci_dev *pdev)
{
#ifdef SELF
	mutex_lock(&lock);
	readl(bar + BAR_STATUS);
#endif
	mutex_lock(&lock);
	available = false;
	pci_iounmap(pdev, bar);
	mutex_unlock(&lock);
#ifdef SELF
	mutex_unlock(&lock);
#endif
	complete_all(&removed);
}
