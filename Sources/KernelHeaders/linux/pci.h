#pragma once
#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/io.h>
#include <linux/irqreturn.h>
#include <linux/interrupt.h>
#include <linux/mod_devicetable.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#define PCI_ANY_ID (~0U)
#define PCI_DEVICE(v, d) .vendor = (v), .device = (d), .subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID
#define PCI_VDEVICE(v, d) PCI_DEVICE(PCI_VENDOR_ID_##v, d)
#define PCI_VENDOR_ID_RICOH 0x1180
#define PCI_STD_NUM_BARS 6
#define PCI_VENDOR_ID 0x00
#define PCI_DEVICE_ID 0x02
#define PCI_COMMAND 0x04
#define PCI_COMMAND_IO 0x1
#define PCI_COMMAND_MEMORY 0x2
#define PCI_COMMAND_MASTER 0x4
#define PCI_COMMAND_INTX_DISABLE 0x400
#define PCI_STATUS 0x06
#define PCI_STATUS_CAP_LIST 0x10
#define PCI_REVISION_ID 0x08
#define PCI_BASE_ADDRESS_0 0x10
#define PCI_CAPABILITY_LIST 0x34
#define PCI_INTERRUPT_LINE 0x3c
#define PCI_CAP_ID_PM 0x01
#define PCI_CAP_ID_MSI 0x05
#define PCI_CAP_ID_EXP 0x10
#define PCI_CAP_ID_MSIX 0x11
#define PCI_PM_CTRL 4
#define PCI_PM_CTRL_STATE_MASK 0x0003
#define PCI_EXP_DEVCAP 0x04
#define PCI_EXP_DEVCTL 0x08
#define PCI_EXP_DEVCTL_BCR_FLR 0x8000
#define PCI_EXP_DEVSTA 0x0a
#define PCI_EXP_LNKCTL 0x10
#define PCI_EXP_LNKSTA 0x12
#define PCI_ERROR_RESPONSE (~0ULL)
#define PCI_POSSIBLE_ERROR(v) ((v) == ((__typeof__(v))PCI_ERROR_RESPONSE))
#define PCIBIOS_SUCCESSFUL 0x00
#define PCIBIOS_DEVICE_NOT_FOUND 0x86
#define PCIBIOS_BAD_REGISTER_NUMBER 0x87
typedef int pci_power_t;
#define PCI_D0 0
#define PCI_D1 1
#define PCI_D2 2
#define PCI_D3hot 3
#define PCI_D3cold 4
typedef unsigned int pci_channel_state_t;
#define pci_channel_io_normal 1
#define pci_channel_io_frozen 2
#define pci_channel_io_perm_failure 3
struct pci_driver;
struct pci_dev {
	unsigned short vendor, device, subsystem_vendor, subsystem_device;
	u8 revision;
	unsigned int irq;
	int error_state;
	int current_state, state_saved;
	int msi_enabled, msix_enabled;
	struct pci_driver *driver;
	struct resource resource[PCI_STD_NUM_BARS];
	struct device dev;
};
typedef unsigned int pci_ers_result_t;
enum { PCI_ERS_RESULT_NONE = 1, PCI_ERS_RESULT_CAN_RECOVER, PCI_ERS_RESULT_NEED_RESET,
	PCI_ERS_RESULT_DISCONNECT, PCI_ERS_RESULT_RECOVERED, PCI_ERS_RESULT_NO_AER_DRIVER };
