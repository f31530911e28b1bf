#pragma once
#include <linux/dma-mapping.h>
struct dma_pool;
struct dma_pool *dma_pool_create(const char *name, struct device *d, size_t size, size_t align, size_t boundary);
struct dma_pool *dmam_pool_create(const char *name, struct device *d, size_t size, size_t align, size_t boundary);
void dma_pool_destroy(struct dma_pool *pool);
void dmam_pool_destroy(struct dma_pool *pool);
void *dma_pool_alloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle);
static inline void *dma_pool_zalloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle)
{ return dma_pool_alloc(pool, gfp | __GFP_ZERO, handle); }
void dma_pool_free(struct dma_pool *pool, void *p, dma_addr_t handle);
