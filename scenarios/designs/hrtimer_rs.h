/* SPDX-License-Identifier: MIT */
/*
 * The hrtimer bindings of Linux 6.15 (rust/kernel/time/hrtimer.rs, hrtimer/arc.rs) in C: starting a
 * timer moves a reference into a handle, and dropping the handle cancels the timer and drops the
 * reference. A handle may be forgotten in safe code. Nothing of this refers to the module's text or
 * to the device. Held against hrtimer/arc.rs at 1116f0c5ff33.
 */
#include <linux/hrtimer.h>
#include <linux/kref.h>
#include <linux/slab.h>

struct tick {
	struct kref ref;
	struct hrtimer timer;
	u32 count;
};

struct tick_handle {
	struct tick *tick;
};

static void tick_free(struct kref *ref)
{
	kfree(container_of(ref, struct tick, ref));
}

static enum hrtimer_restart tick_run(struct hrtimer *timer);

static struct tick *tick_new(void)
{
	struct tick *tick = kzalloc(sizeof(*tick), GFP_KERNEL);

	if (tick) {
		kref_init(&tick->ref);
		hrtimer_setup(&tick->timer, tick_run, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	}
	return tick;
}

/* ArcHrTimerHandle: the caller's reference moves into it. */
static struct tick_handle tick_start(struct tick *tick)
{
	hrtimer_start(&tick->timer, ms_to_ktime(10), HRTIMER_MODE_REL);
	return (struct tick_handle){ tick };
}

static void __maybe_unused tick_handle_drop(struct tick_handle *handle)
{
	struct tick *tick = handle->tick;

	hrtimer_cancel(&tick->timer);
	kref_put(&tick->ref, tick_free);
}
