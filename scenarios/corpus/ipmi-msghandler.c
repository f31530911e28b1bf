// SPDX-License-Identifier: MIT
/*
 * Models drivers/char/ipmi/ipmi_msghandler.c around commit ffb76a86f809 ("ipmi: Fix UAF when
 * uninstall ipmi_si and ipmi_msghandler module", CVE-2021-47100): the last reference to a BMC
 * queues a work item whose function is this module's text, and nobody waits for it when the
 * module goes.
 */
#include <linux/export.h>
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct bmc_device {
	struct kref usecount;
	struct work_struct remove_work;
	int id;
};

#ifndef BEFORE_FIX
static struct workqueue_struct *remove_work_wq;
#endif

static void bmc_remove_work(struct work_struct *work)
{
	struct bmc_device *bmc = container_of(work, struct bmc_device, remove_work);

	pr_info("BMC %d is gone\n", bmc->id);
	kfree(bmc);
}

static void bmc_release(struct kref *ref)
{
	struct bmc_device *bmc = container_of(ref, struct bmc_device, usecount);

	/* The caller may hold locks that unregistering needs, so a work item does it. */
#ifdef BEFORE_FIX
	schedule_work(&bmc->remove_work);
#else
	queue_work(remove_work_wq, &bmc->remove_work);
#endif
}

struct bmc_device *ipmi_register_smi(int id)
{
	struct bmc_device *bmc = kzalloc(sizeof(*bmc), GFP_KERNEL);

	if (!bmc)
		return NULL;
	kref_init(&bmc->usecount);
	INIT_WORK(&bmc->remove_work, bmc_remove_work);
	bmc->id = id;
	return bmc;
}
EXPORT_SYMBOL_GPL(ipmi_register_smi);

void ipmi_unregister_smi(struct bmc_device *bmc)
{
	kref_put(&bmc->usecount, bmc_release);
}
EXPORT_SYMBOL_GPL(ipmi_unregister_smi);

static int __init ipmi_init_msghandler(void)
{
#ifndef BEFORE_FIX
	remove_work_wq = create_singlethread_workqueue("ipmi-msghandler-remove-wq");
	if (!remove_work_wq)
		return -ENOMEM;
#endif
	return 0;
}

static void __exit cleanup_ipmi(void)
{
#ifndef BEFORE_FIX
	destroy_workqueue(remove_work_wq);
#endif
}

module_init(ipmi_init_msghandler);
module_exit(cleanup_ipmi);
MODULE_LICENSE("GPL");
