#pragma once
#include <linux/jiffies.h>
#include <linux/container_of.h>
#include <linux/spinlock.h>
struct timer_list {
	struct hlist_node entry;
	unsigned long expires;
	void (*function)(struct timer_list *);
	u32 flags;
};
#define TIMER_DEFERRABLE 0x00080000
#define TIMER_PINNED 0x00100000
#define TIMER_IRQSAFE 0x00200000
void init_timer_key(struct timer_list *t, void (*fn)(struct timer_list *), unsigned int flags,
		    const char *name, struct lock_class_key *key);
void add_timer(struct timer_list *t);
int mod_timer(struct timer_list *t, unsigned long expires);
int mod_timer_pending(struct timer_list *t, unsigned long expires);
int timer_delete(struct timer_list *t);
int timer_delete_sync(struct timer_list *t);
int timer_delete_sync_try(struct timer_list *t);
int timer_shutdown(struct timer_list *t);
int timer_shutdown_sync(struct timer_list *t);
#define timer_setup(t, fn, flags) init_timer_key(t, fn, flags, #t, NULL)
#define del_timer(t) timer_delete(t)
#define del_timer_sync(t) timer_delete_sync(t)
#define try_to_del_timer_sync(t) timer_delete_sync_try(t)
static inline int timer_pending(const struct timer_list *t) { return READ_ONCE(t->entry.pprev) != NULL; }
#define from_timer(v, t, f) container_of(t, __typeof__(*v), f)
#define timer_container_of(v, t, f) container_of(t, __typeof__(*v), f)
