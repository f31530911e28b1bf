// SPDX-License-Identifier: MIT
/*
 * The interrupt handler reads a configuration that an ioctl replaces. Readers use RCU, writers a
 * mutex; what was replaced is freed after a grace period, by kfree_rcu() in the ioctl and after
 * synchronize_rcu() in remove().
 */
#include <linux/interrupt.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

struct config {
	u32 mask;
	struct rcu_head rcu;
};

static DEFINE_MUTEX(lock);
static struct config *current_config;
static atomic_t handled = ATOMIC_INIT(0);

static irqreturn_t rcufoo_irq(int irq, void *data)
{
	struct config *config;

	rcu_read_lock();
	config = rcu_dereference(current_config);
	if (config && config->mask)
		atomic_inc(&handled);
	rcu_read_unlock();
	return IRQ_HANDLED;
}

/* Under the lock: the old one, or NULL. */
static struct config *rcufoo_replace(struct config *new)
{
	return rcu_replace_pointer(current_config, new, mutex_is_locked(&lock));
}

static long rcufoo_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct config *new, *old;

	new = kzalloc(sizeof(*new), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	new->mask = cmd;
	mutex_lock(&lock);
	/* Unbound meanwhile: nobody would free it. */
	old = current_config ? rcufoo_replace(new) : new;
	mutex_unlock(&lock);
	kfree_rcu(old, rcu);
	return 0;
}

static const struct file_operations rcufoo_ops = {
	.owner = THIS_MODULE, .unlocked_ioctl = rcufoo_ioctl,
};
static struct miscdevice rcufoo_misc = {
	.minor = MISC_DYNAMIC_MINOR, .name = "rcufoo", .fops = &rcufoo_ops,
};

static int rcufoo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct config *config = kzalloc(sizeof(*config), GFP_KERNEL);
	int err;

	if (!config)
		return -ENOMEM;
	mutex_lock(&lock);
	rcufoo_replace(config);
	mutex_unlock(&lock);
	err = request_irq(pdev->irq, rcufoo_irq, IRQF_SHARED, "rcufoo", &rcufoo_misc);
	if (err)
		goto unpublish;
	err = misc_register(&rcufoo_misc);
	if (!err)
		return 0;
	free_irq(pdev->irq, &rcufoo_misc);
unpublish:
	mutex_lock(&lock);
	config = rcufoo_replace(NULL);
	mutex_unlock(&lock);
	kfree(config);
	return err;
}

static void rcufoo_remove(struct pci_dev *pdev)
{
	struct config *old;

	misc_deregister(&rcufoo_misc);
	mutex_lock(&lock);
	old = rcufoo_replace(NULL);
	mutex_unlock(&lock);
	synchronize_rcu();
	kfree(old);
	free_irq(pdev->irq, &rcufoo_misc);
}

static const struct pci_device_id rcufoo_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
static struct pci_driver rcufoo_driver = {
	.name = "rcufoo", .id_table = rcufoo_ids, .probe = rcufoo_probe, .remove = rcufoo_remove,
};
module_pci_driver(rcufoo_driver);
MODULE_LICENSE("GPL");
