/* SPDX-License-Identifier: MIT */
/*
 * The reference driver of the designs for character devices: a misc device over a BAR. An ioctl
 * reads the BAR, with WAIT waits for an event that the driver signals once it has been removed, and
 * reads the BAR again. A design says what is between a file and the driver:
 *
 *	CHR_STATE	its part of struct chr
 *	chr_init()	in probe(), before the device is registered
 *	chr_enter(), chr_leave()	around each operation; who may not enter gets -ENODEV. idx is the
 *		operation's own, for what the one has to tell the other
 *	chr_fence()	in remove(), after misc_deregister(); CHR_FENCE_FIRST: before it
 *	CHR_UNCOUNTED	a file has no reference to struct chr: remove() frees it
 *	CHR_MMAP	a file can map the BAR: chr->mapping is what it is mapped through, chr_mmap()
 *	CHR_NARROW	chr_enter() and chr_leave() are around each access of the BAR, not the
 *		operation
 */
#include "bardrv.h"
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/slab.h>

#ifndef CHR_OWNER
#define CHR_OWNER THIS_MODULE
#endif
#ifndef CHR_STATE
#define CHR_STATE
#endif

struct chr {
	struct kref ref;
	struct miscdevice misc;
	void __iomem *regs;
	u32 ops;
#ifdef CHR_MMAP
	struct pci_dev *pdev;
	struct address_space *mapping;
#endif
	CHR_STATE
};

static DECLARE_COMPLETION(chr_removed);

static int chr_init(struct chr *chr);
static void chr_fence(struct chr *chr);
static bool chr_enter(struct chr *chr, int *idx);
static void chr_leave(struct chr *chr, int idx);
#ifdef CHR_MMAP
static int chr_mmap(struct file *file, struct vm_area_struct *vma);
#endif

static void chr_free(struct kref *ref)
{
	kfree(container_of(ref, struct chr, ref));
}

static struct chr *chr_of(struct file *file)
{
	return container_of(file->private_data, struct chr, misc);
}

/* Runs with misc_mtx held, so that the device is registered. */
static int chr_open(struct inode *inode, struct file *file)
{
#ifndef CHR_UNCOUNTED
	kref_get(&chr_of(file)->ref);
#endif
#ifdef CHR_MMAP
	chr_of(file)->mapping = file->f_mapping;
#endif
	return 0;
}

static int chr_release(struct inode *inode, struct file *file)
{
#ifndef CHR_UNCOUNTED
	kref_put(&chr_of(file)->ref, chr_free);
#endif
	return 0;
}

static void chr_read_bar(struct chr *chr)
{
#ifdef CHR_NARROW
	int idx = 0;

	if (!chr_enter(chr, &idx))
		return;
#endif
	readl(chr->regs + BAR_STATUS);
#ifdef CHR_NARROW
	chr_leave(chr, idx);
#endif
}

static long chr_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct chr *chr = chr_of(file);
#ifndef CHR_NARROW
	int idx = 0;

	if (!chr_enter(chr, &idx))
		return -ENODEV;
#endif
	chr_read_bar(chr);
#ifdef WAIT
	wait_for_completion(&chr_removed);
	chr_read_bar(chr);
#endif
	chr->ops++;
#ifndef CHR_NARROW
	chr_leave(chr, idx);
#endif
	return 0;
}

static const struct file_operations chr_fops = {
	.owner = CHR_OWNER,
	.open = chr_open,
	.release = chr_release,
	.unlocked_ioctl = chr_ioctl,
#ifdef CHR_MMAP
	.mmap = chr_mmap,
#endif
};

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	struct chr *chr = kzalloc(sizeof(*chr), GFP_KERNEL);
	int err;

	if (!chr)
		return -ENOMEM;
	kref_init(&chr->ref);
	chr->regs = regs;
#ifdef CHR_MMAP
	chr->pdev = pdev;
#endif
	chr->misc.minor = MISC_DYNAMIC_MINOR;
	chr->misc.name = "chr";
	chr->misc.fops = &chr_fops;
	pci_set_drvdata(pdev, chr);
	err = chr_init(chr);
	if (!err)
		err = misc_register(&chr->misc);
	if (err) {
		pci_iounmap(pdev, regs);
		kfree(chr);
	}
	return err;
}

static void ref_teardown(struct pci_dev *pdev)
{
	struct chr *chr = pci_get_drvdata(pdev);

#ifdef CHR_FENCE_FIRST
	chr_fence(chr);
	misc_deregister(&chr->misc);
#else
	misc_deregister(&chr->misc);
	chr_fence(chr);
#endif
	pci_iounmap(pdev, chr->regs);
	complete_all(&chr_removed);
	kref_put(&chr->ref, chr_free);
}
