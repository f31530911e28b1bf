#pragma once
#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/rcupdate.h>
/* Gets and puts are per CPU, and nobody counts them together, until the reference is killed: after
   a grace period there is one counter, and the put that brings it to 0 releases. */
struct percpu_ref;
typedef void (percpu_ref_func_t)(struct percpu_ref *);
#define __PERCPU_REF_ATOMIC 1UL
#define __PERCPU_REF_DEAD 2UL
#define __PERCPU_REF_ATOMIC_DEAD 3UL
#define PERCPU_REF_INIT_ATOMIC 1u
#define PERCPU_REF_INIT_DEAD 2u
#define PERCPU_REF_ALLOW_REINIT 4u
struct percpu_ref_data {
	atomic_long_t count;
	percpu_ref_func_t *release;
	percpu_ref_func_t *confirm_switch;
	unsigned long allow_reinit, force_atomic;
	struct rcu_head rcu;
	struct percpu_ref *ref;
};
struct percpu_ref { unsigned long percpu_count_ptr; struct percpu_ref_data *data; };
int __must_check percpu_ref_init(struct percpu_ref *ref, percpu_ref_func_t *release, unsigned int flags, gfp_t gfp);
void percpu_ref_exit(struct percpu_ref *ref);
void percpu_ref_switch_to_atomic(struct percpu_ref *ref, percpu_ref_func_t *confirm_switch);
void percpu_ref_switch_to_atomic_sync(struct percpu_ref *ref);
void percpu_ref_switch_to_percpu(struct percpu_ref *ref);
void percpu_ref_kill_and_confirm(struct percpu_ref *ref, percpu_ref_func_t *confirm_kill);
void percpu_ref_resurrect(struct percpu_ref *ref);
void percpu_ref_reinit(struct percpu_ref *ref);
static inline void percpu_ref_kill(struct percpu_ref *ref) { percpu_ref_kill_and_confirm(ref, NULL); }
/* The counter of the CPUs, all in one, or NULL where there is none any more. */
static inline atomic_long_t *__ref_percpu_count(struct percpu_ref *ref)
{
	unsigned long p = READ_ONCE(ref->percpu_count_ptr);

	return p & __PERCPU_REF_ATOMIC_DEAD ? NULL : (atomic_long_t *)p;
}
static inline void percpu_ref_get_many(struct percpu_ref *ref, unsigned long n)
{
	atomic_long_t *percpu;

	rcu_read_lock();
	percpu = __ref_percpu_count(ref);
	atomic_long_add((long)n, percpu ? percpu : &ref->data->count);
	rcu_read_unlock();
}
static inline void percpu_ref_get(struct percpu_ref *ref) { percpu_ref_get_many(ref, 1); }
static inline bool percpu_ref_tryget(struct percpu_ref *ref)
{
	atomic_long_t *percpu;
	bool ok = true;

	rcu_read_lock();
	percpu = __ref_percpu_count(ref);
	if (percpu)
		atomic_long_inc(percpu);
	else
		ok = atomic_long_inc_not_zero(&ref->data->count);
	rcu_read_unlock();
	return ok;
}
static inline bool percpu_ref_tryget_live_rcu(struct percpu_ref *ref)
{
	atomic_long_t *percpu = __ref_percpu_count(ref);

	if (percpu) {
		atomic_long_inc(percpu);
		return true;
	}
	return !(READ_ONCE(ref->percpu_count_ptr) & __PERCPU_REF_DEAD) && atomic_long_inc_not_zero(&ref->data->count);
}
static inline bool percpu_ref_tryget_live(struct percpu_ref *ref)
{
	bool ok;

	rcu_read_lock();
	ok = percpu_ref_tryget_live_rcu(ref);
	rcu_read_unlock();
	return ok;
}
static inline void percpu_ref_put_many(struct percpu_ref *ref, unsigned long n)
{
	atomic_long_t *percpu;

	rcu_read_lock();
	percpu = __ref_percpu_count(ref);
	if (percpu)
		atomic_long_sub((long)n, percpu);
	else if (unlikely(atomic_long_sub_and_test((long)n, &ref->data->count)))
		ref->data->release(ref);
	rcu_read_unlock();
}
static inline void percpu_ref_put(struct percpu_ref *ref) { percpu_ref_put_many(ref, 1); }
static inline bool percpu_ref_is_dying(struct percpu_ref *ref)
{ return READ_ONCE(ref->percpu_count_ptr) & __PERCPU_REF_DEAD; }
bool percpu_ref_is_zero(struct percpu_ref *ref);
