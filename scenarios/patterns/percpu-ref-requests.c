// SPDX-License-Identifier: MIT
/*
 * Every request and every interrupt holds a percpu reference while it uses the queue. remove() kills
 * the reference, so that no new one starts, and waits for the release that the last one brings.
 */
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/percpu-refcount.h>
#include <linux/slab.h>

struct queue {
	struct percpu_ref usage;
	struct completion drained;
	atomic_t *slots;
};

static struct queue queue;

static void queue_release(struct percpu_ref *ref)
{
	complete(&container_of(ref, struct queue, usage)->drained);
}

static irqreturn_t preffoo_irq(int irq, void *data)
{
	if (percpu_ref_tryget_live(&queue.usage)) {
		atomic_inc(queue.slots);
		percpu_ref_put(&queue.usage);
	}
	return IRQ_HANDLED;
}

static long preffoo_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (!percpu_ref_tryget_live(&queue.usage))
		return -ENODEV;
	atomic_inc(queue.slots);
	percpu_ref_put(&queue.usage);
	return 0;
}

static const struct file_operations preffoo_ops = {
	.owner = THIS_MODULE, .unlocked_ioctl = preffoo_ioctl,
};
static struct miscdevice preffoo_misc = {
	.minor = MISC_DYNAMIC_MINOR, .name = "preffoo", .fops = &preffoo_ops,
};

static int preffoo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int err;

	queue.slots = kzalloc(sizeof(*queue.slots), GFP_KERNEL);
	if (!queue.slots)
		return -ENOMEM;
	init_completion(&queue.drained);
	err = percpu_ref_init(&queue.usage, queue_release, 0, GFP_KERNEL);
	if (err)
		goto free;
	err = request_irq(pdev->irq, preffoo_irq, IRQF_SHARED, "preffoo", &queue);
	if (err)
		goto exit;
	err = misc_register(&preffoo_misc);
	if (!err)
		return 0;
	free_irq(pdev->irq, &queue);
exit:
	percpu_ref_exit(&queue.usage);
free:
	kfree(queue.slots);
	return err;
}

static void preffoo_remove(struct pci_dev *pdev)
{
	misc_deregister(&preffoo_misc);
	percpu_ref_kill(&queue.usage);
	wait_for_completion(&queue.drained);
	/* Who still tries sees that it is dead, and looks no further. */
	percpu_ref_exit(&queue.usage);
	free_irq(pdev->irq, &queue);
	kfree(queue.slots);
}

static const struct pci_device_id preffoo_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
static struct pci_driver preffoo_driver = {
	.name = "preffoo", .id_table = preffoo_ids, .probe = preffoo_probe, .remove = preffoo_remove,
};
module_pci_driver(preffoo_driver);
MODULE_LICENSE("GPL");
