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
#define TIMER_CPUMASK 0x0003ffff
#define TIMER_DEFERRABLE 0x00080000
#define TIMER_PINNED 0x00100000
#define TIMER_IRQSAFE 0x00200000
void init_timer_key(struct timer_list *t, void (*fn)(struct timer_list *), unsigned int flags,
		    const char *name, struct lock_class_key *key);
void add_timer(struct timer_list *t);
void add_timer_on(struct timer_list *t, int cpu);
int mod_timer(struct timer_list *t, unsigned long expires);
int mod_timer_pending(struct timer_list *t, unsigned long expires);
int timer_reduce(struct timer_list *t, unsigned long expires);
int timer_delete(struct timer_list *t);
int timer_delete_sync(struct timer_list *t);
int timer_delete_sync_try(struct timer_list *t);
int timer_shutdown(struct timer_list *t);
int timer_shutdown_sync(struct timer_list *t);
void timer_destroy_on_stack(struct timer_list *t);
#define timer_setup(t, fn, flags) init_timer_key(t, fn, flags, #t, NULL)
#define timer_setup_on_stack(t, fn, flags) init_timer_key(t, fn, flags, #t, NULL)
#define __TIMER_INITIALIZER(fn, f) { .function = (fn), .flags = (f) }
#define DEFINE_TIMER(n, fn) struct timer_list n = __TIMER_INITIALIZER(fn, 0)
static inline int timer_pending(const struct timer_list *t) { return READ_ONCE(t->entry.pprev) != NULL; }
#define timer_container_of(v, t, f) container_of(t, __typeof__(*v), f)
static inline void add_timer_local(struct timer_list *t) { add_timer(t); }
static inline void add_timer_global(struct timer_list *t) { add_timer(t); }
/* The names before 6.15 and 6.16. */
#define del_timer(t) timer_delete(t)
#define del_timer_sync(t) timer_delete_sync(t)
#define try_to_del_timer_sync(t) timer_delete_sync_try(t)
#define from_timer(v, t, f) timer_container_of(v, t, f)
#define destroy_timer_on_stack(t) timer_destroy_on_stack(t)
#define timer_init_key(t, fn, flags, name, key) init_timer_key(t, fn, flags, name, key)
