// SPDX-License-Identifier: MIT
/*
 * Models sound/sh/aica.c around commit 051e0840ffa8 ("ALSA: sh: aica: reorder cleanup operations
 * to avoid UAF bugs", 2024, v6.9, CVE-2024-26654), as a PCI driver: a timer queues a work, the
 * work arms the timer, and closing the PCM has to stop both.
 *
 * BEFORE_FIX flushes the work and deletes the timer, and waits for neither's successor.
 * UPSTREAM_FIX tests whether the stream runs: the work may have passed its test when the stream
 * is stopped, and then arms the timer once more after it was deleted. Shutting the timer down
 * closes that.
 */
#include <linux/completion.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#define AICA_START	1
#define AICA_STOP	2
#define AICA_SAMPLE	0x10	/* changes when a period has been played */
#define AICA_BUFFER	8

struct aica_channel {
	int position;	/* in the buffer, which is played round and round */
	int first;
};

struct snd_pcm_substream {
	int running;
	int rate;
};

struct snd_card_aica {
	struct work_struct spu_dma_work;
	struct timer_list timer;
	void __iomem *regs;
	struct aica_channel *channel;
	struct snd_pcm_substream *substream;
	/* What the sound core keeps: the PCM, its device node, and who still uses the card. */
	struct snd_pcm_substream pcm;
	struct miscdevice node;
	struct kref users;
	struct completion released;
};

static void run_spu_dma(struct work_struct *work)
{
	struct snd_card_aica *card = container_of(work, struct snd_card_aica, spu_dma_work);
	struct snd_pcm_substream *substream = card->substream;

	card->channel->position = (card->channel->position + substream->rate) % AICA_BUFFER;
	if (card->channel->first) {
		card->channel->first = 0;
		return;
	}
#ifndef BEFORE_FIX
	if (!substream->running)
		return;
#endif
	mod_timer(&card->timer, jiffies + 1);
}

static void aica_period_elapsed(struct timer_list *t)
{
	struct snd_card_aica *card = timer_container_of(card, t, timer);

#ifndef BEFORE_FIX
	if (!card->substream->running)
		return;
#endif
	if (readl(card->regs + AICA_SAMPLE) == 0)
		mod_timer(&card->timer, jiffies + 1);
	else
		schedule_work(&card->spu_dma_work);
}

static int aica_pcm_open(struct snd_card_aica *card)
{
	struct aica_channel *channel = kzalloc(sizeof(*channel), GFP_KERNEL);

	if (!channel)
		return -ENOMEM;
	channel->first = 1;
	card->channel = channel;
	card->pcm.rate = 4;
	card->substream = &card->pcm;
	timer_setup(&card->timer, aica_period_elapsed, 0);
	return 0;
}

static void aica_pcm_close(struct snd_card_aica *card)
{
#if defined(BEFORE_FIX)
	flush_work(&card->spu_dma_work);
	timer_delete(&card->timer);
#elif defined(UPSTREAM_FIX)
	/* Its new .sync_stop, which the core calls before it closes. */
	timer_delete_sync(&card->timer);
	cancel_work_sync(&card->spu_dma_work);
#else
	timer_shutdown_sync(&card->timer);
	cancel_work_sync(&card->spu_dma_work);
#endif
	card->substream = NULL;
	kfree(card->channel);
	card->channel = NULL;
}

/* The part of the sound core that matters: a node whose open files keep the card. */
static void snd_card_release(struct kref *users)
{
	complete(&container_of(users, struct snd_card_aica, users)->released);
}

static int snd_open(struct inode *inode, struct file *file)
{
	struct snd_card_aica *card =
		container_of(file->private_data, struct snd_card_aica, node);
	int err = aica_pcm_open(card);

	if (err)
		return err;
	kref_get(&card->users);
	file->private_data = card;
	return 0;
}

static long snd_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct snd_card_aica *card = file->private_data;

	switch (cmd) {
	case AICA_START:
		card->pcm.running = 1;
		schedule_work(&card->spu_dma_work);
		mod_timer(&card->timer, jiffies + 4);
		return 0;
	case AICA_STOP:
		card->pcm.running = 0;
		return 0;
	default:
		return -ENOTTY;
	}
}

static int snd_release(struct inode *inode, struct file *file)
{
	struct snd_card_aica *card = file->private_data;

	card->pcm.running = 0;
	aica_pcm_close(card);
	kref_put(&card->users, snd_card_release);
	return 0;
}

static const struct file_operations snd_fops = {
	.owner = THIS_MODULE,
	.open = snd_open,
	.unlocked_ioctl = snd_ioctl,
	.release = snd_release,
};

static int aica_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct snd_card_aica *card = devm_kzalloc(&pdev->dev, sizeof(*card), GFP_KERNEL);
	int err;

	if (!card)
		return -ENOMEM;
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	card->regs = pcim_iomap(pdev, 0, 0);
	if (!card->regs)
		return -ENOMEM;
	INIT_WORK(&card->spu_dma_work, run_spu_dma);
	kref_init(&card->users);
	init_completion(&card->released);
	card->node.minor = MISC_DYNAMIC_MINOR;
	card->node.name = "aica";
	card->node.fops = &snd_fops;
	pci_set_drvdata(pdev, card);
	return misc_register(&card->node);
}

/* As snd_card_free(): waits until the last file is closed. */
static void aica_remove(struct pci_dev *pdev)
{
	struct snd_card_aica *card = pci_get_drvdata(pdev);

	misc_deregister(&card->node);
	kref_put(&card->users, snd_card_release);
	wait_for_completion(&card->released);
}

static const struct pci_device_id aica_ids[] = {
	{ PCI_DEVICE(0x11db, 0x0001) },
	{ }
};
MODULE_DEVICE_TABLE(pci, aica_ids);

static struct pci_driver aica_driver = {
	.name = "aica",
	.id_table = aica_ids,
	.probe = aica_probe,
	.remove = aica_remove,
};
module_pci_driver(aica_driver);

MODULE_DESCRIPTION("A sound card whose timer and work start each other");
MODULE_LICENSE("GPL");
