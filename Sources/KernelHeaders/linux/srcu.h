#pragma once
#include <linux/rcupdate.h>
struct srcu_struct { unsigned long idx; unsigned long readers[2]; unsigned long srcu_sup; };
int init_srcu_struct(struct srcu_struct *s);
void cleanup_srcu_struct(struct srcu_struct *s);
int __srcu_read_lock(struct srcu_struct *s);
void __srcu_read_unlock(struct srcu_struct *s, int idx);
int srcu_down_read(struct srcu_struct *s);
void srcu_up_read(struct srcu_struct *s, int idx);
int srcu_read_lock_held(const struct srcu_struct *s);
void synchronize_srcu(struct srcu_struct *s);
void synchronize_srcu_expedited(struct srcu_struct *s);
void call_srcu(struct srcu_struct *s, struct rcu_head *head, rcu_callback_t func);
void srcu_barrier(struct srcu_struct *s);
static __always_inline int srcu_read_lock(struct srcu_struct *s) { return __srcu_read_lock(s); }
static __always_inline void srcu_read_unlock(struct srcu_struct *s, int idx) { __srcu_read_unlock(s, idx); }
/* The check of a dereference outside of a read section of the domain is rcu_dereference's. */
#define srcu_dereference_check(p, s, c) ({ __typeof__(p) __rp = READ_ONCE(p); \
	if (!(c) && !srcu_read_lock_held(s)) __simctl_rcu_unprotected(); __rp; })
#define srcu_dereference(p, s) srcu_dereference_check(p, s, 0)
#define __SRCU_STRUCT_INIT { .srcu_sup = 1 }
#define DEFINE_SRCU(n) struct srcu_struct n = __SRCU_STRUCT_INIT
#define DEFINE_STATIC_SRCU(n) static DEFINE_SRCU(n)
