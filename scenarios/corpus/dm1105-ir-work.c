// SPDX-License-Identifier: MIT
/*
 * Models drivers/media/pci/dm1105/dm1105.c around commit 5abda7a16698 ("media: dm1105: Fix use
 * after free bug in dm1105_remove due to race condition", 2023, v6.4, CVE-2023-35824). The
 * interrupt queues a work that reports a key of the remote control. rc-core is reduced to one
 * structure; the transport stream, I2C and DVB are left out.
 *
 * BEFORE_FIX unregisters the remote control under the work. UPSTREAM_FIX cancels the work first,
 * while the interrupt can still queue it again. The complete form silences the interrupt first.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define DM1105_INTMAK	0x00	/* interrupt mask */
#define DM1105_INTSTS	0x04	/* interrupt status */
#define DM1105_IRCODE	0x08

struct rc_dev {
	u32 last_keycode;
};

struct dm1105_dev {
	struct pci_dev *pdev;
	void __iomem *io_mem;
	struct {
		struct rc_dev *dev;
		struct work_struct work;
		u32 command;
	} ir;
};

static void dm1105_emit_key(struct work_struct *work)
{
	struct dm1105_dev *dev = container_of(work, struct dm1105_dev, ir.work);

	dev->ir.dev->last_keycode = dev->ir.command;
}

static irqreturn_t dm1105_irq(int irq, void *dev_id)
{
	struct dm1105_dev *dev = dev_id;
	u32 status = readl(dev->io_mem + DM1105_INTSTS);

	if (!status)
		return IRQ_NONE;
	writel(status, dev->io_mem + DM1105_INTSTS);
	dev->ir.command = readl(dev->io_mem + DM1105_IRCODE);
	schedule_work(&dev->ir.work);
	return IRQ_HANDLED;
}

static int dm1105_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct dm1105_dev *dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	int err = -ENOMEM;

	if (!dev)
		return -ENOMEM;
	dev->pdev = pdev;
	dev->ir.dev = kzalloc(sizeof(*dev->ir.dev), GFP_KERNEL);
	if (!dev->ir.dev)
		goto err_free;
	INIT_WORK(&dev->ir.work, dm1105_emit_key);
	err = pci_enable_device(pdev);
	if (err)
		goto err_rc;
	err = pci_request_regions(pdev, "dm1105");
	if (err)
		goto err_disable;
	err = -ENOMEM;
	dev->io_mem = pci_iomap(pdev, 0, 0);
	if (!dev->io_mem)
		goto err_regions;
	pci_set_drvdata(pdev, dev);
	writel(0x1f, dev->io_mem + DM1105_INTMAK);
	err = request_irq(pdev->irq, dm1105_irq, IRQF_SHARED, "dm1105", dev);
	if (err)
		goto err_unmap;
	return 0;

err_unmap:
	pci_iounmap(pdev, dev->io_mem);
err_regions:
	pci_release_regions(pdev);
err_disable:
	pci_disable_device(pdev);
err_rc:
	kfree(dev->ir.dev);
err_free:
	kfree(dev);
	return err;
}

static void dm1105_remove(struct pci_dev *pdev)
{
	struct dm1105_dev *dev = pci_get_drvdata(pdev);

#if defined(BEFORE_FIX) || defined(UPSTREAM_FIX)
#ifdef UPSTREAM_FIX
	cancel_work_sync(&dev->ir.work);
#endif
	kfree(dev->ir.dev);
	writel(0, dev->io_mem + DM1105_INTMAK);
	free_irq(pdev->irq, dev);
#else
	writel(0, dev->io_mem + DM1105_INTMAK);
	free_irq(pdev->irq, dev);
	cancel_work_sync(&dev->ir.work);
	kfree(dev->ir.dev);
#endif
	pci_iounmap(pdev, dev->io_mem);
	pci_release_regions(pdev);
	pci_disable_device(pdev);
	kfree(dev);
}

static const struct pci_device_id dm1105_ids[] = { { PCI_DEVICE(0x195d, 0x1105) }, { } };

static struct pci_driver dm1105_driver = {
	.name = "dm1105",
	.id_table = dm1105_ids,
	.probe = dm1105_probe,
	.remove = dm1105_remove,
};
module_pci_driver(dm1105_driver);
MODULE_DESCRIPTION("A receiver whose interrupt queues the remote control's work");
MODULE_LICENSE("GPL");
