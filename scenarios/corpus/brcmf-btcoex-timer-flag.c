// SPDX-License-Identifier: MIT
/*
 * Models drivers/net/wireless/broadcom/brcm80211/brcmfmac/btcoex.c around commit 9cb83d4be0b9
 * ("wifi: brcmfmac: fix use-after-free when rescheduling brcmf_btcoex_info work", 2025, v6.17,
 * CVE-2025-39863): detach looks at a flag that says whether the timer is armed, and the timer's
 * function clears it before it queues the work.
 *
 * BEFORE_FIX trusts the flag: a timer that is running is neither armed nor waited for. The fix
 * shuts the timer down always, and then cancels the work. CANCEL_FIRST swaps the two.
 */
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

enum { BRCMF_BT_DHCP_IDLE, BRCMF_BT_DHCP_START, BRCMF_BT_DHCP_OPPR_WIN };

struct brcmf_btcoex_info {
	struct timer_list timer;
	struct work_struct work;
	bool timer_on;
	int bt_state;
};

static void brcmf_btcoex_timerfunc(struct timer_list *t)
{
	struct brcmf_btcoex_info *bt_local = timer_container_of(bt_local, t, timer);

	bt_local->timer_on = false;
	schedule_work(&bt_local->work);
}

static void brcmf_btcoex_handler(struct work_struct *work)
{
	struct brcmf_btcoex_info *btci = container_of(work, struct brcmf_btcoex_info, work);

	if (btci->timer_on) {
		btci->timer_on = false;
		timer_delete_sync(&btci->timer);
	}
	if (btci->bt_state == BRCMF_BT_DHCP_START) {
		btci->bt_state = BRCMF_BT_DHCP_OPPR_WIN;
		mod_timer(&btci->timer, jiffies + msecs_to_jiffies(2500));
		btci->timer_on = true;
	} else {
		btci->bt_state = BRCMF_BT_DHCP_IDLE;
	}
}

/* cfg80211 asks for undisturbed air while an address is fetched; here an interrupt does. */
static irqreturn_t brcmf_dhcp_start(int irq, void *data)
{
	struct brcmf_btcoex_info *btci = data;

	btci->bt_state = BRCMF_BT_DHCP_START;
	schedule_work(&btci->work);
	return IRQ_HANDLED;
}

static int brcmf_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct brcmf_btcoex_info *btci = kmalloc(sizeof(*btci), GFP_KERNEL);
	int err;

	if (!btci)
		return -ENOMEM;
	btci->bt_state = BRCMF_BT_DHCP_IDLE;
	btci->timer_on = false;
	timer_setup(&btci->timer, brcmf_btcoex_timerfunc, 0);
	INIT_WORK(&btci->work, brcmf_btcoex_handler);
	pci_set_drvdata(pdev, btci);
	err = request_irq(pdev->irq, brcmf_dhcp_start, 0, "brcmfmac", btci);
	if (err)
		kfree(btci);
	return err;
}

static void brcmf_btcoex_detach(struct pci_dev *pdev)
{
	struct brcmf_btcoex_info *btci = pci_get_drvdata(pdev);

	free_irq(pdev->irq, btci);
#if defined(BEFORE_FIX)
	if (btci->timer_on) {
		btci->timer_on = false;
		timer_shutdown_sync(&btci->timer);
	}
	cancel_work_sync(&btci->work);
#elif defined(CANCEL_FIRST)
	cancel_work_sync(&btci->work);
	timer_shutdown_sync(&btci->timer);
#else
	timer_shutdown_sync(&btci->timer);
	btci->timer_on = false;
	cancel_work_sync(&btci->work);
#endif
	kfree(btci);
}

static const struct pci_device_id brcmf_ids[] = { { PCI_DEVICE(0x14e4, 0x4355) }, { } };

static struct pci_driver brcmf_driver = {
	.name = "brcmfmac",
	.id_table = brcmf_ids,
	.probe = brcmf_probe,
	.remove = brcmf_btcoex_detach,
};
module_pci_driver(brcmf_driver);
MODULE_DESCRIPTION("A flag that says whether a timer is armed");
MODULE_LICENSE("GPL");
