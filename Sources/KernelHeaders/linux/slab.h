#pragma once
#include <linux/gfp.h>
#include <linux/string.h>
void *__kmalloc(size_t size, gfp_t flags);
void kfree(const void *p);
void kfree_sensitive(const void *p);
void *krealloc(const void *p, size_t size, gfp_t flags);
static inline void *kmalloc(size_t size, gfp_t flags) { return __kmalloc(size, flags); }
static inline void *kzalloc(size_t size, gfp_t flags) { return __kmalloc(size, flags | __GFP_ZERO); }
static inline void *kmalloc_array(size_t n, size_t size, gfp_t flags) { return __kmalloc(n * size, flags); }
static inline void *kcalloc(size_t n, size_t size, gfp_t flags) { return __kmalloc(n * size, flags | __GFP_ZERO); }
static inline void *kmemdup(const void *s, size_t n, gfp_t flags)
{ void *p = __kmalloc(n, flags); if (p) memcpy(p, s, n); return p; }
