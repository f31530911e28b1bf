#pragma once
#include <linux/device.h>
#define DMA_BIT_MASK(n) (((n) == 64) ? ~0ULL : ((1ULL << (n)) - 1))
void *dma_alloc_attrs(struct device *d, size_t size, dma_addr_t *handle, gfp_t gfp, unsigned long attrs);
void dma_free_attrs(struct device *d, size_t size, void *p, dma_addr_t handle, unsigned long attrs);
void *dmam_alloc_attrs(struct device *d, size_t size, dma_addr_t *handle, gfp_t gfp, unsigned long attrs);
void dmam_free_coherent(struct device *d, size_t size, void *p, dma_addr_t handle);
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
enum dma_data_direction { DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE, DMA_NONE };
#define DMA_MAPPING_ERROR (~(dma_addr_t)0)
#define DEFINE_DMA_UNMAP_ADDR(n) dma_addr_t n
#define DEFINE_DMA_UNMAP_LEN(n) __u32 n
#define dma_unmap_addr(p, n) ((p)->n)
#define dma_unmap_addr_set(p, n, v) ((p)->n = (v))
#define dma_unmap_len(p, n) ((p)->n)
#define dma_unmap_len_set(p, n, v) ((p)->n = (v))
struct page;
struct scatterlist;
/* A page is the memory that it is about: the simulated kernel has no page frames. */
#ifndef virt_to_page
#define virt_to_page(p) ((struct page *)(p))
#endif
dma_addr_t dma_map_page_attrs(struct device *d, struct page *page, size_t offset, size_t size,
			      enum dma_data_direction dir, unsigned long attrs);
void dma_unmap_page_attrs(struct device *d, dma_addr_t handle, size_t size,
			  enum dma_data_direction dir, unsigned long attrs);
unsigned int dma_map_sg_attrs(struct device *d, struct scatterlist *sg, int n,
			      enum dma_data_direction dir, unsigned long attrs);
void dma_unmap_sg_attrs(struct device *d, struct scatterlist *sg, int n,
			enum dma_data_direction dir, unsigned long attrs);
int __simctl_dma_mapping_error(struct device *d, dma_addr_t handle);
void __dma_sync_single_for_cpu(struct device *d, dma_addr_t handle, size_t size,
			       enum dma_data_direction dir);
void __dma_sync_single_for_device(struct device *d, dma_addr_t handle, size_t size,
				  enum dma_data_direction dir);
static inline dma_addr_t dma_map_single_attrs(struct device *d, void *p, size_t size,
					      enum dma_data_direction dir, unsigned long attrs)
{ return dma_map_page_attrs(d, virt_to_page(p), 0, size, dir, attrs); }
#define dma_map_single(d, p, size, dir) dma_map_single_attrs(d, p, size, dir, 0)
#define dma_unmap_single(d, handle, size, dir) dma_unmap_page_attrs(d, handle, size, dir, 0)
#define dma_unmap_single_attrs(d, handle, size, dir, attrs) dma_unmap_page_attrs(d, handle, size, dir, attrs)
#define dma_map_page(d, page, offset, size, dir) dma_map_page_attrs(d, page, offset, size, dir, 0)
#define dma_unmap_page(d, handle, size, dir) dma_unmap_page_attrs(d, handle, size, dir, 0)
#define dma_map_sg(d, sg, n, dir) dma_map_sg_attrs(d, sg, n, dir, 0)
#define dma_unmap_sg(d, sg, n, dir) dma_unmap_sg_attrs(d, sg, n, dir, 0)
static inline int __must_check dma_mapping_error(struct device *d, dma_addr_t handle)
{ return __simctl_dma_mapping_error(d, handle); }
static inline void dma_sync_single_for_cpu(struct device *d, dma_addr_t handle, size_t size,
					   enum dma_data_direction dir)
{ __dma_sync_single_for_cpu(d, handle, size, dir); }
static inline void dma_sync_single_for_device(struct device *d, dma_addr_t handle, size_t size,
					      enum dma_data_direction dir)
{ __dma_sync_single_for_device(d, handle, size, dir); }
static inline void *dma_zalloc_coherent(struct device *d, size_t size, dma_addr_t *handle, gfp_t gfp)
{ return dma_alloc_coherent(d, size, handle, gfp); }
