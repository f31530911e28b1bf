#pragma once
#include <linux/spinlock.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/errno.h>
#include <linux/ktime.h>
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
#define WQ_FLAG_EXCLUSIVE 0x01
int default_wake_function(struct wait_queue_entry *e, unsigned int mode, int flags, void *key);
int autoremove_wake_function(struct wait_queue_entry *e, unsigned int mode, int flags, void *key);
void init_wait_entry(struct wait_queue_entry *e, int flags);
long prepare_to_wait_event(struct wait_queue_head *q, struct wait_queue_entry *e, int state);
void prepare_to_wait(struct wait_queue_head *q, struct wait_queue_entry *e, int state);
bool prepare_to_wait_exclusive(struct wait_queue_head *q, struct wait_queue_entry *e, int state);
void finish_wait(struct wait_queue_head *q, struct wait_queue_entry *e);
void add_wait_queue(struct wait_queue_head *q, struct wait_queue_entry *e);
void add_wait_queue_exclusive(struct wait_queue_head *q, struct wait_queue_entry *e);
void remove_wait_queue(struct wait_queue_head *q, struct wait_queue_entry *e);
#define init_wait(e) init_wait_entry(e, 0)
#define DEFINE_WAIT(n) struct wait_queue_entry n; init_wait_entry(&n, 0)
#define DECLARE_WAITQUEUE(n, tsk) struct wait_queue_entry n = { \
	.private = (tsk), .func = default_wake_function, .entry = { NULL, NULL } }
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(n) struct wait_queue_head n; init_waitqueue_head(&n)
static inline void init_waitqueue_entry(struct wait_queue_entry *e, struct task_struct *t)
{ e->flags = 0; e->private = t; e->func = default_wake_function; }
int __wake_up(struct wait_queue_head *q, unsigned int mode, int nr, void *key);
void __wake_up_locked(struct wait_queue_head *q, unsigned int mode, int nr);
#define wake_up(q) __wake_up(q, TASK_NORMAL, 1, NULL)
#define wake_up_nr(q, nr) __wake_up(q, TASK_NORMAL, nr, NULL)
#define wake_up_all(q) __wake_up(q, TASK_NORMAL, 0, NULL)
#define wake_up_interruptible(q) __wake_up(q, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_nr(q, nr) __wake_up(q, TASK_INTERRUPTIBLE, nr, NULL)
#define wake_up_interruptible_all(q) __wake_up(q, TASK_INTERRUPTIBLE, 0, NULL)
#define wake_up_interruptible_sync(q) __wake_up(q, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_sync(q) __wake_up(q, TASK_NORMAL, 1, NULL)
#define wake_up_poll(q, m) __wake_up(q, TASK_NORMAL, 1, (void *)(unsigned long)(m))
#define wake_up_interruptible_poll(q, m) __wake_up(q, TASK_INTERRUPTIBLE, 1, (void *)(unsigned long)(m))
#define wake_up_locked(q) __wake_up_locked(q, TASK_NORMAL, 1)
#define wake_up_all_locked(q) __wake_up_locked(q, TASK_NORMAL, 0)
static inline int waitqueue_active(struct wait_queue_head *q) { return !list_empty(&q->head); }
static inline bool wq_has_sleeper(struct wait_queue_head *q) { smp_mb(); return waitqueue_active(q); }
/* A sleep that a signal may end: __i is why. */
#define ___wait_is_interruptible(state) ((state) & (TASK_INTERRUPTIBLE | 0x100))
#define ___wait_event(q, condition, state, exclusive, ret, cmd) ({ \
	struct wait_queue_entry __e; long __ret = (ret); \
	init_wait_entry(&__e, (exclusive) ? WQ_FLAG_EXCLUSIVE : 0); \
	for (;;) { \
		long __i = prepare_to_wait_event(&(q), &__e, state); \
		if (condition) break; \
		if (___wait_is_interruptible(state) && __i) { __ret = __i; break; } \
		cmd; \
	} \
	finish_wait(&(q), &__e); __ret; })
#define ___wait_simple(q, c, state, exclusive, cmd) \
	({ int __r = 0; if (!(c)) __r = (int)___wait_event(q, c, state, exclusive, 0, cmd); __r; })
#define ___wait_cond_timeout(c) ({ bool __c = (c); if (__c && !__ret) __ret = 1; __c || !__ret; })
#define ___wait_timeout(q, c, state, exclusive, t, sleep) ({ long __ret = (t); \
	if (!___wait_cond_timeout(c)) \
		__ret = ___wait_event(q, ___wait_cond_timeout(c), state, exclusive, t, sleep); \
	__ret; })
#define ___wait_jiffies(q, c, state, t) \
	___wait_timeout(q, c, state, 0, t, __ret = schedule_timeout(__ret))

#define wait_event(q, c) (void)___wait_simple(q, c, TASK_UNINTERRUPTIBLE, 0, schedule())
#define io_wait_event(q, c) wait_event(q, c)
#define wait_event_cmd(q, c, cmd1, cmd2) \
	(void)___wait_simple(q, c, TASK_UNINTERRUPTIBLE, 0, ({ cmd1; schedule(); cmd2; }))
#define wait_event_exclusive_cmd(q, c, cmd1, cmd2) \
	(void)___wait_simple(q, c, TASK_UNINTERRUPTIBLE, 1, ({ cmd1; schedule(); cmd2; }))
