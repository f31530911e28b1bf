#pragma once
#include <linux/types.h>
/* What returns nothing orders nothing; what returns a value is a full barrier, unless its name says
   _relaxed, _acquire or _release. A compare-and-exchange that fails orders nothing. */
#define ATOMIC_INIT(i) { (i) }
#define ATOMIC_LONG_INIT(i) ATOMIC_INIT(i)
#define ATOMIC64_INIT(i) ATOMIC_INIT(i)
#define SIMCTL_ATOMIC_RETURNING(T, P, I, S, O) \
static __always_inline I P##_add_return##S(I i, T *v) { return __atomic_add_fetch(&v->counter, i, O); } \
static __always_inline I P##_sub_return##S(I i, T *v) { return __atomic_sub_fetch(&v->counter, i, O); } \
static __always_inline I P##_inc_return##S(T *v) { return __atomic_add_fetch(&v->counter, 1, O); } \
static __always_inline I P##_dec_return##S(T *v) { return __atomic_sub_fetch(&v->counter, 1, O); } \
static __always_inline I P##_fetch_add##S(I i, T *v) { return __atomic_fetch_add(&v->counter, i, O); } \
static __always_inline I P##_fetch_sub##S(I i, T *v) { return __atomic_fetch_sub(&v->counter, i, O); } \
static __always_inline I P##_fetch_inc##S(T *v) { return __atomic_fetch_add(&v->counter, 1, O); } \
static __always_inline I P##_fetch_dec##S(T *v) { return __atomic_fetch_sub(&v->counter, 1, O); } \
static __always_inline I P##_fetch_and##S(I i, T *v) { return __atomic_fetch_and(&v->counter, i, O); } \
static __always_inline I P##_fetch_or##S(I i, T *v) { return __atomic_fetch_or(&v->counter, i, O); } \
static __always_inline I P##_fetch_xor##S(I i, T *v) { return __atomic_fetch_xor(&v->counter, i, O); } \
static __always_inline I P##_fetch_andnot##S(I i, T *v) { return __atomic_fetch_and(&v->counter, ~i, O); } \
static __always_inline I P##_xchg##S(T *v, I n) { return __atomic_exchange_n(&v->counter, n, O); } \
static __always_inline I P##_cmpxchg##S(T *v, I o, I n) { \
	__atomic_compare_exchange_n(&v->counter, &o, n, 0, O, __ATOMIC_RELAXED); return o; } \
static __always_inline bool P##_try_cmpxchg##S(T *v, I *o, I n) { \
	return __atomic_compare_exchange_n(&v->counter, o, n, 0, O, __ATOMIC_RELAXED); }
#define SIMCTL_ATOMIC(T, P, I) \
static __always_inline I P##_read(const T *v) { return __atomic_load_n(&v->counter, __ATOMIC_RELAXED); } \
static __always_inline I P##_read_acquire(const T *v) { return __atomic_load_n(&v->counter, __ATOMIC_ACQUIRE); } \
static __always_inline void P##_set(T *v, I i) { __atomic_store_n(&v->counter, i, __ATOMIC_RELAXED); } \
static __always_inline void P##_set_release(T *v, I i) { __atomic_store_n(&v->counter, i, __ATOMIC_RELEASE); } \
static __always_inline void P##_add(I i, T *v) { __atomic_fetch_add(&v->counter, i, __ATOMIC_RELAXED); } \
static __always_inline void P##_sub(I i, T *v) { __atomic_fetch_sub(&v->counter, i, __ATOMIC_RELAXED); } \
static __always_inline void P##_inc(T *v) { __atomic_fetch_add(&v->counter, 1, __ATOMIC_RELAXED); } \
static __always_inline void P##_dec(T *v) { __atomic_fetch_sub(&v->counter, 1, __ATOMIC_RELAXED); } \
static __always_inline void P##_or(I i, T *v) { __atomic_fetch_or(&v->counter, i, __ATOMIC_RELAXED); } \
static __always_inline void P##_and(I i, T *v) { __atomic_fetch_and(&v->counter, i, __ATOMIC_RELAXED); } \
static __always_inline void P##_xor(I i, T *v) { __atomic_fetch_xor(&v->counter, i, __ATOMIC_RELAXED); } \
static __always_inline void P##_andnot(I i, T *v) { __atomic_fetch_and(&v->counter, ~i, __ATOMIC_RELAXED); } \
SIMCTL_ATOMIC_RETURNING(T, P, I, , __ATOMIC_SEQ_CST) \
SIMCTL_ATOMIC_RETURNING(T, P, I, _relaxed, __ATOMIC_RELAXED) \
SIMCTL_ATOMIC_RETURNING(T, P, I, _acquire, __ATOMIC_ACQUIRE) \
SIMCTL_ATOMIC_RETURNING(T, P, I, _release, __ATOMIC_RELEASE) \
static __always_inline bool P##_dec_and_test(T *v) { return P##_dec_return(v) == 0; } \
static __always_inline bool P##_inc_and_test(T *v) { return P##_inc_return(v) == 0; } \
static __always_inline bool P##_sub_and_test(I i, T *v) { return P##_sub_return(i, v) == 0; } \
static __always_inline bool P##_add_negative(I i, T *v) { return P##_add_return(i, v) < 0; } \
static __always_inline I P##_fetch_add_unless(T *v, I a, I u) { \
	I c = P##_read(v); \
	do { if (c == u) break; } while (!P##_try_cmpxchg(v, &c, c + a)); \
	return c; } \
static __always_inline bool P##_add_unless(T *v, I a, I u) { return P##_fetch_add_unless(v, a, u) != u; } \
static __always_inline bool P##_inc_not_zero(T *v) { return P##_add_unless(v, 1, 0); } \
static __always_inline bool P##_inc_unless_negative(T *v) { \
	I c = P##_read(v); \
	do { if (c < 0) return false; } while (!P##_try_cmpxchg(v, &c, c + 1)); \
	return true; } \
static __always_inline bool P##_dec_unless_positive(T *v) { \
	I c = P##_read(v); \
	do { if (c > 0) return false; } while (!P##_try_cmpxchg(v, &c, c - 1)); \
	return true; } \
static __always_inline I P##_dec_if_positive(T *v) { \
	I d, c = P##_read(v); \
	do { d = c - 1; if (d < 0) break; } while (!P##_try_cmpxchg(v, &c, d)); \
	return d; }
SIMCTL_ATOMIC(atomic_t, atomic, int)
SIMCTL_ATOMIC(atomic64_t, atomic64, long long)
SIMCTL_ATOMIC(atomic_long_t, atomic_long, long)
