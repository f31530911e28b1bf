// SPDX-License-Identifier: MIT
/*
 * G7: misc_sync_register() of a branch of April 2026. One SRCU domain for all misc devices; the
 * operations of a file that was opened with a sync context look the device up by its minor in each
 * read section. Two orders are open:
 *
 *	- the device is visible before its context is set: a file opened in between has the raw
 *	  operations for ever. CTX_FIRST: the context is set before;
 *	- between its leaving the list of devices and its context's joining the list of contexts a
 *	  release finds neither, and returns without the driver's release. LISTED_FIRST: it joins
 *	  before.
 *
 * Only read and ioctl are replaced: what else a driver has stays raw (write here).
 *
 * Held against drivers/char/misc.c of that branch (38a161251893 and 5716e59ee1c3). There
 * misc_open() looks the device up inside a read section in place of under misc_mtx, which comes to
 * the same, as a device leaves the list before the section is waited for; minors are not modelled,
 * as there is one device.
 */
#include "bardrv.h"
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/slab.h>
#include <linux/srcu.h>

DEFINE_STATIC_SRCU(misc_srcu);

struct sync_ctx {
	struct kref ref;
};

struct chr {
	struct miscdevice misc;
	struct sync_ctx *ctx;
	void __iomem *regs;
	u32 ops;
};

/* A driver's state of an open file. */
struct user {
	struct chr *chr;
	struct chr *raw;
	u32 ops;
};

static struct chr *misc_list;
static struct sync_ctx *ctx_list;

static void ctx_free(struct kref *ref)
{
	struct sync_ctx *ctx = container_of(ref, struct sync_ctx, ref);

	if (READ_ONCE(ctx_list) == ctx)
		WRITE_ONCE(ctx_list, NULL);
	synchronize_srcu(&misc_srcu);
	kfree(ctx);
}

/* misc_open() holds misc_mtx, so that the device is on the list. */
static int chr_open(struct inode *inode, struct file *file)
{
	struct chr *chr = container_of(file->private_data, struct chr, misc);
	struct user *user = kzalloc(sizeof(*user), GFP_KERNEL);

	if (!user)
		return -ENOMEM;
	user->chr = chr;
	if (READ_ONCE(chr->ctx))
		kref_get(&chr->ctx->ref);
	else
		user->raw = chr;
	file->private_data = user;
	return 0;
}

static void chr_op(struct chr *chr)
{
	readl(chr->regs + BAR_STATUS);
	chr->ops++;
}

static long chr_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct user *user = file->private_data;
	struct chr *chr;
	long ret = -ENODEV;
	int idx;

	if (user->raw) {
		chr_op(user->raw);
		return 0;
	}
	idx = srcu_read_lock(&misc_srcu);
	chr = READ_ONCE(misc_list);
	if (chr) {
		chr_op(chr);
		ret = 0;
	}
	srcu_read_unlock(&misc_srcu, idx);
	return ret;
}

static ssize_t chr_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	struct user *user = file->private_data;

	chr_op(user->chr);
	return n;
}

static int chr_release(struct inode *inode, struct file *file)
{
	struct user *user = file->private_data;

	if (!user->raw) {
		struct sync_ctx *ctx = NULL;
		struct chr *chr;
		int idx = srcu_read_lock(&misc_srcu);

		chr = READ_ONCE(misc_list);
		if (chr)
			ctx = chr->ctx;
		if (!ctx)
			ctx = READ_ONCE(ctx_list);
		srcu_read_unlock(&misc_srcu, idx);
		if (!ctx)
			return -ENOENT;
		kref_put(&ctx->ref, ctx_free);
	}
	kfree(user);	/* the driver's own release */
	return 0;
}

static const struct file_operations chr_fops = {
	.owner = THIS_MODULE,
	.open = chr_open,
	.release = chr_release,
	.unlocked_ioctl = chr_ioctl,
	.write = chr_write,
};

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	struct chr *chr = kzalloc(sizeof(*chr), GFP_KERNEL);
	struct sync_ctx *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);

	if (!chr || !ctx) {
		kfree(chr);
		kfree(ctx);
		pci_iounmap(pdev, regs);
		return -ENOMEM;
	}
	kref_init(&ctx->ref);
	chr->regs = regs;
	chr->misc.minor = MISC_DYNAMIC_MINOR;
	chr->misc.name = "chr";
	chr->misc.fops = &chr_fops;
	pci_set_drvdata(pdev, chr);
#ifdef CTX_FIRST
	WRITE_ONCE(chr->ctx, ctx);
	WRITE_ONCE(misc_list, chr);
	return misc_register(&chr->misc);
#else
	if (misc_register(&chr->misc))
		return -ENODEV;
	WRITE_ONCE(misc_list, chr);
	WRITE_ONCE(chr->ctx, ctx);
	return 0;
#endif
}

static void ref_teardown(struct pci_dev *pdev)
{
	struct chr *chr = pci_get_drvdata(pdev);
	struct sync_ctx *ctx = chr->ctx;

	misc_deregister(&chr->misc);
#ifdef LISTED_FIRST
	WRITE_ONCE(ctx_list, ctx);
#endif
	WRITE_ONCE(misc_list, NULL);
	synchronize_srcu(&misc_srcu);
#ifndef LISTED_FIRST
	WRITE_ONCE(ctx_list, ctx);
#endif
	kref_put(&ctx->ref, ctx_free);
	pci_iounmap(pdev, chr->regs);
	kfree(chr);
}
