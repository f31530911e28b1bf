#pragma once
#include <linux/refcount.h>
struct kref { refcount_t refcount; };
#define KREF_INIT(n) { .refcount = REFCOUNT_INIT(n), }
static inline unsigned int kref_read(const struct kref *k) { return refcount_read(&k->refcount); }
static inline void kref_init(struct kref *k) { refcount_set(&k->refcount, 1); }
static inline void kref_get(struct kref *k) { refcount_inc(&k->refcount); }
static inline int __must_check kref_get_unless_zero(struct kref *k)
{ return refcount_inc_not_zero(&k->refcount); }
static inline int kref_put(struct kref *k, void (*release)(struct kref *kref))
{
	if (refcount_dec_and_test(&k->refcount)) {
		release(k);
		return 1;
	}
	return 0;
}
/* release is called with the lock held, and drops it. */
static inline int kref_put_mutex(struct kref *k, void (*release)(struct kref *kref), struct mutex *lock)
{
	if (refcount_dec_and_mutex_lock(&k->refcount, lock)) {
		release(k);
		return 1;
	}
	return 0;
}
static inline int kref_put_lock(struct kref *k, void (*release)(struct kref *kref), spinlock_t *lock)
{
	if (refcount_dec_and_lock(&k->refcount, lock)) {
		release(k);
		return 1;
	}
	return 0;
}
