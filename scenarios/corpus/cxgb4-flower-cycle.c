// SPDX-License-Identifier: MIT
/*
 * Models drivers/net/ethernet/chelsio/cxgb4/cxgb4_tc_flower.c around commit e50b9b9e8610 ("cxgb4:
 * fix use after free bugs caused by circular dependency problem", 2023, v6.3, CVE-2023-4133): a
 * timer queues a work, and the work's last act is to arm the timer. The table of flows is one
 * counter.
 *
 * BEFORE_FIX deletes the timer, then cancels the work, whose last run arms the timer again.
 * CANCEL_FIRST, the other order, leaves the same gap on the other side: the timer queues the work
 * between the two; nor does a second cancel help (CANCEL_DELETE_CANCEL). The fix shuts the timer
 * down, so that arming it does nothing.
 */
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#define FLOWER_STATS_PERIOD	(HZ)
#define CXGB4_HITS		0x10

struct adapter {
	void __iomem *regs;
	struct timer_list flower_stats_timer;
	struct work_struct flower_stats_work;
	u32 *flower_tbl;
};

static void ch_flower_stats_handler(struct work_struct *work)
{
	struct adapter *adap = container_of(work, struct adapter, flower_stats_work);

	*adap->flower_tbl += readl(adap->regs + CXGB4_HITS);
	mod_timer(&adap->flower_stats_timer, jiffies + FLOWER_STATS_PERIOD);
}

static void ch_flower_stats_cb(struct timer_list *t)
{
	struct adapter *adap = timer_container_of(adap, t, flower_stats_timer);

	schedule_work(&adap->flower_stats_work);
}

static int cxgb4_init_tc_flower(struct adapter *adap)
{
	adap->flower_tbl = kzalloc(sizeof(*adap->flower_tbl), GFP_KERNEL);
	if (!adap->flower_tbl)
		return -ENOMEM;
	INIT_WORK(&adap->flower_stats_work, ch_flower_stats_handler);
	timer_setup(&adap->flower_stats_timer, ch_flower_stats_cb, 0);
	mod_timer(&adap->flower_stats_timer, jiffies + FLOWER_STATS_PERIOD);
	return 0;
}

static void cxgb4_cleanup_tc_flower(struct adapter *adap)
{
#if defined(BEFORE_FIX)
	timer_delete_sync(&adap->flower_stats_timer);
	cancel_work_sync(&adap->flower_stats_work);
#elif defined(CANCEL_FIRST)
	cancel_work_sync(&adap->flower_stats_work);
	timer_delete_sync(&adap->flower_stats_timer);
#elif defined(CANCEL_DELETE_CANCEL)
	cancel_work_sync(&adap->flower_stats_work);
	timer_delete_sync(&adap->flower_stats_timer);
	cancel_work_sync(&adap->flower_stats_work);
#else
	timer_shutdown_sync(&adap->flower_stats_timer);
	cancel_work_sync(&adap->flower_stats_work);
#endif
	kfree(adap->flower_tbl);
}

static int cxgb4_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct adapter *adap = kzalloc(sizeof(*adap), GFP_KERNEL);
	int err;

	if (!adap)
		return -ENOMEM;
	err = pci_enable_device(pdev);
	if (err)
		goto err_free;
	err = -ENOMEM;
	adap->regs = pci_ioremap_bar(pdev, 0);
	if (!adap->regs)
		goto err_disable;
	pci_set_drvdata(pdev, adap);
	err = cxgb4_init_tc_flower(adap);
	if (err)
		goto err_unmap;
	return 0;

err_unmap:
	iounmap(adap->regs);
err_disable:
	pci_disable_device(pdev);
err_free:
	kfree(adap);
	return err;
}

static void cxgb4_remove(struct pci_dev *pdev)
{
	struct adapter *adap = pci_get_drvdata(pdev);

	cxgb4_cleanup_tc_flower(adap);
	iounmap(adap->regs);
	pci_disable_device(pdev);
	kfree(adap);
}

static const struct pci_device_id cxgb4_ids[] = { { PCI_DEVICE(0x1425, 0x5401) }, { } };

static struct pci_driver cxgb4_driver = {
	.name = "cxgb4",
	.id_table = cxgb4_ids,
	.probe = cxgb4_probe,
	.remove = cxgb4_remove,
};
module_pci_driver(cxgb4_driver);
MODULE_DESCRIPTION("A timer and a work that start each other");
MODULE_LICENSE("GPL");
