#pragma once
#include <linux/list.h>
#include <linux/rcupdate.h>
static inline void __list_add_rcu(struct list_head *n, struct list_head *prev, struct list_head *next)
{
	n->next = next;
	n->prev = prev;
	rcu_assign_pointer(prev->next, n);
	next->prev = n;
}
static inline void list_add_rcu(struct list_head *n, struct list_head *h) { __list_add_rcu(n, h, h->next); }
static inline void list_add_tail_rcu(struct list_head *n, struct list_head *h) { __list_add_rcu(n, h->prev, h); }
/* Readers may still be at the entry: its next pointer stays. */
static inline void list_del_rcu(struct list_head *e)
{
	e->next->prev = e->prev;
	WRITE_ONCE(e->prev->next, e->next);
	e->prev = LIST_POISON2;
}
static inline void list_replace_rcu(struct list_head *old, struct list_head *n)
{
	n->next = old->next;
	n->prev = old->prev;
	rcu_assign_pointer(n->prev->next, n);
	n->next->prev = n;
	old->prev = LIST_POISON2;
}
#define list_entry_rcu(p, t, m) container_of(READ_ONCE(p), t, m)
/* A fourth argument says what else may protect the walk. */
#define list_for_each_entry_rcu(p, h, m, cond...) \
	for (({ if (!(cond + 0)) __simctl_rcu_dereference(3); }), \
	     p = list_entry_rcu((h)->next, __typeof__(*p), m); &p->m != (h); \
	     p = list_entry_rcu(p->m.next, __typeof__(*p), m))
#define list_first_or_null_rcu(h, t, m) ({ struct list_head *__h = (h), *__n = READ_ONCE(__h->next); \
	__n != __h ? container_of(__n, t, m) : NULL; })
static inline void hlist_add_head_rcu(struct hlist_node *n, struct hlist_head *h)
{
	struct hlist_node *first = h->first;

	n->next = first;
	WRITE_ONCE(n->pprev, &h->first);
	rcu_assign_pointer(h->first, n);
	if (first)
		WRITE_ONCE(first->pprev, &n->next);
}
static inline void hlist_del_rcu(struct hlist_node *n)
{
	struct hlist_node *next = n->next, **pprev = n->pprev;

	WRITE_ONCE(*pprev, next);
	if (next)
		WRITE_ONCE(next->pprev, pprev);
	WRITE_ONCE(n->pprev, LIST_POISON2);
}
#define hlist_entry_or_null(p, t, m) ({ struct hlist_node *__n = (p); __n ? container_of(__n, t, m) : NULL; })
#define hlist_for_each_entry_rcu(p, h, m, cond...) \
	for (({ if (!(cond + 0)) __simctl_rcu_dereference(3); }), \
	     p = hlist_entry_or_null(READ_ONCE((h)->first), __typeof__(*p), m); p; \
	     p = hlist_entry_or_null(READ_ONCE(p->m.next), __typeof__(*p), m))
