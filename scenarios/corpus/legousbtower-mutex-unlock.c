// SPDX-License-Identifier: MIT
/*
 * Models drivers/usb/misc/legousbtower.c around commit 62fc8eb1b148 ("USB: legousbtower: fix
 * use-after-free on disconnect race", 2026, v7.2, CVE-2026-64340). Whoever comes last of close and
 * disconnect frees the device, and a mutex in the device says who that is. But a mutex is not free
 * to go when the next one has it: mutex_unlock() may still look at it, to wake a waiter.
 *
 * BEFORE_FIX frees the device after it has had the mutex, while the other may still be inside
 * mutex_unlock(). The fix counts references: one of the driver, one of each open file.
 */
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>

struct lego_usb_tower {
	struct mutex lock;
	struct kref kref;
	int open_count;
	bool disconnected;
};

static DEFINE_MUTEX(open_disc_mutex);
static struct lego_usb_tower *tower;

static void tower_delete(struct kref *kref)
{
	kfree(container_of(kref, struct lego_usb_tower, kref));
}

static int tower_open(struct inode *inode, struct file *file)
{
	struct lego_usb_tower *dev;

	/* usb_find_interface(), which the lock of the minors makes safe. */
	mutex_lock(&open_disc_mutex);
	dev = tower;
	if (!dev) {
		mutex_unlock(&open_disc_mutex);
		return -ENODEV;
	}
	mutex_lock(&dev->lock);
	dev->open_count = 1;
	kref_get(&dev->kref);
	mutex_unlock(&dev->lock);
	mutex_unlock(&open_disc_mutex);
	file->private_data = dev;
	return 0;
}

static int tower_release(struct inode *inode, struct file *file)
{
	struct lego_usb_tower *dev = file->private_data;

	mutex_lock(&dev->lock);
#ifdef BEFORE_FIX
	if (dev->disconnected) {
		/* The device was unplugged before the file was released. */
		mutex_unlock(&dev->lock);
		tower_delete(&dev->kref);
		return 0;
	}
#endif
	dev->open_count = 0;
	mutex_unlock(&dev->lock);
#ifndef BEFORE_FIX
	kref_put(&dev->kref, tower_delete);
#endif
	return 0;
}

static const struct file_operations tower_fops = {
	.owner = THIS_MODULE,
	.open = tower_open,
	.release = tower_release,
};

static struct miscdevice tower_class = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "legousbtower",
	.fops = &tower_fops,
};

static int tower_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct lego_usb_tower *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (!dev)
		return -ENOMEM;
	mutex_init(&dev->lock);
	kref_init(&dev->kref);
	pci_set_drvdata(pdev, dev);
	mutex_lock(&open_disc_mutex);
	tower = dev;
	mutex_unlock(&open_disc_mutex);
	return 0;
}

static void tower_disconnect(struct pci_dev *pdev)
{
	struct lego_usb_tower *dev = pci_get_drvdata(pdev);

	mutex_lock(&open_disc_mutex);
	tower = NULL;
	mutex_unlock(&open_disc_mutex);

	mutex_lock(&dev->lock);
#ifdef BEFORE_FIX
	if (!dev->open_count) {
		mutex_unlock(&dev->lock);
		tower_delete(&dev->kref);
	} else {
		dev->disconnected = true;
		mutex_unlock(&dev->lock);
	}
#else
	dev->disconnected = true;
	mutex_unlock(&dev->lock);
	kref_put(&dev->kref, tower_delete);
#endif
}

static const struct pci_device_id tower_ids[] = { { PCI_DEVICE(0x0694, 0x0001) }, { } };

static struct pci_driver tower_driver = {
	.name = "legousbtower",
	.id_table = tower_ids,
	.probe = tower_probe,
	.remove = tower_disconnect,
};

static int __init tower_init(void)
{
	int err = misc_register(&tower_class);

	if (err)
		return err;
	err = pci_register_driver(&tower_driver);
	if (err)
		misc_deregister(&tower_class);
	return err;
}
module_init(tower_init);

static void __exit tower_exit(void)
{
	pci_unregister_driver(&tower_driver);
	misc_deregister(&tower_class);
}
module_exit(tower_exit);

MODULE_DESCRIPTION("A mutex that is freed while its last holder still unlocks it");
MODULE_LICENSE("GPL");
