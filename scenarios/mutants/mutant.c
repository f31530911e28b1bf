// SPDX-License-Identifier: MIT
/*
 * A driver whose interrupt queues a work, which arms a timer, which queues the work, and its teardown
 * with one step left out or in the wrong place (MUTANT). See core.h for what protects it.
 *
 *	0	none: free_irq, shut the timer down, disable the work, unmap, free
 *	1, 2, 3, 4	without free_irq; without the timer; without the work; without all three
 *	5	unmap first		6	unmap and free first
 *	7	timer, then irq		8	work, then timer
 *	9	unmap, then work	10	free, then unmap
 */
#include "../designs/bardrv.h"
#include "core.h"
#include <linux/slab.h>

struct drv {
	struct core_data data;
	struct core_irq irq;
	struct core_work work;
	struct core_timer timer;
	int rounds;
};

static struct drv *of(struct core_data *data)
{
	return container_of(data, struct drv, data);
}

static irqreturn_t drv_irq(struct core_data *data)
{
	core_read_bar(data);
	core_queue(&of(data)->work);
	return IRQ_HANDLED;
}

static void drv_work(struct core_data *data)
{
	struct drv *drv = of(data);

	core_read_bar(data);
	if (drv->rounds) {
		drv->rounds--;
		core_arm(&drv->timer);
	}
}

static void drv_timer(struct core_data *data)
{
	core_queue(&of(data)->work);
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	struct drv *drv = kzalloc(sizeof(*drv), GFP_KERNEL);

	if (!drv)
		return -ENOMEM;
	core_init(&drv->data, THIS_MODULE, regs);
	core_init_work(&drv->work, &drv->data, drv_work);
	core_init_timer(&drv->timer, &drv->data, drv_timer);
	drv->rounds = 2;
	drv->irq = (struct core_irq){ .fn = drv_irq, .data = &drv->data, .irq = pdev->irq };
	pci_set_drvdata(pdev, drv);
	return core_request_irq(&drv->irq);
}

static void ref_teardown(struct pci_dev *pdev)
{
	struct drv *drv = pci_get_drvdata(pdev);
	void __iomem *regs = drv->data.regs;

#if MUTANT == 5 || MUTANT == 6
	core_unmap(pdev, &drv->data, regs);
#endif
#if MUTANT == 6
	core_put(&drv->data);
#endif
#if MUTANT == 7
	core_shutdown(&drv->timer);
#endif
#if MUTANT != 1 && MUTANT != 4
	core_free_irq(&drv->irq);
#endif
#if MUTANT == 8
	core_disable(&drv->work);
#endif
#if MUTANT != 2 && MUTANT != 4 && MUTANT != 7
	core_shutdown(&drv->timer);
#endif
#if MUTANT == 9
	core_unmap(pdev, &drv->data, regs);
#endif
#if MUTANT != 3 && MUTANT != 4 && MUTANT != 8
	core_disable(&drv->work);
#endif
#if MUTANT == 10
	core_put(&drv->data);
	core_unmap(pdev, NULL, regs);
#endif
#if MUTANT != 5 && MUTANT != 6 && MUTANT != 9 && MUTANT != 10
	core_unmap(pdev, &drv->data, regs);
#endif
#if MUTANT != 6 && MUTANT != 10
	core_put(&drv->data);
#endif
	core_handles_drop(&drv->data);
}
