#pragma once
#include <linux/types.h>
#include <linux/irqreturn.h>
#include <linux/container_of.h>
#include <linux/atomic.h>
struct device;
#define IRQF_SHARED 0x00000080
#define IRQF_ONESHOT 0x00002000
#define IRQF_NO_AUTOEN 0x00080000
#define IRQF_TRIGGER_RISING 0x00000001
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
