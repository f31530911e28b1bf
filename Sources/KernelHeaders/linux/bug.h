#pragma once
#include <linux/types.h>
void __simctl_warn(const char *condition, const char *file, int line);
__noreturn void __simctl_bug(const char *condition, const char *file, int line);
void __simctl_assert(const char *condition, const char *file, int line);
#define BUG() __simctl_bug("BUG()", __FILE__, __LINE__)
#define BUG_ON(c) do { if (unlikely(c)) __simctl_bug(#c, __FILE__, __LINE__); } while (0)
#define WARN_ON(c) ({ int __w = !!(c); \
	if (unlikely(__w)) __simctl_warn(#c, __FILE__, __LINE__); unlikely(__w); })
#define WARN_ON_ONCE(c) WARN_ON(c)
#define WARN(c, format...) WARN_ON(c)
#define WARN_ONCE(c, format...) WARN_ON(c)
/* Of simctl's own: states what must hold here. */
#define sim_assert(c) do { if (!(c)) __simctl_assert(#c, __FILE__, __LINE__); } while (0)
