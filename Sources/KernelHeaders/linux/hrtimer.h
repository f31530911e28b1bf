#pragma once
#include <linux/ktime.h>
#include <linux/container_of.h>
#include <linux/sched.h>
enum hrtimer_restart { HRTIMER_NORESTART, HRTIMER_RESTART };
enum hrtimer_mode {
	HRTIMER_MODE_ABS = 0, HRTIMER_MODE_REL = 1, HRTIMER_MODE_PINNED = 2, HRTIMER_MODE_SOFT = 4,
	HRTIMER_MODE_HARD = 8,
	HRTIMER_MODE_ABS_PINNED = 2, HRTIMER_MODE_REL_PINNED = 3,
	HRTIMER_MODE_ABS_SOFT = 4, HRTIMER_MODE_REL_SOFT = 5,
	HRTIMER_MODE_ABS_PINNED_SOFT = 6, HRTIMER_MODE_REL_PINNED_SOFT = 7,
	HRTIMER_MODE_ABS_HARD = 8, HRTIMER_MODE_REL_HARD = 9,
	HRTIMER_MODE_ABS_PINNED_HARD = 10, HRTIMER_MODE_REL_PINNED_HARD = 11,
};
#define HRTIMER_STATE_INACTIVE 0
#define HRTIMER_STATE_ENQUEUED 1
#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_BOOTTIME 7
typedef int clockid_t;
struct hrtimer_clock_base;
struct hrtimer {
	ktime_t _softexpires;
	enum hrtimer_restart (*function)(struct hrtimer *);
	struct hrtimer_clock_base *base;
	u8 state;
	u8 is_rel;
	u8 is_soft;
	u8 is_hard;
};
void hrtimer_setup(struct hrtimer *t, enum hrtimer_restart (*fn)(struct hrtimer *), clockid_t c,
		   enum hrtimer_mode mode);
void hrtimer_init(struct hrtimer *t, clockid_t c, enum hrtimer_mode mode);
void destroy_hrtimer_on_stack(struct hrtimer *t);
void hrtimer_start_range_ns(struct hrtimer *t, ktime_t tim, u64 delta, const enum hrtimer_mode mode);
int hrtimer_cancel(struct hrtimer *t);
int hrtimer_try_to_cancel(struct hrtimer *t);
bool hrtimer_active(const struct hrtimer *t);
bool hrtimer_callback_running(struct hrtimer *t);
u64 hrtimer_forward(struct hrtimer *t, ktime_t now, ktime_t interval);
#define hrtimer_setup_on_stack(t, fn, c, mode) hrtimer_setup(t, fn, c, mode)
#define hrtimer_init_on_stack(t, c, mode) hrtimer_init(t, c, mode)
static inline void hrtimer_start(struct hrtimer *t, ktime_t tim, const enum hrtimer_mode mode)
{ hrtimer_start_range_ns(t, tim, 0, mode); }
static inline u64 hrtimer_forward_now(struct hrtimer *t, ktime_t interval)
{ return hrtimer_forward(t, ktime_get(), interval); }
static inline void hrtimer_set_expires(struct hrtimer *t, ktime_t time) { t->_softexpires = time; }
static inline void hrtimer_add_expires(struct hrtimer *t, ktime_t time) { t->_softexpires += time; }
static inline void hrtimer_add_expires_ns(struct hrtimer *t, u64 ns) { t->_softexpires += (s64)ns; }
static inline ktime_t hrtimer_get_expires(const struct hrtimer *t) { return t->_softexpires; }
static inline s64 hrtimer_get_expires_ns(const struct hrtimer *t) { return t->_softexpires; }
static inline ktime_t hrtimer_get_softexpires(const struct hrtimer *t) { return t->_softexpires; }
static inline ktime_t hrtimer_cb_get_time(struct hrtimer *t) { (void)t; return ktime_get(); }
static inline ktime_t hrtimer_expires_remaining(const struct hrtimer *t) { return t->_softexpires - ktime_get(); }
static inline ktime_t hrtimer_get_remaining(const struct hrtimer *t) { return hrtimer_expires_remaining(t); }
static inline void hrtimer_start_expires(struct hrtimer *t, enum hrtimer_mode mode)
{ hrtimer_start_range_ns(t, t->_softexpires, 0, mode); }
static inline void hrtimer_restart(struct hrtimer *t)
{ hrtimer_start_expires(t, t->is_soft ? HRTIMER_MODE_ABS_SOFT : HRTIMER_MODE_ABS); }
static inline bool hrtimer_is_queued(struct hrtimer *t)
{ return !!(READ_ONCE(t->state) & HRTIMER_STATE_ENQUEUED); }
static inline void hrtimer_update_function(struct hrtimer *t, enum hrtimer_restart (*fn)(struct hrtimer *))
{ WRITE_ONCE(t->function, fn); }
int __simctl_schedule_hrtimeout(ktime_t time, int relative);
static inline int schedule_hrtimeout_range(ktime_t *expires, u64 delta, const enum hrtimer_mode mode)
{
	(void)delta;
	if (expires && !*expires) {
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	return __simctl_schedule_hrtimeout(expires ? *expires : KTIME_MAX, mode & HRTIMER_MODE_REL);
}
static inline int schedule_hrtimeout(ktime_t *expires, const enum hrtimer_mode mode)
{ return schedule_hrtimeout_range(expires, 0, mode); }
