#pragma once
#include <linux/types.h>
struct resource { resource_size_t start, end; const char *name; unsigned long flags; struct resource *parent; };
extern struct resource ioport_resource, iomem_resource;
struct resource *__request_region(struct resource *parent, resource_size_t start, resource_size_t n,
				  const char *name, int flags);
void __release_region(struct resource *parent, resource_size_t start, resource_size_t n);
#define request_region(start, n, name) __request_region(&ioport_resource, start, n, name, 0)
#define release_region(start, n) __release_region(&ioport_resource, start, n)
#define request_mem_region(start, n, name) __request_region(&iomem_resource, start, n, name, 0)
#define release_mem_region(start, n) __release_region(&iomem_resource, start, n)
#define IORESOURCE_IO 0x100
#define IORESOURCE_MEM 0x200
static inline resource_size_t resource_size(const struct resource *r) { return r->end - r->start + 1; }
