// SPDX-License-Identifier: MIT
/*
 * Models drivers/net/ethernet/renesas/ravb_ptp.c around "net: ravb: serialize PTP clock teardown"
 * (2026, CVE-2026-80991): stopping the clock masks its events and unregisters it, and the
 * interrupt of another line that has just read the status passes an event on to it.
 *
 * BEFORE_FIX does not wait. SWAP_ONLY clears the pointer, which the interrupt tests, but may have
 * read before. SYNC_FIRST waits before it clears. The fix clears the pointer, masks, waits for
 * the interrupt, and then unregisters.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>

#define GIC	0x00	/* interrupt control */
#define GIS	0x04	/* interrupt status */

struct ptp_clock {
	int events;
};

struct ravb_private {
	void __iomem *addr;
	struct ptp_clock *clock;
};

static irqreturn_t ravb_interrupt(int irq, void *data)
{
	struct ravb_private *priv = data;
	struct ptp_clock *clock;

	if (!readl(priv->addr + GIS))
		return IRQ_NONE;
	clock = READ_ONCE(priv->clock);
#ifndef BEFORE_FIX
	if (!clock)
		return IRQ_HANDLED;
#endif
	/* ptp_clock_event() */
	clock->events++;
	return IRQ_HANDLED;
}

static void ravb_ptp_stop(struct pci_dev *pdev, struct ravb_private *priv)
{
	struct ptp_clock *clock = priv->clock;

#if defined(BEFORE_FIX)
	writel(0, priv->addr + GIC);
#elif defined(SWAP_ONLY)
	WRITE_ONCE(priv->clock, NULL);
	writel(0, priv->addr + GIC);
#elif defined(SYNC_FIRST)
	writel(0, priv->addr + GIC);
	synchronize_irq(pdev->irq);
	WRITE_ONCE(priv->clock, NULL);
#else
	WRITE_ONCE(priv->clock, NULL);
	writel(0, priv->addr + GIC);
	synchronize_irq(pdev->irq);
#endif
	/* ptp_clock_unregister() */
	kfree(clock);
}

static int ravb_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct ravb_private *priv = devm_kzalloc(&pdev->dev, sizeof(*priv), GFP_KERNEL);
	int err;

	if (!priv)
		return -ENOMEM;
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	priv->addr = pcim_iomap(pdev, 0, 0);
	if (!priv->addr)
		return -ENOMEM;
	priv->clock = kzalloc(sizeof(*priv->clock), GFP_KERNEL);
	if (!priv->clock)
		return -ENOMEM;
	pci_set_drvdata(pdev, priv);
	err = devm_request_irq(&pdev->dev, pdev->irq, ravb_interrupt, IRQF_SHARED, "ravb", priv);
	if (err)
		kfree(priv->clock);
	return err;
}

static void ravb_remove(struct pci_dev *pdev)
{
	ravb_ptp_stop(pdev, pci_get_drvdata(pdev));
}

static const struct pci_device_id ravb_ids[] = { { PCI_DEVICE(0x1912, 0x0033) }, { } };

static struct pci_driver ravb_driver = {
	.name = "ravb",
	.id_table = ravb_ids,
	.probe = ravb_probe,
	.remove = ravb_remove,
};
module_pci_driver(ravb_driver);
MODULE_DESCRIPTION("A clock that an interrupt reports to while it is unregistered");
MODULE_LICENSE("GPL");
