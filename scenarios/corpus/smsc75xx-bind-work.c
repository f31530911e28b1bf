// SPDX-License-Identifier: MIT
/*
 * Models drivers/net/usb/smsc75xx.c, a chain of two fixes of its bind function:
 *
 * FIX 0  a failed bind leaks its private data, with the work that it has queued; the module can go
 *        before the work has run.
 * FIX 1  commit 46a8b29c6306 ("net: usb: fix memory leak in smsc75xx_bind", 2021, CVE-2021-47171)
 *        frees the data, in which the multicast work may be queued since the reset.
 * FIX 2  commit 56b786d86694 ("net: usb: fix possible use-after-free in smsc75xx_bind", 2021,
 *        CVE-2021-47239) cancels that work first.
 *
 * The USB device is a PCI device here without registers, and its last step, an allocation, is what
 * fails.
 */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#ifndef FIX
#define FIX 2
#endif

struct smsc75xx_priv {
	u32 rfe_ctl_register;
	struct work_struct set_multicast;
	u32 rfe_ctl;
	u32 *phy;
};

static void smsc75xx_deferred_multicast_write(struct work_struct *work)
{
	struct smsc75xx_priv *pdata = container_of(work, struct smsc75xx_priv, set_multicast);

	pdata->rfe_ctl_register = pdata->rfe_ctl;
}

static void smsc75xx_set_multicast(struct smsc75xx_priv *pdata)
{
	pdata->rfe_ctl = 1;
	schedule_work(&pdata->set_multicast);
}

static int smsc75xx_reset(struct smsc75xx_priv *pdata)
{
	smsc75xx_set_multicast(pdata);
	pdata->phy = kmalloc(sizeof(*pdata->phy), GFP_KERNEL);
	return pdata->phy ? 0 : -ENOMEM;
}

static int smsc75xx_bind(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct smsc75xx_priv *pdata = kzalloc(sizeof(*pdata), GFP_KERNEL);
	int err;

	if (!pdata)
		return -ENOMEM;
	INIT_WORK(&pdata->set_multicast, smsc75xx_deferred_multicast_write);
	pci_set_drvdata(pdev, pdata);
	err = smsc75xx_reset(pdata);
	if (err) {
#if FIX >= 2
		cancel_work_sync(&pdata->set_multicast);
#endif
#if FIX >= 1
		kfree(pdata);
#endif
		return err;
	}
	return 0;
}

static void smsc75xx_unbind(struct pci_dev *pdev)
{
	struct smsc75xx_priv *pdata = pci_get_drvdata(pdev);

	cancel_work_sync(&pdata->set_multicast);
	kfree(pdata->phy);
	kfree(pdata);
}

static const struct pci_device_id smsc75xx_ids[] = { { PCI_DEVICE(0x1055, 0x7500) }, { } };

static struct pci_driver smsc75xx_driver = {
	.name = "smsc75xx",
	.id_table = smsc75xx_ids,
	.probe = smsc75xx_bind,
	.remove = smsc75xx_unbind,
};
module_pci_driver(smsc75xx_driver);
MODULE_DESCRIPTION("A bind that fails after it has queued a work");
MODULE_LICENSE("GPL");
