// SPDX-License-Identifier: MIT
/*
 * Commands one at a time: a mutex is held from the start of a command to its answer, and a
 * completion hands the answer over from the interrupt, which takes a spinlock of its own and never
 * the mutex. remove() ends the commands under the mutex, and frees the interrupt after it.
 */
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/sysfs.h>

#define REG_COMMAND	0x00
#define REG_ANSWER	0x04

struct mailbox {
	struct mutex command_lock;
	spinlock_t answer_lock;
	struct completion answered;
	bool open, waiting;
	u32 answer;
	void __iomem *regs;
};

static irqreturn_t mailbox_irq(int irq, void *data)
{
	struct mailbox *box = data;
	bool wanted;

	spin_lock(&box->answer_lock);
	wanted = box->waiting;
	box->waiting = false;
	if (wanted)
		box->answer = readl(box->regs + REG_ANSWER);
	spin_unlock(&box->answer_lock);
	if (!wanted)
		return IRQ_NONE;
	complete(&box->answered);
	return IRQ_HANDLED;
}

static int mailbox_command(struct mailbox *box, u32 command, u32 *answer)
{
	int err = -ENODEV;

	mutex_lock(&box->command_lock);
	if (!box->open)
		goto unlock;
	reinit_completion(&box->answered);
	spin_lock_irq(&box->answer_lock);
	box->waiting = true;
	spin_unlock_irq(&box->answer_lock);
	writel(command, box->regs + REG_COMMAND);
	wait_for_completion_timeout(&box->answered, msecs_to_jiffies(10));
	spin_lock_irq(&box->answer_lock);
	/* An answer that has come at the last moment counts. */
	err = box->waiting ? -ETIMEDOUT : 0;
	box->waiting = false;
	*answer = box->answer;
	spin_unlock_irq(&box->answer_lock);
unlock:
	mutex_unlock(&box->command_lock);
	return err;
}

static ssize_t version_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	u32 answer;
	int err = mailbox_command(dev_get_drvdata(dev), 1, &answer);

	return err ? err : sysfs_emit(buf, "%u\n", answer);
}
static DEVICE_ATTR_RO(version);

static int mailbox_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct mailbox *box = kzalloc(sizeof(*box), GFP_KERNEL);
	int err;

	if (!box)
		return -ENOMEM;
	mutex_init(&box->command_lock);
	spin_lock_init(&box->answer_lock);
	init_completion(&box->answered);
	err = pci_enable_device(pdev);
	if (err)
		goto free;
	err = -ENOMEM;
	box->regs = pci_iomap(pdev, 0, 0);
	if (!box->regs)
		goto disable;
	err = request_irq(pdev->irq, mailbox_irq, IRQF_SHARED, "mailbox", box);
	if (err)
		goto unmap;
	box->open = true;
	pci_set_drvdata(pdev, box);
	err = device_create_file(&pdev->dev, &dev_attr_version);
	if (err)
		goto irq;
	return 0;

irq:
	free_irq(pdev->irq, box);
unmap:
	pci_iounmap(pdev, box->regs);
disable:
	pci_disable_device(pdev);
free:
	kfree(box);
	return err;
}

static void mailbox_remove(struct pci_dev *pdev)
{
	struct mailbox *box = pci_get_drvdata(pdev);

	mutex_lock(&box->command_lock);
	box->open = false;
	mutex_unlock(&box->command_lock);
	/* Waits for a running show, which takes the mutex: not under it. */
	device_remove_file(&pdev->dev, &dev_attr_version);
	free_irq(pdev->irq, box);
	pci_iounmap(pdev, box->regs);
	pci_disable_device(pdev);
	kfree(box);
}

static const struct pci_device_id mailbox_ids[] = { { PCI_DEVICE(0x1b36, 0x0005) }, { } };
MODULE_DEVICE_TABLE(pci, mailbox_ids);

static struct pci_driver mailbox_driver = {
	.name = "mailbox",
	.id_table = mailbox_ids,
	.probe = mailbox_probe,
	.remove = mailbox_remove,
};
module_pci_driver(mailbox_driver);

MODULE_DESCRIPTION("A mutex and a completion hand commands and answers over");
MODULE_LICENSE("GPL");
