// SPDX-License-Identifier: MIT
/*
 * Models drivers/memstick/host/rtsx_usb_ms.c and memstick/core, a chain of three fixes, as a PCI
 * driver:
 *
 * FIX 0  remove() never cancels poll_card, which queues itself and the core's media check.
 * FIX 1  commit 4676741a3464 ("memstick: rtsx_usb_ms: Fix slab-use-after-free in
 *        rtsx_usb_ms_drv_remove", 2025, v6.15, CVE-2025-22020) cancels it. But once `eject` is set
 *        requests are dropped, and the media check, which remove() waits for, waits for one.
 * FIX 2  "memstick: Fix deadlock by moving removing flag earlier" (2025), with a timeout in the
 *        core: the check gives up, and frees the card while handle_req still works on its request.
 * FIX 3  "memstick: core: wait for request completion before freeing card" (2026): no timeout; a
 *        request is always handled, after `eject` with an error.
 */
#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#ifndef FIX
#define FIX 3
#endif

/* The part of the memstick core that matters: a host, its media check, one request a card. */
struct memstick_card {
	struct completion mrq_complete;
	unsigned long has_request;
	int error;
};

struct memstick_host {
	struct mutex lock;
	struct work_struct media_checker;
	struct memstick_card *card;
	bool removing;
	void (*request)(struct memstick_host *host);
};

static struct workqueue_struct *memstick_wq;

static void memstick_check(struct work_struct *work)
{
	struct memstick_host *host = container_of(work, struct memstick_host, media_checker);
	struct memstick_card *card;

	mutex_lock(&host->lock);
	if (host->removing)
		goto out;
	card = kzalloc(sizeof(*card), GFP_KERNEL);
	if (!card)
		goto out;
	init_completion(&card->mrq_complete);
	card->has_request = 1;
	host->card = card;
	host->request(host);
#if FIX == 2
	wait_for_completion_timeout(&card->mrq_complete, msecs_to_jiffies(500));
#else
	wait_for_completion(&card->mrq_complete);
#endif
	/* Nothing new in the slot. */
	host->card = NULL;
	kfree(card);
out:
	mutex_unlock(&host->lock);
}

static void memstick_detect_change(struct memstick_host *host)
{
	queue_work(memstick_wq, &host->media_checker);
}

static void memstick_add_host(struct memstick_host *host)
{
	mutex_init(&host->lock);
	INIT_WORK(&host->media_checker, memstick_check);
}

static void memstick_remove_host(struct memstick_host *host)
{
	host->removing = true;
	flush_workqueue(memstick_wq);
}

/* The driver. */
#define RTSX_CARD_INT	0x00
#define RTSX_COMMAND	0x04

struct rtsx_usb_ms {
	struct memstick_host msh;
	void __iomem *regs;
	struct work_struct handle_req;
	struct delayed_work poll_card;
	bool eject;
};

static void rtsx_usb_ms_handle_req(struct work_struct *work)
{
	struct rtsx_usb_ms *host = container_of(work, struct rtsx_usb_ms, handle_req);
	struct memstick_card *card = host->msh.card;

	if (!card || !test_and_clear_bit(0, &card->has_request))
		return;
	if (FIX >= 3 && host->eject) {
		card->error = -ENODEV;
	} else {
		writel(1, host->regs + RTSX_COMMAND);
		card->error = 0;
	}
	complete(&card->mrq_complete);
}

static void rtsx_usb_ms_request(struct memstick_host *msh)
{
	struct rtsx_usb_ms *host = container_of(msh, struct rtsx_usb_ms, msh);

	if (FIX >= 3 || !host->eject)
		schedule_work(&host->handle_req);
}

static void rtsx_usb_ms_poll_card(struct work_struct *work)
{
	struct rtsx_usb_ms *host = container_of(work, struct rtsx_usb_ms, poll_card.work);

	if (host->eject)
		return;
	if (readl(host->regs + RTSX_CARD_INT))
		memstick_detect_change(&host->msh);
	if (!host->eject)
		schedule_delayed_work(&host->poll_card, 100);
}

static int rtsx_usb_ms_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct rtsx_usb_ms *host = kzalloc(sizeof(*host), GFP_KERNEL);
	int err;

	if (!host)
		return -ENOMEM;
	err = pci_enable_device(pdev);
	if (err)
		goto free;
	host->regs = pci_iomap(pdev, 0, 0);
	if (!host->regs) {
		err = -ENOMEM;
		goto disable;
	}
	pci_set_drvdata(pdev, host);
	INIT_WORK(&host->handle_req, rtsx_usb_ms_handle_req);
	INIT_DELAYED_WORK(&host->poll_card, rtsx_usb_ms_poll_card);
	host->msh.request = rtsx_usb_ms_request;
	memstick_add_host(&host->msh);
	schedule_delayed_work(&host->poll_card, 100);
	return 0;

disable:
	pci_disable_device(pdev);
free:
	kfree(host);
	return err;
}

static void rtsx_usb_ms_remove(struct pci_dev *pdev)
{
	struct rtsx_usb_ms *host = pci_get_drvdata(pdev);

	host->eject = true;
	if (FIX >= 2)
		host->msh.removing = true;
	if (FIX >= 3)
		flush_work(&host->handle_req);
	else
		cancel_work_sync(&host->handle_req);
	if (FIX >= 1)
		cancel_delayed_work_sync(&host->poll_card);
	memstick_remove_host(&host->msh);
	if (FIX >= 3)
		cancel_work_sync(&host->handle_req);
	pci_iounmap(pdev, host->regs);
	pci_disable_device(pdev);
	kfree(host);
}

static const struct pci_device_id rtsx_usb_ms_ids[] = {
	{ PCI_DEVICE(0x0bda, 0x0129) },
	{ }
};
MODULE_DEVICE_TABLE(pci, rtsx_usb_ms_ids);

static struct pci_driver rtsx_usb_ms_driver = {
	.name = "rtsx_usb_ms",
	.id_table = rtsx_usb_ms_ids,
	.probe = rtsx_usb_ms_probe,
	.remove = rtsx_usb_ms_remove,
};

static int __init rtsx_usb_ms_init(void)
{
	int err;

	memstick_wq = alloc_workqueue("kmemstick", WQ_FREEZABLE | WQ_PERCPU, 0);
	if (!memstick_wq)
		return -ENOMEM;
	err = pci_register_driver(&rtsx_usb_ms_driver);
	if (err)
		destroy_workqueue(memstick_wq);
	return err;
}
module_init(rtsx_usb_ms_init);

static void __exit rtsx_usb_ms_exit(void)
{
	pci_unregister_driver(&rtsx_usb_ms_driver);
	destroy_workqueue(memstick_wq);
}
module_exit(rtsx_usb_ms_exit);

MODULE_DESCRIPTION("A card reader that polls its slot");
MODULE_LICENSE("GPL");
