// SPDX-License-Identifier: MIT
/*
 * H8: a driver in a scope of the driver core's (see scope.h, which has switches of its own). Its
 * interrupt queues a work; the work arms a timer, which it registers when it needs it first; the
 * timer queues the work. The normal path has no lock and asks nothing.
 *
 *	WEAK	fences that let the object be armed again
 *	ASYNC	fences that do not wait for what runs
 *	START_FIRST	the timer is armed before it is registered
 *	FORGET	the work has no fence: whoever starts it may leave that out
 *	DEFER	remove() leaves the closing to a work
 *	SELF	the work closes the scope
 *	LATE_BAR	the work acquires a second mapping, which it uses from then on
 *	SAMPLER	a timer of its own, whose owner may give it up (sampler_drop()) at any time; NEST: an
 *		entry that was registered later gives it up as its fence
 *	OUTSIDER	outsider_start() is not fenced itself, and starts something
 *	USER	user_op() comes from outside, through a gate that is its fence; ESCAPE: without one;
 *		EVENT: it waits for the interrupt; NO_WAKE: which the fence does not end
 */
#include "bardrv.h"
#include "scope.h"
#include <linux/interrupt.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct data {
	struct scope_entry bar_entry, late_entry, irq_entry, work_entry, timer_entry;
	struct pci_dev *pdev;
	void __iomem *regs, *late;
	int irq;
	int rounds;
	struct work_struct work;
	struct timer_list timer;
	bool has_timer;
	u32 ticks;
};

/* The device's: it outlives the binding. */
static struct scope scope;

static void release_bar(void *object)
{
	struct data *d = object;

	pci_iounmap(d->pdev, d->regs);
}

static void fence_irq(void *object)
{
	struct data *d = object;

	free_irq(d->irq, d);
}

static void __maybe_unused fence_work(void *object)
{
	struct data *d = object;

#if defined(WEAK)
	cancel_work_sync(&d->work);
#elif defined(ASYNC)
	disable_work(&d->work);
#else
	disable_work_sync(&d->work);
#endif
}

static void fence_timer(void *object)
{
	struct timer_list *timer = object;

#if defined(WEAK)
	timer_delete_sync(timer);
#elif defined(ASYNC)
	timer_shutdown(timer);
#else
	timer_shutdown_sync(timer);
#endif
}

#ifdef SAMPLER
struct sampler {
	struct scope_entry entry;
	struct timer_list timer;
	void __iomem *regs;
};

static struct sampler *sampler;

static void sampler_timer(struct timer_list *t)
{
	struct sampler *s = timer_container_of(s, t, timer);

	readl(s->regs + BAR_STATUS);
}

/* Its owner. */
void sampler_drop(void)
{
	scope_give_up(&scope, &sampler->entry);
	kfree(sampler);
}

#ifdef NEST
static struct scope_entry nest_entry;

static void fence_nest(void *object)
{
	sampler_drop();
}
#endif

static void sampler_start(void __iomem *regs)
{
	sampler = kzalloc(sizeof(*sampler), GFP_KERNEL);
	if (!sampler)
		return;
	sampler->regs = regs;
	timer_setup(&sampler->timer, sampler_timer, 0);
	scope_register(&scope, &sampler->entry, fence_timer, &sampler->timer);
	mod_timer(&sampler->timer, jiffies + 1);
#ifdef NEST
	scope_register(&scope, &nest_entry, fence_nest, NULL);
#endif
}
#endif

#ifdef OUTSIDER
static struct scope_entry outsider_entry;
static void __iomem *outsider_regs;

static void outsider_timer(struct timer_list *t)
{
	readl(outsider_regs + BAR_STATUS);
}
static DEFINE_TIMER(outside, outsider_timer);

void outsider_start(void)
{
	if (scope_register(&scope, &outsider_entry, fence_timer, &outside))
		mod_timer(&outside, jiffies + 1);
}
#endif

#ifdef USER
static struct scope_entry user_entry;
static DECLARE_RWSEM(gate);
static DECLARE_WAIT_QUEUE_HEAD(user_wait);
static void __iomem *user_regs;
static bool gone;
static int events;

void user_op(void)
{
	down_read(&gate);
#ifdef EVENT
	wait_event(user_wait, READ_ONCE(events) || READ_ONCE(gone));
#endif
	if (!READ_ONCE(gone))
		readl(user_regs + BAR_STATUS);
	up_read(&gate);
}

static void __maybe_unused fence_user(void *object)
{
	WRITE_ONCE(gone, true);
#ifndef NO_WAKE
	wake_up_all(&user_wait);
#endif
	down_write(&gate);
	up_write(&gate);
}
#endif

static irqreturn_t data_irq(int irq, void *p)
{
	struct data *d = p;

#ifdef USER
	WRITE_ONCE(events, 1);
	wake_up_all(&user_wait);
#endif
	schedule_work(&d->work);
	return IRQ_HANDLED;
}

#ifdef LATE_BAR
static void release_late(void *object)
{
	struct data *d = object;

	pci_iounmap(d->pdev, d->late);
}

static bool data_late(struct data *d)
{
	if (d->late)
		return true;
	d->late = pci_iomap(d->pdev, 0, 0);
	if (scope_keep(&scope, &d->late_entry, release_late, d))
		return true;
	pci_iounmap(d->pdev, d->late);
	d->late = NULL;
	return false;
}
#endif

static void data_work(struct work_struct *work)
{
	struct data *d = container_of(work, struct data, work);

	readl(d->regs + BAR_STATUS);
#ifdef SELF
	scope_close(&scope);
	return;
#endif
#ifdef LATE_BAR
	if (data_late(d))
		readl(d->late + BAR_STATUS);
#endif
#ifdef START_FIRST
	mod_timer(&d->timer, jiffies + msecs_to_jiffies(10));
#endif
	if (!d->has_timer) {
		d->has_timer = scope_register(&scope, &d->timer_entry, fence_timer, &d->timer);
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
#ifndef START_FIRST
	schedule_work(&d->work);
#endif
}

#ifdef DEFER
static struct data *deferred;

static void close_work(struct work_struct *work)
{
	scope_close(&scope);
	kfree(deferred);
}
static DECLARE_WORK(closing, close_work);
#endif

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	struct data *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return -ENOMEM;
	scope_init(&scope);
	INIT_WORK(&d->work, data_work);
	timer_setup(&d->timer, data_timer, 0);
	d->pdev = pdev;
	d->regs = regs;
	d->irq = pdev->irq;
	d->rounds = 1;
	pci_set_drvdata(pdev, d);
	scope_keep(&scope, &d->bar_entry, release_bar, d);
#ifdef SAMPLER
	sampler_start(regs);
#endif
#ifdef OUTSIDER
	outsider_regs = regs;
#endif
#ifdef USER
	user_regs = regs;
#ifndef ESCAPE
	scope_register(&scope, &user_entry, fence_user, NULL);
#endif
#endif
#ifndef FORGET
	scope_register(&scope, &d->work_entry, fence_work, d);
#endif
	scope_register(&scope, &d->irq_entry, fence_irq, d);
	return request_irq(d->irq, data_irq, 0, "data", d);
}

static void ref_teardown(struct pci_dev *pdev)
{
	struct data *d = pci_get_drvdata(pdev);

#ifdef DEFER
	deferred = d;
	schedule_work(&closing);
#else
	scope_close(&scope);
	kfree(d);
#endif
}