struct pci_error_handlers {
	pci_ers_result_t (*error_detected)(struct pci_dev *dev, pci_channel_state_t error);
	pci_ers_result_t (*mmio_enabled)(struct pci_dev *dev);
	pci_ers_result_t (*slot_reset)(struct pci_dev *dev);
	void (*reset_prepare)(struct pci_dev *dev);
	void (*reset_done)(struct pci_dev *dev);
	void (*resume)(struct pci_dev *dev);
};
struct pci_driver {
	const char *name;
	const struct pci_device_id *id_table;
	int (*probe)(struct pci_dev *dev, const struct pci_device_id *id);
	void (*remove)(struct pci_dev *dev);
	int (*suspend)(struct pci_dev *dev, pm_message_t state);
	int (*resume)(struct pci_dev *dev);
	void (*shutdown)(struct pci_dev *dev);
	const struct pci_error_handlers *err_handler;
	struct device_driver driver;
};
int pci_reset_function(struct pci_dev *dev);
int pci_reset_function_locked(struct pci_dev *dev);
int pci_try_reset_function(struct pci_dev *dev);
int __pci_reset_function_locked(struct pci_dev *dev);
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
int pci_request_regions_exclusive(struct pci_dev *dev, const char *name);
int pci_request_selected_regions(struct pci_dev *dev, int bars, const char *name);
void pci_release_selected_regions(struct pci_dev *dev, int bars);
int pci_select_bars(struct pci_dev *dev, unsigned long flags);
#define pci_request_mem_regions(dev, name) pci_request_selected_regions(dev, pci_select_bars(dev, IORESOURCE_MEM), name)
#define pci_release_mem_regions(dev) pci_release_selected_regions(dev, pci_select_bars(dev, IORESOURCE_MEM))
int pcim_request_region(struct pci_dev *dev, int bar, const char *name);
void pcim_release_region(struct pci_dev *dev, int bar);
void pcim_pin_device(struct pci_dev *dev);
int pci_reenable_device(struct pci_dev *dev);
int pci_set_mwi(struct pci_dev *dev);
int pcim_set_mwi(struct pci_dev *dev);
int pci_try_set_mwi(struct pci_dev *dev);
void pci_clear_mwi(struct pci_dev *dev);
int pci_enable_wake(struct pci_dev *dev, pci_power_t state, bool enable);
int pci_wake_from_d3(struct pci_dev *dev, bool enable);
int pci_wait_for_pending_transaction(struct pci_dev *dev);
int pci_save_state(struct pci_dev *dev);
void pci_restore_state(struct pci_dev *dev);
int pci_set_power_state(struct pci_dev *dev, pci_power_t state);
void pci_intx(struct pci_dev *dev, int enable);
u8 pci_find_capability(struct pci_dev *dev, int cap);
u16 pci_find_ext_capability(struct pci_dev *dev, int cap);
int pcie_capability_read_word(struct pci_dev *dev, int pos, u16 *val);
int pcie_capability_read_dword(struct pci_dev *dev, int pos, u32 *val);
int pcie_capability_write_word(struct pci_dev *dev, int pos, u16 val);
int pcie_capability_write_dword(struct pci_dev *dev, int pos, u32 val);
int pcie_capability_clear_and_set_word_unlocked(struct pci_dev *dev, int pos, u16 clear, u16 set);
#define pcie_capability_clear_and_set_word(d, pos, c, s) pcie_capability_clear_and_set_word_unlocked(d, pos, c, s)
#define pcie_capability_set_word(d, pos, s) pcie_capability_clear_and_set_word_unlocked(d, pos, 0, s)
#define pcie_capability_clear_word(d, pos, c) pcie_capability_clear_and_set_word_unlocked(d, pos, c, 0)
#define pci_pcie_cap(d) pci_find_capability(d, PCI_CAP_ID_EXP)
#define pci_is_pcie(d) (true)
void __iomem *pci_iomap_range(struct pci_dev *dev, int bar, unsigned long offset, unsigned long max);
void pcim_iounmap(struct pci_dev *dev, void __iomem *p);
void pcim_iounmap_region(struct pci_dev *dev, int bar);
int pci_enable_msi(struct pci_dev *dev);
void pci_disable_msi(struct pci_dev *dev);
struct msix_entry { u32 vector; u16 entry; };
int pci_enable_msix_range(struct pci_dev *dev, struct msix_entry *entries, int min, int max);
static inline int pci_enable_msix_exact(struct pci_dev *dev, struct msix_entry *entries, int n)
{ int r = pci_enable_msix_range(dev, entries, n, n); return r < 0 ? r : 0; }
void pci_disable_msix(struct pci_dev *dev);
int pci_msi_vec_count(struct pci_dev *dev);
int pci_msix_vec_count(struct pci_dev *dev);
static inline bool pci_dev_msi_enabled(struct pci_dev *dev) { return dev->msi_enabled || dev->msix_enabled; }
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
static inline bool pci_dev_is_disconnected(const struct pci_dev *dev) { return READ_ONCE(dev->error_state) == pci_channel_io_perm_failure; }
static inline bool pci_channel_offline(struct pci_dev *dev) { return READ_ONCE(dev->error_state) != pci_channel_io_normal; }
static inline void *pci_get_drvdata(struct pci_dev *dev) { return dev_get_drvdata(&dev->dev); }
static inline void pci_set_drvdata(struct pci_dev *dev, void *p) { dev_set_drvdata(&dev->dev, p); }
static inline const char *pci_name(const struct pci_dev *dev) { return dev_name(&dev->dev); }
#define pci_resource_start(dev, bar) ((dev)->resource[bar].start)
#define pci_resource_end(dev, bar) ((dev)->resource[bar].end)
#define pci_resource_flags(dev, bar) ((dev)->resource[bar].flags)
#define pci_resource_len(dev, bar) ((dev)->resource[bar].end - (dev)->resource[bar].start + 1)
