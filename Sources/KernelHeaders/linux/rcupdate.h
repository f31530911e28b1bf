#pragma once
#include <linux/types.h>
#include <linux/irqflags.h>
void __rcu_read_lock(void);
void __rcu_read_unlock(void);
void __rcu_read_lock_bh(void);
void __rcu_read_unlock_bh(void);
void __rcu_read_lock_sched(void);
void __rcu_read_unlock_sched(void);
int rcu_read_lock_held(void);
int rcu_read_lock_bh_held(void);
int rcu_read_lock_any_held(void);
void synchronize_rcu(void);
void synchronize_rcu_expedited(void);
typedef void (*rcu_callback_t)(struct rcu_head *head);
void call_rcu(struct rcu_head *head, rcu_callback_t func);
void call_rcu_hurry(struct rcu_head *head, rcu_callback_t func);
void rcu_barrier(void);
void kvfree_call_rcu(struct rcu_head *head, void *p);
void kvfree_rcu_barrier(void);
static __always_inline void rcu_read_lock(void) { __rcu_read_lock(); }
static __always_inline void rcu_read_unlock(void) { __rcu_read_unlock(); }
static __always_inline void rcu_read_lock_bh(void) { __rcu_read_lock_bh(); }
static __always_inline void rcu_read_unlock_bh(void) { __rcu_read_unlock_bh(); }
static __always_inline void rcu_read_lock_sched(void) { __rcu_read_lock_sched(); }
static __always_inline void rcu_read_unlock_sched(void) { __rcu_read_unlock_sched(); }
#define synchronize_net() synchronize_rcu()
/* The readers that a dereference accepts: rcu_read_lock(), softirqs off, preemption off, any. */
void __simctl_rcu_dereference(int flavour);
void __simctl_rcu_unprotected(void);
#define __simctl_rcu_check(p, c, flavour) ({ __typeof__(p) __rp = READ_ONCE(p); \
	if (!(c)) __simctl_rcu_dereference(flavour); __rp; })
#define rcu_dereference_check(p, c) __simctl_rcu_check(p, c, 0)
#define rcu_dereference_bh_check(p, c) __simctl_rcu_check(p, c, 1)
#define rcu_dereference_sched_check(p, c) __simctl_rcu_check(p, c, 2)
#define rcu_dereference(p) rcu_dereference_check(p, 0)
#define rcu_dereference_bh(p) rcu_dereference_bh_check(p, 0)
#define rcu_dereference_sched(p) rcu_dereference_sched_check(p, 0)
#define rcu_dereference_raw(p) READ_ONCE(p)
#define rcu_dereference_protected(p, c) ({ if (!(c)) __simctl_rcu_unprotected(); (p); })
#define rcu_access_pointer(p) READ_ONCE(p)
#define rcu_pointer_handoff(p) (p)
#define unrcu_pointer(p) (p)
#define rcu_assign_pointer(p, v) smp_store_release(&(p), v)
#define RCU_INIT_POINTER(p, v) WRITE_ONCE(p, v)
#define RCU_INITIALIZER(v) (v)
#define rcu_replace_pointer(p, v, c) ({ __typeof__(p) __old = rcu_dereference_protected(p, c); \
	rcu_assign_pointer(p, v); __old; })
#define kvfree_rcu_mightsleep(p) kvfree_call_rcu(NULL, (void *)(p))
#define kfree_rcu_mightsleep(p) kvfree_rcu_mightsleep(p)
#define kfree_rcu(p, f) do { __typeof__(p) __kp = (p); \
	if (__kp) kvfree_call_rcu(&__kp->f, (void *)__kp); } while (0)
#define kvfree_rcu(p, f) kfree_rcu(p, f)
#define init_rcu_head(h) do { } while (0)
#define destroy_rcu_head(h) do { } while (0)
#define init_rcu_head_on_stack(h) do { } while (0)
#define destroy_rcu_head_on_stack(h) do { } while (0)
