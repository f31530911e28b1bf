/* SPDX-License-Identifier: MIT */
/*
 * What the kernel gives a driver to call back with, by LAYER of protection:
 *
 *	1	fences, and nothing else
 *	2	and the BAR behind a Devres: an access asks first
 *	3	and the driver's data counted: whatever may call back has a reference
 *	4	and the module pinned by whatever may call back, by the core
 *
 * The core is a module of its own, which is never unloaded: that is what "built in" means here.
 */
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

/* The first member of a driver's data. */
struct core_data {
	struct kref ref;
	struct module *owner;
	void __iomem *regs;
	int available;
};

struct core_irq {
	irqreturn_t (*fn)(struct core_data *data);
	struct core_data *data;
	int irq;
};

struct core_work {
	struct work_struct work;
	void (*fn)(struct core_data *data);
	struct core_data *data;
};

struct core_timer {
	struct timer_list timer;
	spinlock_t lock;
	bool shut;
	void (*fn)(struct core_data *data);
	struct core_data *data;
};

void core_init(struct core_data *data, struct module *owner, void __iomem *regs);
void core_init_work(struct core_work *w, struct core_data *data, void (*fn)(struct core_data *));
void core_init_timer(struct core_timer *t, struct core_data *data, void (*fn)(struct core_data *));
void core_put(struct core_data *data);
/* The handles that remove() has of irq, work and timer have a reference of their own. */
void core_handles_drop(struct core_data *data);
u32 core_read_bar(struct core_data *data);
void core_unmap(struct pci_dev *pdev, struct core_data *data, void __iomem *regs);
int core_request_irq(struct core_irq *irq);
void core_free_irq(struct core_irq *irq);
void core_queue(struct core_work *w);
void core_disable(struct core_work *w);
void core_arm(struct core_timer *t);
void core_shutdown(struct core_timer *t);
