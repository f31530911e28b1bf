#pragma once
#include <linux/ktime.h>
#include <linux/container_of.h>
enum hrtimer_restart { HRTIMER_NORESTART, HRTIMER_RESTART };
enum hrtimer_mode {
	HRTIMER_MODE_ABS = 0, HRTIMER_MODE_REL = 1, HRTIMER_MODE_PINNED = 2, HRTIMER_MODE_SOFT = 4,
	HRTIMER_MODE_HARD = 8, HRTIMER_MODE_REL_PINNED = 3, HRTIMER_MODE_REL_SOFT = 5,
};
#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
typedef int clockid_t;
struct hrtimer {
	ktime_t _softexpires;
	enum hrtimer_restart (*function)(struct hrtimer *);
	u8 state;
};
void hrtimer_setup(struct hrtimer *t, enum hrtimer_restart (*fn)(struct hrtimer *), clockid_t c,
		   enum hrtimer_mode mode);
void hrtimer_init(struct hrtimer *t, clockid_t c, enum hrtimer_mode mode);
void hrtimer_start_range_ns(struct hrtimer *t, ktime_t tim, u64 delta, const enum hrtimer_mode mode);
int hrtimer_cancel(struct hrtimer *t);
int hrtimer_try_to_cancel(struct hrtimer *t);
bool hrtimer_active(const struct hrtimer *t);
u64 hrtimer_forward(struct hrtimer *t, ktime_t now, ktime_t interval);
static inline void hrtimer_start(struct hrtimer *t, ktime_t tim, const enum hrtimer_mode mode)
{ hrtimer_start_range_ns(t, tim, 0, mode); }
static inline u64 hrtimer_forward_now(struct hrtimer *t, ktime_t interval)
{ return hrtimer_forward(t, ktime_get(), interval); }
