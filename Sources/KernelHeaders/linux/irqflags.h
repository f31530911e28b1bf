#pragma once
unsigned long __simctl_irq_save(void);
void __simctl_irq_restore(unsigned long flags);
void __simctl_irq_disable(void);
void __simctl_irq_enable(void);
int __simctl_irqs_disabled(void);
#define local_irq_save(flags) do { flags = __simctl_irq_save(); } while (0)
#define local_irq_restore(flags) __simctl_irq_restore(flags)
#define local_irq_disable() __simctl_irq_disable()
#define local_irq_enable() __simctl_irq_enable()
#define irqs_disabled() __simctl_irqs_disabled()
