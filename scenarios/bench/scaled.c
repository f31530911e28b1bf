// SPDX-License-Identifier: MIT
/*
 * scaled(N): N callers of an ioctl, N works that they queue, and a remove() that cancels them all,
 * each of them under the lock of the device. No bug, so the number of states is the whole result.
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/simctl.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#ifndef N
#define N 2
#endif

struct bench_unit {
	struct work_struct work;
	int done;
};

struct bench_device {
	struct mutex lock;
	bool removed;
	int reg;
	struct bench_unit units[N];
};

static struct bench_device *dev;

static void bench_work(struct work_struct *work)
{
	struct bench_unit *unit = container_of(work, struct bench_unit, work);

	mutex_lock(&dev->lock);
	unit->done = dev->reg;
	mutex_unlock(&dev->lock);
}

void bench_ioctl(unsigned long n)
{
	mutex_lock(&dev->lock);
	if (!dev->removed) {
		dev->reg = n;
		schedule_work(&dev->units[n].work);
	}
	mutex_unlock(&dev->lock);
}

void bench_remove(void)
{
	int i;

	mutex_lock(&dev->lock);
	dev->removed = true;
	mutex_unlock(&dev->lock);
	for (i = 0; i < N; i++)
		cancel_work_sync(&dev->units[i].work);
	dev->reg = 0;
}

static int __init bench_init(void)
{
	int i;

	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;
	mutex_init(&dev->lock);
	for (i = 0; i < N; i++)
		INIT_WORK(&dev->units[i].work, bench_work);
	return 0;
}
module_init(bench_init);

static void __exit bench_exit(void)
{
	kfree(dev);
}
module_exit(bench_exit);

MODULE_DESCRIPTION("A benchmark that grows");
MODULE_LICENSE("GPL");
