#pragma once
#include <linux/types.h>
void __simctl_preempt_disable(void);
void __simctl_preempt_enable(void);
int __simctl_in_interrupt(void);
int __simctl_in_hardirq(void);
int __simctl_in_task(void);
#define preempt_disable() __simctl_preempt_disable()
#define preempt_enable() __simctl_preempt_enable()
#define in_interrupt() __simctl_in_interrupt()
#define in_hardirq() __simctl_in_hardirq()
#define in_irq() __simctl_in_hardirq()
#define in_task() __simctl_in_task()
