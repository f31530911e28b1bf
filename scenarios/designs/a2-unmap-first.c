// SPDX-License-Identifier: MIT
/*
 * A2: the registers are unmapped before the callbacks that read them are stopped. The memory of
 * the driver outlives the callbacks, so nothing but the device resource is used too late.
 */
#include "refdrv.h"

static void ref_remove(struct pci_dev *pdev)
{
	struct refdrv *ref = pci_get_drvdata(pdev);

	writel(0, ref->regs + REF_IRQ_MASK);
#ifdef UNMAP_FIRST
	pci_iounmap(pdev, ref->regs);
#endif
	free_irq(ref->irq, ref);
	timer_shutdown_sync(&ref->timer);
	disable_work_sync(&ref->work);
#ifndef UNMAP_FIRST
	pci_iounmap(pdev, ref->regs);
#endif
	pci_disable_device(pdev);
	kfree(ref);
}
