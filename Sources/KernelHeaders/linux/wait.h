#pragma once
#include <linux/spinlock.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/errno.h>
struct wait_queue_entry;
typedef int (*wait_queue_func_t)(struct wait_queue_entry *e, unsigned int mode, int flags, void *key);
struct wait_queue_entry {
	unsigned int flags;
	void *private;
	wait_queue_func_t func;
	struct list_head entry;
};
struct wait_queue_head { spinlock_t lock; struct list_head head; };
typedef struct wait_queue_head wait_queue_head_t;
void __init_waitqueue_head(struct wait_queue_head *q, const char *name, struct lock_class_key *key);
#define init_waitqueue_head(q) __init_waitqueue_head(q, #q, NULL)
#define __WAIT_QUEUE_HEAD_INITIALIZER(n) { .head = LIST_HEAD_INIT((n).head) }
#define DECLARE_WAIT_QUEUE_HEAD(n) struct wait_queue_head n = __WAIT_QUEUE_HEAD_INITIALIZER(n)
void init_wait_entry(struct wait_queue_entry *e, int flags);
long prepare_to_wait_event(struct wait_queue_head *q, struct wait_queue_entry *e, int state);
void finish_wait(struct wait_queue_head *q, struct wait_queue_entry *e);
int __wake_up(struct wait_queue_head *q, unsigned int mode, int nr, void *key);
#define wake_up(q) __wake_up(q, TASK_NORMAL, 1, NULL)
#define wake_up_all(q) __wake_up(q, TASK_NORMAL, 0, NULL)
#define wake_up_interruptible(q) __wake_up(q, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_all(q) __wake_up(q, TASK_INTERRUPTIBLE, 0, NULL)
static inline int waitqueue_active(struct wait_queue_head *q) { return !list_empty(&q->head); }
#define ___wait_event(q, condition, state, ret, cmd) ({ \
	struct wait_queue_entry __e; long __ret = (ret); \
	init_wait_entry(&__e, 0); \
	for (;;) { \
		long __i = prepare_to_wait_event(&(q), &__e, state); \
		if (condition) break; \
		if ((state) != TASK_UNINTERRUPTIBLE && __i) { __ret = __i; break; } \
		cmd; \
	} \
	finish_wait(&(q), &__e); __ret; })
#define wait_event(q, c) do { if (!(c)) (void)___wait_event(q, c, TASK_UNINTERRUPTIBLE, 0, schedule()); } while (0)
#define wait_event_interruptible(q, c) ({ int __r = 0; \
	if (!(c)) __r = (int)___wait_event(q, c, TASK_INTERRUPTIBLE, 0, schedule()); __r; })
#define ___wait_cond_timeout(c) ({ bool __c = (c); if (__c && !__ret) __ret = 1; __c || !__ret; })
#define wait_event_timeout(q, c, t) ({ long __ret = (t); \
	if (!___wait_cond_timeout(c)) \
		__ret = ___wait_event(q, ___wait_cond_timeout(c), TASK_UNINTERRUPTIBLE, t, __ret = schedule_timeout(__ret)); \
	__ret; })
#define wait_event_interruptible_timeout(q, c, t) ({ long __ret = (t); \
	if (!___wait_cond_timeout(c)) \
		__ret = ___wait_event(q, ___wait_cond_timeout(c), TASK_INTERRUPTIBLE, t, __ret = schedule_timeout(__ret)); \
	__ret; })
