// SPDX-License-Identifier: MIT
/*
 * G13: the core of uacce: it owns the file, and calls into the driver of the parent device (see
 * g13-driver.c). Until the fix of 2022 some operations did so without asking whether it was still
 * there (BEFORE_FIX); since then they ask under a lock that removal takes.
 *
 * Before the fix: held against drivers/misc/uacce/uacce.c at 8a298ba10242. Its own ioctls take a
 * lock, and are left out; those of the driver, open, poll and mmap do not, or only against each
 * other.
 */
#include "g13-uacce.h"
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/slab.h>

static void uacce_free(struct kref *ref)
{
	kfree(container_of(ref, struct uacce, ref));
}

static struct uacce *uacce_of(struct file *file)
{
	return container_of(file->private_data, struct uacce, misc);
}

static int uacce_open(struct inode *inode, struct file *file)
{
	kref_get(&uacce_of(file)->ref);
	return 0;
}

static int uacce_release(struct inode *inode, struct file *file)
{
	kref_put(&uacce_of(file)->ref, uacce_free);
	return 0;
}

static long uacce_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct uacce *uacce = uacce_of(file);
	long ret = -ENODEV;

#ifdef BEFORE_FIX
	ret = uacce->ops->ioctl(uacce);
#else
	mutex_lock(&uacce->mutex);
	if (uacce->ops)
		ret = uacce->ops->ioctl(uacce);
	mutex_unlock(&uacce->mutex);
#endif
	return ret;
}

static const struct file_operations uacce_fops = {
	.owner = THIS_MODULE,
	.open = uacce_open,
	.release = uacce_release,
	.unlocked_ioctl = uacce_ioctl,
};

struct uacce *uacce_register(const struct uacce_ops *ops, void __iomem *regs)
{
	struct uacce *uacce = kzalloc(sizeof(*uacce), GFP_KERNEL);
	int err;

	if (!uacce)
		return ERR_PTR(-ENOMEM);
	kref_init(&uacce->ref);
	mutex_init(&uacce->mutex);
	uacce->ops = ops;
	uacce->regs = regs;
	uacce->misc.minor = MISC_DYNAMIC_MINOR;
	uacce->misc.name = "uacce";
	uacce->misc.fops = &uacce_fops;
	err = misc_register(&uacce->misc);
	if (err) {
		kfree(uacce);
		return ERR_PTR(err);
	}
	return uacce;
}
EXPORT_SYMBOL_GPL(uacce_register);

void uacce_remove(struct uacce *uacce)
{
	misc_deregister(&uacce->misc);
#ifndef BEFORE_FIX
	mutex_lock(&uacce->mutex);
	uacce->ops = NULL;
	mutex_unlock(&uacce->mutex);
#endif
	kref_put(&uacce->ref, uacce_free);
}
EXPORT_SYMBOL_GPL(uacce_remove);

MODULE_DESCRIPTION("A core that owns the files of its drivers");
MODULE_LICENSE("GPL");
