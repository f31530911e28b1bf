// SPDX-License-Identifier: MIT
/*
 * A3: the work is cancelled while the interrupt can still queue it. cancel_work_sync() forbids
 * queueing only as long as it runs: it is no fence while a producer lives.
 *
 *	remove()                  interrupt               worker
 *	cancel_work_sync()
 *	                          schedule_work()
 *	free_irq()
 *	pci_iounmap(), kfree()
 *	                                                  ref_work(): readl()
 */
#include "refdrv.h"

static void ref_remove(struct pci_dev *pdev)
{
	struct refdrv *ref = pci_get_drvdata(pdev);

	writel(0, ref->regs + REF_IRQ_MASK);
#ifdef WORK_FIRST
	timer_shutdown_sync(&ref->timer);
	cancel_work_sync(&ref->work);
	free_irq(ref->irq, ref);
#else
	free_irq(ref->irq, ref);
	timer_shutdown_sync(&ref->timer);
	cancel_work_sync(&ref->work);
#endif
	ref_release(pdev, ref);
}
