// SPDX-License-Identifier: MIT
/*
 * H6: irq::Registration of 6.18: a Devres of the requested interrupt, whose cookie points at the
 * handler beside it. Dropping the registration drops the Devres, then the handler. What the Devres
 * underneath does not promise (see devres_rs.h, version DEVRES), this does not either.
 *
 * sync_irq() is try_synchronize(): it takes the guard, an RCU read section, and waits for running
 * handlers. NEST: what owns the registration is managed itself.
 */
#include "bardrv.h"
#include "devres_rs.h"
#include <linux/interrupt.h>

struct handler {
	u32 count;
};

struct request {
	struct devres devres;
	int irq;
	struct handler *cookie;
};

static struct request *request;
static struct handler *handler;

static irqreturn_t handle(int irq, void *cookie)
{
	struct handler *h = cookie;

	h->count++;
	return IRQ_HANDLED;
}

static void request_drop_in_place(struct revocable *rev)
{
	struct request *r = container_of(rev, struct request, devres.rev);

	free_irq(r->irq, r->cookie);
}

void registration_drop(void)
{
	devres_drop(&request->devres);
	kfree(handler);
}

void sync_irq(void)
{
	if (!revocable_try_access(&request->devres.rev))
		return;
	synchronize_irq(request->irq);
	revocable_end(&request->devres.rev);
}

#ifdef NEST
static void owner_cb(void *data)
{
	registration_drop();
}
#endif

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	pci_iounmap(pdev, regs);
	request = kzalloc(sizeof(*request), GFP_KERNEL);
	handler = kzalloc(sizeof(*handler), GFP_KERNEL);
	if (!request || !handler)
		return -ENOMEM;
	request->irq = pdev->irq;
	request->cookie = handler;
	if (request_irq(request->irq, handle, 0, "handler", handler))
		return -ENODEV;
	if (devres_new(&request->devres, &pdev->dev, request_drop_in_place))
		return -ENOMEM;
#ifdef NEST
	return devm_add_action(&pdev->dev, owner_cb, NULL);
#else
	return 0;
#endif
}

static void ref_teardown(struct pci_dev *pdev)
{
}
