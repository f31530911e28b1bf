// SPDX-License-Identifier: MIT
/*
 * G1: a misc device of C. `fops.owner` pins the module while a file is open; nothing fences what is
 * done with it, and the driver's data goes at unbind (cros_ec_chardev, for which the C `revocable`
 * was begun). COUNTED: each file has a reference to the data; the BAR goes all the same.
 *
 * G2 OWNER_NULL: the Rust bindings until f9a2e4f3d762 (May 2026). NO_BAR leaves nothing but the
 * text to go wrong. Held against rust/kernel/miscdevice.rs at 00c010e130e5.
 */
#ifndef COUNTED
#define CHR_UNCOUNTED
#endif
#ifdef OWNER_NULL
#define CHR_OWNER NULL
#endif
#ifdef NO_BAR
#define CHR_NARROW
#endif
#include "chardev.h"

static int chr_init(struct chr *chr)
{
	return 0;
}

static bool chr_enter(struct chr *chr, int *idx)
{
#ifdef NO_BAR
	return false;
#else
	return true;
#endif
}

static void chr_leave(struct chr *chr, int idx)
{
}

static void chr_fence(struct chr *chr)
{
}
