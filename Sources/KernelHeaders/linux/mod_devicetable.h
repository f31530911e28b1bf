#pragma once
#include <linux/types.h>
struct pci_device_id { u32 vendor, device, subvendor, subdevice, class, class_mask; unsigned long driver_data; };
#define AUXILIARY_NAME_SIZE 40
#define AUXILIARY_MODULE_PREFIX "auxiliary:"
struct auxiliary_device_id { char name[AUXILIARY_NAME_SIZE]; unsigned long driver_data; };
