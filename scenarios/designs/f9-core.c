// SPDX-License-Identifier: MIT
/*
 * F9: the part of the kernel that owns the module reference of a queued work. It is built in, so it
 * is never unloaded: the reference goes after the work's function has returned.
 */
#include <linux/module.h>
#include <linux/workqueue.h>
#include "f9-core.h"

static void core_run(struct work_struct *work)
{
	struct core_work *cw = container_of(work, struct core_work, work);
	struct module *owner = cw->owner;

	cw->fn(cw);
	module_put(owner);
}

void core_init_work(struct core_work *cw, void (*fn)(struct core_work *), struct module *owner)
{
	INIT_WORK(&cw->work, core_run);
	cw->fn = fn;
	cw->owner = owner;
}
EXPORT_SYMBOL(core_init_work);

bool core_queue_work(struct core_work *cw)
{
	if (!try_module_get(cw->owner))
		return false;
	if (schedule_work(&cw->work))
		return true;
	module_put(cw->owner);
	return false;
}
EXPORT_SYMBOL(core_queue_work);

MODULE_DESCRIPTION("Works that pin their module");
MODULE_LICENSE("GPL");
