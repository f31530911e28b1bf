// SPDX-License-Identifier: MIT
/*
 * G3: a sketch of December 2025. The operations look the device up by its minor without a lock,
 * then take a mutex in it and test whether it is registered. The lock goes with the device.
 */
#include <linux/mutex.h>
#define CHR_UNCOUNTED
#define CHR_STATE struct mutex lock; bool registered;
#include "chardev.h"

/* What the minor finds. */
static struct chr *found;

static int chr_init(struct chr *chr)
{
	mutex_init(&chr->lock);
	chr->registered = true;
	WRITE_ONCE(found, chr);
	return 0;
}

static bool chr_enter(struct chr *chr, int *idx)
{
	chr = READ_ONCE(found);
	if (!chr)
		return false;
	mutex_lock(&chr->lock);
	if (chr->registered)
		return true;
	mutex_unlock(&chr->lock);
	return false;
}

static void chr_leave(struct chr *chr, int idx)
{
	mutex_unlock(&chr->lock);
}

static void chr_fence(struct chr *chr)
{
	mutex_lock(&chr->lock);
	chr->registered = false;
	mutex_unlock(&chr->lock);
	WRITE_ONCE(found, NULL);
}
