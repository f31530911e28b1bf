// SPDX-License-Identifier: MIT
/* F9: a driver whose work pins its module through the core (f9-core.c). The job frees itself. */
#include "bardrv.h"
#include "f9-core.h"
#include <linux/interrupt.h>
#include <linux/slab.h>

struct job {
	struct core_work cw;
	u32 done;
};

static int cookie;

static void job_run(struct core_work *cw)
{
	struct job *job = container_of(cw, struct job, cw);

	job->done++;
}

/* The core reads the job after it has run: it goes with the module's last reference. */
static struct job job;

static irqreturn_t job_irq(int irq, void *data)
{
	core_queue_work(&job.cw);
	return IRQ_HANDLED;
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	pci_iounmap(pdev, regs);
	core_init_work(&job.cw, job_run, THIS_MODULE);
	return request_irq(pdev->irq, job_irq, 0, "job", &cookie);
}

static void ref_teardown(struct pci_dev *pdev)
{
	free_irq(pdev->irq, &cookie);
}
