// SPDX-License-Identifier: MIT
/*
 * Models drivers/memstick/host/r592.c around commit 632644227850 ("memstick: r592: Fix UAF bug in
 * r592_remove due to race condition", 2023, v6.4, CVE-2023-3141). The interrupt arms a timer, the
 * timer queues the media check of the core, the check makes a request, and a thread carries it
 * out.
 *
 * UPSTREAM_FIX deletes the timer while the interrupt can still arm it, and after the thread is
 * gone: the check then wakes a task that has exited, and waits for ever for its request. Stopping
 * the chain from its head is complete: interrupt, timer, media check, thread.
 */
#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

/* The part of the memstick core that matters: a host, its media check, one request at a time. */
struct memstick_host {
	struct work_struct media_checker;
	struct completion mrq_complete;
	unsigned long has_request;
	void (*request)(struct memstick_host *host);
};

static struct workqueue_struct *memstick_wq;

static void memstick_check(struct work_struct *work)
{
	struct memstick_host *host = container_of(work, struct memstick_host, media_checker);

	reinit_completion(&host->mrq_complete);
	set_bit(0, &host->has_request);
	host->request(host);
	wait_for_completion(&host->mrq_complete);
}

static bool memstick_next_req(struct memstick_host *host)
{
	return test_and_clear_bit(0, &host->has_request);
}

static void memstick_detect_change(struct memstick_host *host)
{
	queue_work(memstick_wq, &host->media_checker);
}

static void memstick_init_host(struct memstick_host *host)
{
	INIT_WORK(&host->media_checker, memstick_check);
	init_completion(&host->mrq_complete);
}

static void memstick_remove_host(struct memstick_host *host)
{
	flush_workqueue(memstick_wq);
}

/* The driver. */
#define R592_REG_MSC	0x00	/* interrupt status */
#define R592_REG_IO	0x04	/* power, and the command register */

struct r592_device {
	struct memstick_host host;
	void __iomem *mmio;
	spinlock_t irq_lock;
	struct timer_list detect_timer;
	struct task_struct *io_thread;
	int irq;
};

static int r592_process_thread(void *data)
{
	struct r592_device *dev = data;

	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (memstick_next_req(&dev->host)) {
			__set_current_state(TASK_RUNNING);
			writel(2, dev->mmio + R592_REG_IO);
			complete(&dev->host.mrq_complete);
			continue;
		}
		if (kthread_should_stop())
			__set_current_state(TASK_RUNNING);
		schedule();
	}
	return 0;
}

static void r592_submit_req(struct memstick_host *host)
{
	struct r592_device *dev = container_of(host, struct r592_device, host);

	wake_up_process(dev->io_thread);
}

static void r592_detect_timer(struct timer_list *t)
{
	struct r592_device *dev = timer_container_of(dev, t, detect_timer);

	readl(dev->mmio + R592_REG_MSC);
	memstick_detect_change(&dev->host);
}

static irqreturn_t r592_irq(int irq, void *data)
{
	struct r592_device *dev = data;
	unsigned long flags;
	u32 status;

	spin_lock_irqsave(&dev->irq_lock, flags);
	status = readl(dev->mmio + R592_REG_MSC);
	if (status)
		mod_timer(&dev->detect_timer, jiffies + msecs_to_jiffies(50));
	spin_unlock_irqrestore(&dev->irq_lock, flags);
	return status ? IRQ_HANDLED : IRQ_NONE;
}

static int r592_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct r592_device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	int err;

	if (!dev)
		return -ENOMEM;
	err = pci_enable_device(pdev);
	if (err)
		goto free;
	err = pci_request_regions(pdev, "r592");
	if (err)
		goto disable;
	dev->mmio = pci_ioremap_bar(pdev, 0);
	if (!dev->mmio) {
		err = -ENOMEM;
		goto regions;
	}
	dev->irq = pdev->irq;
	pci_set_drvdata(pdev, dev);
	spin_lock_init(&dev->irq_lock);
	timer_setup(&dev->detect_timer, r592_detect_timer, 0);
	memstick_init_host(&dev->host);
	dev->host.request = r592_submit_req;
	dev->io_thread = kthread_run(r592_process_thread, dev, "r592_io");
	if (IS_ERR(dev->io_thread)) {
		err = PTR_ERR(dev->io_thread);
		goto unmap;
	}
	err = request_irq(dev->irq, r592_irq, IRQF_SHARED, "r592", dev);
	if (err)
		goto stop;
	return 0;

stop:
	kthread_stop(dev->io_thread);
unmap:
	iounmap(dev->mmio);
regions:
	pci_release_regions(pdev);
disable:
	pci_disable_device(pdev);
free:
	kfree(dev);
	return err;
}

static void r592_remove(struct pci_dev *pdev)
{
	struct r592_device *dev = pci_get_drvdata(pdev);

#if defined(BEFORE_FIX) || defined(UPSTREAM_FIX)
	kthread_stop(dev->io_thread);
#ifdef UPSTREAM_FIX
	timer_delete_sync(&dev->detect_timer);
#endif
	writel(0, dev->mmio + R592_REG_IO);
	memstick_remove_host(&dev->host);
	free_irq(dev->irq, dev);
#else
	writel(0, dev->mmio + R592_REG_IO);
	free_irq(dev->irq, dev);
	timer_shutdown_sync(&dev->detect_timer);
	memstick_remove_host(&dev->host);
	kthread_stop(dev->io_thread);
#endif
	iounmap(dev->mmio);
	pci_release_regions(pdev);
	pci_disable_device(pdev);
	kfree(dev);
}

static const struct pci_device_id r592_ids[] = {
	{ PCI_VDEVICE(RICOH, 0x0592) },
	{ }
};
MODULE_DEVICE_TABLE(pci, r592_ids);

static struct pci_driver r592_driver = {
	.name = "r592",
	.id_table = r592_ids,
	.probe = r592_probe,
	.remove = r592_remove,
};

static int __init r592_init(void)
{
	int err;

	memstick_wq = alloc_workqueue("kmemstick", WQ_FREEZABLE | WQ_PERCPU, 0);
	if (!memstick_wq)
		return -ENOMEM;
	err = pci_register_driver(&r592_driver);
	if (err)
		destroy_workqueue(memstick_wq);
	return err;
}
module_init(r592_init);

static void __exit r592_exit(void)
{
	pci_unregister_driver(&r592_driver);
	destroy_workqueue(memstick_wq);
}
module_exit(r592_exit);

MODULE_DESCRIPTION("A card reader with a detect timer, a media check and a thread");
MODULE_LICENSE("GPL");
