// SPDX-License-Identifier: MIT
/*
 * G5 and G7 with two misc devices of two devices. An ioctl waits, in its read section, for the
 * removal of its own device, which wakes it before it waits for the section: alone, that is right.
 *
 *	(none)	one SRCU domain for all devices: static, as in DRM and as in G7
 *	OWN_DOMAIN	each device has its own
 *	UNPLUG_OTHER	the ioctl of a does not wait, but unplugs b
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/srcu.h>
#include <linux/wait.h>
#include "pair.h"

struct chr {
	struct miscdevice misc;
	bool unplugged;
	wait_queue_head_t wait;
};

static struct chr chrs[2];
#ifdef OWN_DOMAIN
static struct srcu_struct domains[2];
#define domain_of(chr) (&domains[(chr) - chrs])
#else
DEFINE_STATIC_SRCU(domain);
#define domain_of(chr) (&domain)
#endif

static void unplug(struct chr *chr)
{
	WRITE_ONCE(chr->unplugged, true);
	wake_up_all(&chr->wait);
	synchronize_srcu(domain_of(chr));
}

static long chr_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct chr *chr = container_of(file->private_data, struct chr, misc);
	int idx = srcu_read_lock(domain_of(chr));

	if (!READ_ONCE(chr->unplugged)) {
#ifdef UNPLUG_OTHER
		unplug(&chrs[1]);
#else
		wait_event(chr->wait, READ_ONCE(chr->unplugged));
#endif
	}
	srcu_read_unlock(domain_of(chr), idx);
	return 0;
}

static int chr_open(struct inode *inode, struct file *file)
{
	return 0;
}

static const struct file_operations chr_fops = {
	.owner = THIS_MODULE,
	.open = chr_open,
	.unlocked_ioctl = chr_ioctl,
};

static int pair_probe(struct device *dev, int n)
{
	struct chr *chr = &chrs[n];

#ifdef OWN_DOMAIN
	if (init_srcu_struct(&domains[n]))
		return -ENOMEM;
#endif
	init_waitqueue_head(&chr->wait);
	chr->unplugged = false;
	chr->misc.minor = MISC_DYNAMIC_MINOR;
	chr->misc.name = n ? "b" : "a";
	chr->misc.fops = &chr_fops;
	return misc_register(&chr->misc);
}

static void pair_remove(struct device *dev, int n)
{
	misc_deregister(&chrs[n].misc);
	unplug(&chrs[n]);
}

static int pair_ready(void)
{
	return 0;
}
