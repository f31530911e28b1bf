#pragma once
#include <linux/timer.h>
#include <linux/list.h>
#include <linux/atomic.h>
#include <linux/rcupdate.h>
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
struct rcu_work { struct work_struct work; struct rcu_head rcu; struct workqueue_struct *wq; };
enum wq_flags {
	WQ_BH = 1 << 0, WQ_UNBOUND = 1 << 1, WQ_FREEZABLE = 1 << 2, WQ_MEM_RECLAIM = 1 << 3,
	WQ_HIGHPRI = 1 << 4, WQ_CPU_INTENSIVE = 1 << 5, WQ_SYSFS = 1 << 6, WQ_POWER_EFFICIENT = 1 << 7,
	WQ_PERCPU = 1 << 8, __WQ_ORDERED = 1 << 17, __WQ_LEGACY = 1 << 18,
};
#define WQ_MAX_ACTIVE 2048
#define WQ_DFL_ACTIVE 1024
#define WORK_CPU_UNBOUND 64
#define WORK_STRUCT_PENDING_BIT 0
#define WORK_BUSY_PENDING 1
#define WORK_BUSY_RUNNING 2
extern struct workqueue_struct *system_wq, *system_percpu_wq, *system_unbound_wq, *system_dfl_wq,
	*system_long_wq, *system_highpri_wq, *system_freezable_wq, *system_power_efficient_wq,
	*system_freezable_power_efficient_wq, *system_bh_wq, *system_bh_highpri_wq;
void __init_work(struct work_struct *work, int onstack);
void destroy_work_on_stack(struct work_struct *work);
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
/* 6.10 */
bool disable_work(struct work_struct *work);
bool disable_work_sync(struct work_struct *work);
bool disable_delayed_work(struct delayed_work *dw);
bool disable_delayed_work_sync(struct delayed_work *dw);
bool enable_work(struct work_struct *work);
bool enable_delayed_work(struct delayed_work *dw);
unsigned int work_busy(struct work_struct *work);
struct work_struct *current_work(void);
__printf(1, 2) void set_worker_desc(const char *fmt, ...);
void __flush_workqueue(struct workqueue_struct *wq);
void drain_workqueue(struct workqueue_struct *wq);
void destroy_workqueue(struct workqueue_struct *wq);
void workqueue_set_max_active(struct workqueue_struct *wq, int max_active);
__printf(1, 4) struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...);
#define alloc_ordered_workqueue(fmt, flags, args...) \
	alloc_workqueue(fmt, WQ_UNBOUND | __WQ_ORDERED | (flags), 1, ##args)
#define create_workqueue(name) alloc_workqueue("%s", __WQ_LEGACY | WQ_MEM_RECLAIM | WQ_PERCPU, 1, (name))
#define create_freezable_workqueue(name) \
	alloc_workqueue("%s", __WQ_LEGACY | WQ_FREEZABLE | WQ_UNBOUND | WQ_MEM_RECLAIM, 1, (name))
#define create_singlethread_workqueue(name) \
	alloc_ordered_workqueue("%s", __WQ_LEGACY | WQ_MEM_RECLAIM, name)
#define __SIMCTL_INIT_WORK(w, f, onstack) do { \
	__init_work(w, onstack); (w)->data.counter = 0; INIT_LIST_HEAD(&(w)->entry); (w)->func = (f); } while (0)
#define INIT_WORK(w, f) __SIMCTL_INIT_WORK(w, f, 0)
#define INIT_WORK_ONSTACK(w, f) __SIMCTL_INIT_WORK(w, f, 1)
#define __SIMCTL_INIT_DELAYED_WORK(dw, f, flags) do { \
	INIT_WORK(&(dw)->work, f); \
	init_timer_key(&(dw)->timer, delayed_work_timer_fn, (flags) | TIMER_IRQSAFE, NULL, NULL); } while (0)
