// SPDX-License-Identifier: MIT
/*
 * The race "small": one remove(), one work of WR rounds, ioctl callers of IR rounds. LOCKLESS has the
 * same shape with atomics only.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/spinlock.h>

#ifndef WR
#define WR 3
#endif
#ifndef IR
#define IR 2
#endif

#ifndef LOCKLESS
static DEFINE_SPINLOCK(m);
static DEFINE_SPINLOCK(wq);
static int removed, pending = 1, iomapped = 1, freed, reg0, reg1;

void work(void)
{
	int i, v;

	for (i = 0; i < WR; i++) {
		spin_lock(&wq);
		if (!pending) {
			spin_unlock(&wq);
			return;
		}
		spin_lock(&m);
#ifndef BUGGY
		if (!removed)
#endif
		{
			sim_assert(iomapped);
			v = reg0;
			reg0 = v + 1;
		}
		spin_unlock(&m);
		spin_unlock(&wq);
	}
}

void ioctl(void)
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

void remove(void)
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
#else
static atomic_t removed, pending = ATOMIC_INIT(1), iomapped = ATOMIC_INIT(1), freed, reg0;

void work(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		if (!atomic_read(&pending))
			return;
		if (!atomic_read(&removed)) {
			(void)atomic_read(&iomapped);
			atomic_inc(&reg0);
		}
	}
}

void ioctl(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		if (atomic_read(&removed))
			return;
		(void)atomic_read(&iomapped);
		atomic_inc(&reg0);
	}
}

void remove(void)
{
	atomic_set(&removed, 1);
	atomic_set(&pending, 0);
	atomic_set(&iomapped, 0);
	atomic_set(&freed, 1);
}
#endif

MODULE_LICENSE("GPL");
