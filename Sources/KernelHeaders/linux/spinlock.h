#pragma once
#include <linux/types.h>
#include <linux/irqflags.h>
typedef struct raw_spinlock { u32 raw_lock; } raw_spinlock_t;
typedef struct spinlock { struct raw_spinlock rlock; } spinlock_t;
struct lock_class_key { int dummy; };
void __raw_spin_lock_init(raw_spinlock_t *l, const char *name, struct lock_class_key *key);
void _raw_spin_lock(raw_spinlock_t *l);
void _raw_spin_lock_bh(raw_spinlock_t *l);
void _raw_spin_lock_irq(raw_spinlock_t *l);
unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *l);
int _raw_spin_trylock(raw_spinlock_t *l);
void _raw_spin_unlock(raw_spinlock_t *l);
void _raw_spin_unlock_bh(raw_spinlock_t *l);
void _raw_spin_unlock_irq(raw_spinlock_t *l);
void _raw_spin_unlock_irqrestore(raw_spinlock_t *l, unsigned long flags);
#define __SPIN_LOCK_UNLOCKED(name) { { 0 } }
#define DEFINE_SPINLOCK(x) spinlock_t x = __SPIN_LOCK_UNLOCKED(x)
#define DEFINE_RAW_SPINLOCK(x) raw_spinlock_t x = { 0 }
#define spin_lock_init(l) __raw_spin_lock_init(&(l)->rlock, #l, NULL)
#define raw_spin_lock_init(l) __raw_spin_lock_init(l, #l, NULL)
static __always_inline void spin_lock(spinlock_t *l) { _raw_spin_lock(&l->rlock); }
static __always_inline void spin_lock_bh(spinlock_t *l) { _raw_spin_lock_bh(&l->rlock); }
static __always_inline void spin_lock_irq(spinlock_t *l) { _raw_spin_lock_irq(&l->rlock); }
static __always_inline int spin_trylock(spinlock_t *l) { return _raw_spin_trylock(&l->rlock); }
static __always_inline void spin_unlock(spinlock_t *l) { _raw_spin_unlock(&l->rlock); }
static __always_inline void spin_unlock_bh(spinlock_t *l) { _raw_spin_unlock_bh(&l->rlock); }
static __always_inline void spin_unlock_irq(spinlock_t *l) { _raw_spin_unlock_irq(&l->rlock); }
static __always_inline void spin_unlock_irqrestore(spinlock_t *l, unsigned long flags)
{ _raw_spin_unlock_irqrestore(&l->rlock, flags); }
#define spin_lock_irqsave(l, flags) do { flags = _raw_spin_lock_irqsave(&(l)->rlock); } while (0)
#define raw_spin_lock(l) _raw_spin_lock(l)
#define raw_spin_unlock(l) _raw_spin_unlock(l)
#define raw_spin_lock_irqsave(l, flags) do { flags = _raw_spin_lock_irqsave(l); } while (0)
#define raw_spin_unlock_irqrestore(l, flags) _raw_spin_unlock_irqrestore(l, flags)
