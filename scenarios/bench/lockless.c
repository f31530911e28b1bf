// SPDX-License-Identifier: MIT
/*
 * lockless(NI, WR, IR): the shape of small.c with atomics only. Nothing can go wrong, so the
 * number of states or executions is the whole result.
 */
#include "bench.h"

#ifndef WR
#define WR 2
#endif
#ifndef IR
#define IR 2
#endif

static atomic_t pending = ATOMIC_INIT(1), iomapped = ATOMIC_INIT(1);
static atomic_t removed, freed, reg0;

void bench_work(void)
{
	int i;

	for (i = 0; i < WR; i++) {
		if (!atomic_read(&pending))
			return;
		if (!atomic_read(&removed)) {
			atomic_read(&iomapped);
			atomic_inc(&reg0);
		}
	}
}

void bench_ioctl(void)
{
	int i;

	for (i = 0; i < IR; i++) {
		if (atomic_read(&removed))
			return;
		atomic_read(&iomapped);
		atomic_inc(&reg0);
	}
}

void bench_remove(void)
{
	atomic_set(&removed, 1);
	atomic_set(&pending, 0);
	atomic_set(&iomapped, 0);
	atomic_set(&freed, 1);
}
