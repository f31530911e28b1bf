// SPDX-License-Identifier: MIT
/*
 * D7: what gpiolib does since 6.9. The software object (gdev) is counted; the pointer to what the
 * provider has (chip) is under the object's SRCU domain, and gone when it reads NULL. WAIT: an
 * operation waits for what comes after the removal.
 */
#include "bardrv.h"
#include <linux/completion.h>
#include <linux/kref.h>
#include <linux/slab.h>
#include <linux/srcu.h>

struct chip {
	void __iomem *regs;
};

struct gdev {
	struct kref ref;
	struct srcu_struct srcu;
	struct chip *chip;
};

static struct gdev *the_gdev;
static DECLARE_COMPLETION(removed);

static void gdev_free(struct kref *ref)
{
	struct gdev *gdev = container_of(ref, struct gdev, ref);

	cleanup_srcu_struct(&gdev->srcu);
	kfree(gdev);
}

/* An operation on an open file, which has a reference. */
void line_get(void)
{
	struct gdev *gdev = the_gdev;
	struct chip *chip;
	int idx;

	idx = srcu_read_lock(&gdev->srcu);
	chip = srcu_dereference(gdev->chip, &gdev->srcu);
	if (chip) {
		readl(chip->regs + BAR_STATUS);
#ifdef WAIT
		wait_for_completion(&removed);
		readl(chip->regs + BAR_STATUS);
#endif
	}
	srcu_read_unlock(&gdev->srcu, idx);
}

/* Another open file. */
void line_open(void)
{
	kref_get(&the_gdev->ref);
}

void line_close(void)
{
	kref_put(&the_gdev->ref, gdev_free);
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	struct gdev *gdev = kzalloc(sizeof(*gdev), GFP_KERNEL);
	struct chip *chip = kzalloc(sizeof(*chip), GFP_KERNEL);

	if (!gdev || !chip || init_srcu_struct(&gdev->srcu)) {
		kfree(gdev);
		kfree(chip);
		pci_iounmap(pdev, regs);
		return -ENOMEM;
	}
	chip->regs = regs;
	gdev->chip = chip;
	kref_init(&gdev->ref);
	kref_get(&gdev->ref);	/* the open file's */
	the_gdev = gdev;
	return 0;
}

static void ref_teardown(struct pci_dev *pdev)
{
	struct gdev *gdev = the_gdev;
	struct chip *chip = gdev->chip;

	rcu_assign_pointer(gdev->chip, NULL);
	synchronize_srcu(&gdev->srcu);
	pci_iounmap(pdev, chip->regs);
	kfree(chip);
	kref_put(&gdev->ref, gdev_free);
	complete_all(&removed);
}
