#pragma once
#include <linux/types.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/bottom_half.h>
#include <linux/lockdep.h>
#include <linux/cleanup.h>
typedef struct raw_spinlock { u32 raw_lock; struct lockdep_map dep_map; } raw_spinlock_t;
typedef struct spinlock {
	union { struct raw_spinlock rlock; struct { u32 __raw_lock; struct lockdep_map dep_map; }; };
} spinlock_t;
void __raw_spin_lock_init(raw_spinlock_t *l, const char *name, struct lock_class_key *key);
void _raw_spin_lock(raw_spinlock_t *l);
void _raw_spin_lock_bh(raw_spinlock_t *l);
void _raw_spin_lock_irq(raw_spinlock_t *l);
unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *l);
void _raw_spin_lock_nested(raw_spinlock_t *l, int subclass);
unsigned long _raw_spin_lock_irqsave_nested(raw_spinlock_t *l, int subclass);
int _raw_spin_trylock(raw_spinlock_t *l);
int _raw_spin_trylock_bh(raw_spinlock_t *l);
int _raw_spin_is_locked(raw_spinlock_t *l);
void _raw_spin_unlock(raw_spinlock_t *l);
void _raw_spin_unlock_bh(raw_spinlock_t *l);
void _raw_spin_unlock_irq(raw_spinlock_t *l);
void _raw_spin_unlock_irqrestore(raw_spinlock_t *l, unsigned long flags);
#define SINGLE_DEPTH_NESTING 1
#define __SPIN_LOCK_UNLOCKED(name) { { { 0 } } }
#define DEFINE_SPINLOCK(x) spinlock_t x = __SPIN_LOCK_UNLOCKED(x)
#define DEFINE_RAW_SPINLOCK(x) raw_spinlock_t x = { 0 }
#define raw_spin_lock_init(l) __raw_spin_lock_init(l, #l, __SIMCTL_KEY)
#define spin_lock_init(l) __raw_spin_lock_init(&(l)->rlock, #l, __SIMCTL_KEY)
#define raw_spin_lock(l) _raw_spin_lock(l)
#define raw_spin_lock_bh(l) _raw_spin_lock_bh(l)
#define raw_spin_lock_irq(l) _raw_spin_lock_irq(l)
#define raw_spin_lock_irqsave(l, flags) do { flags = _raw_spin_lock_irqsave(l); } while (0)
#define raw_spin_lock_nested(l, s) _raw_spin_lock_nested(l, s)
#define raw_spin_trylock(l) _raw_spin_trylock(l)
#define raw_spin_is_locked(l) _raw_spin_is_locked(l)
#define raw_spin_unlock(l) _raw_spin_unlock(l)
#define raw_spin_unlock_bh(l) _raw_spin_unlock_bh(l)
#define raw_spin_unlock_irq(l) _raw_spin_unlock_irq(l)
#define raw_spin_unlock_irqrestore(l, flags) _raw_spin_unlock_irqrestore(l, flags)
static __always_inline void spin_lock(spinlock_t *l) { _raw_spin_lock(&l->rlock); }
static __always_inline void spin_lock_bh(spinlock_t *l) { _raw_spin_lock_bh(&l->rlock); }
static __always_inline void spin_lock_irq(spinlock_t *l) { _raw_spin_lock_irq(&l->rlock); }
static __always_inline int spin_trylock(spinlock_t *l) { return _raw_spin_trylock(&l->rlock); }
static __always_inline int spin_trylock_bh(spinlock_t *l) { return _raw_spin_trylock_bh(&l->rlock); }
static __always_inline int spin_is_locked(spinlock_t *l) { return _raw_spin_is_locked(&l->rlock); }
static __always_inline void spin_unlock(spinlock_t *l) { _raw_spin_unlock(&l->rlock); }
static __always_inline void spin_unlock_bh(spinlock_t *l) { _raw_spin_unlock_bh(&l->rlock); }
static __always_inline void spin_unlock_irq(spinlock_t *l) { _raw_spin_unlock_irq(&l->rlock); }
static __always_inline void spin_unlock_irqrestore(spinlock_t *l, unsigned long flags)
{ _raw_spin_unlock_irqrestore(&l->rlock, flags); }
#define spin_lock_irqsave(l, flags) do { flags = _raw_spin_lock_irqsave(&(l)->rlock); } while (0)
#define spin_lock_nested(l, s) _raw_spin_lock_nested(&(l)->rlock, s)
#define spin_lock_irqsave_nested(l, flags, s) \
	do { flags = _raw_spin_lock_irqsave_nested(&(l)->rlock, s); } while (0)
#define raw_spin_trylock_irqsave(l, flags) ({ int __ok; local_irq_save(flags); \
	__ok = _raw_spin_trylock(l); if (!__ok) local_irq_restore(flags); __ok; })
#define spin_trylock_irqsave(l, flags) raw_spin_trylock_irqsave(&(l)->rlock, flags)
#define spin_trylock_irq(l) ({ int __ok; local_irq_disable(); \
	__ok = _raw_spin_trylock(&(l)->rlock); if (!__ok) local_irq_enable(); __ok; })
DEFINE_GUARD(spinlock, spinlock_t *, spin_lock(_T), spin_unlock(_T))
DEFINE_GUARD(spinlock_bh, spinlock_t *, spin_lock_bh(_T), spin_unlock_bh(_T))
DEFINE_GUARD(spinlock_irq, spinlock_t *, spin_lock_irq(_T), spin_unlock_irq(_T))
DEFINE_GUARD(raw_spinlock, raw_spinlock_t *, raw_spin_lock(_T), raw_spin_unlock(_T))
DEFINE_FLAGS_GUARD(spinlock_irqsave, spinlock_t, spin_lock_irqsave(_T->lock, _T->flags),
	spin_unlock_irqrestore(_T->lock, _T->flags))
#include <linux/rwlock.h>
