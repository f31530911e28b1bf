// SPDX-License-Identifier: MIT
/*
 * The lifecycle of a driver in the fewest steps, word for word Benchmarks/spin/lifecycle.pml: each
 * access to a shared variable and each operation on a lock is one step, and what the kernel does is
 * done here by hand. lifecycle-kernel.c is the same as a driver.
 *
 *	REQUEUE, REARM	how often the work queues itself and the timer arms itself
 *	WRONG=1	nobody looks at `dying`, and the work is cancelled before the interrupt is freed
 *	WRONG=2	the work is cancelled before the timer: a callback that has looked before queues it
 *	WRONG=3	the file operations have no owner: the module goes while an ioctl runs
 */
#include "../../scenarios/bench/bench.h"

#ifndef REQUEUE
#define REQUEUE 1
#endif
#ifndef REARM
#define REARM 1
#endif
#ifndef WRONG
#define WRONG 0
#endif

/* Of `work` and `timer`: it is to run, it runs. */
#define WANTED	1
#define RUNS	2
/* Of `line`, beside the number of handlers that run; of `module`, beside that of open files. */
#define THERE	0x100

static atomic_t work, timer = ATOMIC_INIT(WANTED), line = ATOMIC_INIT(THERE);
static atomic_t module = ATOMIC_INIT(THERE);
static DEFINE_SPINLOCK(lock);		/* the device's */
static DEFINE_SPINLOCK(misc);		/* that of the list of devices */
static int mapped = 1, allocated = 1, registered = 1, dying, stat;

#define text()	sim_assert(atomic_read(&module) & THERE)
#define data()	sim_assert(READ_ONCE(allocated))
#define io()	sim_assert(READ_ONCE(mapped))

static bool stops(void)
{
	return WRONG != 1 && READ_ONCE(dying);
}

static void start(atomic_t *what)
{
	atomic_or(WANTED, what);
}

static void cancel_work(void)
{
	atomic_andnot(WANTED, &work);
	while (atomic_read(&work) & RUNS)
		;
}

static void cancel_timer(void)
{
	while (atomic_cmpxchg(&timer, WANTED, 0) & RUNS)
		;
}

static void free_line(void)
{
	atomic_andnot(THERE, &line);
	while (atomic_read(&line))
		;
}

static int count(void)
{
	int v = (READ_ONCE(stat) + 1) % 3;

	WRITE_ONCE(stat, v);
	return v;
}

void bench_work(void)
{
	int left = REQUEUE, v;

	for (;;) {
		while (atomic_cmpxchg(&work, WANTED, RUNS) != WANTED)
			;
		text();
		data();
		if (!stops()) {
			spin_lock(&lock);
			if (!stops()) {
				data();
				v = count();
				io();
				if (v == 1 && left > 0) {
					left--;
					start(&work);
				} else if (v == 2) {
					start(&timer);
				}
			}
			spin_unlock(&lock);
		}
		text();
		atomic_andnot(RUNS, &work);
	}
}

void bench_timer(void)
{
	int left = REARM;

	for (;;) {
		while (atomic_cmpxchg(&timer, WANTED, RUNS) != WANTED)
			;
		text();
		data();
		if (!stops()) {
			start(&work);
			if (left > 0) {
				left--;
				start(&timer);
			}
		}
		text();
		atomic_andnot(RUNS, &timer);
	}
}

void bench_device(void)
{
	while (atomic_cmpxchg(&line, THERE, THERE + 1) != THERE)
		;
	text();
	data();
	io();
	if (!stops())
		start(&work);
	text();
	atomic_dec(&line);
}

void bench_user(void)
{
	bool has;
	int v;

	spin_lock(&misc);
	has = READ_ONCE(registered);
	if (has && WRONG != 3)
		atomic_inc(&module);
	spin_unlock(&misc);
	if (!has)
		return;
	text();
	spin_lock(&lock);
	if (!READ_ONCE(dying)) {
		data();
		v = count();
		io();
		if (v == 1)
			start(&work);
		else if (v == 2)
			start(&timer);
	}
	spin_unlock(&lock);
	text();
	if (WRONG != 3)
		atomic_dec(&module);
}

void bench_admin(void)
{
	spin_lock(&misc);
	WRITE_ONCE(registered, 0);
	spin_unlock(&misc);
	spin_lock(&lock);
	WRITE_ONCE(dying, 1);
	spin_unlock(&lock);
#if WRONG == 1
	cancel_work();
	free_line();
	cancel_timer();
#elif WRONG == 2
	free_line();
	cancel_work();
	cancel_timer();
#else
	free_line();
	cancel_timer();
	cancel_work();
	/* What a callback has started that had looked before. */
	cancel_timer();
	cancel_work();
#endif
	WRITE_ONCE(mapped, 0);
	WRITE_ONCE(allocated, 0);
	/* The module goes if no file is open. */
	atomic_cmpxchg(&module, THERE, 0);
}