#define INIT_DELAYED_WORK(dw, f) __SIMCTL_INIT_DELAYED_WORK(dw, f, 0)
#define INIT_DEFERRABLE_WORK(dw, f) __SIMCTL_INIT_DELAYED_WORK(dw, f, TIMER_DEFERRABLE)
#define INIT_DELAYED_WORK_ONSTACK(dw, f) INIT_DELAYED_WORK(dw, f)
#define INIT_RCU_WORK(rw, f) INIT_WORK(&(rw)->work, f)
#define INIT_RCU_WORK_ONSTACK(rw, f) INIT_WORK_ONSTACK(&(rw)->work, f)
#define __WORK_INITIALIZER(n, f) { .entry = LIST_HEAD_INIT((n).entry), .func = (f) }
#define __DELAYED_WORK_INITIALIZER(n, f, tflags) { \
	.work = __WORK_INITIALIZER((n).work, f), \
	.timer = { .function = delayed_work_timer_fn, .flags = (tflags) | TIMER_IRQSAFE } }
#define DECLARE_WORK(n, f) struct work_struct n = __WORK_INITIALIZER(n, f)
#define DECLARE_DELAYED_WORK(n, f) struct delayed_work n = __DELAYED_WORK_INITIALIZER(n, f, 0)
#define DECLARE_DEFERRABLE_WORK(n, f) \
	struct delayed_work n = __DELAYED_WORK_INITIALIZER(n, f, TIMER_DEFERRABLE)
static inline bool queue_work(struct workqueue_struct *wq, struct work_struct *w)
{ return queue_work_on(WORK_CPU_UNBOUND, wq, w); }
static inline bool queue_work_node(int node, struct workqueue_struct *wq, struct work_struct *w)
{ (void)node; return queue_work_on(WORK_CPU_UNBOUND, wq, w); }
static inline bool schedule_work(struct work_struct *w)
{ return queue_work_on(WORK_CPU_UNBOUND, system_percpu_wq, w); }
static inline bool schedule_work_on(int cpu, struct work_struct *w)
{ return queue_work_on(cpu, system_percpu_wq, w); }
static inline bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dw, unsigned long d)
{ return queue_delayed_work_on(WORK_CPU_UNBOUND, wq, dw, d); }
static inline bool schedule_delayed_work(struct delayed_work *dw, unsigned long d)
{ return queue_delayed_work_on(WORK_CPU_UNBOUND, system_percpu_wq, dw, d); }
static inline bool schedule_delayed_work_on(int cpu, struct delayed_work *dw, unsigned long d)
{ return queue_delayed_work_on(cpu, system_percpu_wq, dw, d); }
static inline bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dw, unsigned long d)
{ return mod_delayed_work_on(WORK_CPU_UNBOUND, wq, dw, d); }
/* 6.10 */
static inline bool enable_and_queue_work(struct workqueue_struct *wq, struct work_struct *w)
{ return enable_work(w) ? queue_work(wq, w), true : false; }
#define flush_workqueue(wq) __flush_workqueue(wq)
#define flush_scheduled_work() __flush_workqueue(system_percpu_wq)
static inline struct delayed_work *to_delayed_work(struct work_struct *w)
{ return container_of(w, struct delayed_work, work); }
static inline struct rcu_work *to_rcu_work(struct work_struct *w)
{ return container_of(w, struct rcu_work, work); }
#define work_pending(w) (READ_ONCE((w)->data.counter) & 1)
#define delayed_work_pending(dw) work_pending(&(dw)->work)
static inline void destroy_delayed_work_on_stack(struct delayed_work *dw)
{ timer_destroy_on_stack(&dw->timer); destroy_work_on_stack(&dw->work); }
bool __simctl_claim_work(struct work_struct *w);
void rcu_work_rcufn(struct rcu_head *rcu);
static inline bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rw)
{
	if (!__simctl_claim_work(&rw->work))
		return false;
	rw->wq = wq;
	call_rcu(&rw->rcu, rcu_work_rcufn);
	return true;
}
static inline bool flush_rcu_work(struct rcu_work *rw)
{
	if (!work_pending(&rw->work))
		return flush_work(&rw->work);
	rcu_barrier();
	flush_work(&rw->work);
	return true;
}
