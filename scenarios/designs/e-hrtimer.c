// SPDX-License-Identifier: MIT
/*
 * E1 and E3 to E7: who drops the handle of a timer (see hrtimer_rs.h), and when.
 *
 *	E1	the module struct has it: the generated exit function drops it
 *	E3 DROP_IN_WORK	the owner's destructor runs from a queued work
 *	E4 DROP_IN_CALLBACK	the callback drops the last handle: it cancels itself
 *	E5 OWNED_BY_FILE	the owner outlives the unbind, and the callback reads the BAR
 *	E6 OWNED_BY_FILE, DEVRES	as E5, with the BAR behind a Devres
 *	E7 SCOPED	the handle is dropped where it was made
 *	FORGET	nobody drops it (E2)
 *
 * In E3 the module struct has it as well, as everything that a Rust module owns.
 */
#define REF_MODULE
#include "bardrv.h"
#include "hrtimer_rs.h"
#include <linux/delay.h>
#include <linux/workqueue.h>
#ifdef DEVRES
#include "devres_rs.h"
#endif

static struct tick_handle handle;
static void __iomem *bar;

#ifdef DEVRES
struct devres_bar {
	struct devres devres;
	struct pci_dev *pdev;
};
static struct devres_bar *devres_bar;

static void bar_drop_in_place(struct revocable *rev)
{
	pci_iounmap(devres_bar->pdev, bar);
}
#endif

static enum hrtimer_restart tick_run(struct hrtimer *timer)
{
	struct tick *tick = container_of(timer, struct tick, timer);

	READ_ONCE(tick->count);
#ifdef DROP_IN_CALLBACK
	tick_handle_drop(&handle);
	return HRTIMER_NORESTART;
#endif
#ifdef DEVRES
	if (revocable_try_access(&devres_bar->devres.rev)) {
		readl(bar + BAR_STATUS);
		revocable_end(&devres_bar->devres.rev);
	}
#elif defined(OWNED_BY_FILE)
	readl(bar + BAR_STATUS);
#endif
	hrtimer_forward_now(timer, ms_to_ktime(10));
	return HRTIMER_RESTART;
}

static void destructor(struct work_struct *work)
{
	tick_handle_drop(&handle);
}
static DECLARE_WORK(destructor_work, destructor);

/* The last reference of a file goes. */
void file_close(void)
{
	tick_handle_drop(&handle);
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	bar = regs;
#ifdef DEVRES
	devres_bar = kzalloc(sizeof(*devres_bar), GFP_KERNEL);
	if (!devres_bar)
		return -ENOMEM;
	devres_bar->pdev = pdev;
	if (devres_new(&devres_bar->devres, &pdev->dev, bar_drop_in_place))
		return -ENOMEM;
#else
	pci_set_drvdata(pdev, regs);
#endif
#ifdef OWNED_BY_FILE
	handle = tick_start(tick_new());
#endif
	return 0;
}

static void ref_teardown(struct pci_dev *pdev)
{
#ifndef DEVRES
	pci_iounmap(pdev, bar);
#endif
}

static int ref_module_init(void)
{
#ifdef SCOPED
	/* start_scoped(): start, run the closure, drop. */
	struct tick_handle scoped = tick_start(tick_new());

	msleep(20);
	tick_handle_drop(&scoped);
#elif !defined(OWNED_BY_FILE)
	handle = tick_start(tick_new());
#endif
	return 0;
}

static void ref_module_exit(void)
{
#if defined(DROP_IN_WORK)
	schedule_work(&destructor_work);
#elif defined(SCOPED) || defined(OWNED_BY_FILE) || defined(DROP_IN_CALLBACK) || defined(FORGET)
	/* The module has no handle. */
#else
	tick_handle_drop(&handle);
#endif
}
