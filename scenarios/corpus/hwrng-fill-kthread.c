// SPDX-License-Identifier: MIT
/*
 * Models drivers/char/hw_random/core.c around commit cc2f39d6ac48 ("hwrng: core - use RCU and
 * work_struct to fix race condition", 2026, v7.0, CVE-2026-45949). A thread fills the entropy pool
 * from the current generator, and ends by itself when there is none; the last generator that goes
 * stops it.
 *
 * BEFORE_FIX reads the thread's pointer outside the mutex: a thread that has ended by itself is
 * freed before kthread_stop() has it. LOCKED_STOP stops it under the mutex that the thread takes
 * to find the current generator. The fix stops it under the mutex, and the thread neither takes
 * the mutex nor ends before it is told to.
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/sched.h>
#include <linux/slab.h>

struct hwrng {
	int quality;
};

static DEFINE_MUTEX(rng_mutex);
static struct hwrng *current_rng;
static struct task_struct *hwrng_fill;

#if defined(BEFORE_FIX) || defined(LOCKED_STOP)
static bool no_current_rng(void)
{
	bool none;

	mutex_lock(&rng_mutex);
	none = !current_rng;
	mutex_unlock(&rng_mutex);
	return none;
}
#else
/* RCU in the fix. */
static bool no_current_rng(void)
{
	return !READ_ONCE(current_rng);
}
#endif

static int hwrng_fillfn(void *unused)
{
	while (!kthread_should_stop()) {
		if (no_current_rng()) {
#ifdef BEFORE_FIX
			break;
#else
			msleep_interruptible(10);
			continue;
#endif
		}
		/* A read from the generator, which takes its time. */
		msleep_interruptible(10);
	}
#ifdef BEFORE_FIX
	hwrng_fill = NULL;
#endif
	return 0;
}

static int hwrng_register(struct hwrng *rng)
{
	int err = 0;

	mutex_lock(&rng_mutex);
	current_rng = rng;
	if (!hwrng_fill) {
		struct task_struct *t = kthread_run(hwrng_fillfn, NULL, "hwrng");

		if (IS_ERR(t))
			err = PTR_ERR(t);
		else
			hwrng_fill = t;
	}
	mutex_unlock(&rng_mutex);
	return err;
}

static void hwrng_unregister(struct hwrng *rng)
{
	mutex_lock(&rng_mutex);
	current_rng = NULL;
#ifdef BEFORE_FIX
	mutex_unlock(&rng_mutex);
	if (hwrng_fill)
		kthread_stop(hwrng_fill);
#else
	if (hwrng_fill) {
		kthread_stop(hwrng_fill);
		hwrng_fill = NULL;
	}
	mutex_unlock(&rng_mutex);
#endif
}

static int rng_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct hwrng *rng = devm_kzalloc(&pdev->dev, sizeof(*rng), GFP_KERNEL);

	if (!rng)
		return -ENOMEM;
	pci_set_drvdata(pdev, rng);
	return hwrng_register(rng);
}

static void rng_remove(struct pci_dev *pdev)
{
	hwrng_unregister(pci_get_drvdata(pdev));
}

static const struct pci_device_id rng_ids[] = { { PCI_DEVICE(0x8086, 0x2418) }, { } };

static struct pci_driver rng_driver = {
	.name = "hwrng",
	.id_table = rng_ids,
	.probe = rng_probe,
	.remove = rng_remove,
};
module_pci_driver(rng_driver);
MODULE_DESCRIPTION("A thread that ends by itself, or is stopped");
MODULE_LICENSE("GPL");
