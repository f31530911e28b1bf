#pragma once
#include <linux/spinlock.h>
#include <linux/list.h>
struct rw_semaphore {
	atomic_long_t count;
	raw_spinlock_t wait_lock;
	struct list_head wait_list;
	struct lockdep_map dep_map;
};
void __init_rwsem(struct rw_semaphore *s, const char *name, struct lock_class_key *key);
void down_read(struct rw_semaphore *s);
int __must_check down_read_interruptible(struct rw_semaphore *s);
int __must_check down_read_killable(struct rw_semaphore *s);
int down_read_trylock(struct rw_semaphore *s);
void down_write(struct rw_semaphore *s);
int __must_check down_write_killable(struct rw_semaphore *s);
int down_write_trylock(struct rw_semaphore *s);
void up_read(struct rw_semaphore *s);
void up_write(struct rw_semaphore *s);
void downgrade_write(struct rw_semaphore *s);
int rwsem_is_locked(struct rw_semaphore *s);
#define init_rwsem(s) __init_rwsem(s, #s, __SIMCTL_KEY)
#define __RWSEM_INITIALIZER(n) { .count = { 0 } }
#define DECLARE_RWSEM(n) struct rw_semaphore n = __RWSEM_INITIALIZER(n)
DEFINE_GUARD(rwsem_read, struct rw_semaphore *, down_read(_T), up_read(_T))
DEFINE_GUARD(rwsem_write, struct rw_semaphore *, down_write(_T), up_write(_T))
