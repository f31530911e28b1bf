#pragma once
#include <linux/swait.h>
struct completion { unsigned int done; struct swait_queue_head wait; };
void complete(struct completion *c);
void complete_all(struct completion *c);
void wait_for_completion(struct completion *c);
unsigned long wait_for_completion_timeout(struct completion *c, unsigned long timeout);
int __must_check wait_for_completion_interruptible(struct completion *c);
int __must_check wait_for_completion_killable(struct completion *c);
long wait_for_completion_interruptible_timeout(struct completion *c, unsigned long timeout);
long wait_for_completion_killable_timeout(struct completion *c, unsigned long timeout);
void wait_for_completion_io(struct completion *c);
unsigned long wait_for_completion_io_timeout(struct completion *c, unsigned long timeout);
bool try_wait_for_completion(struct completion *c);
bool completion_done(struct completion *c);
static inline void init_completion(struct completion *c)
{ c->done = 0; __init_swait_queue_head(&c->wait, "&x->wait", NULL); }
static inline void reinit_completion(struct completion *c) { c->done = 0; }
#define COMPLETION_INITIALIZER(c) { .done = 0 }
#define COMPLETION_INITIALIZER_ONSTACK(c) (*({ init_completion(&(c)); &(c); }))
#define DECLARE_COMPLETION(c) struct completion c = COMPLETION_INITIALIZER(c)
#define DECLARE_COMPLETION_ONSTACK(c) struct completion c = COMPLETION_INITIALIZER_ONSTACK(c)
