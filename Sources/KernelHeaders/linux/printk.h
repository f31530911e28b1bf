#pragma once
#include <linux/types.h>
__printf(1, 2) int _printk(const char *fmt, ...);
#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif
#define KERN_ERR ""
#define KERN_WARNING ""
#define KERN_INFO ""
#define KERN_DEBUG ""
#define KERN_NOTICE ""
#define printk(fmt, ...) _printk(fmt, ##__VA_ARGS__)
#define pr_emerg(fmt, ...) _printk(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit(fmt, ...) _printk(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err(fmt, ...) _printk(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...) _printk(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice(fmt, ...) _printk(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...) _printk(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...) do { } while (0)
void dump_stack(void);
