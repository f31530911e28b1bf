#pragma once
#include <linux/timer.h>
#include <linux/list.h>
#include <linux/atomic.h>
struct work_struct;
struct workqueue_struct;
typedef void (*work_func_t)(struct work_struct *work);
struct work_struct { atomic_long_t data; struct list_head entry; work_func_t func; };
struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq;
	int cpu;
};
enum wq_flags {
	WQ_BH = 1 << 0, WQ_UNBOUND = 1 << 1, WQ_FREEZABLE = 1 << 2, WQ_MEM_RECLAIM = 1 << 3,
	WQ_HIGHPRI = 1 << 4, WQ_CPU_INTENSIVE = 1 << 5, WQ_SYSFS = 1 << 6, WQ_POWER_EFFICIENT = 1 << 7,
	WQ_PERCPU = 1 << 8, __WQ_ORDERED = 1 << 17,
};
#define WORK_CPU_UNBOUND 64
#define WORK_STRUCT_PENDING_BIT 0
extern struct workqueue_struct *system_wq, *system_percpu_wq, *system_unbound_wq, *system_dfl_wq,
	*system_long_wq, *system_highpri_wq, *system_freezable_wq, *system_power_efficient_wq, *system_bh_wq;
void __init_work(struct work_struct *work, int onstack);
void delayed_work_timer_fn(struct timer_list *t);
bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work);
bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dw, unsigned long delay);
bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dw, unsigned long delay);
bool flush_work(struct work_struct *work);
bool flush_delayed_work(struct delayed_work *dw);
bool cancel_work(struct work_struct *work);
bool cancel_work_sync(struct work_struct *work);
bool cancel_delayed_work(struct delayed_work *dw);
bool cancel_delayed_work_sync(struct delayed_work *dw);
bool disable_work(struct work_struct *work);
bool disable_work_sync(struct work_struct *work);
bool disable_delayed_work(struct delayed_work *dw);
bool disable_delayed_work_sync(struct delayed_work *dw);
bool enable_work(struct work_struct *work);
bool enable_delayed_work(struct delayed_work *dw);
unsigned int work_busy(struct work_struct *work);
void __flush_workqueue(struct workqueue_struct *wq);
void drain_workqueue(struct workqueue_struct *wq);
void destroy_workqueue(struct workqueue_struct *wq);
__printf(1, 4) struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...);
#define alloc_ordered_workqueue(fmt, flags, args...) \
	alloc_workqueue(fmt, WQ_UNBOUND | __WQ_ORDERED | (flags), 1, ##args)
#define create_workqueue(name) alloc_workqueue("%s", WQ_MEM_RECLAIM, 1, (name))
#define create_singlethread_workqueue(name) alloc_ordered_workqueue("%s", WQ_MEM_RECLAIM, name)
#define __SIMCTL_INIT_WORK(w, f, onstack) do { \
	__init_work(w, onstack); (w)->data.counter = 0; INIT_LIST_HEAD(&(w)->entry); (w)->func = (f); } while (0)
#define INIT_WORK(w, f) __SIMCTL_INIT_WORK(w, f, 0)
#define INIT_WORK_ONSTACK(w, f) __SIMCTL_INIT_WORK(w, f, 1)
#define INIT_DELAYED_WORK(dw, f) do { \
	INIT_WORK(&(dw)->work, f); \
	init_timer_key(&(dw)->timer, delayed_work_timer_fn, TIMER_IRQSAFE, NULL, NULL); } while (0)
#define INIT_DEFERRABLE_WORK(dw, f) INIT_DELAYED_WORK(dw, f)
#define DECLARE_WORK(n, f) struct work_struct n = { .entry = LIST_HEAD_INIT((n).entry), .func = (f) }
#define DECLARE_DELAYED_WORK(n, f) struct delayed_work n = { \
	.work = { .entry = LIST_HEAD_INIT((n).work.entry), .func = (f) }, \
	.timer = { .function = delayed_work_timer_fn, .flags = TIMER_IRQSAFE } }
static inline bool queue_work(struct workqueue_struct *wq, struct work_struct *w)
{ return queue_work_on(WORK_CPU_UNBOUND, wq, w); }
static inline bool schedule_work(struct work_struct *w)
{ return queue_work_on(WORK_CPU_UNBOUND, system_percpu_wq, w); }
static inline bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dw, unsigned long d)
{ return queue_delayed_work_on(WORK_CPU_UNBOUND, wq, dw, d); }
static inline bool schedule_delayed_work(struct delayed_work *dw, unsigned long d)
{ return queue_delayed_work_on(WORK_CPU_UNBOUND, system_percpu_wq, dw, d); }
static inline bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dw, unsigned long d)
{ return mod_delayed_work_on(WORK_CPU_UNBOUND, wq, dw, d); }
#define flush_workqueue(wq) __flush_workqueue(wq)
#define flush_scheduled_work() __flush_workqueue(system_percpu_wq)
static inline struct delayed_work *to_delayed_work(struct work_struct *w)
{ return container_of(w, struct delayed_work, work); }
#define work_pending(w) (READ_ONCE((w)->data.counter) & 1)
#define delayed_work_pending(dw) work_pending(&(dw)->work)
