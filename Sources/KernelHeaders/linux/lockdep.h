#pragma once
#include <linux/types.h>
/* A key is the class of all locks that are set up at one place. */
struct lock_class_key { char dummy; };
struct lockdep_map { struct lock_class_key *key; const char *name; };
#define __SIMCTL_KEY ({ static struct lock_class_key __key; &__key; })
void __simctl_lock_held(const void *lock);
void __simctl_set_class(struct lockdep_map *map, struct lock_class_key *key, const char *name, int subclass);
#define lockdep_assert_held(l) __simctl_lock_held(l)
#define lockdep_assert_held_write(l) __simctl_lock_held(l)
#define lockdep_assert_held_once(l) __simctl_lock_held(l)
#define lockdep_set_class(l, k) __simctl_set_class(__SIMCTL_MAP(l), k, #k, 0)
#define lockdep_set_class_and_name(l, k, n) __simctl_set_class(__SIMCTL_MAP(l), k, n, 0)
#define lockdep_set_novalidate_class(l) \
	__simctl_set_class(__SIMCTL_MAP(l), &__lockdep_no_validate__, "novalidate", 0)
#define __SIMCTL_MAP(l) (&(l)->dep_map)
extern struct lock_class_key __lockdep_no_validate__;
#define lockdep_register_key(k) do { (void)(k); } while (0)
#define lockdep_unregister_key(k) do { (void)(k); } while (0)
