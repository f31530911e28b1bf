#pragma once
#include <linux/types.h>
void *memset(void *s, int c, size_t n);
void *memcpy(void *d, const void *s, size_t n);
void *memmove(void *d, const void *s, size_t n);
static inline size_t strlen(const char *s) { size_t n = 0; while (s[n]) n++; return n; }
static inline int strcmp(const char *a, const char *b)
{ while (*a && *a == *b) { a++; b++; } return (unsigned char)*a - (unsigned char)*b; }
static inline ssize_t strscpy(char *d, const char *s, size_t n)
{ size_t i; for (i = 0; i + 1 < n && s[i]; i++) d[i] = s[i]; if (n) d[i] = 0; return (ssize_t)i; }
static inline int memcmp(const void *a, const void *b, size_t n)
{ const unsigned char *x = a, *y = b; for (; n; n--, x++, y++) if (*x != *y) return *x - *y; return 0; }
char *kstrdup(const char *s, gfp_t gfp);
char *kstrndup(const char *s, size_t most, gfp_t gfp);
/* A module's strings are none of the kernel's own: they are copied. */
#define kstrdup_const(s, gfp) kstrdup(s, gfp)
#define kfree_const(p) kfree(p)
