// SPDX-License-Identifier: MIT
/*
 * An rwsem guards the hardware: operations hold it for reading and may sleep meanwhile, remove()
 * takes it for writing, marks the device gone and lets go before it waits for the work, which
 * reads too.
 */
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct probe {
	struct kref ref;
	struct rw_semaphore gate;
	bool gone;
	void __iomem *regs;
	struct work_struct sample;
	u32 last;
	struct miscdevice misc;
};

static void probe_free(struct kref *ref) { kfree(container_of(ref, struct probe, ref)); }

static void probe_sample(struct work_struct *work)
{
	struct probe *probe = container_of(work, struct probe, sample);

	down_read(&probe->gate);
	if (!probe->gone)
		WRITE_ONCE(probe->last, readl(probe->regs));
	up_read(&probe->gate);
}

static int probe_open(struct inode *inode, struct file *file)
{
	struct probe *probe = container_of(file->private_data, struct probe, misc);

	kref_get(&probe->ref);
	file->private_data = probe;
	return 0;
}

static int probe_release(struct inode *inode, struct file *file)
{
	struct probe *probe = file->private_data;

	kref_put(&probe->ref, probe_free);
	return 0;
}

static long probe_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct probe *probe = file->private_data;
	long ret = -ENODEV;

	down_read(&probe->gate);
	if (!probe->gone) {
		if (cmd == 1)
			schedule_work(&probe->sample);
		ret = READ_ONCE(probe->last);
	}
	up_read(&probe->gate);
	return ret;
}

static const struct file_operations probe_ops = {
	.owner = THIS_MODULE,
	.open = probe_open,
	.release = probe_release,
	.unlocked_ioctl = probe_ioctl,
};

static int probe_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct probe *probe = kzalloc(sizeof(*probe), GFP_KERNEL);
	int err;

	if (!probe)
		return -ENOMEM;
	kref_init(&probe->ref);
	init_rwsem(&probe->gate);
	INIT_WORK(&probe->sample, probe_sample);
	err = pci_enable_device(pdev);
	if (err)
		goto put;
	err = -ENOMEM;
	probe->regs = pci_iomap(pdev, 0, 0);
	if (!probe->regs)
		goto disable;
	pci_set_drvdata(pdev, probe);
	probe->misc.minor = MISC_DYNAMIC_MINOR;
	probe->misc.name = "probe";
	probe->misc.fops = &probe_ops;
	err = misc_register(&probe->misc);
	if (err)
		goto unmap;
	return 0;

unmap:
	pci_iounmap(pdev, probe->regs);
disable:
	pci_disable_device(pdev);
put:
	kref_put(&probe->ref, probe_free);
	return err;
}

static void probe_remove(struct pci_dev *pdev)
{
	struct probe *probe = pci_get_drvdata(pdev);

	misc_deregister(&probe->misc);
	down_write(&probe->gate);
	probe->gone = true;
	up_write(&probe->gate);
	/* Nobody queues it any more, and it takes the rwsem: not under it. */
	cancel_work_sync(&probe->sample);
	pci_iounmap(pdev, probe->regs);
	pci_disable_device(pdev);
	kref_put(&probe->ref, probe_free);
}

static const struct pci_device_id probe_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
MODULE_DEVICE_TABLE(pci, probe_ids);

static struct pci_driver probe_driver = {
	.name = "probe", .id_table = probe_ids, .probe = probe_probe, .remove = probe_remove,
};
module_pci_driver(probe_driver);

MODULE_DESCRIPTION("An rwsem that keeps operations and teardown apart");
MODULE_LICENSE("GPL");
