#pragma once
#include <linux/atomic.h>
#include <linux/container_of.h>
struct irq_work { unsigned int flags; void (*func)(struct irq_work *); };
#define IRQ_WORK_PENDING 1
#define IRQ_WORK_BUSY 2
#define IRQ_WORK_INIT(f) (struct irq_work){ .func = (f) }
#define IRQ_WORK_INIT_LAZY(f) IRQ_WORK_INIT(f)
#define IRQ_WORK_INIT_HARD(f) IRQ_WORK_INIT(f)
#define DEFINE_IRQ_WORK(n, f) struct irq_work n = { .func = (f) }
bool irq_work_queue(struct irq_work *work);
bool irq_work_queue_on(struct irq_work *work, int cpu);
void irq_work_sync(struct irq_work *work);
static inline void init_irq_work(struct irq_work *w, void (*f)(struct irq_work *))
{ *w = IRQ_WORK_INIT(f); }
static inline bool irq_work_is_pending(struct irq_work *w) { return READ_ONCE(w->flags) & IRQ_WORK_PENDING; }
static inline bool irq_work_is_busy(struct irq_work *w) { return READ_ONCE(w->flags) & IRQ_WORK_BUSY; }
