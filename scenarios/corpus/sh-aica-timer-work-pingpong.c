// SPDX-License-Identifier: MIT
/*
 * Models sound/sh/aica.c around commit 051e0840ffa8 ("ALSA: sh: aica: reorder cleanup operations to
 * avoid UAF bugs", CVE-2024-26654): a timer queues a work, the work arms the timer, and close() has to
 * stop both. A misc device stands for the PCM: open, START and STOP by ioctl, close.
 */
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define AICA_START 1
#define AICA_STOP 2
#define AICA_POSITION 0x10

struct channel {
	int periods;
	int first;
};

struct substream {
	int running;
	int rate;
};

struct card {
	struct miscdevice misc;
	struct work_struct spu_dma_work;
	struct timer_list timer;
	void __iomem *regs;
	struct channel *channel;
	struct substream *substream;
	struct substream stream;
};

static struct card *the_card;

static void spu_dma_work(struct work_struct *work)
{
	struct card *card = container_of(work, struct card, spu_dma_work);
	struct substream *ss = card->substream;
	int rate = ss->rate;

	card->channel->periods += rate;
	if (card->channel->first) {
		card->channel->first = 0;
		return;
	}
#ifdef BEFORE_FIX
	mod_timer(&card->timer, jiffies + 1);
#else
	if (ss->running)
		mod_timer(&card->timer, jiffies + 1);
#endif
}

static void aica_period_elapsed(struct timer_list *t)
{
	struct card *card = timer_container_of(card, t, timer);
	struct substream *ss = card->substream;

#ifndef BEFORE_FIX
	if (!ss->running)
		return;
#endif
	if (readl(card->regs + AICA_POSITION) == 0) {
		mod_timer(&card->timer, jiffies + 1);
		return;
	}
	(void)ss;
	schedule_work(&card->spu_dma_work);
}

static int aica_open(struct inode *inode, struct file *file)
{
	struct card *card = the_card;
	struct channel *channel = kzalloc(sizeof(*channel), GFP_KERNEL);

	if (!channel)
		return -ENOMEM;
	channel->first = 1;
	card->channel = channel;
#if !defined(BEFORE_FIX) && !defined(UPSTREAM_FIX)
	timer_setup(&card->timer, aica_period_elapsed, 0);
#endif
	card->stream.rate = 4;
	card->substream = &card->stream;
	file->private_data = card;
	return 0;
}

static long aica_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct card *card = file->private_data;

	switch (cmd) {
	case AICA_START:
		card->stream.running = 1;
		schedule_work(&card->spu_dma_work);
		mod_timer(&card->timer, jiffies + 4);
		return 0;
	case AICA_STOP:
		card->stream.running = 0;
		return 0;
	}
	return -ENOTTY;
}

static int aica_close(struct inode *inode, struct file *file)
{
	struct card *card = file->private_data;

#if defined(BEFORE_FIX)
	flush_work(&card->spu_dma_work);
	timer_delete(&card->timer);
#elif defined(UPSTREAM_FIX)
	/* .sync_stop of the upstream fix: the work may have passed its test and arm once more. */
	timer_delete_sync(&card->timer);
	cancel_work_sync(&card->spu_dma_work);
#else
	timer_shutdown_sync(&card->timer);
	cancel_work_sync(&card->spu_dma_work);
#endif
	card->substream = NULL;
	kfree(card->channel);
	card->channel = NULL;
	return 0;
}

static const struct file_operations aica_fops = {
	.owner = THIS_MODULE,
	.open = aica_open,
	.unlocked_ioctl = aica_ioctl,
	.release = aica_close,
};

static int aica_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct card *card = devm_kzalloc(&pdev->dev, sizeof(*card), GFP_KERNEL);
	int err;

	if (!card)
		return -ENOMEM;
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	card->regs = pcim_iomap(pdev, 0, 0);
	if (!card->regs)
		return -ENOMEM;
	INIT_WORK(&card->spu_dma_work, spu_dma_work);
	timer_setup(&card->timer, aica_period_elapsed, 0);
	card->misc.minor = MISC_DYNAMIC_MINOR;
	card->misc.name = "aica";
	card->misc.fops = &aica_fops;
	the_card = card;
	return misc_register(&card->misc);
}

static void aica_remove(struct pci_dev *pdev)
{
	misc_deregister(&the_card->misc);
}

static const struct pci_device_id aica_ids[] = { { PCI_DEVICE(0x11db, 0x0001) }, { } };

static struct pci_driver aica_driver = {
	.name = "aica",
	.id_table = aica_ids,
	.probe = aica_probe,
	.remove = aica_remove,
};
module_pci_driver(aica_driver);
MODULE_LICENSE("GPL");
