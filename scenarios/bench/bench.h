/* SPDX-License-Identifier: MIT */
/*
 * What the benchmark races share. They are no drivers but the shape of one, written so that each
 * access to a shared variable and each operation on a lock is one step: the threads of the
 * scenario call the functions. Counters of loops are local and are no steps.
 */
#include <linux/atomic.h>
#include <linux/module.h>
#include <linux/simctl.h>
#include <linux/spinlock.h>

static int __init bench_init(void)
{
	return 0;
}
module_init(bench_init);

static void __exit bench_exit(void)
{
}
module_exit(bench_exit);

MODULE_DESCRIPTION("A benchmark race");
MODULE_LICENSE("GPL");
