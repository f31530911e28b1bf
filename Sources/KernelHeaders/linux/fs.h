#pragma once
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/err.h>
#include <linux/mutex.h>
struct module;
struct file;
struct vm_area_struct;
struct poll_table_struct;
struct inode { umode_t i_mode; dev_t i_rdev; void *i_private; void *i_cdev; };
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
	void *private_data;
	unsigned int f_flags;
	unsigned int f_mode;
	loff_t f_pos;
};
#define O_NONBLOCK 04000
#define FMODE_READ 1
#define FMODE_WRITE 2
static inline unsigned int iminor(const struct inode *i) { return i->i_rdev & 0xfffff; }
static inline struct dentry *file_dentry(const struct file *f) { return f->f_path.dentry; }
static inline struct inode *file_inode(const struct file *f) { return f->f_inode; }
static inline int nonseekable_open(struct inode *i, struct file *f) { (void)i; (void)f; return 0; }
static inline int stream_open(struct inode *i, struct file *f) { (void)i; (void)f; return 0; }
static inline loff_t noop_llseek(struct file *f, loff_t o, int w) { (void)f; (void)w; return o; }
#define no_llseek NULL
