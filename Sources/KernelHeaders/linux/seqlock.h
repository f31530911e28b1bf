#pragma once
#include <linux/spinlock.h>
#include <linux/compiler.h>
typedef struct seqcount { unsigned int sequence; } seqcount_t;
typedef struct { seqcount_t seqcount; spinlock_t lock; } seqlock_t;
unsigned int __simctl_seq_begin(const seqcount_t *s);
void __simctl_seq_write_begin(seqcount_t *s);
void __simctl_seq_write_end(seqcount_t *s);
#define SEQCNT_ZERO(n) { 0 }
#define seqcount_init(s) do { (s)->sequence = 0; } while (0)
#define read_seqcount_begin(s) __simctl_seq_begin(s)
#define raw_read_seqcount_begin(s) __simctl_seq_begin(s)
static __always_inline int read_seqcount_retry(const seqcount_t *s, unsigned int start)
{ return READ_ONCE(s->sequence) != start; }
#define write_seqcount_begin(s) __simctl_seq_write_begin(s)
#define write_seqcount_end(s) __simctl_seq_write_end(s)
#define __SEQLOCK_UNLOCKED(n) { .seqcount = { 0 } }
#define DEFINE_SEQLOCK(n) seqlock_t n = __SEQLOCK_UNLOCKED(n)
#define seqlock_init(l) do { seqcount_init(&(l)->seqcount); spin_lock_init(&(l)->lock); } while (0)
static __always_inline unsigned int read_seqbegin(const seqlock_t *l)
{ return __simctl_seq_begin(&l->seqcount); }
static __always_inline int read_seqretry(const seqlock_t *l, unsigned int start)
{ return read_seqcount_retry(&l->seqcount, start); }
#define __SIMCTL_SEQ_WRITER(s) \
static __always_inline void write_seqlock##s(seqlock_t *l) \
{ spin_lock##s(&l->lock); __simctl_seq_write_begin(&l->seqcount); } \
static __always_inline void write_sequnlock##s(seqlock_t *l) \
{ __simctl_seq_write_end(&l->seqcount); spin_unlock##s(&l->lock); }
__SIMCTL_SEQ_WRITER()
__SIMCTL_SEQ_WRITER(_bh)
__SIMCTL_SEQ_WRITER(_irq)
#define write_seqlock_irqsave(l, flags) do { \
	spin_lock_irqsave(&(l)->lock, flags); __simctl_seq_write_begin(&(l)->seqcount); } while (0)
static __always_inline void write_sequnlock_irqrestore(seqlock_t *l, unsigned long flags)
{ __simctl_seq_write_end(&l->seqcount); spin_unlock_irqrestore(&l->lock, flags); }
#define read_seqlock_excl(l) spin_lock(&(l)->lock)
#define read_sequnlock_excl(l) spin_unlock(&(l)->lock)
