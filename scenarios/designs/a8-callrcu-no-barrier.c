// SPDX-License-Identifier: MIT
/*
 * A8: remove() gives its data to call_rcu(), whose callback is text of the module. Module exit has
 * to wait for it with rcu_barrier(); synchronize_rcu() waits for readers only (SYNCHRONIZE).
 */
#define REF_MODULE
#include "bardrv.h"
#include <linux/rcupdate.h>
#include <linux/slab.h>

struct data {
	struct rcu_head rcu;
};

static void data_free(struct rcu_head *rcu)
{
	kfree(container_of(rcu, struct data, rcu));
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	struct data *d = kzalloc(sizeof(*d), GFP_KERNEL);

	pci_iounmap(pdev, regs);
	if (!d)
		return -ENOMEM;
	pci_set_drvdata(pdev, d);
	return 0;
}

static void ref_teardown(struct pci_dev *pdev)
{
	struct data *d = pci_get_drvdata(pdev);

	call_rcu(&d->rcu, data_free);
}

static int ref_module_init(void)
{
	return 0;
}

static void ref_module_exit(void)
{
#ifdef BARRIER
	rcu_barrier();
#elif defined(SYNCHRONIZE)
	synchronize_rcu();
#endif
}
