#pragma once
#include <linux/spinlock.h>
#include <linux/list.h>
struct semaphore { raw_spinlock_t lock; unsigned int count; struct list_head wait_list; };
void down(struct semaphore *s);
int __must_check down_interruptible(struct semaphore *s);
int __must_check down_killable(struct semaphore *s);
int __must_check down_trylock(struct semaphore *s);
void up(struct semaphore *s);
static inline void sema_init(struct semaphore *s, int n) { *s = (struct semaphore){ .count = n }; }
#define __SEMAPHORE_INITIALIZER(name, n) { .count = (n) }
#define DEFINE_SEMAPHORE(name, n) struct semaphore name = __SEMAPHORE_INITIALIZER(name, n)
