// SPDX-License-Identifier: MIT
/*
 * Models drivers/uio/uio.c around commit 0c9ae0b86050 ("uio: Fix use-after-free in uio_open", 2024,
 * v6.8, CVE-2023-52439). Opening looks the device up by its minor number under a mutex, and takes
 * a reference after the mutex is dropped; unregistering drops the last reference and then gives
 * the minor number back.
 *
 * BEFORE_FIX has both faults; the fix is two halves, and neither is enough. GET_LOCKED takes the
 * reference under the mutex, of a device that may be at its last; FREE_FIRST gives the number back
 * first, and an open that has looked it up before goes on without a reference.
 */
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>

#if defined(BEFORE_FIX) || defined(FREE_FIRST)
#define GET_LATE
#endif
#if defined(BEFORE_FIX) || defined(GET_LOCKED)
#define FREE_LATE
#endif

struct uio_device {
	struct kref ref;	/* of its struct device */
	struct mutex info_lock;
	struct pci_dev *info;
};

static DEFINE_MUTEX(minor_lock);
static struct uio_device *uio_idr[1];

static void uio_device_release(struct kref *ref)
{
	kfree(container_of(ref, struct uio_device, ref));
}

static void uio_free_minor(void)
{
	mutex_lock(&minor_lock);
	uio_idr[0] = NULL;
	mutex_unlock(&minor_lock);
}

static int uio_open(struct inode *inode, struct file *file)
{
	struct uio_device *idev;
	int err = 0;

	mutex_lock(&minor_lock);
	idev = uio_idr[0];
#ifndef GET_LATE
	if (idev)
		kref_get(&idev->ref);
#endif
	mutex_unlock(&minor_lock);
	if (!idev)
		return -ENODEV;
#ifdef GET_LATE
	kref_get(&idev->ref);
#endif
	mutex_lock(&idev->info_lock);
	if (!idev->info)
		err = -EINVAL;
	mutex_unlock(&idev->info_lock);
	if (err)
		kref_put(&idev->ref, uio_device_release);
	else
		file->private_data = idev;
	return err;
}

static int uio_release(struct inode *inode, struct file *file)
{
	struct uio_device *idev = file->private_data;

	kref_put(&idev->ref, uio_device_release);
	return 0;
}

static const struct file_operations uio_fops = {
	.owner = THIS_MODULE,
	.open = uio_open,
	.release = uio_release,
};

/* The node of the character device's region: it stays as long as the module. */
static struct miscdevice uio_node = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "uio",
	.fops = &uio_fops,
};

static int uio_register_device(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct uio_device *idev = kzalloc(sizeof(*idev), GFP_KERNEL);

	if (!idev)
		return -ENOMEM;
	kref_init(&idev->ref);
	mutex_init(&idev->info_lock);
	idev->info = pdev;
	pci_set_drvdata(pdev, idev);
	mutex_lock(&minor_lock);
	uio_idr[0] = idev;
	mutex_unlock(&minor_lock);
	return 0;
}

static void uio_unregister_device(struct pci_dev *pdev)
{
	struct uio_device *idev = pci_get_drvdata(pdev);

	mutex_lock(&idev->info_lock);
	idev->info = NULL;
	mutex_unlock(&idev->info_lock);
#ifndef FREE_LATE
	uio_free_minor();
#endif
	/* device_unregister() */
	kref_put(&idev->ref, uio_device_release);
#ifdef FREE_LATE
	uio_free_minor();
#endif
}

static const struct pci_device_id uio_ids[] = { { PCI_DEVICE(0x1af4, 0x1110) }, { } };

static struct pci_driver uio_driver = {
	.name = "uio",
	.id_table = uio_ids,
	.probe = uio_register_device,
	.remove = uio_unregister_device,
};

static int __init uio_init(void)
{
	int err = misc_register(&uio_node);

	if (err)
		return err;
	err = pci_register_driver(&uio_driver);
	if (err)
		misc_deregister(&uio_node);
	return err;
}
module_init(uio_init);

static void __exit uio_exit(void)
{
	pci_unregister_driver(&uio_driver);
	misc_deregister(&uio_node);
}
module_exit(uio_exit);

MODULE_DESCRIPTION("Opening a device by a number that is given back too late");
MODULE_LICENSE("GPL");
