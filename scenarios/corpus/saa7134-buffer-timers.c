// SPDX-License-Identifier: MIT
/*
 * Models drivers/media/pci/saa7134/saa7134-core.c around commit 30cf57da176c ("media: saa7134:
 * fix use after free bug in saa7134_finidev due to race condition", 2023, v6.4, CVE-2023-35823).
 * A buffer that is queued programs the DMA and arms a timer; the interrupt of a finished field
 * and the timer itself start the next buffer. One queue of the three; buffers are a counter.
 *
 * BEFORE_FIX stops no timer. UPSTREAM_FIX deletes it first, while files can still queue buffers.
 * The complete form unregisters the node, frees the interrupt, and shuts the timer down after
 * them. The memory is left to the last file in all forms, which upstream's v4l2 core sees to for
 * the node but not for the device; the record is about the timer.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

#define SAA7134_REGION_ENABLE	0x00
#define SAA7134_IRQ_REPORT	0x04
#define VIDIOC_QBUF		1
#define BUFFER_TIMEOUT		(HZ / 2)

struct saa7134_dev {
	struct kref users;
	spinlock_t slock;
	void __iomem *lmmio;
	int gone;
	int queued;
	int active;
	struct timer_list timeout;
	struct miscdevice video;
};

/* Starts the next buffer; the caller holds slock. */
static void saa7134_buffer_next(struct saa7134_dev *dev)
{
	dev->active = dev->queued > 0;
	if (dev->active) {
		dev->queued--;
		writel(1, dev->lmmio + SAA7134_REGION_ENABLE);
		mod_timer(&dev->timeout, jiffies + BUFFER_TIMEOUT);
	} else {
		timer_delete(&dev->timeout);
	}
}

static void saa7134_buffer_timeout(struct timer_list *t)
{
	struct saa7134_dev *dev = timer_container_of(dev, t, timeout);
	unsigned long flags;

	spin_lock_irqsave(&dev->slock, flags);
	writel(0, dev->lmmio + SAA7134_REGION_ENABLE);
	saa7134_buffer_next(dev);
	spin_unlock_irqrestore(&dev->slock, flags);
}

static irqreturn_t saa7134_irq(int irq, void *dev_id)
{
	struct saa7134_dev *dev = dev_id;
	unsigned long flags;

	if (!readl(dev->lmmio + SAA7134_IRQ_REPORT))
		return IRQ_NONE;
	spin_lock_irqsave(&dev->slock, flags);
	if (dev->active)
		saa7134_buffer_next(dev);
	spin_unlock_irqrestore(&dev->slock, flags);
	return IRQ_HANDLED;
}

static void saa7134_release(struct kref *ref)
{
	kfree(container_of(ref, struct saa7134_dev, users));
}

static int video_open(struct inode *inode, struct file *file)
{
	struct saa7134_dev *dev = container_of(file->private_data, struct saa7134_dev, video);

	kref_get(&dev->users);
	file->private_data = dev;
	return 0;
}

static int video_release(struct inode *inode, struct file *file)
{
	struct saa7134_dev *dev = file->private_data;

	kref_put(&dev->users, saa7134_release);
	return 0;
}

static long video_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct saa7134_dev *dev = file->private_data;
	unsigned long flags;
	long ret = 0;

	if (cmd != VIDIOC_QBUF)
		return -ENOTTY;
	spin_lock_irqsave(&dev->slock, flags);
	if (dev->gone) {
		ret = -ENODEV;
	} else {
		dev->queued++;
		if (!dev->active)
			saa7134_buffer_next(dev);
	}
	spin_unlock_irqrestore(&dev->slock, flags);
	return ret;
}

static const struct file_operations video_fops = {
	.owner = THIS_MODULE,
	.open = video_open,
	.release = video_release,
	.unlocked_ioctl = video_ioctl,
};

static int saa7134_initdev(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct saa7134_dev *dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	int err;

	if (!dev)
		return -ENOMEM;
	kref_init(&dev->users);
	spin_lock_init(&dev->slock);
	timer_setup(&dev->timeout, saa7134_buffer_timeout, 0);
	err = pci_enable_device(pdev);
	if (err)
		goto err_free;
	err = -ENOMEM;
	dev->lmmio = pci_ioremap_bar(pdev, 0);
	if (!dev->lmmio)
		goto err_disable;
	pci_set_drvdata(pdev, dev);
	err = request_irq(pdev->irq, saa7134_irq, IRQF_SHARED, "saa7134", dev);
	if (err)
		goto err_unmap;
	dev->video.minor = MISC_DYNAMIC_MINOR;
	dev->video.name = "video";
	dev->video.fops = &video_fops;
	err = misc_register(&dev->video);
	if (err)
		goto err_irq;
	return 0;

err_irq:
	free_irq(pdev->irq, dev);
err_unmap:
	iounmap(dev->lmmio);
err_disable:
	pci_disable_device(pdev);
err_free:
	kfree(dev);
	return err;
}

static void saa7134_finidev(struct pci_dev *pdev)
{
	struct saa7134_dev *dev = pci_get_drvdata(pdev);
	unsigned long flags;

#ifdef UPSTREAM_FIX
	timer_delete_sync(&dev->timeout);
#endif
	misc_deregister(&dev->video);
	/* Users of open files see that the device is gone: the upstream core does this much. */
	spin_lock_irqsave(&dev->slock, flags);
	dev->gone = 1;
	spin_unlock_irqrestore(&dev->slock, flags);
	free_irq(pdev->irq, dev);
#if !defined(BEFORE_FIX) && !defined(UPSTREAM_FIX)
	timer_shutdown_sync(&dev->timeout);
#endif
	iounmap(dev->lmmio);
	pci_disable_device(pdev);
	kref_put(&dev->users, saa7134_release);
}

static const struct pci_device_id saa7134_ids[] = { { PCI_DEVICE(0x1131, 0x7134) }, { } };

static struct pci_driver saa7134_driver = {
	.name = "saa7134",
	.id_table = saa7134_ids,
	.probe = saa7134_initdev,
	.remove = saa7134_finidev,
};
module_pci_driver(saa7134_driver);
MODULE_DESCRIPTION("A capture card whose buffers have a timeout");
MODULE_LICENSE("GPL");
