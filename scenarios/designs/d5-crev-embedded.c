// SPDX-License-Identifier: MIT
/*
 * D5 and D6: the C `revocable` embedded in a container of the provider's.
 *
 *	D5	v10 and v11 (May 2026): consumers count in the embedded kref, whose release cleans up
 *		the SRCU domain and frees nothing
 *	D6 LATER	the form after them: an embedded one is not counted, and a consumer's handle
 *		remembers that, so that it does not touch it after the read section
 *	PINNED	the consumer has a reference to the container
 *	EARLY_IN	the consumer has its handle before the unbind begins
 *	IN_SECTION	and is inside the read section as well
 *	DYNAMIC	D5: a provider of its own, that the last reference frees; the consumer's is dropped
 *		in atomic context
 *
 * D5 was held against drivers/base/revocable.c of the chrome-platform tree (4bf6bc4e041c); D6
 * follows a description. Handles are on the consumer's stack there, and hold the index; SRCU
 * sections that may end elsewhere stand for its own here, for IN_SECTION.
 */
#include "bardrv.h"
#include <linux/kref.h>
#include <linux/slab.h>
#include <linux/srcu.h>

struct container {
	struct kref ref;
	struct {
		struct srcu_struct srcu;
		void *res;
		struct kref kref;
		bool dynamic;
	} rev;
};

static struct container *shared;
#ifdef IN_SECTION
static int early_idx;
#endif

static void container_free(struct kref *ref)
{
	struct container *c = container_of(ref, struct container, ref);

#ifdef LATER
	cleanup_srcu_struct(&c->rev.srcu);
#endif
	kfree(c);
}

static void __maybe_unused rev_release(struct kref *kref)
{
	struct container *c = container_of(kref, struct container, rev.kref);

	cleanup_srcu_struct(&c->rev.srcu);
#ifdef DYNAMIC
	kfree(c);
#endif
}

static void __maybe_unused *handle_init(struct container *c)
{
#ifdef LATER
	return READ_ONCE(c->rev.dynamic) ? c : NULL;
#else
	kref_get(&c->rev.kref);
	return c;
#endif
}

void consume(void)
{
	struct container *c = shared;
	void __iomem *regs;
	int idx;

#ifndef EARLY_IN
	handle_init(c);
#endif
#ifdef IN_SECTION
	idx = early_idx;
#else
	idx = srcu_down_read(&c->rev.srcu);
#endif
	regs = READ_ONCE(c->rev.res);
	if (regs)
		readl(regs + BAR_STATUS);
	srcu_up_read(&c->rev.srcu, idx);

#ifndef LATER
#ifdef DYNAMIC
	preempt_disable();
#endif
	kref_put(&c->rev.kref, rev_release);
#ifdef DYNAMIC
	preempt_enable();
#endif
#endif
#ifdef PINNED
	kref_put(&c->ref, container_free);
#endif
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	struct container *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c || init_srcu_struct(&c->rev.srcu)) {
		kfree(c);
		pci_iounmap(pdev, regs);
		return -ENOMEM;
	}
	c->rev.res = regs;
	kref_init(&c->ref);
	kref_init(&c->rev.kref);
	kref_get(&c->rev.kref);
#ifdef PINNED
	kref_get(&c->ref);
#endif
#ifdef EARLY_IN
	handle_init(c);
#endif
#ifdef IN_SECTION
	early_idx = srcu_down_read(&c->rev.srcu);
#endif
	pci_set_drvdata(pdev, regs);
	shared = c;
	return 0;
}

static void ref_teardown(struct pci_dev *pdev)
{
	struct container *c = shared;

	WRITE_ONCE(c->rev.res, NULL);
	synchronize_srcu(&c->rev.srcu);
	pci_iounmap(pdev, pci_get_drvdata(pdev));
#ifndef LATER
	kref_put(&c->rev.kref, rev_release);	/* revoke() */
	kref_put(&c->rev.kref, rev_release);	/* put() */
#endif
#ifndef DYNAMIC
	kref_put(&c->ref, container_free);
#endif
}
