#pragma once
#include <linux/device.h>
#include <linux/mod_devicetable.h>
struct auxiliary_device {
	struct device dev;
	const char *name;
	u32 id;
};
struct auxiliary_driver {
	int (*probe)(struct auxiliary_device *auxdev, const struct auxiliary_device_id *id);
	void (*remove)(struct auxiliary_device *auxdev);
	void (*shutdown)(struct auxiliary_device *auxdev);
	int (*suspend)(struct auxiliary_device *auxdev, pm_message_t state);
	int (*resume)(struct auxiliary_device *auxdev);
	const char *name;
	struct device_driver driver;
	const struct auxiliary_device_id *id_table;
};
#define to_auxiliary_dev(d) container_of(d, struct auxiliary_device, dev)
#define to_auxiliary_drv(d) container_of(d, struct auxiliary_driver, driver)
static inline void *auxiliary_get_drvdata(struct auxiliary_device *a) { return dev_get_drvdata(&a->dev); }
static inline void auxiliary_set_drvdata(struct auxiliary_device *a, void *p) { dev_set_drvdata(&a->dev, p); }
int auxiliary_device_init(struct auxiliary_device *auxdev);
int __auxiliary_device_add(struct auxiliary_device *auxdev, const char *modname);
#define auxiliary_device_add(auxdev) __auxiliary_device_add(auxdev, KBUILD_MODNAME)
static inline void auxiliary_device_delete(struct auxiliary_device *a) { device_del(&a->dev); }
static inline void auxiliary_device_uninit(struct auxiliary_device *a) { put_device(&a->dev); }
int __auxiliary_driver_register(struct auxiliary_driver *drv, struct module *owner, const char *modname);
#define auxiliary_driver_register(drv) __auxiliary_driver_register(drv, THIS_MODULE, KBUILD_MODNAME)
void auxiliary_driver_unregister(struct auxiliary_driver *drv);
#define module_auxiliary_driver(drv) module_driver(drv, auxiliary_driver_register, auxiliary_driver_unregister)
