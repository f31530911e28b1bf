// SPDX-License-Identifier: MIT
/*
 * narrow(EXTRA): the timer looks at `removed` outside the lock of the queue, and remove must run
 * from end to end between that look and the store to `pending`. EXTRA reads make remove longer,
 * and the bug harder to hit. FIXED looks again under the lock.
 */
#include "bench.h"

#ifndef EXTRA
#define EXTRA 0
#endif

static DEFINE_SPINLOCK(m);	/* the device's */
static DEFINE_SPINLOCK(wq);	/* the queue's */
static int pending, iomapped = 1, removed, freed, reg0, reg1;

void bench_timer(void)
{
	int i, v;

	for (i = 0; i < 2; i++) {
		if (removed)
			return;
		v = reg1;
		reg1 = v + 1;
		spin_lock(&wq);
#ifdef FIXED
		if (removed) {
			spin_unlock(&wq);
			return;
		}
#endif
		pending = 1;
		spin_unlock(&wq);
	}
}

void bench_work(void)
{
	int i, v;

	for (i = 0; i < 4; i++) {
		spin_lock(&wq);
		if (pending) {
			pending = 0;
			spin_lock(&m);
			sim_assert(iomapped);
			v = reg0;
			reg0 = v + 1;
			spin_unlock(&m);
		}
		spin_unlock(&wq);
	}
}

void bench_ioctl(void)
{
	int i, v;

	for (i = 0; i < 2; i++) {
		spin_lock(&m);
		if (removed) {
			spin_unlock(&m);
			return;
		}
		v = reg0;
		reg1 = v;
		spin_unlock(&m);
	}
}

void bench_remove(void)
{
	int i;

	spin_lock(&m);
	removed = 1;
	spin_unlock(&m);
	for (i = 0; i < EXTRA; i++)
		(void)READ_ONCE(reg1);
	spin_lock(&wq);
	pending = 0;
	spin_unlock(&wq);
	iomapped = 0;
	freed = 1;
}
