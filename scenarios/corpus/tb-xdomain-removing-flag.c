// SPDX-License-Identifier: MIT
/*
 * Models drivers/thunderbolt/xdomain.c around commit 2c5d2d3c3f70 ("thunderbolt: Prevent XDomain
 * delayed work use-after-free on disconnect", 2026, v7.2, CVE-2026-74575). A packet of the other
 * host is handled by a work of its own, which finds the domain and holds a reference to it while
 * it queues the state work; removing cancels the state work and drops the main reference.
 *
 * BEFORE_FIX cancels, and the handler queues after that. FLAG_ONLY has a flag but no lock: the
 * handler may have tested it before. The fix sets and tests the flag under the domain's lock.
 * CANCEL_LOCKED holds that lock while it cancels the state work, which takes it too.
 */
#include <linux/io.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct tb_xdomain {
	struct kref ref;
	struct mutex lock;
	struct delayed_work state_work;
	bool removing;
	int state;
};

static DEFINE_MUTEX(tb_lock);
static struct tb_xdomain *tb_xd;
static struct workqueue_struct *tb_wq;
static struct work_struct request_work;

static void tb_xdomain_release(struct kref *ref)
{
	kfree(container_of(ref, struct tb_xdomain, ref));
}

static void tb_xdomain_state_work(struct work_struct *work)
{
	struct tb_xdomain *xd = container_of(work, struct tb_xdomain, state_work.work);

	mutex_lock(&xd->lock);
	xd->state++;
	mutex_unlock(&xd->lock);
}

static void tb_xdomain_queue_state(struct tb_xdomain *xd)
{
#if defined(BEFORE_FIX)
	queue_delayed_work(tb_wq, &xd->state_work, msecs_to_jiffies(50));
#elif defined(FLAG_ONLY)
	if (!READ_ONCE(xd->removing))
		queue_delayed_work(tb_wq, &xd->state_work, msecs_to_jiffies(50));
#else
	mutex_lock(&xd->lock);
	if (!xd->removing)
		queue_delayed_work(tb_wq, &xd->state_work, msecs_to_jiffies(50));
	mutex_unlock(&xd->lock);
#endif
}

static void tb_xdp_handle_request(struct work_struct *work)
{
	struct tb_xdomain *xd;

	mutex_lock(&tb_lock);
	xd = tb_xd;
	if (xd)
		kref_get(&xd->ref);
	mutex_unlock(&tb_lock);
	if (!xd)
		return;
	tb_xdomain_queue_state(xd);
	kref_put(&xd->ref, tb_xdomain_release);
}

static irqreturn_t tb_packet(int irq, void *data)
{
	schedule_work(&request_work);
	return IRQ_HANDLED;
}

static void tb_xdomain_remove(struct tb_xdomain *xd)
{
	mutex_lock(&tb_lock);
	tb_xd = NULL;
	mutex_unlock(&tb_lock);
#if defined(FLAG_ONLY)
	WRITE_ONCE(xd->removing, true);
#elif !defined(BEFORE_FIX)
	mutex_lock(&xd->lock);
	xd->removing = true;
#ifndef CANCEL_LOCKED
	mutex_unlock(&xd->lock);
#endif
#endif
	cancel_delayed_work_sync(&xd->state_work);
#ifdef CANCEL_LOCKED
	mutex_unlock(&xd->lock);
#endif
	kref_put(&xd->ref, tb_xdomain_release);
}

static int nhi_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct tb_xdomain *xd = kzalloc(sizeof(*xd), GFP_KERNEL);
	int err = -ENOMEM;

	if (!xd)
		return -ENOMEM;
	kref_init(&xd->ref);
	mutex_init(&xd->lock);
	INIT_DELAYED_WORK(&xd->state_work, tb_xdomain_state_work);
	INIT_WORK(&request_work, tb_xdp_handle_request);
	tb_wq = alloc_ordered_workqueue("thunderbolt", 0);
	if (!tb_wq)
		goto err_free;
	tb_xd = xd;
	pci_set_drvdata(pdev, xd);
	err = request_irq(pdev->irq, tb_packet, 0, "thunderbolt", xd);
	if (err)
		goto err_queue;
	return 0;

err_queue:
	tb_xd = NULL;
	destroy_workqueue(tb_wq);
err_free:
	kfree(xd);
	return err;
}

static void nhi_remove(struct pci_dev *pdev)
{
	struct tb_xdomain *xd = pci_get_drvdata(pdev);

	/* The cable is pulled while the host controller, its interrupt and its packets go on. */
	tb_xdomain_remove(xd);
	free_irq(pdev->irq, xd);
	cancel_work_sync(&request_work);
	destroy_workqueue(tb_wq);
}

static const struct pci_device_id nhi_ids[] = { { PCI_DEVICE(0x8086, 0x15d2) }, { } };

static struct pci_driver nhi_driver = {
	.name = "thunderbolt",
	.id_table = nhi_ids,
	.probe = nhi_probe,
	.remove = nhi_remove,
};
module_pci_driver(nhi_driver);
MODULE_DESCRIPTION("A handler that holds a reference while it queues a work");
MODULE_LICENSE("GPL");
