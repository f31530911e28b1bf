#pragma once
#include <linux/sched.h>
#include <linux/list.h>
#include <linux/timer.h>
#include <linux/completion.h>
#include <linux/err.h>
__printf(4, 5) struct task_struct *kthread_create_on_node(int (*fn)(void *), void *data, int node, const char *fmt, ...);
int kthread_stop(struct task_struct *k);
int kthread_stop_put(struct task_struct *k);
bool kthread_should_stop(void);
int kthread_park(struct task_struct *k);
void kthread_unpark(struct task_struct *k);
void kthread_parkme(void);
bool kthread_should_park(void);
#define kthread_bind(k, cpu) ((void)(k), (void)(cpu))
#define kthread_exit(code) kthread_complete_and_exit(NULL, code)
#define set_freezable() false
#define try_to_freeze() false
#define kthread_freezable_should_stop(frozen) kthread_should_stop()
__noreturn void kthread_complete_and_exit(struct completion *c, long code);
#define kthread_create(fn, data, fmt, args...) kthread_create_on_node(fn, data, -1, fmt, ##args)
#define kthread_run(fn, data, fmt, ...) ({ \
	struct task_struct *__k = kthread_create(fn, data, fmt, ##__VA_ARGS__); \
	if (!IS_ERR(__k)) wake_up_process(__k); \
	__k; })
struct kthread_work;
typedef void (*kthread_work_func_t)(struct kthread_work *work);
struct kthread_worker {
	unsigned int flags;
	raw_spinlock_t lock;
	struct list_head work_list;
	struct list_head delayed_work_list;
	struct task_struct *task;
	struct kthread_work *current_work;
};
struct kthread_work {
	struct list_head node;
	kthread_work_func_t func;
	struct kthread_worker *worker;
	int canceling;
};
struct kthread_delayed_work { struct kthread_work work; struct timer_list timer; };
int kthread_worker_fn(void *worker);
void kthread_delayed_work_timer_fn(struct timer_list *t);
bool kthread_queue_work(struct kthread_worker *w, struct kthread_work *work);
bool kthread_queue_delayed_work(struct kthread_worker *w, struct kthread_delayed_work *dw, unsigned long delay);
bool kthread_mod_delayed_work(struct kthread_worker *w, struct kthread_delayed_work *dw, unsigned long delay);
void kthread_flush_work(struct kthread_work *work);
void kthread_flush_worker(struct kthread_worker *w);
bool kthread_cancel_work_sync(struct kthread_work *work);
bool kthread_cancel_delayed_work_sync(struct kthread_delayed_work *dw);
void kthread_destroy_worker(struct kthread_worker *w);
__printf(3, 4) struct kthread_worker *kthread_create_worker_on_node(unsigned int flags, int node, const char *fmt, ...);
__printf(3, 4) struct kthread_worker *__simctl_kthread_run_worker(unsigned int flags, int node, const char *fmt, ...);
#define kthread_run_worker(flags, fmt, ...) __simctl_kthread_run_worker(flags, -1, fmt, ##__VA_ARGS__)
#if SIMCTL_KERNEL < 614
#define kthread_create_worker(flags, fmt, ...) kthread_run_worker(flags, fmt, ##__VA_ARGS__)
#else
#define kthread_create_worker(flags, fmt, ...) kthread_create_worker_on_node(flags, -1, fmt, ##__VA_ARGS__)
#endif
#define kthread_init_worker(w) do { struct kthread_worker *__w = (w); \
	*__w = (struct kthread_worker){ 0 }; \
	INIT_LIST_HEAD(&__w->work_list); INIT_LIST_HEAD(&__w->delayed_work_list); } while (0)
#define kthread_init_work(w, fn) do { struct kthread_work *__w = (w); \
	*__w = (struct kthread_work){ .func = (fn) }; INIT_LIST_HEAD(&__w->node); } while (0)
#define kthread_init_delayed_work(dw, fn) do { kthread_init_work(&(dw)->work, fn); \
	timer_setup(&(dw)->timer, kthread_delayed_work_timer_fn, TIMER_IRQSAFE); } while (0)
