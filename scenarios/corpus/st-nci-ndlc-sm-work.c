// SPDX-License-Identifier: MIT
/*
 * Models drivers/nfc/st-nci/ndlc.c around commit 5000fe6c2782 ("nfc: st-nci: Fix use after free
 * bug in ndlc_remove due to race condition", 2023, v6.3, CVE-2023-1990): a threaded interrupt and
 * a timer queue the state machine's work, the work passes frames to the NCI device and arms the
 * timer. Queues of frames are one counter; the second timer is left out, it is like the first.
 *
 * BEFORE_FIX frees the NCI device while the work may run. UPSTREAM_FIX deletes the timer and then
 * cancels the work, whose last run arms the timer again; and the interrupt, which devres frees
 * after remove, can queue the work again. SHUTDOWN_TIMER mends only the first of the two,
 * FREE_IRQ_FIRST only the second.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#define NDLC_FRAME		0x00	/* reads as 1 if a frame has come */
#define NDLC_TIMER_T1_WAIT	400

struct nci_dev {
	int frames;
};

struct llt_ndlc {
	void __iomem *regs;
	struct nci_dev *ndev;
	struct timer_list t1_timer;
	struct work_struct sm_work;
	int to_send;
};

static void llt_ndlc_sm_work(struct work_struct *work)
{
	struct llt_ndlc *ndlc = container_of(work, struct llt_ndlc, sm_work);

	if (ndlc->to_send) {
		ndlc->to_send = 0;
		mod_timer(&ndlc->t1_timer, jiffies + msecs_to_jiffies(NDLC_TIMER_T1_WAIT));
	}
	/* nci_recv_frame() */
	ndlc->ndev->frames++;
}

static void ndlc_t1_timeout(struct timer_list *t)
{
	struct llt_ndlc *ndlc = timer_container_of(ndlc, t, t1_timer);

	schedule_work(&ndlc->sm_work);
}

static irqreturn_t st_nci_irq_thread_fn(int irq, void *phy_id)
{
	struct llt_ndlc *ndlc = phy_id;

	if (!readl(ndlc->regs + NDLC_FRAME))
		return IRQ_NONE;
	ndlc->to_send = 1;
	schedule_work(&ndlc->sm_work);
	return IRQ_HANDLED;
}

static int st_nci_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct llt_ndlc *ndlc = devm_kzalloc(&pdev->dev, sizeof(*ndlc), GFP_KERNEL);
	int err;

	if (!ndlc)
		return -ENOMEM;
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	ndlc->regs = pcim_iomap(pdev, 0, 0);
	if (!ndlc->regs)
		return -ENOMEM;
	pci_set_drvdata(pdev, ndlc);
	timer_setup(&ndlc->t1_timer, ndlc_t1_timeout, 0);
	INIT_WORK(&ndlc->sm_work, llt_ndlc_sm_work);
	ndlc->ndev = kzalloc(sizeof(*ndlc->ndev), GFP_KERNEL);
	if (!ndlc->ndev)
		return -ENOMEM;
	err = devm_request_threaded_irq(&pdev->dev, pdev->irq, NULL, st_nci_irq_thread_fn,
					IRQF_ONESHOT, "st-nci", ndlc);
	if (err)
		kfree(ndlc->ndev);
	return err;
}

static void st_nci_remove(struct llt_ndlc *ndlc)
{
	/* nci_unregister_device(), nci_free_device() */
	kfree(ndlc->ndev);
}

static void ndlc_remove(struct pci_dev *pdev)
{
	struct llt_ndlc *ndlc = pci_get_drvdata(pdev);

#if defined(BEFORE_FIX)
	st_nci_remove(ndlc);
	timer_delete_sync(&ndlc->t1_timer);
#elif defined(UPSTREAM_FIX)
	timer_delete_sync(&ndlc->t1_timer);
	cancel_work_sync(&ndlc->sm_work);
	st_nci_remove(ndlc);
#elif defined(SHUTDOWN_TIMER)
	timer_shutdown_sync(&ndlc->t1_timer);
	cancel_work_sync(&ndlc->sm_work);
	st_nci_remove(ndlc);
#elif defined(FREE_IRQ_FIRST)
	devm_free_irq(&pdev->dev, pdev->irq, ndlc);
	timer_delete_sync(&ndlc->t1_timer);
	cancel_work_sync(&ndlc->sm_work);
	st_nci_remove(ndlc);
#else
	devm_free_irq(&pdev->dev, pdev->irq, ndlc);
	timer_shutdown_sync(&ndlc->t1_timer);
	cancel_work_sync(&ndlc->sm_work);
	st_nci_remove(ndlc);
#endif
}

static const struct pci_device_id st_nci_ids[] = { { PCI_DEVICE(0x104a, 0x2190) }, { } };

static struct pci_driver st_nci_driver = {
	.name = "st-nci",
	.id_table = st_nci_ids,
	.probe = st_nci_probe,
	.remove = ndlc_remove,
};
module_pci_driver(st_nci_driver);
MODULE_DESCRIPTION("A state machine run by an interrupt thread, a timer and a work");
MODULE_LICENSE("GPL");
