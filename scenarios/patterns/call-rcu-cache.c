// SPDX-License-Identifier: MIT
/*
 * Entries of a list come from a slab cache. The interrupt handler walks the list under RCU; an entry
 * that an ioctl takes off is given back by a callback. The exit function waits for the callbacks
 * before the cache, and the text of the callback, go.
 */
#include <linux/interrupt.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct entry {
	int hits;
	struct list_head node;
	struct rcu_head rcu;
};

static struct kmem_cache *cache;
static LIST_HEAD(entries);
static DEFINE_SPINLOCK(lock);

static void entry_free(struct rcu_head *head)
{
	kmem_cache_free(cache, container_of(head, struct entry, rcu));
}

static irqreturn_t cachefoo_irq(int irq, void *data)
{
	struct entry *e;

	rcu_read_lock();
	list_for_each_entry_rcu(e, &entries, node)
		WRITE_ONCE(e->hits, READ_ONCE(e->hits) + 1);
	rcu_read_unlock();
	return IRQ_HANDLED;
}

static void cachefoo_drop(void)
{
	struct entry *e;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	e = list_first_entry_or_null(&entries, struct entry, node);
	if (e)
		list_del_rcu(&e->node);
	spin_unlock_irqrestore(&lock, flags);
	if (e)
		call_rcu(&e->rcu, entry_free);
}

static long cachefoo_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct entry *e;
	unsigned long flags;

	if (cmd == 2) {
		cachefoo_drop();
		return 0;
	}
	e = kmem_cache_zalloc(cache, GFP_KERNEL);
	if (!e)
		return -ENOMEM;
	spin_lock_irqsave(&lock, flags);
	list_add_rcu(&e->node, &entries);
	spin_unlock_irqrestore(&lock, flags);
	return 0;
}

static const struct file_operations cachefoo_ops = {
	.owner = THIS_MODULE, .unlocked_ioctl = cachefoo_ioctl,
};
static struct miscdevice cachefoo_misc = {
	.minor = MISC_DYNAMIC_MINOR, .name = "cachefoo", .fops = &cachefoo_ops,
};

static int cachefoo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int err = request_irq(pdev->irq, cachefoo_irq, IRQF_SHARED, "cachefoo", &cachefoo_misc);

	if (err)
		return err;
	err = misc_register(&cachefoo_misc);
	if (err)
		free_irq(pdev->irq, &cachefoo_misc);
	return err;
}

static void cachefoo_remove(struct pci_dev *pdev)
{
	misc_deregister(&cachefoo_misc);
	free_irq(pdev->irq, &cachefoo_misc);
}

static const struct pci_device_id cachefoo_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
static struct pci_driver cachefoo_driver = {
	.name = "cachefoo", .id_table = cachefoo_ids, .probe = cachefoo_probe, .remove = cachefoo_remove,
};

static int __init cachefoo_init(void)
{
	int err;

	cache = KMEM_CACHE(entry, 0);
	if (!cache)
		return -ENOMEM;
	err = pci_register_driver(&cachefoo_driver);
	if (err)
		kmem_cache_destroy(cache);
	return err;
}

static void __exit cachefoo_exit(void)
{
	pci_unregister_driver(&cachefoo_driver);
	/* No file is open any more: what is still on the list is nobody's but ours. */
	while (!list_empty(&entries))
		cachefoo_drop();
	rcu_barrier();
	kmem_cache_destroy(cache);
}

module_init(cachefoo_init);
module_exit(cachefoo_exit);
MODULE_LICENSE("GPL");
