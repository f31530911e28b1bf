// SPDX-License-Identifier: MIT
/*
 * A pair of values under a seqlock: a high-resolution timer writes them in a hard interrupt, a task
 * resets them with interrupts off, readers take no lock and read again.
 */
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

struct meter {
	seqlock_t lock;
	struct hrtimer timer;
	int rounds;
	u64 count, squared;
};

static enum hrtimer_restart meter_tick(struct hrtimer *timer)
{
	struct meter *meter = container_of(timer, struct meter, timer);
	u64 count;

	write_seqlock(&meter->lock);
	count = READ_ONCE(meter->count) + 1;
	WRITE_ONCE(meter->count, count);
	WRITE_ONCE(meter->squared, count * count);
	write_sequnlock(&meter->lock);
	if (++meter->rounds == 2)
		return HRTIMER_NORESTART;
	hrtimer_forward_now(timer, ms_to_ktime(1));
	return HRTIMER_RESTART;
}

static ssize_t count_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct meter *meter = dev_get_drvdata(dev);
	u64 count, squared;
	unsigned int seq;

	do {
		seq = read_seqbegin(&meter->lock);
		count = READ_ONCE(meter->count);
		squared = READ_ONCE(meter->squared);
	} while (read_seqretry(&meter->lock, seq));
	WARN_ON(squared != count * count);
	return sysfs_emit(buf, "%llu\n", count);
}

static ssize_t count_store(struct device *dev, struct device_attribute *attr, const char *buf,
			   size_t n)
{
	struct meter *meter = dev_get_drvdata(dev);
	unsigned long flags;

	write_seqlock_irqsave(&meter->lock, flags);
	WRITE_ONCE(meter->count, 0);
	WRITE_ONCE(meter->squared, 0);
	write_sequnlock_irqrestore(&meter->lock, flags);
	return n;
}
static DEVICE_ATTR_RW(count);

static struct attribute *meter_attrs[] = { &dev_attr_count.attr, NULL };
ATTRIBUTE_GROUPS(meter);

static int meter_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct meter *meter = kzalloc(sizeof(*meter), GFP_KERNEL);

	if (!meter)
		return -ENOMEM;
	seqlock_init(&meter->lock);
	hrtimer_setup(&meter->timer, meter_tick, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	pci_set_drvdata(pdev, meter);
	hrtimer_start(&meter->timer, ms_to_ktime(1), HRTIMER_MODE_REL);
	return 0;
}

static void meter_remove(struct pci_dev *pdev)
{
	struct meter *meter = pci_get_drvdata(pdev);

	hrtimer_cancel(&meter->timer);
	kfree(meter);
}

static const struct pci_device_id meter_ids[] = { { PCI_DEVICE(0x1b36, 0x0005) }, { } };
MODULE_DEVICE_TABLE(pci, meter_ids);

static struct pci_driver meter_driver = {
	.name = "meter",
	.id_table = meter_ids,
	.probe = meter_probe,
	.remove = meter_remove,
	.driver.dev_groups = meter_groups,
};
module_pci_driver(meter_driver);

MODULE_DESCRIPTION("Readers of a seqlock that an interrupt writes");
MODULE_LICENSE("GPL");
