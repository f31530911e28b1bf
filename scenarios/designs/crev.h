/* SPDX-License-Identifier: MIT */
/*
 * The C `revocable` of 2025 and 2026: a provider has a resource under SRCU, consumers reach it
 * through the provider. Version CREV of how a consumer gets hold of the provider:
 *
 *	1	62eb557580eb, January 2026 (v7 of the series): a plain kref_get()
 *	2	4d7dc4d1a62d, January 2026: kref_get_unless_zero() under RCU, of a pointer passed by value
 *	3	the same with the pointer read inside the RCU read section
 *	8	v8 and v9 of the series: the owner of the provider has a reference of its own, and
 *		a consumer pins the owner
 *
 * Held against drivers/base/revocable.c at 62eb557580eb (1), as its revert of February 2026
 * removes it (2), and as v9 was posted (8: its dynamic providers); 3 is no version of it. Left
 * out: the synchronize_srcu() of 1 in the allocation, when there is no reader yet.
 */
#include <linux/err.h>
#include <linux/kref.h>
#include <linux/slab.h>
#include <linux/srcu.h>

struct revocable_provider {
	struct srcu_struct srcu;
	void *res;
	struct kref kref;
	struct rcu_head rcu;
};

/* A consumer's handle. */
struct revocable {
	struct revocable_provider *rp;
	int idx;
};

static void revocable_provider_release(struct kref *kref)
{
	struct revocable_provider *rp = container_of(kref, struct revocable_provider, kref);

	cleanup_srcu_struct(&rp->srcu);
#if CREV == 2 || CREV == 3
	kfree_rcu(rp, rcu);
#else
	kfree(rp);
#endif
}

static void revocable_provider_put(struct revocable_provider *rp)
{
	kref_put(&rp->kref, revocable_provider_release);
}

static struct revocable_provider *revocable_provider_alloc(void *res)
{
	struct revocable_provider *rp = kzalloc(sizeof(*rp), GFP_KERNEL);

	if (!rp)
		return NULL;
	if (init_srcu_struct(&rp->srcu)) {
		kfree(rp);
		return NULL;
	}
	rp->res = res;
	kref_init(&rp->kref);
#if CREV == 8
	kref_get(&rp->kref);	/* the owner's */
#endif
	return rp;
}

static void revocable_provider_revoke(struct revocable_provider **slot)
{
#if CREV == 2 || CREV == 3
	struct revocable_provider *rp = xchg(slot, NULL);
#else
	struct revocable_provider *rp = *slot;	/* the caller's pointer stays as it is */
#endif

	WRITE_ONCE(rp->res, NULL);
	synchronize_srcu(&rp->srcu);
	revocable_provider_put(rp);
}

/* The address of the slot is used by version 3 only: the others have read it already. */
static bool revocable_init(struct revocable_provider *rp, struct revocable_provider **slot,
			   struct revocable *rev)
{
#if CREV == 2 || CREV == 3
	bool got = false;

	rcu_read_lock();
#if CREV == 3
	rp = READ_ONCE(*slot);
#endif
	if (rp)
		got = kref_get_unless_zero(&rp->kref);
	rcu_read_unlock();
	if (!got)
		return false;
#else
	if (!rp)
		return false;
	kref_get(&rp->kref);
#endif
	rev->rp = rp;
	return true;
}

static void *revocable_try_access(struct revocable *rev)
{
	rev->idx = srcu_read_lock(&rev->rp->srcu);
	return READ_ONCE(rev->rp->res);
}

static void revocable_withdraw(struct revocable *rev)
{
	srcu_read_unlock(&rev->rp->srcu, rev->idx);
}

static void revocable_deinit(struct revocable *rev)
{
	revocable_provider_put(rev->rp);
}
