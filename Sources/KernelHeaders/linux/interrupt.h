#pragma once
#include <linux/types.h>
#include <linux/irqreturn.h>
#include <linux/container_of.h>
#include <linux/atomic.h>
struct device;
#define IRQF_TRIGGER_NONE 0x00000000
#define IRQF_TRIGGER_RISING 0x00000001
#define IRQF_TRIGGER_FALLING 0x00000002
#define IRQF_TRIGGER_HIGH 0x00000004
#define IRQF_TRIGGER_LOW 0x00000008
#define IRQF_SHARED 0x00000080
#define IRQF_PROBE_SHARED 0x00000100
#define IRQF_NOBALANCING 0x00000800
#define IRQF_ONESHOT 0x00002000
#define IRQF_NO_SUSPEND 0x00004000
#define IRQF_NO_THREAD 0x00010000
#define IRQF_COND_SUSPEND 0x00040000
#define IRQF_NO_AUTOEN 0x00080000
#define IRQF_COND_ONESHOT 0x00200000
struct cpumask;
int __must_check request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
				      unsigned long flags, const char *name, void *dev);
int __must_check devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
					   irq_handler_t thread_fn, unsigned long flags,
					   const char *name, void *dev_id);
static inline int __must_check request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
					   const char *name, void *dev)
{ return request_threaded_irq(irq, handler, NULL, flags, name, dev); }
static inline int __must_check devm_request_irq(struct device *d, unsigned int irq, irq_handler_t handler,
						unsigned long flags, const char *name, void *dev_id)
{ return devm_request_threaded_irq(d, irq, handler, NULL, flags, name, dev_id); }
const void *free_irq(unsigned int irq, void *dev_id);
void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id);
void disable_irq(unsigned int irq);
void disable_irq_nosync(unsigned int irq);
void enable_irq(unsigned int irq);
void synchronize_irq(unsigned int irq);
bool synchronize_hardirq(unsigned int irq);
bool disable_hardirq(unsigned int irq);
void irq_wake_thread(unsigned int irq, void *dev_id);
int irq_has_action(unsigned int irq);
int irq_set_irq_type(unsigned int irq, unsigned int type);
int irq_set_irq_wake(unsigned int irq, unsigned int on);
static inline int enable_irq_wake(unsigned int irq) { return irq_set_irq_wake(irq, 1); }
static inline int disable_irq_wake(unsigned int irq) { return irq_set_irq_wake(irq, 0); }
int __irq_apply_affinity_hint(unsigned int irq, const struct cpumask *mask, bool setaffinity);
static inline int irq_set_affinity_hint(unsigned int irq, const struct cpumask *mask)
{ return __irq_apply_affinity_hint(irq, mask, true); }
static inline int irq_set_affinity_and_hint(unsigned int irq, const struct cpumask *mask)
{ return __irq_apply_affinity_hint(irq, mask, true); }
static inline int irq_update_affinity_hint(unsigned int irq, const struct cpumask *mask)
{ return __irq_apply_affinity_hint(irq, mask, false); }
struct tasklet_struct {
	struct tasklet_struct *next;
	unsigned long state;
	atomic_t count;
	bool use_callback;
	void (*callback)(struct tasklet_struct *t);
	void (*func)(unsigned long data);
	unsigned long data;
};
#define DECLARE_TASKLET(n, f) struct tasklet_struct n = { .callback = (f), .use_callback = true }
#define DECLARE_TASKLET_DISABLED(n, f) \
	struct tasklet_struct n = { .count = { 1 }, .callback = (f), .use_callback = true }
#define DECLARE_TASKLET_OLD(n, f) struct tasklet_struct n = { .func = (f) }
#define DECLARE_TASKLET_DISABLED_OLD(n, f) struct tasklet_struct n = { .count = { 1 }, .func = (f) }
void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long), unsigned long data);
void __tasklet_hi_schedule(struct tasklet_struct *t);
static inline void tasklet_hi_schedule(struct tasklet_struct *t) { __tasklet_hi_schedule(t); }
void tasklet_disable_in_atomic(struct tasklet_struct *t);
void tasklet_unlock_wait(struct tasklet_struct *t);
void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *));
void __tasklet_schedule(struct tasklet_struct *t);
static inline void tasklet_schedule(struct tasklet_struct *t) { __tasklet_schedule(t); }
void tasklet_kill(struct tasklet_struct *t);
void tasklet_disable(struct tasklet_struct *t);
void tasklet_disable_nosync(struct tasklet_struct *t);
void tasklet_enable(struct tasklet_struct *t);
#define from_tasklet(v, t, f) container_of(t, __typeof__(*v), f)
