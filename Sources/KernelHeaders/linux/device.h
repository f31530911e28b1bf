#pragma once
#include <linux/types.h>
#include <linux/slab.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/err.h>
#include <linux/container_of.h>
#include <linux/kref.h>
#include <linux/kobject.h>
#include <linux/pm.h>
struct module;
struct device;
struct bus_type { const char *name; };
struct attribute { const char *name; umode_t mode; };
struct attribute_group {
	const char *name;
	umode_t (*is_visible)(struct kobject *kobj, struct attribute *attr, int n);
	struct attribute **attrs;
};
#define ATTRIBUTE_GROUPS(n) \
static const struct attribute_group n##_group = { .attrs = n##_attrs }; \
static const struct attribute_group *n##_groups[] = { &n##_group, NULL }
struct device_attribute {
	struct attribute attr;
	ssize_t (*show)(struct device *dev, struct device_attribute *attr, char *buf);
	ssize_t (*store)(struct device *dev, struct device_attribute *attr, const char *buf, size_t n);
};
enum probe_type { PROBE_DEFAULT_STRATEGY, PROBE_PREFER_ASYNCHRONOUS, PROBE_FORCE_SYNCHRONOUS };
struct device_driver {
	const char *name;
	const struct bus_type *bus;
	struct module *owner;
	enum probe_type probe_type;
	const struct attribute_group **dev_groups;
	const struct dev_pm_ops *pm;
};
struct class {
	const char *name;
	const struct attribute_group **dev_groups;
	void (*dev_release)(struct device *dev);
};
struct device {
	struct kobject kobj;
	struct device *parent;
	const char *init_name;
	const struct bus_type *bus;
	struct device_driver *driver;
	void *platform_data;
	void *driver_data;
	struct mutex mutex;
	dev_t devt;
	const struct class *class;
	const struct attribute_group **groups;
	void (*release)(struct device *dev);
	u64 dma_mask;
};
static inline void *dev_get_drvdata(const struct device *d) { return d->driver_data; }
static inline void dev_set_drvdata(struct device *d, void *p) { d->driver_data = p; }
static inline const char *dev_name(const struct device *d) { return d->init_name; }
static inline int dev_set_name(struct device *d, const char *fmt, ...) { d->init_name = fmt; return 0; }
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
int devm_remove_action_nowarn(struct device *d, void (*action)(void *), void *data);
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
typedef void (*dr_release_t)(struct device *dev, void *res);
typedef int (*dr_match_t)(struct device *dev, void *res, void *match_data);
void *__devres_alloc_node(dr_release_t release, size_t size, gfp_t gfp, int nid, const char *name);
#define devres_alloc(release, size, gfp) __devres_alloc_node(release, size, gfp, -1, #release)
void devres_free(void *res);
void devres_add(struct device *d, void *res);
void *devres_find(struct device *d, dr_release_t release, dr_match_t match, void *data);
void *devres_remove(struct device *d, dr_release_t release, dr_match_t match, void *data);
int devres_destroy(struct device *d, dr_release_t release, dr_match_t match, void *data);
int devres_release(struct device *d, dr_release_t release, dr_match_t match, void *data);
void *devres_open_group(struct device *d, void *id, gfp_t gfp);
void devres_close_group(struct device *d, void *id);
void devres_remove_group(struct device *d, void *id);
int devres_release_group(struct device *d, void *id);
static inline void *devm_kmemdup(struct device *d, const void *from, size_t size, gfp_t gfp)
{
	void *p = devm_kmalloc(d, size, gfp);

	if (p)
		__builtin_memcpy(p, from, size);
	return p;
}
void device_initialize(struct device *d);
int __must_check device_add(struct device *d);
int __must_check device_register(struct device *d);
void device_del(struct device *d);
void device_unregister(struct device *d);
#if defined(SIMCTL_KERNEL) && SIMCTL_KERNEL < 604
struct class *simctl_class_create(const char *name) __asm__("class_create");
#define class_create(owner, name) simctl_class_create(name)
#else
struct class *class_create(const char *name);
#endif
void class_destroy(const struct class *c);
struct device *device_create(const struct class *c, struct device *parent, dev_t devt, void *drvdata,
			     const char *fmt, ...);
void device_destroy(const struct class *c, dev_t devt);
int __must_check device_add_groups(struct device *d, const struct attribute_group **groups);
void device_remove_groups(struct device *d, const struct attribute_group **groups);
int device_create_file(struct device *d, const struct device_attribute *attr);
void device_remove_file(struct device *d, const struct device_attribute *attr);
struct device_link { struct device *supplier, *consumer; u32 flags; };
#define DL_FLAG_STATELESS (1U << 0)
#define DL_FLAG_AUTOREMOVE_CONSUMER (1U << 1)
#define DL_FLAG_PM_RUNTIME (1U << 2)
#define DL_FLAG_RPM_ACTIVE (1U << 3)
#define DL_FLAG_AUTOREMOVE_SUPPLIER (1U << 4)
#define DL_FLAG_AUTOPROBE_CONSUMER (1U << 5)
struct device_link *device_link_add(struct device *consumer, struct device *supplier, u32 flags);
void device_link_del(struct device_link *link);
void device_link_remove(void *consumer, struct device *supplier);
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
