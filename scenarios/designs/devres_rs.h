/* SPDX-License-Identifier: MIT */
/*
 * Devres<T> (rust/kernel/devres.rs) in C, as it was from 6.14 on: a T that is dropped when its
 * owner drops the Devres, and at the latest when the device is unbound. Version DEVRES of the two
 * sides:
 *
 *	devres_drop()	the owner drops its Devres
 *	devres_cb()	the device's list of managed resources is released
 *
 *	1	76c01ded724b, December 2024 (6.14)
 *	2	8ff656643d30, January 2025 (6.14): a drop takes the callback off the list
 *	3	f744201c6159, June 2025 (6.16): the callback waits for a drop that has won
 *	4	f5d3ef25d238, June 2025 (6.17): no reference count; each waits for the other
 *	5	ba268514ea14, February 2026 (7.0): the count is back, neither waits
 *	6	June 2026, "fix race between concurrent revokers": a drop that has lost waits
 *	7	June 2026, "ensure revocation is complete before device finishes unbinding": so does the
 *		callback
 *
 * Held against rust/kernel/devres.rs: 1 as of 5abe57e3a6fc (SYNC_DROP: there the drop waits for a
 * grace period; the commit named above calls revoke_nosync() as far as its description goes), 2 at
 * 1260ed777985 and 15cd8e715191, 3 at 0dab138d0f4c, 4 at 05e1afc54608, 5 as in 7.1, 6 and 7 as
 * posted and applied (a10639966fd7). Not modelled: that an allocation fails.
 *
 * The inner part stays as long as one of its references; each side has one (4: none). From 5 on the
 * node on the device's list is embedded in it; a devm action stands for it here, as it is found and
 * lost at the same moments.
 */
#include "revocable.h"
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/kref.h>
#include <linux/slab.h>

struct devres {
	struct revocable rev;
	struct kref ref;
	struct completion revoked;	/* T has been dropped */
	struct completion released;	/* 4: the callback does not need this memory any more */
	struct device *dev;
};

static void devres_free_inner(struct kref *ref)
{
	struct devres *d = container_of(ref, struct devres, ref);

	revocable_drop(&d->rev);
	kfree(d);
}

static void devres_put(struct devres *d)
{
	kref_put(&d->ref, devres_free_inner);
}

static void devres_cb(void *data)
{
	struct devres *d = data;
	bool __maybe_unused won = revocable_revoke(&d->rev);

#if DEVRES >= 6
	if (won)
		complete_all(&d->revoked);
#endif
#if DEVRES == 3 || DEVRES == 4 || DEVRES == 7
	if (!won)
		wait_for_completion(&d->revoked);
#endif
#if DEVRES == 4
	complete_all(&d->released);
#else
	devres_put(d);
#endif
}

/* True if the callback will not run: it was on the device's list. */
static bool devres_remove_action(struct devres *d)
{
	return !devm_remove_action_nowarn(d->dev, devres_cb, d);
}

static void devres_drop(struct devres *d)
{
#if DEVRES == 2
	/* The last reference drops T. */
	if (devres_remove_action(d))
		devres_put(d);
	devres_put(d);
#else
#ifdef SYNC_DROP
	bool __maybe_unused won = revocable_revoke(&d->rev);
#else
	bool __maybe_unused won = revocable_revoke_nosync(&d->rev);
#endif

#if DEVRES == 3
	if (won) {
		if (devres_remove_action(d))
			devres_put(d);
		else
			complete_all(&d->revoked);
	}
#elif DEVRES == 4
	if (!won) {
		wait_for_completion(&d->released);
	} else if (!devres_remove_action(d)) {
		complete_all(&d->revoked);
		wait_for_completion(&d->released);
	}
	kfree(d);
	return;
#elif DEVRES >= 5
#if DEVRES >= 7
	if (won)
		complete_all(&d->revoked);
#endif
	if (won && devres_remove_action(d))
		devres_put(d);
#if DEVRES >= 6
	if (!won)
		wait_for_completion(&d->revoked);
#endif
#endif
	devres_put(d);
#endif
}

/* d is the first member of what holds T, allocated with kmalloc(). */
static int devres_new(struct devres *d, struct device *dev, void (*drop)(struct revocable *rev))
{
	revocable_init(&d->rev, drop);
	kref_init(&d->ref);
	init_completion(&d->revoked);
	init_completion(&d->released);
	d->dev = dev;
#if DEVRES != 4
	kref_get(&d->ref);
#endif
	return devm_add_action(dev, devres_cb, d);
}
