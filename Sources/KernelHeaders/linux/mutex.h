#pragma once
#include <linux/spinlock.h>
#include <linux/list.h>
struct mutex {
	atomic_long_t owner;
	raw_spinlock_t wait_lock;
	struct list_head wait_list;
	struct lockdep_map dep_map;
};
void __mutex_init(struct mutex *l, const char *name, struct lock_class_key *key);
void mutex_lock(struct mutex *l);
void mutex_lock_nested(struct mutex *l, unsigned int subclass);
int __must_check mutex_lock_interruptible(struct mutex *l);
int __must_check mutex_lock_killable(struct mutex *l);
int mutex_trylock(struct mutex *l);
void mutex_unlock(struct mutex *l);
bool mutex_is_locked(struct mutex *l);
void mutex_destroy(struct mutex *l);
#define mutex_init(l) __mutex_init(l, #l, __SIMCTL_KEY)
#define __MUTEX_INITIALIZER(n) { .owner = { 0 } }
#define DEFINE_MUTEX(n) struct mutex n = __MUTEX_INITIALIZER(n)
DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
