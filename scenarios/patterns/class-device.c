// SPDX-License-Identifier: MIT
/*
 * A device of its own below the PCI device: its structure lives until the last reference, so it is
 * freed in release(), and its attributes are drained by device_unregister().
 */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

struct sensor {
	struct device dev;
	u32 value;
};

static ssize_t value_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct sensor *s = container_of(dev, struct sensor, dev);

	return sysfs_emit(buf, "%u\n", READ_ONCE(s->value));
}
static DEVICE_ATTR_RO(value);

static struct attribute *sensor_attrs[] = { &dev_attr_value.attr, NULL };
ATTRIBUTE_GROUPS(sensor);

static void sensor_release(struct device *dev)
{
	kfree(container_of(dev, struct sensor, dev));
}

static int sensor_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct sensor *s;
	int err;

	s = kzalloc(sizeof(*s), GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	device_initialize(&s->dev);
	dev_set_name(&s->dev, "sensor");
	s->dev.parent = &pdev->dev;
	s->dev.groups = sensor_groups;
	s->dev.release = sensor_release;
	err = device_add(&s->dev);
	if (err) {
		put_device(&s->dev);
		return err;
	}
	pci_set_drvdata(pdev, s);
	return 0;
}

static void sensor_remove(struct pci_dev *pdev)
{
	struct sensor *s = pci_get_drvdata(pdev);

	device_unregister(&s->dev);
}

static const struct pci_device_id sensor_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};
MODULE_DEVICE_TABLE(pci, sensor_ids);

static struct pci_driver sensor_driver = {
	.name = "sensor",
	.id_table = sensor_ids,
	.probe = sensor_probe,
	.remove = sensor_remove,
};
module_pci_driver(sensor_driver);

MODULE_DESCRIPTION("A device with attributes and a release function");
MODULE_LICENSE("GPL");
