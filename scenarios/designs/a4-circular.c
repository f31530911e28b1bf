// SPDX-License-Identifier: MIT
/*
 * A4: the timer queues the work and the work arms the timer. No finite alternation of
 * timer_delete_sync() and cancel_work_sync() stops such a circle: whichever comes first may be
 * re-armed by the other before that is stopped. It needs a call that forbids re-arming for ever;
 * timer_shutdown_sync() was added in 6.2 for this very case.
 *
 * T: timer_delete_sync, W: cancel_work_sync, S: timer_shutdown_sync, D: disable_work_sync.
 */
#include "refdrv.h"

static void ref_remove(struct pci_dev *pdev)
{
	struct refdrv *ref = pci_get_drvdata(pdev);

	writel(0, ref->regs + REF_IRQ_MASK);
	free_irq(ref->irq, ref);
#if defined(WT)
	cancel_work_sync(&ref->work);
	timer_delete_sync(&ref->timer);
#elif defined(TW)
	timer_delete_sync(&ref->timer);
	cancel_work_sync(&ref->work);
#elif defined(TWT)
	timer_delete_sync(&ref->timer);
	cancel_work_sync(&ref->work);
	timer_delete_sync(&ref->timer);
#elif defined(WTW)
	cancel_work_sync(&ref->work);
	timer_delete_sync(&ref->timer);
	cancel_work_sync(&ref->work);
#elif defined(SW)
	timer_shutdown_sync(&ref->timer);
	cancel_work_sync(&ref->work);
#elif defined(DT)
	disable_work_sync(&ref->work);
	timer_delete_sync(&ref->timer);
#endif
	ref_release(pdev, ref);
}
