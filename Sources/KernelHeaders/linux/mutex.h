#pragma once
#include <linux/spinlock.h>
#include <linux/list.h>
struct mutex { atomic_long_t owner; raw_spinlock_t wait_lock; struct list_head wait_list; };
void __mutex_init(struct mutex *l, const char *name, struct lock_class_key *key);
void mutex_lock(struct mutex *l);
int __must_check mutex_lock_interruptible(struct mutex *l);
int mutex_trylock(struct mutex *l);
void mutex_unlock(struct mutex *l);
bool mutex_is_locked(struct mutex *l);
void mutex_destroy(struct mutex *l);
#define mutex_init(l) __mutex_init(l, #l, NULL)
#define __MUTEX_INITIALIZER(n) { .owner = { 0 } }
#define DEFINE_MUTEX(n) struct mutex n = __MUTEX_INITIALIZER(n)
