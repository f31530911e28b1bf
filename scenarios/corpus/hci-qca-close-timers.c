// SPDX-License-Identifier: MIT
/*
 * Models drivers/bluetooth/hci_qca.c, a chain of two fixes of its close function. Two timers
 * queue works on a workqueue of the driver's own; one of the works arms a timer.
 *
 * FIX 0  deletes the timers without waiting, then destroys the workqueue: what is drained there
 *        arms a timer again.
 * FIX 1  commit 72ef98445aca ("Bluetooth: hci_qca: Use del_timer_sync() before freeing", 2022,
 *        v5.19, CVE-2022-49555) destroys the workqueue first: a timer that fires now queues its
 *        work on a workqueue that is gone.
 * FIX 2  its successor of v6.2 shuts the timers down first.
 *
 * The serial line is a PCI device; a frame that is sent is an interrupt. The request to wake up is
 * sent again once, and not for ever.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#ifndef FIX
#define FIX 2
#endif

#define IBS_TX_IDLE_TIMEOUT	msecs_to_jiffies(2000)
#define IBS_WAKE_RETRANS	msecs_to_jiffies(100)

struct qca_data {
	spinlock_t hci_ibs_lock;
	bool awake;
	bool sent_again;
	struct timer_list tx_idle_timer;
	struct timer_list wake_retrans_timer;
	struct workqueue_struct *workqueue;
	struct work_struct ws_awake_device;
	struct work_struct ws_tx_vote_off;
};

static void qca_wq_awake_device(struct work_struct *work)
{
	struct qca_data *qca = container_of(work, struct qca_data, ws_awake_device);
	unsigned long flags;

	spin_lock_irqsave(&qca->hci_ibs_lock, flags);
	qca->awake = true;
	qca->sent_again = false;
	mod_timer(&qca->wake_retrans_timer, jiffies + IBS_WAKE_RETRANS);
	mod_timer(&qca->tx_idle_timer, jiffies + IBS_TX_IDLE_TIMEOUT);
	spin_unlock_irqrestore(&qca->hci_ibs_lock, flags);
}

static void qca_wq_serial_tx_clock_vote_off(struct work_struct *work)
{
	struct qca_data *qca = container_of(work, struct qca_data, ws_tx_vote_off);
	unsigned long flags;

	spin_lock_irqsave(&qca->hci_ibs_lock, flags);
	qca->awake = false;
	spin_unlock_irqrestore(&qca->hci_ibs_lock, flags);
}

static void hci_ibs_tx_idle_timeout(struct timer_list *t)
{
	struct qca_data *qca = timer_container_of(qca, t, tx_idle_timer);

	queue_work(qca->workqueue, &qca->ws_tx_vote_off);
}

static void hci_ibs_wake_retrans_timeout(struct timer_list *t)
{
	struct qca_data *qca = timer_container_of(qca, t, wake_retrans_timer);
	unsigned long flags;

	spin_lock_irqsave(&qca->hci_ibs_lock, flags);
	if (!qca->awake && !qca->sent_again) {
		qca->sent_again = true;
		mod_timer(&qca->wake_retrans_timer, jiffies + IBS_WAKE_RETRANS);
	}
	spin_unlock_irqrestore(&qca->hci_ibs_lock, flags);
}

static irqreturn_t qca_enqueue(int irq, void *data)
{
	struct qca_data *qca = data;

	queue_work(qca->workqueue, &qca->ws_awake_device);
	return IRQ_HANDLED;
}

static int qca_open(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct qca_data *qca = kzalloc(sizeof(*qca), GFP_KERNEL);
	int err = -ENOMEM;

	if (!qca)
		return -ENOMEM;
	spin_lock_init(&qca->hci_ibs_lock);
	qca->workqueue = alloc_ordered_workqueue("qca_wq", 0);
	if (!qca->workqueue)
		goto err_free;
	INIT_WORK(&qca->ws_awake_device, qca_wq_awake_device);
	INIT_WORK(&qca->ws_tx_vote_off, qca_wq_serial_tx_clock_vote_off);
	timer_setup(&qca->wake_retrans_timer, hci_ibs_wake_retrans_timeout, 0);
	timer_setup(&qca->tx_idle_timer, hci_ibs_tx_idle_timeout, 0);
	pci_set_drvdata(pdev, qca);
	err = request_irq(pdev->irq, qca_enqueue, 0, "qca", qca);
	if (err)
		goto err_queue;
	return 0;

err_queue:
	destroy_workqueue(qca->workqueue);
err_free:
	kfree(qca);
	return err;
}

static void qca_close(struct pci_dev *pdev)
{
	struct qca_data *qca = pci_get_drvdata(pdev);

	/* The core sends nothing any more. */
	free_irq(pdev->irq, qca);
#if FIX == 0
	timer_delete(&qca->tx_idle_timer);
	timer_delete(&qca->wake_retrans_timer);
	destroy_workqueue(qca->workqueue);
#elif FIX == 1
	destroy_workqueue(qca->workqueue);
	timer_delete_sync(&qca->tx_idle_timer);
	timer_delete_sync(&qca->wake_retrans_timer);
#else
	timer_shutdown_sync(&qca->tx_idle_timer);
	timer_shutdown_sync(&qca->wake_retrans_timer);
	destroy_workqueue(qca->workqueue);
#endif
	kfree(qca);
}

static const struct pci_device_id qca_ids[] = { { PCI_DEVICE(0x17cb, 0x1101) }, { } };

static struct pci_driver qca_driver = {
	.name = "hci_qca",
	.id_table = qca_ids,
	.probe = qca_open,
	.remove = qca_close,
};
module_pci_driver(qca_driver);
MODULE_DESCRIPTION("Two timers and two works that a close function has to stop");
MODULE_LICENSE("GPL");
