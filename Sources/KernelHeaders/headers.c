// The headers of the simulated kernel, embedded at build time (C23 #embed).
#include "KernelHeaders.h"

static const unsigned char linux_atomic_h[] = {
#embed "linux/atomic.h"
};
static const unsigned char linux_auxiliary_bus_h[] = {
#embed "linux/auxiliary_bus.h"
};
static const unsigned char linux_bitops_h[] = {
#embed "linux/bitops.h"
};
static const unsigned char linux_bits_h[] = {
#embed "linux/bits.h"
};
static const unsigned char linux_bottom_half_h[] = {
#embed "linux/bottom_half.h"
};
static const unsigned char linux_bug_h[] = {
#embed "linux/bug.h"
};
static const unsigned char linux_cdev_h[] = {
#embed "linux/cdev.h"
};
static const unsigned char linux_cleanup_h[] = {
#embed "linux/cleanup.h"
};
static const unsigned char linux_compiler_h[] = {
#embed "linux/compiler.h"
};
static const unsigned char linux_completion_h[] = {
#embed "linux/completion.h"
};
static const unsigned char linux_container_of_h[] = {
#embed "linux/container_of.h"
};
static const unsigned char linux_debugfs_h[] = {
#embed "linux/debugfs.h"
};
static const unsigned char linux_delay_h[] = {
#embed "linux/delay.h"
};
static const unsigned char linux_device_h[] = {
#embed "linux/device.h"
};
static const unsigned char linux_dma_mapping_h[] = {
#embed "linux/dma-mapping.h"
};
static const unsigned char linux_dmapool_h[] = {
#embed "linux/dmapool.h"
};
static const unsigned char linux_err_h[] = {
#embed "linux/err.h"
};
static const unsigned char linux_errno_h[] = {
#embed "linux/errno.h"
};
static const unsigned char linux_export_h[] = {
#embed "linux/export.h"
};
static const unsigned char linux_fs_h[] = {
#embed "linux/fs.h"
};
static const unsigned char linux_gfp_h[] = {
#embed "linux/gfp.h"
};
static const unsigned char linux_hrtimer_h[] = {
#embed "linux/hrtimer.h"
};
static const unsigned char linux_init_h[] = {
#embed "linux/init.h"
};
static const unsigned char linux_interrupt_h[] = {
#embed "linux/interrupt.h"
};
static const unsigned char linux_io_h[] = {
#embed "linux/io.h"
};
static const unsigned char linux_ioctl_h[] = {
#embed "linux/ioctl.h"
};
static const unsigned char linux_ioport_h[] = {
#embed "linux/ioport.h"
};
static const unsigned char linux_irq_work_h[] = {
#embed "linux/irq_work.h"
};
static const unsigned char linux_irqflags_h[] = {
#embed "linux/irqflags.h"
};
static const unsigned char linux_irqreturn_h[] = {
#embed "linux/irqreturn.h"
};
static const unsigned char linux_jiffies_h[] = {
#embed "linux/jiffies.h"
};
static const unsigned char linux_kdev_t_h[] = {
#embed "linux/kdev_t.h"
};
static const unsigned char linux_kernel_h[] = {
#embed "linux/kernel.h"
};
static const unsigned char linux_kobject_h[] = {
#embed "linux/kobject.h"
};
static const unsigned char linux_kref_h[] = {
#embed "linux/kref.h"
};
static const unsigned char linux_kthread_h[] = {
#embed "linux/kthread.h"
};
static const unsigned char linux_ktime_h[] = {
#embed "linux/ktime.h"
};
static const unsigned char linux_list_h[] = {
#embed "linux/list.h"
};
static const unsigned char linux_lockdep_h[] = {
#embed "linux/lockdep.h"
};
static const unsigned char linux_math_h[] = {
#embed "linux/math.h"
};
static const unsigned char linux_miscdevice_h[] = {
#embed "linux/miscdevice.h"
};
static const unsigned char linux_mm_h[] = {
#embed "linux/mm.h"
};
static const unsigned char linux_mod_devicetable_h[] = {
#embed "linux/mod_devicetable.h"
};
static const unsigned char linux_module_h[] = {
#embed "linux/module.h"
};
static const unsigned char linux_moduleparam_h[] = {
#embed "linux/moduleparam.h"
};
static const unsigned char linux_mutex_h[] = {
#embed "linux/mutex.h"
};
static const unsigned char linux_notifier_h[] = {
#embed "linux/notifier.h"
};
static const unsigned char linux_pci_h[] = {
#embed "linux/pci.h"
};
static const unsigned char linux_percpu_refcount_h[] = {
#embed "linux/percpu-refcount.h"
};
static const unsigned char linux_pm_h[] = {
#embed "linux/pm.h"
};
static const unsigned char linux_pm_runtime_h[] = {
#embed "linux/pm_runtime.h"
};
static const unsigned char linux_poll_h[] = {
#embed "linux/poll.h"
};
static const unsigned char linux_preempt_h[] = {
#embed "linux/preempt.h"
};
static const unsigned char linux_printk_h[] = {
#embed "linux/printk.h"
};
static const unsigned char linux_rculist_h[] = {
#embed "linux/rculist.h"
};
static const unsigned char linux_rcupdate_h[] = {
#embed "linux/rcupdate.h"
};
static const unsigned char linux_refcount_h[] = {
#embed "linux/refcount.h"
};
static const unsigned char linux_rwlock_h[] = {
#embed "linux/rwlock.h"
};
static const unsigned char linux_rwsem_h[] = {
#embed "linux/rwsem.h"
};
static const unsigned char linux_scatterlist_h[] = {
#embed "linux/scatterlist.h"
};
static const unsigned char linux_sched_h[] = {
#embed "linux/sched.h"
};
static const unsigned char linux_semaphore_h[] = {
#embed "linux/semaphore.h"
};
static const unsigned char linux_seqlock_h[] = {
#embed "linux/seqlock.h"
};
static const unsigned char linux_simctl_h[] = {
#embed "linux/simctl.h"
};
static const unsigned char linux_slab_h[] = {
#embed "linux/slab.h"
};
static const unsigned char linux_spinlock_h[] = {
#embed "linux/spinlock.h"
};
static const unsigned char linux_srcu_h[] = {
#embed "linux/srcu.h"
};
static const unsigned char linux_stdarg_h[] = {
#embed "linux/stdarg.h"
};
static const unsigned char linux_string_h[] = {
#embed "linux/string.h"
};
static const unsigned char linux_swait_h[] = {
#embed "linux/swait.h"
};
static const unsigned char linux_sysfs_h[] = {
#embed "linux/sysfs.h"
};
static const unsigned char linux_timer_h[] = {
#embed "linux/timer.h"
};
static const unsigned char linux_types_h[] = {
#embed "linux/types.h"
};
static const unsigned char linux_uaccess_h[] = {
#embed "linux/uaccess.h"
};
static const unsigned char linux_vmalloc_h[] = {
#embed "linux/vmalloc.h"
};
static const unsigned char linux_wait_h[] = {
#embed "linux/wait.h"
};
static const unsigned char linux_workqueue_h[] = {
#embed "linux/workqueue.h"
};
static const unsigned char simctl_layouts_h[] = {
#embed "simctl/layouts.h"
};

