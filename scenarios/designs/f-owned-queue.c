// SPDX-License-Identifier: MIT
/*
 * F3, F4 and F8: a workqueue that the module owns; dropping it is destroy_workqueue(), which drains
 * what is queued (bindings proposed from November 2025 on, and b7199e8424e4).
 *
 *	F3	a delayed work on it: the queue does not know of the timer that will queue there
 *	F4 DISABLE	disable_delayed_work_sync() first: it waits for the timer, too
 *	F8 OWN_WORK	the data has the queue, and a work on that queue has the last reference of it
 */
#define REF_MODULE
#include "bardrv.h"
#include <linux/kref.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct data {
	struct kref ref;
	struct workqueue_struct *queue;
	struct work_struct work;
	u32 runs;
};

static struct data *data;
static struct delayed_work dwork;
static u32 delayed_runs;

static void data_free(struct kref *ref)
{
	struct data *d = container_of(ref, struct data, ref);

	destroy_workqueue(d->queue);
	kfree(d);
}

static void __maybe_unused data_work(struct work_struct *work)
{
	struct data *d = container_of(work, struct data, work);

	d->runs++;
	kref_put(&d->ref, data_free);
}

static void data_delayed(struct work_struct *work)
{
	delayed_runs++;
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	pci_iounmap(pdev, regs);
	return 0;
}

static void ref_teardown(struct pci_dev *pdev)
{
}

static int ref_module_init(void)
{
	data = kzalloc(sizeof(*data), GFP_KERNEL);
	if (data)
		data->queue = alloc_workqueue("data", WQ_PERCPU, 0);
	if (!data || !data->queue) {
		kfree(data);
		return -ENOMEM;
	}
	kref_init(&data->ref);
	INIT_WORK(&data->work, data_work);
	INIT_DELAYED_WORK(&dwork, data_delayed);
#ifdef OWN_WORK
	kref_get(&data->ref);
	queue_work(data->queue, &data->work);
#else
	queue_delayed_work(data->queue, &dwork, msecs_to_jiffies(10));
#endif
	return 0;
}

static void ref_module_exit(void)
{
#ifdef DISABLE
	disable_delayed_work_sync(&dwork);
#endif
	kref_put(&data->ref, data_free);
}
