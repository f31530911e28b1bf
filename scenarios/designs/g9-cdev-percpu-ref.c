// SPDX-License-Identifier: MIT
/*
 * G9: the queued mode of cdev, proposed in January 2021: each operation has a reference of a
 * percpu_ref that is killed when the device is deregistered. SELF: an operation does that.
 *
 * Held against the patch: there open() has a reference as well, and cdev_del() ends with
 * percpu_ref_exit(), which a late operation finds dead.
 */
#include <linux/completion.h>
#include <linux/percpu-refcount.h>
#define CHR_STATE struct percpu_ref live; struct completion idle;
#include "chardev.h"

static void chr_idle(struct percpu_ref *ref)
{
	complete(&container_of(ref, struct chr, live)->idle);
}

static int chr_init(struct chr *chr)
{
	init_completion(&chr->idle);
	return percpu_ref_init(&chr->live, chr_idle, 0, GFP_KERNEL);
}

static bool chr_enter(struct chr *chr, int *idx)
{
	if (!percpu_ref_tryget_live(&chr->live))
		return false;
#ifdef SELF
	chr_fence(chr);
#endif
	return true;
}

static void chr_leave(struct chr *chr, int idx)
{
	percpu_ref_put(&chr->live);
}

static void chr_fence(struct chr *chr)
{
	percpu_ref_kill(&chr->live);
	wait_for_completion(&chr->idle);
	/* Who comes later sees that the reference is dead, and does not look at its counter. */
	percpu_ref_exit(&chr->live);
}
