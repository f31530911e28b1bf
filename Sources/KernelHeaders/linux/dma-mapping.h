#pragma once
#include <linux/device.h>
#define DMA_BIT_MASK(n) (((n) == 64) ? ~0ULL : ((1ULL << (n)) - 1))
void *dma_alloc_attrs(struct device *d, size_t size, dma_addr_t *handle, gfp_t gfp, unsigned long attrs);
void dma_free_attrs(struct device *d, size_t size, void *p, dma_addr_t handle, unsigned long attrs);
void *dmam_alloc_attrs(struct device *d, size_t size, dma_addr_t *handle, gfp_t gfp, unsigned long attrs);
int dma_set_mask(struct device *d, u64 mask);
int dma_set_coherent_mask(struct device *d, u64 mask);
static inline void *dma_alloc_coherent(struct device *d, size_t size, dma_addr_t *handle, gfp_t gfp)
{ return dma_alloc_attrs(d, size, handle, gfp, 0); }
static inline void dma_free_coherent(struct device *d, size_t size, void *p, dma_addr_t handle)
{ dma_free_attrs(d, size, p, handle, 0); }
static inline void *dmam_alloc_coherent(struct device *d, size_t size, dma_addr_t *handle, gfp_t gfp)
{ return dmam_alloc_attrs(d, size, handle, gfp, 0); }
static inline int dma_set_mask_and_coherent(struct device *d, u64 mask)
{ int r = dma_set_mask(d, mask); return r ? r : dma_set_coherent_mask(d, mask); }
