#pragma once
#include <linux/sched.h>
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
