// SPDX-License-Identifier: MIT
/*
 * G10: remove() waits until every file has been closed, as uverbs did and VFIO does: an operation
 * has nothing to check, and the user decides how long it takes. NEVER: a user keeps its file.
 */
#include "bardrv.h"
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>

static struct miscdevice chr_misc;
static struct kref users;
static struct completion closed;
static __maybe_unused DECLARE_COMPLETION(never);
static void __iomem *bar;

static void users_gone(struct kref *ref)
{
	complete(&closed);
}

static int chr_open(struct inode *inode, struct file *file)
{
	kref_get(&users);
	return 0;
}

static int chr_release(struct inode *inode, struct file *file)
{
	kref_put(&users, users_gone);
	return 0;
}

static long chr_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	readl(bar + BAR_STATUS);
#ifdef NEVER
	wait_for_completion(&never);
#endif
	return 0;
}

static const struct file_operations chr_fops = {
	.owner = THIS_MODULE,
	.open = chr_open,
	.release = chr_release,
	.unlocked_ioctl = chr_ioctl,
};

static struct miscdevice chr_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "chr",
	.fops = &chr_fops,
};

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	bar = regs;
	kref_init(&users);
	init_completion(&closed);
	return misc_register(&chr_misc);
}

static void ref_teardown(struct pci_dev *pdev)
{
	misc_deregister(&chr_misc);
	kref_put(&users, users_gone);
	wait_for_completion(&closed);
	pci_iounmap(pdev, bar);
}
