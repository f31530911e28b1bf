#pragma once
unsigned long __simctl_irq_save(void);
void __simctl_irq_restore(unsigned long flags);
void __simctl_irq_disable(void);
void __simctl_irq_enable(void);
void __simctl_preempt_disable(void);
void __simctl_preempt_enable(void);
#define local_irq_save(flags) do { flags = __simctl_irq_save(); } while (0)
#define local_irq_restore(flags) __simctl_irq_restore(flags)
#define local_irq_disable() __simctl_irq_disable()
#define local_irq_enable() __simctl_irq_enable()
#define preempt_disable() __simctl_preempt_disable()
#define preempt_enable() __simctl_preempt_enable()
