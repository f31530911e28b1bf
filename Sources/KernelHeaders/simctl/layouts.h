/* One variable that holds every structure that the kernel models touch, so that the debug
   information has the layout of each. */
#pragma once
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/auxiliary_bus.h>
#include <linux/scatterlist.h>
#include <linux/workqueue.h>
#include <linux/hrtimer.h>
#include <linux/irq_work.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/wait.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/seqlock.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/cdev.h>
#include <linux/rcupdate.h>
#include <linux/srcu.h>
#include <linux/percpu-refcount.h>
#include <linux/notifier.h>
#include <linux/poll.h>
__used struct __simctl_layouts {
	struct work_struct work_struct;
	struct delayed_work delayed_work;
	struct rcu_work rcu_work;
	struct timer_list timer_list;
	struct hrtimer hrtimer;
	struct mutex mutex;
	struct raw_spinlock raw_spinlock;
	struct spinlock spinlock;
	struct rwlock rwlock;
	struct rw_semaphore rw_semaphore;
	struct semaphore semaphore;
	struct seqcount seqcount;
	struct completion completion;
	struct swait_queue_head swait_queue_head;
	struct wait_queue_head wait_queue_head;
	struct wait_queue_entry wait_queue_entry;
	struct list_head list_head;
	struct device device;
	struct device_driver device_driver;
	struct device_link device_link;
	struct kobject kobject;
	struct kobj_type kobj_type;
	struct class class;
	struct attribute_group attribute_group;
	struct device_attribute device_attribute;
	struct pci_dev pci_dev;
	struct pci_driver pci_driver;
	struct pci_device_id pci_device_id;
	struct pci_error_handlers pci_error_handlers;
	struct auxiliary_device auxiliary_device;
	struct auxiliary_driver auxiliary_driver;
	struct auxiliary_device_id auxiliary_device_id;
	struct dev_pm_ops dev_pm_ops;
	struct resource resource;
	struct msix_entry msix_entry;
	struct scatterlist scatterlist;
	struct miscdevice miscdevice;
	struct file_operations file_operations;
	struct file file;
	struct cdev cdev;
	struct inode inode;
	struct address_space address_space;
	struct vm_area_struct vm_area_struct;
	struct vm_operations_struct vm_operations_struct;
	struct vm_fault vm_fault;
	struct module module;
	struct task_struct task_struct;
	struct callback_head callback_head;
	struct srcu_struct srcu_struct;
	struct tasklet_struct tasklet_struct;
	struct irq_work irq_work;
	struct kthread_worker kthread_worker;
	struct kthread_delayed_work kthread_delayed_work;
	struct kthread_work kthread_work;
	struct notifier_block notifier_block;
	struct atomic_notifier_head atomic_notifier_head;
	struct blocking_notifier_head blocking_notifier_head;
	struct srcu_notifier_head srcu_notifier_head;
	struct raw_notifier_head raw_notifier_head;
	struct kref kref;
	struct percpu_ref percpu_ref;
	struct percpu_ref_data percpu_ref_data;
} __simctl_layouts;
