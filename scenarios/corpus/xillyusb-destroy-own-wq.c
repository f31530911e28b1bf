// SPDX-License-Identifier: MIT
/*
 * Models drivers/char/xillybus/xillyusb.c around commit ccbde4b128ef ("char: xillybus: Don't
 * destroy workqueue from work item running on it", 2024, v6.11, CVE-2024-45007). After an error a
 * work wakes everybody who waits; it holds a reference to the device, and may hold the last one.
 * The last reference destroys the device's workqueue: from that very work it waits for itself.
 *
 * The fix runs the work on a workqueue of the module, which outlives every device.
 */
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct xillyusb_dev {
	struct kref kref;
	struct workqueue_struct *workq;
	struct work_struct wakeup_workitem;
	unsigned int error;
};

#ifndef BEFORE_FIX
static struct workqueue_struct *wakeup_wq;
#endif

static void cleanup_dev(struct kref *kref)
{
	struct xillyusb_dev *xdev = container_of(kref, struct xillyusb_dev, kref);

	destroy_workqueue(xdev->workq);
	kfree(xdev);
}

static void wakeup_all(struct work_struct *work)
{
	struct xillyusb_dev *xdev = container_of(work, struct xillyusb_dev, wakeup_workitem);

	kref_put(&xdev->kref, cleanup_dev);
}

static irqreturn_t report_io_error(int irq, void *data)
{
	struct xillyusb_dev *xdev = data;

	if (xdev->error)
		return IRQ_HANDLED;
	xdev->error = 1;
	kref_get(&xdev->kref);
#ifdef BEFORE_FIX
	queue_work(xdev->workq, &xdev->wakeup_workitem);
#else
	queue_work(wakeup_wq, &xdev->wakeup_workitem);
#endif
	return IRQ_HANDLED;
}

static int xillyusb_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct xillyusb_dev *xdev = kzalloc(sizeof(*xdev), GFP_KERNEL);
	int err = -ENOMEM;

	if (!xdev)
		return -ENOMEM;
	kref_init(&xdev->kref);
	INIT_WORK(&xdev->wakeup_workitem, wakeup_all);
	xdev->workq = alloc_workqueue("xillyusb", WQ_HIGHPRI | WQ_PERCPU, 0);
	if (!xdev->workq)
		goto err_free;
	pci_set_drvdata(pdev, xdev);
	err = request_irq(pdev->irq, report_io_error, 0, "xillyusb", xdev);
	if (err)
		goto err_queue;
	return 0;

err_queue:
	destroy_workqueue(xdev->workq);
err_free:
	kfree(xdev);
	return err;
}

static void xillyusb_disconnect(struct pci_dev *pdev)
{
	struct xillyusb_dev *xdev = pci_get_drvdata(pdev);

	free_irq(pdev->irq, xdev);
	kref_put(&xdev->kref, cleanup_dev);
}

static const struct pci_device_id xillyusb_ids[] = { { PCI_DEVICE(0x03fd, 0xebbe) }, { } };

static struct pci_driver xillyusb_driver = {
	.name = "xillyusb",
	.id_table = xillyusb_ids,
	.probe = xillyusb_probe,
	.remove = xillyusb_disconnect,
};

static int __init xillyusb_init(void)
{
	int err;

#ifndef BEFORE_FIX
	wakeup_wq = alloc_workqueue("xillyusb_wakeup", WQ_PERCPU, 0);
	if (!wakeup_wq)
		return -ENOMEM;
#endif
	err = pci_register_driver(&xillyusb_driver);
#ifndef BEFORE_FIX
	if (err)
		destroy_workqueue(wakeup_wq);
#endif
	return err;
}
module_init(xillyusb_init);

static void __exit xillyusb_exit(void)
{
	pci_unregister_driver(&xillyusb_driver);
#ifndef BEFORE_FIX
	destroy_workqueue(wakeup_wq);
#endif
}
module_exit(xillyusb_exit);

MODULE_DESCRIPTION("A work that may drop the last reference to its own workqueue");
MODULE_LICENSE("GPL");
