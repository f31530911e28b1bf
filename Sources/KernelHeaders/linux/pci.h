#pragma once
#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/io.h>
#include <linux/irqreturn.h>
#include <linux/interrupt.h>
#include <linux/mod_devicetable.h>
#include <linux/dma-mapping.h>
#define PCI_ANY_ID (~0U)
#define PCI_DEVICE(v, d) .vendor = (v), .device = (d), .subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID
#define PCI_VDEVICE(v, d) PCI_DEVICE(PCI_VENDOR_ID_##v, d)
#define PCI_VENDOR_ID_RICOH 0x1180
#define PCI_STD_NUM_BARS 6
#define PCI_VENDOR_ID 0
#define PCI_COMMAND 4
struct pci_driver;
struct pci_dev {
	unsigned short vendor, device, subsystem_vendor, subsystem_device;
	u8 revision;
	unsigned int irq;
	int error_state;
	struct pci_driver *driver;
	struct resource resource[PCI_STD_NUM_BARS];
	struct device dev;
};
struct pci_driver {
	const char *name;
	const struct pci_device_id *id_table;
	int (*probe)(struct pci_dev *dev, const struct pci_device_id *id);
	void (*remove)(struct pci_dev *dev);
	int (*suspend)(struct pci_dev *dev, int state);
	int (*resume)(struct pci_dev *dev);
	void (*shutdown)(struct pci_dev *dev);
	struct device_driver driver;
};
#define to_pci_dev(n) container_of(n, struct pci_dev, dev)
int __must_check __pci_register_driver(struct pci_driver *drv, struct module *owner, const char *name);
void pci_unregister_driver(struct pci_driver *drv);
#define pci_register_driver(drv) __pci_register_driver(drv, THIS_MODULE, KBUILD_MODNAME)
#define module_pci_driver(drv) module_driver(drv, pci_register_driver, pci_unregister_driver)
int __must_check pci_enable_device(struct pci_dev *dev);
int __must_check pci_enable_device_mem(struct pci_dev *dev);
void pci_disable_device(struct pci_dev *dev);
int __must_check pcim_enable_device(struct pci_dev *dev);
void pci_set_master(struct pci_dev *dev);
void pci_clear_master(struct pci_dev *dev);
int __must_check pci_request_regions(struct pci_dev *dev, const char *name);
void pci_release_regions(struct pci_dev *dev);
int __must_check pci_request_region(struct pci_dev *dev, int bar, const char *name);
void pci_release_region(struct pci_dev *dev, int bar);
int pcim_request_all_regions(struct pci_dev *dev, const char *name);
void __iomem *pci_iomap(struct pci_dev *dev, int bar, unsigned long max);
void __iomem *pci_ioremap_bar(struct pci_dev *dev, int bar);
void pci_iounmap(struct pci_dev *dev, void __iomem *p);
void __iomem *pcim_iomap(struct pci_dev *dev, int bar, unsigned long max);
int __must_check pcim_iomap_regions(struct pci_dev *dev, int mask, const char *name);
void __iomem *pcim_iomap_region(struct pci_dev *dev, int bar, const char *name);
void __iomem * const *pcim_iomap_table(struct pci_dev *dev);
#define PCI_IRQ_INTX (1 << 0)
#define PCI_IRQ_LEGACY PCI_IRQ_INTX
#define PCI_IRQ_MSI (1 << 1)
#define PCI_IRQ_MSIX (1 << 2)
#define PCI_IRQ_ALL_TYPES 7
struct irq_affinity;
int pci_alloc_irq_vectors_affinity(struct pci_dev *dev, unsigned int min, unsigned int max,
				   unsigned int flags, struct irq_affinity *affd);
void pci_free_irq_vectors(struct pci_dev *dev);
int pci_irq_vector(struct pci_dev *dev, unsigned int nr);
static inline int pci_alloc_irq_vectors(struct pci_dev *dev, unsigned int min, unsigned int max, unsigned int flags)
{ return pci_alloc_irq_vectors_affinity(dev, min, max, flags, NULL); }
int pci_read_config_byte(const struct pci_dev *dev, int where, u8 *val);
int pci_read_config_word(const struct pci_dev *dev, int where, u16 *val);
int pci_read_config_dword(const struct pci_dev *dev, int where, u32 *val);
int pci_write_config_byte(const struct pci_dev *dev, int where, u8 val);
int pci_write_config_word(const struct pci_dev *dev, int where, u16 val);
int pci_write_config_dword(const struct pci_dev *dev, int where, u32 val);
bool pci_device_is_present(struct pci_dev *dev);
static inline bool pci_dev_is_disconnected(const struct pci_dev *dev) { return READ_ONCE(dev->error_state) == 3; }
static inline bool pci_channel_offline(struct pci_dev *dev) { return READ_ONCE(dev->error_state) != 1; }
static inline void *pci_get_drvdata(struct pci_dev *dev) { return dev_get_drvdata(&dev->dev); }
static inline void pci_set_drvdata(struct pci_dev *dev, void *p) { dev_set_drvdata(&dev->dev, p); }
static inline const char *pci_name(const struct pci_dev *dev) { return dev_name(&dev->dev); }
#define pci_resource_start(dev, bar) ((dev)->resource[bar].start)
#define pci_resource_end(dev, bar) ((dev)->resource[bar].end)
#define pci_resource_flags(dev, bar) ((dev)->resource[bar].flags)
#define pci_resource_len(dev, bar) ((dev)->resource[bar].end - (dev)->resource[bar].start + 1)
