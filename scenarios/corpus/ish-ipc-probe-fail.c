// SPDX-License-Identifier: MIT
/*
 * Models drivers/hid/intel-ish-hid/ipc/ipc.c around commit 8ae2f2b0a284 ("HID: intel-ish-hid: ipc:
 * Fix potential use-after-free in work function", 2023, v6.3, CVE-2023-53039). The interrupt
 * queues a work that is the module's, not the device's, and tells it through a global pointer
 * which device it is about. If starting the hardware fails, devres frees interrupt and device.
 *
 * BEFORE_FIX leaves the work. The fix has devres cancel it, by an action that is added before the
 * interrupt is requested and so runs after it is freed. LATE_ACTION adds it after: the work is
 * cancelled first, and the interrupt queues it again.
 */
#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/workqueue.h>

#define IPC_REG_ISH2HOST	0x00
#define IPC_REG_HOST_COMM	0x38	/* reads as 1 once the firmware has started */

struct ishtp_device {
	void __iomem *mem_addr;
	int resets;
};

static void fw_reset_work_fn(struct work_struct *unused);
static DECLARE_WORK(fw_reset_work, fw_reset_work_fn);
static struct ishtp_device *ishtp_dev;

static void fw_reset_work_fn(struct work_struct *unused)
{
	ishtp_dev->resets++;
	writel(1, ishtp_dev->mem_addr + IPC_REG_HOST_COMM);
}

static irqreturn_t ish_irq_handler(int irq, void *dev_id)
{
	struct ishtp_device *dev = dev_id;

	if (!readl(dev->mem_addr + IPC_REG_ISH2HOST))
		return IRQ_NONE;
	ishtp_dev = dev;
	schedule_work(&fw_reset_work);
	return IRQ_HANDLED;
}

static void __maybe_unused ish_cancel_reset(void *unused)
{
	cancel_work_sync(&fw_reset_work);
}

static int ish_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct ishtp_device *dev = devm_kzalloc(&pdev->dev, sizeof(*dev), GFP_KERNEL);
	int err;

	if (!dev)
		return -ENOMEM;
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	dev->mem_addr = pcim_iomap(pdev, 0, 0);
	if (!dev->mem_addr)
		return -ENOMEM;
#if !defined(BEFORE_FIX) && !defined(LATE_ACTION)
	err = devm_add_action_or_reset(&pdev->dev, ish_cancel_reset, NULL);
	if (err)
		return err;
#endif
	err = devm_request_irq(&pdev->dev, pdev->irq, ish_irq_handler, 0, "ish", dev);
	if (err)
		return err;
#ifdef LATE_ACTION
	err = devm_add_action_or_reset(&pdev->dev, ish_cancel_reset, NULL);
	if (err)
		return err;
#endif
	/* ish_init(): the firmware may not start. */
	return readl(dev->mem_addr + IPC_REG_HOST_COMM) ? 0 : -ENODEV;
}

static const struct pci_device_id ish_ids[] = { { PCI_DEVICE(0x8086, 0x9d35) }, { } };

static struct pci_driver ish_driver = {
	.name = "intel_ish_ipc",
	.id_table = ish_ids,
	.probe = ish_probe,
};
module_pci_driver(ish_driver);
MODULE_DESCRIPTION("A work of the module that a device which failed to start has queued");
MODULE_LICENSE("GPL");
