#pragma once
#include <linux/types.h>
#include <linux/slab.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/err.h>
#include <linux/container_of.h>
#include <linux/kref.h>
#include <linux/pm.h>
struct module;
struct device;
struct bus_type { const char *name; };
struct attribute { const char *name; umode_t mode; };
struct attribute_group { const char *name; struct attribute **attrs; };
struct device_attribute {
	struct attribute attr;
	ssize_t (*show)(struct device *dev, struct device_attribute *attr, char *buf);
	ssize_t (*store)(struct device *dev, struct device_attribute *attr, const char *buf, size_t n);
};
struct device_driver {
	const char *name;
	const struct bus_type *bus;
	struct module *owner;
	const struct attribute_group **dev_groups;
	const struct dev_pm_ops *pm;
};
struct device {
	struct kref kref;
	struct device *parent;
	const char *init_name;
	const struct bus_type *bus;
	struct device_driver *driver;
	void *platform_data;
	void *driver_data;
	struct mutex mutex;
	void (*release)(struct device *dev);
	u64 dma_mask;
};
static inline void *dev_get_drvdata(const struct device *d) { return d->driver_data; }
static inline void dev_set_drvdata(struct device *d, void *p) { d->driver_data = p; }
static inline const char *dev_name(const struct device *d) { return d->init_name; }
struct device *get_device(struct device *d);
void put_device(struct device *d);
static inline void device_lock(struct device *d) { mutex_lock(&d->mutex); }
static inline void device_unlock(struct device *d) { mutex_unlock(&d->mutex); }
void *devm_kmalloc(struct device *d, size_t size, gfp_t gfp);
void devm_kfree(struct device *d, const void *p);
char *devm_kstrdup(struct device *d, const char *s, gfp_t gfp);
static inline void *devm_kzalloc(struct device *d, size_t size, gfp_t gfp)
{ return devm_kmalloc(d, size, gfp | __GFP_ZERO); }
static inline void *devm_kcalloc(struct device *d, size_t n, size_t size, gfp_t gfp)
{ return devm_kmalloc(d, n * size, gfp | __GFP_ZERO); }
int __devm_add_action(struct device *d, void (*action)(void *), void *data, const char *name);
void devm_remove_action(struct device *d, void (*action)(void *), void *data);
void devm_release_action(struct device *d, void (*action)(void *), void *data);
#define devm_add_action(d, action, data) __devm_add_action(d, action, data, #action)
static inline int __devm_add_action_or_reset(struct device *d, void (*action)(void *), void *data, const char *name)
{
	int ret = __devm_add_action(d, action, data, name);

	if (ret)
		action(data);
	return ret;
}
#define devm_add_action_or_reset(d, action, data) __devm_add_action_or_reset(d, action, data, #action)
int device_create_file(struct device *d, const struct device_attribute *attr);
void device_remove_file(struct device *d, const struct device_attribute *attr);
int sysfs_emit(char *buf, const char *fmt, ...);
#define DEVICE_ATTR(n, m, s, t) struct device_attribute dev_attr_##n = { { #n, m }, s, t }
#define DEVICE_ATTR_RW(n) DEVICE_ATTR(n, 0644, n##_show, n##_store)
#define DEVICE_ATTR_RO(n) DEVICE_ATTR(n, 0444, n##_show, NULL)
#define DEVICE_ATTR_WO(n) DEVICE_ATTR(n, 0200, NULL, n##_store)
__printf(2, 3) void _dev_emerg(const struct device *d, const char *fmt, ...);
__printf(2, 3) void _dev_crit(const struct device *d, const char *fmt, ...);
__printf(2, 3) void _dev_alert(const struct device *d, const char *fmt, ...);
__printf(2, 3) void _dev_err(const struct device *d, const char *fmt, ...);
__printf(2, 3) void _dev_warn(const struct device *d, const char *fmt, ...);
__printf(2, 3) void _dev_notice(const struct device *d, const char *fmt, ...);
__printf(2, 3) void _dev_info(const struct device *d, const char *fmt, ...);
#define dev_err(d, fmt, ...) _dev_err(d, fmt, ##__VA_ARGS__)
#define dev_warn(d, fmt, ...) _dev_warn(d, fmt, ##__VA_ARGS__)
#define dev_notice(d, fmt, ...) _dev_notice(d, fmt, ##__VA_ARGS__)
#define dev_info(d, fmt, ...) _dev_info(d, fmt, ##__VA_ARGS__)
#define dev_dbg(d, fmt, ...) do { } while (0)
static inline int dev_err_probe(const struct device *d, int err, const char *fmt, ...) { (void)d; (void)fmt; return err; }
