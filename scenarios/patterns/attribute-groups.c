// SPDX-License-Identifier: MIT
/*
 * Attributes through dev_groups: they come after probe() and are drained before remove(), so that
 * show and store never see a half-made or half-gone device.
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

struct lamp {
	struct mutex lock;
	void __iomem *regs;
	u32 level;
};

static ssize_t level_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct lamp *lamp = dev_get_drvdata(dev);
	u32 level;

	mutex_lock(&lamp->lock);
	level = lamp->level;
	mutex_unlock(&lamp->lock);
	return sysfs_emit(buf, "%u\n", level);
}

static ssize_t level_store(struct device *dev, struct device_attribute *attr, const char *buf,
			   size_t n)
{
	struct lamp *lamp = dev_get_drvdata(dev);
	int level, err = kstrtoint(buf, 0, &level);

	if (err)
		return err;
	mutex_lock(&lamp->lock);
	lamp->level = level;
	writel(level, lamp->regs);
	mutex_unlock(&lamp->lock);
	return n;
}
static DEVICE_ATTR_RW(level);

static struct attribute *lamp_attrs[] = { &dev_attr_level.attr, NULL };
ATTRIBUTE_GROUPS(lamp);

static int lamp_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct lamp *lamp;
	int err;

	lamp = kzalloc(sizeof(*lamp), GFP_KERNEL);
	if (!lamp)
		return -ENOMEM;
	mutex_init(&lamp->lock);
	err = pci_enable_device(pdev);
	if (err)
		goto free;
	lamp->regs = pci_iomap(pdev, 0, 0);
	if (!lamp->regs) {
		err = -ENOMEM;
		goto disable;
	}
	pci_set_drvdata(pdev, lamp);
	return 0;

disable:
	pci_disable_device(pdev);
free:
	kfree(lamp);
	return err;
}

static void lamp_remove(struct pci_dev *pdev)
{
	struct lamp *lamp = pci_get_drvdata(pdev);

	pci_iounmap(pdev, lamp->regs);
	pci_disable_device(pdev);
	kfree(lamp);
}

static const struct pci_device_id lamp_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};
MODULE_DEVICE_TABLE(pci, lamp_ids);

static struct pci_driver lamp_driver = {
	.name = "lamp",
	.id_table = lamp_ids,
	.probe = lamp_probe,
	.remove = lamp_remove,
	.driver.dev_groups = lamp_groups,
};
module_pci_driver(lamp_driver);

MODULE_DESCRIPTION("Attributes of a driver");
MODULE_LICENSE("GPL");
