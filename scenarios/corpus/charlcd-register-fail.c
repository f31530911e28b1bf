// SPDX-License-Identifier: MIT
/*
 * Models drivers/auxdisplay/charlcd.c around "auxdisplay: charlcd: cancel backlight work on
 * registration failure" (2026, CVE-2026-89585): initialising the display flashes its backlight,
 * and a delayed work turns it off again. If the device node cannot be registered, BEFORE_FIX
 * frees the display and forgets that work; the normal way out cancels it.
 */
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define LCD_BACKLIGHT 0x04

struct charlcd_priv {
	void __iomem *regs;
	struct delayed_work bl_work;
	struct miscdevice misc;
};

static void charlcd_bl_off(struct work_struct *work)
{
	struct charlcd_priv *priv = container_of(to_delayed_work(work), struct charlcd_priv, bl_work);

	writel(0, priv->regs + LCD_BACKLIGHT);
}

static void charlcd_init(struct charlcd_priv *priv)
{
	INIT_DELAYED_WORK(&priv->bl_work, charlcd_bl_off);
	writel(1, priv->regs + LCD_BACKLIGHT);
	schedule_delayed_work(&priv->bl_work, 4 * HZ);
}

static const struct file_operations charlcd_fops = {
	.owner = THIS_MODULE,
};

static int charlcd_register(struct charlcd_priv *priv)
{
	int err;

	charlcd_init(priv);
	priv->misc.minor = MISC_DYNAMIC_MINOR;
	priv->misc.name = "lcd";
	priv->misc.fops = &charlcd_fops;
	err = misc_register(&priv->misc);
#ifndef BEFORE_FIX
	if (err)
		cancel_delayed_work_sync(&priv->bl_work);
#endif
	return err;
}

static int hd44780_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct charlcd_priv *priv;
	int err = pcim_enable_device(pdev);

	if (err)
		return err;
	priv = kzalloc(sizeof(*priv), GFP_KERNEL);
	if (!priv)
		return -ENOMEM;
	priv->regs = pcim_iomap(pdev, 0, 0);
	err = priv->regs ? charlcd_register(priv) : -ENOMEM;
	if (err) {
		kfree(priv);
		return err;
	}
	pci_set_drvdata(pdev, priv);
	return 0;
}

static void hd44780_remove(struct pci_dev *pdev)
{
	struct charlcd_priv *priv = pci_get_drvdata(pdev);

	misc_deregister(&priv->misc);
	cancel_delayed_work_sync(&priv->bl_work);
	kfree(priv);
}

static const struct pci_device_id hd44780_ids[] = { { PCI_DEVICE(0x1054, 0x4478) }, { } };

static struct pci_driver hd44780_driver = {
	.name = "hd44780",
	.id_table = hd44780_ids,
	.probe = hd44780_probe,
	.remove = hd44780_remove,
};
module_pci_driver(hd44780_driver);
MODULE_DESCRIPTION("A display whose backlight is turned off by a delayed work");
MODULE_LICENSE("GPL");
