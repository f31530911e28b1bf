// SPDX-License-Identifier: MIT
/*
 * Models drivers/watchdog/cpu5wdt.c around commit 573601521277 ("watchdog: cpu5wdt.c: Fix
 * use-after-free bug caused by cpu5wdt_trigger", 2024, v6.10, CVE-2024-38630). A timer keeps the
 * watchdog alive through I/O ports and re-arms itself until exit clears `queue` and waits for the
 * completion that the last run of the timer sets.
 *
 * BEFORE_FIX deletes the timer after that wait without waiting for its function. As the driver
 * is, only the tail of the function is left by then, and free_module() waits for softirqs in
 * progress: nothing is found. The wait is a weak fence all the same. CAN_STOP lets the user stop
 * the watchdog, as most such drivers do: a completion is then left over from the stop, exit waits
 * for nothing, and the port is released under the timer. UPSTREAM_FIX, which still skips the
 * timer when `queue` is clear, does not stop a timer whose watchdog was stopped; shutting it down
 * always does.
 */
#include <linux/completion.h>
#include <linux/io.h>
#include <linux/ioctl.h>
#include <linux/ioport.h>
#include <linux/jiffies.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

#define CPU5WDT_PORT		0x91
#define CPU5WDT_EXTENT		0x0a
#define CPU5WDT_TRIGGER_REG	0x07
#define CPU5WDT_ENABLE_REG	0x08
#define CPU5WDT_INTERVAL	(HZ / 10 + 1)

#define CPU5WDT_START	_IO('W', 1)	/* 0x5701 */
#define CPU5WDT_STOP	_IO('W', 2)	/* 0x5702 */

static DEFINE_SPINLOCK(cpu5wdt_lock);

static struct {
	struct completion stop;
	struct timer_list timer;
	int queue;
} cpu5wdt_device;

static void cpu5wdt_trigger(struct timer_list *unused)
{
	spin_lock(&cpu5wdt_lock);
	/* Keeps the watchdog alive. */
	outb(1, CPU5WDT_PORT + CPU5WDT_TRIGGER_REG);
	if (cpu5wdt_device.queue)
		mod_timer(&cpu5wdt_device.timer, jiffies + CPU5WDT_INTERVAL);
	else
		complete(&cpu5wdt_device.stop);
	spin_unlock(&cpu5wdt_lock);
}

static void cpu5wdt_start(void)
{
	unsigned long flags;

	spin_lock_irqsave(&cpu5wdt_lock, flags);
	if (!cpu5wdt_device.queue) {
		cpu5wdt_device.queue = 1;
		outb(0, CPU5WDT_PORT + CPU5WDT_ENABLE_REG);
		mod_timer(&cpu5wdt_device.timer, jiffies + CPU5WDT_INTERVAL);
	}
	spin_unlock_irqrestore(&cpu5wdt_lock, flags);
}

static void cpu5wdt_stop(void)
{
#ifdef CAN_STOP
	unsigned long flags;

	spin_lock_irqsave(&cpu5wdt_lock, flags);
	cpu5wdt_device.queue = 0;
	spin_unlock_irqrestore(&cpu5wdt_lock, flags);
#endif
}

static long cpu5wdt_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case CPU5WDT_START:
		cpu5wdt_start();
		return 0;
	case CPU5WDT_STOP:
		cpu5wdt_stop();
		return 0;
	default:
		return -ENOTTY;
	}
}

static const struct file_operations cpu5wdt_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = cpu5wdt_ioctl,
};

static struct miscdevice cpu5wdt_misc = {
	.minor = WATCHDOG_MINOR,
	.name = "watchdog",
	.fops = &cpu5wdt_fops,
};

static int __init cpu5wdt_init(void)
{
	int err;

	init_completion(&cpu5wdt_device.stop);
	timer_setup(&cpu5wdt_device.timer, cpu5wdt_trigger, 0);
	if (!request_region(CPU5WDT_PORT, CPU5WDT_EXTENT, "cpu5wdt"))
		return -EBUSY;
	err = misc_register(&cpu5wdt_misc);
	if (err)
		release_region(CPU5WDT_PORT, CPU5WDT_EXTENT);
	return err;
}
module_init(cpu5wdt_init);

static void __exit cpu5wdt_exit(void)
{
#if defined(BEFORE_FIX) || defined(UPSTREAM_FIX)
	if (cpu5wdt_device.queue) {
		cpu5wdt_device.queue = 0;
		wait_for_completion(&cpu5wdt_device.stop);
#ifdef BEFORE_FIX
		timer_delete(&cpu5wdt_device.timer);
#else
		timer_shutdown_sync(&cpu5wdt_device.timer);
#endif
	}
	misc_deregister(&cpu5wdt_misc);
#else
	misc_deregister(&cpu5wdt_misc);
	timer_shutdown_sync(&cpu5wdt_device.timer);
#endif
	release_region(CPU5WDT_PORT, CPU5WDT_EXTENT);
}
module_exit(cpu5wdt_exit);

MODULE_DESCRIPTION("A watchdog kept alive by a timer");
MODULE_LICENSE("GPL");
