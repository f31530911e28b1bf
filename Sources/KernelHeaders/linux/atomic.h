#pragma once
#include <linux/types.h>
#define ATOMIC_INIT(i) { (i) }
#define SIMCTL_ATOMIC(T, P, I) \
static __always_inline I P##_read(const T *v) { return __atomic_load_n(&v->counter, __ATOMIC_RELAXED); } \
static __always_inline void P##_set(T *v, I i) { __atomic_store_n(&v->counter, i, __ATOMIC_RELAXED); } \
static __always_inline void P##_add(I i, T *v) { __atomic_fetch_add(&v->counter, i, __ATOMIC_RELAXED); } \
static __always_inline void P##_sub(I i, T *v) { __atomic_fetch_sub(&v->counter, i, __ATOMIC_RELAXED); } \
static __always_inline void P##_inc(T *v) { __atomic_fetch_add(&v->counter, 1, __ATOMIC_RELAXED); } \
static __always_inline void P##_dec(T *v) { __atomic_fetch_sub(&v->counter, 1, __ATOMIC_RELAXED); } \
static __always_inline void P##_or(I i, T *v) { __atomic_fetch_or(&v->counter, i, __ATOMIC_RELAXED); } \
static __always_inline void P##_and(I i, T *v) { __atomic_fetch_and(&v->counter, i, __ATOMIC_RELAXED); } \
static __always_inline I P##_add_return(I i, T *v) { return __atomic_add_fetch(&v->counter, i, __ATOMIC_SEQ_CST); } \
static __always_inline I P##_sub_return(I i, T *v) { return __atomic_sub_fetch(&v->counter, i, __ATOMIC_SEQ_CST); } \
static __always_inline I P##_inc_return(T *v) { return __atomic_add_fetch(&v->counter, 1, __ATOMIC_SEQ_CST); } \
static __always_inline I P##_dec_return(T *v) { return __atomic_sub_fetch(&v->counter, 1, __ATOMIC_SEQ_CST); } \
static __always_inline I P##_fetch_add(I i, T *v) { return __atomic_fetch_add(&v->counter, i, __ATOMIC_SEQ_CST); } \
static __always_inline I P##_fetch_sub(I i, T *v) { return __atomic_fetch_sub(&v->counter, i, __ATOMIC_SEQ_CST); } \
static __always_inline bool P##_dec_and_test(T *v) { return P##_dec_return(v) == 0; } \
static __always_inline bool P##_inc_and_test(T *v) { return P##_inc_return(v) == 0; } \
static __always_inline bool P##_sub_and_test(I i, T *v) { return P##_sub_return(i, v) == 0; } \
static __always_inline I P##_xchg(T *v, I n) { return __atomic_exchange_n(&v->counter, n, __ATOMIC_SEQ_CST); } \
static __always_inline I P##_cmpxchg(T *v, I o, I n) { \
	__atomic_compare_exchange_n(&v->counter, &o, n, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); return o; } \
static __always_inline bool P##_try_cmpxchg(T *v, I *o, I n) { \
	return __atomic_compare_exchange_n(&v->counter, o, n, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); } \
static __always_inline bool P##_add_unless(T *v, I a, I u) { \
	I c = P##_read(v); \
	do { if (c == u) return false; } while (!P##_try_cmpxchg(v, &c, c + a)); \
	return true; } \
static __always_inline bool P##_inc_not_zero(T *v) { return P##_add_unless(v, 1, 0); }
SIMCTL_ATOMIC(atomic_t, atomic, int)
SIMCTL_ATOMIC(atomic64_t, atomic64, long long)
SIMCTL_ATOMIC(atomic_long_t, atomic_long, long)
