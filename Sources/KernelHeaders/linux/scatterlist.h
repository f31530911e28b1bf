#pragma once
#include <linux/types.h>
#include <linux/string.h>
#include <linux/dma-mapping.h>
struct scatterlist {
	unsigned long page_link;
	unsigned int offset, length;
	dma_addr_t dma_address;
};
struct sg_table { struct scatterlist *sgl; unsigned int nents, orig_nents; };
#define sg_dma_address(sg) ((sg)->dma_address)
#define sg_dma_len(sg) ((sg)->length)
#define for_each_sg(list, sg, n, i) for (i = 0, sg = (list); i < (n); i++, sg = sg_next(sg))
static inline struct scatterlist *sg_next(struct scatterlist *sg) { return sg + 1; }
static inline void sg_init_table(struct scatterlist *sg, unsigned int n) { memset(sg, 0, n * sizeof(*sg)); }
static inline void sg_set_page(struct scatterlist *sg, struct page *page, unsigned int len, unsigned int offset)
{
	sg->page_link = (unsigned long)page;
	sg->offset = offset;
	sg->length = len;
}
/* The page of an address is the address: its low bits must be kept out of page_link. */
static inline void sg_set_buf(struct scatterlist *sg, const void *buf, unsigned int len)
{ sg_set_page(sg, (struct page *)((unsigned long)buf & ~3UL), len, (unsigned long)buf & 3); }
static inline void sg_init_one(struct scatterlist *sg, const void *buf, unsigned int len)
{
	sg_init_table(sg, 1);
	sg_set_buf(sg, buf, len);
}
static inline void *sg_virt(struct scatterlist *sg) { return (char *)sg->page_link + sg->offset; }
