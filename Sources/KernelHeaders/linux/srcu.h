#pragma once
#include <linux/types.h>
struct srcu_struct { unsigned long idx; unsigned long readers[2]; };
int init_srcu_struct(struct srcu_struct *s);
void cleanup_srcu_struct(struct srcu_struct *s);
int __srcu_read_lock(struct srcu_struct *s);
void __srcu_read_unlock(struct srcu_struct *s, int idx);
void synchronize_srcu(struct srcu_struct *s);
void srcu_barrier(struct srcu_struct *s);
static inline int srcu_read_lock(struct srcu_struct *s) { return __srcu_read_lock(s); }
static inline void srcu_read_unlock(struct srcu_struct *s, int idx) { __srcu_read_unlock(s, idx); }
#define DEFINE_SRCU(n) struct srcu_struct n
#define DEFINE_STATIC_SRCU(n) static struct srcu_struct n
