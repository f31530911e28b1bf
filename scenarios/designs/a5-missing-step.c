// SPDX-License-Identifier: MIT
/*
 * A5: remove() forgets one fence, the commonest real bug: a run of CVEs in 2023 was an INIT_WORK
 * in probe() without a cancel in remove() (CVE-2023-1670, -1855, -1989, -33288, -3141, ...).
 */
#include "refdrv.h"

static void ref_remove(struct pci_dev *pdev)
{
	struct refdrv *ref = pci_get_drvdata(pdev);

	writel(0, ref->regs + REF_IRQ_MASK);
#ifndef FORGOT_IRQ
	free_irq(ref->irq, ref);
#endif
#ifndef FORGOT_TIMER
	timer_shutdown_sync(&ref->timer);
#endif
#ifndef FORGOT_WORK
	disable_work_sync(&ref->work);
#endif
	ref_release(pdev, ref);
}
