// SPDX-License-Identifier: MIT
/*
 * Models drivers/input/keyboard/lkkbd.c around commit e58c88f0cb2d ("Input: lkkbd - disable
 * pending work before freeing device", 2025, v6.19, CVE-2025-71073). A byte of the keyboard says
 * that it was reset; its interrupt queues a work that programs it again. The serial port is the
 * interrupt of a PCI device here.
 *
 * BEFORE_FIX forgets the work. CANCEL_FIRST is the natural slip: cancelling before the port is
 * closed. Upstream disables the work at that place; the backport to 6.1, where there is no
 * disable_work_sync(), cancels it after closing (BACKPORT).
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define SERIO_DATA	0x00
#define LK_STUCK_RESET	0x01

struct input_dev {
	int leds;
};

struct lkkbd {
	struct pci_dev *serio;
	void __iomem *port;
	struct input_dev *dev;
	struct work_struct tq;
	u32 key;
};

static void lkkbd_reinit(struct work_struct *work)
{
	struct lkkbd *lk = container_of(work, struct lkkbd, tq);

	writel(lk->dev->leds, lk->port + SERIO_DATA);
}

static irqreturn_t lkkbd_interrupt(int irq, void *data)
{
	struct lkkbd *lk = data;
	u32 byte = readl(lk->port + SERIO_DATA);

	if (byte == LK_STUCK_RESET)
		schedule_work(&lk->tq);
	else
		lk->key = byte;
	return IRQ_HANDLED;
}

static int lkkbd_connect(struct pci_dev *serio, const struct pci_device_id *id)
{
	struct lkkbd *lk = kzalloc(sizeof(*lk), GFP_KERNEL);
	int err = -ENOMEM;

	if (!lk)
		return -ENOMEM;
	lk->dev = kzalloc(sizeof(*lk->dev), GFP_KERNEL);
	if (!lk->dev)
		goto fail1;
	lk->serio = serio;
	INIT_WORK(&lk->tq, lkkbd_reinit);
	pci_set_drvdata(serio, lk);
	err = pci_enable_device(serio);
	if (err)
		goto fail2;
	err = -ENOMEM;
	lk->port = pci_ioremap_bar(serio, 0);
	if (!lk->port)
		goto fail3;
	err = request_irq(serio->irq, lkkbd_interrupt, 0, "lkkbd", lk);
	if (err)
		goto fail4;
	return 0;

fail4:
	iounmap(lk->port);
fail3:
	pci_disable_device(serio);
fail2:
	kfree(lk->dev);
fail1:
	kfree(lk);
	return err;
}

static void lkkbd_disconnect(struct pci_dev *serio)
{
	struct lkkbd *lk = pci_get_drvdata(serio);

#if defined(CANCEL_FIRST)
	cancel_work_sync(&lk->tq);
#elif !defined(BEFORE_FIX) && !defined(BACKPORT)
	disable_work_sync(&lk->tq);
#endif
	/* serio_close() */
	free_irq(serio->irq, lk);
#ifdef BACKPORT
	cancel_work_sync(&lk->tq);
#endif
	iounmap(lk->port);
	pci_disable_device(serio);
	kfree(lk->dev);
	kfree(lk);
}

static const struct pci_device_id lkkbd_ids[] = { { PCI_DEVICE(0x1011, 0x0201) }, { } };

static struct pci_driver lkkbd_driver = {
	.name = "lkkbd",
	.id_table = lkkbd_ids,
	.probe = lkkbd_connect,
	.remove = lkkbd_disconnect,
};
module_pci_driver(lkkbd_driver);
MODULE_DESCRIPTION("A keyboard whose reset byte queues a work");
MODULE_LICENSE("GPL");
