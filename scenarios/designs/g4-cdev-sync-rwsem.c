// SPDX-License-Identifier: MIT
/*
 * G4: a synchronous deregistration as sketched in October 2025: each operation holds a rwsem for
 * reading, and deregistering takes it for writing. The semaphore has to live as long as the files;
 * UNCOUNTED: it goes with the device.
 * SELF: an operation deregisters its own device.
 *
 * G12 has the same form in the TPM core (tpm_try_get_ops()): the core owns the file and the chip,
 * and the operations are NULL once the driver has gone. Held against drivers/char/tpm/tpm-chip.c at
 * 020a0d8feac0; its second lock, which serialises the commands, is left out.
 */
#include <linux/rwsem.h>
#ifdef UNCOUNTED
#define CHR_UNCOUNTED
#endif
#define CHR_STATE struct rw_semaphore sem; bool revoked;
#include "chardev.h"

static int chr_init(struct chr *chr)
{
	init_rwsem(&chr->sem);
	return 0;
}

static bool chr_enter(struct chr *chr, int *idx)
{
	down_read(&chr->sem);
	if (!chr->revoked) {
#ifdef SELF
		chr_fence(chr);
#endif
		return true;
	}
	up_read(&chr->sem);
	return false;
}

static void chr_leave(struct chr *chr, int idx)
{
	up_read(&chr->sem);
}

static void chr_fence(struct chr *chr)
{
	down_write(&chr->sem);
	chr->revoked = true;
	up_write(&chr->sem);
}
