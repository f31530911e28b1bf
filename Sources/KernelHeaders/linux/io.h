#pragma once
#include <linux/types.h>
u8 __simctl_mmio_read8(const volatile void __iomem *p);
u16 __simctl_mmio_read16(const volatile void __iomem *p);
u32 __simctl_mmio_read32(const volatile void __iomem *p);
u64 __simctl_mmio_read64(const volatile void __iomem *p);
void __simctl_mmio_write8(u8 v, volatile void __iomem *p);
void __simctl_mmio_write16(u16 v, volatile void __iomem *p);
void __simctl_mmio_write32(u32 v, volatile void __iomem *p);
void __simctl_mmio_write64(u64 v, volatile void __iomem *p);
#define readb(p) __simctl_mmio_read8(p)
#define readw(p) __simctl_mmio_read16(p)
#define readl(p) __simctl_mmio_read32(p)
#define readq(p) __simctl_mmio_read64(p)
#define writeb(v, p) __simctl_mmio_write8(v, p)
#define writew(v, p) __simctl_mmio_write16(v, p)
#define writel(v, p) __simctl_mmio_write32(v, p)
#define writeq(v, p) __simctl_mmio_write64(v, p)
#define readl_relaxed(p) readl(p)
#define writel_relaxed(v, p) writel(v, p)
unsigned int ioread8(const void __iomem *p);
unsigned int ioread16(const void __iomem *p);
unsigned int ioread32(const void __iomem *p);
void iowrite8(u8 v, void __iomem *p);
void iowrite16(u16 v, void __iomem *p);
void iowrite32(u32 v, void __iomem *p);
u8 inb(unsigned long port);
u16 inw(unsigned long port);
u32 inl(unsigned long port);
void outb(u8 v, unsigned long port);
void outw(u16 v, unsigned long port);
void outl(u32 v, unsigned long port);
void __iomem *ioremap(phys_addr_t start, unsigned long size);
void iounmap(volatile void __iomem *p);
