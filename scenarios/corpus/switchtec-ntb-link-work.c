// SPDX-License-Identifier: MIT
/*
 * Models drivers/ntb/hw/mscc/ntb_hw_switchtec.c around commit e51aded92d42 ("ntb: ntb_hw_switchtec:
 * Fix use after free vulnerability in switchtec_ntb_remove due to race condition", 2024, v6.12,
 * CVE-2024-50059). The switch's driver tells a client of link events through a function pointer,
 * from a work of its own; the client, and its message interrupt, queue the link check, which uses
 * a window of shared memory.
 *
 * BEFORE_FIX never cancels the check. UPSTREAM_FIX cancels it right before the client is freed:
 * after the window is, and while an event that has read the pointers before they were cleared may
 * still queue it (or find the second one cleared). CANCEL_EARLY cancels before the window is
 * freed, which leaves the events. The complete form clears the pointers under a lock that events
 * hold, and then stops interrupt and work.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define SWITCHTEC_MSG 0x08

struct switchtec_ntb;

/* The switch's driver: it stays while its client goes. */
struct switchtec_dev {
	struct mutex lock;
	struct work_struct link_event_work;
	void (*link_notifier)(struct switchtec_dev *stdev);
	struct switchtec_ntb *sndev;
};

struct switchtec_ntb {
	void __iomem *mmio;
	u32 *self_shared;
	struct work_struct check_link_status_work;
	int link_force_down;
};

static struct switchtec_dev switchtec;

static void link_event_work(struct work_struct *work)
{
	struct switchtec_dev *stdev = container_of(work, struct switchtec_dev, link_event_work);

#if defined(BEFORE_FIX) || defined(UPSTREAM_FIX) || defined(CANCEL_EARLY)
	if (stdev->link_notifier)
		stdev->link_notifier(stdev);
#else
	mutex_lock(&stdev->lock);
	if (stdev->link_notifier)
		stdev->link_notifier(stdev);
	mutex_unlock(&stdev->lock);
#endif
}

/* The switch's own event interrupt. */
void switchtec_link_event(void)
{
	schedule_work(&switchtec.link_event_work);
}

static void check_link_status_work(struct work_struct *work)
{
	struct switchtec_ntb *sndev =
		container_of(work, struct switchtec_ntb, check_link_status_work);

	if (sndev->link_force_down)
		sndev->link_force_down = 0;
	*sndev->self_shared = 1;
}

static void switchtec_ntb_link_notification(struct switchtec_dev *stdev)
{
	struct switchtec_ntb *sndev = stdev->sndev;

	schedule_work(&sndev->check_link_status_work);
}

static irqreturn_t switchtec_ntb_message_isr(int irq, void *dev)
{
	struct switchtec_ntb *sndev = dev;

	if (readl(sndev->mmio + SWITCHTEC_MSG)) {
		sndev->link_force_down = 1;
		schedule_work(&sndev->check_link_status_work);
	}
	return IRQ_HANDLED;
}

static int switchtec_ntb_add(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct switchtec_ntb *sndev;
	int err = pcim_enable_device(pdev);

	if (err)
		return err;
	sndev = kzalloc(sizeof(*sndev), GFP_KERNEL);
	if (!sndev)
		return -ENOMEM;
	INIT_WORK(&sndev->check_link_status_work, check_link_status_work);
	err = -ENOMEM;
	sndev->mmio = pcim_iomap(pdev, 0, 0);
	if (!sndev->mmio)
		goto err_free;
	sndev->self_shared = kzalloc(sizeof(*sndev->self_shared), GFP_KERNEL);
	if (!sndev->self_shared)
		goto err_free;
	err = request_irq(pdev->irq, switchtec_ntb_message_isr, 0, "switchtec", sndev);
	if (err)
		goto err_shared;
	switchtec.sndev = sndev;
	switchtec.link_notifier = switchtec_ntb_link_notification;
	pci_set_drvdata(pdev, sndev);
	return 0;

err_shared:
	kfree(sndev->self_shared);
err_free:
	kfree(sndev);
	return err;
}

static void switchtec_ntb_remove(struct pci_dev *pdev)
{
	struct switchtec_ntb *sndev = pci_get_drvdata(pdev);

#if defined(BEFORE_FIX) || defined(UPSTREAM_FIX) || defined(CANCEL_EARLY)
	switchtec.link_notifier = NULL;
	switchtec.sndev = NULL;
#else
	mutex_lock(&switchtec.lock);
	switchtec.link_notifier = NULL;
	switchtec.sndev = NULL;
	mutex_unlock(&switchtec.lock);
#endif
	free_irq(pdev->irq, sndev);
#if !defined(BEFORE_FIX) && !defined(UPSTREAM_FIX)
	cancel_work_sync(&sndev->check_link_status_work);
#endif
	kfree(sndev->self_shared);
#ifdef UPSTREAM_FIX
	cancel_work_sync(&sndev->check_link_status_work);
#endif
	kfree(sndev);
}

static const struct pci_device_id switchtec_ids[] = { { PCI_DEVICE(0x11f8, 0x8531) }, { } };

static struct pci_driver switchtec_driver = {
	.name = "switchtec_ntb",
	.id_table = switchtec_ids,
	.probe = switchtec_ntb_add,
	.remove = switchtec_ntb_remove,
};

static int __init switchtec_init(void)
{
	mutex_init(&switchtec.lock);
	INIT_WORK(&switchtec.link_event_work, link_event_work);
	return pci_register_driver(&switchtec_driver);
}
module_init(switchtec_init);

static void __exit switchtec_exit(void)
{
	pci_unregister_driver(&switchtec_driver);
	cancel_work_sync(&switchtec.link_event_work);
}
module_exit(switchtec_exit);
MODULE_DESCRIPTION("A client that is told of events through a pointer");
MODULE_LICENSE("GPL");
