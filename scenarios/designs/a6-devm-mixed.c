// SPDX-License-Identifier: MIT
/*
 * A6: devm_request_irq() together with teardown by hand in remove(). Managed resources are
 * released after remove() has returned: the interrupt outlives what remove() frees. The same mix
 * was in vboxguest until June 2022.
 *
 * All managed it is right: released in reverse order, the interrupt requested last goes first,
 * then the action that fences timer and work, then the mapping, then the memory.
 */
#define REF_OWN_PROBE
#include "refdrv.h"

#ifdef MIXED
static int ref_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct refdrv *ref;
	int err;

	ref = kzalloc(sizeof(*ref), GFP_KERNEL);
	if (!ref)
		return -ENOMEM;
	ref_init(ref, pdev);
	err = pci_enable_device(pdev);
	if (err)
		goto free;
	ref->regs = pci_iomap(pdev, 0, 0);
	if (!ref->regs) {
		err = -ENOMEM;
		goto disable;
	}
	pci_set_drvdata(pdev, ref);
	err = devm_request_irq(&pdev->dev, ref->irq, ref_irq, 0, "refdrv", ref);
	if (err)
		goto unmap;
	writel(1, ref->regs + REF_IRQ_MASK);
	return 0;

unmap:
	pci_iounmap(pdev, ref->regs);
disable:
	pci_disable_device(pdev);
free:
	kfree(ref);
	return err;
}

static void ref_remove(struct pci_dev *pdev)
{
	struct refdrv *ref = pci_get_drvdata(pdev);

	writel(0, ref->regs + REF_IRQ_MASK);
	timer_shutdown_sync(&ref->timer);
	disable_work_sync(&ref->work);
	pci_iounmap(pdev, ref->regs);
	pci_disable_device(pdev);
	kfree(ref);
}
#else
static void ref_stop(void *data)
{
	struct refdrv *ref = data;

	timer_shutdown_sync(&ref->timer);
	disable_work_sync(&ref->work);
}

static int ref_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct device *dev = &pdev->dev;
	struct refdrv *ref;
	int err;

	ref = devm_kzalloc(dev, sizeof(*ref), GFP_KERNEL);
	if (!ref)
		return -ENOMEM;
	ref_init(ref, pdev);
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	ref->regs = pcim_iomap(pdev, 0, 0);
	if (!ref->regs)
		return -ENOMEM;
	pci_set_drvdata(pdev, ref);
	err = devm_add_action_or_reset(dev, ref_stop, ref);
	if (err)
		return err;
	err = devm_request_irq(dev, ref->irq, ref_irq, 0, "refdrv", ref);
	if (err)
		return err;
	writel(1, ref->regs + REF_IRQ_MASK);
	return 0;
}

static void ref_remove(struct pci_dev *pdev)
{
	struct refdrv *ref = pci_get_drvdata(pdev);

	writel(0, ref->regs + REF_IRQ_MASK);
}
#endif
