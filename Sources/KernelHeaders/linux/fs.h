#pragma once
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/kdev_t.h>
struct module;
struct file;
struct vm_area_struct;
struct poll_table_struct;
struct cdev;
struct fasync_struct;
struct inode;
/* What is mapped of a file, by whoever has mapped it. */
struct address_space { struct inode *host; };
struct inode {
	umode_t i_mode;
	dev_t i_rdev;
	void *i_private;
	struct cdev *i_cdev;
	struct address_space *i_mapping;
};
struct file_operations {
	struct module *owner;
	loff_t (*llseek)(struct file *f, loff_t off, int whence);
	ssize_t (*read)(struct file *f, char __user *buf, size_t n, loff_t *pos);
	ssize_t (*write)(struct file *f, const char __user *buf, size_t n, loff_t *pos);
	__poll_t (*poll)(struct file *f, struct poll_table_struct *pt);
	long (*unlocked_ioctl)(struct file *f, unsigned int cmd, unsigned long arg);
	long (*compat_ioctl)(struct file *f, unsigned int cmd, unsigned long arg);
	int (*mmap)(struct file *f, struct vm_area_struct *vma);
	int (*open)(struct inode *inode, struct file *f);
	int (*flush)(struct file *f, void *id);
	int (*release)(struct inode *inode, struct file *f);
	int (*fasync)(int fd, struct file *f, int on);
};
struct dentry;
struct path { void *mnt; struct dentry *dentry; };
struct file {
	struct path f_path;
	const struct file_operations *f_op;
	struct inode *f_inode;
	struct address_space *f_mapping;
	void *private_data;
	unsigned int f_flags;
	unsigned int f_mode;
	loff_t f_pos;
};
#define O_NONBLOCK 04000
#define FMODE_READ 1
#define FMODE_WRITE 2
#define FASYNC 020000
static inline unsigned int iminor(const struct inode *i) { return MINOR(i->i_rdev); }
static inline unsigned int imajor(const struct inode *i) { return MAJOR(i->i_rdev); }
static inline struct dentry *file_dentry(const struct file *f) { return f->f_path.dentry; }
static inline struct inode *file_inode(const struct file *f) { return f->f_inode; }
static inline int nonseekable_open(struct inode *i, struct file *f) { (void)i; (void)f; return 0; }
static inline int stream_open(struct inode *i, struct file *f) { (void)i; (void)f; return 0; }
static inline loff_t noop_llseek(struct file *f, loff_t o, int w) { (void)f; (void)w; return o; }
#define no_llseek NULL

bool try_module_get(struct module *m);
void module_put(struct module *m);
#define fops_get(fops) \
	((fops) ? (try_module_get((fops)->owner) ? (fops) : NULL) : NULL)
#define fops_put(fops) \
	do { if (fops) module_put((fops)->owner); } while (0)
/* The caller holds a reference to the new operations' module. */
#define replace_fops(f, fops) \
	do { struct file *__file = (f); fops_put(__file->f_op); __file->f_op = (fops); } while (0)
int register_chrdev_region(dev_t from, unsigned int count, const char *name);
int alloc_chrdev_region(dev_t *dev, unsigned int baseminor, unsigned int count, const char *name);
void unregister_chrdev_region(dev_t from, unsigned int count);
int __register_chrdev(unsigned int major, unsigned int baseminor, unsigned int count, const char *name,
		      const struct file_operations *fops);
void __unregister_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
			 const char *name);
static inline int register_chrdev(unsigned int major, const char *name,
				  const struct file_operations *fops)
{ return __register_chrdev(major, 0, 256, name, fops); }
static inline void unregister_chrdev(unsigned int major, const char *name)
{ __unregister_chrdev(major, 0, 256, name); }
int fasync_helper(int fd, struct file *f, int on, struct fasync_struct **queue);
void kill_fasync(struct fasync_struct **queue, int sig, int band);
static inline int simple_open(struct inode *i, struct file *f)
{
	if (i->i_private)
		f->private_data = i->i_private;
	return 0;
}
#define SIGIO 29
#define POLL_IN 1
#define POLL_OUT 2
#define POLL_HUP 6
