// SPDX-License-Identifier: MIT
/*
 * G5, G6, G8, G11: an SRCU read section around what an open file does, a flag, and
 * synchronize_srcu() in remove().
 *
 *	G5	around whole operations; SELF: an operation unplugs its own device
 *	G6 NARROW	around each access of the device: drm_dev_enter() and drm_dev_exit(), 4.18;
 *		drm_dev_unplug() sets the flag and waits before it unregisters. Held against
 *		drivers/gpu/drm/drm_drv.c at 010e85f9e47c: one domain for all devices, a plain flag
 *	G8 UNPLUG_FIRST	the Rust DRM registration guard of June 2026: the operations of G5, the
 *		removal of G6
 *	G11	the disassociation of RDMA: as G5, with a pointer that reads NULL in place of the flag;
 *		MMAP: users map the BAR, and removal takes it away (NO_ZAP: not). Held against pieces
 *		of drivers/infiniband/core/uverbs_main.c: a method that finds NULL fails with -EIO. The
 *		destruction of the files' objects is left out
 */
#include <linux/srcu.h>
#ifdef NARROW
#define CHR_NARROW
#define CHR_FENCE_FIRST
#endif
#ifdef UNPLUG_FIRST
#define CHR_FENCE_FIRST
#endif
#define CHR_STATE bool unplugged;
#ifdef MMAP
#define CHR_MMAP
#endif
#include "chardev.h"

DEFINE_STATIC_SRCU(chr_srcu);

static void unplug(struct chr *chr)
{
	WRITE_ONCE(chr->unplugged, true);
	synchronize_srcu(&chr_srcu);
}

static int chr_init(struct chr *chr)
{
	return 0;
}

static bool chr_enter(struct chr *chr, int *idx)
{
	*idx = srcu_read_lock(&chr_srcu);
	if (!READ_ONCE(chr->unplugged)) {
#ifdef SELF
		unplug(chr);
#endif
		return true;
	}
	srcu_read_unlock(&chr_srcu, *idx);
	return false;
}

static void chr_leave(struct chr *chr, int idx)
{
	srcu_read_unlock(&chr_srcu, idx);
}

static void chr_fence(struct chr *chr)
{
	unplug(chr);
#if defined(MMAP) && !defined(NO_ZAP)
	if (chr->mapping)
		unmap_mapping_range(chr->mapping, 0, 0, 1);
#endif
}

#ifdef MMAP
/* A page that is touched after the zap is not given back. */
static vm_fault_t chr_fault(struct vm_fault *vmf)
{
	struct chr *chr = chr_of(vmf->vma->vm_file);
	vm_fault_t ret;
	int idx;

	if (!chr_enter(chr, &idx))
		return VM_FAULT_SIGBUS;
	ret = vmf_insert_pfn(vmf->vma, vmf->address,
			     pci_resource_start(chr->pdev, 0) >> PAGE_SHIFT);
	chr_leave(chr, idx);
	return ret;
}

static const struct vm_operations_struct chr_vm_ops = {
	.fault = chr_fault,
};

static int chr_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND);
	vma->vm_ops = &chr_vm_ops;
	return 0;
}
#endif
