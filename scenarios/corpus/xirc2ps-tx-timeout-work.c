// SPDX-License-Identifier: MIT
/*
 * Models drivers/net/ethernet/xircom/xirc2ps_cs.c around commit e8d20c3ded59 ("xirc2ps_cs: Fix
 * use after free bug in xirc2ps_detach", 2023, v6.3, CVE-2023-1670), as a PCI driver. The
 * watchdog of the network core queues a work that resets the card; detaching the card did not
 * wait for it.
 *
 * The fix is complete because the carrier is off before the work is cancelled, and because
 * netif_tx_disable() waits for a watchdog that has already looked at the carrier. NO_CARRIER_OFF
 * leaves out the first half: the watchdog then queues the work after the cancel.
 */
#include <linux/bitops.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

/* The part of the network core that matters: one queue, its lock, and the watchdog. */
#define NO_CARRIER 0
#define QUEUE_STOPPED 1

struct net_device {
	unsigned long state;
	spinlock_t tx_lock;
	struct timer_list watchdog;
	void (*ndo_tx_timeout)(struct net_device *dev);
	void *priv;
};

static void dev_watchdog(struct timer_list *t)
{
	struct net_device *dev = timer_container_of(dev, t, watchdog);

	spin_lock(&dev->tx_lock);
	if (!test_bit(NO_CARRIER, &dev->state) && test_bit(QUEUE_STOPPED, &dev->state))
		dev->ndo_tx_timeout(dev);
	mod_timer(&dev->watchdog, jiffies + 5 * HZ);
	spin_unlock(&dev->tx_lock);
}

static void __maybe_unused netif_tx_disable(struct net_device *dev)
{
	spin_lock_bh(&dev->tx_lock);
	set_bit(QUEUE_STOPPED, &dev->state);
	spin_unlock_bh(&dev->tx_lock);
}

static struct net_device *alloc_netdev(void *priv, void (*tx_timeout)(struct net_device *))
{
	struct net_device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (!dev)
		return NULL;
	spin_lock_init(&dev->tx_lock);
	timer_setup(&dev->watchdog, dev_watchdog, 0);
	dev->ndo_tx_timeout = tx_timeout;
	dev->priv = priv;
	return dev;
}

/* The first packet finds the card busy: the queue is stopped, and the watchdog looks after it. */
static void register_netdev(struct net_device *dev)
{
	set_bit(QUEUE_STOPPED, &dev->state);
	mod_timer(&dev->watchdog, jiffies + 5 * HZ);
}

static void unregister_netdev(struct net_device *dev)
{
	timer_shutdown_sync(&dev->watchdog);
}

/* The driver. */
#define XIRC_RESET	0x00
#define XIRC_STATUS	0x04

struct local_info {
	struct net_device *dev;
	void __iomem *regs;
	struct work_struct tx_timeout_task;
	u32 status;
};

static void xirc2ps_tx_timeout_task(struct work_struct *work)
{
	struct local_info *local = container_of(work, struct local_info, tx_timeout_task);

	writel(1, local->regs + XIRC_RESET);
	local->status = readl(local->regs + XIRC_STATUS);
	clear_bit(QUEUE_STOPPED, &local->dev->state);
}

static void xirc_tx_timeout(struct net_device *dev)
{
	struct local_info *local = dev->priv;

	schedule_work(&local->tx_timeout_task);
}

static int xirc2ps_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct local_info *local = kzalloc(sizeof(*local), GFP_KERNEL);
	int err = -ENOMEM;

	if (!local)
		return -ENOMEM;
	INIT_WORK(&local->tx_timeout_task, xirc2ps_tx_timeout_task);
	local->dev = alloc_netdev(local, xirc_tx_timeout);
	if (!local->dev)
		goto free_local;
	err = pci_enable_device(pdev);
	if (err)
		goto free_dev;
	local->regs = pci_iomap(pdev, 0, 0);
	if (!local->regs) {
		err = -ENOMEM;
		goto disable;
	}
	pci_set_drvdata(pdev, local);
	register_netdev(local->dev);
	return 0;

disable:
	pci_disable_device(pdev);
free_dev:
	kfree(local->dev);
free_local:
	kfree(local);
	return err;
}

static void xirc2ps_detach(struct pci_dev *pdev)
{
	struct local_info *local = pci_get_drvdata(pdev);
	struct net_device *dev = local->dev;

#ifndef BEFORE_FIX
#ifndef NO_CARRIER_OFF
	set_bit(NO_CARRIER, &dev->state);
#endif
	netif_tx_disable(dev);
	cancel_work_sync(&local->tx_timeout_task);
#endif
	unregister_netdev(dev);
	pci_iounmap(pdev, local->regs);
	pci_disable_device(pdev);
	kfree(dev);
	kfree(local);
}

static const struct pci_device_id xirc2ps_ids[] = {
	{ PCI_DEVICE(0x115d, 0x0003) },
	{ }
};
MODULE_DEVICE_TABLE(pci, xirc2ps_ids);

static struct pci_driver xirc2ps_driver = {
	.name = "xirc2ps",
	.id_table = xirc2ps_ids,
	.probe = xirc2ps_probe,
	.remove = xirc2ps_detach,
};
module_pci_driver(xirc2ps_driver);

MODULE_DESCRIPTION("A network card whose watchdog work outlives it");
MODULE_LICENSE("GPL");
