// SPDX-License-Identifier: MIT
/*
 * A whole driver in the small: an interrupt that queues a work, a work that may queue itself or arm
 * a timer, a timer that queues the work and may arm itself, files with an ioctl that may start
 * either, unbind, module unload. lifecycle.c is the same in the fewest steps.
 *
 *	REQUEUE, REARM	how often the work queues itself and the timer arms itself
 *	WRONG=1	nobody looks at `dying`, and the work is cancelled before the interrupt is freed
 *	WRONG=2	the work is cancelled before the timer: a callback that has looked before queues it
 *	WRONG=3	the file operations have no owner: the module goes while an ioctl runs
 */
#include <linux/fs.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#ifndef REQUEUE
#define REQUEUE 1
#endif
#ifndef REARM
#define REARM 1
#endif
#ifndef WRONG
#define WRONG 0
#endif

#define LIFE_STATUS	0x00
/* What is wanted: 0 nothing, 1 the work, 2 the timer. */
#define LIFE_WANTED	0x04

struct life {
	void __iomem *regs;
	struct work_struct work;
	struct hrtimer timer;
	int requeue;
	int rearm;
	int stat;
	int irq;
};

static DEFINE_SPINLOCK(lock);
static bool dying;
static struct life *life;

static bool life_is_dying(void)
{
#if WRONG == 1
	return false;
#else
	return READ_ONCE(dying);
#endif
}

static void life_arm(struct life *dev)
{
	hrtimer_start(&dev->timer, ms_to_ktime(1), HRTIMER_MODE_REL);
}

static void life_work(struct work_struct *work)
{
	struct life *dev = container_of(work, struct life, work);

	if (life_is_dying())
		return;
	spin_lock(&lock);
	if (!life_is_dying()) {
		dev->stat = (dev->stat + 1) % 3;
		switch (readl(dev->regs + LIFE_WANTED)) {
		case 1:
			if (dev->requeue > 0) {
				dev->requeue--;
				schedule_work(&dev->work);
			}
			break;
		case 2:
			life_arm(dev);
			break;
		}
	}
	spin_unlock(&lock);
}

static enum hrtimer_restart life_timer(struct hrtimer *timer)
{
	struct life *dev = container_of(timer, struct life, timer);

	if (life_is_dying())
		return HRTIMER_NORESTART;
	schedule_work(&dev->work);
	/* Not HRTIMER_RESTART: others may have armed it meanwhile. */
	if (dev->rearm > 0) {
		dev->rearm--;
		life_arm(dev);
	}
	return HRTIMER_NORESTART;
}

static irqreturn_t life_irq(int irq, void *data)
{
	struct life *dev = data;

	readl(dev->regs + LIFE_STATUS);
	if (!life_is_dying())
		schedule_work(&dev->work);
	return IRQ_HANDLED;
}

static long life_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	spin_lock(&lock);
	if (!dying) {
		life->stat = (life->stat + 1) % 3;
		switch (readl(life->regs + LIFE_WANTED)) {
		case 1:
			schedule_work(&life->work);
			break;
		case 2:
			life_arm(life);
			break;
		}
	}
	spin_unlock(&lock);
	return 0;
}

static const struct file_operations life_fops = {
#if WRONG != 3
	.owner = THIS_MODULE,
#endif
	.unlocked_ioctl = life_ioctl,
};

static struct miscdevice life_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "life",
	.fops = &life_fops,
};

static int life_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct life *dev;
	int err;

	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;
	INIT_WORK(&dev->work, life_work);
	hrtimer_setup(&dev->timer, life_timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	dev->requeue = REQUEUE;
	dev->rearm = REARM;
	dev->irq = pdev->irq;
	life = dev;
	pci_set_drvdata(pdev, dev);

	err = pci_enable_device(pdev);
	if (err)
		goto free;
	dev->regs = pci_iomap(pdev, 0, 0);
	if (!dev->regs) {
		err = -ENOMEM;
		goto disable;
	}
	err = request_irq(dev->irq, life_irq, 0, "life", dev);
	if (err)
		goto unmap;
	err = misc_register(&life_misc);
	if (err)
		goto irq;
	life_arm(dev);
	return 0;

irq:
	free_irq(dev->irq, dev);
	cancel_work_sync(&dev->work);
unmap:
	pci_iounmap(pdev, dev->regs);
disable:
	pci_disable_device(pdev);
free:
	kfree(dev);
	return err;
}

static void life_remove(struct pci_dev *pdev)
{
	struct life *dev = pci_get_drvdata(pdev);

	misc_deregister(&life_misc);
	spin_lock(&lock);
	WRITE_ONCE(dying, true);
	spin_unlock(&lock);
#if WRONG == 1
	cancel_work_sync(&dev->work);
	free_irq(dev->irq, dev);
	hrtimer_cancel(&dev->timer);
#elif WRONG == 2
	free_irq(dev->irq, dev);
	cancel_work_sync(&dev->work);
	hrtimer_cancel(&dev->timer);
#else
	free_irq(dev->irq, dev);
	hrtimer_cancel(&dev->timer);
	cancel_work_sync(&dev->work);
	/* What a callback has started that had looked before. */
	hrtimer_cancel(&dev->timer);
	cancel_work_sync(&dev->work);
#endif
	pci_iounmap(pdev, dev->regs);
	pci_disable_device(pdev);
	kfree(dev);
}

static const struct pci_device_id life_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};

static struct pci_driver life_driver = {
	.name = "life",
	.id_table = life_ids,
	.probe = life_probe,
	.remove = life_remove,
};
module_pci_driver(life_driver);

MODULE_DESCRIPTION("The lifecycle that verification is measured with");
MODULE_LICENSE("GPL");
