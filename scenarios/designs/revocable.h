/* SPDX-License-Identifier: MIT */
/*
 * Revocable<T> of Linux 6.14 (rust/kernel/revocable.rs) in C: a T that can be taken away from those
 * who hold it. A reader gets at T inside an RCU read section only; revoking waits for the readers
 * that are inside, then drops T. What Rust does implicitly is a call here: a guard that goes out of
 * scope is revocable_end(), a T that is dropped is ->drop(). Held against the file at 042278f5fa9e;
 * relaxed loads and swaps are sequentially consistent here.
 */
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/rcupdate.h>

struct revocable {
	int is_available;
	void (*drop)(struct revocable *rev);
};

static inline void revocable_init(struct revocable *rev, void (*drop)(struct revocable *rev))
{
	rev->is_available = 1;
	rev->drop = drop;
}

/* A true answer is the guard. */
static inline bool revocable_try_access(struct revocable *rev)
{
	rcu_read_lock();
	if (READ_ONCE(rev->is_available))
		return true;
	rcu_read_unlock();
	return false;
}

static inline void revocable_end(struct revocable *rev)
{
	rcu_read_unlock();
}

/* Who wins drops T. Who loses knows nothing of whether that has been done. */
static inline bool revocable_revoke(struct revocable *rev)
{
	if (!xchg(&rev->is_available, 0))
		return false;
	synchronize_rcu();
	rev->drop(rev);
	return true;
}

/* Unsafe: the caller promises that there is no reader. */
static inline bool revocable_revoke_nosync(struct revocable *rev)
{
	if (!xchg(&rev->is_available, 0))
		return false;
	rev->drop(rev);
	return true;
}

/* The destructor of the Revocable itself. */
static inline void revocable_drop(struct revocable *rev)
{
	if (READ_ONCE(rev->is_available))
		rev->drop(rev);
}
