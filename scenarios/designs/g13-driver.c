// SPDX-License-Identifier: MIT
/* G13: the driver of the device beneath (see g13-uacce.c). */
#include "bardrv.h"
#include "g13-uacce.h"
#include <linux/err.h>

static long driver_ioctl(struct uacce *uacce)
{
	readl(uacce->regs + BAR_STATUS);
	return 0;
}

static const struct uacce_ops driver_ops = { .ioctl = driver_ioctl };

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	struct uacce *uacce = uacce_register(&driver_ops, regs);

	if (IS_ERR(uacce)) {
		pci_iounmap(pdev, regs);
		return PTR_ERR(uacce);
	}
	pci_set_drvdata(pdev, uacce);
	return 0;
}

static void ref_teardown(struct pci_dev *pdev)
{
	struct uacce *uacce = pci_get_drvdata(pdev);
	void __iomem *regs = uacce->regs;

	uacce_remove(uacce);
	pci_iounmap(pdev, regs);
}
