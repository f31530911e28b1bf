#pragma once
#include <linux/gfp.h>
#include <linux/string.h>
#define SLAB_HWCACHE_ALIGN 0x2000UL
#define SLAB_PANIC 0x40000UL
#define SLAB_TYPESAFE_BY_RCU 0x80000UL
#define SLAB_RECLAIM_ACCOUNT 0x20000UL
#define ZERO_SIZE_PTR ((void *)16)
#define ZERO_OR_NULL_PTR(x) ((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)
struct kmem_cache;
void *__kmalloc(size_t size, gfp_t flags);
void *__kvmalloc(size_t size, gfp_t flags);
void kfree(const void *p);
void kvfree(const void *p);
void kfree_sensitive(const void *p);
void *krealloc(const void *p, size_t size, gfp_t flags);
void *kvrealloc(const void *p, size_t size, gfp_t flags);
void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags);
void kmem_cache_free(struct kmem_cache *s, void *p);
void kmem_cache_destroy(struct kmem_cache *s);
struct kmem_cache *__kmem_cache_create(const char *name, size_t size, size_t align, unsigned long flags,
				       void (*ctor)(void *));
#define kmem_cache_create(name, size, align, flags, ctor) __kmem_cache_create(name, size, align, flags, ctor)
#define KMEM_CACHE(s, flags) __kmem_cache_create(#s, sizeof(struct s), __alignof__(struct s), flags, NULL)
static inline void *kmem_cache_zalloc(struct kmem_cache *s, gfp_t flags)
{ return kmem_cache_alloc(s, flags | __GFP_ZERO); }
static inline size_t __simctl_array_size(size_t n, size_t size)
{ size_t bytes; return __builtin_mul_overflow(n, size, &bytes) ? ~0UL : bytes; }
static inline void *kmalloc(size_t size, gfp_t flags) { return __kmalloc(size, flags); }
static inline void *kzalloc(size_t size, gfp_t flags) { return __kmalloc(size, flags | __GFP_ZERO); }
static inline void *kmalloc_array(size_t n, size_t size, gfp_t flags)
{ return __kmalloc(__simctl_array_size(n, size), flags); }
static inline void *kcalloc(size_t n, size_t size, gfp_t flags)
{ return __kmalloc(__simctl_array_size(n, size), flags | __GFP_ZERO); }
static inline void *krealloc_array(void *p, size_t n, size_t size, gfp_t flags)
{ return krealloc(p, __simctl_array_size(n, size), flags); }
static inline void *kvmalloc(size_t size, gfp_t flags) { return __kvmalloc(size, flags); }
static inline void *kvzalloc(size_t size, gfp_t flags) { return __kvmalloc(size, flags | __GFP_ZERO); }
static inline void *kvmalloc_array(size_t n, size_t size, gfp_t flags)
{ return __kvmalloc(__simctl_array_size(n, size), flags); }
static inline void *kvcalloc(size_t n, size_t size, gfp_t flags)
{ return __kvmalloc(__simctl_array_size(n, size), flags | __GFP_ZERO); }
static inline void *kmemdup(const void *s, size_t n, gfp_t flags)
{ void *p = __kmalloc(n, flags); if (p) memcpy(p, s, n); return p; }
