// SPDX-License-Identifier: MIT
/*
 * A command that a tasklet completes. The user waits with a timeout; a late completion finds the
 * completion where it was, in the device's structure and not on a stack, and the next command
 * starts it afresh under the mutex. The structure lives as long as the last open file.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>

#define REG_COMMAND 0x00
#define REG_RESULT 0x04

struct cmd {
	struct miscdevice misc;
	struct kref ref;
	struct mutex lock;
	bool gone;
	void __iomem *regs;
	struct tasklet_struct tasklet;
	struct completion done;
	u32 result;
	int irq;
};

static void cmd_free(struct kref *ref)
{
	kfree(container_of(ref, struct cmd, ref));
}

static void cmd_tasklet(struct tasklet_struct *t)
{
	struct cmd *cmd = from_tasklet(cmd, t, tasklet);

	WRITE_ONCE(cmd->result, readl(cmd->regs + REG_RESULT));
	complete(&cmd->done);
}

static irqreturn_t cmd_irq(int irq, void *data)
{
	struct cmd *cmd = data;

	tasklet_schedule(&cmd->tasklet);
	return IRQ_HANDLED;
}

static int cmd_open(struct inode *inode, struct file *file)
{
	struct cmd *cmd = container_of(file->private_data, struct cmd, misc);

	kref_get(&cmd->ref);
	file->private_data = cmd;
	return 0;
}

static int cmd_release(struct inode *inode, struct file *file)
{
	struct cmd *cmd = file->private_data;

	kref_put(&cmd->ref, cmd_free);
	return 0;
}

static long cmd_ioctl(struct file *file, unsigned int number, unsigned long arg)
{
	struct cmd *cmd = file->private_data;
	long ret = -ENODEV;

	mutex_lock(&cmd->lock);
	if (!cmd->gone) {
		reinit_completion(&cmd->done);
		writel(number, cmd->regs + REG_COMMAND);
		ret = -ETIMEDOUT;
		if (wait_for_completion_timeout(&cmd->done, HZ))
			ret = READ_ONCE(cmd->result) & 0xff;
	}
	mutex_unlock(&cmd->lock);
	return ret;
}

static const struct file_operations cmd_fops = {
	.owner = THIS_MODULE,
	.open = cmd_open,
	.release = cmd_release,
	.unlocked_ioctl = cmd_ioctl,
};

static int cmd_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct cmd *cmd;
	int err = -ENOMEM;

	cmd = kzalloc(sizeof(*cmd), GFP_KERNEL);
	if (!cmd)
		return -ENOMEM;
	kref_init(&cmd->ref);
	mutex_init(&cmd->lock);
	init_completion(&cmd->done);
	tasklet_setup(&cmd->tasklet, cmd_tasklet);
	cmd->irq = pdev->irq;
	cmd->regs = pci_iomap(pdev, 0, 0);
	if (!cmd->regs)
		goto err_put;
	err = request_irq(cmd->irq, cmd_irq, 0, "cmd", cmd);
	if (err)
		goto err_unmap;
	cmd->misc.minor = MISC_DYNAMIC_MINOR;
	cmd->misc.name = "cmd";
	cmd->misc.fops = &cmd_fops;
	pci_set_drvdata(pdev, cmd);
	err = misc_register(&cmd->misc);
	if (err)
		goto err_irq;
	return 0;

err_irq:
	free_irq(cmd->irq, cmd);
	tasklet_kill(&cmd->tasklet);
err_unmap:
	pci_iounmap(pdev, cmd->regs);
err_put:
	kref_put(&cmd->ref, cmd_free);
	return err;
}

static void cmd_remove(struct pci_dev *pdev)
{
	struct cmd *cmd = pci_get_drvdata(pdev);

	misc_deregister(&cmd->misc);
	free_irq(cmd->irq, cmd);
	tasklet_kill(&cmd->tasklet);
	mutex_lock(&cmd->lock);
	cmd->gone = true;
	mutex_unlock(&cmd->lock);
	pci_iounmap(pdev, cmd->regs);
	kref_put(&cmd->ref, cmd_free);
}

static const struct pci_device_id cmd_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};
MODULE_DEVICE_TABLE(pci, cmd_ids);

static struct pci_driver cmd_driver = {
	.name = "cmd",
	.id_table = cmd_ids,
	.probe = cmd_probe,
	.remove = cmd_remove,
};
module_pci_driver(cmd_driver);

MODULE_DESCRIPTION("Commands that a tasklet completes");
MODULE_LICENSE("GPL");
