#pragma once
#include <linux/compiler.h>
#define __cleanup(f) __attribute__((__cleanup__(f)))
/* A class has a constructor; its destructor runs where a variable of it goes out of scope. */
#define DEFINE_CLASS(name, type, exit, init, args...) \
	typedef type class_##name##_t; \
	static __always_inline __maybe_unused void class_##name##_destructor(type *p) { type _T = *p; exit; } \
	static __always_inline __maybe_unused type class_##name##_constructor(args) { type t = init; return t; }
#define __SIMCTL_PASTE2(a, b) a##b
#define __SIMCTL_PASTE(a, b) __SIMCTL_PASTE2(a, b)
#define CLASS(name, var) \
	class_##name##_t var __cleanup(class_##name##_destructor) = class_##name##_constructor
#define DEFINE_GUARD(name, type, lock, unlock) \
	DEFINE_CLASS(name, type, if (_T) { unlock; }, ({ lock; _T; }), type _T)
#define guard(name) CLASS(name, __SIMCTL_PASTE(__guard_, __COUNTER__))
#define scoped_guard(name, args...) \
	for (class_##name##_t __scope __cleanup(class_##name##_destructor) = class_##name##_constructor(args), \
	     *__done = NULL; !__done; __done = &__scope)
/* Guards that keep flags beside the lock. */
#define DEFINE_FLAGS_GUARD(name, type, lock_call, unlock_call) \
	typedef struct { type *lock; unsigned long flags; } class_##name##_t; \
	static __always_inline __maybe_unused void class_##name##_destructor(class_##name##_t *_T) \
	{ if (_T->lock) { unlock_call; } } \
	static __always_inline __maybe_unused class_##name##_t class_##name##_constructor(type *l) \
	{ class_##name##_t _t = { .lock = l }, *_T = &_t; lock_call; return _t; }
