// SPDX-License-Identifier: MIT
/* See core.h. */
#include "core.h"
#include <linux/rcupdate.h>
#include <linux/slab.h>

static void core_free(struct kref *ref)
{
	kfree(container_of(ref, struct core_data, ref));
}

static bool hold(struct core_data *data)
{
#if LAYER >= 4
	if (!try_module_get(data->owner))
		return false;
#endif
#if LAYER >= 3
	kref_get(&data->ref);
#endif
	return true;
}

static void let_go(struct core_data *data)
{
#if LAYER >= 4
	struct module *owner = data->owner;
#endif
#if LAYER >= 3
	kref_put(&data->ref, core_free);
#endif
#if LAYER >= 4
	module_put(owner);
#endif
}

void core_init(struct core_data *data, struct module *owner, void __iomem *regs)
{
	kref_init(&data->ref);
#if LAYER >= 3
	kref_get(&data->ref);
#endif
	data->owner = owner;
	data->regs = regs;
	data->available = 1;
}
EXPORT_SYMBOL(core_init);

void core_put(struct core_data *data)
{
	kref_put(&data->ref, core_free);
}
EXPORT_SYMBOL(core_put);

void core_handles_drop(struct core_data *data)
{
#if LAYER >= 3
	kref_put(&data->ref, core_free);
#endif
}
EXPORT_SYMBOL(core_handles_drop);

u32 core_read_bar(struct core_data *data)
{
	u32 value = 0;

#if LAYER >= 2
	rcu_read_lock();
	if (READ_ONCE(data->available))
		value = readl(data->regs);
	rcu_read_unlock();
#else
	value = readl(data->regs);
#endif
	return value;
}
EXPORT_SYMBOL(core_read_bar);

/* data is NULL where it has been given up before. */
void core_unmap(struct pci_dev *pdev, struct core_data *data, void __iomem *regs)
{
#if LAYER >= 2
	if (data) {
		WRITE_ONCE(data->available, 0);
		synchronize_rcu();
	}
#endif
	pci_iounmap(pdev, regs);
}
EXPORT_SYMBOL(core_unmap);

static irqreturn_t core_irq_thunk(int irq, void *p)
{
	struct core_irq *ci = p;

	return ci->fn(ci->data);
}

int core_request_irq(struct core_irq *irq)
{
	int err;

	if (!hold(irq->data))
		return -ENODEV;
	err = request_irq(irq->irq, core_irq_thunk, 0, "core", irq);
	if (err)
		let_go(irq->data);
	return err;
}
EXPORT_SYMBOL(core_request_irq);

void core_free_irq(struct core_irq *irq)
{
	struct core_data *data = irq->data;

	free_irq(irq->irq, irq);
	let_go(data);
}
EXPORT_SYMBOL(core_free_irq);

static void core_work_thunk(struct work_struct *work)
{
	struct core_work *w = container_of(work, struct core_work, work);
	struct core_data *data = w->data;

	w->fn(data);
	let_go(data);
}

void core_init_work(struct core_work *w, struct core_data *data, void (*fn)(struct core_data *))
{
	INIT_WORK(&w->work, core_work_thunk);
	w->data = data;
	w->fn = fn;
}
EXPORT_SYMBOL(core_init_work);

void core_queue(struct core_work *w)
{
	if (hold(w->data) && !schedule_work(&w->work))
		let_go(w->data);
}
EXPORT_SYMBOL(core_queue);

void core_disable(struct core_work *w)
{
	if (disable_work_sync(&w->work))
		let_go(w->data);
}
EXPORT_SYMBOL(core_disable);

static void core_timer_thunk(struct timer_list *timer)
{
	struct core_timer *t = timer_container_of(t, timer, timer);
	struct core_data *data = t->data;

	t->fn(data);
	let_go(data);
}

void core_init_timer(struct core_timer *t, struct core_data *data, void (*fn)(struct core_data *))
{
	timer_setup(&t->timer, core_timer_thunk, 0);
	spin_lock_init(&t->lock);
	t->data = data;
	t->fn = fn;
}
EXPORT_SYMBOL(core_init_timer);

/* A timer that has been shut down is not armed, and does not say so: hence the flag. */
void core_arm(struct core_timer *t)
{
#if LAYER >= 3
	bool held = hold(t->data);
	bool taken = false;

	spin_lock_bh(&t->lock);
	if (held && !t->shut)
		taken = !mod_timer(&t->timer, jiffies + msecs_to_jiffies(10));
	spin_unlock_bh(&t->lock);
	if (held && !taken)
		let_go(t->data);
#else
	mod_timer(&t->timer, jiffies + msecs_to_jiffies(10));
#endif
}
EXPORT_SYMBOL(core_arm);

void core_shutdown(struct core_timer *t)
{
#if LAYER >= 3
	spin_lock_bh(&t->lock);
	t->shut = true;
	spin_unlock_bh(&t->lock);
#endif
	if (timer_shutdown_sync(&t->timer))
		let_go(t->data);
}
EXPORT_SYMBOL(core_shutdown);

MODULE_DESCRIPTION("The core beneath the mutated driver");
MODULE_LICENSE("GPL");
