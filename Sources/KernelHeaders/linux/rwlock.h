#pragma once
#include <linux/spinlock.h>
typedef struct rwlock { unsigned long cnts; struct lockdep_map dep_map; } rwlock_t;
void __rwlock_init(rwlock_t *l, const char *name, struct lock_class_key *key);
void _raw_read_lock(rwlock_t *l);
void _raw_read_unlock(rwlock_t *l);
void _raw_read_lock_bh(rwlock_t *l);
void _raw_read_unlock_bh(rwlock_t *l);
void _raw_read_lock_irq(rwlock_t *l);
void _raw_read_unlock_irq(rwlock_t *l);
unsigned long _raw_read_lock_irqsave(rwlock_t *l);
void _raw_read_unlock_irqrestore(rwlock_t *l, unsigned long flags);
int _raw_read_trylock(rwlock_t *l);
void _raw_write_lock(rwlock_t *l);
void _raw_write_unlock(rwlock_t *l);
void _raw_write_lock_bh(rwlock_t *l);
void _raw_write_unlock_bh(rwlock_t *l);
void _raw_write_lock_irq(rwlock_t *l);
void _raw_write_unlock_irq(rwlock_t *l);
unsigned long _raw_write_lock_irqsave(rwlock_t *l);
void _raw_write_unlock_irqrestore(rwlock_t *l, unsigned long flags);
int _raw_write_trylock(rwlock_t *l);
#define __RW_LOCK_UNLOCKED(name) { 0 }
#define DEFINE_RWLOCK(x) rwlock_t x = __RW_LOCK_UNLOCKED(x)
#define rwlock_init(l) __rwlock_init(l, #l, __SIMCTL_KEY)
#define read_lock(l) _raw_read_lock(l)
#define read_unlock(l) _raw_read_unlock(l)
#define read_lock_bh(l) _raw_read_lock_bh(l)
#define read_unlock_bh(l) _raw_read_unlock_bh(l)
#define read_lock_irq(l) _raw_read_lock_irq(l)
#define read_unlock_irq(l) _raw_read_unlock_irq(l)
#define read_lock_irqsave(l, flags) do { flags = _raw_read_lock_irqsave(l); } while (0)
#define read_unlock_irqrestore(l, flags) _raw_read_unlock_irqrestore(l, flags)
#define read_trylock(l) _raw_read_trylock(l)
#define write_lock(l) _raw_write_lock(l)
#define write_unlock(l) _raw_write_unlock(l)
#define write_lock_bh(l) _raw_write_lock_bh(l)
#define write_unlock_bh(l) _raw_write_unlock_bh(l)
#define write_lock_irq(l) _raw_write_lock_irq(l)
#define write_unlock_irq(l) _raw_write_unlock_irq(l)
#define write_lock_irqsave(l, flags) do { flags = _raw_write_lock_irqsave(l); } while (0)
#define write_unlock_irqrestore(l, flags) _raw_write_unlock_irqrestore(l, flags)
#define write_trylock(l) _raw_write_trylock(l)
DEFINE_GUARD(read_lock, rwlock_t *, read_lock(_T), read_unlock(_T))
DEFINE_GUARD(write_lock, rwlock_t *, write_lock(_T), write_unlock(_T))
