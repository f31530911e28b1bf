// SPDX-License-Identifier: MIT
/*
 * A periodic hrtimer that users start and stop. There is no way to shut an hrtimer down, so a flag
 * under the lock keeps the start from coming after the cancel; the callback does not take that lock,
 * and restarts itself only while the flag says so.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/device.h>
#include <linux/hrtimer.h>
#include <linux/mutex.h>

#define REG_COUNT 0x00
#define PERIOD ms_to_ktime(5)

struct sam {
	void __iomem *regs;
	struct hrtimer timer;
	struct mutex lock;
	bool gone;
	bool running;
	u32 last;
};

static enum hrtimer_restart sam_tick(struct hrtimer *t)
{
	struct sam *sam = container_of(t, struct sam, timer);

	WRITE_ONCE(sam->last, readl(sam->regs + REG_COUNT));
	if (!READ_ONCE(sam->running))
		return HRTIMER_NORESTART;
	hrtimer_forward_now(t, PERIOD);
	return HRTIMER_RESTART;
}

static ssize_t run_store(struct device *dev, struct device_attribute *attr, const char *buf,
			 size_t n)
{
	struct sam *sam = dev_get_drvdata(dev);
	bool on = buf[0] == '1';

	mutex_lock(&sam->lock);
	if (!sam->gone && on != sam->running) {
		WRITE_ONCE(sam->running, on);
		if (on)
			hrtimer_start(&sam->timer, PERIOD, HRTIMER_MODE_REL_SOFT);
		else
			hrtimer_cancel(&sam->timer);
	}
	mutex_unlock(&sam->lock);
	return n;
}
static DEVICE_ATTR_WO(run);

static int sam_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct sam *sam;
	int err;

	sam = devm_kzalloc(&pdev->dev, sizeof(*sam), GFP_KERNEL);
	if (!sam)
		return -ENOMEM;
	mutex_init(&sam->lock);
	hrtimer_setup(&sam->timer, sam_tick, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	sam->regs = pci_iomap(pdev, 0, 0);
	if (!sam->regs)
		return -ENOMEM;
	pci_set_drvdata(pdev, sam);
	err = device_create_file(&pdev->dev, &dev_attr_run);
	if (err)
		pci_iounmap(pdev, sam->regs);
	return err;
}

static void sam_remove(struct pci_dev *pdev)
{
	struct sam *sam = pci_get_drvdata(pdev);

	mutex_lock(&sam->lock);
	sam->gone = true;
	WRITE_ONCE(sam->running, false);
	mutex_unlock(&sam->lock);
	hrtimer_cancel(&sam->timer);
	device_remove_file(&pdev->dev, &dev_attr_run);
	pci_iounmap(pdev, sam->regs);
}

static const struct pci_device_id sam_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};
MODULE_DEVICE_TABLE(pci, sam_ids);

static struct pci_driver sam_driver = {
	.name = "sam",
	.id_table = sam_ids,
	.probe = sam_probe,
	.remove = sam_remove,
};
module_pci_driver(sam_driver);

MODULE_DESCRIPTION("A periodic soft hrtimer");
MODULE_LICENSE("GPL");
