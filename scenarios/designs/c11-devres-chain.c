// SPDX-License-Identifier: MIT
/*
 * C11: DevresChain of a branch of 2026 ("devres: add DevresChain for resources with dependencies",
 * over the Devres of ba268514ea14): a resource that refers to another one of the same device, a
 * BAR here, also in its destructor. The BAR counts the chained resources that depend on it; while
 * there are any, its owner's drop leaves the revocation to the last of them, and else to devres.
 * Held against the branch's rust/kernel/devres.rs (3adbbdbe6fed).
 *
 * The release callback of a chained resource takes one off the count, whether it has revoked the
 * resource or come too late; so does its owner's drop, if that has revoked it. Neither waits for
 * the other.
 *
 *	TWO	two chained resources of one BAR
 *	WAITS	each side waits for the other, as from C7 on
 *	ONE_COUNT	the callback takes one off only if it has revoked the resource
 */
#include "bardrv.h"
#include "revocable.h"
#include <linux/completion.h>
#include <linux/kref.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct inner {
	struct revocable rev;
	struct kref ref;
	struct completion revoked;
	struct pci_dev *pdev;
	struct inner *dep;
	void __iomem *regs;	/* of the BAR itself */
	/* Of what others depend on. */
	spinlock_t lock;
	int count;
	bool deferred;
};

static struct inner *bar, *first, *second;

static void inner_put(struct inner *in);

static void inner_free(struct kref *ref)
{
	struct inner *in = container_of(ref, struct inner, ref);

	revocable_drop(&in->rev);
	if (in->dep)
		inner_put(in->dep);
	kfree(in);
}

static void inner_put(struct inner *in)
{
	kref_put(&in->ref, inner_free);
}

static void bar_drop_in_place(struct revocable *rev)
{
	struct inner *in = container_of(rev, struct inner, rev);

	pci_iounmap(in->pdev, in->regs);
}

static void chained_drop_in_place(struct revocable *rev)
{
	struct inner *in = container_of(rev, struct inner, rev);

	writel(0, in->dep->regs + BAR_CONTROL);
}

/* The device's list of managed resources is released. */
static void inner_cb(void *data)
{
	struct inner *in = data;
	bool __maybe_unused won = revocable_revoke(&in->rev);

#ifdef WAITS
	if (won)
		complete_all(&in->revoked);
	else
		wait_for_completion(&in->revoked);
#endif
	if (in->dep) {
		spin_lock(&in->dep->lock);
#ifdef ONE_COUNT
		if (won)
#endif
			in->dep->count--;
		spin_unlock(&in->dep->lock);
	}
	inner_put(in);
}

static void inner_remove_node(struct inner *in)
{
	if (!devm_remove_action_nowarn(&in->pdev->dev, inner_cb, in))
		inner_put(in);
}

static bool inner_revoke_nosync(struct inner *in)
{
	bool won = revocable_revoke_nosync(&in->rev);

#ifdef WAITS
	if (won)
		complete_all(&in->revoked);
	else
		wait_for_completion(&in->revoked);
#endif
	if (won)
		inner_remove_node(in);
	return won;
}

/* The owner drops it. */
static void inner_drop(struct inner *in)
{
	bool last = false;

	if (!in->dep) {
		spin_lock(&in->lock);
		last = in->count > 0;
		if (last)
			in->deferred = true;
		spin_unlock(&in->lock);
		if (last)
			goto put;
	}
	if (inner_revoke_nosync(in) && in->dep) {
		struct inner *dep = in->dep;

		spin_lock(&dep->lock);
		dep->count--;
		last = !dep->count && dep->deferred;
		spin_unlock(&dep->lock);
		if (last)
			inner_revoke_nosync(dep);
	}
put:
	inner_put(in);
}

static struct inner *inner_new(struct pci_dev *pdev, void (*drop)(struct revocable *rev),
			       struct inner *dep)
{
	struct inner *in = kzalloc(sizeof(*in), GFP_KERNEL);

	if (!in)
		return NULL;
	revocable_init(&in->rev, drop);
	kref_init(&in->ref);
	kref_get(&in->ref);	/* the list's */
	init_completion(&in->revoked);
	spin_lock_init(&in->lock);
	in->pdev = pdev;
	in->dep = dep;
	if (dep) {
		kref_get(&dep->ref);
		dep->count++;
	}
	devm_add_action(&pdev->dev, inner_cb, in);
	return in;
}

void bar_drop(void)
{
	inner_drop(bar);
}

/* The chained resource that is released first. */
void newest_drop(void)
{
#ifdef TWO
	inner_drop(second);
#else
	inner_drop(first);
#endif
}

static int ref_setup(struct pci_dev *pdev, void __iomem *regs)
{
	bar = inner_new(pdev, bar_drop_in_place, NULL);
	if (!bar)
		return -ENOMEM;
	bar->regs = regs;
	first = inner_new(pdev, chained_drop_in_place, bar);
#ifdef TWO
	second = inner_new(pdev, chained_drop_in_place, bar);
#endif
	return 0;
}

static void ref_teardown(struct pci_dev *pdev)
{
}
