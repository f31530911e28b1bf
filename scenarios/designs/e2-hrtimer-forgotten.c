// SPDX-License-Identifier: MIT
/*
 * E2: the handle of an hrtimer is leaked. A reference that the timer holds keeps its data alive,
 * so memory is always valid; but nothing refers to the module's text, and only cancelling the
 * timer before the text goes protects it. In Rust dropping the handle cancels, and leaking it is
 * safe code: this is what the bindings of 6.15 do then. With FORGET undefined it is E1.
 */
#include <linux/hrtimer.h>
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>

struct tick {
	struct kref ref;
	struct hrtimer timer;
	u32 count;
};

static void tick_free(struct kref *ref)
{
	kfree(container_of(ref, struct tick, ref));
}

static enum hrtimer_restart tick_run(struct hrtimer *timer)
{
	struct tick *tick = container_of(timer, struct tick, timer);

	tick->count++;
	hrtimer_forward_now(timer, ms_to_ktime(10));
	return HRTIMER_RESTART;
}

static int tick_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct tick *tick;

	tick = kzalloc(sizeof(*tick), GFP_KERNEL);
	if (!tick)
		return -ENOMEM;
	kref_init(&tick->ref);
	hrtimer_setup(&tick->timer, tick_run, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	pci_set_drvdata(pdev, tick);

	/* The handle: a reference of its own. */
	kref_get(&tick->ref);
	hrtimer_start(&tick->timer, ms_to_ktime(10), HRTIMER_MODE_REL);
	return 0;
}

static void tick_remove(struct pci_dev *pdev)
{
	struct tick *tick = pci_get_drvdata(pdev);

#ifndef FORGET
	/* Dropping the handle. */
	hrtimer_cancel(&tick->timer);
	kref_put(&tick->ref, tick_free);
#endif
	kref_put(&tick->ref, tick_free);
}

static const struct pci_device_id tick_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};
MODULE_DEVICE_TABLE(pci, tick_ids);

static struct pci_driver tick_driver = {
	.name = "tick",
	.id_table = tick_ids,
	.probe = tick_probe,
	.remove = tick_remove,
};
module_pci_driver(tick_driver);

MODULE_DESCRIPTION("An hrtimer with a reference-counted owner");
MODULE_LICENSE("GPL");
