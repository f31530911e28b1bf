// SPDX-License-Identifier: MIT
/*
 * F1: a work with a reference to its data, on a system workqueue: the Rust bindings of 6.7 in C
 * (held against rust/kernel/workqueue.rs at 024f9676a6d2).
 * The data is valid whenever the work runs, but nothing waits for the work before the text goes.
 *
 * OWN_QUEUE (F2) has a queue of its own that module exit drains, unless it is forgotten (FORGET).
 * SELF: the work queues itself, twice; FOREVER: always; DISABLE: remove() disables it.
 * MODULE_REF (F9) pins the module from the work itself: too late by one return, as module_put() is
 * not the last instruction.
 */
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct job {
	struct kref ref;
	struct work_struct work;
	u32 done;
	int again;
};

struct drv {
	struct job *job;
	int irq;
};

#ifdef OWN_QUEUE
static struct workqueue_struct *drv_wq;
#else
#define drv_wq system_percpu_wq
#endif

static void job_free(struct kref *ref)
{
	kfree(container_of(ref, struct job, ref));
}

static void job_queue(struct job *job);

static void job_run(struct work_struct *work)
{
	struct job *job = container_of(work, struct job, work);

	job->done++;
#ifdef SELF
	if (job->again) {
		job->again--;
		job_queue(job);
	}
#endif
#ifdef FOREVER
	job_queue(job);
#endif
	kref_put(&job->ref, job_free);
#ifdef MODULE_REF
	module_put(THIS_MODULE);
#endif
}

static void job_queue(struct job *job)
{
#ifdef MODULE_REF
	if (!try_module_get(THIS_MODULE))
		return;
#endif
	kref_get(&job->ref);
	if (queue_work(drv_wq, &job->work))
		return;
	kref_put(&job->ref, job_free);
#ifdef MODULE_REF
	module_put(THIS_MODULE);
#endif
}

static irqreturn_t drv_irq(int irq, void *data)
{
	struct drv *drv = data;

	job_queue(drv->job);
	return IRQ_HANDLED;
}

static int drv_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct drv *drv;
	int err;

	drv = devm_kzalloc(&pdev->dev, sizeof(*drv), GFP_KERNEL);
	if (!drv)
		return -ENOMEM;
	drv->job = kzalloc(sizeof(*drv->job), GFP_KERNEL);
	if (!drv->job)
		return -ENOMEM;
	kref_init(&drv->job->ref);
	INIT_WORK(&drv->job->work, job_run);
	drv->job->again = 2;
	drv->irq = pdev->irq;
	pci_set_drvdata(pdev, drv);

	err = request_irq(drv->irq, drv_irq, 0, "drv", drv);
	if (err)
		kref_put(&drv->job->ref, job_free);
	return err;
}

static void drv_remove(struct pci_dev *pdev)
{
	struct drv *drv = pci_get_drvdata(pdev);

	free_irq(drv->irq, drv);
#ifdef DISABLE
	if (disable_work_sync(&drv->job->work))
		kref_put(&drv->job->ref, job_free);	/* the work's, which will not run */
#endif
	kref_put(&drv->job->ref, job_free);
}

static const struct pci_device_id drv_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};
MODULE_DEVICE_TABLE(pci, drv_ids);

static struct pci_driver drv_driver = {
	.name = "drv",
	.id_table = drv_ids,
	.probe = drv_probe,
	.remove = drv_remove,
};

static int __init drv_init(void)
{
	int err;

#ifdef OWN_QUEUE
	drv_wq = alloc_workqueue("drv", WQ_PERCPU, 0);
	if (!drv_wq)
		return -ENOMEM;
#endif
	err = pci_register_driver(&drv_driver);
#ifdef OWN_QUEUE
	if (err)
		destroy_workqueue(drv_wq);
#endif
	return err;
}
module_init(drv_init);

static void __exit drv_exit(void)
{
	pci_unregister_driver(&drv_driver);
#ifdef OWN_QUEUE
#ifndef FORGET
	destroy_workqueue(drv_wq);
#endif
#endif
}
module_exit(drv_exit);

MODULE_DESCRIPTION("A work that owns its data");
MODULE_LICENSE("GPL");
