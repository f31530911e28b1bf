// SPDX-License-Identifier: MIT
/*
 * small(NI, WR, IR): one remove, one work of WR rounds, NI ioctls of IR rounds, all started
 * together; NI is the number of threads that the scenario starts. Two locks, and no bug unless
 * BUGGY: remove then clears `pending` without the lock of the queue, and the work does not look
 * at `removed`.
 */
#include "bench.h"

#ifndef WR
#define WR 3
#endif
#ifndef IR
#define IR 2
#endif

static DEFINE_SPINLOCK(m);	/* the device's */
static DEFINE_SPINLOCK(wq);	/* the queue's */
static int pending = 1, iomapped = 1, removed, freed, reg0, reg1;

void bench_work(void)
{
	int i, v;

	for (i = 0; i < WR; i++) {
		spin_lock(&wq);
		if (!pending) {
			spin_unlock(&wq);
			return;
		}
		spin_lock(&m);
#ifdef BUGGY
		sim_assert(iomapped);
		v = reg0;
		reg0 = v + 1;
#else
		if (!removed) {
			sim_assert(iomapped);
			v = reg0;
			reg0 = v + 1;
		}
#endif
		spin_unlock(&m);
		spin_unlock(&wq);
	}
}

void bench_ioctl(void)
{
	int i, v;

	for (i = 0; i < IR; i++) {
		spin_lock(&m);
		if (removed) {
			spin_unlock(&m);
			return;
		}
		sim_assert(iomapped);
		v = reg0;
		reg1 = v;
		spin_unlock(&m);
	}
}

void bench_remove(void)
{
	spin_lock(&m);
	removed = 1;
	spin_unlock(&m);
#ifdef BUGGY
	pending = 0;
#else
	spin_lock(&wq);
	pending = 0;
	spin_unlock(&wq);
#endif
	iomapped = 0;
	freed = 1;
}
