/* SPDX-License-Identifier: MIT */
/*
 * H8: the scope of one binding, which the driver core owns and which lives as long as the device.
 * Whoever starts something that calls back registers it here first, with what fences it; whoever
 * acquires a resource leaves here what releases it. Unbind closes the scope: it runs the fences,
 * newest first, and then releases the resources. An owner may give its object up earlier.
 *
 *	NO_FLAG	a scope is not marked closed
 *	SNAPSHOT	the list is taken at once, as devres takes its own, rather than until it is empty
 *	OLDEST_FIRST	the oldest fence runs first
 *	UNDER_LOCK	fences run under the scope's lock (a mutex then)
 *	RESOURCES_FIRST	resources are released before the fences run
 *	ONE_LIST	resources are on the list of fences, newest first, as devres has them
 *	CORE_RUNS_ON	unbind does not wait for the fence of an owner who gives up
 *	OWNER_RUNS_ON	an owner who comes too late to give up does not wait for the fence
 */
#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct scope_entry {
	void (*end)(void *object);	/* the fence, or what releases the resource */
	void *object;
	struct scope_entry *next;
	struct completion ended;
};

struct scope {
#ifdef UNDER_LOCK
	struct mutex lock;
#else
	spinlock_t lock;
#endif
	bool closed;
	struct scope_entry *fences, *resources;
	int giving_up;		/* owners whose fence is under way */
	wait_queue_head_t idle;
};

static void scope_lock(struct scope *scope)
{
#ifdef UNDER_LOCK
	mutex_lock(&scope->lock);
#else
	spin_lock(&scope->lock);
#endif
}

static void scope_unlock(struct scope *scope)
{
#ifdef UNDER_LOCK
	mutex_unlock(&scope->lock);
#else
	spin_unlock(&scope->lock);
#endif
}

static void scope_init(struct scope *scope)
{
#ifdef UNDER_LOCK
	mutex_init(&scope->lock);
#else
	spin_lock_init(&scope->lock);
#endif
	init_waitqueue_head(&scope->idle);
}

static bool scope_add(struct scope *scope, struct scope_entry **list, struct scope_entry *entry,
		      void (*end)(void *object), void *object)
{
	bool ok;

	entry->end = end;
	entry->object = object;
	init_completion(&entry->ended);
	scope_lock(scope);
	ok = !scope->closed;
	if (ok) {
#ifdef OLDEST_FIRST
		while (*list)
			list = &(*list)->next;
#endif
		entry->next = *list;
		*list = entry;
	}
	scope_unlock(scope);
	return ok;
}

/* The object may be started only if this says so. */
static bool scope_register(struct scope *scope, struct scope_entry *entry,
			   void (*fence)(void *object), void *object)
{
	return scope_add(scope, &scope->fences, entry, fence, object);
}

static bool scope_keep(struct scope *scope, struct scope_entry *entry,
		       void (*release)(void *object), void *object)
{
#ifdef ONE_LIST
	return scope_add(scope, &scope->fences, entry, release, object);
#else
	return scope_add(scope, &scope->resources, entry, release, object);
#endif
}

/* The next entry; with SNAPSHOT all of them. */
static struct scope_entry *scope_take(struct scope *scope, struct scope_entry **list)
{
	struct scope_entry *entry;

	scope_lock(scope);
#ifndef NO_FLAG
	scope->closed = true;
#endif
	entry = *list;
#ifdef SNAPSHOT
	*list = NULL;
#else
	if (entry)
		*list = entry->next;
#endif
#ifndef UNDER_LOCK
	scope_unlock(scope);
#endif
	return entry;
}

static void scope_end_all(struct scope *scope, struct scope_entry **list)
{
	struct scope_entry *entry;

#ifdef SNAPSHOT
	for (entry = scope_take(scope, list); entry; entry = entry->next) {
#else
	while ((entry = scope_take(scope, list))) {
#endif
		entry->end(entry->object);
		complete_all(&entry->ended);
#ifdef UNDER_LOCK
		scope_unlock(scope);
#endif
	}
#ifdef UNDER_LOCK
	scope_unlock(scope);
#endif
}

/* The driver core's part of unbind. */
static void scope_close(struct scope *scope)
{
#ifdef RESOURCES_FIRST
	scope_end_all(scope, &scope->resources);
#endif
	scope_end_all(scope, &scope->fences);
#ifndef CORE_RUNS_ON
	wait_event(scope->idle, !READ_ONCE(scope->giving_up));
#endif
	scope_end_all(scope, &scope->resources);
}

/* An owner gives its object up: when this returns, it is fenced. */
static void __maybe_unused scope_give_up(struct scope *scope, struct scope_entry *entry)
{
	struct scope_entry **p;
	bool mine = false;

	scope_lock(scope);
	for (p = &scope->fences; *p; p = &(*p)->next) {
		if (*p != entry)
			continue;
		*p = entry->next;
		mine = true;
		scope->giving_up++;
		break;
	}
	scope_unlock(scope);
	if (mine) {
		entry->end(entry->object);
		scope_lock(scope);
		scope->giving_up--;
		scope_unlock(scope);
		wake_up(&scope->idle);
		return;
	}
#ifndef OWNER_RUNS_ON
	wait_for_completion(&entry->ended);
#endif
}
