// SPDX-License-Identifier: MIT
/*
 * G5, G6, G8, G11: an SRCU read section around what an open file does, a flag, and
 * synchronize_srcu() in remove().
 *
 *	G5	around whole operations; SELF: an operation unplugs its own device
 *	G6 NARROW	around each access of the device: drm_dev_enter() and drm_dev_exit(), 4.18
 *	G8	the Rust DRM registration guard of June 2026: as G5
 *	G11	the disassociation of RDMA: as G5, with a pointer that reads NULL in place of the flag
 */
#include <linux/srcu.h>
#ifdef NARROW
#define CHR_NARROW
#endif
#define CHR_STATE bool unplugged;
#include "chardev.h"

DEFINE_STATIC_SRCU(chr_srcu);

static void unplug(struct chr *chr)
{
	WRITE_ONCE(chr->unplugged, true);
	synchronize_srcu(&chr_srcu);
}

static int chr_init(struct chr *chr)
{
	return 0;
}

static bool chr_enter(struct chr *chr, int *idx)
{
	*idx = srcu_read_lock(&chr_srcu);
	if (!READ_ONCE(chr->unplugged)) {
#ifdef SELF
		unplug(chr);
#endif
		return true;
	}
	srcu_read_unlock(&chr_srcu, *idx);
	return false;
}

static void chr_leave(struct chr *chr, int idx)
{
	srcu_read_unlock(&chr_srcu, idx);
}

static void chr_fence(struct chr *chr)
{
	unplug(chr);
}
