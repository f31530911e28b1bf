#pragma once
#include <linux/spinlock.h>
#include <linux/list.h>
struct swait_queue_head { raw_spinlock_t lock; struct list_head task_list; };
void __init_swait_queue_head(struct swait_queue_head *q, const char *name, struct lock_class_key *key);
