// The calls that a teardown is made of, and what drivers write in their place: the one table from
// which `simctl mutate` works.

/// A call that may stand in the place of a stronger one.
public struct WeakerCall: Sendable, Equatable {
  /// As the kernel exports it.
  public var symbol: String
  /// Which arguments of the stronger call it is given, in order; nil for the same ones.
  public var arguments: [Int]?
}

/// What is known of the calls of a teardown, by the names that drivers use.
public enum TeardownCalls {
  /// Whether `mutate` deletes and swaps calls of that name.
  public static func isKnown(_ name: String) -> Bool {
    isFence(name) || releases.contains(name)
  }

  /// Whether it waits for something or keeps something from starting.
  public static func isFence(_ name: String) -> Bool {
    weaker[name] != nil || fences.contains(name)
  }

  /// What may stand in its place, the strongest first.
  public static func weakerCalls(than name: String) -> [WeakerCall] { weaker[name] ?? [] }

  private static func same(_ symbols: String...) -> [WeakerCall] {
    symbols.map { WeakerCall(symbol: $0, arguments: nil) }
  }

  /// Fences, and calls that do a part of what they do: stop without waiting, wait without stopping,
  /// stop now and let others start it again.
  private static let weaker: [String: [WeakerCall]] = [
    "timer_shutdown_sync": same("timer_delete_sync", "timer_shutdown", "timer_delete"),
    "timer_shutdown": same("timer_delete"),
    "timer_delete_sync": same("timer_delete"),
    "hrtimer_cancel": same("hrtimer_try_to_cancel"),
    "disable_work_sync": same("cancel_work_sync", "disable_work", "cancel_work"),
    "disable_work": same("cancel_work"),
    "cancel_work_sync": same("cancel_work", "flush_work"),
    "disable_delayed_work_sync": same(
      "cancel_delayed_work_sync", "disable_delayed_work", "cancel_delayed_work"),
    "disable_delayed_work": same("cancel_delayed_work"),
    "cancel_delayed_work_sync": same("cancel_delayed_work", "flush_delayed_work"),
    "kthread_cancel_work_sync": same("kthread_flush_work"),
    "kthread_destroy_worker": same("kthread_flush_worker"),
    "destroy_workqueue": same("drain_workqueue", "__flush_workqueue"),
    "drain_workqueue": same("__flush_workqueue"),
    "free_irq": same("disable_irq", "disable_irq_nosync"),
    "devm_free_irq": [
      WeakerCall(symbol: "disable_irq", arguments: [1]),
      WeakerCall(symbol: "disable_irq_nosync", arguments: [1]),
    ],
    "disable_irq": same("disable_irq_nosync"),
    "tasklet_kill": same("tasklet_disable", "tasklet_disable_nosync"),
    "tasklet_disable": same("tasklet_disable_nosync"),
    "kfree_rcu": [WeakerCall(symbol: "kfree", arguments: [1])],
  ]

  /// Fences that have no weaker form.
  private static let fences: Set<String> = [
    "flush_work", "flush_delayed_work", "flush_workqueue", "cancel_work", "cancel_delayed_work",
    "timer_delete", "hrtimer_try_to_cancel", "disable_irq_nosync", "synchronize_irq",
    "synchronize_hardirq", "irq_work_sync", "tasklet_disable_nosync", "tasklet_unlock_wait",
    "kthread_stop", "kthread_stop_put", "kthread_park", "kthread_flush_work",
    "kthread_flush_worker", "kthread_cancel_delayed_work_sync",
    "wait_for_completion", "wait_for_completion_timeout", "wait_for_completion_interruptible",
    "wait_for_completion_killable", "synchronize_rcu", "synchronize_rcu_expedited",
    "synchronize_srcu", "synchronize_srcu_expedited", "rcu_barrier", "srcu_barrier",
    "kvfree_rcu_barrier", "pm_runtime_barrier", "pm_runtime_disable",
  ]

  /// Calls that give something up: they can be left out, or come too early.
  private static let releases: Set<String> = [
    // Who waits for the driver.
    "complete", "complete_all", "wake_up", "wake_up_pollfree", "kill_fasync",
    // RCU and reference counts.
    "call_rcu", "call_srcu", "cleanup_srcu_struct", "percpu_ref_kill",
    "percpu_ref_kill_and_confirm", "percpu_ref_exit", "percpu_ref_put", "kref_put",
    "kref_put_mutex", "kref_put_lock", "kobject_put", "put_device", "put_task_struct",
    "module_put", "pci_dev_put",
    // What user space reaches the driver by.
    "misc_deregister", "cdev_del", "cdev_device_del", "unregister_chrdev",
    "unregister_chrdev_region", "device_destroy", "device_unregister", "device_del",
    "class_destroy", "debugfs_remove", "debugfs_lookup_and_remove", "device_remove_file",
    "device_remove_groups", "sysfs_remove_group", "sysfs_remove_groups",
    "atomic_notifier_chain_unregister", "blocking_notifier_chain_unregister",
    "raw_notifier_chain_unregister", "srcu_notifier_chain_unregister",
    "list_del", "list_del_init", "list_del_rcu", "hlist_del_rcu",
    // The device and its resources.
    "writeb", "writew", "writel", "writeq", "iowrite8", "iowrite16", "iowrite32", "outb", "outw",
    "outl", "pci_clear_master", "pci_disable_device", "pci_iounmap", "pcim_iounmap", "iounmap",
    "pci_release_regions", "pci_release_region", "pci_release_selected_regions",
    "pcim_iounmap_region", "pcim_release_region", "release_region",
    "pci_free_irq_vectors", "pci_disable_msi", "pci_disable_msix",
    "pci_unregister_driver", "dma_free_coherent", "dmam_free_coherent", "dma_unmap_single",
    "dma_unmap_page", "dma_unmap_sg", "dma_pool_free", "dma_pool_destroy", "dmam_pool_destroy",
    "pm_runtime_get_sync", "pm_runtime_get_noresume",
    "pm_runtime_resume_and_get", "pm_runtime_put", "pm_runtime_put_sync",
    "pm_runtime_put_noidle", "pm_runtime_dont_use_autosuspend", "pm_runtime_forbid",
    // Memory.
    "kfree", "kfree_sensitive", "kvfree", "vfree", "kmem_cache_free", "kmem_cache_destroy",
    "devm_kfree", "devres_free", "devm_release_action", "devm_remove_action",
  ]
}
