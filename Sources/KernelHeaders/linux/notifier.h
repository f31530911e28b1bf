#pragma once
#include <linux/types.h>
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/srcu.h>
struct notifier_block;
typedef int (*notifier_fn_t)(struct notifier_block *nb, unsigned long action, void *data);
struct notifier_block { notifier_fn_t notifier_call; struct notifier_block *next; int priority; };
struct atomic_notifier_head { spinlock_t lock; struct notifier_block *head; };
struct blocking_notifier_head { struct mutex rwsem; struct notifier_block *head; };
struct raw_notifier_head { struct notifier_block *head; };
struct srcu_notifier_head { struct mutex mutex; struct notifier_block *head; };
#define NOTIFY_DONE 0x0000
#define NOTIFY_OK 0x0001
#define NOTIFY_STOP_MASK 0x8000
#define NOTIFY_BAD (NOTIFY_STOP_MASK | 0x0002)
#define NOTIFY_STOP (NOTIFY_OK | NOTIFY_STOP_MASK)
static inline int notifier_from_errno(int err)
{ return err ? NOTIFY_STOP_MASK | (NOTIFY_OK - err) : NOTIFY_OK; }
static inline int notifier_to_errno(int ret)
{
	ret &= ~NOTIFY_STOP_MASK;
	return ret > NOTIFY_OK ? NOTIFY_OK - ret : 0;
}
#define ATOMIC_NOTIFIER_HEAD(n) struct atomic_notifier_head n
#define BLOCKING_NOTIFIER_HEAD(n) struct blocking_notifier_head n
#define RAW_NOTIFIER_HEAD(n) struct raw_notifier_head n
#define SRCU_NOTIFIER_HEAD(n) struct srcu_notifier_head n
#define SRCU_NOTIFIER_HEAD_STATIC(n) static struct srcu_notifier_head n
#define ATOMIC_INIT_NOTIFIER_HEAD(h) do { (h)->head = NULL; } while (0)
#define BLOCKING_INIT_NOTIFIER_HEAD(h) do { (h)->head = NULL; } while (0)
#define RAW_INIT_NOTIFIER_HEAD(h) do { (h)->head = NULL; } while (0)
static inline int srcu_init_notifier_head(struct srcu_notifier_head *h) { h->head = NULL; return 0; }
static inline void srcu_cleanup_notifier_head(struct srcu_notifier_head *h) { (void)h; }
int atomic_notifier_chain_register(struct atomic_notifier_head *h, struct notifier_block *nb);
int atomic_notifier_chain_unregister(struct atomic_notifier_head *h, struct notifier_block *nb);
int atomic_notifier_call_chain(struct atomic_notifier_head *h, unsigned long val, void *v);
int blocking_notifier_chain_register(struct blocking_notifier_head *h, struct notifier_block *nb);
int blocking_notifier_chain_unregister(struct blocking_notifier_head *h, struct notifier_block *nb);
int blocking_notifier_call_chain(struct blocking_notifier_head *h, unsigned long val, void *v);
int srcu_notifier_chain_register(struct srcu_notifier_head *h, struct notifier_block *nb);
int srcu_notifier_chain_unregister(struct srcu_notifier_head *h, struct notifier_block *nb);
int srcu_notifier_call_chain(struct srcu_notifier_head *h, unsigned long val, void *v);
int raw_notifier_chain_register(struct raw_notifier_head *h, struct notifier_block *nb);
int raw_notifier_chain_unregister(struct raw_notifier_head *h, struct notifier_block *nb);
int raw_notifier_call_chain(struct raw_notifier_head *h, unsigned long val, void *v);
