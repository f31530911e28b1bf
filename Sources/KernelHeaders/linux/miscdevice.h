#pragma once
#include <linux/fs.h>
#include <linux/device.h>
#define MISC_DYNAMIC_MINOR 255
#define WATCHDOG_MINOR 130
struct miscdevice {
	int minor;
	const char *name;
	const struct file_operations *fops;
	struct list_head list;
	struct device *parent;
	struct device *this_device;
	const char *nodename;
	umode_t mode;
};
int misc_register(struct miscdevice *m);
void misc_deregister(struct miscdevice *m);
#define module_misc_device(m) module_driver(m, misc_register, misc_deregister)
