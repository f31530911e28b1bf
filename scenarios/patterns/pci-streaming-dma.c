/*
 * One buffer at a time: read() maps it, starts the device, and waits for the interrupt. Who takes the
 * buffer back owns it: the waiter that was woken, or remove() that has stopped the device. Readers
 * hold a reference to the card, which outlives the binding.
 */
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define REG_DMA 0x10
#define BUFFER 32

struct card {
	struct kref ref;
	struct mutex lock;	/* pdev is bound, and one transfer at a time */
	struct pci_dev *pdev;
	void __iomem *regs;
	struct completion done;
	struct miscdevice misc;
};

static void card_release(struct kref *ref) { kfree(container_of(ref, struct card, ref)); }

static irqreturn_t card_irq(int irq, void *data)
{
	struct card *card = data;

	complete(&card->done);
	return IRQ_HANDLED;
}

static int card_open(struct inode *inode, struct file *file)
{
	/* misc_open() holds misc_mtx: the card is still registered. */
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
	ssize_t ret = -ENODEV;
	dma_addr_t dma;
	u32 *buf;

	buf = kzalloc(BUFFER, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	mutex_lock(&card->lock);
	if (!card->pdev)
		goto unlock;
	dma = dma_map_single(&card->pdev->dev, buf, BUFFER, DMA_FROM_DEVICE);
	ret = -ENOMEM;
	if (dma_mapping_error(&card->pdev->dev, dma))
		goto unlock;
	reinit_completion(&card->done);
	writel(1, card->regs + REG_DMA);
	ret = wait_for_completion_timeout(&card->done, 10) ? sizeof(u32) : -ETIMEDOUT;
	/* Done or not, the device must not write any more before the buffer is taken back. */
	writel(0, card->regs + REG_DMA);
	readl(card->regs + REG_DMA);
	dma_unmap_single(&card->pdev->dev, dma, BUFFER, DMA_FROM_DEVICE);
unlock:
	mutex_unlock(&card->lock);
	if (ret > 0 && copy_to_user(to, buf, n < sizeof(u32) ? n : sizeof(u32)))
		ret = -EFAULT;
	kfree(buf);
	return ret;
}

static const struct file_operations card_fops = {
	.owner = THIS_MODULE, .open = card_open, .release = card_close, .read = card_read,
};

static int card_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct card *card;
	int err;

	card = kzalloc(sizeof(*card), GFP_KERNEL);
	if (!card)
		return -ENOMEM;
	kref_init(&card->ref);
	mutex_init(&card->lock);
	init_completion(&card->done);
	card->pdev = pdev;
	err = pci_enable_device(pdev);
	if (err)
		goto put;
	pci_set_master(pdev);
	err = -ENOMEM;
	card->regs = pci_iomap(pdev, 0, 0);
	if (!card->regs)
		goto disable;
	pci_set_drvdata(pdev, card);
	err = request_irq(pdev->irq, card_irq, IRQF_SHARED, "card", card);
	if (err)
		goto unmap;
	card->misc.minor = MISC_DYNAMIC_MINOR;
	card->misc.name = "card";
	card->misc.fops = &card_fops;
	err = misc_register(&card->misc);
	if (err)
		goto free;
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
	/* A transfer that is under way ends, and no other begins. */
	mutex_lock(&card->lock);
	card->pdev = NULL;
	mutex_unlock(&card->lock);
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
