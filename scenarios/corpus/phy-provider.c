// SPDX-License-Identifier: MIT
/* A provider of one PHY for the model of phy-core.c: it makes it on bind, destroys it on unbind. */
#include <linux/module.h>
#include <linux/pci.h>

#include "phy.h"

static int provider_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct phy *phy = phy_create(THIS_MODULE);

	if (!phy)
		return -ENOMEM;
	pci_set_drvdata(pdev, phy);
	return 0;
}

static void provider_remove(struct pci_dev *pdev)
{
	phy_destroy(pci_get_drvdata(pdev));
}

static const struct pci_device_id provider_ids[] = { { PCI_DEVICE(0x104a, 0x0790) }, { } };

static struct pci_driver provider_driver = {
	.name = "phy-provider",
	.id_table = provider_ids,
	.probe = provider_probe,
	.remove = provider_remove,
};
module_pci_driver(provider_driver);
MODULE_DESCRIPTION("A provider of one PHY");
MODULE_LICENSE("GPL");
