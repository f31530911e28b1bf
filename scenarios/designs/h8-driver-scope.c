// SPDX-License-Identifier: MIT
/*
 * H8: a scope of one binding, which the driver core owns. Whoever starts something that calls back
 * registers it with the scope, together with what fences it; unbind closes the scope and runs the
 * fences, newest first, before any resource goes. A late registration (here a timer, from the work
 * that the interrupt queues) fails once the scope is closed, or else its fence is run.
 *
 *	NO_FLAG	the scope is not marked closed
 *	SNAPSHOT	the list is taken at once, as devres takes its own, rather than until it is empty
 */
#include "bardrv.h"
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct scope_entry {
	void (*fence)(void *object);
	void *object;
	struct scope_entry *next;
};

struct scope {
	spinlock_t lock;
	bool closed;
	struct scope_entry *entries;
};

struct data {
	struct scope scope;
	struct scope_entry irq_entry, work_entry, timer_entry;
	void __iomem *regs;
	int irq;
	int rounds;
	struct work_struct work;
	struct timer_list timer;
	bool has_timer;
	u32 ticks;
};

/* Starts the object while the scope is open; what it starts cannot sleep. */
static bool scope_register(struct scope *scope, struct scope_entry *entry,
			   void (*fence)(void *object), void *object)
{
	bool ok;

	spin_lock(&scope->lock);
	ok = !scope->closed;
	if (ok) {
		entry->fence = fence;
		entry->object = object;
		entry->next = scope->entries;
		scope->entries = entry;
	}
	spin_unlock(&scope->lock);
	return ok;
}

static struct scope_entry *scope_take(struct scope *scope)
{
	struct scope_entry *entry;

	spin_lock(&scope->lock);
#ifndef NO_FLAG
	scope->closed = true;
#endif
	entry = scope->entries;
#ifdef SNAPSHOT
	scope->entries = NULL;
#else
	if (entry)
		scope->entries = entry->next;
#endif
	spin_unlock(&scope->lock);
	return entry;
}

static void scope_close(struct scope *scope)
{
	struct scope_entry *entry;

#ifdef SNAPSHOT
	for (entry = scope_take(scope); entry; entry = entry->next)
#else
	while ((entry = scope_take(scope)))
#endif
		entry->fence(entry->object);
}

static void fence_irq(void *object)
{
	struct data *d = object;

	free_irq(d->irq, d);
}

static void fence_work(void *object)
{
	struct data *d = object;

	disable_work_sync(&d->work);
}

static void fence_timer(void *object)
{
	struct data *d = object;

	timer_shutdown_sync(&d->timer);
}

static irqreturn_t data_irq(int irq, void *p)
{
	struct data *d = p;

	schedule_work(&d->work);
	return IRQ_HANDLED;
}

static void data_work(struct work_struct *work)
{
	struct data *d = container_of(work, struct data, work);

	readl(d->regs + BAR_STATUS);
	if (!d->has_timer) {
		d->has_timer = scope_register(&d->scope, &d->timer_entry, fence_timer, d);
		if (!d->has_timer)
			return;
	}
	if (d->rounds) {
		d->rounds--;
		mod_timer(&d->timer, jiffies + msecs_to_jiffies(10));
	}
}

static void data_timer(struct timer_list *t)
{
	struct data *d = timer_container_of(d, t, timer);

	d->ticks++;
	schedule_work(&d->work);
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	struct data *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return -ENOMEM;
	spin_lock_init(&d->scope.lock);
	INIT_WORK(&d->work, data_work);
	timer_setup(&d->timer, data_timer, 0);
	d->regs = regs;
	d->irq = pdev->irq;
	d->rounds = 1;
	pci_set_drvdata(pdev, d);
	scope_register(&d->scope, &d->work_entry, fence_work, d);
	scope_register(&d->scope, &d->irq_entry, fence_irq, d);
	return request_irq(d->irq, data_irq, 0, "data", d);
}

/* The driver core's part of unbind. */
static void ref_teardown(struct pci_dev *pdev)
{
	struct data *d = pci_get_drvdata(pdev);

	scope_close(&d->scope);
	pci_iounmap(pdev, d->regs);
	kfree(d);
}
