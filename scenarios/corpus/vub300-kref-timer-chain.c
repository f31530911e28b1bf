// SPDX-License-Identifier: MIT
/*
 * Models drivers/mmc/host/vub300.c, a chain of fixes (commits dff34ef879c5, CVE-2026-31651;
 * 8f4d20a71022, CVE-2026-31650; a3b5f242997a, CVE-2026-72073), of which only the one of disconnect
 * is here. An inactivity timer owns one reference of the device, drops it when it finds the
 * interface gone, and else queues the dead work, which takes a reference of its own and arms the
 * timer again. (Here the timer arms itself only if the work was not queued still: it does not go on
 * for ever beside a work that does not come to its turn.)
 *
 * BEFORE_FIX (before 8f4d20a71022) drops the driver's reference and then uses the device.
 * UPSTREAM_FIX is what is left: the dead work has seen the interface, the interface goes, the
 * timer drops the timer's reference, the dead work arms the timer, and the timer drops a reference
 * that it does not own. TEST_AGAIN looks once more before it arms the timer. The complete form
 * shuts the timer down, cancels the work, and then drops their references itself.
 */
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#if defined(BEFORE_FIX) || defined(UPSTREAM_FIX) || defined(TEST_AGAIN)
#define INCOMPLETE
#endif

struct vub300_mmc_host {
	struct kref kref;
	struct pci_dev *interface;
	struct mutex cmd_mutex;
	struct timer_list inactivity_timer;
	struct work_struct deadwork;
	bool queried;
};

static struct workqueue_struct *deadworkqueue;

static void vub300_delete(struct kref *kref)
{
	kfree(container_of(kref, struct vub300_mmc_host, kref));
}

static bool vub300_queue_dead_work(struct vub300_mmc_host *vub300)
{
	bool queued;

	kref_get(&vub300->kref);
	queued = queue_work(deadworkqueue, &vub300->deadwork);
	if (!queued)
		kref_put(&vub300->kref, vub300_delete);
	return queued;
}

static void vub300_deadwork_thread(struct work_struct *work)
{
	struct vub300_mmc_host *vub300 = container_of(work, struct vub300_mmc_host, deadwork);

	if (!READ_ONCE(vub300->interface)) {
		kref_put(&vub300->kref, vub300_delete);
		return;
	}
	mutex_lock(&vub300->cmd_mutex);
	vub300->queried = true;
#ifdef TEST_AGAIN
	if (READ_ONCE(vub300->interface))
#endif
		mod_timer(&vub300->inactivity_timer, jiffies + HZ);
	mutex_unlock(&vub300->cmd_mutex);
	kref_put(&vub300->kref, vub300_delete);
}

static void vub300_inactivity_timer_expired(struct timer_list *t)
{
	struct vub300_mmc_host *vub300 = timer_container_of(vub300, t, inactivity_timer);

	if (!READ_ONCE(vub300->interface)) {
#ifdef INCOMPLETE
		kref_put(&vub300->kref, vub300_delete);
#endif
		return;
	}
	if (vub300_queue_dead_work(vub300))
		mod_timer(&vub300->inactivity_timer, jiffies + HZ);
}

static int vub300_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct vub300_mmc_host *vub300 = kzalloc(sizeof(*vub300), GFP_KERNEL);

	if (!vub300)
		return -ENOMEM;
	kref_init(&vub300->kref);
	vub300->interface = pdev;
	mutex_init(&vub300->cmd_mutex);
	INIT_WORK(&vub300->deadwork, vub300_deadwork_thread);
	timer_setup(&vub300->inactivity_timer, vub300_inactivity_timer_expired, 0);
	kref_get(&vub300->kref);
	mod_timer(&vub300->inactivity_timer, jiffies + HZ);
	pci_set_drvdata(pdev, vub300);
	return 0;
}

static void mmc_remove_host(struct vub300_mmc_host *vub300)
{
	mutex_lock(&vub300->cmd_mutex);
	mutex_unlock(&vub300->cmd_mutex);
}

static void vub300_disconnect(struct pci_dev *pdev)
{
	struct vub300_mmc_host *vub300 = pci_get_drvdata(pdev);

	WRITE_ONCE(vub300->interface, NULL);
#ifdef BEFORE_FIX
	kref_put(&vub300->kref, vub300_delete);
	mmc_remove_host(vub300);
#else
	mmc_remove_host(vub300);
#ifndef INCOMPLETE
	/* From here on nobody queues, and nobody runs: what they hold is ours to drop. */
	timer_shutdown_sync(&vub300->inactivity_timer);
	if (cancel_work_sync(&vub300->deadwork))
		kref_put(&vub300->kref, vub300_delete);
	kref_put(&vub300->kref, vub300_delete);
#endif
	kref_put(&vub300->kref, vub300_delete);
#endif
}

static const struct pci_device_id vub300_ids[] = { { PCI_DEVICE(0x2201, 0x012c) }, { } };

static struct pci_driver vub300_driver = {
	.name = "vub300",
	.id_table = vub300_ids,
	.probe = vub300_probe,
	.remove = vub300_disconnect,
};

static int __init vub300_init(void)
{
	int err;

	deadworkqueue = create_singlethread_workqueue("deadwork");
	if (!deadworkqueue)
		return -ENOMEM;
	err = pci_register_driver(&vub300_driver);
	if (err)
		destroy_workqueue(deadworkqueue);
	return err;
}
module_init(vub300_init);

static void __exit vub300_exit(void)
{
	pci_unregister_driver(&vub300_driver);
	destroy_workqueue(deadworkqueue);
}
module_exit(vub300_exit);

MODULE_DESCRIPTION("A timer that owns a reference, and a work that arms it");
MODULE_LICENSE("GPL");
