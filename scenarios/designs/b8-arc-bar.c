// SPDX-License-Identifier: MIT
/*
 * B8: no Devres at all: the BAR in an Arc, which the DRM device holds, which an open file keeps.
 * This is the unsound API of the thread of February 2025. What remove() drops is a registration.
 *
 * The file is a reference that the last thread drops: ioctl() and close() stand for its operations.
 */
#include "bardrv.h"
#include <linux/kref.h>
#include <linux/slab.h>

struct drm {
	struct kref ref;
	void __iomem *regs;
	struct pci_dev *pdev;
};

static struct drm *file_drm;

static void drm_free(struct kref *ref)
{
	struct drm *drm = container_of(ref, struct drm, ref);

	pci_iounmap(drm->pdev, drm->regs);
	kfree(drm);
}

void file_ioctl(void)
{
	readl(file_drm->regs + BAR_STATUS);
}

void file_close(void)
{
	kref_put(&file_drm->ref, drm_free);
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	struct drm *drm = kzalloc(sizeof(*drm), GFP_KERNEL);

	if (!drm)
		return -ENOMEM;
	kref_init(&drm->ref);
	kref_get(&drm->ref);
	drm->regs = regs;
	drm->pdev = pdev;
	file_drm = drm;
	pci_set_drvdata(pdev, drm);
	return 0;
}

static void ref_teardown(struct pci_dev *pdev)
{
	struct drm *drm = pci_get_drvdata(pdev);

	kref_put(&drm->ref, drm_free);
}
