/* SPDX-License-Identifier: MIT */
#include <linux/workqueue.h>

struct core_work {
	struct work_struct work;
	void (*fn)(struct core_work *cw);
	struct module *owner;
};

void core_init_work(struct core_work *cw, void (*fn)(struct core_work *), struct module *owner);
bool core_queue_work(struct core_work *cw);
