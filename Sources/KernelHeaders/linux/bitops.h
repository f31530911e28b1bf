#pragma once
#include <linux/bits.h>
#include <linux/math.h>
/* set_bit() and its kin are atomic and order nothing; test_and_*() are full barriers; the forms with
   two underscores are plain reads and writes. */
#define SIMCTL_BIT_OP(name, op, mask) \
static __always_inline void name(long nr, volatile unsigned long *addr) \
{ __atomic_fetch_##op(addr + BIT_WORD(nr), mask, __ATOMIC_RELAXED); }
SIMCTL_BIT_OP(set_bit, or, BIT_MASK(nr))
SIMCTL_BIT_OP(clear_bit, and, ~BIT_MASK(nr))
SIMCTL_BIT_OP(change_bit, xor, BIT_MASK(nr))
#define SIMCTL_TEST_AND(name, op, mask, order) \
static __always_inline bool name(long nr, volatile unsigned long *addr) \
{ return __atomic_fetch_##op(addr + BIT_WORD(nr), mask, order) & BIT_MASK(nr); }
SIMCTL_TEST_AND(test_and_set_bit, or, BIT_MASK(nr), __ATOMIC_SEQ_CST)
SIMCTL_TEST_AND(test_and_clear_bit, and, ~BIT_MASK(nr), __ATOMIC_SEQ_CST)
SIMCTL_TEST_AND(test_and_change_bit, xor, BIT_MASK(nr), __ATOMIC_SEQ_CST)
SIMCTL_TEST_AND(test_and_set_bit_lock, or, BIT_MASK(nr), __ATOMIC_ACQUIRE)
static __always_inline void clear_bit_unlock(long nr, volatile unsigned long *addr)
{ __atomic_fetch_and(addr + BIT_WORD(nr), ~BIT_MASK(nr), __ATOMIC_RELEASE); }
static __always_inline void __clear_bit_unlock(long nr, volatile unsigned long *addr)
{ __atomic_store_n(addr + BIT_WORD(nr), addr[BIT_WORD(nr)] & ~BIT_MASK(nr), __ATOMIC_RELEASE); }
static __always_inline bool test_bit(long nr, const volatile unsigned long *addr)
{ return READ_ONCE(addr[BIT_WORD(nr)]) & BIT_MASK(nr); }
static __always_inline bool test_bit_acquire(long nr, const volatile unsigned long *addr)
{ return smp_load_acquire(addr + BIT_WORD(nr)) & BIT_MASK(nr); }
#define assign_bit(nr, addr, value) ((value) ? set_bit(nr, addr) : clear_bit(nr, addr))
static __always_inline void __set_bit(long nr, unsigned long *addr)
{ addr[BIT_WORD(nr)] |= BIT_MASK(nr); }
static __always_inline void __clear_bit(long nr, unsigned long *addr)
{ addr[BIT_WORD(nr)] &= ~BIT_MASK(nr); }
static __always_inline void __change_bit(long nr, unsigned long *addr)
{ addr[BIT_WORD(nr)] ^= BIT_MASK(nr); }
#define __assign_bit(nr, addr, value) ((value) ? __set_bit(nr, addr) : __clear_bit(nr, addr))
#define SIMCTL_PLAIN_TEST_AND(name, change) \
static __always_inline bool name(long nr, unsigned long *addr) \
{ unsigned long old = addr[BIT_WORD(nr)]; addr[BIT_WORD(nr)] = change; return old & BIT_MASK(nr); }
SIMCTL_PLAIN_TEST_AND(__test_and_set_bit, old | BIT_MASK(nr))
SIMCTL_PLAIN_TEST_AND(__test_and_clear_bit, old & ~BIT_MASK(nr))
SIMCTL_PLAIN_TEST_AND(__test_and_change_bit, old ^ BIT_MASK(nr))

static inline unsigned int hweight32(u32 w) { return (unsigned int)__builtin_popcount(w); }
static inline unsigned int hweight64(u64 w) { return (unsigned int)__builtin_popcountll(w); }
static inline unsigned int hweight_long(unsigned long w) { return (unsigned int)__builtin_popcountl(w); }
static inline int fls(unsigned int x) { return x ? 32 - __builtin_clz(x) : 0; }
static inline int fls64(u64 x) { return x ? 64 - __builtin_clzll(x) : 0; }
static inline int ffs(int x) { return x ? __builtin_ctz((unsigned int)x) + 1 : 0; }
static inline unsigned long __ffs(unsigned long x) { return (unsigned long)__builtin_ctzl(x); }
static inline unsigned long __fls(unsigned long x) { return 63UL - (unsigned long)__builtin_clzl(x); }
static inline unsigned long ffz(unsigned long x) { return (unsigned long)__builtin_ctzl(~x); }

static inline unsigned long find_next_bit(const unsigned long *map, unsigned long size, unsigned long from)
{ while (from < size && !(map[BIT_WORD(from)] & BIT_MASK(from))) from++; return from < size ? from : size; }
static inline unsigned long find_next_zero_bit(const unsigned long *map, unsigned long size, unsigned long from)
{ while (from < size && (map[BIT_WORD(from)] & BIT_MASK(from))) from++; return from < size ? from : size; }
#define find_first_bit(map, size) find_next_bit(map, size, 0)
#define find_first_zero_bit(map, size) find_next_zero_bit(map, size, 0)
#define for_each_set_bit(bit, map, size) \
	for ((bit) = find_first_bit(map, size); (bit) < (size); (bit) = find_next_bit(map, size, (bit) + 1))
#define for_each_clear_bit(bit, map, size) \
	for ((bit) = find_first_zero_bit(map, size); (bit) < (size); \
	     (bit) = find_next_zero_bit(map, size, (bit) + 1))
