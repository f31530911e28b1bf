// SPDX-License-Identifier: MIT
/*
 * Models drivers/net/ethernet/mscc/ocelot_stats.c around commit bc9ea7870796 ("net: mscc: ocelot:
 * Fix use-after-free caused by cyclic delayed work", 2025, v6.18, CVE-2025-40003). A delayed work
 * reads the counters and queues itself on a workqueue of the driver's own.
 *
 * BEFORE_FIX cancels it without waiting, and destroys the workqueue: a delayed work that waits
 * for its timer is not yet on any workqueue, so destroy_workqueue() does not see it. DRAIN_ONLY
 * relies on destroy_workqueue() alone.
 */
#include <linux/io.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define OCELOT_STATS_CHECK_DELAY	(2 * HZ)
#define SYS_CNT				0x20

struct ocelot {
	void __iomem *regs;
	struct workqueue_struct *stats_queue;
	struct delayed_work stats_work;
	struct mutex stat_view_lock;
	u64 *stats;
};

static void ocelot_check_stats_work(struct work_struct *work)
{
	struct ocelot *ocelot = container_of(to_delayed_work(work), struct ocelot, stats_work);

	mutex_lock(&ocelot->stat_view_lock);
	*ocelot->stats += readl(ocelot->regs + SYS_CNT);
	mutex_unlock(&ocelot->stat_view_lock);
	queue_delayed_work(ocelot->stats_queue, &ocelot->stats_work, OCELOT_STATS_CHECK_DELAY);
}

static int ocelot_stats_init(struct ocelot *ocelot, struct device *dev)
{
	ocelot->stats = devm_kcalloc(dev, 1, sizeof(*ocelot->stats), GFP_KERNEL);
	if (!ocelot->stats)
		return -ENOMEM;
	ocelot->stats_queue = create_singlethread_workqueue("ocelot-stats");
	if (!ocelot->stats_queue)
		return -ENOMEM;
	mutex_init(&ocelot->stat_view_lock);
	INIT_DELAYED_WORK(&ocelot->stats_work, ocelot_check_stats_work);
	queue_delayed_work(ocelot->stats_queue, &ocelot->stats_work, OCELOT_STATS_CHECK_DELAY);
	return 0;
}

static void ocelot_stats_deinit(struct ocelot *ocelot)
{
#if defined(BEFORE_FIX)
	cancel_delayed_work(&ocelot->stats_work);
#elif !defined(DRAIN_ONLY)
	cancel_delayed_work_sync(&ocelot->stats_work);
#endif
	destroy_workqueue(ocelot->stats_queue);
}

static int ocelot_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct ocelot *ocelot = devm_kzalloc(&pdev->dev, sizeof(*ocelot), GFP_KERNEL);
	int err;

	if (!ocelot)
		return -ENOMEM;
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	ocelot->regs = pcim_iomap(pdev, 0, 0);
	if (!ocelot->regs)
		return -ENOMEM;
	pci_set_drvdata(pdev, ocelot);
	return ocelot_stats_init(ocelot, &pdev->dev);
}

static void ocelot_remove(struct pci_dev *pdev)
{
	ocelot_stats_deinit(pci_get_drvdata(pdev));
}

static const struct pci_device_id ocelot_ids[] = { { PCI_DEVICE(0x101b, 0x9660) }, { } };

static struct pci_driver ocelot_driver = {
	.name = "ocelot",
	.id_table = ocelot_ids,
	.probe = ocelot_probe,
	.remove = ocelot_remove,
};
module_pci_driver(ocelot_driver);
MODULE_DESCRIPTION("Counters that are read by a work that queues itself");
MODULE_LICENSE("GPL");
