// SPDX-License-Identifier: MIT
/*
 * H7: attributes and debugfs files: removal refuses new operations and waits for running ones.
 *
 *	SELF	storing to the attribute removes it
 *	SELF_SAFE	with device_remove_file_self()
 *	DEBUGFS	the same with a file of debugfs
 */
#include "bardrv.h"
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/sysfs.h>

static void __iomem *bar;
static struct dentry *dentry __maybe_unused;

static ssize_t reg_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	readl(bar + BAR_STATUS);
	return 0;
}

static ssize_t reg_store(struct device *dev, struct device_attribute *attr, const char *buf,
			 size_t n)
{
#ifdef SELF_SAFE
	device_remove_file_self(dev, attr);
#elif defined(SELF)
	device_remove_file(dev, attr);
#endif
	return n;
}
static __maybe_unused DEVICE_ATTR_RW(reg);

static ssize_t reg_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	readl(bar + BAR_STATUS);
#ifdef SELF
	debugfs_remove(dentry);
#endif
	return 0;
}

static const struct file_operations reg_fops = {
	.owner = THIS_MODULE,
	.read = reg_read,
};

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	bar = regs;
#ifdef DEBUGFS
	dentry = debugfs_create_file("reg", 0400, NULL, NULL, &reg_fops);
	return 0;
#else
	return device_create_file(&pdev->dev, &dev_attr_reg);
#endif
}

static void ref_teardown(struct pci_dev *pdev)
{
#ifdef DEBUGFS
	debugfs_remove(dentry);
#else
	device_remove_file(&pdev->dev, &dev_attr_reg);
#endif
	pci_iounmap(pdev, bar);
}
