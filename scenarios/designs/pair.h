/* SPDX-License-Identifier: MIT */
/*
 * The reference driver of the designs that need two devices: a PCI card that has two, `a` and `b`,
 * on the auxiliary bus, each bound to the same driver. A design supplies
 *
 *	pair_probe(), pair_remove()	of the one or the other: n is 0 for a, 1 for b
 *	pair_ready()	both are bound
 */
#include <linux/auxiliary_bus.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>

static struct auxiliary_device *pair[2];

static int pair_probe(struct device *dev, int n);
static void pair_remove(struct device *dev, int n);
static int pair_ready(void);

static int part_probe(struct auxiliary_device *aux, const struct auxiliary_device_id *id)
{
	return pair_probe(&aux->dev, id->driver_data);
}

static void part_remove(struct auxiliary_device *aux)
{
	pair_remove(&aux->dev, aux == pair[1]);
}

static const struct auxiliary_device_id part_ids[] = {
	{ .name = KBUILD_MODNAME ".a", .driver_data = 0 },
	{ .name = KBUILD_MODNAME ".b", .driver_data = 1 },
	{ }
};
static struct auxiliary_driver part_driver = {
	.name = "part", .id_table = part_ids, .probe = part_probe, .remove = part_remove,
};

static void part_release(struct device *dev)
{
	kfree(to_auxiliary_dev(dev));
}

static struct auxiliary_device *part_add(struct device *parent, const char *name)
{
	struct auxiliary_device *aux = kzalloc(sizeof(*aux), GFP_KERNEL);

	if (!aux)
		return NULL;
	aux->name = name;
	aux->dev.parent = parent;
	aux->dev.release = part_release;
	if (auxiliary_device_init(aux)) {
		kfree(aux);
		return NULL;
	}
	if (auxiliary_device_add(aux)) {
		auxiliary_device_uninit(aux);
		return NULL;
	}
	return aux;
}

static void card_remove(struct pci_dev *pdev)
{
	for (int n = 0; n < 2; n++) {
		if (!pair[n])
			continue;
		auxiliary_device_delete(pair[n]);
		auxiliary_device_uninit(pair[n]);
		pair[n] = NULL;
	}
}

static int card_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int err = -ENOMEM;

	pair[0] = part_add(&pdev->dev, "a");
	pair[1] = part_add(&pdev->dev, "b");
	if (pair[0] && pair[1])
		err = pair_ready();
	if (err)
		card_remove(pdev);
	return err;
}

static const struct pci_device_id card_ids[] = { { PCI_DEVICE(0x1b36, 0x0005) }, { } };
static struct pci_driver card_driver = {
	.name = "card", .id_table = card_ids, .probe = card_probe, .remove = card_remove,
};

static int __init card_init(void)
{
	int err = auxiliary_driver_register(&part_driver);

	if (err)
		return err;
	err = pci_register_driver(&card_driver);
	if (err)
		auxiliary_driver_unregister(&part_driver);
	return err;
}
module_init(card_init);

static void __exit card_exit(void)
{
	pci_unregister_driver(&card_driver);
	auxiliary_driver_unregister(&part_driver);
}
module_exit(card_exit);

MODULE_DESCRIPTION("Reference driver of the designs that need two devices");
MODULE_LICENSE("GPL");
