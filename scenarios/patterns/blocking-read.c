/*
 * A reader sleeps until an interrupt brings data or the device goes. Files hold a reference to the
 * card; remove() marks it gone, wakes whoever sleeps, and waits for the handler before the BAR goes.
 */
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

struct card {
	struct kref ref;
	spinlock_t lock;	/* value, has_value, is_gone */
	wait_queue_head_t readers;
	u32 value;
	bool has_value;
	bool is_gone;
	void __iomem *regs;
	struct miscdevice misc;
};

static void card_release(struct kref *ref) { kfree(container_of(ref, struct card, ref)); }

static irqreturn_t card_irq(int irq, void *data)
{
	struct card *card = data;
	u32 value = readl(card->regs);

	spin_lock(&card->lock);
	card->value = value;
	card->has_value = true;
	spin_unlock(&card->lock);
	wake_up_interruptible(&card->readers);
	return IRQ_HANDLED;
}

static bool card_ready(struct card *card)
{
	bool is_ready;

	spin_lock_irq(&card->lock);
	is_ready = card->has_value || card->is_gone;
	spin_unlock_irq(&card->lock);
	return is_ready;
}

static int card_open(struct inode *inode, struct file *file)
{
	struct card *card = container_of(file->private_data, struct card, misc);

	kref_get(&card->ref);
	file->private_data = card;
	return 0;
}

static int card_close(struct inode *inode, struct file *file)
{
	struct card *card = file->private_data;

	kref_put(&card->ref, card_release);
	return 0;
}

static ssize_t card_read(struct file *file, char __user *to, size_t n, loff_t *pos)
{
	struct card *card = file->private_data;
	bool is_gone;
	u32 value;

	if (wait_event_interruptible(card->readers, card_ready(card)))
		return -ERESTARTSYS;
	spin_lock_irq(&card->lock);
	value = card->value;
	card->has_value = false;
	is_gone = card->is_gone;
	spin_unlock_irq(&card->lock);
	if (is_gone)
		return -ENODEV;
	if (n < sizeof(value))
		return -EINVAL;
	return copy_to_user(to, &value, sizeof(value)) ? -EFAULT : sizeof(value);
}

static const struct file_operations card_fops = {
	.owner = THIS_MODULE, .open = card_open, .release = card_close, .read = card_read,
};

static int card_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct card *card = kzalloc(sizeof(*card), GFP_KERNEL);
	int err;

	if (!card)
		return -ENOMEM;
	kref_init(&card->ref);
	spin_lock_init(&card->lock);
	init_waitqueue_head(&card->readers);
	err = pci_enable_device(pdev);
	if (err)
		goto put;
	err = -ENOMEM;
	card->regs = pci_iomap(pdev, 0, 0);
	if (!card->regs)
		goto disable;
	err = request_irq(pdev->irq, card_irq, 0, "card", card);
	if (err)
		goto unmap;
	card->misc.minor = MISC_DYNAMIC_MINOR;
	card->misc.name = "card";
	card->misc.fops = &card_fops;
	err = misc_register(&card->misc);
	if (err)
		goto free;
	pci_set_drvdata(pdev, card);
	return 0;

free:
	free_irq(pdev->irq, card);
unmap:
	pci_iounmap(pdev, card->regs);
disable:
	pci_disable_device(pdev);
put:
	kref_put(&card->ref, card_release);
	return err;
}

static void card_remove(struct pci_dev *pdev)
{
	struct card *card = pci_get_drvdata(pdev);

	misc_deregister(&card->misc);
	spin_lock_irq(&card->lock);
	card->is_gone = true;
	spin_unlock_irq(&card->lock);
	wake_up_interruptible(&card->readers);
	free_irq(pdev->irq, card);
	pci_iounmap(pdev, card->regs);
	pci_disable_device(pdev);
	kref_put(&card->ref, card_release);
}

static const struct pci_device_id card_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
static struct pci_driver card_driver = {
	.name = "card", .id_table = card_ids, .probe = card_probe, .remove = card_remove,
};
module_pci_driver(card_driver);
MODULE_LICENSE("GPL");
