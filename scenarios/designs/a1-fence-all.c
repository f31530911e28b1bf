// SPDX-License-Identifier: MIT
/*
 * A1: plain C fencing. remove() stops every source of callbacks, each with a call that waits for
 * running ones and forbids new ones, then gives back the resources. It costs nothing per access.
 *
 * The three fences may come in any order, because each of the last two forbids re-arming for ever.
 * With cancel_work_sync(), which forbids it only while it runs, the work must come last.
 */
#include "refdrv.h"

static void ref_remove(struct pci_dev *pdev)
{
	struct refdrv *ref = pci_get_drvdata(pdev);

	writel(0, ref->regs + REF_IRQ_MASK);
#if defined(WORK_FIRST)
	disable_work_sync(&ref->work);
	free_irq(ref->irq, ref);
	timer_shutdown_sync(&ref->timer);
#elif defined(TIMER_FIRST)
	timer_shutdown_sync(&ref->timer);
	disable_work_sync(&ref->work);
	free_irq(ref->irq, ref);
#elif defined(CANCEL_LAST)
	free_irq(ref->irq, ref);
	timer_shutdown_sync(&ref->timer);
	cancel_work_sync(&ref->work);
#else
	free_irq(ref->irq, ref);
	timer_shutdown_sync(&ref->timer);
	disable_work_sync(&ref->work);
#endif
	ref_release(pdev, ref);
}
