#pragma once
#include <linux/jiffies.h>
void msleep(unsigned int ms);
unsigned long msleep_interruptible(unsigned int ms);
void usleep_range_state(unsigned long min, unsigned long max, unsigned int state);
void __udelay(unsigned long us);
static inline void usleep_range(unsigned long lo, unsigned long hi) { usleep_range_state(lo, hi, 2); }
static inline void fsleep(unsigned long us) { usleep_range_state(us, 2 * us, 2); }
static inline void ssleep(unsigned int s) { msleep(s * 1000); }
#define udelay(n) __udelay(n)
#define ndelay(n) __udelay(1)
#define mdelay(n) __udelay((n) * 1000)
void __simctl_cpu_relax(void);
#define cpu_relax() __simctl_cpu_relax()