#define wait_event_interruptible(q, c) ___wait_simple(q, c, TASK_INTERRUPTIBLE, 0, schedule())
#define wait_event_interruptible_exclusive(q, c) ___wait_simple(q, c, TASK_INTERRUPTIBLE, 1, schedule())
#define wait_event_freezable(q, c) wait_event_interruptible(q, c)
#define wait_event_killable(q, c) ___wait_simple(q, c, TASK_KILLABLE, 0, schedule())
#define wait_event_killable_exclusive(q, c) ___wait_simple(q, c, TASK_KILLABLE, 1, schedule())
#define wait_event_state(q, c, state) ___wait_simple(q, c, state, 0, schedule())
#define wait_event_idle(q, c) (void)___wait_simple(q, c, TASK_IDLE, 0, schedule())
#define wait_event_idle_exclusive(q, c) (void)___wait_simple(q, c, TASK_IDLE, 1, schedule())

#define wait_event_timeout(q, c, t) ___wait_jiffies(q, c, TASK_UNINTERRUPTIBLE, t)
#define wait_event_interruptible_timeout(q, c, t) ___wait_jiffies(q, c, TASK_INTERRUPTIBLE, t)
#define wait_event_freezable_timeout(q, c, t) ___wait_jiffies(q, c, TASK_INTERRUPTIBLE, t)
#define wait_event_killable_timeout(q, c, t) ___wait_jiffies(q, c, TASK_KILLABLE, t)
#define wait_event_idle_timeout(q, c, t) ___wait_jiffies(q, c, TASK_IDLE, t)

#define wait_event_lock_irq(q, c, lock) \
	(void)___wait_simple(q, c, TASK_UNINTERRUPTIBLE, 0, \
		({ spin_unlock_irq(&lock); schedule(); spin_lock_irq(&lock); }))
#define wait_event_lock_irq_cmd(q, c, lock, cmd) \
	(void)___wait_simple(q, c, TASK_UNINTERRUPTIBLE, 0, \
		({ spin_unlock_irq(&lock); cmd; schedule(); spin_lock_irq(&lock); }))
#define wait_event_interruptible_lock_irq(q, c, lock) \
	___wait_simple(q, c, TASK_INTERRUPTIBLE, 0, \
		({ spin_unlock_irq(&lock); schedule(); spin_lock_irq(&lock); }))
#define ___wait_lock_timeout(q, c, lock, t, state) \
	___wait_timeout(q, c, state, 0, t, \
		({ spin_unlock_irq(&lock); __ret = schedule_timeout(__ret); spin_lock_irq(&lock); }))
#define wait_event_lock_irq_timeout(q, c, lock, t) \
	___wait_lock_timeout(q, c, lock, t, TASK_UNINTERRUPTIBLE)
#define wait_event_interruptible_lock_irq_timeout(q, c, lock, t) \
	___wait_lock_timeout(q, c, lock, t, TASK_INTERRUPTIBLE)

/* The head's own lock is held. */
static inline int do_wait_intr(struct wait_queue_head *q, struct wait_queue_entry *e)
{
	if (list_empty(&e->entry))
		list_add_tail(&e->entry, &q->head);
	set_current_state(TASK_INTERRUPTIBLE);
	if (signal_pending(current))
		return -ERESTARTSYS;
	spin_unlock(&q->lock);
	schedule();
	spin_lock(&q->lock);
	return 0;
}
static inline int do_wait_intr_irq(struct wait_queue_head *q, struct wait_queue_entry *e)
{
	if (list_empty(&e->entry))
		list_add_tail(&e->entry, &q->head);
	set_current_state(TASK_INTERRUPTIBLE);
	if (signal_pending(current))
		return -ERESTARTSYS;
	spin_unlock_irq(&q->lock);
	schedule();
	spin_lock_irq(&q->lock);
	return 0;
}
#define ___wait_locked(q, c, exclusive, fn) ({ int __r = 0; \
	if (!(c)) { \
		struct wait_queue_entry __e; \
		init_wait_entry(&__e, (exclusive) ? WQ_FLAG_EXCLUSIVE : 0); \
		do { __r = fn(&(q), &__e); if (__r) break; } while (!(c)); \
		list_del_init(&__e.entry); \
		__set_current_state(TASK_RUNNING); \
	} \
	__r; })
#define wait_event_interruptible_locked(q, c) ___wait_locked(q, c, 0, do_wait_intr)
#define wait_event_interruptible_locked_irq(q, c) ___wait_locked(q, c, 0, do_wait_intr_irq)
#define wait_event_interruptible_exclusive_locked(q, c) ___wait_locked(q, c, 1, do_wait_intr)
#define wait_event_interruptible_exclusive_locked_irq(q, c) ___wait_locked(q, c, 1, do_wait_intr_irq)

/* 0, or -ETIME when the time is up. */
#define ___wait_hrtimeout(q, c, t, state) ({ int __hr = 0; \
	if (!(c)) { \
		ktime_t __end = (t) == KTIME_MAX ? KTIME_MAX : ktime_get() + (t); \
		__hr = (int)___wait_event(q, c, state, 0, 0, \
			if (!__simctl_schedule_hrtimeout(__end, 0)) { __ret = -ETIME; break; }); \
	} \
	__hr; })
int __simctl_schedule_hrtimeout(ktime_t time, int relative);
#define wait_event_hrtimeout(q, c, t) ___wait_hrtimeout(q, c, t, TASK_UNINTERRUPTIBLE)
#define wait_event_interruptible_hrtimeout(q, c, t) ({ long __hri = ___wait_hrtimeout(q, c, t, TASK_INTERRUPTIBLE); __hri; })
