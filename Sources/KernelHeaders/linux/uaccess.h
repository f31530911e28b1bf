#pragma once
#include <linux/types.h>
#include <linux/errno.h>
unsigned long _copy_to_user(void __user *to, const void *from, unsigned long n);
unsigned long _copy_from_user(void *to, const void __user *from, unsigned long n);
static inline unsigned long __must_check copy_to_user(void __user *to, const void *from, unsigned long n)
{ return _copy_to_user(to, from, n); }
static inline unsigned long __must_check copy_from_user(void *to, const void __user *from, unsigned long n)
{ return _copy_from_user(to, from, n); }
#define put_user(x, p) ({ __typeof__(*(p)) __x = (x); _copy_to_user(p, &__x, sizeof(__x)) ? -EFAULT : 0; })
#define get_user(x, p) ({ __typeof__((__typeof__(*(p)))0) __x = 0; \
	int __r = _copy_from_user(&__x, p, sizeof(__x)) ? -EFAULT : 0; (x) = __x; __r; })
