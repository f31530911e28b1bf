/* SPDX-License-Identifier: MIT */
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>

struct uacce;

struct uacce_ops {
	long (*ioctl)(struct uacce *uacce);
};

struct uacce {
	struct kref ref;
	struct mutex mutex;
	struct miscdevice misc;
	const struct uacce_ops *ops;
	void __iomem *regs;
};

struct uacce *uacce_register(const struct uacce_ops *ops, void __iomem *regs);
void uacce_remove(struct uacce *uacce);