static const struct simctl_header all[] = {
    {"linux/atomic.h", linux_atomic_h, sizeof(linux_atomic_h)},
    {"linux/auxiliary_bus.h", linux_auxiliary_bus_h, sizeof(linux_auxiliary_bus_h)},
    {"linux/bitops.h", linux_bitops_h, sizeof(linux_bitops_h)},
    {"linux/bits.h", linux_bits_h, sizeof(linux_bits_h)},
    {"linux/bottom_half.h", linux_bottom_half_h, sizeof(linux_bottom_half_h)},
    {"linux/bug.h", linux_bug_h, sizeof(linux_bug_h)},
    {"linux/cdev.h", linux_cdev_h, sizeof(linux_cdev_h)},
    {"linux/cleanup.h", linux_cleanup_h, sizeof(linux_cleanup_h)},
    {"linux/compiler.h", linux_compiler_h, sizeof(linux_compiler_h)},
    {"linux/completion.h", linux_completion_h, sizeof(linux_completion_h)},
    {"linux/container_of.h", linux_container_of_h, sizeof(linux_container_of_h)},
    {"linux/debugfs.h", linux_debugfs_h, sizeof(linux_debugfs_h)},
    {"linux/delay.h", linux_delay_h, sizeof(linux_delay_h)},
    {"linux/device.h", linux_device_h, sizeof(linux_device_h)},
    {"linux/dma-mapping.h", linux_dma_mapping_h, sizeof(linux_dma_mapping_h)},
    {"linux/dmapool.h", linux_dmapool_h, sizeof(linux_dmapool_h)},
    {"linux/err.h", linux_err_h, sizeof(linux_err_h)},
    {"linux/errno.h", linux_errno_h, sizeof(linux_errno_h)},
    {"linux/export.h", linux_export_h, sizeof(linux_export_h)},
    {"linux/fs.h", linux_fs_h, sizeof(linux_fs_h)},
    {"linux/gfp.h", linux_gfp_h, sizeof(linux_gfp_h)},
    {"linux/hrtimer.h", linux_hrtimer_h, sizeof(linux_hrtimer_h)},
    {"linux/init.h", linux_init_h, sizeof(linux_init_h)},
    {"linux/interrupt.h", linux_interrupt_h, sizeof(linux_interrupt_h)},
    {"linux/io.h", linux_io_h, sizeof(linux_io_h)},
    {"linux/ioctl.h", linux_ioctl_h, sizeof(linux_ioctl_h)},
    {"linux/ioport.h", linux_ioport_h, sizeof(linux_ioport_h)},
    {"linux/irq_work.h", linux_irq_work_h, sizeof(linux_irq_work_h)},
    {"linux/irqflags.h", linux_irqflags_h, sizeof(linux_irqflags_h)},
    {"linux/irqreturn.h", linux_irqreturn_h, sizeof(linux_irqreturn_h)},
    {"linux/jiffies.h", linux_jiffies_h, sizeof(linux_jiffies_h)},
    {"linux/kdev_t.h", linux_kdev_t_h, sizeof(linux_kdev_t_h)},
    {"linux/kernel.h", linux_kernel_h, sizeof(linux_kernel_h)},
    {"linux/kobject.h", linux_kobject_h, sizeof(linux_kobject_h)},
    {"linux/kref.h", linux_kref_h, sizeof(linux_kref_h)},
    {"linux/kthread.h", linux_kthread_h, sizeof(linux_kthread_h)},
    {"linux/ktime.h", linux_ktime_h, sizeof(linux_ktime_h)},
    {"linux/list.h", linux_list_h, sizeof(linux_list_h)},
    {"linux/lockdep.h", linux_lockdep_h, sizeof(linux_lockdep_h)},
    {"linux/math.h", linux_math_h, sizeof(linux_math_h)},
    {"linux/miscdevice.h", linux_miscdevice_h, sizeof(linux_miscdevice_h)},
    {"linux/mm.h", linux_mm_h, sizeof(linux_mm_h)},
    {"linux/mod_devicetable.h", linux_mod_devicetable_h, sizeof(linux_mod_devicetable_h)},
    {"linux/module.h", linux_module_h, sizeof(linux_module_h)},
    {"linux/moduleparam.h", linux_moduleparam_h, sizeof(linux_moduleparam_h)},
    {"linux/mutex.h", linux_mutex_h, sizeof(linux_mutex_h)},
    {"linux/notifier.h", linux_notifier_h, sizeof(linux_notifier_h)},
    {"linux/pci.h", linux_pci_h, sizeof(linux_pci_h)},
    {"linux/percpu-refcount.h", linux_percpu_refcount_h, sizeof(linux_percpu_refcount_h)},
    {"linux/pm.h", linux_pm_h, sizeof(linux_pm_h)},
    {"linux/pm_runtime.h", linux_pm_runtime_h, sizeof(linux_pm_runtime_h)},
    {"linux/poll.h", linux_poll_h, sizeof(linux_poll_h)},
    {"linux/preempt.h", linux_preempt_h, sizeof(linux_preempt_h)},
    {"linux/printk.h", linux_printk_h, sizeof(linux_printk_h)},
    {"linux/rculist.h", linux_rculist_h, sizeof(linux_rculist_h)},
    {"linux/rcupdate.h", linux_rcupdate_h, sizeof(linux_rcupdate_h)},
    {"linux/refcount.h", linux_refcount_h, sizeof(linux_refcount_h)},
    {"linux/rwlock.h", linux_rwlock_h, sizeof(linux_rwlock_h)},
    {"linux/rwsem.h", linux_rwsem_h, sizeof(linux_rwsem_h)},
    {"linux/scatterlist.h", linux_scatterlist_h, sizeof(linux_scatterlist_h)},
    {"linux/sched.h", linux_sched_h, sizeof(linux_sched_h)},
    {"linux/semaphore.h", linux_semaphore_h, sizeof(linux_semaphore_h)},
    {"linux/seqlock.h", linux_seqlock_h, sizeof(linux_seqlock_h)},
    {"linux/simctl.h", linux_simctl_h, sizeof(linux_simctl_h)},
    {"linux/slab.h", linux_slab_h, sizeof(linux_slab_h)},
    {"linux/spinlock.h", linux_spinlock_h, sizeof(linux_spinlock_h)},
    {"linux/srcu.h", linux_srcu_h, sizeof(linux_srcu_h)},
    {"linux/stdarg.h", linux_stdarg_h, sizeof(linux_stdarg_h)},
    {"linux/string.h", linux_string_h, sizeof(linux_string_h)},
    {"linux/swait.h", linux_swait_h, sizeof(linux_swait_h)},
    {"linux/sysfs.h", linux_sysfs_h, sizeof(linux_sysfs_h)},
    {"linux/timer.h", linux_timer_h, sizeof(linux_timer_h)},
    {"linux/types.h", linux_types_h, sizeof(linux_types_h)},
    {"linux/uaccess.h", linux_uaccess_h, sizeof(linux_uaccess_h)},
    {"linux/vmalloc.h", linux_vmalloc_h, sizeof(linux_vmalloc_h)},
    {"linux/wait.h", linux_wait_h, sizeof(linux_wait_h)},
    {"linux/workqueue.h", linux_workqueue_h, sizeof(linux_workqueue_h)},
    {"simctl/layouts.h", simctl_layouts_h, sizeof(simctl_layouts_h)},
};
const struct simctl_header *const simctl_headers = all;
const unsigned long simctl_header_count = sizeof(all) / sizeof(all[0]);
