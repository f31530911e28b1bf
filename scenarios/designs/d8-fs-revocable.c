// SPDX-License-Identifier: MIT
/*
 * D8: fs_revocable_replace() of the C `revocable`'s v6 (November 2025, never merged): once a file
 * has been opened, its operations are replaced by wrappers, and its private data by what they
 * need. A wrapper puts the driver's private data back, asks for the resource, calls the driver's
 * operation, and puts its own private data there again. Held against fs/fs_revocable.c of that
 * series; of the operations ioctl stands for read, poll and ioctl.
 *
 * Nothing frees the handle of a file, and a file that is closed after the revocation does not come
 * to the driver's release.
 *
 *	FREE_HANDLE	the wrapper of release frees it
 *	RELEASE_ALWAYS	the driver's release is called whether the resource is there or not
 *	OWN_INDEX	the index of an access is the caller's own, as from 377563ce0653 on
 *	WAIT	an ioctl waits for what comes after the removal
 *	SHARED	use_shared() is an ioctl of a file that two threads have
 */
#include "bardrv.h"
#include "crev.h"
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>

struct fops_replacement {
	void *orig_private_data;
	struct revocable *rev;
};

/* The driver's state of an open file. */
struct user {
	int ops;
};

static struct revocable_provider *slot;
static void __iomem *the_regs;
static DECLARE_COMPLETION(removed);

static struct fops_replacement *recover_private_data(struct file *file)
{
	struct fops_replacement *fr = READ_ONCE(file->private_data);

	WRITE_ONCE(file->private_data, fr->orig_private_data);
	return fr;
}

static void replace_private_data(struct file *file, struct fops_replacement *fr)
{
	WRITE_ONCE(file->private_data, fr);
}

/* The driver's own operations. */
static int drv_open(struct inode *inode, struct file *file)
{
	file->private_data = kzalloc(sizeof(struct user), GFP_KERNEL);
	return file->private_data ? 0 : -ENOMEM;
}

static long drv_ioctl(struct file *file)
{
	struct user *user = READ_ONCE(file->private_data);

	readl(the_regs + BAR_STATUS);
	user->ops++;
#ifdef WAIT
	wait_for_completion(&removed);
	readl(the_regs + BAR_STATUS);
#endif
	return 0;
}

static int drv_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static int fs_open(struct inode *inode, struct file *file)
{
	struct fops_replacement *fr;
	int err = drv_open(inode, file);

	if (err)
		return err;
	fr = kzalloc(sizeof(*fr), GFP_KERNEL);
	if (fr)
		fr->rev = kzalloc(sizeof(*fr->rev), GFP_KERNEL);
	if (!fr || !fr->rev || !revocable_init(slot, &slot, fr->rev)) {
		if (fr)
			kfree(fr->rev);
		kfree(fr);
		drv_release(inode, file);
		return -ENODEV;
	}
	fr->orig_private_data = file->private_data;
	file->private_data = fr;
	return 0;
}

static long fs_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct fops_replacement *fr = recover_private_data(file);
	struct revocable *rev = fr->rev;
	long ret = -ENODEV;
#ifdef OWN_INDEX
	struct revocable own = *rev;

	rev = &own;
#endif
	if (revocable_try_access(rev))
		ret = drv_ioctl(file);
	revocable_withdraw(rev);
	replace_private_data(file, fr);
	return ret;
}

static int fs_release(struct inode *inode, struct file *file)
{
	struct fops_replacement *fr = recover_private_data(file);
	void *any = revocable_try_access(fr->rev);
	int ret = -ENODEV;

#ifdef RELEASE_ALWAYS
	ret = drv_release(inode, file);
#else
	if (any)
		ret = drv_release(inode, file);
#endif
	revocable_withdraw(fr->rev);
#ifdef FREE_HANDLE
	revocable_deinit(fr->rev);
	kfree(fr->rev);
#endif
	kfree(fr);
	return ret;
}

static const struct file_operations chr_fops = {
	.owner = THIS_MODULE,
	.open = fs_open,
	.release = fs_release,
	.unlocked_ioctl = fs_ioctl,
};

static struct miscdevice misc = {
	.minor = MISC_DYNAMIC_MINOR, .name = "chr", .fops = &chr_fops,
};

#ifdef SHARED
static struct file shared;

void use_shared(void)
{
	fs_ioctl(&shared, 1, 0);
}
#endif

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	slot = revocable_provider_alloc(regs);
	if (!slot) {
		pci_iounmap(pdev, regs);
		return -ENOMEM;
	}
	the_regs = regs;
#ifdef SHARED
	fs_open(NULL, &shared);
#endif
	return misc_register(&misc);
}

static void ref_teardown(struct pci_dev *pdev)
{
	misc_deregister(&misc);
	revocable_provider_revoke(&slot);
	pci_iounmap(pdev, the_regs);
	complete_all(&removed);
}
