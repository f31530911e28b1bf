#pragma once
#include <linux/wait.h>
#include <linux/fs.h>
typedef struct poll_table_struct { void (*_qproc)(struct file *f, struct wait_queue_head *q, struct poll_table_struct *p); } poll_table;
#define EPOLLIN 1
#define EPOLLOUT 4
#define EPOLLERR 8
#define EPOLLHUP 16
#define EPOLLRDNORM 0x40
void __simctl_poll_wait(struct file *f, struct wait_queue_head *q);
static inline void poll_wait(struct file *f, struct wait_queue_head *q, poll_table *p)
{ if (p) __simctl_poll_wait(f, q); }
void __wake_up_pollfree(struct wait_queue_head *q);
#define wake_up_pollfree(q) __wake_up_pollfree(q)
