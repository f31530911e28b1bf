#pragma once
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/kobject.h>
#include <linux/device.h>
struct cdev {
	struct kobject kobj;
	struct module *owner;
	const struct file_operations *ops;
	struct list_head list;
	dev_t dev;
	unsigned int count;
};
void cdev_init(struct cdev *c, const struct file_operations *fops);
struct cdev *cdev_alloc(void);
int cdev_add(struct cdev *c, dev_t dev, unsigned int count);
void cdev_del(struct cdev *c);
static inline void cdev_set_parent(struct cdev *c, struct kobject *parent) { c->kobj.parent = parent; }
static inline int cdev_device_add(struct cdev *c, struct device *d)
{
	int err = 0;

	if (d->devt) {
		cdev_set_parent(c, &d->kobj);
		err = cdev_add(c, d->devt, 1);
		if (err)
			return err;
	}
	err = device_add(d);
	if (err && d->devt)
		cdev_del(c);
	return err;
}
static inline void cdev_device_del(struct cdev *c, struct device *d)
{
	device_del(d);
	if (d->devt)
		cdev_del(c);
}
