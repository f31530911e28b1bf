#pragma once
#include <linux/types.h>
#include <linux/jiffies.h>
struct task_struct { unsigned int __state; int usage; int exit_code; unsigned int flags; char comm[16]; int pid; };
#define TASK_RUNNING 0
#define TASK_INTERRUPTIBLE 1
#define TASK_UNINTERRUPTIBLE 2
#define TASK_KILLABLE 0x102
#define TASK_IDLE 0x402
#define TASK_NORMAL 3
struct task_struct *__simctl_current(void);
#define current __simctl_current()
void __simctl_set_current_state(unsigned int state);
#define set_current_state(s) __simctl_set_current_state(s)
#define __set_current_state(s) __simctl_set_current_state(s)
void schedule(void);
long schedule_timeout(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_uninterruptible(long timeout);
int wake_up_process(struct task_struct *t);
struct task_struct *get_task_struct(struct task_struct *t);
void put_task_struct(struct task_struct *t);
long schedule_timeout_killable(long timeout);
long schedule_timeout_idle(long timeout);
int signal_pending(struct task_struct *t);
int fatal_signal_pending(struct task_struct *t);
static inline void io_schedule(void) { schedule(); }
void cond_resched(void);
static inline void yield(void) { cond_resched(); }
