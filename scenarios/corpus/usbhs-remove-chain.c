// SPDX-License-Identifier: MIT
/*
 * Models drivers/usb/renesas_usbhs/common.c, a chain of fixes of its remove function. The
 * interrupt walks the pipes and queues a delayed work that notifies of a hotplug; devres frees the
 * interrupt after remove.
 *
 * FIX 0  remove frees the pipes and does not look at the work.
 * FIX 1  commit 552ca6b87e37 ("usb: renesas_usbhs: Flush the notify_hotplug_work", 2025, v6.14,
 *        CVE-2025-21917) flushes it first: the interrupt queues it again.
 * FIX 2  commit 3cbc242b88c6 ("usb: renesas_usbhs: fix use-after-free in ISR during device
 *        removal", 2026, v7.0, CVE-2026-43426) frees the interrupt before the pipes; the flush
 *        stays in front of it.
 * FIX 3  frees the interrupt, then cancels the work.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#ifndef FIX
#define FIX 3
#endif

#define INTSTS0	0x40
#define SYSCFG	0x00

struct usbhs_pipe {
	int events;
};

struct usbhs_priv {
	void __iomem *base;
	struct delayed_work notify_hotplug_work;
	struct usbhs_pipe *pipe;
};

static void usbhsc_notify_hotplug(struct work_struct *work)
{
	struct usbhs_priv *priv = container_of(work, struct usbhs_priv, notify_hotplug_work.work);

	writel(1, priv->base + SYSCFG);
	priv->pipe->events = 0;
}

static irqreturn_t usbhs_interrupt(int irq, void *data)
{
	struct usbhs_priv *priv = data;

	if (!readl(priv->base + INTSTS0))
		return IRQ_NONE;
	priv->pipe->events++;
	schedule_delayed_work(&priv->notify_hotplug_work, msecs_to_jiffies(10));
	return IRQ_HANDLED;
}

static int usbhs_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct usbhs_priv *priv = devm_kzalloc(&pdev->dev, sizeof(*priv), GFP_KERNEL);
	int err;

	if (!priv)
		return -ENOMEM;
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	priv->base = pcim_iomap(pdev, 0, 0);
	if (!priv->base)
		return -ENOMEM;
	INIT_DELAYED_WORK(&priv->notify_hotplug_work, usbhsc_notify_hotplug);
	priv->pipe = kzalloc(sizeof(*priv->pipe), GFP_KERNEL);
	if (!priv->pipe)
		return -ENOMEM;
	pci_set_drvdata(pdev, priv);
	err = devm_request_irq(&pdev->dev, pdev->irq, usbhs_interrupt, 0, "renesas_usbhs", priv);
	if (err)
		kfree(priv->pipe);
	return err;
}

static void usbhs_remove(struct pci_dev *pdev)
{
	struct usbhs_priv *priv = pci_get_drvdata(pdev);

#if FIX == 1 || FIX == 2
	flush_delayed_work(&priv->notify_hotplug_work);
#endif
#if FIX >= 2
	devm_free_irq(&pdev->dev, pdev->irq, priv);
#endif
#if FIX >= 3
	cancel_delayed_work_sync(&priv->notify_hotplug_work);
#endif
	/* usbhs_pipe_remove() */
	kfree(priv->pipe);
}

static const struct pci_device_id usbhs_ids[] = { { PCI_DEVICE(0x1912, 0x7795) }, { } };

static struct pci_driver usbhs_driver = {
	.name = "renesas_usbhs",
	.id_table = usbhs_ids,
	.probe = usbhs_probe,
	.remove = usbhs_remove,
};
module_pci_driver(usbhs_driver);
MODULE_DESCRIPTION("An interrupt that queues a delayed work, and three fixes of remove");
MODULE_LICENSE("GPL");
