// SPDX-License-Identifier: MIT
/*
 * The race "narrow" that tools of this kind are compared by: a timer looks at `removed` outside the
 * lock. EXTRA further reads in remove() are a window that has to be crossed without a switch.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/spinlock.h>

#ifndef EXTRA
#define EXTRA 0
#endif

static DEFINE_SPINLOCK(m);
static DEFINE_SPINLOCK(wq);
static int removed, pending, iomapped = 1, freed, reg0, reg1;

void timer(void)
{
	int i, v;

	for (i = 0; i < 2; i++) {
		if (removed)
			return;
		v = reg1;
		reg1 = v + 1;
		spin_lock(&wq);
#ifdef FIXED
		if (!removed)
#endif
			pending = 1;
		spin_unlock(&wq);
	}
}

void work(void)
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

void ioctl(void)
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

void remove(void)
{
	int i, v = 0;

	spin_lock(&m);
	removed = 1;
	spin_unlock(&m);
	for (i = 0; i < EXTRA; i++)
		v += reg1;
	spin_lock(&wq);
	pending = 0;
	spin_unlock(&wq);
	iomapped = 0;
	freed = v ? 1 : 1;
}

MODULE_LICENSE("GPL");
