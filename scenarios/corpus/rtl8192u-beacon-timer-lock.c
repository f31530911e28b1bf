// SPDX-License-Identifier: MIT
/*
 * Models drivers/staging/rtl8192u/ieee80211/ieee80211_softmac.c around commit 806c7b534149
 * ("drivers: staging: rtl8192u: Fix deadlock in ieee80211_beacons_stop()", 2022, v5.19,
 * CVE-2022-49305): the timer that sends beacons is deleted, and waited for, under the spinlock
 * that its function takes. Beacons are sent by writing a register of a PCI device.
 *
 * NO_SYNC is a fix that gives up the wait together with the lock, and has no test of
 * `beacon_txing`: a timer that runs while it is deleted outlives remove, and arms itself again.
 */
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

#define TX_BEACON 0x10

struct ieee80211_device {
	void __iomem *regs;
	spinlock_t beacon_lock;
	struct timer_list beacon_timer;
	int beacon_txing;
};

static void ieee80211_send_beacon_cb(struct timer_list *t)
{
	struct ieee80211_device *ieee = timer_container_of(ieee, t, beacon_timer);
	unsigned long flags;

	spin_lock_irqsave(&ieee->beacon_lock, flags);
	writel(1, ieee->regs + TX_BEACON);
#ifndef NO_SYNC
	if (ieee->beacon_txing)
#endif
		mod_timer(&ieee->beacon_timer, jiffies + msecs_to_jiffies(95));
	spin_unlock_irqrestore(&ieee->beacon_lock, flags);
}

static void ieee80211_beacons_start(struct ieee80211_device *ieee)
{
	unsigned long flags;

	spin_lock_irqsave(&ieee->beacon_lock, flags);
	ieee->beacon_txing = 1;
	mod_timer(&ieee->beacon_timer, jiffies + msecs_to_jiffies(95));
	spin_unlock_irqrestore(&ieee->beacon_lock, flags);
}

static void ieee80211_beacons_stop(struct ieee80211_device *ieee)
{
	unsigned long flags;

	spin_lock_irqsave(&ieee->beacon_lock, flags);
	ieee->beacon_txing = 0;
#ifdef BEFORE_FIX
	timer_delete_sync(&ieee->beacon_timer);
#endif
	spin_unlock_irqrestore(&ieee->beacon_lock, flags);
#if defined(NO_SYNC)
	timer_delete(&ieee->beacon_timer);
#elif !defined(BEFORE_FIX)
	timer_delete_sync(&ieee->beacon_timer);
#endif
}

static int rtl8192_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct ieee80211_device *ieee = devm_kzalloc(&pdev->dev, sizeof(*ieee), GFP_KERNEL);
	int err;

	if (!ieee)
		return -ENOMEM;
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	ieee->regs = pcim_iomap(pdev, 0, 0);
	if (!ieee->regs)
		return -ENOMEM;
	pci_set_drvdata(pdev, ieee);
	spin_lock_init(&ieee->beacon_lock);
	timer_setup(&ieee->beacon_timer, ieee80211_send_beacon_cb, 0);
	ieee80211_beacons_start(ieee);
	return 0;
}

static void rtl8192_remove(struct pci_dev *pdev)
{
	ieee80211_beacons_stop(pci_get_drvdata(pdev));
}

static const struct pci_device_id rtl8192_ids[] = { { PCI_DEVICE(0x10ec, 0x8192) }, { } };

static struct pci_driver rtl8192_driver = {
	.name = "rtl8192u",
	.id_table = rtl8192_ids,
	.probe = rtl8192_probe,
	.remove = rtl8192_remove,
};
module_pci_driver(rtl8192_driver);
MODULE_DESCRIPTION("A beacon timer that is deleted under the lock it takes");
MODULE_LICENSE("GPL");
