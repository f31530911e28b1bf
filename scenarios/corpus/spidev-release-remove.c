// SPDX-License-Identifier: MIT
/*
 * Models drivers/spi/spidev.c around "spi: spidev: fix a race between spidev_release and
 * spidev_remove" (2020, v5.10). The last of remove and close frees the device; remove says that
 * it has been there by clearing `spi`.
 *
 * BEFORE_FIX clears it before it takes the mutex of the list: a close in between frees the device,
 * and remove goes on with it and frees it again. The fix clears it inside.
 */
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct spidev_data {
	spinlock_t spi_lock;
	struct pci_dev *spi;
	struct list_head device_entry;
	unsigned int users;
};

static DEFINE_MUTEX(device_list_lock);
static LIST_HEAD(device_list);

static int spidev_open(struct inode *inode, struct file *file)
{
	struct spidev_data *spidev;
	int err = -ENXIO;

	mutex_lock(&device_list_lock);
	list_for_each_entry(spidev, &device_list, device_entry) {
		spidev->users++;
		file->private_data = spidev;
		err = 0;
		break;
	}
	mutex_unlock(&device_list_lock);
	return err;
}

static int spidev_release(struct inode *inode, struct file *file)
{
	struct spidev_data *spidev = file->private_data;

	mutex_lock(&device_list_lock);
	if (--spidev->users == 0) {
		bool dofree;

		spin_lock_irq(&spidev->spi_lock);
		dofree = spidev->spi == NULL;
		spin_unlock_irq(&spidev->spi_lock);
		if (dofree)
			kfree(spidev);
	}
	mutex_unlock(&device_list_lock);
	return 0;
}

static const struct file_operations spidev_fops = {
	.owner = THIS_MODULE,
	.open = spidev_open,
	.release = spidev_release,
};

/* The node of the character device's region: it stays as long as the module. */
static struct miscdevice spidev_node = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "spidev",
	.fops = &spidev_fops,
};

static int spidev_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct spidev_data *spidev = kzalloc(sizeof(*spidev), GFP_KERNEL);

	if (!spidev)
		return -ENOMEM;
	spidev->spi = pdev;
	spin_lock_init(&spidev->spi_lock);
	pci_set_drvdata(pdev, spidev);
	mutex_lock(&device_list_lock);
	list_add(&spidev->device_entry, &device_list);
	mutex_unlock(&device_list_lock);
	return 0;
}

static void spidev_clear_spi(struct spidev_data *spidev)
{
	/* Operations on files that are still open see that the device is gone. */
	spin_lock_irq(&spidev->spi_lock);
	spidev->spi = NULL;
	spin_unlock_irq(&spidev->spi_lock);
}

static void spidev_remove(struct pci_dev *pdev)
{
	struct spidev_data *spidev = pci_get_drvdata(pdev);

#ifdef BEFORE_FIX
	spidev_clear_spi(spidev);
	mutex_lock(&device_list_lock);
#else
	mutex_lock(&device_list_lock);
	spidev_clear_spi(spidev);
#endif
	list_del(&spidev->device_entry);
	if (spidev->users == 0)
		kfree(spidev);
	mutex_unlock(&device_list_lock);
}

static const struct pci_device_id spidev_ids[] = { { PCI_DEVICE(0x110a, 0x5914) }, { } };

static struct pci_driver spidev_driver = {
	.name = "spidev",
	.id_table = spidev_ids,
	.probe = spidev_probe,
	.remove = spidev_remove,
};

static int __init spidev_init(void)
{
	int err = misc_register(&spidev_node);

	if (err)
		return err;
	err = pci_register_driver(&spidev_driver);
	if (err)
		misc_deregister(&spidev_node);
	return err;
}
module_init(spidev_init);

static void __exit spidev_exit(void)
{
	pci_unregister_driver(&spidev_driver);
	misc_deregister(&spidev_node);
}
module_exit(spidev_exit);

MODULE_DESCRIPTION("A device that the last of remove and close frees");
MODULE_LICENSE("GPL");
