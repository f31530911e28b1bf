#pragma once
#include <linux/types.h>
#include <linux/fs.h>
struct page;
struct mm_struct;
#define PAGE_SHIFT 12
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define PAGE_ALIGN(n) (((n) + PAGE_SIZE - 1) & PAGE_MASK)
/* A page is the memory that it is about, and its physical address is where it is. */
#ifndef virt_to_page
#define virt_to_page(p) ((struct page *)(p))
#endif
#define virt_to_phys(p) ((phys_addr_t)(unsigned long)(p))
#define __pa(p) virt_to_phys(p)
#define page_to_pfn(page) ((unsigned long)(page) >> PAGE_SHIFT)
#define virt_to_pfn(p) ((unsigned long)(p) >> PAGE_SHIFT)
/* A page that was inserted keeps itself: its references are not counted. */
static inline void get_page(struct page *page) { (void)page; }
static inline void put_page(struct page *page) { (void)page; }
#define PHYS_PFN(p) ((unsigned long)((p) >> PAGE_SHIFT))

typedef struct { unsigned long pgprot; } pgprot_t;
#define pgprot_noncached(p) (p)
#define pgprot_writecombine(p) (p)
#define pgprot_device(p) (p)
typedef unsigned int vm_fault_t;
#define VM_FAULT_OOM 0x01U
#define VM_FAULT_SIGBUS 0x02U
#define VM_FAULT_NOPAGE 0x100U
#define VM_FAULT_LOCKED 0x200U
#define VM_FAULT_RETRY 0x400U
#define VM_READ 0x1UL
#define VM_WRITE 0x2UL
#define VM_SHARED 0x8UL
#define VM_MAYWRITE 0x20UL
#define VM_PFNMAP 0x400UL
#define VM_IO 0x4000UL
#define VM_DONTCOPY 0x20000UL
#define VM_DONTEXPAND 0x40000UL
#define VM_DONTDUMP 0x4000000UL

struct vm_area_struct;
struct vm_fault {
	struct vm_area_struct *vma;
	unsigned long pgoff;
	unsigned long address;
	unsigned int flags;
	struct page *page;
};
struct vm_operations_struct {
	void (*open)(struct vm_area_struct *vma);
	void (*close)(struct vm_area_struct *vma);
	vm_fault_t (*fault)(struct vm_fault *vmf);
};
struct vm_area_struct {
	unsigned long vm_start, vm_end;
	struct mm_struct *vm_mm;
	pgprot_t vm_page_prot;
	unsigned long vm_flags;
	const struct vm_operations_struct *vm_ops;
	unsigned long vm_pgoff;
	struct file *vm_file;
	void *vm_private_data;
};
static inline void vm_flags_set(struct vm_area_struct *vma, unsigned long f) { vma->vm_flags |= f; }
static inline void vm_flags_clear(struct vm_area_struct *vma, unsigned long f) { vma->vm_flags &= ~f; }
static inline unsigned long vma_pages(const struct vm_area_struct *vma)
{ return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT; }

int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
		    unsigned long size, pgprot_t prot);
static inline int io_remap_pfn_range(struct vm_area_struct *vma, unsigned long addr,
				     unsigned long pfn, unsigned long size, pgprot_t prot)
{ return remap_pfn_range(vma, addr, pfn, size, prot); }
int vm_iomap_memory(struct vm_area_struct *vma, phys_addr_t start, unsigned long len);
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn);
void zap_vma_ptes(struct vm_area_struct *vma, unsigned long addr, unsigned long size);
void unmap_mapping_range(struct address_space *mapping, loff_t holebegin, loff_t holelen,
			 int even_cows);
